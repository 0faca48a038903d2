"""From a rule to what the engine computes. Pure: the instant, the zone and the other segments are arguments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar, cast

from shoal.columns import dates, zones
from shoal.columns.dates import Frame
from shoal.columns.program import (
    BEGINNING,
    And,
    AtLeast,
    AttributeLeaf,
    ComparedLeaf,
    CompareLeaf,
    Complement,
    ConsentLeaf,
    DeviceCountLeaf,
    DeviceLeaf,
    EventLeaf,
    Expression,
    Leaf,
    LedgerLeaf,
    LocalTime,
    NamedLeaf,
    NumberLeaf,
    Or,
    PlaceLeaf,
    RankLeaf,
    ReachableLeaf,
    ResponseLeaf,
    RfmLeaf,
    SameDeviceLeaf,
    SampleLeaf,
    ScoreLeaf,
    SequenceLeaf,
    SequenceStepLeaf,
    StoredLeaf,
    TagLeaf,
    Top,
    ZoneLeaf,
)
from shoal.columns.responses import NEGATED, RESPONSE_EVENTS
from shoal.model.measure import MeasureDefinition
from shoal.model.rule import (
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Behaviour,
    Between,
    Calendar,
    Channel,
    CompareCondition,
    Condition,
    ConsentCondition,
    DeviceCondition,
    EventCondition,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    Limited,
    LocationCondition,
    Measure,
    Node,
    Not,
    OtherValue,
    Previous,
    PropertyCondition,
    ReachableCondition,
    ResponseCondition,
    RfmCondition,
    Rolling,
    Rule,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    Span,
    TagCondition,
    Test,
    ValueOfCondition,
    Window,
)
from shoal.model.segment import PERSON_ZONE, Cap, CapBy, Waterfall

LastMessage = Callable[[Channel | None, str | None], str | None]

AnyLeaf = TypeVar("AnyLeaf", bound=Leaf)

_SOME = Test("gte", Decimal(1), "number")
_SET = Test("is_set")
_COUNT = Measure("count")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Referenced:
    """Another segment, as rules need it: a normalised, typed rule with its zone, or a kind with stored members.

    `zone` is "person" for each profile's own; `include` and `exclude` are profile ids.
    """

    rule: Rule | None
    zone: str
    active: bool
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cap: Cap | None = None
    waterfall: Waterfall | None = None


@dataclass(slots=True)
class Lowering:
    """Lowers rules for one instant. Equal conditions of all rules lowered by it become equal leaves.

    `last_message(channel, campaign)` is the latest message of all that were sent; it depends on everyone's data, so it
    is found before the evaluation and is the same for every partition of the profiles. `person_zones()` are the zones
    that people have of their own.
    """

    as_of: int
    workspace_zone: str
    segments: Mapping[str, Referenced]
    last_message: LastMessage
    measures: Mapping[str, MeasureDefinition] = field(default_factory=dict)
    person_zones: Callable[[], Sequence[str]] = tuple
    _lowered: dict[str, Expression] = field(default_factory=dict)
    _known: dict[tuple[int, str], tuple[Condition, Expression]] = field(default_factory=dict)
    _leaves: dict[object, Leaf] = field(default_factory=dict)
    _nodes: dict[Node, Node] = field(default_factory=dict)
    _windows: dict[tuple[Span | None, str], tuple[int, int]] = field(default_factory=dict)
    _frames: dict[str, Frame] = field(default_factory=dict)

    def lower(self, rule: Rule, zone: str) -> Expression:
        """The rule must be typed (`rules.resolve_types`) and free of cycles. `zone` may be "person"."""
        match rule:
            case AllOf(children):
                return And(tuple(self.lower(child, zone) for child in children))
            case AnyOf(children):
                return Or(tuple(self.lower(child, zone) for child in children))
            case Not(child):
                return Complement(self.lower(child, zone))
            case SegmentCondition(segment, op):
                inside = self.members(segment)
                return inside if op == "in" else Complement(inside)
        known = self._known.get((id(rule), zone))
        if known is None:
            # The condition is kept beside its meaning, so that its id can't be given to another one.
            meaning = self._by_person(rule) if zone == PERSON_ZONE else self._condition(rule, zone)
            known = self._known[id(rule), zone] = (rule, meaning)
        return known[1]

    def _by_person(self, condition: Condition) -> Expression:
        """The condition in each person's own zone; one for all where no zone changes it."""
        found: dict[int, tuple[Expression, list[Expression]]] = {}
        for zone in self._zones():
            meaning = self.lower(condition, zone)
            here = self._leaf(ZoneLeaf, zone, self.workspace_zone)
            found.setdefault(id(meaning), (meaning, []))[1].append(here)
        if len(found) == 1:
            return next(iter(found.values()))[0]
        return Or(tuple(And((Or(tuple(zones)), meaning)) for meaning, zones in found.values()))

    def _zones(self) -> tuple[str, ...]:
        """The workspace's, then those that people have of their own."""
        return self.workspace_zone, *(zone for zone in self.person_zones() if zone != self.workspace_zone)

    def members(self, name: str) -> Expression:
        """A segment's whole definition: rule, include, exclude, waterfall, cap. Of an inactive one: no one."""
        if name not in self._lowered:
            self._lowered[name] = self.definition(name) if self.segments[name].active else Or(())
        return self._lowered[name]

    def definition(self, name: str) -> Expression:
        """As `members`, as if the segment were active."""
        referenced = self.segments[name]
        if referenced.rule is None:
            return self._leaf(StoredLeaf, name)
        earlier = self._earlier(name)
        found = self.chosen(name)
        if earlier:
            found = And((found, Complement(Or(tuple(map(self.chosen, earlier))))))
        return found if referenced.cap is None else self._capped(found, referenced.cap, referenced.zone)

    def chosen(self, name: str) -> Expression:
        """Rule, include and exclude of a segment, before its waterfall."""
        key = f"\0{name}"  # no id of a segment
        if key not in self._lowered:
            referenced = self.segments[name]
            if referenced.rule is None:
                found: Expression = self._leaf(StoredLeaf, name)
            else:
                found = self.lower(referenced.rule, referenced.zone)
            if referenced.include:
                found = Or((found, self._leaf(NamedLeaf, referenced.include)))
            if referenced.exclude:
                found = And((found, Complement(self._leaf(NamedLeaf, referenced.exclude))))
            self._lowered[key] = found
        return self._lowered[key]

    def _earlier(self, name: str) -> list[str]:
        """The active segments of its waterfall that take their people first."""
        mine = self.segments[name].waterfall
        if mine is None:  # most segments: looking at every other one for each would take longer than the conditions do
            return []
        return [
            other
            for other, referenced in self.segments.items()
            if referenced.active
            and referenced.waterfall is not None
            and referenced.waterfall.set == mine.set
            and (referenced.waterfall.priority, other) < (mine.priority, name)
        ]

    def _capped(self, members: Expression, cap: Cap, zone: str) -> Expression:
        numbers: dict[NumberLeaf, list[Expression]] = {}
        for one in self._zones() if zone == PERSON_ZONE else (zone,):
            number = self._number(cap.by, one)
            numbers.setdefault(number, []).append(self._leaf(ZoneLeaf, one, self.workspace_zone))
        by_people = tuple((Or(tuple(zones)) if len(numbers) > 1 else And(()), n) for n, zones in numbers.items())
        return Top(members, cap.n, cap.order == "highest", by_people)

    def _number(self, by: CapBy, zone: str) -> NumberLeaf:
        some = _SET
        if by.kind == "attribute":
            return self._leaf(AttributeLeaf, by.name, some, self._frame(zone, local=False))
        if by.kind == "score":
            return self._leaf(ScoreLeaf, by.name, some, None, self._frame(zone, local=False))
        known = self.measures[by.name]
        start, end, where = self._window(known.window, known.where, zone)
        return self._leaf(EventLeaf, known.event, where, known.measure, start, end, some, self._frame(zone, local=True))

    def _leaf(self, kind: Callable[..., AnyLeaf], *fields: Any) -> AnyLeaf:
        """The one leaf of its kind with these fields."""
        key = (kind, fields)
        leaf = self._leaves.get(key)
        if leaf is None:
            leaf = self._leaves[key] = kind(*fields)
        return cast("AnyLeaf", leaf)

    def _condition(self, condition: Condition, zone: str) -> Expression:
        match condition:
            case EventCondition():
                return self._event(condition, zone)
            case SequenceCondition() | CompareCondition() | LifecycleCondition():
                return self._behaviour(condition, zone)
            case AttributeCondition(path, test):
                if test.op in ("top_percent", "bottom_percent"):
                    return self._leaf(RankLeaf, path, test)
                frame = self._frame(zone, local=_local(test))
                if isinstance(test.value, OtherValue):
                    return self._leaf(ComparedLeaf, path, test.value.path, test, frame)
                return self._leaf(AttributeLeaf, path, test, frame)
            case TagCondition(tags, op, within):
                since = None if within is None else self.as_of - within.microseconds
                leaf = self._leaf(TagLeaf, tuple(sorted(set(tags))), op == "has_all_of", since)
                return Complement(leaf) if op == "has_none_of" else leaf
            case ResponseCondition():
                return self._response(condition, zone)
            case _:
                return self._known_of_person(condition, zone)

    def _known_of_person(self, condition: Condition, zone: str) -> Expression:
        match condition:
            case DeviceCondition("count", test):
                return self._leaf(DeviceCountLeaf, test, self._frame(zone, local=False))
            case DeviceCondition(name, test):
                return self._leaf(DeviceLeaf, name, test, self._frame(zone, local=_local(test)))
            case SameDevice(where):
                return self._leaf(SameDeviceLeaf, where, self._frame(zone, local=False))
            case ReachableCondition(channel):
                return self._leaf(ReachableLeaf, channel)
            case ConsentCondition(purpose, channel, op):
                return self._leaf(ConsentLeaf, purpose, channel, op)
            case LocationCondition(place, "last_known"):
                return self._leaf(PlaceLeaf, place)
            case RfmCondition(recency, frequency, money, event, value, window):
                start, end = self._span(window, zone)
                return self._leaf(RfmLeaf, event, value, start, end, (recency, frequency, money))
            case ScoreCondition(score, test, band):
                return self._leaf(ScoreLeaf, score, test, band, self._frame(zone, local=False))
            case SampleCondition(percent, seed):
                return self._leaf(SampleLeaf, percent, seed)
            case LedgerCondition(segment, "was_in", _, on):
                return self._leaf(LedgerLeaf, segment, "was_in", BEGINNING, self._end_of(str(on), zone), True)
            case LedgerCondition(segment, op, window, _, causes):
                start, end = self._span(window, zone)
                return self._leaf(LedgerLeaf, segment, op, start, end, causes == "all")
            case ValueOfCondition(measure, test):
                known = self.measures[measure]
                meant = EventCondition(known.event, known.where, known.measure, test, known.window)
                return self._event(meant, zone)
        raise ValueError(f"{type(condition).__name__} stands where no profile condition can")

    def _end_of(self, on: str, zone: str) -> int:
        """The first instant whose changes don't count: after the instant itself, or after the end of a local day."""
        bare, value = dates.read_literal(on, self.workspace_zone)
        return min(self.as_of, zones.midnight(value + 1, zone) if bare else value + 1)

    # --- behaviour -------------------------------------------------------------------------------------------------

    def _event(self, condition: EventCondition, zone: str) -> Expression:
        test, measure = condition.test, condition.measure
        start, end, where = self._window(condition.window, condition.where, zone)
        local = _local(test) or measure.kind == "active_days" or _local_tree(where)
        frame = self._frame(zone, local=local)
        return self._leaf(EventLeaf, condition.event, where, measure, start, end, test, frame)

    def _behaviour(self, condition: SequenceCondition | CompareCondition | LifecycleCondition, zone: str) -> Expression:
        match condition:
            case SequenceCondition((first, *later), window):
                start, end, where = self._window(window, first.where, zone)
                steps = (self._step(replace(first, where=None), where), *(self._step(s, s.where) for s in later))
                frame = self._frame(zone, local=any(_local_tree(step.where) for step in steps))
                return self._leaf(SequenceLeaf, steps, start, end, frame)
            case CompareCondition(one, other, op, window):
                sides = [self._side(side, window, zone) for side in (one, other)]
                start, end, _ = self._window(window, None, zone)
                frame = self._frame(zone, local=any(_local_tree(where) for _, where in sides))
                return self._leaf(CompareLeaf, sides[0], sides[1], op, start, end, frame)
            case LifecycleCondition():
                return self._lifecycle(condition, zone)
        raise ValueError(f"{condition} is no behaviour")

    def _step(self, step: SequenceStep, where: Node | None) -> SequenceStepLeaf:
        within = None if step.within is None else step.within.microseconds
        return SequenceStepLeaf(step.event, self._one(where), within, step.absent, step.same)

    def _side(self, side: Behaviour, window: Window | None, zone: str) -> tuple[str, Node | None]:
        return side.event, self._window(window, side.where, zone)[2]

    def _lifecycle(self, condition: LifecycleCondition, zone: str) -> Expression:
        """Periods that end at as_of, each as a condition on events, so that they are shared with others."""
        length = condition.period.microseconds

        def happened(start: int, end: int, least: int = 1) -> Expression:
            where = self._one(condition.where)
            frame = self._frame(zone, local=_local_tree(where))
            test = Test("gte", Decimal(least), "number")
            return self._leaf(EventLeaf, condition.event, where, _COUNT, start, end, test, frame)

        def period(number: int, least: int = 1) -> Expression:
            return happened(self.as_of - (number + 1) * length, self.as_of - number * length, least)

        match condition.word:
            case "first_time":
                return And((period(0), Complement(happened(BEGINNING, self.as_of - length))))
            case "stopped":
                return And((period(1), Complement(period(0))))
            case "restarted":
                return And((period(0), Complement(period(1)), happened(BEGINNING, self.as_of - 2 * length)))
            case "regularly":
                periods = tuple(period(number, condition.times) for number in range(condition.periods_of))
                return AtLeast(condition.periods_in, periods)

    def _one(self, where: Node | None) -> Node | None:
        """Equal trees are one object, so that they compare by identity."""
        return None if where is None else self._nodes.setdefault(where, where)

    def _window(self, window: Window | None, where: Node | None, zone: str) -> tuple[int, int, Node | None]:
        """Its instants, and the `where` with what else the window asks of events."""
        if not isinstance(window, Limited):
            return (*self._span(window, zone), self._one(where))
        limits: list[Node] = []
        if window.hours is not None or window.weekdays:
            limits.append(_local_time(window))
        if window.near is not None:
            limits.append(LocationCondition(window.near, "event"))
        parts = where.children if isinstance(where, AllOf) else () if where is None else (where,)
        return (*self._span(window.span, zone), self._one(AllOf((*parts, *limits))))

    def _span(self, window: Span | None, zone: str) -> tuple[int, int]:
        key = (window, zone)
        if key not in self._windows:
            self._windows[key] = resolve_window(window, Frame(self.as_of, zone, self.workspace_zone))
        return self._windows[key]

    def _frame(self, zone: str, *, local: bool) -> Frame:
        """Conditions that no zone changes share one frame, so that they are one across segments of any zone."""
        name = zone if local else "UTC"
        if name not in self._frames:
            self._frames[name] = Frame(self.as_of, name, self.workspace_zone)
        return self._frames[name]

    # --- responses -------------------------------------------------------------------------------------------------

    def _response(self, condition: ResponseCondition, zone: str) -> Expression:
        start, end = self._span(condition.window, zone)
        message: str | None = condition.message
        if message == "last":
            message = self.last_message(condition.channel, condition.campaign)
            if message is None:
                return Or(())
        own_last = message == "last_sent_to_person"
        if own_last or condition.response in NEGATED:
            named = None if own_last or message == "any" else message
            everything = message == "any"
            channel, campaign = condition.channel, condition.campaign
            return self._leaf(ResponseLeaf, condition.response, named, everything, campaign, channel, start, end)
        demands: list[Node] = [Not(_property("machine", Test("is_true", None, "boolean")))]
        if message != "any":
            demands.append(_property("message_id", Test("is", message, "string")))
        if condition.campaign is not None:
            demands.append(_property("campaign_id", Test("is", condition.campaign, "string")))
        found: dict[Leaf, None] = {}
        for channel, event in RESPONSE_EVENTS[condition.response].items():
            if condition.channel not in (None, channel):
                continue
            where = demands + ([_unsubscribed_from(channel)] if _by_property(condition) else [])
            frame = self._frame("UTC", local=False)
            tree: Node = AllOf(tuple(where))
            tree = self._nodes.setdefault(tree, tree)
            found[self._leaf(EventLeaf, event, tree, Measure("count"), start, end, _SOME, frame)] = None
        return Or(tuple(found))


def _by_property(condition: ResponseCondition) -> bool:
    return condition.response == "unsubscribed" and condition.channel is not None


def _property(path: str, test: Test) -> PropertyCondition:
    return PropertyCondition(path, test)


def _unsubscribed_from(channel: Channel) -> Node:
    """An unsubscription names its channel; one that names none is from e-mail."""
    if channel == "push":
        return _property("channel", Test("is", "push", "string"))
    return Not(_property("channel", Test("is_not", "email", "string", missing="exclude")))


def _local(test: Test) -> bool:
    """Whether a zone can change what the test means."""
    if test.op in ("any_item", "all_items"):
        return _local_tree(test.value)  # type: ignore[arg-type]
    return test.type == "date"


def _local_tree(node: Node | None) -> bool:
    match node:
        case AllOf(children) | AnyOf(children):
            return any(map(_local_tree, children))
        case Not(child):
            return _local_tree(child)
        case PropertyCondition(_, test) | ItemCondition(_, test):
            return _local(test)
    return isinstance(node, LocalTime)


def _local_time(window: Limited) -> Node:
    """The hours and weekdays of a window as a condition on one event, which only the engine knows."""
    hours = None
    if window.hours is not None:
        start, end = (60_000_000 * (60 * int(clock[:2]) + int(clock[3:])) for clock in window.hours)
        hours = (start, end)
    return LocalTime(hours, frozenset(map(_WEEK.index, window.weekdays)))  # type: ignore[return-value]


def resolve_window(window: Span | None, frame: Frame) -> tuple[int, int]:
    """The instants [start, end) that a window means at `frame.as_of`; start ≥ end is an empty window."""
    match window:
        case None:
            return BEGINNING, frame.as_of
        case Rolling(last):
            return frame.as_of - last.microseconds, frame.as_of
        case Between(older, newer):
            return frame.as_of - older.microseconds, frame.as_of - newer.microseconds
        case Calendar(count, unit):
            return zones.midnight(zones.unit_start(frame.today, unit, count - 1), frame.zone), frame.as_of
        case Previous(count, unit):
            first = zones.unit_start(frame.today, unit, count)
            current = zones.unit_start(frame.today, unit, 0)
            return zones.midnight(first, frame.zone), zones.midnight(current, frame.zone)
        case Absolute(start, end):
            first_instant = BEGINNING if start is None else _bound(start, frame)
            end_instant = frame.as_of if end is None else min(frame.as_of, _bound(end, frame))
            return first_instant, end_instant


def _bound(text: str, frame: Frame) -> int:
    bare, value = dates.read_literal(text, frame.workspace_zone)
    return zones.midnight(value, frame.zone) if bare else value
