"""What a rule means, in plain Python: one profile and its records at a time, exact, and as slow as it needs to be.

This is the specification that everything else that evaluates rules is held to. It reads top to bottom: who is a
member, what is known of a person, the conditions, the tests on one value, dates and windows. It never reads a clock
and never guesses: a construct that it doesn't cover raises ValueError. Where the description of the language leaves
a choice, the choice is made here:

- A null is a missing value. A `[]` path gives the list of its items' values, without the missing ones; it is missing
  where there is no list to visit. Lists inside visited lists are visited only by a further `[]`.
- `size` of a missing list is a missing number, which a negative test such as `ne` is true for.
- A test inside any_item / all_items is negative per item; without a list, any_item and all_items are both false.
- A path that goes through `context` reads the event's context; `context` alone and `context[]` are properties.
- Text in the data without offset is in the workspace's zone; a rule says the offset of an instant.
- Local dates end at the years 1 and 9999; what lies beyond is the first or last day.
- Versions: empty parts say nothing (1..2 is 1.2); a letter part is a run of anything but digits, `.` and `-`; it sorts
  before every number; letters compare by code points; digits are 0–9.
- Names are exact: the event, the tag and the segment of a rule fit whole names, by code points.
"""

import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import Any, NoReturn, Protocol, TypeVar
from zoneinfo import ZoneInfo

from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, JsonValue, TagRecord, World
from shoal.model.instant import from_microseconds, to_microseconds, zone_info
from shoal.model.paths import EACH, Step, parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    NEGATIVE_OPERATORS,
    OPERATORS,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
    CalendarUnit,
    DeviceCondition,
    Duration,
    EventCondition,
    ItemCondition,
    Measure,
    Node,
    Not,
    Previous,
    PropertyCondition,
    ResponseCondition,
    Rolling,
    Rule,
    SegmentCondition,
    TagCondition,
    Test,
    Window,
)

_RANKS = ("top_percent", "bottom_percent")
Day = date  # a local day; an instant is an int of microseconds since 1970 UTC
Number = Fraction | float  # a float only where a sum had to be rounded


def members(rule: Rule, world: World, as_of: int, *, zone: str | None = None) -> frozenset[str]:
    """The ids of the profiles that fit the rule at `as_of` (microseconds since 1970 UTC).

    `zone` is the rule's own, None the workspace's. Every test in the rule has its type. Raises ValueError for a rule
    that isn't covered or makes no sense, InvalidInput for a zone that doesn't exist.
    """
    evaluation = _Evaluation(world, as_of, zone)
    return frozenset(person.id for person in evaluation.everyone if evaluation.holds(rule, person))


def holds(rule: Rule, profile: History, world: World, as_of: int, *, zone: str | None = None) -> bool:
    """Whether `profile` is among the members; never before its first record. Raises as `members` does."""
    person = _Person(profile, as_of)
    return person.is_known and _Evaluation(world, as_of, zone).holds(rule, person)


def _refuse(what: object) -> NoReturn:
    raise ValueError(f"the meaning of {what!r} is not defined here")


# --- what is known of a person at as_of -------------------------------------------------------------------------------


class _Record(Protocol):
    @property
    def time(self) -> int | None: ...
    @property
    def message_id(self) -> str: ...


T = TypeVar("T")
R = TypeVar("R", bound=_Record)


def _in_order(records: Iterable[R], as_of: int) -> list[R]:
    """The records that count at `as_of`, weakest first: timeless ones, then by time, ties by message id."""
    known = [record for record in records if record.time is None or record.time < as_of]
    return sorted(known, key=lambda record: (record.time is not None, record.time or 0, record.message_id))


class _Person:
    """A profile as of an instant: nothing timed at or after it is known."""

    def __init__(self, profile: History, as_of: int) -> None:
        self.id = profile.profile_id
        self.events: list[Event] = _in_order(profile.events, as_of)
        attributes: list[AttributeRecord] = _in_order(profile.attributes, as_of)
        tags: list[TagRecord] = _in_order(profile.tags, as_of)
        devices: list[DeviceRecord] = _in_order(profile.devices, as_of)
        self.is_known = bool(self.events or attributes or tags or devices)

        self.attributes: dict[str, JsonValue] = {}
        for attribute in attributes:
            self.attributes.update(attribute.attributes)
        self.tags: dict[str, TagRecord] = {record.tag: record for record in tags}
        self.devices: dict[str, dict[str, str]] = {}
        for record in devices:
            said = {name: getattr(record, name) for name in ("platform", "os_version", "app_version", "model")}
            device = self.devices.setdefault(record.device_id, {})
            device.update({name: value for name, value in said.items() if value is not None})


def _look_up(value: JsonValue, steps: Sequence[Step]) -> JsonValue:
    """The value at a path, None when it is missing or null."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        return _look_up(value.get(step), rest) if isinstance(value, Mapping) else None
    if not isinstance(value, list):
        return None
    found = [part for part in (_look_up(item, rest) for item in value) if part is not None]
    if EACH in rest:  # every part is a list of its own
        return [item for part in found if isinstance(part, list) for item in part]
    return found


def _property(event: Event, path: str) -> JsonValue:
    steps = parse_path(path)
    if steps[0] == "context" and len(steps) > 1 and isinstance(steps[1], str):
        return _look_up(event.context, steps[1:])
    return _look_up(event.properties, steps)


# --- conditions -------------------------------------------------------------------------------------------------------


def _combine(node: Node, leaf: Callable[[Node], bool]) -> bool:
    """Logic over conditions: of persons, of one event's properties, or of one item's parts."""
    match node:
        case AllOf(children):
            return all(_combine(child, leaf) for child in children)
        case AnyOf(children):
            return any(_combine(child, leaf) for child in children)
        case Not(child):
            return not _combine(child, leaf)
        case _:
            return leaf(node)


class _Evaluation:
    """One rule's setting: the world, the instant, the zone, and the segments on the way here."""

    def __init__(self, world: World, as_of: int, zone: str | None, trail: tuple[str, ...] = ()) -> None:
        self.world, self.trail = world, trail
        self.asked: dict[object, Any] = {}
        self.moment = _Moment(as_of, zone_info(zone or world.zone), zone_info(world.zone))

    @cached_property
    def everyone(self) -> list[_Person]:
        people = (_Person(profile, self.moment.as_of) for profile in self.world.profiles)
        return [person for person in people if person.is_known]

    def once(self, question: object, answer: Callable[[], T]) -> T:
        """What is the same for everybody is worked out once."""
        if question not in self.asked:
            self.asked[question] = answer()
        found: T = self.asked[question]
        return found

    def holds(self, rule: Rule, person: _Person) -> bool:
        return _combine(rule, lambda condition: self.condition(condition, person))

    def condition(self, condition: Node, person: _Person) -> bool:
        match condition:
            case AttributeCondition(path, test) if test.op in _RANKS:
                return person.id in self.once(condition, lambda: self.best(path, test))
            case AttributeCondition(path, test):
                return _passes(test, _look_up(person.attributes, parse_path(path)), self.moment)
            case EventCondition():
                return self.behaviour(condition, person)
            case TagCondition():
                return self.tagged(condition, person)
            case DeviceCondition():
                return self.device(condition, person)
            case SegmentCondition():
                return self.in_segment(condition.segment, person) == (condition.op == "in")
            case ResponseCondition():
                return self.response(condition, person)
            case _:
                _refuse(condition)

    # Attributes, tags, devices, segments

    def best(self, path: str, test: Test) -> set[str]:
        """The ids of the highest (lowest) p percent of everyone who has a number at `path`, rounded up."""
        percent = _literal_number(test.value)
        if test.type != "number" or not 0 < percent <= 100:
            _refuse(test)
        sign = -1 if test.op == "top_percent" else 1
        ranked = []
        for person in self.everyone:
            number = _number(_look_up(person.attributes, parse_path(path)))
            if number is not None:
                ranked.append((sign * number, person.id.encode(), person.id))
        size = math.ceil(percent * len(ranked) / 100)
        return {person_id for _, _, person_id in sorted(ranked)[:size]}

    def tagged(self, condition: TagCondition, person: _Person) -> bool:
        has = {tag: tag in person.tags and person.tags[tag].present for tag in condition.tags}
        match condition:
            case TagCondition(tags=(tag,), op="has"):
                return has[tag]
            case TagCondition(op="has_any_of"):
                return any(has.values())
            case TagCondition(op="has_all_of"):
                return all(has.values())
            case TagCondition(op="has_none_of"):
                return not any(has.values())
            case TagCondition(tags=(tag,), op="tagged_within", within=Duration() as within):
                since = person.tags[tag].time if has[tag] else None
                return since is not None and self.moment.is_in(Rolling(within), since)
            case _:
                _refuse(condition)

    def device(self, condition: DeviceCondition, person: _Person) -> bool:
        """Some device passes the test; for a negative operator, no device passes its twin."""
        test = condition.test
        values = [device.get(condition.field) for device in person.devices.values()] or [None]
        if test.op not in NEGATIVE_OPERATORS:
            return any(_passes(test, value, self.moment) for value in values)
        if any(_passes(_twin(test), value, self.moment) for value in values):
            return False
        return test.missing == "include" or any(_typed(test, value, self.moment) is not None for value in values)

    def in_segment(self, segment_id: str, person: _Person) -> bool:
        if segment_id in self.trail:
            raise ValueError(f"segments form a cycle: {' → '.join((*self.trail, segment_id))}")
        if segment_id not in self.world.segments:
            raise ValueError(f"there is no segment {segment_id!r}")
        segment = self.world.segments[segment_id]
        if not segment.active:
            return False
        if segment.rule is None:
            return person.id in segment.members
        trail = (*self.trail, segment_id)
        inner = self.once(trail, lambda: _Evaluation(self.world, self.moment.as_of, segment.zone, trail))
        return inner.holds(segment.rule, person)

    # Behaviour

    def behaviour(self, condition: EventCondition, person: _Person) -> bool:
        """A test on what is measured over the matching events."""
        moment, test = self.moment, condition.test
        matching = [
            event
            for event in person.events
            if event.name == condition.event
            and moment.is_in(condition.window, event.time)
            and (condition.where is None or _event_fits(condition.where, event, moment))
        ]
        kind = "date" if condition.measure.kind in ("first_time", "last_time") else "number"
        if test.op not in ANY_OPERATORS and test.type != kind:
            _refuse(condition)
        return _judge(test, _measure(condition.measure, matching, moment), moment)

    # Responses to messages

    def response(self, condition: ResponseCondition, person: _Person) -> bool:
        if condition.response in ("not_opened", "not_clicked"):
            return self.left_unanswered(condition, person)
        wanted = self.wanted_message(condition, person)
        return any(
            (condition.channel is None or channel == condition.channel)
            and (condition.campaign is None or _text(event, "campaign_id") == condition.campaign)
            and (condition.message == "any" or (wanted is not None and _text(event, "message_id") == wanted))
            and self.moment.is_in(condition.window, event.time)
            for event, channel in _responses(person, condition.response)
        )

    def left_unanswered(self, condition: ResponseCondition, person: _Person) -> bool:
        """Something was sent in the window, and nothing of that was ever opened (clicked) by a human."""
        word = condition.response.removeprefix("not_")
        answered = {(_text(event, "message_id"), channel) for event, channel in _responses(person, word)}
        wanted = self.wanted_message(condition, person)
        sends = [
            event
            for event in _sends(person, condition)
            if self.moment.is_in(condition.window, event.time)
            and (condition.message == "any" or _text(event, "message_id") == wanted)
        ]
        keys = {(_text(event, "message_id"), _text(event, "channel")) for event in sends}
        return bool(sends) and not keys & answered

    def wanted_message(self, condition: ResponseCondition, person: _Person) -> str | None:
        """The id of the message that is asked about; None when any will do, or when there is no last one."""
        if condition.message == "any":
            return None
        if condition.message == "last_sent_to_person":
            own = [(send.time, _text(send, "message_id") or "") for send in _sends(person, condition)]
            return max(own)[1] if own else None
        if condition.message == "last":
            return self.once(condition, lambda: self.last_message(condition))
        return condition.message

    def last_message(self, condition: ResponseCondition) -> str | None:
        """The message whose first send, to anybody, is the latest; of two the one with the greater id."""
        starts: dict[str, int] = {}
        for send in (send for anyone in self.everyone for send in _sends(anyone, condition)):
            message = _text(send, "message_id") or ""
            starts[message] = min(send.time, starts.get(message, send.time))
        return max(starts, key=lambda message: (starts[message], message)) if starts else None


_RESPONSE_EVENTS = {
    "received": {"Push Notification Received": "push", "Email Delivered": "email"},
    "opened": {"Push Notification Tapped": "push", "Email Opened": "email"},
    "clicked": {"Push Notification Tapped": "push", "Email Link Clicked": "email"},
    "bounced": {"Push Notification Bounced": "push", "Email Bounced": "email"},
    "marked_as_spam": {"Email Marked as Spam": "email"},
    "unsubscribed": {"Unsubscribed": "email"},  # unless its property says another channel
}


def _text(event: Event, name: str) -> str | None:
    value = event.properties.get(name)
    return value if isinstance(value, str) else None


def _responses(person: _Person, word: str) -> Iterator[tuple[Event, str]]:
    """The person's own responses of a kind with their channels, without those of machines."""
    if word not in _RESPONSE_EVENTS:
        _refuse(word)
    for event in person.events:
        channel = _RESPONSE_EVENTS[word].get(event.name)
        if channel is not None and event.properties.get("machine") is not True:
            said = _text(event, "channel") if word == "unsubscribed" else None
            yield event, channel if said is None else said


def _sends(person: _Person, condition: ResponseCondition) -> list[Event]:
    """The messages sent to the person that fit the condition's channel and campaign; tests are no messages."""
    return [
        event
        for event in person.events
        if event.name == "Message Sent"
        and event.properties.get("test") is not True
        and _text(event, "message_id") is not None
        and (condition.channel is None or _text(event, "channel") == condition.channel)
        and (condition.campaign is None or _text(event, "campaign_id") == condition.campaign)
    ]


# --- events and their measures ----------------------------------------------------------------------------------------


def _event_fits(where: Node, event: Event, moment: "_Moment") -> bool:
    def leaf(node: Node) -> bool:
        if not isinstance(node, PropertyCondition):
            _refuse(node)
        return _passes(node.test, _property(event, node.path), moment)

    return _combine(where, leaf)


def _measure(measure: Measure, events: list[Event], moment: "_Moment") -> "Number | int | None":
    """A number, an instant for first_time / last_time, or None: of nothing there is no average and no first time."""
    times = [event.time for event in events]
    match measure:
        case Measure("count", None):
            return Fraction(len(events))
        case Measure("active_days", None):
            return Fraction(len({moment.local_date(time) for time in times}))
        case Measure("first_time", None):
            return min(times, default=None)
        case Measure("last_time", None):
            return max(times, default=None)
        case Measure(kind, str(path)) if kind in ("distinct", "sum", "avg", "min", "max"):
            values: list[JsonValue] = []
            for event in events:
                value = _property(event, path)
                values.extend(value if EACH in parse_path(path) and isinstance(value, list) else [value])
            numbers = [number for number in map(_number, values) if number is not None]
            match kind:
                case "distinct":
                    return Fraction(len({_identity(value) for value in values if isinstance(value, _SCALARS)}))
                case "sum":
                    return _total(numbers)
                case "avg":
                    return _total(numbers) / len(numbers) if numbers else None
                case "min":
                    return min(numbers, default=None)
                case "max":
                    return max(numbers, default=None)
    _refuse(measure)


def _total(numbers: list[Fraction]) -> Number:
    """The exact sum when all numbers have at most six decimal places and are at most 9·10¹²; else that of the values
    as doubles, rounded once."""
    if all(abs(number) <= 9 * 10**12 and (number * 10**6).denominator == 1 for number in numbers):
        return sum(numbers, Fraction(0))
    exact = sum((Fraction(float(number)) for number in numbers), Fraction(0))
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


# --- tests on one value -----------------------------------------------------------------------------------------------


def _passes(test: Test, value: JsonValue, moment: "_Moment") -> bool:
    return _judge(test, _typed(test, value, moment), moment)


def _twin(test: Test) -> Test:
    return replace(test, op=NEGATIVE_OPERATORS[test.op])


def _judge(test: Test, value: object, moment: "_Moment") -> bool:
    """The test on a value that has its type already; None is missing or of another type."""
    if test.op in NEGATIVE_OPERATORS:
        return not _judge(_twin(test), value, moment) and (test.missing == "include" or value is not None)
    if test.op == "is_set":
        return value is not None
    if test.type is None or test.op not in OPERATORS[test.type] or (test.ignore_case and test.type != "string"):
        _refuse(test)
    if test.type == "list" and test.op == "size":
        if not isinstance(test.value, Test) or test.value.type != "number":
            _refuse(test)
        return _judge(test.value, Fraction(len(value)) if isinstance(value, list) else None, moment)
    match test.type, value:
        case _, None:
            return False
        case "string", str():
            return _string_test(test, value)
        case "number", Fraction() | float():
            return _number_test(test, value)
        case "boolean", bool():
            return value == (test.op == "is_true")
        case "version", list():
            return _version_test(test, value)
        case "date", date() | int():
            return _date_test(test, value, moment)
        case "list", list():
            return _list_test(test, value, moment)
        case _:
            _refuse(test)


def _typed(test: Test, value: JsonValue, moment: "_Moment") -> object:
    """The value as the test's type reads it; None when it is missing or of another type."""
    if test.op in ANY_OPERATORS:
        return value
    match test.type:
        case "string":
            return value if isinstance(value, str) else None
        case "number":
            return _number(value)
        case "boolean":
            return value if isinstance(value, bool) else None
        case "version":
            return _version(value) if isinstance(value, str) else None
        case "date":
            return _read_date(value, moment.data_zone) if isinstance(value, str) else None
        case "list":
            return value if isinstance(value, list) else None
        case _:
            _refuse(test)


_SCALARS = (str, bool, int, Decimal)


def _number(value: JsonValue) -> Fraction | None:
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a float; numbers in a world are int or Decimal")
    return Fraction(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def _identity(value: JsonValue) -> tuple[type, object]:
    """Equal for equal values of the same type: 1 and 1.0 are, 1 and "1" and true are not."""
    number = _number(value)
    return (type(value), value) if number is None else (Fraction, number)


def _literal_number(value: object) -> Fraction:
    number = _number(value)
    return _refuse(value) if number is None else number


def _literal_text(value: object) -> str:
    return value if isinstance(value, str) else _refuse(value)


def _literals(value: object, count: int | None = None) -> tuple[object, ...]:
    """The right side of an operator that takes several values."""
    if not isinstance(value, tuple) or not value or count not in (None, len(value)):
        _refuse(value)
    return value


def _string_test(test: Test, value: str) -> bool:
    fold: Callable[[str], str] = str.casefold if test.ignore_case else str
    if test.op == "is_any_of":
        return fold(value) in [fold(_literal_text(each)) for each in _literals(test.value)]
    wanted = _literal_text(test.value)
    match test.op:
        case "is":
            return fold(value) == fold(wanted)
        case "contains":
            return fold(wanted) in fold(value)
        case "starts_with":
            return fold(value).startswith(fold(wanted))
        case "ends_with":
            return fold(value).endswith(fold(wanted))
        case "matches":
            return _matches(wanted, value, test.ignore_case)
        case _:
            _refuse(test)


def _matches(pattern: str, value: str, ignore_case: bool) -> bool:
    """RE2's reading: $ is the end of the text only; \\d \\w \\s \\b know ASCII only (not \\D \\W \\S in a class)."""
    plain = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\t\n\f\r "}

    def translate(match: re.Match[str]) -> str:
        token = match[0]
        if token == "$":
            return r"\Z"
        if token.startswith("["):
            return re.sub(r"\\([\s\S])", lambda escape: plain.get(escape[1], escape[0]), token)
        letter = token[1]
        if letter.lower() in plain:
            return f"[{'^' if letter.isupper() else ''}{plain[letter.lower()]}]"
        return {"b": r"(?a:\b)", "B": r"(?a:\B)", "z": r"\Z"}.get(letter, token)

    translated = re.sub(r"\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\$", translate, pattern)
    try:
        if not ignore_case:
            return re.search(translated, value) is not None
        other_i = {0x130: 0xE000, 0x131: 0xE001}  # dotted İ and dotless ı are no i, as in full case folding
        return re.search(translated.translate(other_i), value.translate(other_i), re.IGNORECASE) is not None
    except re.error as error:
        raise ValueError(f"{pattern!r} is no pattern: {error}") from error


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "on": operator.eq,
    "before": operator.lt,
    "after": operator.gt,
    "on_or_before": operator.le,
    "on_or_after": operator.ge,
}


def _number_test(test: Test, value: Number) -> bool:
    """Exact, except that a rounded sum is compared with the literal rounded likewise."""

    def literal(each: object) -> Number:
        number = _literal_number(each)
        return float(number) if isinstance(value, float) else number

    if test.op == "between":
        low, high = _literals(test.value, 2)
        return literal(low) <= value <= literal(high)
    if test.op == "is_any_of":
        return value in [literal(each) for each in _literals(test.value)]
    return _ORDER[test.op](value, literal(test.value))


VersionPart = tuple[int, int, str]


def _version(text: str) -> list[VersionPart] | None:
    """The parts of a version, letters before numbers; None without a leading digit."""
    plain = re.sub(r"^[vV]", "", text).partition("+")[0]
    if not re.match(r"[0-9]", plain):
        return None
    parts = re.findall(r"[0-9]+|[^0-9.\-]+", plain)
    return [(1, int(part), "") if re.match(r"[0-9]", part) else (0, 0, part) for part in parts]


def _version_test(test: Test, value: list[VersionPart]) -> bool:
    other = _version(_literal_text(test.value))
    if other is None:
        _refuse(test)
    pairs = list(zip_longest(value, other, fillvalue=(1, 0, "")))  # a missing part is the number 0
    return _ORDER[test.op]([left for left, _ in pairs], [right for _, right in pairs])


def _list_test(test: Test, items: list[JsonValue], moment: "_Moment") -> bool:
    known = {_identity(item) for item in items if isinstance(item, _SCALARS)}

    match test.op:
        case "contains":
            return _identity(test.value) in known
        case "contains_any_of":
            return any(_identity(wanted) in known for wanted in _literals(test.value))
        case "contains_all_of":
            return all(_identity(wanted) in known for wanted in _literals(test.value))
        case "is_empty":
            return not items
        case "any_item":
            return any(_item_fits(test.value, item, moment) for item in items)
        case "all_items":
            return all(_item_fits(test.value, item, moment) for item in items)
        case _:
            _refuse(test)


def _item_fits(tree: object, item: JsonValue, moment: "_Moment") -> bool:
    def leaf(node: Node) -> bool:
        if not isinstance(node, ItemCondition):
            _refuse(node)
        return _passes(node.test, _look_up(item, parse_path(node.path)) if node.path else item, moment)

    if tree is None or isinstance(tree, (str, bool, Decimal, tuple, Duration, Test)):
        _refuse(tree)
    return _combine(tree, leaf)  # type: ignore[arg-type]  # what is left of Test.value is a Node


# --- dates and windows ------------------------------------------------------------------------------------------------

_DAY = 86_400_000_000
_ISO_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def _read_date(text: str, zone: ZoneInfo | None) -> Day | int | None:
    """A full ISO 8601 date as a local day, a date-time as an instant (in `zone` without offset), else None."""
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None and zone is None:
        return None
    return _instant_of(moment, zone)


def _instant_of(moment: datetime, zone: ZoneInfo | None) -> int:
    """An ambiguous local time is its first occurrence; one that the clocks skip moves forward (both are fold=0)."""
    offset = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).utcoffset() or timedelta(0)
    return to_microseconds(moment.replace(tzinfo=UTC)) - offset // timedelta(microseconds=1)


def _day(ordinal: int) -> Day:
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def _unit_start(day: Day, unit: CalendarUnit) -> Day:
    match unit:
        case "d":
            return day
        case "w":
            return _day(day.toordinal() - day.weekday())
        case "mo":
            return day.replace(day=1)
        case "q":
            return day.replace(day=1, month=day.month - (day.month - 1) % 3)
        case "y":
            return day.replace(day=1, month=1)
        case _:
            _refuse(unit)


def _units_before(start: Day, count: int, unit: CalendarUnit) -> Day:
    """`start` is the first day of a unit; the first day of the unit `count` earlier."""
    if unit in ("d", "w"):
        return _day(start.toordinal() - count * (7 if unit == "w" else 1))
    months = start.year * 12 + (start.month - 1) - count * {"mo": 1, "q": 3, "y": 12}[unit]
    return date(months // 12, months % 12 + 1, 1) if months >= 12 else date.min


@dataclass(frozen=True)
class _Moment:
    """An instant seen from a zone: local days, and the windows that end there."""

    as_of: int
    zone: ZoneInfo
    data_zone: ZoneInfo

    @property
    def today(self) -> Day:
        return self.local_date(self.as_of)

    def local_date(self, value: Day | int) -> Day:
        """A day is its own date wherever one is."""
        if isinstance(value, date):
            return value
        lowest, highest = (to_microseconds(end.replace(tzinfo=UTC)) for end in (datetime.min, datetime.max))
        nearest = from_microseconds(min(max(value, lowest + 2 * _DAY), highest - 2 * _DAY))
        offset = nearest.astimezone(self.zone).utcoffset() or timedelta(0)
        return _day((value + offset // timedelta(microseconds=1)) // _DAY + date(1970, 1, 1).toordinal())

    def instant(self, value: Day | int) -> int:
        """A day begins at its local midnight, or at the first instant after a midnight that the clocks skip."""
        if isinstance(value, date):
            return _instant_of(datetime(value.year, value.month, value.day), self.zone)
        return value

    def literal(self, text: object) -> Day | int:
        value = _read_date(_literal_text(text), None)
        return _refuse(text) if value is None else value

    def is_in(self, window: Window | None, time: int) -> bool:
        """Windows are half-open, and nothing at or after as_of is in any."""
        start, end = self.bounds(window)
        return start <= time < min(end, self.as_of)

    def bounds(self, window: Window | None) -> tuple[float, float]:
        match window:
            case None:
                return -math.inf, math.inf
            case Rolling(last):
                return self.as_of - last.microseconds, self.as_of
            case Between(older, newer) if older.microseconds > newer.microseconds:
                return self.as_of - older.microseconds, self.as_of - newer.microseconds
            case Calendar(count, unit) if count >= 1:
                current = _unit_start(self.today, unit)
                return self.instant(_units_before(current, count - 1, unit)), self.as_of
            case Previous(count, unit) if count >= 1:
                current = _unit_start(self.today, unit)
                return self.instant(_units_before(current, count, unit)), self.instant(current)
            case Absolute(start, end):
                return (
                    -math.inf if start is None else self.instant(self.literal(start)),
                    math.inf if end is None else self.instant(self.literal(end)),
                )
            case _:
                _refuse(window)

    def compare(self, value: Day | int, text: object) -> int:
        """Below, at or above 0 as the value is before, at or after a date in the rule: local days with a bare date,
        instants with an instant."""
        other = self.literal(text)
        if isinstance(other, date):
            return self.local_date(value).toordinal() - other.toordinal()
        return self.instant(value) - other


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _date_test(test: Test, value: Day | int, moment: _Moment) -> bool:
    day, today = moment.local_date(value), moment.today
    match test.op:
        case "on" | "before" | "after" | "on_or_before" | "on_or_after":
            return _ORDER[test.op](moment.compare(value, test.value), 0)
        case "between":
            first, last = _literals(test.value, 2)
            return moment.compare(value, first) >= 0 and moment.compare(value, last) <= 0
        case "in_last" | "in_next" | "before_last" | "after_next":
            return _near(test, value, moment)
        case "anniversary_in_next":
            return _has_anniversary(day, today.toordinal(), today.toordinal() + _whole_days(test.value) - 1)
        case "anniversary_in_last":
            return _has_anniversary(day, today.toordinal() - _whole_days(test.value) + 1, today.toordinal())
        case "month_is":
            return day.month == _literal_number(test.value)
        case "weekday_is":
            return _WEEKDAYS[day.weekday()] == (test.value if test.value in _WEEKDAYS else _refuse(test))
        case "today":
            return day == today
        case "this_week":
            return _unit_start(day, "w") == _unit_start(today, "w")
        case "this_month":
            return (day.year, day.month) == (today.year, today.month)
        case "this_year":
            return day.year == today.year
        case _:
            _refuse(test)


def _near(test: Test, value: Day | int, moment: _Moment) -> bool:
    """Within or beyond a length of time from now: exact for instants, in whole local days (at least one) for days."""
    if not isinstance(test.value, Duration):
        _refuse(test)
    if isinstance(value, date):
        length = max(1, test.value.microseconds // _DAY)
        ahead = value.toordinal() - moment.today.toordinal()
        past = -length < ahead <= 0
        before = ahead <= -length
    else:
        length = test.value.microseconds
        ahead = value - moment.as_of
        past = -length <= ahead < 0
        before = ahead < -length
    return {"in_last": past, "before_last": before, "in_next": 0 <= ahead < length, "after_next": ahead >= length}[
        test.op
    ]


def _whole_days(value: object) -> int:
    if not isinstance(value, Duration) or value.unit not in ("d", "w"):
        _refuse(value)
    return value.microseconds // _DAY


def _has_anniversary(original: Day, first: int, last: int) -> bool:
    """Some later year's same day lies in [first, last] (ordinals); 29 February is 28 February in other years."""
    for year in range(max(original.year + 1, _day(first).year), _day(last).year + 1):
        leap_day_is_missing = (original.month, original.day) == (2, 29) and not _is_leap(year)
        anniversary = original.replace(year=year, day=28 if leap_day_is_missing else original.day)
        if first <= anniversary.toordinal() <= last:
            return True
    return False


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
