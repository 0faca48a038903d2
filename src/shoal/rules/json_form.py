"""The JSON form: strict reading that collects every problem, and writing that leaves defaults out.

Paths of problems walk the JSON form as it was given: `all[1].where.op`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast, get_args

from shoal.model.errors import InvalidInput, Problem, RuleError, did_you_mean
from shoal.model.paths import parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    MAX_DEPTH,
    MAX_LIST,
    MAX_NODES,
    NEGATIVE_OPERATORS,
    OPERATORS,
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
    OperandKind,
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
from shoal.rules.literals import (
    WEEKDAYS,
    Refused,
    is_later,
    number_as_json,
    read_calendar,
    read_date,
    read_duration,
    read_number,
    read_pattern,
    read_version,
    shown,
)

MAX_BYTES = 1_000_000
_MAX_CONTAINERS = 2 * MAX_DEPTH + 16  # JSON objects and lists inside each other; every node takes at most two

Place = Literal["rule", "where", "item"]
Json = Mapping[str, object]

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
_TEST_KEYS = ("op", "value", "type", "ignore_case", "missing")
_NODE_KEYS = (*_LOGIC, *_CONDITION_KEYS, *later.CONDITIONS)
_PLACES: Mapping[str, Place] = {"property": "where", "item": "item"}
_RESPONSES: tuple[ResponseWord, ...] = get_args(ResponseWord)
_CHANNELS: tuple[Channel, ...] = get_args(Channel)
_DEVICE_FIELDS: tuple[DeviceField, ...] = get_args(DeviceField)
_MEASURES: tuple[MeasureKind, ...] = get_args(MeasureKind)
_TAG_OPERATORS: tuple[TagOperator, ...] = get_args(TagOperator)
_TYPES: tuple[ValueType, ...] = get_args(ValueType)
PROPERTY_MEASURES: tuple[MeasureKind, ...] = ("sum", "avg", "min", "max", "distinct")
TIME_MEASURES: tuple[MeasureKind, ...] = ("first_time", "last_time")
NEVER_MISSING: tuple[MeasureKind, ...] = ("count", "sum", "distinct", "active_days")
DEVICE_TYPES: Mapping[DeviceField, tuple[ValueType, ...]] = {
    "platform": ("string",),
    "os_version": ("version", "string"),
    "app_version": ("version", "string"),
    "model": ("string",),
}
_TEXT_OPERATORS = tuple(OPERATORS["string"])
_NEVER_EMPTY = ("contains", "not_contains", "starts_with", "ends_with", "matches", "not_matches")
_SYMBOLS: Mapping[str, str] = {
    "=": "is for text, eq for numbers",
    "==": "is for text, eq for numbers",
    "equals": "is for text, eq for numbers",
    "!=": "is_not for text, ne for numbers",
    "<>": "is_not for text, ne for numbers",
    ">": "gt",
    ">=": "gte",
    "<": "lt",
    "<=": "lte",
    "in": "is_any_of",
    "not_in": "is_none_of",
    "exists": "is_set",
    "like": "contains or matches",
    "regex": "matches",
}


# --- from text to decoded JSON ----------------------------------------------------------------------------------------


class _DuplicateKey(ValueError):
    pass


def decode(source: str | bytes) -> object:
    """JSON text as Python values, numbers as Decimal. Raises RuleError for text that is too long or is no JSON."""
    text = as_text(source)
    try:
        return json.loads(
            text,
            parse_float=_decimal,
            parse_int=_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_pairs,
        )
    except json.JSONDecodeError as error:
        line = text.splitlines()[error.lineno - 1] if error.lineno <= len(text.splitlines()) else ""
        problem = Problem(
            "",
            "bad_json",
            f"this is no JSON: {error.msg}, line {error.lineno}, column {error.colno}",
            shown(line.strip()),
        )
    except _DuplicateKey as error:
        problem = Problem("", "duplicate_key", str(error), 'put conditions side by side in {"all": [...]}')
    except Refused as refused:
        problem = Problem("", refused.code, refused.message, refused.hint)
    except RecursionError:
        problem = _too_deep()
    raise RuleError([problem])


def as_text(source: str | bytes) -> str:
    """The source as text, at most MAX_BYTES of UTF-8. Raises RuleError."""
    if isinstance(source, bytes):
        size = len(source)
    else:
        size = len(source) if len(source) > MAX_BYTES else len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise RuleError(
            [
                Problem(
                    "",
                    "too_large",
                    f"the rule has {size:,} bytes; at most {MAX_BYTES:,} are allowed",
                    "upload long lists of people as a static segment and refer to it",
                )
            ]
        )
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RuleError(
                [Problem("", "bad_text", f"the rule is no UTF-8 text: byte {error.start} is wrong")]
            ) from None
    return source.removeprefix("\ufeff")


def _decimal(text: str) -> Decimal:
    return read_number(text)


def _refuse_constant(text: str) -> object:
    raise Refused("bad_number", f"{text} is no number of JSON", "NaN and infinities are refused")


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    out = dict(pairs)
    if len(out) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _DuplicateKey(f"the key {twice!r} stands twice in one object")
    return out


# --- limits, without recursion ----------------------------------------------------------------------------------------


def _too_deep() -> Problem:
    return Problem(
        "",
        "too_deep",
        f"the rule is nested more than {MAX_DEPTH} deep",
        "make a part of it a segment and refer to that",
    )


def _limits(value: object) -> Iterator[Problem]:
    """What is too big or no text at all. Nothing after this check can recurse too far."""
    nodes = 0
    waiting: list[tuple[object, int, int, str]] = [(value, 0, 0, "")]
    while waiting:
        current, containers, depth, path = waiting.pop()
        if isinstance(current, str):
            if not current.isascii() and any("\ud800" <= c <= "\udfff" for c in current):
                yield Problem(path, "bad_text", "half a character (an unpaired surrogate) in a text")
            continue
        if not isinstance(current, Mapping | list | tuple):
            continue
        if isinstance(current, Mapping):
            is_node = any(key in current for key in _NODE_KEYS)
            nodes += is_node
            depth += is_node
            children: list[tuple[object, str]] = [(v, f"{path}.{k}" if path else str(k)) for k, v in current.items()]
        else:
            if len(current) > MAX_LIST:
                yield Problem(
                    path,
                    "list_too_long",
                    f"the list has {len(current):,} values; at most {MAX_LIST:,} are allowed",
                    "upload them as a static segment or a tag and refer to that",
                )
                continue
            children = [(v, f"{path}[{i}]") for i, v in enumerate(current)]
        if containers >= _MAX_CONTAINERS or depth > MAX_DEPTH:
            yield _too_deep()
            return
        if nodes > MAX_NODES:
            yield Problem(
                "",
                "too_many_nodes",
                f"the rule has more than {MAX_NODES} conditions and groups",
                "use is_any_of for many values of one attribute, or split the rule into segments",
            )
            return
        waiting.extend((child, containers + 1, depth, place) for child, place in children)


# --- reading ----------------------------------------------------------------------------------------------------------


def parse_json(value: object) -> Rule:
    """A rule from its JSON form, as text or already decoded.

    Raises RuleError with every problem found.
    """
    if isinstance(value, str | bytes):
        value = decode(value)
    problems = list(_limits(value))
    if not problems:
        reader = _Reader(problems)
        rule = reader.node(value, "", "rule")
        if rule is not None and not problems:
            return rule
    raise RuleError(problems)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a test is applied to: how messages call it, and the types it can have there."""

    name: str
    types: tuple[ValueType, ...] = _TYPES
    ranks: bool = False  # top_percent and bottom_percent make sense


@dataclass(slots=True)
class _Reader:
    """Walks decoded JSON of bounded depth; a part that can't be read gives None and at least one problem."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, code: str, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(path, code, message, hint))

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
            self.problems.append(later.refusal(_at(path, unsupported[0]), later.CONDITIONS[unsupported[0]]))
            return None
        kinds = [key for key in _NODE_KEYS if key in value]
        if len(kinds) != 1:
            self._refuse_kinds(value, path, place, kinds)
            return None
        kind = kinds[0]
        if kind in _LOGIC:
            return self._logic(kind, value, path, place)
        if _PLACES.get(kind, "rule") != place:
            self.refuse(_at(path, kind), "misplaced", *_misplaced(kind, place))
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
        self._known_keys(value, path, (kind,))
        if kind == "not":
            child = self.node(value["not"], _at(path, "not"), place)
            return None if child is None else Not(child)
        children = value[kind]
        if not isinstance(children, list | tuple):
            self.refuse(
                _at(path, kind),
                "not_a_list",
                f"{kind} takes a list of conditions, not {shown(children)}",
                f'write {{"{kind}": [...]}}',
            )
            return None
        nodes = [self.node(child, f"{_at(path, kind)}[{i}]", place) for i, child in enumerate(children)]
        read = tuple(node for node in nodes if node is not None)
        if len(read) < len(nodes):
            return None
        if kind == "all":
            return AllOf(read)
        return AnyOf(read) if kind == "any" else Not(AnyOf(read))

    def _known_keys(self, value: Json, path: str, known: Sequence[str]) -> None:
        for key in value:
            if key not in known:
                hint = did_you_mean(str(key), known) or f"known here: {', '.join(known)}"
                self.refuse(_at(path, str(key)), "unknown_key", f"the key {shown(key)} means nothing here", hint)

    def _condition_keys(self, value: Json, path: str, kind: str, *, test: bool = True) -> None:
        self._known_keys(value, path, (kind, *_CONDITION_KEYS[kind], *(_TEST_KEYS if test else ())))

    # --- conditions ---

    def _attribute(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "attribute")
        name = self._path(value["attribute"], _at(path, "attribute"), "an attribute")
        test = self._test(value, path, _Subject("an attribute", ranks=True))
        return None if name is None or test is None else AttributeCondition(name, test)

    def _property(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "property")
        name = self._path(value["property"], _at(path, "property"), "a property")
        test = self._test(value, path, _Subject("a property"))
        return None if name is None or test is None else PropertyCondition(name, test)

    def _item(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "item")
        name: str | None = ""
        if value["item"] != "":
            name = self._path(value["item"], _at(path, "item"), "a part of an item")
        test = self._test(value, path, _Subject("a part of an item"))
        return None if name is None or test is None else ItemCondition(name, test)

    def _event(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "event")
        name = self._name(value["event"], _at(path, "event"), "an event")
        where = None
        if "where" in value:
            where = self.node(value["where"], _at(path, "where"), "where")
        measure = self._measure(value.get("measure", "count"), _at(path, "measure"))
        window = self._window(value["window"], _at(path, "window")) if "window" in value else None
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
        test = self._test(value, path, _Subject(f"the measure {measure.kind}", types=(kind,)))
        if test is None or test.op in ANY_OPERATORS:
            return test
        return Test(test.op, test.value, kind, test.ignore_case, test.missing)

    def _measure(self, value: object, path: str) -> Measure | None:
        if isinstance(value, str):
            if value in PROPERTY_MEASURES:
                self.refuse(path, "bad_measure", f"{value} needs a property", f'write {{"{value}": "total"}}')
            elif value in _MEASURES:
                return Measure(cast(MeasureKind, value))
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
            self.problems.append(later.refusal(path, later.MEASURES[kind]))
            return None
        if kind not in PROPERTY_MEASURES:
            hint = (
                did_you_mean(str(kind), PROPERTY_MEASURES) or f"measures of a property: {', '.join(PROPERTY_MEASURES)}"
            )
            self.refuse(
                _at(path, str(kind)), "unknown_measure", f"there is no measure {shown(kind)} of a property", hint
            )
            return None
        read = self._path(name, _at(path, kind), "a property")
        return None if read is None else Measure(kind, read)

    def _tag(self, value: Json, path: str) -> Node | None:
        self._known_keys(value, path, ("tag", "op", "value"))
        tags = self._tags(value["tag"], _at(path, "tag"))
        op = value.get("op")
        if op is None:
            self.refuse(path, "missing_op", "the tag condition has no op", f"operators: {', '.join(_TAG_OPERATORS)}")
            return None
        if op not in _TAG_OPERATORS:
            self._refuse_word(op, _at(path, "op"), "operator of tags", _TAG_OPERATORS)
            return None
        within = None
        if op == "tagged_within":
            within = self._duration(value.get("value"), _at(path, "value"))
        elif "value" in value:
            self.refuse(_at(path, "value"), "unexpected_value", f"{op} takes no value", "the tags stand under tag")
        if tags is not None and op in ("has", "tagged_within") and len(tags) != 1:
            self.refuse(
                _at(path, "tag"), "wrong_operand", f"{op} takes one tag", "use has_any_of or has_all_of for several"
            )
            return None
        if tags is None or (op == "tagged_within" and within is None):
            return None
        return TagCondition(tags, cast(TagOperator, op), within)

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
            self.problems.append(later.refusal(_at(path, "op"), later.SEGMENT_OPERATORS[op]))
            return None
        self._known_keys(value, path, ("segment", "op"))
        name = self._name(value["segment"], _at(path, "segment"), "a segment")
        if op is None:
            self.refuse(path, "missing_op", "the segment condition has no op", "operators: in, not_in")
            return None
        if op not in ("in", "not_in"):
            self._refuse_word(op, _at(path, "op"), "operator of segments", ("in", "not_in"))
            return None
        return None if name is None else SegmentCondition(name, cast(Literal["in", "not_in"], op))

    def _response(self, value: Json, path: str) -> Node | None:
        self._condition_keys(value, path, "response", test=False)
        word = value["response"]
        if word not in _RESPONSES:
            self._refuse_word(word, _at(path, "response"), "response", _RESPONSES)
        message = self._name(value.get("message", "any"), _at(path, "message"), "a message")
        campaign = None
        if "campaign" in value:
            campaign = self._name(value["campaign"], _at(path, "campaign"), "a campaign")
        channel = value.get("channel")
        if "channel" in value and channel not in _CHANNELS:
            self._refuse_word(channel, _at(path, "channel"), "channel", _CHANNELS)
        window = self._window(value["window"], _at(path, "window")) if "window" in value else None
        if message is None:
            return None
        return ResponseCondition(cast(ResponseWord, word), message, campaign, cast("Channel | None", channel), window)

    def _device(self, value: Json, path: str) -> Node | None:
        name = value["device"]
        if isinstance(name, Mapping):
            name = next(iter(name), None)
        if isinstance(name, str) and name in later.DEVICE_FIELDS:
            self.problems.append(later.refusal(_at(path, "device"), later.DEVICE_FIELDS[name]))
            return None
        self._condition_keys(value, path, "device")
        if name not in _DEVICE_FIELDS:
            self._refuse_word(name, _at(path, "device"), "field of devices", _DEVICE_FIELDS)
            return None
        read = cast(DeviceField, name)
        test = self._test(value, path, _Subject(f"a device's {read}", types=DEVICE_TYPES[read]))
        return None if test is None else DeviceCondition(read, test)

    # --- tests ---

    def _test(self, value: Json, path: str, subject: _Subject) -> Test | None:
        found = len(self.problems)
        op = self._operator(value, path, subject)
        if op is None:
            return None
        ignore_case = self._flag(value, path, "ignore_case")
        missing = self._missing(value, path, op)
        if op in ANY_OPERATORS:
            for key in ("value", "type", "ignore_case"):
                if key in value:
                    self.refuse(_at(path, key), "unexpected_value", f"{op} takes no {key}", f"leave {key} out")
            return Test(op, missing=missing) if len(self.problems) == found else None
        types = self._types(value, path, op, subject)
        if not types:
            return None
        if ignore_case:
            types = tuple(t for t in types if t == "string")
            if not types:
                self.refuse(
                    _at(path, "ignore_case"), "unexpected_key", f"ignore_case means nothing for {op}", "it is for text"
                )
                return None
        operand = self._operand(value, path, op, types, ignore_case)
        explicit = cast("ValueType | None", value.get("type"))
        return Test(op, operand, explicit, ignore_case, missing) if len(self.problems) == found else None

    def _operator(self, value: Json, path: str, subject: _Subject) -> str | None:
        if "op" not in value:
            hint = 'add an operator, such as "op": "is_set"'
            self.refuse(
                path, "missing_op", f"a condition on {subject.name} has no op", did_you_mean_key(value, "op") or hint
            )
            return None
        op = value["op"]
        available = [*ANY_OPERATORS, *(name for t in subject.types for name in OPERATORS[t])]
        if isinstance(op, str) and op in available:
            if op in ("top_percent", "bottom_percent") and not subject.ranks:
                self.refuse(
                    _at(path, "op"),
                    "misplaced",
                    f"{op} ranks people by an attribute; it doesn't apply to {subject.name}",
                )
                return None
            return op
        owners = [t for t in _TYPES if op in OPERATORS[t]] if isinstance(op, str) else []
        if owners:
            fitting = ", ".join(dict.fromkeys(available))
            self.refuse(
                _at(path, "op"),
                "wrong_operator",
                f"{op} compares a {' or '.join(owners)}; {subject.name} is a {' or '.join(subject.types)}",
                f"operators here: {fitting}",
            )
            return None
        symbol = _SYMBOLS.get(op) if isinstance(op, str) else None
        if symbol:
            self.refuse(_at(path, "op"), "unknown_operator", f"there is no operator {shown(op)}", f"write {symbol}")
        else:
            self._refuse_word(op, _at(path, "op"), "operator", tuple(dict.fromkeys(available)))
        return None

    def _types(self, value: Json, path: str, op: str, subject: _Subject) -> tuple[ValueType, ...]:
        """The types the operator can have here: the one written, or all that know the operator."""
        if "type" not in value:
            return tuple(t for t in subject.types if op in OPERATORS[t])
        written = value["type"]
        if written not in _TYPES:
            self._refuse_word(written, _at(path, "type"), "type", _TYPES)
            return ()
        kind = cast(ValueType, written)
        if kind not in subject.types:
            expected = " or ".join(subject.types)
            self.refuse(
                _at(path, "type"), "wrong_type", f"{subject.name} is a {expected}, never a {kind}", "leave type out"
            )
            return ()
        if op not in OPERATORS[kind]:
            self.refuse(
                _at(path, "op"),
                "wrong_operator",
                f"{op} doesn't compare a {kind}",
                f"operators of a {kind}: {', '.join(OPERATORS[kind])}",
            )
            return ()
        return (kind,)

    def _flag(self, value: Json, path: str, key: str) -> bool:
        flag = value.get(key, False)
        if isinstance(flag, bool):
            return flag
        self.refuse(_at(path, key), "wrong_operand", f"{key} is true or false, not {shown(flag)}")
        return False

    def _missing(self, value: Json, path: str, op: str) -> Literal["include", "exclude"]:
        missing = value.get("missing", "include")
        if missing not in ("include", "exclude"):
            self._refuse_word(missing, _at(path, "missing"), "choice for missing values", ("include", "exclude"))
            return "include"
        if missing == "exclude" and (op not in NEGATIVE_OPERATORS or op == "is_missing"):
            self.refuse(
                _at(path, "missing"),
                "unexpected_key",
                f'"missing": "exclude" means nothing for {op}',
                "only negative operators such as is_not are true for missing values",
            )
            return "include"
        return cast(Literal["include", "exclude"], missing)

    def _operand(
        self, value: Json, path: str, op: str, types: tuple[ValueType, ...], ignore_case: bool
    ) -> "Scalar | tuple[Scalar, ...] | Duration | Test | Node | None":
        kind = OPERATORS[types[0]][op]
        where = _at(path, "value")
        if kind == "none":
            if "value" in value:
                self.refuse(where, "unexpected_value", f"{op} takes no value", "leave value out")
            return None
        if "value" not in value:
            hint = did_you_mean_key(value, "value") or f'for example "value": {_OPERAND_EXAMPLES[kind]}'
            self.refuse(path, "missing_value", f"{op} needs a value", hint)
            return None
        operand = value["value"]
        if isinstance(operand, Mapping) and kind not in ("test", "tree"):
            words = next((later.RIGHT_SIDES[key] for key in later.RIGHT_SIDES if key in operand), None)
            if words:
                self.problems.append(later.refusal(where, words))
                return None
        if kind == "tree":
            return self.node(operand, where, "item")
        if kind == "test":
            return self._size(operand, where)
        try:
            return self._plain_operand(kind, operand, where, op, types, ignore_case)
        except Refused as refused:
            self.refuse(where, refused.code, refused.message, refused.hint)
            return None

    def _plain_operand(
        self, kind: OperandKind, operand: object, path: str, op: str, types: tuple[ValueType, ...], ignore_case: bool
    ) -> "Scalar | tuple[Scalar, ...] | Duration | None":
        if kind == "duration":
            return read_duration(operand)
        if kind == "days":
            duration = read_duration(operand)
            if duration.unit not in ("d", "w"):
                raise Refused("bad_duration", f"{op} counts whole days, not {shown(operand)}", 'write "7d" or "1w"')
            return duration
        if kind == "weekday":
            if operand not in WEEKDAYS:
                self._refuse_word(operand, path, "weekday", WEEKDAYS)
                return None
            return cast(str, operand)
        if kind in ("month", "percent"):
            return _ranged(kind, operand, op)
        if kind == "pair":
            return self._pair(operand, path, op, types)
        if kind == "scalars":
            return self._scalars(operand, path, op, types)
        return _scalar(operand, op, types, ignore_case)[0]

    def _scalars(self, operand: object, path: str, op: str, types: tuple[ValueType, ...]) -> tuple[Scalar, ...] | None:
        if not isinstance(operand, list | tuple):
            raise Refused(
                "wrong_operand", f"{op} takes a list of values, not {shown(operand)}", f"write [{shown(operand)}]"
            )
        if not operand:
            raise Refused("empty_list", f"the list of {op} is empty", "name at least one value")
        values: list[Scalar] = []
        fitting = set(types)
        for i, item in enumerate(operand):
            try:
                scalar, kinds = _scalar(item, op, types, False)
            except Refused as refused:
                self.refuse(f"{path}[{i}]", refused.code, refused.message, refused.hint)
                continue
            values.append(scalar)
            fitting &= set(kinds)
        if len(values) < len(operand):
            return None
        if not fitting:
            raise Refused(
                "wrong_operand",
                f"{op} takes values of one type, not text and numbers together",
                "split the list in two",
            )
        return tuple(values)

    def _pair(self, operand: object, path: str, op: str, types: tuple[ValueType, ...]) -> tuple[Scalar, ...]:
        example = '["2026-01-01", "2026-02-01"]' if types == ("date",) else "[1, 5]"
        if not isinstance(operand, list | tuple) or len(operand) != 2:
            raise Refused("wrong_operand", f"{op} takes a list of two values, not {shown(operand)}", f"write {example}")
        (low, low_types), (high, high_types) = (_scalar(end, op, types, False) for end in operand)
        if not set(low_types) & set(high_types):
            raise Refused("wrong_operand", f"{op} takes two values of one type", f"write {example}")
        if isinstance(low, Decimal) and isinstance(high, Decimal):
            swapped = low > high
        else:
            swapped = is_later(cast(str, low), cast(str, high))
        if swapped:
            first, second = shown(operand[0]), shown(operand[1])
            raise Refused(
                "between_order", f"{first} is after {second}, so nothing is between", f"write [{second}, {first}]"
            )
        return (low, high)

    def _size(self, operand: object, path: str) -> Test | None:
        example = '{"op": "gte", "value": 2}'
        if not isinstance(operand, Mapping):
            self.refuse(
                path, "wrong_operand", f"size takes a test on a number, not {shown(operand)}", f"write {example}"
            )
            return None
        self._known_keys(operand, path, ("op", "value", "type"))
        test = self._test(operand, path, _Subject("a size", types=("number",)))
        if test is None:
            return None
        if test.op in ANY_OPERATORS:
            self.refuse(
                _at(path, "op"),
                "wrong_operator",
                f"a size is never missing; {test.op} says nothing",
                f"write {example}",
            )
            return None
        return Test(test.op, test.value, "number")

    # --- windows and small values ---

    def _window(self, value: object, path: str) -> Window | None:
        if not isinstance(value, Mapping):
            hint = 'write {"last": "30d"}, {"previous": "1mo"} or {"from": "2026-01-01"}; leave it out for all time'
            self.refuse(path, "bad_window", f"a window is an object, not {shown(value)}", hint)
            return None
        unsupported = [key for key in later.WINDOW_OPTIONS if key in value]
        for key in unsupported:
            self.problems.append(later.refusal(_at(path, key), later.WINDOW_OPTIONS[key]))
        if later.ZONES.get(str(value.get("zone"))):
            self.problems.append(later.refusal(_at(path, "zone"), later.ZONES[str(value["zone"])]))
        elif "zone" in value:
            self.refuse(
                _at(path, "zone"), "unknown_key", "a window has no zone of its own", "set the zone of the segment"
            )
        kinds = [key for key in ("last", "previous", "between") if key in value]
        if "from" in value or "to" in value:
            kinds.append("from")
        if len(kinds) != 1:
            if not unsupported or kinds:
                message = f"a window is one of these: {' and '.join(kinds)}" if kinds else "the window says no time"
                hint = did_you_mean_key(value, *_WINDOW_KEYS) or 'write {"last": "30d"}; leave window out for all time'
                self.refuse(path, "bad_window", message, hint)
            return None
        kind = kinds[0]
        known = {"last": ("last", "calendar"), "from": ("from", "to")}.get(kind, (kind,))
        extra = {key: v for key, v in value.items() if key not in unsupported and key != "zone"}
        self._known_keys(extra, path, known)
        try:
            return _WINDOWS[kind](value)
        except Refused as refused:
            self.refuse(_at(path, kind) if kind in value else path, refused.code, refused.message, refused.hint)
            return None

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
            self.refuse(path, refused.code, refused.message, refused.hint)
            return None

    def _refuse_word(self, value: object, path: str, noun: str, known: Sequence[str]) -> None:
        hint = did_you_mean(value, known) if isinstance(value, str) else None
        code = f"unknown_{noun.split(maxsplit=1)[0]}"
        self.refuse(path, code, f"there is no {noun} {shown(value)}", hint or f"known: {', '.join(known)}")


_EXAMPLES: Mapping[Place, str] = {
    "rule": '{"attribute": "country", "op": "is", "value": "TR"}',
    "where": '{"property": "total", "op": "gt", "value": 100}',
    "item": '{"item": "price", "op": "gt", "value": 100}',
}
_OPERAND_EXAMPLES: Mapping[OperandKind, str] = {
    "scalar": '"TR"',
    "scalars": '["TR", "ES"]',
    "pair": "[1, 5]",
    "duration": '"30d"',
    "days": '"7d"',
    "test": '{"op": "gte", "value": 2}',
    "tree": '{"item": "price", "op": "gt", "value": 100}',
    "month": "3",
    "weekday": '"mon"',
    "percent": "20",
}
_WINDOW_KEYS = ("last", "previous", "between", "from", "to", "calendar")


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


def did_you_mean_key(value: Json, *wanted: str) -> str | None:
    """A hint when some unknown key of the object is nearly a wanted one."""
    return next((hint for hint in (did_you_mean(str(key), wanted) for key in value if key not in wanted) if hint), None)


def _scalar(
    value: object, op: str, types: tuple[ValueType, ...], ignore_case: bool
) -> tuple[Scalar, tuple[ValueType, ...]]:
    """A scalar that suits some of the types, and those."""
    if isinstance(value, bool):
        fitting: tuple[ValueType, ...] = tuple(t for t in types if t == "list")
        scalar: Scalar = value
    elif isinstance(value, int | float | Decimal):
        fitting = tuple(t for t in types if t in ("number", "list"))
        scalar = read_number(value)
    elif isinstance(value, str):
        fitting = tuple(t for t in types if t != "number")
        scalar = value
    else:
        fitting = ()
    if not fitting:
        raise Refused("wrong_operand", f"{op} doesn't take {shown(value)}", _scalar_hint(value, op, types))
    if isinstance(scalar, str):
        scalar = _text(scalar, op, fitting, ignore_case)
    return scalar, fitting


def _scalar_hint(value: object, op: str, types: tuple[ValueType, ...]) -> str:
    if isinstance(value, bool):
        return f"use is_{str(value).lower()}, without a value"
    if isinstance(value, list | tuple):
        return "use is_any_of for several values" if op == "is" else "write one value"
    if isinstance(value, str) and types == ("number",):
        return "write the number without quotes"
    if isinstance(value, int | float | Decimal):
        if op in ("is", "is_not"):
            return f"write {'eq' if op == 'is' else 'ne'} for a number, or quote it to compare text"
        return f'quote it: "{value}"'
    if value is None:
        return "use is_set or is_missing"
    return f"it compares a {' or '.join(types)}"


def _text(text: str, op: str, types: tuple[ValueType, ...], ignore_case: bool) -> str:
    if types == ("version",):
        return read_version(text)
    if types == ("date",):
        return read_date(text)
    if "string" in types and op in _NEVER_EMPTY:
        if not text and types != ("list",):
            raise Refused("empty_pattern", f"{op} with an empty text fits everything", 'use is_set, or is ""')
        if op in ("matches", "not_matches"):
            return read_pattern(text, ignore_case=ignore_case)
    return text


def _ranged(kind: OperandKind, operand: object, op: str) -> Decimal:
    if isinstance(operand, bool) or not isinstance(operand, int | float | Decimal):
        raise Refused("wrong_operand", f"{op} takes a number, not {shown(operand)}", _OPERAND_EXAMPLES[kind])
    number = read_number(operand)
    if kind == "month" and (number != number.to_integral_value() or not 1 <= number <= 12):
        raise Refused("wrong_operand", f"there is no month {number}", "write 1 for January to 12 for December")
    if kind == "percent" and not 0 < number <= 100:
        raise Refused("wrong_operand", f"{number} is no share of people", "write a number above 0 and up to 100")
    return number


def _last_window(value: Json) -> Window:
    calendar = value.get("calendar", False)
    if not isinstance(calendar, bool):
        raise Refused("bad_window", f"calendar is true or false, not {shown(calendar)}")
    if calendar:
        return Calendar(*read_calendar(value["last"]))
    try:
        return Rolling(read_duration(value["last"]))
    except Refused as refused:
        if refused.hint and "calendar" in refused.hint:
            refused.hint = f'add "calendar": true for calendar units, or {refused.hint.split(",")[0]}'
        raise


def _previous_window(value: Json) -> Window:
    return Previous(*read_calendar(value["previous"]))


def _between_window(value: Json) -> Window:
    ends = value["between"]
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise Refused("bad_window", f"between takes two lengths of time, not {shown(ends)}", 'write ["90d", "30d"]')
    older, newer = read_duration(ends[0]), read_duration(ends[1], zero=True)
    if older.microseconds <= newer.microseconds:
        raise Refused(
            "window_order",
            f"the window starts {older} ago and would end {newer} ago",
            f'the larger comes first: ["{newer}", "{older}"]',
        )
    return Between(older, newer)


def _absolute_window(value: Json) -> Window:
    start = read_date(value["from"]) if "from" in value else None
    end = read_date(value["to"]) if "to" in value else None
    if start is not None and end is not None and (start == end or is_later(start, end)):
        raise Refused(
            "window_order", f"the window from {start} to {end} holds no time", "to is exclusive and after from"
        )
    return Absolute(start, end)


_WINDOWS: Mapping[str, Callable[[Json], Window]] = {
    "last": _last_window,
    "previous": _previous_window,
    "between": _between_window,
    "from": _absolute_window,
}


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


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
