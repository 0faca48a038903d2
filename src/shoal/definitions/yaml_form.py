"""Segments as YAML: one mapping a segment, as in docs/guide/segments.md."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from shoal.definitions import limits
from shoal.definitions.draft import Draft, InvalidSegment, validate
from shoal.definitions.plain_text import plain_text
from shoal.model.errors import InvalidInput, Problem, RuleError, did_you_mean
from shoal.model.rule import NO_ONE, Rule
from shoal.model.segment import Segment
from shoal.rules import parse

MAX_YAML = 4 * 2**20

KEYS = ("name", "description", "labels", "pinned", "rule", "schedule", "kind", "active", "zone", *limits.KEYS, "tests")
LATER_KINDS = ("connector", "predictive", "similar")


def load_yaml(text: str, *, origin: str = "the text") -> dict[str, object]:
    """One YAML mapping. Numbers keep their decimals and dates stay text; a key written twice is refused.

    Raises InvalidInput naming `origin` and the line.
    """
    if len(text) > MAX_YAML:
        raise InvalidInput(f"{origin} is {len(text):,} characters long; at most {MAX_YAML:,} are read")
    try:
        value = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        place = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InvalidInput(f"{origin} is no YAML{place}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput(f"{origin} is no YAML: {str(error) or 'nested too deeply'}") from None
    if not isinstance(value, dict):
        raise InvalidInput(
            f"{origin} holds no segment", hint="write `name:` and `rule:`, see `shoal segments show --yaml`"
        )
    return value


def dump_yaml(value: Mapping[str, object]) -> str:
    """The text of one segment; longer texts are blocks, so that a diff of the file is a diff of the rule."""
    return yaml.dump(dict(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def from_yaml(value: Mapping[str, object]) -> Draft:
    """A draft from a decoded YAML mapping. `tests` are left for `shoal test`.

    Raises InvalidSegment with every unknown key, wrong type and fault in the rule.
    """
    problems = _key_problems(value)
    read = _Reader(value, problems)
    static = value.get("kind") == "static"
    beside = limits.read_limits(value, problems)
    draft = Draft(
        name=read("name", str, "text", ""),
        rule=None if static and "rule" not in value else _rule(value.get("rule"), problems),
        description=read("description", str, "text", "").strip(),
        zone=read("zone", str, "text", None),
        labels=tuple(read("labels", list, "labels in brackets, such as [recovery]", [])),
        pinned=read("pinned", bool, "true or false", False),
        active=read("active", bool, "true or false", True),
        schedule=read("schedule", str, "text", None),
        kind="static" if static else "rule",
        include=beside.include,
        exclude=beside.exclude,
        cap=beside.cap,
        waterfall=beside.waterfall,
    )
    read("tests", list, "a sequence of tests", [])
    if not all(isinstance(label, str) for label in draft.labels):
        problems.append(Problem("labels", "wrong_type", "labels are words", "put numbers in quotes"))
    else:
        problems += _problems_of(lambda: validate(draft))
    if problems:
        raise InvalidSegment(problems)
    return draft


def to_yaml(segment: Segment) -> dict[str, object]:
    """The mapping that makes this segment again; fields at their defaults are left out."""
    out: dict[str, object] = {"name": segment.name}
    if segment.description:
        out["description"] = segment.description
    if segment.labels:
        out["labels"] = [*segment.labels]
    if segment.pinned:
        out["pinned"] = True
    if segment.kind != "rule":
        out["kind"] = segment.kind
    if segment.rule is not None:
        out["rule"] = plain_text(segment.rule) + "\n"
    optional = {"zone": segment.zone, "schedule": segment.schedule}
    out |= {key: value for key, value in optional.items() if value is not None}
    out |= limits.limits_as_json(limits.limits_of(segment))
    if not segment.active:
        out["active"] = False
    return out


def _key_problems(value: Mapping[str, object]) -> list[Problem]:
    problems = []
    for key in value:
        if key not in KEYS:
            hint = did_you_mean(str(key), KEYS) or f"known are {', '.join(KEYS)}"
            problems.append(Problem(str(key), "unknown_key", f"a segment has no `{key}`", hint))
    kind = value.get("kind", "rule")
    if kind in LATER_KINDS:
        problems.append(Problem("kind", "not_supported", f"`kind: {kind}` is not supported in this version yet"))
    elif kind not in ("rule", "static"):
        hint = "write `kind: static`, or nothing for a segment with a rule"
        problems.append(Problem("kind", "unknown_kind", f"there is no kind {kind!r}", hint))
    return problems


class _Reader:
    """Takes fields out of the mapping; a wrong type becomes a problem and the default."""

    def __init__(self, value: Mapping[str, object], problems: list[Problem]) -> None:
        self.value = value
        self.problems = problems

    def __call__(self, key: str, type_: type, expected: str, default: Any) -> Any:
        value = self.value.get(key)
        if value is None:
            return default
        if not isinstance(value, type_):
            self.problems.append(Problem(key, "wrong_type", f"`{key}` is {value!r}; expected is {expected}"))
            return default
        return value


def _rule(value: object, problems: list[Problem]) -> Rule:
    if value is None:
        problems.append(Problem("rule", "missing", "a segment needs a `rule`"))
    elif not isinstance(value, str | dict | list):
        problems.append(Problem("rule", "wrong_type", f"`rule` is {value!r}; expected is text or a mapping"))
    else:
        try:
            return parse(value)
        except RuleError as error:
            problems += [_inside_rule(problem) for problem in error.problems]
    return NO_ONE


def _inside_rule(problem: Problem) -> Problem:
    path = f"rule.{problem.path}" if problem.path else "rule"
    return Problem(path, problem.code, problem.message, problem.hint, problem.severity)


def _problems_of(check: Callable[[], None]) -> tuple[Problem, ...]:
    try:
        check()
    except InvalidSegment as error:
        return error.problems
    return ()


class _Loader(yaml.SafeLoader):
    """Safe YAML without surprises for rules: 2026-03-08 is text, 0.1 is exactly 0.1, `no` is text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` is there twice", key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _decimal(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    try:
        number = Decimal(node.value.replace("_", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise yaml.constructor.ConstructorError(None, None, f"{node.value!r} is no number", node.start_mark)
    return number


def _boolean(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> bool:
    return str(node.value).lower() == "true"


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?i)^(true|false)$"), list("tTfF"))
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:bool", _boolean)


class _Dumper(yaml.SafeDumper):
    pass


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
