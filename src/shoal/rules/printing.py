"""Printing rules in the text form, so that reading gives the same tree back."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from shoal.model.rule import (
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    Duration,
    EventCondition,
    InsideBox,
    InsidePolygon,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    Limited,
    LocationCondition,
    NamedPlace,
    Node,
    Not,
    OtherValue,
    Place,
    Previous,
    PropertyCondition,
    ReachableCondition,
    ResponseCondition,
    RfmCondition,
    Rolling,
    Rule,
    SameDevice,
    SampleCondition,
    Scalar,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    StepValue,
    TagCondition,
    Test,
    ValueOfCondition,
    Window,
    WithinKm,
)
from shoal.rules import vocabulary as words
from shoal.rules.json_parts import NEVER_MISSING
from shoal.rules.json_writing import DEFAULT_COUNT, DEFAULT_RFM, VALUE_MEASURES
from shoal.rules.literals import UNIT_WORDS, number_as_text

_WRAP = 100
_BARE_PATH = re.compile(r"(?:[^\W\d]|\$)[\w$]*(?:\.[\w$]+|\[\])*")
_BARE_SEGMENT = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_BARE_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2}))?", re.ASCII
)
_SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "is": "is", "is_not": "is not"}


def format_text(rule: Rule) -> str:
    """The text form of any rule that a parser returned; `parse_text` gives the same tree back."""
    if isinstance(rule, AllOf | AnyOf) and len(rule.children) > 1:
        line = _tree(rule, "attribute")
        word = "and" if isinstance(rule, AllOf) else "or"
        return line if len(line) <= _WRAP else f"\n{word} ".join(_factor(c, "attribute") for c in rule.children)
    return _tree(rule, "attribute")


def _tree(node: Node, noun: str) -> str:
    """`noun` is what an unadorned name stands for here: an attribute, a property or an item."""
    match node:
        case AllOf(()) if noun == "attribute":
            return "everyone"
        case AnyOf(()) if noun == "attribute":
            return "no one"
        case AllOf(children) | AnyOf(children) if len(children) > 1:
            return (" and " if isinstance(node, AllOf) else " or ").join(_factor(child, noun) for child in children)
        case AllOf(children):
            return _group("all", children, noun)
        case AnyOf(children):
            return _group("any", children, noun)
        case Not(AnyOf(children)):
            return _group("none", children, noun)
        case Not(child):
            text = _factor(child, noun)
            ambiguous = isinstance(child, SegmentCondition | ResponseCondition)
            return f"not ({text})" if ambiguous else f"not {text}"
        case DeviceCondition(field, test) if noun == "device":
            return f"{field} {_test_text(test)}"
        case _:
            return _condition(node)


def _factor(node: Node, noun: str) -> str:
    text = _tree(node, noun)
    return f"({text})" if isinstance(node, AllOf | AnyOf) and len(node.children) > 1 else text


def _group(word: str, children: Sequence[Node], noun: str) -> str:
    return f"{word} ({', '.join(_tree(child, noun) for child in children)})"


def _condition(node: Node) -> str:
    match node:
        case AttributeCondition(path, test):
            return f"{_name_text('attribute', path)} {_test_text(test, other='attribute')}"
        case PropertyCondition(path, test):
            return f"{_name_text('property', path)} {_test_text(test)}"
        case ItemCondition(path, test):
            return f"{_name_text('item', path)} {_test_text(test)}"
        case DeviceCondition(device_field, test):
            return f"device {device_field} {_test_text(test, 'number' if device_field == 'count' else None)}"
        case EventCondition():
            return _event_text(node)
        case SameDevice(where):
            return f"one device ({_tree(where, 'device')})"
        case LocationCondition(place):
            return f"{words.LOCATED[0]} {place_text(place)}"
        case SequenceCondition() | LifecycleCondition() | CompareCondition():
            return _order_text(node)
        case TagCondition(tags, op, within):
            if within is not None:
                return f"tagged {quoted(tags[0])} in last {duration_text(within)}"
            if op == "has":
                return f"has tag {quoted(tags[0])}"
            return f"{words.TAG_WORDS[op][0]} ({', '.join(map(quoted, tags))})"
        case SegmentCondition(segment, op):
            return f"{words.SEGMENTS[op][0]} {_id_text(segment)}"
        case ResponseCondition():
            return _response_text(node)
        case AllOf() | AnyOf() | Not():
            return _tree(node, "attribute")
        case _:
            return _known_text(node)


def _known_text(node: Node) -> str:
    """Conditions on what is known of a person beside attributes and events."""
    match node:
        case LedgerCondition(segment, "was_in", _, on):
            return f"{words.WAS_IN[0]} {_id_text(segment)} on {_literal(cast(str, on), bare_date=True)}"
        case LedgerCondition(segment, op, window, _, causes):
            any_cause = f" {words.ANY_CAUSE[0]}" if causes == "all" else ""
            return f"{words.LEDGER[op][0]} {_id_text(segment)}{_after(window)}{any_cause}"
        case ReachableCondition(channel):
            return f"{words.REACHABLE[0]} {words.CHANNELS[channel][0]}"
        case ConsentCondition(purpose, channel, op):
            on = "" if channel is None else f" on {words.CHANNELS[channel][0]}"
            return f"consent {quoted(purpose)}{on} {words.CONSENTS[op][0]}"
        case ValueOfCondition(measure, test):
            return f"value of {_id_text(measure)} {_test_text(test)}"
        case RfmCondition():
            return _rfm_text(node)
        case ScoreCondition(score, test, band):
            name = _id_text(score)
            if score.lower() in words.OPERATOR_WORDS:
                name = quoted(score)
            return f"score {name} {_test_text(test, 'number') if test else f'band {quoted(str(band))}'}"
        case SampleCondition(percent, seed):
            return f"sample {number_as_text(percent)}% seed {quoted(seed)}"
    raise ValueError(f"{type(node).__name__} has no text form")


def _id_text(name: str) -> str:
    return name if _BARE_SEGMENT.fullmatch(name) else quoted(name)


def _rfm_text(node: RfmCondition) -> str:
    cells = {"r": node.recency, "f": node.frequency, "m": node.money}
    parts = " ".join(f"{part} ({', '.join(map(str, wanted))})" for part, wanted in cells.items() if wanted)
    of = ""
    if (node.event, node.value) != (DEFAULT_RFM.event, DEFAULT_RFM.value):
        of = f" of {_name_text('property', node.value)} over {quoted(node.event)}"
    return f"rfm {parts}{of}{_after(node.window)}"


def _after(window: Window | None) -> str:
    return "" if window is None else f" {window_text(window)}"


def _where_text(where: Node | None) -> str:
    return "" if where is None else f" where {_factor(where, 'property')}"


def _order_text(node: SequenceCondition | LifecycleCondition | CompareCondition) -> str:
    match node:
        case SequenceCondition(steps, window):
            return f"did {' then '.join(map(_step_text, steps))}{_after(window)}"
        case CompareCondition(first, second, op, window):
            sides = (f"{quoted(side.event)}{_where_text(side.where)}" for side in (first, second))
            return f"did {f' {words.OFTEN[op][0]} '.join(sides)}{_after(window)}"
        case LifecycleCondition(word, event, where, period):
            start = f"{words.LIFECYCLES[word][0]} {quoted(event)}{_where_text(where)}"
            length = duration_text(period)
            if word == "regularly":
                periods = f"in {node.periods_in} of last {node.periods_of}"
                return f"{start} at least {node.times} times per {length} {periods}"
            return f"{start} {({'first_time': 'in last', 'stopped': 'for', 'restarted': 'after'})[word]} {length}"


def _step_text(step: SequenceStep) -> str:
    absent = "not " if step.absent else ""
    same = [_name_text("property", name) for name in step.same]
    names = "" if not same else f" with same {same[0]}" if len(same) == 1 else f" with same ({', '.join(same)})"
    within = "" if step.within is None else f" within {duration_text(step.within)}"
    return f"{absent}{quoted(step.event)}{_where_text(step.where)}{names}{within}"


def place_text(place: Place) -> str:
    match place:
        case WithinKm(km, latitude, longitude):
            return f"within {number_as_text(km)} km of {_point_text((latitude, longitude))}"
        case InsidePolygon(corners):
            return f"inside ({', '.join(map(_point_text, corners))})"
        case InsideBox(south, west, north, east):
            return f"box ({', '.join(map(number_as_text, (south, west, north, east)))})"
        case NamedPlace(kind, names):
            quotes = ", ".join(map(quoted, names))
            return f"{kind} {quotes}" if len(names) == 1 else f"{kind} ({quotes})"


def _point_text(point: tuple[Decimal, Decimal]) -> str:
    return f"({number_as_text(point[0])}, {number_as_text(point[1])})"


def _event_text(node: EventCondition) -> str:
    name, measure, test = quoted(node.event), node.measure, node.test
    clauses, window = _where_text(node.where), _after(node.window)
    if measure.property is not None:
        path = _name_text("property", measure.property)
        if measure.kind in VALUE_MEASURES:
            phrase = words.VALUE_MEASURES[measure.kind][0]
            return f"{phrase} {path} over {name}{clauses}{window} {_test_text(test)}"
        return f"{words.MEASURES[measure.kind][0]} {path} over {name}{clauses}{window} {_test_text(test, 'number')}"
    if measure.kind == "count":
        count = _count_text(test)
        if count is not None:
            return f"did {name}{clauses}{count}{window}"
    known = "number" if measure.kind in NEVER_MISSING else "date"
    return f"{words.TIME_MEASURES[measure.kind][0]} {name}{clauses}{window} {_test_text(test, known)}"


def _count_text(test: Test) -> str | None:
    """The words between event and window, or None for the few tests that have none."""
    if test == DEFAULT_COUNT:
        return ""
    if test.missing != "include":
        return None
    if test.op in words.COUNTS and test.value == 1:
        return f" {words.COUNTS[test.op][0]} once"
    if test.op in words.COUNTS and isinstance(test.value, Decimal):
        return f" {words.COUNTS[test.op][0]} {number_as_text(test.value)} times"
    if test.op == "between" and isinstance(test.value, tuple):
        low, high = map(_literal, test.value)
        return f" between {low} and {high} times"
    return None


def _response_text(node: ResponseCondition) -> str:
    channel = node.channel or "message"
    if node.message in words.WHICH:
        selector = f"{words.WHICH[node.message][0]} {words.CHANNELS[channel][0]}"
    else:
        selector = f"{words.CHANNELS[channel][0]} {quoted(node.message)}"
    campaign = "" if node.campaign is None else f" of campaign {quoted(node.campaign)}"
    window = _after(node.window)
    return f"{words.RESPONSES[node.response][0]} {selector}{campaign}{window}"


def _name_text(noun: str, path: str) -> str:
    if noun == "item" and not path:
        return "item"
    first = re.split(r"[.\[]", path, maxsplit=1)[0]
    if _BARE_PATH.fullmatch(path) and first.lower() not in words.RESERVED:
        return path
    return f"{noun} {quoted(path)}"


def _test_text(test: Test, known: str | None = None, *, other: str = "property") -> str:
    """Operator, right side and options; a type is left out where the measure says it.

    `other` is what another value of the data on the right side is.
    """
    text = _operation_text(test, other)
    if test.type is not None and known is None:
        text += f" {words.TYPES[test.type][0]}"
    if test.ignore_case:
        text += f" {words.IGNORING_CASE[0]}"
    return text + (f" {words.EXCLUDING_MISSING[0]}" if test.missing != "include" else "")


def _operation_text(test: Test, other: str = "property") -> str:
    op, value = test.op, test.value
    if isinstance(value, OtherValue | StepValue):
        return _reference_text(test, value, other)
    if op in words.PLAIN:
        return words.PLAIN[op][0]
    if op in ("is_true", "is_false"):
        return op.replace("_", " ")
    if op in ("between", "not_between") and isinstance(value, tuple):
        phrase = words.BETWEEN[0] if op == "between" else words.NOT_BETWEEN[0]
        low, high = (_literal(end, bare_date=True) for end in value)
        return f"{phrase} {low} and {high}"
    if isinstance(value, tuple):
        return f"{words.MANY_VALUES[op][0]} ({', '.join(map(_literal, value))})"
    if isinstance(value, Duration):
        phrase = words.IN_LAST[0] if op == "in_last" else words.LENGTHS[op][0]
        return f"{phrase} {duration_text(value)}"
    if op in words.RANKS:
        return f"{words.RANKS[op][0]} {_literal(cast(Scalar, value))}%"
    if op == "weekday_is":
        return f"{words.WEEKDAY[0]} {words.WEEKDAYS[str(value)][0]}"
    if isinstance(value, Test):
        return f"size {_operation_text(value)}"
    if op in words.ITEMS:
        return f"{words.ITEMS[op][0]} ({_tree(cast(Node, value), 'item')})"
    return f"{_phrase(op, value)} {_literal(cast(Scalar, value), bare_date=op not in _SIGNS)}"


def _reference_text(test: Test, value: OtherValue | StepValue, other: str) -> str:
    """`is`, `<` and their kin mean text, unless the type that follows says otherwise."""
    if isinstance(value, StepValue):
        right = f"property {quoted(value.path)} of step {value.step}"
    else:
        right = f"{other} {quoted(value.path)}"
    phrase = words.ONE_VALUE[test.op][0] if test.op in words.ONE_VALUE else _SIGNS[test.op]
    return f"{phrase} {right}"


def _phrase(op: str, value: object) -> str:
    spelled = op in ("eq", "ne") and isinstance(value, str)  # `=` with a text would mean `is`
    if op in _SIGNS and not spelled:
        return _SIGNS[op]
    return words.ONE_VALUE[op][0]


def _literal(value: Scalar, *, bare_date: bool = False) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return number_as_text(value)
    return value if bare_date and _BARE_DATE.fullmatch(value) else quoted(value)


_HIDDEN = re.compile(r"""["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]""")


def quoted(text: str) -> str:
    """A text in double quotes, with escapes for quotes, backslashes and characters that don't show."""

    def escape(match: re.Match[str]) -> str:
        char = match[0]
        return {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or f"\\u{ord(char):04x}"

    return f'"{_HIDDEN.sub(escape, text)}"'


def duration_text(duration: Duration) -> str:
    return units_text(duration.count, duration.unit)


def units_text(count: int, unit: str) -> str:
    return f"{count} {UNIT_WORDS[unit]}{'' if count == 1 else 's'}"


def window_text(window: Window) -> str:
    match window:
        case Rolling(last):
            return f"in last {duration_text(last)}"
        case Calendar(count, unit) | Previous(count, unit):
            kind = "calendar" if isinstance(window, Calendar) else "previous"
            named = [phrase for phrase, meant in words.WINDOW_WORDS.items() if meant == (kind, unit)]
            if count == 1 and named:
                return named[0]
            length = units_text(count, unit)
            return f"in previous {length}" if kind == "previous" else f"in last {length.replace(' ', ' calendar ')}"
        case Between(older, newer):
            first = str(older.count) if older.unit == newer.unit else duration_text(older)
            return f"between {first} and {duration_text(newer)} ago"
        case Limited():
            return _limited_text(window)
        case Absolute(start, end) if start is None:
            return f"until {_literal(cast(str, end), bare_date=True)}"
        case Absolute(start, end):
            until = "" if end is None else f" to {_literal(end, bare_date=True)}"
            return f"from {_literal(cast(str, start), bare_date=True)}{until}"


def _limited_text(window: Limited) -> str:
    parts = [] if window.span is None else [window_text(window.span)]
    if window.hours is not None:
        parts.append(f"during {window.hours[0]} to {window.hours[1]}")
    days = [words.WEEKDAYS[day][0] for day in window.weekdays]
    if days:
        parts.append(f"on {days[0]}" if len(days) == 1 else f"on ({', '.join(days)})")
    if window.near is not None:
        parts.append(f"near {place_text(window.near)}")
    return " ".join(parts)
