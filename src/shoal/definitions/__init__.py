"""Segments as people edit them: drafts, versions, uses, YAML, audit."""

from shoal.definitions.definitions import Definitions, Use, Version
from shoal.definitions.draft import Draft, InvalidSegment
from shoal.definitions.plain_text import plain_text
from shoal.definitions.yaml_form import dump_yaml, from_yaml, load_yaml, to_yaml

__all__ = [
    "Definitions",
    "Draft",
    "InvalidSegment",
    "Use",
    "Version",
    "dump_yaml",
    "from_yaml",
    "load_yaml",
    "plain_text",
    "to_yaml",
]
