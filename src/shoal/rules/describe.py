"""Rules in plain words, for people who never see the language.

Negation is pushed down to the conditions, where it reads best; in two-valued logic that changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shoal.model.rule import (
    NEGATIVE_OPERATORS,
    AllOf,
    AnyOf,
    AttributeCondition,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    EventCondition,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    LocationCondition,
    Measure,
    Node,
    Not,
    OtherValue,
    PropertyCondition,
    ReachableCondition,
    ResponseCondition,
    RfmCondition,
    Rule,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    StepValue,
    TagCondition,
    Test,
    ValueOfCondition,
)
from shoal.rules.json_parts import NEVER_MISSING
from shoal.rules.json_writing import DEFAULT_RFM
from shoal.rules.literals import is_bare_date, number_as_text
from shoal.rules.phrases import DAYS, describe_place, describe_window, length, plain, quote, several
from shoal.rules.types import is_date
from shoal.rules.walk import item_tree

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

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
    "most_frequent": "the most frequent {} over {}",
    "first": "the first {} over {}",
    "last": "the last {} over {}",
}
_OFTEN = {
    "gt": "more often than", "gte": "at least as often as", "lt": "less often than", "lte": "at most as often as",
    "eq": "as often as", "ne": "not as often as",
}  # fmt: skip
_LIVES = {
    "first_time": "did {what} for the first time ever in the last {length}",
    "stopped": "did {what} in the {length} before the last {length}, and not since",
    "restarted": "did {what} again in the last {length}, after a pause of {length}",
    "regularly": "did {what} at least {times} in each of {some} of the last {of} times {length}",
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
    of_device: bool = False

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
            case DeviceCondition("count", test):
                op = _OPPOSITE[test.op] if negated else test.op
                number = several(test.value, " and " if "between" in op else " or ")
                return f"has {_COUNTED[op].format(number)} device{'' if test.value == 1 else 's'}"
            case DeviceCondition(field, test) if self.of_device:
                return f"{field} {self.test(test, negated)}"
            case DeviceCondition():
                return self._device(node, negated)
            case TagCondition():
                return _tag(node, negated)
            case SegmentCondition(segment, op):
                return f"is in {self._name(segment)}" if (op == "in") != negated else f"is not in {self._name(segment)}"
            case LedgerCondition():
                return self._ledger(node, negated)
            case ResponseCondition():
                return _response(node, negated)
            case SequenceCondition() | LifecycleCondition() | CompareCondition():
                return self._order(node, negated)
            case SameDevice(where):
                one_device = replace(self, of_device=True)
                return f"has {'no' if negated else 'one'} device whose {one_device._inside(where)}"
            case ValueOfCondition(measure, test):
                return f"{measure} {self.test(test, negated)}"
            case _:
                return _known(node, negated)

    def _name(self, segment: str) -> str:
        return quote(self.segment_names.get(segment, segment))

    def _ledger(self, node: LedgerCondition, negated: bool) -> str:
        if node.op == "was_in":
            on = node.on or ""
            when = f"at the end of {on}" if is_bare_date(on) else f"at {on}"
            return f"{'was not' if negated else 'was'} in {self._name(node.segment)} {when}"
        verb = {"entered": ("entered", "did not enter"), "left": ("left", "did not leave")}[node.op][negated]
        window = "" if node.window is None else f" {describe_window(node.window)}"
        return f"{verb} {self._name(node.segment)}{window}{' for any cause' if node.causes == 'all' else ''}"

    def _done(self, event: str, where: Node | None) -> str:
        return quote(event) if where is None else f"{quote(event)} (where {self._inside(where)})"

    def _order(self, node: SequenceCondition | LifecycleCondition | CompareCondition, negated: bool) -> str:
        match node:
            case SequenceCondition(steps, window):
                first = self._done(steps[0].event, steps[0].where)
                start = f"did {first}{'' if window is None else f' {describe_window(window)}'}"
                text = ", ".join([start, *map(self._step, steps[1:])])
                return f"not ({text})" if negated else text
            case CompareCondition(first_side, second_side, op, window):
                sides = (self._done(side.event, side.where) for side in (first_side, second_side))
                often = _OFTEN[_OPPOSITE[op] if negated else op]
                return f"did {f' {often} '.join(sides)}{'' if window is None else f' {describe_window(window)}'}"
            case LifecycleCondition(word, event, where, period):
                text = _LIVES[word].format(
                    what=self._done(event, where),
                    length=length(period),
                    times="once" if node.times == 1 else f"{node.times:,} times",
                    some=node.periods_in,
                    of=node.periods_of,
                )
                return f"not ({text})" if negated else text

    def _step(self, step: SequenceStep) -> str:
        within = "" if step.within is None else f" within {length(step.within)}"
        same = "" if not step.same else f" with the same {' and '.join(step.same)}"
        verb = "then did not do" if step.absent else "then did"
        return f"{verb} {self._done(step.event, step.where)}{same}{within}"

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
        if isinstance(value, OtherValue):
            return f"the value of {value.path}"
        if isinstance(value, StepValue):
            return f"the {value.path} of step {value.step}"
        if isinstance(value, Test):
            return _COUNTED[value.op].format(several(value.value, " and " if "between" in value.op else " or "))
        if test.op == "month_is":
            return _MONTHS[int(value) - 1] if isinstance(value, Decimal) else str(value)
        if test.op == "weekday_is":
            return DAYS.get(str(value), str(value))
        if isinstance(value, str) and (is_date(test) or _is_version(test)):
            return value
        if isinstance(value, tuple) and "between" in test.op:
            return " and ".join(v if isinstance(v, str) else plain(v) for v in value)
        return several(value, " and " if test.op == "contains_all_of" else " or ")


def _subject(measure: Measure, event: str) -> str:
    if measure.property is not None:
        return _MEASURED[measure.kind].format(measure.property, quote(event))
    return _TIME_SUBJECTS.get(measure.kind, "the number of {}").format(quote(event))


def _counted(node: EventCondition, negated: bool) -> str:
    """`did "X" at least 3 times`; a count is never missing, so that its negation is another count."""
    op = _OPPOSITE[node.test.op] if negated else node.test.op
    value = node.test.value
    name = quote(node.event)
    if (op, value) in (("gte", 1), ("gt", 0)):
        return f"did {name}"
    if (op, value) in (("lt", 1), ("lte", 0), ("eq", 0)):
        return f"did not do {name}"
    number = several(value, " and " if "between" in op else " or ")
    return f"did {name} {_COUNTED[op].format('once' if value == 1 else f'{number} times')}"


def _known(node: Node, negated: bool) -> str:
    """What is known of people beside attributes and events."""
    match node:
        case ReachableCondition(channel):
            by = "push" if channel == "push" else "e-mail"
            return f"can{'not' if negated else ''} be reached by {by}"
        case ConsentCondition(purpose, channel, op):
            on = {"push": " by push", "email": " by e-mail", None: ""}[channel]
            if op == "unknown":
                return f"has {'' if negated else 'not '}said whether they consent to {quote(purpose)}{on}"
            return f"has {'not ' if negated else ''}{op} consent to {quote(purpose)}{on}"
        case LocationCondition(place, at):
            if at == "event":
                return f"it happened{' not' if negated else ''} {describe_place(place)}"
            return f"was{' not' if negated else ''} last seen {describe_place(place)}"
        case RfmCondition():
            return _rfm(node, negated)
        case ScoreCondition(score, None, band):
            return f"has {'not ' if negated else ''}the band {quote(band or '')} of the score {score}"
        case ScoreCondition(score, test, _) if test is not None:
            return f"the score {score} {_Words({}).test(test, negated)}"
        case SampleCondition(percent, seed):
            drawn = f"in the fixed sample of {number_as_text(percent)} % called {quote(seed)}"
            return f"is{' not' if negated else ''} {drawn}"
    raise ValueError(f"{type(node).__name__} has no words")


def _rfm(node: RfmCondition, negated: bool) -> str:
    names = (("recency", node.recency), ("frequency", node.frequency), ("money", node.money))
    cells = [f"{name} {' or '.join(map(str, wanted))}" for name, wanted in names if wanted]
    window = "" if node.window is None else f" {describe_window(node.window)}"
    of = f" of {quote(node.event)}" if node.event != DEFAULT_RFM.event else ""
    return f"is {'not ' if negated else ''}in the RFM cell {' and '.join(cells)}{of}{window}"


def _tag(node: TagCondition, negated: bool) -> str:
    if node.within is not None:
        verb = "was not tagged" if negated else "was tagged"
        return f"{verb} {quote(node.tags[0])} in the last {length(node.within)}"
    no = negated != (node.op == "has_none_of")
    verb = "does not have" if no else "has"
    if len(node.tags) == 1:
        return f"{verb} the tag {quote(node.tags[0])}"
    kind = "all" if node.op == "has_all_of" else "any"
    return f"{verb} {kind} of the tags {several(node.tags, ' and ' if kind == 'all' else ' or ')}"


def _response(node: ResponseCondition, negated: bool) -> str:
    window = "" if node.window is None else f" {describe_window(node.window)}"
    campaign = "" if node.campaign is None else f" of the campaign {quote(node.campaign)}"
    noun = {"push": "push message", "email": "e-mail", None: "message"}[node.channel]
    which = {"any": f"any {noun}", "last": f"the last {noun}", "last_sent_to_person": f"their own last {noun}"}
    message = f"{which.get(node.message, f'the {noun} {quote(node.message)}')}{campaign}"
    if node.response in _RESPONDED:
        return f"{_RESPONDED[node.response][negated]} {message}{window}"
    done = "open" if node.response == "not_opened" else "click"
    text = f"was sent {message}{window} but did not {done} it"
    return f"not ({text})" if negated else text


def _is_version(test: Test) -> bool:
    return test.type == "version" or (test.type is None and test.op in _VERSION_SAID and isinstance(test.value, str))
