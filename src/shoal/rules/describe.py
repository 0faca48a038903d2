"""Rules in plain words, for people who never see the language.

Negation is pushed down to the conditions, where it reads best; in two-valued logic that changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from shoal.model.rule import (
    NEGATIVE_OPERATORS,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
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
    Scalar,
    SegmentCondition,
    TagCondition,
    Test,
    Window,
)
from shoal.rules.json_form import NEVER_MISSING
from shoal.rules.literals import UNIT_WORDS, is_bare_date, number_as_text
from shoal.rules.types import is_date
from shoal.rules.walk import item_tree

_SHOWN_VALUES = 6
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip

# operator → what is said of a value that passes, and of one that doesn't; {} is the right side
_SAID: Mapping[str, tuple[str, str]] = {
    "is_set": ("is set", "is missing"),
    "is": ("is {}", "is not {}"),
    "is_any_of": ("is {}", "is none of {}"),
    "contains": ("contains {}", "does not contain {}"),
    "starts_with": ("starts with {}", "does not start with {}"),
    "ends_with": ("ends with {}", "does not end with {}"),
    "matches": ("matches the pattern {}", "does not match the pattern {}"),
    "eq": ("is {}", "is not {}"),
    "gt": ("is more than {}", "is not more than {}"),
    "gte": ("is at least {}", "is not at least {}"),
    "lt": ("is less than {}", "is not less than {}"),
    "lte": ("is at most {}", "is not at most {}"),
    "between": ("is between {}", "is not between {}"),
    "top_percent": ("is among the highest {} %", "is not among the highest {} %"),
    "bottom_percent": ("is among the lowest {} %", "is not among the lowest {} %"),
    "is_true": ("is true", "is not true"),
    "is_false": ("is false", "is not false"),
    "on": ("is on {}", "is not on {}"),
    "before": ("is before {}", "is not before {}"),
    "after": ("is after {}", "is not after {}"),
    "on_or_before": ("is on or before {}", "is not on or before {}"),
    "on_or_after": ("is on or after {}", "is not on or after {}"),
    "in_last": ("is in the last {}", "is not in the last {}"),
    "in_next": ("is in the next {}", "is not in the next {}"),
    "before_last": ("is more than {} ago", "is not more than {} ago"),
    "after_next": ("is at least {} from now", "is not at least {} from now"),
    "anniversary_in_next": ("has its anniversary in the next {}", "does not have its anniversary in the next {}"),
    "anniversary_in_last": ("had its anniversary in the last {}", "did not have its anniversary in the last {}"),
    "month_is": ("is in {}", "is not in {}"),
    "weekday_is": ("is on a {}", "is not on a {}"),
    "today": ("is today", "is not today"),
    "this_week": ("is this week", "is not this week"),
    "this_month": ("is this month", "is not this month"),
    "this_year": ("is this year", "is not this year"),
    "contains_any_of": ("contains {}", "contains none of {}"),
    "contains_all_of": ("contains {}", "does not contain all of {}"),
    "is_empty": ("is an empty list", "is not an empty list"),
    "size": ("has {} items", "does not have {} items"),
    "any_item": ("has an item where {}", "has no item where {}"),
    "all_items": ("has only items where {}", "does not have only items where {}"),
}
_VERSION_SAID: Mapping[str, tuple[str, str]] = {
    "eq": ("is version {}", "is not version {}"),
    "gt": ("is newer than version {}", "is not newer than version {}"),
    "gte": ("is version {} or newer", "is not version {} or newer"),
    "lt": ("is older than version {}", "is not older than version {}"),
    "lte": ("is version {} or older", "is not version {} or older"),
}
_COUNTED = {
    "eq": "exactly {}", "ne": "other than {}", "gt": "more than {}", "gte": "at least {}",
    "lt": "fewer than {}", "lte": "at most {}", "between": "between {}", "not_between": "not between {}",
    "is_any_of": "{}", "is_none_of": "other than {}",
}  # fmt: skip
_OPPOSITE = {
    "eq": "ne", "ne": "eq", "gt": "lte", "lte": "gt", "gte": "lt", "lt": "gte",
    "between": "not_between", "not_between": "between", "is_any_of": "is_none_of", "is_none_of": "is_any_of",
}  # fmt: skip
_TIME_SUBJECTS = {"first_time": "the first {}", "last_time": "the last {}", "active_days": "the number of days with {}"}
_MEASURED = {
    "sum": "the sum of {} over {}",
    "avg": "the average {} over {}",
    "min": "the lowest {} over {}",
    "max": "the highest {} over {}",
    "distinct": "the number of different {} over {}",
}
# response → what a person did, and did not
_RESPONDED = {
    "received": ("received", "did not receive"),
    "opened": ("opened", "did not open"),
    "clicked": ("clicked", "did not click"),
    "bounced": ("had a bounce of", "had no bounce of"),
    "marked_as_spam": ("marked as spam", "did not mark as spam"),
    "unsubscribed": ("unsubscribed from", "did not unsubscribe from"),
}


def describe(rule: Rule, *, segment_names: Mapping[str, str] | None = None) -> str:
    """The whole rule as one sentence without subject. `segment_names` maps segment ids to names."""
    return _Words(segment_names or {}).node(rule, False)


def describe_condition(condition: Node, *, segment_names: Mapping[str, str] | None = None) -> str:
    """One condition, as `describe` says it."""
    return describe(condition, segment_names=segment_names)


@dataclass(frozen=True, slots=True)
class _Words:
    segment_names: Mapping[str, str]
    all_and_none: tuple[str, str] = ("everyone", "no one")

    def _inside(self, tree: Node) -> str:
        """A tree about events or items, not people."""
        return replace(self, all_and_none=("anything", "nothing"))._bracketed(tree, False)

    def node(self, node: Node, negated: bool) -> str:
        match node:
            case Not(child):
                return self.node(child, not negated)
            case AllOf(()) | AnyOf(()):
                return self.all_and_none[isinstance(node, AllOf) == negated]
            case AllOf(children) | AnyOf(children):
                return self._group(children, negated, "and" if isinstance(node, AllOf) != negated else "or")
            case AttributeCondition(path, test) | PropertyCondition(path, test):
                return f"{path} {self.test(test, negated)}"
            case ItemCondition(path, test):
                return f"{path or 'it'} {self.test(test, negated)}"
            case EventCondition():
                return self._event(node, negated)
            case DeviceCondition():
                return self._device(node, negated)
            case TagCondition():
                return _tag(node, negated)
            case SegmentCondition(segment, op):
                name = _quote(self.segment_names.get(segment, segment))
                return f"is in {name}" if (op == "in") != negated else f"is not in {name}"
            case ResponseCondition():
                return _response(node, negated)

    def _group(self, children: Sequence[Node], negated: bool, word: str) -> str:
        if len(children) == 1:
            return self.node(children[0], negated)
        parts = [self._bracketed(child, negated) for child in children]
        separator = f", {word} " if any(" where " in part for part in parts) else f" {word} "
        return separator.join(parts)

    def _bracketed(self, node: Node, negated: bool) -> str:
        """Groups inside groups stand in brackets, whatever the words between them."""
        text = self.node(node, negated)
        inner = node
        while isinstance(inner, Not) or (isinstance(inner, AllOf | AnyOf) and len(inner.children) == 1):
            inner = inner.child if isinstance(inner, Not) else inner.children[0]
        return f"({text})" if isinstance(inner, AllOf | AnyOf) and inner.children else text

    def _event(self, node: EventCondition, negated: bool) -> str:
        window = "" if node.window is None else f" {describe_window(node.window)}"
        where = "" if node.where is None else f" where {self._inside(node.where)}"
        if node.measure.kind == "count" and node.test.op in _COUNTED:
            return f"{_counted(node, negated)}{window}{where}"
        measured = f"{_subject(node.measure, node.event)}{window}"
        if where:
            measured += f" ({where.strip()})"
        never_missing = node.measure.kind in NEVER_MISSING
        return f"{measured} {self.test(node.test, negated, never_missing=never_missing)}"

    def _device(self, node: DeviceCondition, negated: bool) -> str:
        test = node.test
        twin = NEGATIVE_OPERATORS.get(test.op)
        if twin is None:
            return f"has {'no' if negated else 'a'} device whose {node.field} {self.test(test, False)}"
        positive = self.test(Test(twin, test.value, test.type, test.ignore_case), False)
        if test.missing == "include":
            return f"has {'a' if negated else 'no'} device whose {node.field} {positive}"
        known = f"has a device whose {node.field} is set and no device whose {node.field} {positive}"
        return f"not ({known})" if negated else known

    def test(self, test: Test, negated: bool, *, never_missing: bool = False) -> str:
        """The predicate, such as `is more than 100`, with what it says of people without the value."""
        negative = test.op in NEGATIVE_OPERATORS
        op = NEGATIVE_OPERATORS.get(test.op, test.op)
        if negative and test.missing == "exclude" and negated:
            positive = Test(op, test.value, test.type, test.ignore_case)
            return f"{self.test(positive, False)} (or is missing)"
        said = _VERSION_SAID if op in _VERSION_SAID and _is_version(test) else _SAID
        text = said[op][negative != negated].format(self._right_side(test))
        if test.ignore_case:
            text += " (in any case)"
        if op == "is_set" or never_missing or negative == negated:
            return text
        return f"{text} (and is set)" if test.missing == "exclude" else f"{text} (or is missing)"

    def _right_side(self, test: Test) -> str:
        value = test.value
        tree = item_tree(test)
        if tree is not None:
            return self._inside(tree)
        if isinstance(value, Test):
            return _COUNTED[value.op].format(_values(value.value, " and " if "between" in value.op else " or "))
        if test.op == "month_is":
            return _MONTHS[int(value) - 1] if isinstance(value, Decimal) else str(value)
        if test.op == "weekday_is":
            return _DAYS.get(str(value), str(value))
        if isinstance(value, str) and (is_date(test) or _is_version(test)):
            return value
        if isinstance(value, tuple) and "between" in test.op:
            return " and ".join(v if isinstance(v, str) else _value(v) for v in value)
        return _values(value, " and " if test.op == "contains_all_of" else " or ")


def _subject(measure: Measure, event: str) -> str:
    if measure.property is not None:
        return _MEASURED[measure.kind].format(measure.property, _quote(event))
    return _TIME_SUBJECTS.get(measure.kind, "the number of {}").format(_quote(event))


def _counted(node: EventCondition, negated: bool) -> str:
    """`did "X" at least 3 times`; a count is never missing, so that its negation is another count."""
    op = _OPPOSITE[node.test.op] if negated else node.test.op
    value = node.test.value
    name = _quote(node.event)
    if (op, value) in (("gte", 1), ("gt", 0)):
        return f"did {name}"
    if (op, value) in (("lt", 1), ("lte", 0), ("eq", 0)):
        return f"did not do {name}"
    number = _values(value, " and " if "between" in op else " or ")
    return f"did {name} {_COUNTED[op].format('once' if value == 1 else f'{number} times')}"


def _tag(node: TagCondition, negated: bool) -> str:
    if node.within is not None:
        verb = "was not tagged" if negated else "was tagged"
        return f"{verb} {_quote(node.tags[0])} in the last {_length(node.within)}"
    no = negated != (node.op == "has_none_of")
    verb = "does not have" if no else "has"
    if len(node.tags) == 1:
        return f"{verb} the tag {_quote(node.tags[0])}"
    kind = "all" if node.op == "has_all_of" else "any"
    return f"{verb} {kind} of the tags {_values(node.tags, ' and ' if kind == 'all' else ' or ')}"


def _response(node: ResponseCondition, negated: bool) -> str:
    window = "" if node.window is None else f" {describe_window(node.window)}"
    campaign = "" if node.campaign is None else f" of the campaign {_quote(node.campaign)}"
    noun = {"push": "push message", "email": "e-mail", None: "message"}[node.channel]
    which = {"any": f"any {noun}", "last": f"the last {noun}", "last_sent_to_person": f"their own last {noun}"}
    message = f"{which.get(node.message, f'the {noun} {_quote(node.message)}')}{campaign}"
    if node.response in _RESPONDED:
        return f"{_RESPONDED[node.response][negated]} {message}{window}"
    done = "open" if node.response == "not_opened" else "click"
    text = f"was sent {message}{window} but did not {done} it"
    return f"not ({text})" if negated else text


# --- small words ------------------------------------------------------------------------------------------------------


def describe_window(window: Window) -> str:
    """A window as an adverbial: `in the last 30 days`, `last month`, `since 2026-01-01`."""
    match window:
        case Rolling(last):
            return f"in the last {_length(last)}"
        case Between(older, newer):
            first = str(older.count) if older.unit == newer.unit else _length(older)
            return f"between {first} and {_length(newer)} ago"
        case Calendar(1, unit):
            return "today" if unit == "d" else f"this {UNIT_WORDS[unit]}"
        case Calendar(count, unit):
            return f"in the last {count} calendar {UNIT_WORDS[unit]}s"
        case Previous(1, unit):
            return "yesterday" if unit == "d" else f"last {UNIT_WORDS[unit]}"
        case Previous(count, unit):
            return f"in the {count} {UNIT_WORDS[unit]}s before this one"
        case Absolute(start, end):
            return _absolute(start, end)


def _absolute(start: str | None, end: str | None) -> str:
    """An exclusive end at midnight is shown as the last day that is included."""
    if end is not None and is_bare_date(end):
        last = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
        return f"until the end of {last}" if start is None else f"from {start} to the end of {last}"
    if start is None:
        return f"before {end}"
    return f"since {start}" if end is None else f"from {start} until {end}"


def _length(duration: Duration) -> str:
    word = UNIT_WORDS[duration.unit]
    return word if duration.count == 1 else f"{duration.count} {word}s"


def _quote(text: str) -> str:
    return f'"{text}"'


def _value(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return number_as_text(value) if isinstance(value, Decimal) else _quote(value)


def _values(value: object, last: str) -> str:
    """Values in a row, the last joined by `last`; many are cut short."""
    if isinstance(value, Duration):
        return _length(value)
    if not isinstance(value, tuple):
        return _value(value) if isinstance(value, str | bool | Decimal) else ""
    if len(value) > _SHOWN_VALUES:
        shown = [_value(v) for v in value[: _SHOWN_VALUES - 1]]
        return f"{', '.join(shown)}{last}{len(value) - len(shown):,} more"
    words = [_value(v) for v in value]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}{last}{words[-1]}"


def _is_version(test: Test) -> bool:
    return test.type == "version" or (test.type is None and test.op in _VERSION_SAID and isinstance(test.value, str))
