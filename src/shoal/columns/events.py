"""The events of one name, and those of them that fit a `where`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from shoal.columns import places, sweep, zones
from shoal.columns.dates import Frame, Mask
from shoal.columns.measures import Selection
from shoal.columns.pairs import pairs_pass
from shoal.columns.predicates import decide_tree, lookup_table
from shoal.columns.program import EventColumns, EventLeaf, LocalTime, Source
from shoal.columns.values import ValueColumn
from shoal.model.rule import (
    AllOf,
    AnyOf,
    LocationCondition,
    NamedPlace,
    Node,
    Not,
    OtherValue,
    Place,
    PropertyCondition,
    StepValue,
)

Positions = npt.NDArray[np.int32] | slice  # a slice reads the columns where they lie

_MOST_KEPT = 64_000_000  # positions kept from one evaluation to the next: 256 MB


class Event:
    """The columns of one event, with the tables already looked up."""

    def __init__(self, name: str, source: Source) -> None:
        self.columns: EventColumns = source.events(name)
        self._name = name
        self._source = source
        self._tables: dict[tuple[int, Frame], tuple[PropertyCondition, Mask]] = {}
        self._known: dict[int, int] = {}
        self._edges: dict[tuple[LocalTime, Frame], npt.NDArray[np.int32]] = {}

    def selection(self, positions: npt.NDArray[np.int32] | None) -> Selection:
        return Selection(self.columns, positions, self.values, self._known)

    def values(self, path: str) -> ValueColumn:
        return self._source.event_values(self._name, path)

    def table(self, condition: PropertyCondition, frame: Frame) -> Mask:
        kept = self._tables.get((id(condition), frame))
        if kept is None:
            table = lookup_table(self.values(condition.path).values, condition.test, frame)
            kept = self._tables[id(condition), frame] = (condition, table)
        return kept[1]

    def position_lists(self, path: str, codes: npt.NDArray[np.integer]) -> "PositionLists":
        """Lists that have all the codes; kept with the source, for the next evaluation, as far as there is room."""
        memo = self._source.memo
        key = ("positions", self._name, path)
        kept = memo.get(key)
        if isinstance(kept, PositionLists):
            if kept.has(codes):
                return kept
            codes = np.union1d(codes, np.flatnonzero(kept.slot_of_code >= 0))
        lists = PositionLists.of(self.values(path), codes)
        kept_now = list(memo.items())  # at once: other threads may be adding
        others = sum(m.positions.size for k, m in kept_now if isinstance(m, PositionLists) and k != key)
        if others + lists.positions.size <= _MOST_KEPT:
            memo[key] = lists
        return lists

    def range_of(self, leaves: Iterable[EventLeaf]) -> tuple[int, int]:
        """The positions that the conditions' windows span."""
        start, end = self.span_of(leaves)
        whole = self.selection(None)
        low, high = whole.index(start), whole.index(end)
        return low, max(low, high)

    @staticmethod
    def span_of(leaves: Iterable[EventLeaf]) -> tuple[int, int]:
        """The first start and the last end of the conditions' windows."""
        spans = [(leaf.start, leaf.end) for leaf in leaves]
        return min(spans)[0], max(end for _, end in spans)

    def filtered(self, positions: npt.NDArray[np.int32], conjuncts: Iterable[Node], frame: Frame) -> Selection:
        for conjunct in conjuncts:
            positions = positions[self.mask(conjunct, positions, frame)]
        return self.selection(positions)

    def where(self, where: Node | None, frame: Frame, start: int, end: int) -> Selection:
        """The events with start ≤ time < end that fit."""
        whole = self.selection(None)
        low = whole.index(start)
        high = max(low, whole.index(end))
        first, *rest = conjuncts(where) or (AllOf(()),)
        if _is_local_time(first):
            positions = self._positions_at(first, frame, low, high)
        elif is_lookup(first):
            positions = sweep.select(self.values(first.path).codes, self.table(first, frame), low, high)
        else:
            positions = (low + np.flatnonzero(self.mask(first, slice(low, high), frame))).astype(np.int32)
        return self.filtered(positions, rest, frame)

    def between(
        self, where: Node | None, frame: Frame, start: int, end: int
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Profile and time of the events with start ≤ time < end that fit; views of the columns where all do."""
        if where is not None:
            found = self.where(where, frame, start, end)
            return found.profile, found.time
        whole = self.selection(None)
        low, high = whole.index(start), whole.index(end)
        return whole.profile[low:high], whole.time[low:high]

    def mask(self, node: Node, positions: Positions, frame: Frame) -> Mask:
        """Which of the events at the positions fit a tree."""
        size = self.columns.profile[positions].size

        def decide(leaf: object) -> Mask:
            if isinstance(leaf, LocalTime):
                return self._at_local_time(leaf, frame, positions)
            if isinstance(leaf, LocationCondition):
                return self._located(leaf.place, positions)
            assert isinstance(leaf, PropertyCondition)
            column = self.values(leaf.path)
            if isinstance(leaf.test.value, OtherValue):
                other = self.values(leaf.test.value.path)
                left = ValueColumn(column.codes[positions], column.values)
                return pairs_pass(left, ValueColumn(other.codes[positions], other.values), leaf.test, frame)
            return self.table(leaf, frame)[column.codes[positions]]

        return decide_tree(node, decide, size)

    def _at_local_time(self, wanted: LocalTime, frame: Frame, positions: Positions) -> Mask:
        """Events are in order of time, so that those at some hours and on some days are runs of positions."""
        edges = self._edges_of(wanted, frame)
        if isinstance(positions, slice):
            low, high = positions.start, positions.stop
            inside = np.arange(edges.size + 1) % 2 == 1
            return np.repeat(inside, np.diff(np.concatenate([[low], np.clip(edges, low, high), [high]])))
        return edges.searchsorted(positions, "right") % 2 == 1

    def _edges_of(self, wanted: LocalTime, frame: Frame) -> npt.NDArray[np.int32]:
        """The positions at which a local time that is wanted begins and ends, in turns; up to the evaluation."""
        if (wanted, frame) not in self._edges:
            time = self.columns.time
            last = min(int(time[-1]), frame.as_of) if time.size else 0
            spans = _spans(wanted, min(int(time[0]), last), last, frame.zone) if time.size else time
            self._edges[wanted, frame] = time.searchsorted(spans).astype(np.int32)
        return self._edges[wanted, frame]

    def _positions_at(self, wanted: LocalTime, frame: Frame, low: int, high: int) -> npt.NDArray[np.int32]:
        edges = np.clip(self._edges_of(wanted, frame), low, high).reshape(-1, 2)
        lengths = edges[:, 1] - edges[:, 0]
        before = np.cumsum(lengths) - lengths
        return np.repeat(edges[:, 0] - before.astype(np.int32), lengths) + np.arange(lengths.sum(), dtype=np.int32)

    def _located(self, place: Place, positions: Positions) -> Mask:
        if isinstance(place, NamedPlace):
            column = self.values(f"context.location.{place.kind}")
            return np.append(column.values.strings_equal(place.names), False)[column.codes[positions]]
        degrees = []
        for part in places.PARTS:
            column = self.values(f"context.location.{part}")
            degrees.append(np.append(column.values.floats, np.nan)[column.codes[positions]])
        return places.contains(place, *degrees)


def _spans(wanted: LocalTime, first: int, last: int, zone: str) -> npt.NDArray[np.int64]:
    """The instants at which a local time that is wanted begins and ends, in turns."""
    begins, days, offsets = zones.day_runs(first, last, zone)
    ends = np.append(begins[1:], last + 1)
    start, end = wanted.hours or (0, zones.DAY)
    pieces = [(start, end)] if start < end else [(0, end), (start, zones.DAY)]
    midnight = days * zones.DAY - offsets
    spans = np.stack([np.clip(midnight + edge, begins, ends) for piece in pieces for edge in piece], axis=1)
    if wanted.weekdays:
        spans = spans[np.isin((days + 3) % 7, list(wanted.weekdays))]  # 1970 began on a Thursday
    return spans.ravel()


def conjuncts(where: Node | None) -> tuple[Node, ...]:
    if where is None:
        return ()
    return where.children if isinstance(where, AllOf) else (where,)


def _is_local_time(node: object) -> TypeGuard[LocalTime]:
    """Whether a part of a `where` is a window's hours and weekdays, which lowering puts there."""
    return isinstance(node, LocalTime)


def is_lookup(node: object) -> TypeGuard[PropertyCondition]:
    """Whether a condition is decided by one value alone."""
    return isinstance(node, PropertyCondition) and not isinstance(node.test.value, OtherValue | StepValue)


def paths_in(node: Node | None) -> Iterator[str]:
    """The paths of the properties that a `where` reads."""
    match node:
        case AllOf(children) | AnyOf(children):
            for child in children:
                yield from paths_in(child)
        case Not(child):
            yield from paths_in(child)
        case PropertyCondition(path, test):
            yield path
            if isinstance(test.value, OtherValue):
                yield test.value.path
        case LocationCondition(NamedPlace(kind)):
            yield f"context.location.{kind}"
        case LocationCondition():
            for part in places.PARTS:
                yield f"context.location.{part}"


@dataclass(frozen=True, slots=True)
class PositionLists:
    """The positions of the events of some values of a column, ascending for each value."""

    positions: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    slot_of_code: npt.NDArray[np.int32]

    @classmethod
    def of(cls, column: ValueColumn, wanted: npt.NDArray[np.integer]) -> "PositionLists":
        """One pass over the column for all the values asked about."""
        slot_of_code = np.full(len(column.values) + 1, -1, np.int32)
        slot_of_code[wanted] = np.arange(wanted.size, dtype=np.int32)
        positions, offsets = sweep.postings(column.codes, slot_of_code, 0, column.codes.size, wanted.size)
        return cls(positions, offsets, slot_of_code)

    def has(self, codes: npt.NDArray[np.integer]) -> bool:
        return bool((self.slot_of_code[codes] >= 0).all())

    def between(self, codes: npt.NDArray[np.integer], low: int, high: int) -> npt.NDArray[np.int32]:
        """The positions in [low, high) of the events with one of the values, ascending."""
        lists = []
        for slot in self.slot_of_code[codes].tolist():
            mine = self.positions[self.offsets[slot] : self.offsets[slot + 1]]
            first, end = mine.searchsorted(np.array([low, high], np.int32)).tolist()
            lists.append(mine[first:end])
        return lists[0] if len(lists) == 1 else np.sort(np.concatenate([self.positions[:0], *lists]))
