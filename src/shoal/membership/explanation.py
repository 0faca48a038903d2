"""Why one person is in a segment or isn't: each condition's verdict, what decided it, and when time alone changes it.

The verdicts come from the engine itself, run over the columns of that one person.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyroaring import BitMap

from shoal.columns import zones
from shoal.columns.dates import read_dates
from shoal.columns.evaluate import Evaluation, evaluate, leaves_of, matching
from shoal.columns.events import Event
from shoal.columns.people import PUSH_ALLOWED, last_known_places, person_zones
from shoal.columns.program import (
    BEGINNING,
    NO_TAG,
    AttributeLeaf,
    ComparedLeaf,
    CompareLeaf,
    ConsentLeaf,
    DeviceCountLeaf,
    DeviceLeaf,
    EventLeaf,
    Expression,
    Leaf,
    LedgerLeaf,
    NamedLeaf,
    PlaceLeaf,
    RankLeaf,
    ReachableLeaf,
    ResponseLeaf,
    RfmLeaf,
    SameDeviceLeaf,
    SampleLeaf,
    ScoreLeaf,
    SequenceLeaf,
    Source,
    StoredLeaf,
    TagLeaf,
    ZoneLeaf,
)
from shoal.columns.responses import NEGATED, RESPONSE_EVENTS, SENT, channel_mask
from shoal.columns.subset import Subset
from shoal.columns.values import LIST, NUMBER, OBJECT, SCALE, ValueColumn, canonical_json, number_text
from shoal.membership.compiled import Compiler, Segments
from shoal.membership.generations import last_change
from shoal.membership.measures import condition_of, named_measures
from shoal.model.instant import EPOCH, format_instant
from shoal.model.paths import is_list_path
from shoal.model.rule import (
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
    CalendarUnit,
    CompareCondition,
    DeviceCondition,
    Duration,
    EventCondition,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    Limited,
    Node,
    Not,
    Previous,
    PropertyCondition,
    ResponseCondition,
    RfmCondition,
    Rolling,
    Rule,
    SegmentCondition,
    SequenceCondition,
    TagCondition,
    Test,
    ValueOfCondition,
    Window,
)
from shoal.model.segment import PERSON_ZONE, Segment
from shoal.rules import describe, resolve_types
from shoal.storage import Store

_LOOK_AHEAD_DAYS = 400
_MOST_INSTANTS = 400
_SHOWN_EVENTS = 3
_LONGEST = 80  # characters of a value
_RELATIVE = frozenset({"in_last", "not_in_last", "in_next", "before_last", "after_next"})
_MOVING = _RELATIVE | {"anniversary_in_next", "anniversary_in_last", "today", "this_week", "this_month", "this_year"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`because` names the values or events that decided, times in the segment's zone. `flips_at` is the next instant
    (microseconds since 1970 UTC) at which the verdict changes if nothing new happens, None where none was found within
    400 days."""

    text: str
    verdict: bool
    because: str
    flips_at: int | None
    children: "tuple[Verdict, ...]" = ()

    def as_json(self) -> dict[str, object]:
        """`{"text", "verdict", "because", "flips_at", "children"}`, the instant as ISO 8601."""
        return {
            "text": self.text,
            "verdict": self.verdict,
            "because": self.because,
            "flips_at": None if self.flips_at is None else format_instant(self.flips_at),
            "children": [child.as_json() for child in self.children],
        }


def explain(
    store: Store, segments: Mapping[str, Segment], segment: Segment | Rule, profile: int, *, as_of: int
) -> Verdict:
    """`profile` is the canonical dense number. A static segment has one verdict: whether the person was put into it."""
    zone = store.zone
    whole: Segment | None = None
    if isinstance(segment, Segment):
        zone = segment.zone or store.zone
        if segment.rule is None:  # what somebody chose stays theirs to look at while the segment is out of use
            segments = {**segments, segment.id: replace(segment, active=True)}
            rule: Rule = SegmentCondition(segment.id, "in")
        else:
            rule = segment.rule
            whole = segment if segment.include or segment.exclude or segment.cap or segment.waterfall else None
    else:
        rule = segment
    definitions = Segments(segments, store.zone, named_measures(store))
    definitions.require(rule)
    explanation = _Explanation(store, definitions, profile, as_of, zone)
    if whole is not None:
        return explanation.of_segment(whole)
    return explanation.of(resolve_types(rule, None), zone)


@dataclass(frozen=True, slots=True)
class _Part:
    """A node of the rule with what it means at the instant asked about."""

    node: Node
    zone: str
    expression: Expression
    children: "tuple[_Part, ...]"
    text: str
    note: str = ""  # what to say beside the verdict where there are no values or events to name

    def all(self) -> "Iterator[_Part]":
        yield self
        for child in self.children:
            yield from child.all()


class _Explanation:
    def __init__(self, store: Store, definitions: Segments, profile: int, as_of: int, shown_zone: str) -> None:
        self._store = store
        self._source: Source = store.source()
        self._profile = profile
        self._person = Subset.one(self._source, profile)
        own = person_zones(self._person, as_of)
        self._own_zone = own[0] if own else store.zone
        self._shown_zone = self._zone(shown_zone)
        self._definitions = definitions
        self._as_of = as_of
        self._names = {name: segment.name for name, segment in definitions.segments.items()}
        self._compilers: dict[int, Compiler] = {}

    def of_segment(self, segment: Segment) -> Verdict:
        """The segment's whole definition: the rule's verdict below, and what its limits make of it."""
        below = self.of(resolve_types(self._definitions.rule_of(segment), None), self._definitions.zone_of(segment))
        verdict = self._is_member(self._compiler(self._as_of).segment(segment))
        return Verdict("the whole definition", verdict, self._limit(segment, verdict), None, (below,))

    def _is_member(self, expression: Expression) -> bool:
        """Caps and waterfalls are about everybody."""
        leaves = leaves_of([expression])
        members = evaluate(leaves, self._source, as_of=self._as_of, threads=1).members(expression)
        return bool(self._person.part_of(members)[0] & np.uint64(1))

    def _limit(self, segment: Segment, verdict: bool) -> str:
        """Which limit decided, in words; nothing where the rule did."""
        me = self._person.profile_ids()[0].as_py()
        named = {name: self._person.named(ids)[0] != 0 for name, ids in self._lists(segment)}
        if named.get("exclude"):
            return "left out by name, whatever the rule says"
        for other in self._definitions.earlier(segment):
            if self._is_member(self._compiler(self._as_of).chosen(other)):
                return f"is in {other.name!r}, which comes first in the waterfall {segment.waterfall.set!r}"  # type: ignore[union-attr]
        if named.get("include"):
            return f"put in by name ({me}), whatever the rule says" + ("" if verdict else ", but beyond the cap")
        if segment.cap is not None and not verdict:
            return f"only the first {segment.cap.n:,} by {segment.cap.by.name} are in, if the rule has them"
        return ""

    def _lists(self, segment: Segment) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield "include", segment.include
        yield "exclude", segment.exclude

    def _zone(self, zone: str) -> str:
        return self._own_zone if zone == PERSON_ZONE else zone

    def of(self, rule: Rule, zone: str) -> Verdict:
        zone = self._zone(zone)
        root = self._part(rule, zone)
        now = self._verdicts(root, self._as_of)
        flips = self._flips(root, now)
        return self._verdict(root, now, flips)

    # --- the rule's parts ------------------------------------------------------------------------------------------

    def _compiler(self, as_of: int) -> Compiler:
        if as_of not in self._compilers:
            self._compilers[as_of] = Compiler(self._definitions, self._source, as_of)
        return self._compilers[as_of]

    def _part(self, node: Node, zone: str) -> _Part:
        expression = self._compiler(self._as_of).rule(node, zone)
        match node:
            case AllOf(children):
                text = "all of these" if children else "everyone"
                return _Part(node, zone, expression, tuple(self._part(c, zone) for c in children), text)
            case AnyOf(children):
                text = "any of these" if children else "no one"
                return _Part(node, zone, expression, tuple(self._part(c, zone) for c in children), text)
            case Not(AnyOf(children)) if children:
                return _Part(node, zone, expression, tuple(self._part(c, zone) for c in children), "none of these")
            case Not(AllOf(children)) if children:
                return _Part(node, zone, expression, tuple(self._part(c, zone) for c in children), "not all of these")
            case Not(Not() as child):
                return _Part(node, zone, expression, (self._part(child, zone),), "not")
            case Not(SegmentCondition() as child):
                return self._segment(node, child, zone, expression)
            case SegmentCondition():
                return self._segment(node, node, zone, expression)
        return _Part(node, zone, expression, (), describe(node, segment_names=self._names))

    def _segment(self, node: Node, condition: SegmentCondition, zone: str, expression: Expression) -> _Part:
        """Being in a segment, or not, with that segment's rule below."""
        inner = self._definitions.segments[condition.segment]
        text = describe(node, segment_names=self._names)
        if not inner.active:
            return _Part(node, zone, expression, (), text, note="that segment is inactive, so nobody is in it")
        if inner.rule is None:
            return _Part(node, zone, expression, (), text, note=self._put_in(inner.id))
        below = (self._part(resolve_types(inner.rule, None), self._zone(self._definitions.zone_of(inner))),)
        return _Part(node, zone, expression, below, text)

    def _put_in(self, segment: str) -> str:
        """When the person was put into a static segment, or taken out."""
        survivors = self._store.canonical(self._store.snapshot())
        mine = BitMap(np.flatnonzero(survivors == self._profile).astype(np.uint32))
        last = last_change(self._store, segment, mine, self._as_of)
        if last is None:
            return "was never put into it"
        direction, at = last
        return f"{'put into it' if direction == 'entered' else 'taken out of it'} at {self._when(at)}"

    # --- verdicts --------------------------------------------------------------------------------------------------

    def _verdicts(self, root: _Part, as_of: int) -> list[bool]:
        """The verdict of each part, in the order of `root.all()`."""
        parts = list(root.all())
        if as_of == self._as_of:
            expressions = [part.expression for part in parts]
        else:
            compiler = self._compiler(as_of)
            expressions = [compiler.rule(part.node, part.zone) for part in parts]
        evaluation = self._evaluated(leaves_of(expressions), as_of)
        return [bool(evaluation.members(expression)[0]) for expression in expressions]

    def _evaluated(self, leaves: list[Leaf], as_of: int) -> Evaluation:
        ranked = [leaf for leaf in leaves if _is_among_all(leaf)]
        rest = [leaf for leaf in leaves if not _is_among_all(leaf)]
        evaluation = evaluate(rest, self._person, as_of=as_of, threads=1)
        if ranked:  # a rank is among everybody
            whole = evaluate(ranked, self._source, as_of=as_of, threads=1)
            for leaf in ranked:
                evaluation.sets[leaf] = self._person.part_of(whole.sets[leaf])
        return evaluation

    def _verdict(self, root: _Part, now: list[bool], flips: list[int | None]) -> Verdict:
        numbers = iter(range(len(now)))

        def build(part: _Part) -> Verdict:
            i = next(numbers)
            children = tuple(build(child) for child in part.children)
            return Verdict(part.text, now[i], self._because(part), flips[i], children)

        return build(root)

    # --- when time alone changes a verdict ---------------------------------------------------------------------------

    def _flips(self, root: _Part, now: list[bool]) -> list[int | None]:
        flips: list[int | None] = [None] * len(now)
        for instant in self._instants(root):
            if all(flip is not None for flip in flips):
                break
            for i, verdict in enumerate(self._verdicts(root, instant)):
                if flips[i] is None and verdict != now[i]:
                    flips[i] = instant
        return flips

    def _instants(self, root: _Part) -> list[int]:
        """The instants after as_of at which some condition may change, soonest first."""
        last = self._as_of + _LOOK_AHEAD_DAYS * zones.DAY
        found: set[int] = set()
        for part in root.all():
            found.update(t for t in self._turning_points(part.node, part.zone) if self._as_of < t <= last)
        return sorted(found)[:_MOST_INSTANTS]

    def _turning_points(self, node: Node, zone: str) -> Iterator[int]:
        """An event enters a window a moment after it happened and leaves when the window's start has passed it; dates
        do alike; what depends on local days may change at each midnight."""
        match node:
            case Not(child):
                yield from self._turning_points(child, zone)
            case EventCondition(event, where, _, test, window):
                yield from self._window_turns([event], window, _lengths(test), zone)
                yield from self._date_turns(test, (), zone)
                for path, inner in _date_tests(where):
                    column = self._person.event_values(event, path)
                    yield from self._date_turns(inner, _texts(column), zone)
            case SequenceCondition(steps, window):
                waits = {step.within.microseconds for step in steps if step.within is not None}
                yield from self._window_turns(sorted({step.event for step in steps}), window, waits, zone)
            case CompareCondition(first, second, _, window):
                yield from self._window_turns(sorted({first.event, second.event}), window, set(), zone)
            case LifecycleCondition(_, event, _, period):
                lengths = {period.microseconds * times for times in range(1, max(node.periods_of, 2) + 1)}
                yield from self._window_turns([event], None, lengths, zone)
            case ValueOfCondition(measure, test):
                known = self._definitions.measures[measure]
                yield from self._turning_points(condition_of(known, test), zone)
            case RfmCondition(event=event, window=window):
                yield from self._window_turns([event], window, set(), zone)
            case LedgerCondition(segment, _, window):
                changes = [change.time for change in self._source.changes(segment)]
                yield from self._turns_of(changes, window, set(), zone)
            case ResponseCondition(response, _, _, _, window):
                names = {SENT, *RESPONSE_EVENTS[NEGATED.get(response, response)].values()}
                yield from self._window_turns(sorted(names), window, set(), zone)
            case TagCondition(tags, _, Duration() as within):
                for tag in tags:
                    times = self._person.tag(tag, self._as_of)
                    if times is not None and times[0] not in (NO_TAG, BEGINNING):
                        yield int(times[0]) + within.microseconds + 1
            case AttributeCondition() | DeviceCondition():
                for path, test in _date_tests(node):
                    if isinstance(node, AttributeCondition):
                        column = self._person.attribute(path, self._as_of)
                    else:
                        column = self._person.device_field(path, self._as_of).column
                    yield from self._date_turns(test, _texts(column), zone)

    def _window_turns(self, events: list[str], window: Window | None, more: set[int], zone: str) -> Iterator[int]:
        times = [time for event in events for time in self._person.events(event).time.tolist()]
        yield from self._turns_of(times, window, more, zone)

    def _turns_of(self, times: list[int], window: Window | None, more: set[int], zone: str) -> Iterator[int]:
        lengths = {0, *more}
        if isinstance(window, Limited):
            window = window.span
        match window:
            case Rolling(last):
                lengths.add(last.microseconds)
            case Between(older, newer):
                lengths |= {older.microseconds, newer.microseconds}
            case Calendar(_, unit) | Previous(_, unit):
                yield from self._unit_starts(unit, zone)
        for time in times:
            yield from (time + length + 1 for length in lengths)

    def _date_turns(self, test: Test, texts: "Iterable[str]", zone: str) -> Iterator[int]:
        """When a date test on some of the texts may change; nothing for tests that compare with a fixed date."""
        if test.type != "date" or test.op not in _MOVING:
            return
        yield from self._unit_starts("d", zone)
        dates = read_dates(pa.array(sorted(set(texts)), pa.string()), self._definitions.workspace_zone)
        for time in dates.times[dates.readable & ~dates.bare].tolist():
            yield from (time + sign * length + 1 for length in _lengths(test) for sign in (-1, 0, 1))

    def _unit_starts(self, unit: CalendarUnit, zone: str) -> Iterator[int]:
        """The local midnights at which a day, week, month, quarter or year begins, and those that come twice."""
        today = zones.local_day(self._as_of, zone)
        days = range(today, today + 1 + _LOOK_AHEAD_DAYS)
        first = np.array([day for day in days if unit == "d" or zones.unit_start(day, unit, 0) == day], np.int64)
        starts = zones.instants_of_local(first * zones.DAY, zone)
        yield from starts.tolist()
        following = zones.local_times(starts + zones.DAY // 2, zone) - zones.local_times(starts, zone)
        yield from (starts + zones.DAY // 2 - following)[following != zones.DAY // 2].tolist()

    # --- what decided ------------------------------------------------------------------------------------------------

    def _because(self, part: _Part) -> str:
        if part.children or part.note:
            return part.note
        condition = part.node.child if isinstance(part.node, Not) else part.node
        said = isinstance(condition, EventCondition)  # the condition's words name the event already
        return "; ".join(filter(None, (self._fact(leaf, said) for leaf in leaves_of([part.expression]))))

    def _fact(self, leaf: Leaf, said: bool) -> str:
        match leaf:
            case AttributeLeaf(path=path) | RankLeaf(path=path):
                return f"{path} {self._attribute(path)}"
            case DeviceLeaf(field=field):
                devices = self._person.device_field(field, self._as_of)
                found = [_shown(devices.column, i) for i in range(devices.profile.size)]
                return f"{field} of the devices: {', '.join(found)}" if found else "no device is known"
            case EventLeaf():
                return self._events_fact(leaf) if said else f"{leaf.event}: {self._events_fact(leaf)}"
            case TagLeaf(tags=tags):
                return "; ".join(self._tag_fact(tag) for tag in tags)
            case ResponseLeaf():
                return self._response_fact(leaf)
            case _:
                return self._later_fact(leaf)

    def _later_fact(self, leaf: Leaf) -> str:
        match leaf:
            case ComparedLeaf(path, other):
                return f"{path} {self._attribute(path)}; {other} {self._attribute(other)}"
            case SequenceLeaf(steps):
                return "; ".join(dict.fromkeys(self._happened(step.event) for step in steps))
            case CompareLeaf():
                return "; ".join(self._counted(leaf, name, where) for name, where in (leaf.first, leaf.second))
            case DeviceCountLeaf() | SameDeviceLeaf():
                count = self._person.devices(self._as_of).size
                return f"{count} device{'' if count == 1 else 's'} known"
            case ConsentLeaf(purpose):
                return f"consent.{purpose} {self._attribute(f'consent.{purpose}')}"
            case ReachableLeaf(channel):
                paths = ("email",) if channel == "email" else PUSH_ALLOWED
                return "; ".join(f"{path} {self._attribute(path)}" for path in (*paths, "consent.marketing"))
            case PlaceLeaf():
                column = last_known_places(self._person, self._as_of)
                return "no place is known" if column.codes[0] < 0 else f"last place: {_shown(column, 0)}"
            case ScoreLeaf(score):
                found = self._person.scores(score, self._as_of)
                if found is None or found[0].codes[0] < 0:
                    return "has no score"
                band = "" if found[1].codes[0] < 0 else f", band {_shown(found[1], 0)}"
                return f"{score} is {_shown(found[0], 0)}{band}"
            case RfmLeaf(event):
                return self._happened(event)
            case LedgerLeaf(segment):
                mine = [c for c in self._person.changes(segment) if c.profiles[0] and c.time < self._as_of]
                said = [f"{'entered' if c.entered else 'left'} {self._when(c.time)}" for c in mine]
                return _latest(said) if said else "no change is known"
            case ZoneLeaf() | StoredLeaf() | SampleLeaf() | NamedLeaf():
                return ""
        raise ValueError(f"nothing is known of {type(leaf).__name__}")

    def _happened(self, event: str) -> str:
        times = self._person.events(event).time
        times = times[times < self._as_of]
        return f'"{event}": {_latest([self._when(t) for t in times.tolist()]) if times.size else "never"}'

    def _counted(self, leaf: CompareLeaf, event: str, where: Node | None) -> str:
        chosen = Event(event, self._person).where(where, leaf.frame, leaf.start, leaf.end)
        count = max(0, chosen.index(leaf.end) - chosen.index(leaf.start))
        return f'"{event}": {"once" if count == 1 else f"{count:,} times"}'

    def _attribute(self, path: str) -> str:
        column = self._person.attribute(path, self._as_of)
        return "is not set" if column.codes[0] < 0 else f"is {_shown(column, 0)}"

    def _tag_fact(self, tag: str) -> str:
        times = self._person.tag(tag, self._as_of)
        if times is None or times[0] == NO_TAG:
            return f'no tag "{tag}"'
        return f'tag "{tag}"' + ("" if times[0] == BEGINNING else f" since {self._when(int(times[0]))}")

    def _response_fact(self, leaf: ResponseLeaf) -> str:
        facts = []
        responses = RESPONSE_EVENTS[NEGATED.get(leaf.response, leaf.response)]
        for event in (SENT, *(name for channel, name in responses.items() if leaf.channel in (None, channel))):
            times = self._person.events(event).time
            if event == SENT and leaf.channel is not None:
                times = times[channel_mask(self._person, SENT, leaf.channel)]
            times = times[(times >= leaf.start) & (times < leaf.end)]
            facts.append(f"{event}: {_latest([self._when(t) for t in times.tolist()])}")
        return "; ".join(dict.fromkeys(facts))

    def _events_fact(self, leaf: EventLeaf) -> str:
        selection, inside = matching(leaf, self._person)
        if inside.size == 0:
            return self._no_events(leaf, selection.time)
        times = [self._when(t) for t in selection.time[inside].tolist()]
        if leaf.measure.property is None:
            return f"{'once' if len(times) == 1 else f'{len(times):,} times'}: {_latest(times)}"
        column = selection.column(leaf.measure.property)
        values = ValueColumn(column.codes[inside], column.values)
        shown = [
            f"{time} ({leaf.measure.property} {_shown(values, i)})" if values.codes[i] >= 0 else time
            for i, time in enumerate(times)
        ]
        many = "1 event" if len(times) == 1 else f"{len(times):,} events"
        if leaf.measure.kind == "distinct":
            different = _different(values, leaf.measure.property)
            return f"{len(different):,} different: {_latest(different)}; from {many}, the last one {times[-1]}"
        return f"{_summary(leaf, values)}{many}: {_latest(shown)}"

    def _no_events(self, leaf: EventLeaf, fitting: npt.NDArray[np.int64]) -> str:
        """Why no event counts; `fitting` are the times of those that would, at another time."""
        if fitting.size:
            return f"none in that time; the last one was {self._when(int(fitting[-1]))}"
        times = self._person.events(leaf.event).time
        before = times[times < self._as_of]
        if before.size == 0:
            return "never"
        return f'none that fits; the last "{leaf.event}" of any kind was {self._when(int(before[-1]))}'

    def _when(self, time: int) -> str:
        local = int(zones.local_times(np.array([time], np.int64), self._shown_zone)[0])
        return f"{EPOCH + timedelta(microseconds=local):%Y-%m-%d %H:%M}"


def _is_among_all(leaf: Leaf) -> bool:
    """Whether the verdict on one person depends on everybody."""
    ranked = isinstance(leaf, ScoreLeaf) and leaf.test is not None and leaf.test.op in ("top_percent", "bottom_percent")
    return ranked or isinstance(leaf, RankLeaf | RfmLeaf)


def _latest(shown: list[str]) -> str:
    """The last few of a list in ascending order, the latest first."""
    if not shown:
        return "none"
    more = f" and {len(shown) - _SHOWN_EVENTS:,} more" if len(shown) > _SHOWN_EVENTS else ""
    return ", ".join(shown[::-1][:_SHOWN_EVENTS]) + more


def _shown(column: ValueColumn, row: int) -> str:
    code = int(column.codes[row])
    if code < 0:
        return "not set"
    text = column.values.json_text(code)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "…"


def _different(column: ValueColumn, path: str) -> list[str]:
    """The distinct values that a measure counts, in the order in which they last occurred; items where the path visits
    lists."""
    kinds = column.values.kinds
    found: dict[str, None] = {}
    for code in column.codes[column.codes >= 0].tolist():
        items = column.values.lists[code] if is_list_path(path) and kinds[code] == LIST else None
        if isinstance(items, list):
            texts = [canonical_json(item) for item in items if not isinstance(item, list | dict)]
        else:
            texts = [column.values.json_text(code)] if kinds[code] not in (LIST, OBJECT) else []
        for text in texts:
            found.pop(text, None)
            found[text] = None
    return [text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "…" for text in found]


def _summary(leaf: EventLeaf, column: ValueColumn) -> str:
    """`the sum is 210.5, from `, for measures of numbers held exactly."""
    kind = leaf.measure.kind
    codes = column.codes[column.codes >= 0]
    numbers = codes[column.values.kinds[codes] == NUMBER]
    if kind not in ("sum", "avg", "min", "max") or numbers.size == 0 or column.values.inexact[numbers].any():
        return ""
    scaled = column.values.scaled[numbers].tolist()
    value = {
        "sum": Fraction(sum(scaled), SCALE),
        "avg": Fraction(sum(scaled), SCALE * len(scaled)),
        "min": Fraction(min(scaled), SCALE),
        "max": Fraction(max(scaled), SCALE),
    }[kind]
    word = {"sum": "sum", "avg": "average", "min": "least", "max": "greatest"}[kind]
    return f"the {word} is {_number(value)}, from "


def _number(value: Fraction) -> str:
    from decimal import Decimal

    return number_text(round(Decimal(value.numerator) / Decimal(value.denominator), 6))


def _lengths(test: Test) -> set[int]:
    return {test.value.microseconds} if isinstance(test.value, Duration) else set()


def _date_tests(node: Node | None, above: str | None = None) -> Iterator[tuple[str, Test]]:
    """The tests on dates in a tree, each with the path of the attribute, property or device field it reads."""
    match node:
        case AllOf(children) | AnyOf(children):
            for child in children:
                yield from _date_tests(child, above)
        case Not(child):
            yield from _date_tests(child, above)
        case AttributeCondition(path, test) | PropertyCondition(path, test) | ItemCondition(path, test):
            whole = path if above is None else above
            if isinstance(test.value, AllOf | AnyOf | Not | ItemCondition):
                yield from _date_tests(test.value, whole)
            elif test.type == "date":
                yield whole, test
        case DeviceCondition(name, test) if test.type == "date":
            yield name, test


def _texts(column: ValueColumn) -> Iterator[str]:
    """All strings in the column's values, those in lists and objects as well."""
    for code in np.unique(column.codes[column.codes >= 0]).tolist():
        pending: list[object] = [json.loads(column.values.json_text(code))]
        while pending:
            value = pending.pop()
            if isinstance(value, str):
                yield value
            elif isinstance(value, list | dict):
                pending.extend(value.values() if isinstance(value, dict) else value)
