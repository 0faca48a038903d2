"""One form per meaning: sugar lowered, children sorted and deduplicated; and the fingerprint of that form."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from shoal.model.errors import InvalidInput
from shoal.model.measure import MeasureDefinition
from shoal.model.rule import (
    EVERYONE,
    MICROSECONDS,
    NEGATIVE_OPERATORS,
    NO_ONE,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Behaviour,
    Between,
    Calendar,
    CompareCondition,
    DeviceCondition,
    Duration,
    DurationUnit,
    EventCondition,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    Limited,
    LocationCondition,
    Measure,
    NamedPlace,
    Node,
    Not,
    OtherValue,
    Place,
    Previous,
    PropertyCondition,
    ResponseCondition,
    RfmCondition,
    Rolling,
    Rule,
    SameDevice,
    Scalar,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    Span,
    StepValue,
    TagCondition,
    Test,
    ValueOfCondition,
    Window,
)
from shoal.rules.json_parts import NEVER_MISSING
from shoal.rules.json_writing import VALUE_MEASURES, to_json
from shoal.rules.literals import canonical_date, is_bare_date, number_as_text
from shoal.rules.types import canonical_path, is_date
from shoal.rules.walk import item_tree, map_children, measures_in, references

SEMANTICS_VERSION = 2

_ONE_VALUE = {
    ("is_any_of", "string"): "is",
    ("is_any_of", "number"): "eq",
    ("is_none_of", "string"): "is_not",
    ("is_none_of", "number"): "ne",
    ("contains_any_of", "list"): "contains",
    ("contains_all_of", "list"): "contains",
}
_DATE_OPERATORS = ("on", "not_on", "before", "after", "on_or_before", "on_or_after")


def normalise(rule: Rule) -> Rule:
    """The normal form: the same people for any data, and equal for rules that differ in spelling only.

    Expects the rule of a parser; types are kept as they are. Idempotent.
    """
    node = map_children(rule, normalise)
    match node:
        case AllOf(children):
            return _group(children, AllOf, empty=EVERYONE, absorbing=NO_ONE)
        case AnyOf(children):
            return _group(children, AnyOf, empty=NO_ONE, absorbing=EVERYONE)
        case Not(child):
            return _negated(child)
        case AttributeCondition(path, test) | PropertyCondition(path, test) | ItemCondition(path, test):
            return replace(node, path=canonical_path(path), test=_test(test))
        case DeviceCondition(test=test) | ValueOfCondition(test=test):
            return replace(node, test=_test(test))
        case ScoreCondition(test=test) if test is not None:
            return replace(node, test=_test(test))
        case EventCondition():
            return _event(node)
        case SequenceCondition(steps, window):
            return SequenceCondition(tuple(map(_step, steps)), _windowed(window))
        case LifecycleCondition():
            return _lifecycle(node)
        case CompareCondition():
            return _compare(node)
        case LocationCondition(place):
            return replace(node, place=_place(place))
        case RfmCondition(recency, frequency, money, _, value, window):
            r, f, m = (tuple(sorted(set(part))) for part in (recency, frequency, money))
            return RfmCondition(r, f, m, node.event, canonical_path(value), _span(window))
        case SameDevice(DeviceCondition(test=test) as alone) if test.op not in NEGATIVE_OPERATORS:
            return alone
        case LedgerCondition(window=window, on=on):
            return replace(node, window=_span(window), on=on and canonical_date(on))
        case TagCondition():
            return _tag(node)
        case SegmentCondition(segment, "not_in"):
            return Not(SegmentCondition(segment, "in"))
        case ResponseCondition(window=window):
            return replace(node, window=_span(window))
        case _:
            return node


def _group(children: tuple[Node, ...], kind: type[AllOf] | type[AnyOf], *, empty: Node, absorbing: Node) -> Node:
    flat: dict[str, Node] = {}
    for child in children:
        for part in child.children if isinstance(child, kind) else (child,):
            flat[_key(part)] = part
    if _key(absorbing) in flat:
        return absorbing
    if not flat:
        return empty
    if len(flat) == 1:
        return next(iter(flat.values()))
    return kind(tuple(flat[key] for key in sorted(flat)))


def _negated(child: Node) -> Node:
    if isinstance(child, Not):
        return child.child
    if child == EVERYONE:
        return NO_ONE
    return EVERYONE if child == NO_ONE else Not(child)


def _event(node: EventCondition) -> Node:
    measure = node.measure
    if measure.property is not None:
        measure = Measure(measure.kind, canonical_path(measure.property))
    test = _test(node.test)
    if measure.kind in NEVER_MISSING:
        test = replace(test, missing="include")
    return EventCondition(
        node.event,
        _where(node.where),
        measure,
        test,
        _windowed(node.window),
    )


def _where(where: Node | None) -> Node | None:
    return None if where == EVERYONE else where


def _step(step: SequenceStep) -> SequenceStep:
    within = None if step.within is None else _duration(step.within)
    same = tuple(sorted({canonical_path(name) for name in step.same}))
    return SequenceStep(step.event, _where(step.where), within, step.absent, same)


def _lifecycle(node: LifecycleCondition) -> Node:
    return replace(node, where=_where(node.where), period=_duration(node.period))


def _compare(node: CompareCondition) -> Node:
    """The two sides in a fixed order."""
    first, second = (Behaviour(side.event, _where(side.where)) for side in (node.first, node.second))
    op, window = node.op, _windowed(node.window)
    if (_side_key(second)) < _side_key(first):
        first, second, op = second, first, _TURNED[op]
    return CompareCondition(first, second, op, window)


_TURNED: Mapping[str, Literal["eq", "ne", "gt", "gte", "lt", "lte"]] = {
    "eq": "eq",
    "ne": "ne",
    "gt": "lt",
    "gte": "lte",
    "lt": "gt",
    "lte": "gte",
}


def _side_key(side: Behaviour) -> tuple[str, str]:
    return side.event, "" if side.where is None else _key(side.where)


def _place(place: Place) -> Place:
    """Names in order; numbers are written one way already."""
    if isinstance(place, NamedPlace):
        return NamedPlace(place.kind, tuple(sorted(set(place.names))))
    return place


def _tag(node: TagCondition) -> Node:
    if node.within is not None:
        return replace(node, within=_duration(node.within))
    tags = tuple(sorted(set(node.tags)))
    if node.op == "has_none_of":
        return Not(_tag(TagCondition(tags, "has_any_of")))
    return TagCondition(tags, "has") if len(tags) == 1 else TagCondition(tags, node.op)


def _test(test: Test) -> Test:
    value = test.value
    if isinstance(value, Duration):
        return replace(test, value=_duration(value))
    if isinstance(value, OtherValue | StepValue):
        return replace(test, value=replace(value, path=canonical_path(value.path)))
    if isinstance(value, Test):
        return replace(test, value=_test(value))
    if isinstance(value, tuple):
        return _listed(test, value)
    if isinstance(value, str) and test.op in _DATE_OPERATORS:
        return replace(test, value=canonical_date(value))
    return test


def _listed(test: Test, values: tuple[Scalar, ...]) -> Test:
    if test.op in ("between", "not_between"):
        return replace(test, value=tuple(canonical_date(v) if isinstance(v, str) else v for v in values))
    unique = {_scalar_key(v): v for v in values}
    ordered = tuple(unique[key] for key in sorted(unique))
    kind = test.type
    if kind is None and test.op in ("is_any_of", "is_none_of"):
        kind = "number" if isinstance(ordered[0], Decimal) else "string"
    single = _ONE_VALUE.get((test.op, kind or ""))
    if len(ordered) == 1 and single is not None:
        return replace(test, op=single, value=ordered[0])
    return replace(test, value=ordered)


def _scalar_key(value: Scalar) -> tuple[str, str]:
    """Orders scalars of any types, and keeps true, 1 and "1" apart."""
    text = number_as_text(value) if isinstance(value, Decimal) else str(value)
    return type(value).__name__, text


def _duration(duration: Duration) -> Duration:
    """Whole days where they are whole, else hours, else minutes."""
    units: tuple[DurationUnit, ...] = ("d", "h")
    for unit in units:
        count, rest = divmod(duration.microseconds, MICROSECONDS[unit])
        if rest == 0:
            return Duration(count, unit)
    return Duration(duration.microseconds // MICROSECONDS["m"], "m")


def _windowed(window: Window | None) -> Window | None:
    if not isinstance(window, Limited):
        return _span(window)
    days = () if len(window.weekdays) == 7 else window.weekdays
    near = None if window.near is None else _place(window.near)
    whole_day = ("00:00", "24:00")
    hours = None if window.hours == whole_day else window.hours
    if hours is None and not days and near is None:
        return _span(window.span)
    return Limited(_span(window.span), hours, days, near)


def _span(window: Span | None) -> Span | None:
    match window:
        case Rolling(last):
            return Rolling(_duration(last))
        case Between(older, newer) if newer.count == 0:
            return Rolling(_duration(older))
        case Between(older, newer):
            return Between(_duration(older), _duration(newer))
        case Absolute(start, end):
            return Absolute(start and canonical_date(start), end and canonical_date(end))
        case _:
            return window


def _key(node: Node) -> str:
    return json.dumps(to_json(node), sort_keys=True, ensure_ascii=False, default=number_as_text)


# --- fingerprint ------------------------------------------------------------------------------------------------------


def fingerprint(
    rule: Rule,
    *,
    zone: str,
    references: Mapping[str, str],
    measures: Mapping[str, MeasureDefinition] | None = None,
) -> str:
    """32 hex characters that are equal exactly where the rule means the same people at every instant.

    `zone` is the segment's resolved zone; it counts only where a condition depends on it. `references` maps the id of
    every segment that the rule names to that segment's fingerprint, `measures` the id of every measure to what it is.
    Give it a rule with types resolved. Raises InvalidInput when a referenced segment has no fingerprint.
    """
    canonical = normalise(rule)
    content: dict[str, object] = {
        "semantics": SEMANTICS_VERSION,
        "zone": zone if depends_on_zone(canonical) else None,
        "rule": to_json(canonical),
        "segments": _fingerprints_of(canonical, references),
    }
    used = {name: (measures or {}).get(name) for name in measures_in(canonical)}
    if used:
        content["measures"] = {name: None if known is None else _measure_key(known) for name, known in used.items()}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=number_as_text)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _measure_key(known: MeasureDefinition) -> str:
    """What tells measures apart: the condition that they stand for, whatever is asked of them."""
    return _key(normalise(EventCondition(known.event, known.where, known.measure, Test("is_set"), known.window)))


def _fingerprints_of(rule: Rule, known: Mapping[str, str]) -> dict[str, str]:
    named = references(rule)
    unknown = sorted(named - set(known))
    if unknown:
        raise InvalidInput(f"segment {unknown[0]!r} has no fingerprint", hint="refer to a segment that exists")
    return {segment: known[segment] for segment in named}


def depends_on_zone(rule: Rule) -> bool:
    """True when some part reads local days: calendar windows, bare dates, active days, dates without an offset."""
    match rule:
        case AllOf(children) | AnyOf(children):
            return any(depends_on_zone(child) for child in children)
        case Not(child):
            return depends_on_zone(child)
        case EventCondition(_, where, measure, test, window):
            # Measures that give a value of the data may give a date without offset.
            local = is_date(test) if measure.kind in VALUE_MEASURES else _local_measure(test)
            return measure.kind == "active_days" or local or _local_window(window) or _local_where(where)
        case SequenceCondition(steps, window):
            return _local_window(window) or any(_local_where(step.where) for step in steps)
        case LifecycleCondition(where=where):
            return _local_where(where)
        case CompareCondition(first, second, _, window):
            return _local_window(window) or _local_where(first.where) or _local_where(second.where)
        case ResponseCondition(window=window) | RfmCondition(window=window):
            return _local_window(window)
        case LedgerCondition(window=window, on=on):
            return _local_window(window) or (on is not None and is_bare_date(on))
        case ValueOfCondition():
            return True  # the measure may have a window of local days
        case SameDevice(where):
            return depends_on_zone(where)
        case DeviceCondition(test=test):
            return is_date(test)
        case AttributeCondition(_, test) | PropertyCondition(_, test) | ItemCondition(_, test):
            tree = item_tree(test)
            return is_date(test) if tree is None else depends_on_zone(tree)  # any value may be a bare date
        case _:
            return False


def _local_where(where: Node | None) -> bool:
    return where is not None and depends_on_zone(where)


def _local_measure(test: Test) -> bool:
    """A measured time is an instant, so that only local days and bare dates on the right side need a zone."""
    if not is_date(test):
        return False
    if test.op in ("in_last", "not_in_last", "in_next", "before_last", "after_next"):
        return False
    if test.op not in (*_DATE_OPERATORS, "between"):
        return True
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return any(is_bare_date(str(v)) for v in values)


def _local_window(window: Window | None) -> bool:
    if isinstance(window, Limited):
        return window.hours is not None or bool(window.weekdays) or _local_window(window.span)
    if isinstance(window, Absolute):
        return any(end is not None and is_bare_date(end) for end in (window.start, window.end))
    return isinstance(window, Calendar | Previous)
