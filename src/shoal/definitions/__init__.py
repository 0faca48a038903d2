"""Segments as people edit them: drafts, versions, uses, YAML, audit; static copies; tags."""

from importlib import import_module
from typing import TYPE_CHECKING

from shoal.definitions.definitions import Definitions, Use, Version
from shoal.definitions.difference import describe_difference
from shoal.definitions.draft import Draft, InvalidSegment, draft_of
from shoal.definitions.plain_text import plain_text
from shoal.definitions.yaml_form import dump_yaml, from_yaml, load_yaml, to_yaml

if TYPE_CHECKING:
    from shoal.definitions.freezing import freeze
    from shoal.definitions.measures import Measures, measure_as_json, parse_measure
    from shoal.definitions.tags import Tag, Tags
    from shoal.definitions.templates import Template, templates_for

# Loaded when they are first used: who looks at segments need not load what writes members and records.
_HOME = {
    "freeze": "freezing",
    "Measures": "measures",
    "measure_as_json": "measures",
    "parse_measure": "measures",
    "Tag": "tags",
    "Tags": "tags",
    "Template": "templates",
    "templates_for": "templates",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


__all__ = [
    "Definitions",
    "Draft",
    "InvalidSegment",
    "Measures",
    "Tag",
    "Tags",
    "Template",
    "Use",
    "Version",
    "describe_difference",
    "draft_of",
    "dump_yaml",
    "freeze",
    "from_yaml",
    "load_yaml",
    "measure_as_json",
    "parse_measure",
    "plain_text",
    "templates_for",
    "to_yaml",
]
