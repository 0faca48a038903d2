"""The rule language: reading, writing, checking, normal form and plain words. Pure: no files, no clock, no data."""

import re

from shoal.model.catalog import Catalog
from shoal.model.errors import RuleError
from shoal.model.rule import ANY_OPERATORS, OPERATORS, Rule
from shoal.rules.check import check
from shoal.rules.describe import describe, describe_condition
from shoal.rules.json_form import parse_json
from shoal.rules.json_writing import to_json
from shoal.rules.normalise import SEMANTICS_VERSION, fingerprint, normalise
from shoal.rules.printing import format_text
from shoal.rules.text_form import parse_text
from shoal.rules.types import resolve_types
from shoal.rules.walk import leaf_paths, measures_in, references, remembered


def parse(source: str | bytes | dict[str, object] | list[object], *, catalog: Catalog | None = None) -> Rule:
    """A rule from its text form, from JSON text, or from decoded JSON.

    With a catalog the rule is checked against it, and comes back with types written in.
    Raises RuleError with every problem found.
    """
    if isinstance(source, str | bytes) and not _looks_like_json(source):
        rule = parse_text(source)
    else:
        rule = parse_json(source)
    if catalog is None:
        return rule
    rule, problems = check(rule, catalog)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise RuleError(errors)
    return rule


def _looks_like_json(source: str | bytes) -> bool:
    start = source[:100] if isinstance(source, str) else source[:100].decode("utf-8", "replace")
    return re.match(r"\ufeff?\s*(?:\{|\[\s*[\[{\]])", start) is not None


__all__ = [
    "ANY_OPERATORS",
    "OPERATORS",
    "SEMANTICS_VERSION",
    "check",
    "describe",
    "describe_condition",
    "fingerprint",
    "format_text",
    "leaf_paths",
    "measures_in",
    "normalise",
    "parse",
    "parse_json",
    "parse_text",
    "references",
    "remembered",
    "resolve_types",
    "to_json",
]
