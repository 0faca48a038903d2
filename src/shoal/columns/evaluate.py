"""Evaluates the distinct conditions of many rules together, then the rules as logic on words.

Stages (docs/decisions/0003): group event conditions by event and `where` · newest-first sweeps over each group · packed
bits for each condition · AND, OR, NOT. Nothing here does I/O; the data comes through `program.Source`.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from shoal.columns import bits, sweep
from shoal.columns.bits import Words
from shoal.columns.dates import Frame, Mask
from shoal.columns.measures import Scratch, Selection, families, measure
from shoal.columns.predicates import decide_tree, has_type, lookup_table
from shoal.columns.program import (
    BEGINNING,
    NO_TAG,
    And,
    AttributeLeaf,
    Complement,
    DeviceLeaf,
    EventColumns,
    EventLeaf,
    Expression,
    Leaf,
    Or,
    RankLeaf,
    ResponseLeaf,
    Source,
    StoredLeaf,
    TagLeaf,
)
from shoal.columns.responses import responded
from shoal.columns.values import ValueColumn
from shoal.model.rule import NEGATIVE_OPERATORS, AllOf, AnyOf, Node, Not, PropertyCondition

_WORTH_THREADS = 100_000_000  # visits of events and profiles; below, threads wait for each other more than they help
_MOST_KEPT = 64_000_000  # positions kept from one evaluation to the next: 256 MB
_FEW_VALUES = 64  # up to so many passing values, an equality is served from position lists


@dataclass
class Evaluation:
    """The conditions' sets, and the trees over them. A condition that failed fails the rules that hold it."""

    everyone: Words
    sets: dict[Leaf, Words]
    failures: dict[Leaf, Exception]
    _trees: dict[int, tuple[Expression, Words]] = field(default_factory=dict)

    def members(self, expression: Expression) -> Words:
        """The living members. Raises what the computation of a condition raised."""
        return self._words(expression) & self.everyone

    def _words(self, expression: Expression) -> Words:
        if not isinstance(expression, And | Or | Complement):
            if expression in self.failures:
                raise self.failures[expression]
            return self.sets[expression]
        kept = self._trees.get(id(expression))
        if kept is None:
            # The expression is kept beside its words, so that its id can't be given to another one.
            kept = (expression, self._combine(expression))
            self._trees[id(expression)] = kept
        return kept[1]

    def _combine(self, expression: And | Or | Complement) -> Words:
        if isinstance(expression, Complement):
            return ~self._words(expression.child) & self.everyone
        operator: Callable[..., Words] = np.bitwise_and if isinstance(expression, And) else np.bitwise_or
        out = self.everyone.copy() if isinstance(expression, And) else np.zeros_like(self.everyone)
        for child in expression.children:
            operator(out, self._words(child), out=out)
        return out


def leaves_of(expressions: Iterable[Expression]) -> list[Leaf]:
    """The distinct conditions, in order of first appearance."""
    found: dict[Leaf, None] = {}
    seen: set[int] = set()
    pending = list(expressions)[::-1]
    while pending:
        expression = pending.pop()
        if isinstance(expression, And | Or | Complement):
            if id(expression) not in seen:
                seen.add(id(expression))
                pending.extend([expression.child] if isinstance(expression, Complement) else expression.children[::-1])
        else:
            found[expression] = None
    return list(found)


Task = Callable[[Scratch], Iterable[tuple[Leaf, Words]]]


@dataclass(frozen=True, slots=True)
class _Work:
    cost: float
    leaves: tuple[Leaf, ...]
    run: Task


def evaluate(leaves: Iterable[Leaf], source: Source, *, as_of: int, threads: int = 2) -> Evaluation:
    """Every condition's profiles. Largest pieces of work first; a failing piece fails its conditions only."""
    leaves = list(leaves)
    _prepare(leaves, source, threads)
    everyone = source.everyone(as_of)
    result = Evaluation(everyone, {}, {})
    plan = sorted(_plan(leaves, source, as_of, everyone), key=lambda work: -work.cost)
    pending = iter(plan)
    lock = threading.Lock()

    def work_off(_: int) -> None:
        scratch = Scratch(source.profiles)
        while True:
            with lock:
                work = next(pending, None)
            if work is None:
                return
            try:
                for leaf, words in work.run(scratch):
                    result.sets[leaf] = words
            except Exception as error:  # kept, and raised by each rule that needs it
                result.failures.update((leaf, error) for leaf in work.leaves if leaf not in result.sets)

    if threads == 1 or sum(work.cost for work in plan) < _WORTH_THREADS:
        work_off(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work_off, range(threads)))
    return result


def _prepare(leaves: list[Leaf], source: Source, threads: int) -> None:
    """Has the columns of all event conditions read, several events at a time."""
    wanted: dict[str, dict[str, None]] = {}
    for leaf in leaves:
        if isinstance(leaf, EventLeaf):
            paths = wanted.setdefault(leaf.event, {})
            if leaf.measure.property is not None:
                paths[leaf.measure.property] = None
            if leaf.where is not None:
                paths.update(dict.fromkeys(_paths_in(leaf.where)))

    def prepare(name: str) -> None:
        # What can't be read fails again, and is reported, for the conditions that ask for it.
        with suppress(Exception):
            source.prepare(name, wanted[name])

    if threads == 1 or len(wanted) < 2:
        for name in wanted:
            prepare(name)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(prepare, wanted))


def _paths_in(node: Node) -> Iterator[str]:
    match node:
        case AllOf(children) | AnyOf(children):
            for child in children:
                yield from _paths_in(child)
        case Not(child):
            yield from _paths_in(child)
        case PropertyCondition(path):
            yield path


def _plan(leaves: list[Leaf], source: Source, as_of: int, everyone: Words) -> Iterator[_Work]:
    attributes: dict[str, list[AttributeLeaf]] = defaultdict(list)
    events: dict[str, list[EventLeaf]] = defaultdict(list)
    for leaf in leaves:
        match leaf:
            case AttributeLeaf():
                attributes[leaf.path].append(leaf)
            case EventLeaf():
                events[leaf.event].append(leaf)
            case _:
                yield _Work(source.profiles, (leaf,), _single(leaf, source, as_of, everyone))
    for path, asked in attributes.items():
        yield _Work(source.profiles * len(asked), tuple(asked), _attributes(path, asked, source, as_of))
    for name, conditions in events.items():
        yield from _plan_events(name, conditions, source)


def _single(leaf: Leaf, source: Source, as_of: int, everyone: Words) -> Task:
    def run(_: Scratch) -> Iterator[tuple[Leaf, Words]]:
        match leaf:
            case TagLeaf():
                yield leaf, _tagged(leaf, source, as_of)
            case DeviceLeaf():
                yield leaf, _on_device(leaf, source, as_of)
            case RankLeaf():
                yield leaf, _ranked(leaf, source, as_of, everyone)
            case ResponseLeaf():
                yield leaf, responded(leaf, source, as_of)
            case StoredLeaf():
                yield leaf, source.stored(leaf.segment, as_of)

    return run


# --- conditions on profiles ----------------------------------------------------------------------------------------


def _attributes(path: str, leaves: list[AttributeLeaf], source: Source, as_of: int) -> Task:
    def run(_: Scratch) -> Iterator[tuple[Leaf, Words]]:
        column = source.attribute(path, as_of)
        for leaf in leaves:
            yield leaf, _looked_up(column, lookup_table(column.values, leaf.test, leaf.frame))

    return run


def _looked_up(column: ValueColumn, table: Mask) -> Words:
    words = bits.empty(column.codes.size)
    bits.pack_lookup(column.codes, table, words)
    return words


def _tagged(leaf: TagLeaf, source: Source, as_of: int) -> Words:
    combine: Callable[[Words, Words], Words] = np.bitwise_and if leaf.every else np.bitwise_or
    out: Words | None = None
    for tag in leaf.tags:
        times = source.tag(tag, as_of)
        if times is None:
            words = bits.empty(source.profiles)
        elif leaf.since is None:
            words = bits.pack(times != NO_TAG)
        else:
            words = bits.pack((times >= leaf.since) & (times != NO_TAG))
        out = words if out is None else combine(out, words)
    assert out is not None
    return out


def _on_device(leaf: DeviceLeaf, source: Source, as_of: int) -> Words:
    devices = source.device_field(leaf.field, as_of)
    table = lookup_table(devices.column.values, leaf.test, leaf.frame)
    if leaf.test.op not in NEGATIVE_OPERATORS:
        return bits.pack(_owners(devices.profile[table[devices.column.codes]], source.profiles))
    positive = ~lookup_table(devices.column.values, replace(leaf.test, missing="include"), leaf.frame)
    passed = ~_owners(devices.profile[positive[devices.column.codes]], source.profiles)
    if leaf.test.missing == "exclude":
        typed = np.append(has_type(devices.column.values, leaf.test, leaf.frame), False)
        passed &= _owners(devices.profile[typed[devices.column.codes]], source.profiles)
    return bits.pack(passed)


def _owners(profiles: npt.NDArray[np.int32], size: int) -> Mask:
    mask = np.zeros(size, np.bool_)
    mask[profiles] = True
    return mask


def _ranked(leaf: RankLeaf, source: Source, as_of: int, everyone: Words) -> Words:
    """docs/guide/rules.md, "Ranks": ties at the cut go to the smaller profile ids."""
    column = source.attribute(leaf.path, as_of)
    order = np.append(column.values.number_order, np.int32(-1))[column.codes]
    population = np.flatnonzero((order >= 0) & bits.unpack(everyone, source.profiles))
    p, q = leaf.test.value.as_integer_ratio()  # type: ignore[union-attr]
    size = -(-p * population.size // (100 * q))
    if size <= 0:
        return bits.empty(source.profiles)
    rank = order[population].astype(np.int64)
    if leaf.test.op == "top_percent":
        rank = -rank
    cut = np.partition(rank, size - 1)[size - 1]
    inside = population[rank < cut]
    tied = population[rank == cut]
    tied = tied[np.argsort(source.id_order()[tied], kind="stable")][: size - inside.size]
    return bits.from_numbers(np.concatenate([inside, tied]), source.profiles)


# --- conditions on events ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """The conditions on one event with one `where`."""

    where: Node | None
    frame: Frame
    leaves: tuple[EventLeaf, ...]

    @property
    def conjuncts(self) -> tuple[Node, ...]:
        if self.where is None:
            return ()
        return self.where.children if isinstance(self.where, AllOf) else (self.where,)


class _Event:
    """The columns of one event, with the tables already looked up."""

    def __init__(self, name: str, source: Source) -> None:
        self.columns: EventColumns = source.events(name)
        self._name = name
        self._source = source
        self._tables: dict[tuple[int, Frame], tuple[PropertyCondition, Mask]] = {}
        self._known: dict[int, int] = {}

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

    def position_lists(self, path: str, codes: npt.NDArray[np.integer]) -> "_PositionLists":
        """Lists that have all the codes; kept with the source, for the next evaluation, as far as there is room."""
        memo = self._source.memo
        key = ("positions", self._name, path)
        kept = memo.get(key)
        if isinstance(kept, _PositionLists):
            if kept.has(codes):
                return kept
            codes = np.union1d(codes, np.flatnonzero(kept.slot_of_code >= 0))
        lists = _PositionLists.of(self.values(path), codes)
        kept_now = list(memo.items())  # at once: other threads may be adding
        others = sum(m.positions.size for k, m in kept_now if isinstance(m, _PositionLists) and k != key)
        if others + lists.positions.size <= _MOST_KEPT:
            memo[key] = lists
        return lists

    def range_of(self, leaves: Iterable[EventLeaf]) -> tuple[int, int]:
        """The positions that the conditions' windows span."""
        spans = [(leaf.start, leaf.end) for leaf in leaves]
        whole = self.selection(None)
        low, high = whole.index(min(spans)[0]), whole.index(max(end for _, end in spans))
        return low, max(low, high)

    def filtered(self, positions: npt.NDArray[np.int32], conjuncts: Iterable[Node], frame: Frame) -> Selection:
        for conjunct in conjuncts:
            positions = positions[self._mask(conjunct, positions, frame)]
        return self.selection(positions)

    def _mask(self, node: Node, positions: npt.NDArray[np.int32], frame: Frame) -> Mask:
        def decide(leaf: Node) -> Mask:
            assert isinstance(leaf, PropertyCondition)
            return self.table(leaf, frame)[self.values(leaf.path).codes[positions]]

        return decide_tree(node, decide, positions.size)


def _plan_events(name: str, leaves: list[EventLeaf], source: Source) -> Iterator[_Work]:
    event = _Event(name, source)
    groups = _groups(leaves)
    by_column: dict[str, list[tuple[_Group, PropertyCondition]]] = defaultdict(list)
    for group in groups:
        chosen = _few_values(event, group)
        if chosen is None:
            low, high = event.range_of(group.leaves)
            yield _Work((high - low) * _weight(group), group.leaves, _scan(event, group))
        else:
            by_column[chosen.path].append((group, chosen))
    for path, asked in by_column.items():
        low, high = event.range_of(leaf for group, _ in asked for leaf in group.leaves)
        conditions = tuple(leaf for group, _ in asked for leaf in group.leaves)
        yield _Work(2 * (high - low), conditions, _from_positions(event, path, asked))


def _groups(leaves: list[EventLeaf]) -> list[_Group]:
    by_where: dict[tuple[int, Frame | None], list[EventLeaf]] = defaultdict(list)
    for leaf in leaves:  # equal trees are one object
        by_where[id(leaf.where), None if leaf.where is None else leaf.frame].append(leaf)
    return [_Group(found[0].where, found[0].frame, tuple(found)) for found in by_where.values()]


def _weight(group: _Group) -> float:
    kinds = {leaf.measure.kind for leaf in group.leaves}
    return 1 + 2 * ("distinct" in kinds) + (group.where is not None) + bool(kinds - {"count", "distinct"})


def _few_values(event: _Event, group: _Group) -> PropertyCondition | None:
    """The conjunct that passes the fewest values of its column, when that is few enough for position lists."""
    best: tuple[int, PropertyCondition] | None = None
    for conjunct in group.conjuncts:
        if not isinstance(conjunct, PropertyCondition):
            continue
        table = event.table(conjunct, group.frame)
        passing = int(table[:-1].sum())
        if (
            not table[-1]
            and passing <= _FEW_VALUES
            and 2 * passing < table.size
            and (best is None or passing < best[0])
        ):
            best = (passing, conjunct)
    return best[1] if best else None


def _scan(event: _Event, group: _Group) -> Task:
    def run(scratch: Scratch) -> Iterator[tuple[Leaf, Words]]:
        selection = event.selection(None) if group.where is None else _first_conjunct_then_rest(event, group)
        yield from _measured(selection, group.leaves, scratch)

    return run


def _first_conjunct_then_rest(event: _Event, group: _Group) -> Selection:
    low, high = event.range_of(group.leaves)
    first, *rest = group.conjuncts or (AllOf(()),)
    if isinstance(first, PropertyCondition):
        column = event.values(first.path)
        positions = sweep.select(column.codes, event.table(first, group.frame), low, high)
        return event.filtered(positions, rest, group.frame)
    return event.filtered(np.arange(low, high, dtype=np.int32), (first, *rest), group.frame)


def matching(leaf: EventLeaf, source: Source) -> tuple[Selection, npt.NDArray[np.intp]]:
    """The events that fit the condition's `where`, and which of them lie in its window."""
    event = _Event(leaf.event, source)
    group = _Group(leaf.where, leaf.frame, (replace(leaf, start=BEGINNING, end=leaf.frame.as_of),))
    selection = _first_conjunct_then_rest(event, group)
    return selection, np.arange(
        selection.index(leaf.start), max(selection.index(leaf.start), selection.index(leaf.end))
    )


@dataclass(frozen=True, slots=True)
class _PositionLists:
    """The positions of the events of some values of a column, ascending for each value."""

    positions: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    slot_of_code: npt.NDArray[np.int32]

    @classmethod
    def of(cls, column: ValueColumn, wanted: npt.NDArray[np.integer]) -> "_PositionLists":
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


def _from_positions(event: _Event, path: str, asked: list[tuple[_Group, PropertyCondition]]) -> Task:
    """Each group touches its own events only."""

    def run(scratch: Scratch) -> Iterator[tuple[Leaf, Words]]:
        passing = [np.flatnonzero(event.table(condition, group.frame)[:-1]) for group, condition in asked]
        lists = event.position_lists(path, np.unique(np.concatenate(passing)))
        for (group, condition), codes in zip(asked, passing, strict=True):
            mine = lists.between(codes, *event.range_of(group.leaves))
            rest = [conjunct for conjunct in group.conjuncts if conjunct is not condition]
            yield from _measured(event.filtered(mine, rest, group.frame), group.leaves, scratch)

    return run


def _measured(selection: Selection, leaves: tuple[EventLeaf, ...], scratch: Scratch) -> Iterator[tuple[Leaf, Words]]:
    for family in families(selection, leaves):
        yield from measure(family, scratch)
