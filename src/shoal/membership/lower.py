"""From a rule to what the engine computes. Pure: the instant, the zone and the other segments are arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shoal.columns import dates, zones
from shoal.columns.dates import Frame
from shoal.columns.program import (
    BEGINNING,
    And,
    AttributeLeaf,
    Complement,
    DeviceLeaf,
    EventLeaf,
    Expression,
    Leaf,
    Or,
    RankLeaf,
    ResponseLeaf,
    StoredLeaf,
    TagLeaf,
)
from shoal.columns.responses import NEGATED, RESPONSE_EVENTS
from shoal.model.rule import (
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
    Channel,
    Condition,
    DeviceCondition,
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

LastMessage = Callable[[Channel | None, str | None], str | None]

_SOME = Test("gte", Decimal(1), "number")


@dataclass(frozen=True, slots=True)
class Referenced:
    """Another segment, as rules need it: a normalised, typed rule with its zone, or a kind with stored members."""

    rule: Rule | None
    zone: str
    active: bool


@dataclass(slots=True)
class Lowering:
    """Lowers rules for one instant. Equal conditions of all rules lowered by it become equal leaves.

    `last_message(channel, campaign)` is the latest message of all that were sent; it depends on everyone's data, so it
    is found before the evaluation and is the same for every partition of the profiles.
    """

    as_of: int
    workspace_zone: str
    segments: Mapping[str, Referenced]
    last_message: LastMessage
    _lowered: dict[str, Expression] = field(default_factory=dict)
    _known: dict[tuple[int, str], tuple[Condition, Expression]] = field(default_factory=dict)
    _leaves: dict[object, Leaf] = field(default_factory=dict)
    _nodes: dict[Node, Node] = field(default_factory=dict)
    _windows: dict[tuple[Window | None, str], tuple[int, int]] = field(default_factory=dict)
    _frames: dict[str, Frame] = field(default_factory=dict)

    def lower(self, rule: Rule, zone: str) -> Expression:
        """The rule must be typed (`rules.resolve_types`) and free of cycles."""
        match rule:
            case AllOf(children):
                return And(tuple(self.lower(child, zone) for child in children))
            case AnyOf(children):
                return Or(tuple(self.lower(child, zone) for child in children))
            case Not(child):
                return Complement(self.lower(child, zone))
            case SegmentCondition(segment, op):
                inside = self._segment(segment)
                return inside if op == "in" else Complement(inside)
        known = self._known.get((id(rule), zone))
        if known is None:
            # The condition is kept beside its meaning, so that its id can't be given to another one.
            known = self._known[id(rule), zone] = (rule, self._condition(rule, zone))
        return known[1]

    def _segment(self, name: str) -> Expression:
        if name not in self._lowered:
            referenced = self.segments[name]
            if not referenced.active:
                self._lowered[name] = Or(())
            elif referenced.rule is None:
                self._lowered[name] = self._leaf(StoredLeaf, name)
            else:
                self._lowered[name] = self.lower(referenced.rule, referenced.zone)
        return self._lowered[name]

    def _leaf(self, kind: Callable[..., Leaf], *fields: Any) -> Leaf:
        """The one leaf of its kind with these fields."""
        key = (kind, fields)
        leaf = self._leaves.get(key)
        if leaf is None:
            leaf = self._leaves[key] = kind(*fields)
        return leaf

    def _condition(self, condition: Condition, zone: str) -> Expression:
        match condition:
            case EventCondition(event, where, measure, test, window):
                local = _local(test) or measure.kind == "active_days" or (where is not None and _local_tree(where))
                start, end = self._window(window, zone)
                if where is not None:
                    where = self._nodes.setdefault(where, where)  # so that equal ones are one and compare by identity
                return self._leaf(EventLeaf, event, where, measure, start, end, test, self._frame(zone, local))
            case AttributeCondition(path, test):
                if test.op in ("top_percent", "bottom_percent"):
                    return self._leaf(RankLeaf, path, test)
                return self._leaf(AttributeLeaf, path, test, self._frame(zone, _local(test)))
            case DeviceCondition(name, test):
                return self._leaf(DeviceLeaf, name, test, self._frame(zone, _local(test)))
            case TagCondition(tags, op, within):
                since = None if within is None else self.as_of - within.microseconds
                leaf = self._leaf(TagLeaf, tuple(sorted(set(tags))), op == "has_all_of", since)
                return Complement(leaf) if op == "has_none_of" else leaf
            case ResponseCondition():
                return self._response(condition, zone)
        raise ValueError(f"{type(condition).__name__} stands where no profile condition can")

    def _window(self, window: Window | None, zone: str) -> tuple[int, int]:
        key = (window, zone)
        if key not in self._windows:
            self._windows[key] = resolve_window(window, Frame(self.as_of, zone, self.workspace_zone))
        return self._windows[key]

    def _frame(self, zone: str, local: bool) -> Frame:
        """Conditions that no zone changes share one frame, so that they are one across segments of any zone."""
        name = zone if local else "UTC"
        if name not in self._frames:
            self._frames[name] = Frame(self.as_of, name, self.workspace_zone)
        return self._frames[name]

    # --- responses -------------------------------------------------------------------------------------------------

    def _response(self, condition: ResponseCondition, zone: str) -> Expression:
        start, end = self._window(condition.window, zone)
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
            frame = self._frame("UTC", False)
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


def _local_tree(node: Node) -> bool:
    match node:
        case AllOf(children) | AnyOf(children):
            return any(map(_local_tree, children))
        case Not(child):
            return _local_tree(child)
        case PropertyCondition(_, test) | ItemCondition(_, test):
            return _local(test)
    return False


def resolve_window(window: Window | None, frame: Frame) -> tuple[int, int]:
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
