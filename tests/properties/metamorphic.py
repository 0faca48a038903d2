"""What must hold between the answers to related questions, whoever answers them.

No answer is known here: a relation asks two or more questions, such as a rule and its complement, and says how the
answers must fit together. `relations` yields those that apply to a case; `broken` names those that an evaluator breaks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from tests.properties.worlds import Case, everyone

from shoal.model.history import AttributeRecord, Event, History, SegmentRule, TagRecord, World
from shoal.model.instant import format_instant, parse_instant
from shoal.model.paths import format_path, parse_path
from shoal.model.rule import (
    EVERYONE,
    NEGATIVE_OPERATORS,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Calendar,
    Duration,
    EventCondition,
    Measure,
    Node,
    Not,
    Previous,
    ResponseCondition,
    Rolling,
    Rule,
    SegmentCondition,
    TagCondition,
    Test,
    Window,
)

Members = frozenset[str]
Evaluate = Callable[[Rule, World, int, str], Members]  # rule, world, as_of, zone


@dataclass(frozen=True, slots=True)
class Relation:
    """Questions, as cases, and what must be true of their answers, given in the same order."""

    name: str
    questions: tuple[Case, ...]
    fits: Callable[..., bool]


def broken(case: Case, evaluate: Evaluate) -> list[Relation]:
    """The relations that the evaluator's answers contradict."""

    def ask(question: Case) -> Members:
        return evaluate(question.rule, question.world, question.as_of, question.zone)

    return [each for each in relations(case) if not each.fits(*map(ask, each.questions))]


def relations(case: Case) -> Iterator[Relation]:
    """All relations that apply to the case."""
    yield from _of_logic(case)
    yield from _of_conditions(case)
    yield from _of_segments(case)
    yield from _of_the_world(case)
    yield from _of_time(case)


def _equal(left: Members, right: Members) -> bool:
    return left == right


def _within(left: Members, right: Members) -> bool:
    return left <= right


def _rules(case: Case, *rules: Rule) -> tuple[Case, ...]:
    return tuple(replace(case, rule=rule) for rule in rules)


# --- logic ------------------------------------------------------------------------------------------------------------


def _of_logic(case: Case) -> Iterator[Relation]:
    rule = case.rule
    other = _conditions(rule)[-1] if _conditions(rule) else TagCondition(("vip",), "has")
    yield Relation(
        "a rule and its complement share nobody and leave nobody out",
        _rules(case, rule, Not(rule), EVERYONE),
        lambda a, b, all_of_them: not a & b and a | b == all_of_them == everyone(case),
    )
    yield Relation("not not A is A", _rules(case, rule, Not(Not(rule))), _equal)
    yield Relation(
        "not (A and B) is not A or not B",
        _rules(case, Not(AllOf((rule, other))), AnyOf((Not(rule), Not(other)))),
        _equal,
    )
    yield Relation(
        "not (A or B) is not A and not B",
        _rules(case, Not(AnyOf((rule, other))), AllOf((Not(rule), Not(other)))),
        _equal,
    )
    yield Relation(
        "and is the intersection, or the union",
        _rules(case, rule, other, AllOf((rule, other)), AnyOf((rule, other))),
        lambda a, b, both, either: both == a & b and either == a | b,
    )
    yield Relation("order and repetition of children change nothing", _rules(case, rule, _rearranged(rule)), _equal)


def _conditions(rule: Node) -> list[Node]:
    """The conditions of a rule, without the logic."""
    match rule:
        case AllOf(children) | AnyOf(children):
            return [condition for child in children for condition in _conditions(child)]
        case Not(child):
            return _conditions(child)
        case _:
            return [rule]


def _mapped(rule: Node, change: Callable[[Node], Node]) -> Node:
    """The rule with every condition changed."""
    match rule:
        case AllOf(children) | AnyOf(children):
            return replace(rule, children=tuple(_mapped(child, change) for child in children))
        case Not(child):
            return Not(_mapped(child, change))
        case _:
            return change(rule)


def _rearranged(rule: Node) -> Node:
    match rule:
        case AllOf(children) | AnyOf(children):
            turned = tuple(_rearranged(child) for child in reversed(children))
            grouped = (replace(rule, children=turned[:1]), *turned[1:]) if turned else ()
            return replace(rule, children=(*grouped, *turned[:2]))
        case Not(child):
            return Not(_rearranged(child))
        case EventCondition(where=where) if where is not None:
            return replace(rule, where=_rearranged(where))
        case _:
            return rule


# --- single conditions ------------------------------------------------------------------------------------------------


def _of_conditions(case: Case) -> Iterator[Relation]:
    for condition in dict.fromkeys(_conditions(case.rule)):
        test = getattr(condition, "test", None)
        if isinstance(test, Test):
            yield from _of_tests(case, condition, test)
        if isinstance(condition, EventCondition):
            yield from _of_counts(case, condition)
            yield from _of_windows(case, condition)
        if isinstance(condition, TagCondition):
            yield from _of_tags(case, condition)


def _of_tests(case: Case, condition: Node, test: Test) -> Iterator[Relation]:
    def like(op: str, value: object = None, missing: str = "include") -> Node:
        return replace(condition, test=replace(test, op=op, value=value, missing=missing))  # type: ignore[arg-type]

    if test.op in NEGATIVE_OPERATORS:
        twin = like(NEGATIVE_OPERATORS[test.op], test.value)
        yield Relation(
            f"{test.op} is exactly not {NEGATIVE_OPERATORS[test.op]}",
            _rules(case, like(test.op, test.value), Not(twin)),
            _equal,
        )
        if test.op != "is_missing":
            excluding = like(test.op, test.value, "exclude")
            yield Relation(
                f"{test.op} without the missing is disjoint from its twin, and a part of {test.op}",
                _rules(case, excluding, twin, like(test.op, test.value)),
                lambda some, others, most: not some & others and some <= most,
            )
    values = test.value if isinstance(test.value, tuple) else ()
    split = {"is_any_of": "is" if test.type == "string" else "eq", "contains_any_of": "contains"}
    if test.op in split:
        several = AnyOf(tuple(like(split[test.op], value) for value in values))
        yield Relation(f"{test.op} is {split[test.op]} or …", _rules(case, condition, several), _equal)
    if test.op == "contains_all_of":
        every = AllOf(tuple(like("contains", value) for value in values))
        yield Relation("contains_all_of is contains and …", _rules(case, condition, every), _equal)
    if test.op == "between" and not hasattr(condition, "field"):
        first, last = ("gte", "lte") if test.type == "number" else ("on_or_after", "on_or_before")
        both = AllOf((like(first, values[0]), like(last, values[1])))
        yield Relation("between is from the one end and to the other", _rules(case, condition, both), _equal)
    if test.op in ("gte", "lte") and not hasattr(condition, "field"):
        either = AnyOf((like(test.op[:2], test.value), like("eq", test.value)))
        yield Relation(f"{test.op} is {test.op[:2]} or eq", _rules(case, condition, either), _equal)
    if test.op in ("top_percent", "bottom_percent") and isinstance(test.value, Decimal):
        half = like(test.op, test.value / 2)
        yield Relation(f"half the {test.op} is a part of it", _rules(case, half, condition), _within)


def _of_counts(case: Case, condition: EventCondition) -> Iterator[Relation]:
    def at_least(count: int, op: str = "gte") -> EventCondition:
        return replace(condition, measure=Measure("count"), test=Test(op, Decimal(count), "number"))

    for count in (0, 1, 2):
        yield Relation(
            f"exactly {count} times is at least {count} without at least {count + 1}",
            _rules(case, at_least(count, "eq"), at_least(count), at_least(count + 1)),
            lambda exactly, more, most: most <= more and exactly == more - most,
        )
    yield Relation("at least 0 times is everyone", _rules(case, at_least(0), EVERYONE), _equal)
    yield Relation(
        "never done has no first and no last time",
        _rules(
            case,
            at_least(0, "eq"),
            replace(condition, measure=Measure("first_time"), test=Test("is_missing")),
            replace(condition, measure=Measure("last_time"), test=Test("is_missing")),
            replace(condition, measure=Measure("active_days"), test=Test("lt", Decimal(1), "number")),
        ),
        lambda never, *others: all(each == never for each in others),
    )
    if condition.measure.property is not None:
        measured = condition.measure.property

        def of(kind: str, op: str, value: Decimal | None = None) -> EventCondition:
            test = Test(op, value, None if value is None else "number")
            return replace(condition, measure=Measure(kind, measured), test=test)  # type: ignore[arg-type]

        yield Relation(
            "there is a smallest number exactly where there is a largest and an average",
            _rules(case, of("min", "is_set"), of("max", "is_set"), of("avg", "is_set")),
            lambda least, most, average: least == most == average,
        )
        yield Relation(
            "the smallest is at most the largest", _rules(case, of("min", "gt", _ONE), of("max", "gt", _ONE)), _within
        )
        yield Relation(
            "whoever has a number has a value",
            _rules(case, of("max", "is_set"), of("distinct", "gte", _ONE)),
            _within,
        )


_ONE = Decimal(1)


def _of_windows(case: Case, condition: EventCondition) -> Iterator[Relation]:
    def done_in(window: Window | None) -> EventCondition:
        return replace(condition, measure=Measure("count"), test=Test("gte", _ONE, "number"), window=window)

    week, fortnight = (Rolling(Duration(days, "d")) for days in (7, 14))
    yield Relation(
        "done in 7 days, in 14 days, ever",
        _rules(case, done_in(week), done_in(fortnight), done_in(None), EVERYONE),
        lambda *wider: all(one <= other for one, other in pairwise(wider)),
    )
    yield Relation(
        "not done in 14 days, in 7 days",
        _rules(case, Not(done_in(fortnight)), Not(done_in(week))),
        _within,
    )
    yield Relation("one week is seven days", _rules(case, done_in(week), done_in(Rolling(Duration(1, "w")))), _equal)
    yield Relation(
        "three months are this one and the two before",
        _rules(case, done_in(Calendar(3, "mo")), AnyOf((done_in(Calendar(1, "mo")), done_in(Previous(2, "mo"))))),
        _equal,
    )
    yield Relation(
        "a quarter so far is some of its months",
        _rules(case, done_in(Calendar(1, "q")), done_in(Calendar(3, "mo"))),
        _within,
    )
    if condition.window is not None:
        yield Relation("done in a window, ever", _rules(case, done_in(condition.window), done_in(None)), _within)


def _of_tags(case: Case, condition: TagCondition) -> Iterator[Relation]:
    each = tuple(TagCondition((tag,), "has") for tag in condition.tags)
    any_of, all_of, none_of = (
        replace(condition, op=op, within=None) for op in ("has_any_of", "has_all_of", "has_none_of")
    )
    yield Relation("any of the tags", _rules(case, any_of, AnyOf(each)), _equal)
    yield Relation("all of the tags", _rules(case, all_of, AllOf(each)), _equal)
    yield Relation("none of the tags", _rules(case, none_of, Not(any_of)), _equal)
    recently = (TagCondition(condition.tags[:1], "tagged_within", Duration(days, "d")) for days in (7, 14))
    yield Relation(
        "tagged within 7 days, within 14 days, at all",
        _rules(case, *recently, each[0]),
        lambda last, longer, ever: last <= longer <= ever,
    )


# --- segments ---------------------------------------------------------------------------------------------------------


def _of_segments(case: Case) -> Iterator[Relation]:
    own_zone = SegmentRule(case.rule, zone=case.zone)
    wrapped = replace(case.world, segments={**case.world.segments, "itself": own_zone})
    elsewhere = "Asia/Kathmandu" if case.zone != "Asia/Kathmandu" else "America/Havana"
    inside, outside = (SegmentCondition("itself", op) for op in ("in", "not_in"))
    yield Relation(
        "in a segment is its rule, in its own zone",
        (case, Case(wrapped, inside, case.as_of, elsewhere), Case(wrapped, Not(outside), case.as_of, elsewhere)),
        lambda rule, segment, complement: rule == segment == complement,
    )
    inactive = replace(wrapped, segments={**wrapped.segments, "itself": replace(own_zone, active=False)})
    yield Relation(
        "nobody is in an inactive segment", (replace(case, world=inactive, rule=inside),), lambda none: not none
    )
    if any(isinstance(condition, SegmentCondition) for condition in _conditions(case.rule)):
        same_zone = replace(
            case.world,
            segments={name: replace(each, zone=case.zone) for name, each in case.world.segments.items()},
        )
        yield Relation(
            "rules in place of the segments",
            (replace(case, world=same_zone), replace(case, world=same_zone, rule=_inlined(case.rule, same_zone))),
            _equal,
        )


def _inlined(rule: Node, world: World) -> Node:
    def change(condition: Node) -> Node:
        if not isinstance(condition, SegmentCondition):
            return condition
        segment = world.segments[condition.segment]
        if not segment.active:
            return AnyOf(()) if condition.op == "in" else EVERYONE
        if segment.rule is None:
            return condition
        inner = _inlined(segment.rule, world)
        return inner if condition.op == "in" else Not(inner)

    return _mapped(rule, change)


def _with_segments(rule: Node, world: World) -> Iterator[Node]:
    """All conditions that the rule depends on, through its segments."""
    for condition in _conditions(rule):
        yield condition
        if isinstance(condition, SegmentCondition):
            inner = world.segments[condition.segment].rule
            if inner is not None:
                yield from _with_segments(inner, world)


# --- the world --------------------------------------------------------------------------------------------------------


def _of_the_world(case: Case) -> Iterator[Relation]:
    world = case.world
    profiles = world.profiles
    yield Relation(
        "records in another order",
        (case, replace(case, world=replace(world, profiles=tuple(_reordered(each) for each in reversed(profiles))))),
        _equal,
    )
    yield Relation(
        "records from as_of on",
        (
            case,
            replace(case, world=replace(world, profiles=tuple(_with_future(each, case.as_of) for each in profiles))),
        ),
        _equal,
    )
    known = everyone(case)
    beside = History("somebody else", events=(Event("Unasked", 0, "zz"),), tags=(TagRecord(None, "zy", "unasked"),))
    richer = tuple(_with_more(each) if each.profile_id in known else each for each in profiles)
    yield Relation(
        "attributes, events, tags and a person that the rule doesn't ask about",
        (case, replace(case, world=replace(world, profiles=(beside, *richer)))),
        lambda before, after: before == after - {"somebody else"},
    )
    yield Relation("other names for the attributes", (case, _with_attributes_renamed(case)), _equal)
    if not any(_compares_people(condition) for condition in _with_segments(case.rule, world)):
        half = len(profiles) // 2
        parts = (replace(case, world=replace(world, profiles=some)) for some in (profiles[:half], profiles[half:]))
        yield Relation(
            "everyone decided in two halves", (case, *parts), lambda whole, *some: whole == some[0] | some[1]
        )


def _compares_people(condition: Node) -> bool:
    match condition:
        case AttributeCondition(test=test):
            return test.op in ("top_percent", "bottom_percent")
        case ResponseCondition(message=message):
            return message == "last"
        case _:
            return False


def _reordered(person: History) -> History:
    return replace(
        person,
        events=person.events[::-1],
        attributes=person.attributes[::-1],
        tags=person.tags[::-1],
        devices=person.devices[::-1],
    )


def _with_future(person: History, as_of: int) -> History:
    """Everything the person did and was told, once more from as_of on, and all attributes and tags undone."""
    again = tuple(
        replace(each, time=as_of + n, message_id=f"zz{each.message_id}") for n, each in enumerate(person.events)
    )
    undone = tuple(
        AttributeRecord(as_of, f"zz{each.message_id}", dict.fromkeys(each.attributes)) for each in person.attributes
    )
    untagged = tuple(
        replace(each, time=as_of, message_id=f"zz{each.message_id}", present=not each.present) for each in person.tags
    )
    devices = tuple(
        replace(each, time=as_of, message_id=f"zz{each.message_id}", platform="Web", model="x")
        for each in person.devices
    )
    return replace(
        person,
        events=person.events + again,
        attributes=person.attributes + undone,
        tags=person.tags + untagged,
        devices=person.devices + devices,
    )


def _with_more(person: History) -> History:
    return replace(
        person,
        events=(*person.events, Event("Unasked", 0, "zza", {"total": Decimal(7)})),
        attributes=(*person.attributes, AttributeRecord(None, "zzb", {"unasked": "gold"})),
        tags=(*person.tags, TagRecord(None, "zzc", "unasked")),
    )


def _with_attributes_renamed(case: Case) -> Case:
    def renamed(name: str) -> str:
        return f"the {name}"

    def change(condition: Node) -> Node:
        if not isinstance(condition, AttributeCondition):
            return condition
        first, *rest = parse_path(condition.path)
        assert isinstance(first, str)
        return replace(condition, path=format_path((renamed(first), *rest)))

    profiles = tuple(
        replace(
            person,
            attributes=tuple(
                replace(each, attributes={renamed(name): value for name, value in each.attributes.items()})
                for each in person.attributes
            ),
        )
        for person in case.world.profiles
    )
    segments = {
        name: segment if segment.rule is None else replace(segment, rule=_mapped(segment.rule, change))
        for name, segment in case.world.segments.items()
    }
    world = replace(case.world, profiles=profiles, segments=segments)
    return replace(case, world=world, rule=_mapped(case.rule, change))


# --- time -------------------------------------------------------------------------------------------------------------

_WEEKS = 208  # whole weeks; more than the distance between two of anything here
_SHIFT = Duration(_WEEKS, "w").microseconds
_MOVABLE_TESTS = ("in_last", "not_in_last", "in_next", "before_last", "after_next", "weekday_is", "today", "this_week")


def _of_time(case: Case) -> Iterator[Relation]:
    """Whatever doesn't know the calendar's months and years is the same some weeks later, in UTC."""
    if not all(_is_movable(condition) for condition in _with_segments(case.rule, case.world)):
        return
    segments = {name: replace(each, zone="UTC") for name, each in case.world.segments.items()}
    now = replace(case, world=replace(case.world, segments=segments, zone="UTC"), zone="UTC")
    later = {
        name: segment if segment.rule is None else replace(segment, rule=_mapped(segment.rule, _moved))
        for name, segment in segments.items()
    }
    profiles = tuple(_moved_person(each) for each in case.world.profiles)
    yield Relation(
        "everything some whole weeks later, in UTC",
        (now, Case(World(profiles, later, "UTC"), _mapped(case.rule, _moved), case.as_of + _SHIFT, "UTC")),
        _equal,
    )


def _is_movable(condition: Node) -> bool:
    """False for a condition on dates in the data, and for one that counts months, quarters or years."""
    test, window = getattr(condition, "test", None), getattr(condition, "window", None)
    if isinstance(window, Calendar | Previous) and window.unit not in ("d", "w"):
        return False
    if isinstance(condition, EventCondition):
        if condition.where is not None and not all(map(_is_movable, _conditions(condition.where))):
            return False
        return condition.test.type != "date" or condition.test.op in _MOVABLE_TESTS
    if isinstance(test, Test) and test.op in ("any_item", "all_items"):
        return all(map(_is_movable, _conditions(test.value)))  # type: ignore[arg-type]  # a tree of items
    return not isinstance(test, Test) or test.type != "date"


def _moved(condition: Node) -> Node:
    if isinstance(condition, EventCondition | ResponseCondition) and isinstance(condition.window, Absolute):
        window = condition.window
        return replace(condition, window=Absolute(_moved_text(window.start), _moved_text(window.end)))
    return condition


def _moved_text(text: str | None) -> str | None:
    if text is None:
        return None
    if len(text) == len("2026-01-31"):
        return (date.fromisoformat(text) + timedelta(weeks=_WEEKS)).isoformat()
    return format_instant(parse_instant(text, "UTC") + _SHIFT)


def _moved_person(person: History) -> History:
    def later(time: int | None) -> int | None:
        return None if time is None else time + _SHIFT

    return replace(
        person,
        events=tuple(replace(each, time=each.time + _SHIFT) for each in person.events),
        attributes=tuple(replace(each, time=later(each.time)) for each in person.attributes),
        tags=tuple(replace(each, time=later(each.time)) for each in person.tags),
        devices=tuple(replace(each, time=later(each.time)) for each in person.devices),
    )
