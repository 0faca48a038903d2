"""The JSON Schema of rules, made from the same tables as the parser. `python -m shoal.rules.schema` prints it.

A schema can't say everything: the parser also checks patterns, dates, orders of pairs, and the limits.
"""

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import cast, get_args

from shoal.model.rule import (
    ANY_OPERATORS,
    MAX_LIST,
    NEGATIVE_OPERATORS,
    OPERATORS,
    REFERENCE_OPERATORS,
    CalendarUnit,
    Channel,
    DeviceField,
    OperandKind,
    ResponseWord,
    ValueType,
)
from shoal.rules.json_behaviour import MAX_PERIODS, MAX_STEPS
from shoal.rules.json_parts import PROPERTY_MEASURES, TIME_MEASURES
from shoal.rules.json_people import DEVICE_FIELDS, DEVICE_TYPES
from shoal.rules.json_writing import VALUE_MEASURES
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
_SCALAR_TYPES: tuple[ValueType, ...] = ("string", "number", "boolean", "version", "date")
_PLACE: Schema = {"$ref": "#/$defs/place"}
_RULE_LEAVES = (
    "attribute",
    "event",
    "sequence",
    "lifecycle",
    "compare",
    "tag",
    "segment",
    "response",
    "device",
    "consent",
    "location",
    "value_of",
    "rfm",
    "score",
    "sample",
)


def schema() -> Schema:
    """The schema as `json.dumps` takes it; its root is a rule."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Shoal rule",
        "$ref": "#/$defs/rule",
        "$defs": {
            "rule": _tree("rule", [*_RULE_LEAVES]),
            "where": _tree("where", ["property", "eventLocation"]),
            "items": _tree("items", ["item"]),
            "deviceTree": _tree("deviceTree", ["oneDevice"]),
            "attribute": {"anyOf": [_tested({"attribute": _NAME}, "rankedTest"), *_references("attribute")]},
            "property": {"anyOf": [_tested({"property": _NAME}, "test"), *_references("property")]},
            "item": _tested({"item": _TEXT}, "test"),
            "event": {"anyOf": list(_events())},
            "tag": {"anyOf": list(_tags())},
            "segment": {"anyOf": list(_segments())},
            "response": _response(),
            "device": {"anyOf": list(_devices())},
            "oneDevice": {"anyOf": [_device(name) for name in DEVICE_FIELDS[:-1]]},
            "sequence": _sequence(),
            "lifecycle": {"anyOf": list(_lifecycles())},
            "compare": _compare(),
            "consent": _consent(),
            "location": _object({"location": _PLACE}, {"at": {"const": "last_known"}}),
            "eventLocation": _object({"location": _PLACE}, {"at": {"const": "event"}}),
            "value_of": _tested({"value_of": _NAME}, "scalarTest"),
            "rfm": _rfm(),
            "score": {"anyOf": [_tested({"score": _NAME}, "rankedNumber"), _object({"score": _NAME, "band": _NAME})]},
            "sample": _object({"sample": _share(), "seed": _NAME}),
            "place": {"oneOf": list(_places())},
            "span": {"oneOf": list(_windows())},
            "window": {"anyOf": [{"$ref": "#/$defs/span"}, *_limited()]},
            "test": {"anyOf": _tests(tuple(OPERATORS))},
            "rankedTest": {"anyOf": [{"$ref": "#/$defs/test"}, *_tests(("number",), only=_RANKS)]},
            "textTest": {"anyOf": _tests(("string",))},
            "versionTest": {"anyOf": _tests(("string", "version"))},
            "numberTest": {"anyOf": _tests(("number",))},
            "rankedNumber": {"anyOf": [*_tests(("number",)), *_tests(("number",), only=_RANKS)]},
            "scalarTest": {"anyOf": _tests(_SCALAR_TYPES)},
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
    numbers = [kind for kind in PROPERTY_MEASURES if kind not in VALUE_MEASURES]
    of_property = {"oneOf": [_object({kind: _NAME}) for kind in numbers]}
    values = {"oneOf": [_object({kind: _NAME}) for kind in VALUE_MEASURES]}
    yield _tested({"event": _NAME, "measure": values}, "scalarTest", optional)
    yield _tested({"event": _NAME, "measure": of_property}, "numberTest", optional)
    yield _tested({"event": _NAME, "measure": {"enum": list(TIME_MEASURES)}}, "dateTest", optional)


def _references(noun: str) -> Iterator[Schema]:
    """Comparisons with another value of the data."""
    step = _object({"property_of": {"type": "integer", "minimum": 1}, "name": _NAME})
    other = _object({noun: _NAME})
    right: Schema = {"oneOf": [other, step]} if noun == "property" else other
    for kind, ops in REFERENCE_OPERATORS.items():
        optional: dict[str, object] = {"type": {"const": kind}, "missing": {"enum": ["include", "exclude"]}}
        if kind == "string":
            optional["ignore_case"] = {"type": "boolean"}
        yield _object({noun: _NAME, "op": {"enum": list(ops)}, "value": right}, optional)


def _behaviour(optional: Mapping[str, object] | None = None) -> Schema:
    return _object({"event": _NAME}, {"where": {"$ref": "#/$defs/where"}, **(optional or {})})


def _sequence() -> Schema:
    later = {
        "within": {"$ref": "#/$defs/duration"},
        "absent": {"type": "boolean"},
        "same": {"oneOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
    }
    steps = {"type": "array", "items": _behaviour(later), "minItems": 2, "maxItems": MAX_STEPS}
    return _object({"sequence": steps}, {"window": {"$ref": "#/$defs/window"}})


def _lifecycles() -> Iterator[Schema]:
    required = {"event": _NAME, "period": {"$ref": "#/$defs/duration"}}
    where = {"where": {"$ref": "#/$defs/where"}}
    yield _object({"lifecycle": {"enum": ["first_time", "stopped", "restarted"]}, **required}, where)
    periods = {"type": "integer", "minimum": 1, "maximum": MAX_PERIODS}
    counts = {"times": {"type": "integer", "minimum": 1}, "in": periods, "of": periods}
    yield _object({"lifecycle": {"const": "regularly"}, **required}, {**where, **counts})


def _compare() -> Schema:
    sides = {"type": "array", "items": _behaviour(), "minItems": 2, "maxItems": 2}
    optional = {"op": {"enum": ["eq", "ne", "gt", "gte", "lt", "lte"]}, "window": {"$ref": "#/$defs/window"}}
    return _object({"compare": sides}, optional)


def _segments() -> Iterator[Schema]:
    yield _object({"segment": _NAME, "op": {"enum": ["in", "not_in"]}})
    changes = {"window": {"$ref": "#/$defs/span"}, "causes": {"enum": ["default", "all"]}}
    yield _object({"segment": _NAME, "op": {"enum": ["entered", "left"]}}, changes)
    yield _object({"segment": _NAME, "op": {"const": "was_in"}, "on": _SCALARS["date"]})


def _devices() -> Iterator[Schema]:
    for name in get_args(DeviceField):
        yield _device(name)
    channel = {"enum": list(get_args(Channel))}
    yield _object({"device": {"const": "reachable_on"}, "value": channel}, {"op": {"enum": ["is", "is_not"]}})
    yield _object({"device": _object({"where": {"$ref": "#/$defs/deviceTree"}})})


def _consent() -> Schema:
    op = {"enum": ["granted", "denied", "unknown"]}
    return _object({"consent": _NAME, "op": op}, {"channel": {"enum": list(get_args(Channel))}})


def _rfm() -> Schema:
    cell = {"type": "integer", "minimum": 1, "maximum": 5}
    wanted = {"oneOf": [cell, {"type": "array", "items": cell, "minItems": 1}]}
    parts = {**_object({}, dict.fromkeys("rfm", wanted)), "minProperties": 1}
    return _object({"rfm": parts}, {"event": _NAME, "value": _NAME, "window": {"$ref": "#/$defs/span"}})


def _share() -> Schema:
    return {"type": "number", "exclusiveMinimum": 0, "maximum": 100}


def _places() -> Iterator[Schema]:
    latitude: Schema = {"type": "number", "minimum": -90, "maximum": 90}
    longitude: Schema = {"type": "number", "minimum": -180, "maximum": 180}
    point = {"type": "array", "prefixItems": [latitude, longitude], "minItems": 2, "maxItems": 2}
    edges = [latitude, longitude, latitude, longitude]
    yield _object({"within_km": {"type": "number", "exclusiveMinimum": 0}, "of": point})
    yield _object({"inside": {"type": "array", "items": point, "minItems": 3, "maxItems": 1000}})
    yield _object({"box": {"type": "array", "prefixItems": edges, "minItems": 4, "maxItems": 4}})
    for kind in ("country", "region", "city"):
        yield _object({kind: {"oneOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]}})


def _limited() -> Iterator[Schema]:
    """Windows with limits: on the hour, the weekday, the place."""
    clock = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"}
    limits: dict[str, object] = {
        "hours": {"type": "array", "items": clock, "minItems": 2, "maxItems": 2},
        "weekdays": {"type": "array", "items": {"enum": list(WEEKDAYS)}, "minItems": 1},
        "near": _PLACE,
    }
    for span in (_object({}), *_windows()):
        inner = cast("dict[str, object]", span["properties"])
        yield {**span, "properties": {**inner, **limits}, "anyOf": [{"required": [limit]} for limit in limits]}


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
        "window": {"$ref": "#/$defs/span"},
    }
    return _object({"response": {"enum": list(get_args(ResponseWord))}}, optional)


def _device(name: DeviceField) -> Schema:
    kinds = DEVICE_TYPES[name]
    test = "numberTest" if "number" in kinds else "versionTest" if "version" in kinds else "textTest"
    return _tested({"device": {"const": name}}, test)


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
