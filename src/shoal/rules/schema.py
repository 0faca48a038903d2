"""The JSON Schema of rules, made from the same tables as the parser. `python -m shoal.rules.schema` prints it.

A schema can't say everything: the parser also checks patterns, dates, orders of pairs, and the limits.
"""

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import get_args

from shoal.model.rule import (
    ANY_OPERATORS,
    MAX_LIST,
    NEGATIVE_OPERATORS,
    OPERATORS,
    CalendarUnit,
    Channel,
    DeviceField,
    OperandKind,
    ResponseWord,
    ValueType,
)
from shoal.rules.json_parts import PROPERTY_MEASURES, TIME_MEASURES
from shoal.rules.json_people import DEVICE_TYPES
from shoal.rules.literals import WEEKDAYS

Schema = dict[str, object]

_TEXT: Schema = {"type": "string"}
_NAME: Schema = {"type": "string", "minLength": 1}
_NUMBER: Schema = {"type": "number"}
_SCALARS: Mapping[ValueType, Schema] = {
    "string": _TEXT,
    "number": _NUMBER,
    "version": {"type": "string", "pattern": "^[vV]?[0-9]"},
    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"},
    "list": {"type": ["string", "number", "boolean"]},
}
_RANKS = ("top_percent", "bottom_percent")


def schema() -> Schema:
    """The schema as `json.dumps` takes it; its root is a rule."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Shoal rule",
        "$ref": "#/$defs/rule",
        "$defs": {
            "rule": _tree("rule", ["attribute", "event", "tag", "segment", "response", "device"]),
            "where": _tree("where", ["property"]),
            "items": _tree("items", ["item"]),
            "attribute": _tested({"attribute": _NAME}, "rankedTest"),
            "property": _tested({"property": _NAME}, "test"),
            "item": _tested({"item": _TEXT}, "test"),
            "event": {"anyOf": list(_events())},
            "tag": {"anyOf": list(_tags())},
            "segment": _object({"segment": _NAME, "op": {"enum": ["in", "not_in"]}}),
            "response": _response(),
            "device": {"anyOf": [_device(name) for name in get_args(DeviceField)]},
            "window": {"oneOf": list(_windows())},
            "test": {"anyOf": _tests(tuple(OPERATORS))},
            "rankedTest": {"anyOf": [{"$ref": "#/$defs/test"}, *_tests(("number",), only=_RANKS)]},
            "textTest": {"anyOf": _tests(("string",))},
            "versionTest": {"anyOf": _tests(("string", "version"))},
            "numberTest": {"anyOf": _tests(("number",))},
            "dateTest": {"anyOf": _tests(("date",))},
            "duration": {"type": "string", "pattern": "^[0-9]+[mhdw]$"},
            "calendar": {"type": "string", "pattern": f"^[0-9]+({'|'.join(get_args(CalendarUnit))})$"},
        },
    }


def _tree(name: str, leaves: list[str]) -> Schema:
    node = {"$ref": f"#/$defs/{name}"}
    nodes = {"type": "array", "items": node}
    groups = [_object({word: nodes}) for word in ("all", "any", "none")]
    return {"oneOf": [*groups, _object({"not": node}), *({"$ref": f"#/$defs/{leaf}"} for leaf in leaves)]}


def _object(required: Mapping[str, object], optional: Mapping[str, object] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _tested(subject: Mapping[str, object], test: str, optional: Mapping[str, object] | None = None) -> Schema:
    """A condition: its own keys, and those of a test."""
    return {
        "type": "object",
        "$ref": f"#/$defs/{test}",
        "properties": {**subject, **(optional or {})},
        "required": list(subject),
        "unevaluatedProperties": False,
    }


def _tests(types: tuple[ValueType, ...], *, only: Collection[str] = ()) -> list[Schema]:
    """An object for each operator and the right side it takes for some of the types."""
    kinds_of: dict[tuple[str, str], list[ValueType]] = {}
    for kind in types:
        for op, operand in OPERATORS[kind].items():
            if op in only if only else op not in _RANKS:
                kinds_of.setdefault((op, json.dumps(_operand(operand, kind))), []).append(kind)
    tests = [_test(op, json.loads(value), kinds) for (op, value), kinds in kinds_of.items()]
    return tests if only else [*(_test(op, None, []) for op in ANY_OPERATORS), *tests]


def _test(op: str, value: object, kinds: list[ValueType]) -> Schema:
    properties: dict[str, object] = {"op": {"const": op}}
    if value is not None:
        properties["value"] = value
    required = list(properties)
    if kinds:
        properties["type"] = {"enum": kinds}
    if "string" in kinds:
        properties["ignore_case"] = {"type": "boolean"}
    if op in NEGATIVE_OPERATORS and op not in ANY_OPERATORS:
        properties["missing"] = {"enum": ["include", "exclude"]}
    return {"type": "object", "properties": properties, "required": required}


def _operand(operand: OperandKind, kind: ValueType) -> object:
    scalar = _SCALARS.get(kind, _TEXT)
    return {
        "none": None,
        "scalar": scalar,
        "scalars": {"type": "array", "items": scalar, "minItems": 1, "maxItems": MAX_LIST},
        "pair": {"type": "array", "items": scalar, "minItems": 2, "maxItems": 2},
        "duration": {"$ref": "#/$defs/duration"},
        "days": {"type": "string", "pattern": "^[0-9]+[dw]$"},
        "test": {"$ref": "#/$defs/numberTest"},
        "tree": {"$ref": "#/$defs/items"},
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "weekday": {"enum": list(WEEKDAYS)},
        "percent": {"type": "number", "exclusiveMinimum": 0, "maximum": 100},
    }[operand]


def _events() -> Iterator[Schema]:
    optional = {"where": {"$ref": "#/$defs/where"}, "window": {"$ref": "#/$defs/window"}}
    yield _object({"event": _NAME}, {**optional, "measure": {"const": "count"}})
    yield _tested({"event": _NAME}, "numberTest", {**optional, "measure": {"enum": ["count", "active_days"]}})
    of_property = {"oneOf": [_object({kind: _NAME}) for kind in PROPERTY_MEASURES]}
    yield _tested({"event": _NAME, "measure": of_property}, "numberTest", optional)
    yield _tested({"event": _NAME, "measure": {"enum": list(TIME_MEASURES)}}, "dateTest", optional)


def _tags() -> Iterator[Schema]:
    several = {"oneOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1, "maxItems": MAX_LIST}]}
    one = {"oneOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1, "maxItems": 1}]}
    yield _object({"tag": one, "op": {"const": "has"}})
    yield _object({"tag": several, "op": {"enum": ["has_any_of", "has_all_of", "has_none_of"]}})
    yield _object({"tag": one, "op": {"const": "tagged_within"}, "value": {"$ref": "#/$defs/duration"}})


def _response() -> Schema:
    optional = {
        "message": {**_NAME, "description": "an id, any, last or last_sent_to_person"},
        "campaign": _NAME,
        "channel": {"enum": list(get_args(Channel))},
        "window": {"$ref": "#/$defs/window"},
    }
    return _object({"response": {"enum": list(get_args(ResponseWord))}}, optional)


def _device(name: DeviceField) -> Schema:
    return _tested({"device": {"const": name}}, "versionTest" if "version" in DEVICE_TYPES[name] else "textTest")


def _windows() -> Iterator[Schema]:
    duration, calendar = {"$ref": "#/$defs/duration"}, {"$ref": "#/$defs/calendar"}
    yield _object({"last": duration}, {"calendar": {"const": False}})
    yield _object({"last": calendar, "calendar": {"const": True}})
    yield _object({"previous": calendar})
    yield _object({"between": {"type": "array", "items": duration, "minItems": 2, "maxItems": 2}})
    yield _object({"from": _SCALARS["date"]}, {"to": _SCALARS["date"]})
    yield _object({"to": _SCALARS["date"]})


def schema_text() -> str:
    """The schema as it is published, with a newline at the end."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
