"""The JSON form: strict reading that collects every problem, and writing that leaves defaults out.

Paths of problems walk the JSON form as it was given: `all[1].where.op`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast, get_args

from shoal.model.errors import InvalidInput, RuleError, did_you_mean
from shoal.model.paths import parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
    Channel,
    DeviceCondition,
    DeviceField,
    Duration,
    EventCondition,
    ItemCondition,
    Measure,
    MeasureKind,
    Node,
    Not,
    Previous,
    PropertyCondition,
    ResponseCondition,
    ResponseWord,
    Rolling,
    Rule,
    Scalar,
    SegmentCondition,
    TagCondition,
    TagOperator,
    Test,
    ValueType,
    Window,
)
from shoal.rules import later
from shoal.rules.collector import Json, at
from shoal.rules.decoding import decode, limits
from shoal.rules.literals import (
    Refused,
    number_as_json,
    read_duration,
    shown,
)
from shoal.rules.operands import TEST_KEYS, Subject, TestReader
from shoal.rules.windows import read_window

Place = Literal["rule", "where", "item"]

_LOGIC = ("all", "any", "none", "not")
_CONDITION_KEYS: Mapping[str, tuple[str, ...]] = {
    "attribute": (),
    "property": (),
    "item": (),
    "event": ("where", "measure", "window"),
    "tag": (),
    "segment": (),
    "response": ("message", "campaign", "channel", "window"),
    "device": (),
}
_NODE_KEYS = (*_LOGIC, *_CONDITION_KEYS, *later.CONDITIONS)
_PLACES: Mapping[str, Place] = {"property": "where", "item": "item"}
_RESPONSES: tuple[ResponseWord, ...] = get_args(ResponseWord)
_CHANNELS: tuple[Channel, ...] = get_args(Channel)
_DEVICE_FIELDS: tuple[DeviceField, ...] = get_args(DeviceField)
_MEASURES: tuple[MeasureKind, ...] = get_args(MeasureKind)
_TAG_OPERATORS: tuple[TagOperator, ...] = get_args(TagOperator)
PROPERTY_MEASURES: tuple[MeasureKind, ...] = ("sum", "avg", "min", "max", "distinct")
TIME_MEASURES: tuple[MeasureKind, ...] = ("first_time", "last_time")
NEVER_MISSING: tuple[MeasureKind, ...] = ("count", "sum", "distinct", "active_days")
DEVICE_TYPES: Mapping[DeviceField, tuple[ValueType, ...]] = {
    "platform": ("string",),
    "os_version": ("version", "string"),
    "app_version": ("version", "string"),
    "model": ("string",),
}

# --- reading ----------------------------------------------------------------------------------------------------------


def parse_json(value: object) -> Rule:
    """A rule from its JSON form, as text or already decoded.

    Raises RuleError with every problem found.
    """
    if isinstance(value, str | bytes):
        value = decode(value)
    problems = list(limits(value, _NODE_KEYS))
    if not problems:
        reader = _Reader(problems)
        rule = reader.node(value, "", "rule")
        if rule is not None and not problems:
            return rule
    raise RuleError(problems)


@dataclass(slots=True)
class _Reader(TestReader):
    """Walks decoded JSON of bounded depth; a part that can't be read gives None and at least one problem."""

    # --- nodes ---

    def node(self, value: object, path: str, place: Place) -> Node | None:
        if not isinstance(value, Mapping):
            self.refuse(
                path,
                "not_an_object",
                f"a condition is an object, not {shown(value)}",
                f"for example {_EXAMPLES[place]}",
            )
            return None
        unsupported = [key for key in later.CONDITIONS if key in value]
        if unsupported:
            self.refuse_later(at(path, unsupported[0]), later.CONDITIONS[unsupported[0]])
            return None
        kinds = [key for key in _NODE_KEYS if key in value]
        if len(kinds) != 1:
            self._refuse_kinds(value, path, place, kinds)
            return None
        kind = kinds[0]
        if kind in _LOGIC:
            return self._logic(kind, value, path, place)
        if _PLACES.get(kind, "rule") != place:
            self.refuse(at(path, kind), "misplaced", *_misplaced(kind, place))
            return None
        readers: Mapping[str, Callable[[Json, str], Node | None]] = {
            "attribute": self._attribute,
            "property": self._property,
            "item": self._item,
            "event": self._event,
            "tag": self._tag,
            "segment": self._segment,
            "response": self._response,
            "device": self._device,
        }
        return readers[kind](value, path)

    def _refuse_kinds(self, value: Json, path: str, place: Place, kinds: Sequence[str]) -> None:
        if len(kinds) > 1:
            both = " and ".join(kinds)
            self.refuse(path, "two_conditions", f"{both} stand in one object", 'write {"all": [{…}, {…}]} for both')
            return
        hint = next((h for h in (did_you_mean(str(k), _NODE_KEYS) for k in value) if h), None)
        found = ", ".join(str(k) for k in value) or "no keys"
        self.refuse(
            path, "unknown_condition", f"no kind of condition has {found}", hint or f"for example {_EXAMPLES[place]}"
        )

    def _logic(self, kind: str, value: Json, path: str, place: Place) -> Node | None:
        self.known_keys(value, path, (kind,))
        if kind == "not":
            child = self.node(value["not"], at(path, "not"), place)
            return None if child is None else Not(child)
        children = value[kind]
        if not isinstance(children, list | tuple):
            self.refuse(
                at(path, kind),
                "not_a_list",
                f"{kind} takes a list of conditions, not {shown(children)}",
                f'write {{"{kind}": [...]}}',
            )
            return None
        nodes = [self.node(child, f"{at(path, kind)}[{i}]", place) for i, child in enumerate(children)]
        read = tuple(node for node in nodes if node is not None)
        if len(read) < len(nodes):
            return None
        if kind == "all":
            return AllOf(read)
        return AnyOf(read) if kind == "any" else Not(AnyOf(read))

    def _condition_keys(self, value: Json, path: str, kind: str, *, test: bool = True) -> None:
        self.known_keys(value, path, (kind, *_CONDITION_KEYS[kind], *(TEST_KEYS if test else ())))

    def items(self, value: object, path: str) -> Node | None:
        return self.node(value, path, "item")

    # --- conditions ---

    def _attribute(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "attribute")
        name = self._path(value["attribute"], at(path, "attribute"), "an attribute")
        test = self.test(value, path, Subject("an attribute", ranks=True))
        return None if name is None or test is None else AttributeCondition(name, test)

    def _property(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "property")
        name = self._path(value["property"], at(path, "property"), "a property")
        test = self.test(value, path, Subject("a property"))
        return None if name is None or test is None else PropertyCondition(name, test)

    def _item(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "item")
        name: str | None = ""
        if value["item"] != "":
            name = self._path(value["item"], at(path, "item"), "a part of an item")
        test = self.test(value, path, Subject("a part of an item"))
        return None if name is None or test is None else ItemCondition(name, test)

    def _event(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "event")
        name = self._name(value["event"], at(path, "event"), "an event")
        where = None
        if "where" in value:
            where = self.node(value["where"], at(path, "where"), "where")
        measure = self._measure(value.get("measure", "count"), at(path, "measure"))
        window = read_window(value["window"], at(path, "window"), self) if "window" in value else None
        test = None if measure is None else self._measure_test(value, path, measure)
        if name is None or measure is None or test is None:
            return None
        return EventCondition(name, where, measure, test, window)

    def _measure_test(self, value: Json, path: str, measure: Measure) -> Test | None:
        if measure.kind == "count" and "op" not in value and "value" not in value:
            return Test("gte", Decimal(1), "number")
        if "op" not in value:
            self.refuse(
                path,
                "missing_op",
                f"the measure {measure.kind} needs op and value",
                'for example "op": "before_last", "value": "14d"'
                if measure.kind in TIME_MEASURES
                else 'for example "op": "gte", "value": 3',
            )
            return None
        kind: ValueType = "date" if measure.kind in TIME_MEASURES else "number"
        test = self.test(value, path, Subject(f"the measure {measure.kind}", types=(kind,)))
        if test is None or test.op in ANY_OPERATORS:
            return test
        return Test(test.op, test.value, kind, test.ignore_case, test.missing)

    def _measure(self, value: object, path: str) -> Measure | None:
        if isinstance(value, str):
            if value in PROPERTY_MEASURES:
                self.refuse(path, "bad_measure", f"{value} needs a property", f'write {{"{value}": "total"}}')
            elif value in _MEASURES:
                return Measure(value)
            else:
                hint = did_you_mean(value, _MEASURES) or f"measures: {', '.join(_MEASURES)}"
                self.refuse(path, "unknown_measure", f"there is no measure {shown(value)}", hint)
            return None
        if not isinstance(value, Mapping) or len(value) != 1:
            self.refuse(
                path,
                "bad_measure",
                f"a measure is a word or one key, not {shown(value)}",
                'write "count" or {"sum": "total"}',
            )
            return None
        kind, name = next(iter(value.items()))
        if kind in later.MEASURES:
            self.refuse_later(path, later.MEASURES[kind])
            return None
        if kind not in PROPERTY_MEASURES:
            hint = (
                did_you_mean(str(kind), PROPERTY_MEASURES) or f"measures of a property: {', '.join(PROPERTY_MEASURES)}"
            )
            self.refuse(
                at(path, str(kind)), "unknown_measure", f"there is no measure {shown(kind)} of a property", hint
            )
            return None
        read = self._path(name, at(path, kind), "a property")
        return None if read is None else Measure(kind, read)

    def _tag(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("tag", "op", "value"))
        tags = self._tags(value["tag"], at(path, "tag"))
        op = value.get("op")
        if op is None:
            self.refuse(path, "missing_op", "the tag condition has no op", f"operators: {', '.join(_TAG_OPERATORS)}")
            return None
        if op not in _TAG_OPERATORS:
            self.refuse_word(op, at(path, "op"), "operator of tags", _TAG_OPERATORS)
            return None
        within = None
        if op == "tagged_within":
            within = self._duration(value.get("value"), at(path, "value"))
        elif "value" in value:
            self.refuse(at(path, "value"), "unexpected_value", f"{op} takes no value", "the tags stand under tag")
        if tags is not None and op in ("has", "tagged_within") and len(tags) != 1:
            self.refuse(
                at(path, "tag"), "wrong_operand", f"{op} takes one tag", "use has_any_of or has_all_of for several"
            )
            return None
        if tags is None or (op == "tagged_within" and within is None):
            return None
        return TagCondition(tags, op, within)

    def _tags(self, value: object, path: str) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple):
            name = self._name(value, path, "a tag")
            return None if name is None else (name,)
        if not value:
            self.refuse(path, "empty_list", "the list of tags is empty", "name at least one tag")
            return None
        names = [self._name(tag, f"{path}[{i}]", "a tag") for i, tag in enumerate(value)]
        read = tuple(name for name in names if name is not None)
        return read if len(read) == len(names) else None

    def _segment(self, value: Json, path: str) -> Node | None:
        op = value.get("op")
        if isinstance(op, str) and op in later.SEGMENT_OPERATORS:
            self.refuse_later(at(path, "op"), later.SEGMENT_OPERATORS[op])
            return None
        self.known_keys(value, path, ("segment", "op"))
        name = self._name(value["segment"], at(path, "segment"), "a segment")
        if op is None:
            self.refuse(path, "missing_op", "the segment condition has no op", "operators: in, not_in")
            return None
        if op not in ("in", "not_in"):
            self.refuse_word(op, at(path, "op"), "operator of segments", ("in", "not_in"))
            return None
        return None if name is None else SegmentCondition(name, op)

    def _response(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "response", test=False)
        word = value["response"]
        if word not in _RESPONSES:
            self.refuse_word(word, at(path, "response"), "response", _RESPONSES)
        message = self._name(value.get("message", "any"), at(path, "message"), "a message")
        campaign = None
        if "campaign" in value:
            campaign = self._name(value["campaign"], at(path, "campaign"), "a campaign")
        channel = value.get("channel")
        if "channel" in value and channel not in _CHANNELS:
            self.refuse_word(channel, at(path, "channel"), "channel", _CHANNELS)
        window = read_window(value["window"], at(path, "window"), self) if "window" in value else None
        if message is None:
            return None
        return ResponseCondition(cast(ResponseWord, word), message, campaign, cast("Channel | None", channel), window)

    def _device(self, value: Json, path: str) -> Node | None:
        name = value["device"]
        if isinstance(name, Mapping):
            name = next(iter(name), None)
        if isinstance(name, str) and name in later.DEVICE_FIELDS:
            self.refuse_later(at(path, "device"), later.DEVICE_FIELDS[name])
            return None
        self._condition_keys(value, path, "device")
        if name not in _DEVICE_FIELDS:
            self.refuse_word(name, at(path, "device"), "field of devices", _DEVICE_FIELDS)
            return None
        read: DeviceField = name
        test = self.test(value, path, Subject(f"a device's {read}", types=DEVICE_TYPES[read]))
        return None if test is None else DeviceCondition(read, test)

    def _path(self, value: object, path: str, noun: str) -> str | None:
        name = self._name(value, path, noun)
        if name is None:
            return None
        try:
            parse_path(name)
        except InvalidInput as error:
            self.refuse(path, "bad_path", error.message, error.hint)
            return None
        return name

    def _name(self, value: object, path: str, noun: str) -> str | None:
        if isinstance(value, str) and value:
            return value
        given = "an empty text" if value == "" else shown(value)
        self.refuse(path, "bad_name", f"{noun} is named by a text, not {given}")
        return None

    def _duration(self, value: object, path: str) -> Duration | None:
        try:
            return read_duration(value)
        except Refused as refused:
            self.pass_on(path, refused)
            return None


_EXAMPLES: Mapping[Place, str] = {
    "rule": '{"attribute": "country", "op": "is", "value": "TR"}',
    "where": '{"property": "total", "op": "gt", "value": 100}',
    "item": '{"item": "price", "op": "gt", "value": 100}',
}


def _misplaced(kind: str, place: Place) -> tuple[str, str]:
    if kind == "property":
        return "a property is compared inside the where of an event", 'write {"event": "…", "where": {"property": …}}'
    if kind == "item":
        return (
            "an item is compared inside any_item or all_items",
            'write {"property": "products", "op": "any_item", "value": {"item": …}}',
        )
    if place == "where":
        return f"{kind} is about the person; where compares properties of one event", "put it beside the event with all"
    return f"{kind} doesn't apply to one item of a list", 'compare {"item": …} here'


# --- writing ----------------------------------------------------------------------------------------------------------


def to_json(rule: Rule) -> dict[str, object]:
    """The JSON form, ready for `json.dumps`, with defaults left out. `parse_json` gives the same tree back."""
    match rule:
        case AllOf(children):
            return {"all": [to_json(child) for child in children]}
        case AnyOf(children):
            return {"any": [to_json(child) for child in children]}
        case Not(AnyOf(children)):
            return {"none": [to_json(child) for child in children]}
        case Not(child):
            return {"not": to_json(child)}
        case AttributeCondition(path, test):
            return {"attribute": path, **test_as_json(test)}
        case PropertyCondition(path, test):
            return {"property": path, **test_as_json(test)}
        case ItemCondition(path, test):
            return {"item": path, **test_as_json(test)}
        case DeviceCondition(name, test):
            return {"device": name, **test_as_json(test)}
        case EventCondition():
            return _event_as_json(rule)
        case TagCondition():
            return _tag_as_json(rule)
        case SegmentCondition(segment, op):
            return {"segment": segment, "op": op}
        case ResponseCondition():
            return _response_as_json(rule)


def test_as_json(test: Test) -> dict[str, object]:
    """The keys op, value, type, ignore_case and missing of a test, each only where it says something."""
    out: dict[str, object] = {"op": test.op}
    if test.value is not None:
        out["value"] = _operand_as_json(test.value)
    if test.type is not None:
        out["type"] = test.type
    if test.ignore_case:
        out["ignore_case"] = True
    if test.missing != "include":
        out["missing"] = test.missing
    return out


def _operand_as_json(value: "Scalar | tuple[Scalar, ...] | Duration | Test | Node") -> object:
    match value:
        case bool() | str():
            return value
        case Decimal():
            return number_as_json(value)
        case tuple():
            return [_operand_as_json(item) for item in value]
        case Duration():
            return str(value)
        case Test():
            return {"op": value.op, "value": _operand_as_json(value.value) if value.value is not None else None}
        case _:
            return to_json(value)


DEFAULT_COUNT = Test("gte", Decimal(1), "number")


def _event_as_json(rule: EventCondition) -> dict[str, object]:
    out: dict[str, object] = {"event": rule.event}
    if rule.where is not None:
        out["where"] = to_json(rule.where)
    if rule.measure.property is not None:
        out["measure"] = {rule.measure.kind: rule.measure.property}
    elif rule.measure.kind != "count":
        out["measure"] = rule.measure.kind
    if rule.measure.kind != "count" or rule.test != DEFAULT_COUNT:
        test = test_as_json(rule.test)
        test.pop("type", None)
        out |= test
    if rule.window is not None:
        out["window"] = window_as_json(rule.window)
    return out


def _tag_as_json(rule: TagCondition) -> dict[str, object]:
    single = rule.op in ("has", "tagged_within")
    out: dict[str, object] = {"tag": rule.tags[0] if single else list(rule.tags), "op": rule.op}
    if rule.within is not None:
        out["value"] = str(rule.within)
    return out


def _response_as_json(rule: ResponseCondition) -> dict[str, object]:
    out: dict[str, object] = {"response": rule.response}
    if rule.message != "any":
        out["message"] = rule.message
    if rule.campaign is not None:
        out["campaign"] = rule.campaign
    if rule.channel is not None:
        out["channel"] = rule.channel
    if rule.window is not None:
        out["window"] = window_as_json(rule.window)
    return out


def window_as_json(window: Window) -> dict[str, object]:
    match window:
        case Rolling(last):
            return {"last": str(last)}
        case Between(older, newer):
            return {"between": [str(older), str(newer)]}
        case Calendar(count, unit):
            return {"last": f"{count}{unit}", "calendar": True}
        case Previous(count, unit):
            return {"previous": f"{count}{unit}"}
        case Absolute(start, end):
            ends = {"from": start, "to": end}
            return {key: value for key, value in ends.items() if value is not None}
