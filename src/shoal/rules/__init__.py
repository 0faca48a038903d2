"""The rule language: reading, writing, checking, normal form and plain words. Pure: no files, no clock, no data."""

from shoal.rules.json_form import parse_json, to_json
from shoal.rules.normalise import SEMANTICS_VERSION, fingerprint, normalise
from shoal.rules.types import resolve_types
from shoal.rules.walk import leaf_paths, references

parse = parse_json

__all__ = [
    "SEMANTICS_VERSION",
    "fingerprint",
    "leaf_paths",
    "normalise",
    "parse",
    "parse_json",
    "references",
    "resolve_types",
    "to_json",
]
