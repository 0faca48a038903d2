"""Evaluates the distinct conditions of many rules together, then the rules as logic on words.

Stages (docs/decisions/0003): group event conditions by event and `where` · newest-first sweeps over each group · packed
bits for each condition · AND, OR, NOT. Nothing here does I/O; the data comes through `program.Source`.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from shoal.columns import bits, order, people
from shoal.columns.bits import Words
from shoal.columns.dates import Frame
from shoal.columns.events import Event, conjuncts, is_lookup, paths_in
from shoal.columns.measures import Scratch, Selection, families, measure
from shoal.columns.numbers import measured
from shoal.columns.predicates import lookup_table
from shoal.columns.program import (
    BEGINNING,
    NO_TAG,
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
    Source,
    StoredLeaf,
    TagLeaf,
    Top,
    ZoneLeaf,
)
from shoal.columns.ranks import best_share, cells, first_by_place, places
from shoal.columns.responses import responded
from shoal.columns.values import ValueColumn
from shoal.model.rule import Node, PropertyCondition

_WORTH_THREADS = 100_000_000  # visits of events and profiles; below, threads wait for each other more than they help
_FEW_VALUES = 64  # up to so many passing values, an equality is served from position lists


@dataclass
class Evaluation:
    """The conditions' sets, and the trees over them. A condition that failed fails the rules that hold it."""

    source: Source
    as_of: int
    everyone: Words
    sets: dict[Leaf, Words]
    failures: dict[Leaf, Exception]
    seconds: dict[Leaf, float] = field(default_factory=dict)  # what each took, where a timer was given
    _trees: dict[int, tuple[Expression, Words]] = field(default_factory=dict)
    _ranked: dict[NumberLeaf, npt.NDArray[np.int64]] = field(default_factory=dict)

    def members(self, expression: Expression) -> Words:
        """The living members. Raises what the computation of a condition raised."""
        return self._words(expression) & self.everyone

    def _words(self, expression: Expression) -> Words:
        if not isinstance(expression, And | Or | Complement | AtLeast | Top):
            if expression in self.failures:
                raise self.failures[expression]
            return self.sets[expression]
        kept = self._trees.get(id(expression))
        if kept is None:
            # The expression is kept beside its words, so that its id can't be given to another one.
            kept = (expression, self._combine(expression))
            self._trees[id(expression)] = kept
        return kept[1]

    def _combine(self, expression: And | Or | Complement | AtLeast | Top) -> Words:
        if isinstance(expression, Complement):
            return ~self._words(expression.child) & self.everyone
        if isinstance(expression, AtLeast):
            counts = np.zeros(self.source.profiles, np.uint8)
            for child in expression.children:
                counts += bits.unpack(self._words(child), self.source.profiles)
            return bits.pack(counts >= expression.count)
        if isinstance(expression, Top):
            members, places = self.members(expression.child), self._places(expression)
            return first_by_place(members, places, expression.count, self.source, highest=expression.highest)
        operator: Callable[..., Words] = np.bitwise_and if isinstance(expression, And) else np.bitwise_or
        out = self.everyone.copy() if isinstance(expression, And) else np.zeros_like(self.everyone)
        for child in expression.children:
            operator(out, self._words(child), out=out)
        return out

    def _places(self, top: Top) -> npt.NDArray[np.int64]:
        """By profile: the place of its number among the distinct ones, ascending; -1 where there is none."""
        if len(top.numbers) == 1:
            return self._places_by(top.numbers[0][1])
        numbers: list[object] = [None] * self.source.profiles
        for who, number in top.numbers:
            assert isinstance(number, EventLeaf)  # nothing else differs from zone to zone
            theirs = measured(number, self.source)
            for profile in bits.numbers(self.members(who)).tolist():
                numbers[profile] = theirs[profile]
        return places(numbers)

    def _places_by(self, number: NumberLeaf) -> npt.NDArray[np.int64]:
        if number not in self._ranked:
            self._ranked[number] = self._rank(number)
        return self._ranked[number]

    def _rank(self, number: NumberLeaf) -> npt.NDArray[np.int64]:
        if isinstance(number, EventLeaf):
            return places(measured(number, self.source))
        if isinstance(number, AttributeLeaf):
            column: ValueColumn | None = self.source.attribute(number.path, self.as_of)
        else:
            found = self.source.scores(number.score, self.as_of)
            column = None if found is None else found[0]
        if column is None:
            return np.full(self.source.profiles, -1, np.int64)
        return np.append(column.values.number_order, np.int32(-1))[column.codes].astype(np.int64)


def leaves_of(expressions: Iterable[Expression]) -> list[Leaf]:
    """The distinct conditions, in order of first appearance."""
    found: dict[Leaf, None] = {}
    seen: set[int] = set()
    pending = list(expressions)[::-1]
    while pending:
        expression = pending.pop()
        if isinstance(expression, And | Or | Complement | AtLeast | Top):
            if id(expression) not in seen:
                seen.add(id(expression))
                if isinstance(expression, Top):
                    pending.extend((*(who for who, _ in expression.numbers), expression.child))
                elif isinstance(expression, Complement):
                    pending.append(expression.child)
                else:
                    pending.extend(expression.children[::-1])
        else:
            found[expression] = None
    return list(found)


Task = Callable[[Scratch], Iterable[tuple[Leaf, Words]]]


@dataclass(frozen=True, slots=True)
class _Work:
    cost: float
    leaves: tuple[Leaf, ...]
    run: Task


def evaluate(
    leaves: Iterable[Leaf],
    source: Source,
    *,
    as_of: int,
    threads: int = 2,
    timer: Callable[[], float] | None = None,
) -> Evaluation:
    """Every condition's profiles. Largest pieces of work first; a failing piece fails its conditions only.

    With a `timer` (seconds), `Evaluation.seconds` says what each condition took; what conditions share counts for the
    first of them.
    """
    leaves = list(leaves)
    _prepare(leaves, source, threads)
    everyone = source.everyone(as_of)
    result = Evaluation(source, as_of, everyone, {}, {})
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
            started = 0.0 if timer is None else timer()
            try:
                for leaf, words in work.run(scratch):
                    result.sets[leaf] = words
                    if timer is not None:
                        now = timer()
                        result.seconds[leaf], started = now - started, now
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
                paths.update(dict.fromkeys(paths_in(leaf.where)))

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


def _plan(leaves: list[Leaf], source: Source, as_of: int, everyone: Words) -> Iterator[_Work]:
    attributes: dict[str, list[AttributeLeaf]] = defaultdict(list)
    events: dict[str, list[EventLeaf]] = defaultdict(list)
    sequences: dict[tuple[object, int, Frame], list[SequenceLeaf]] = defaultdict(list)
    for leaf in leaves:
        match leaf:
            case AttributeLeaf():
                attributes[leaf.path].append(leaf)
            case EventLeaf():
                events[leaf.event].append(leaf)
            case SequenceLeaf(steps, _, end, frame):
                sequences[steps, end, frame].append(leaf)
            case _:
                yield _Work(source.profiles, (leaf,), _single(leaf, source, as_of, everyone))
    for path, asked in attributes.items():
        yield _Work(source.profiles * len(asked), tuple(asked), _attributes(path, asked, source, as_of))
    for alike in sequences.values():
        yield _Work(2 * source.profiles, tuple(alike), _sequences(alike, source))
    for name, conditions in events.items():
        yield from _plan_events(name, conditions, source)


def _single(leaf: Leaf, source: Source, as_of: int, everyone: Words) -> Task:
    def run(_: Scratch) -> Iterator[tuple[Leaf, Words]]:
        yield leaf, _words_of(leaf, source, as_of, everyone)

    return run


def _sequences(leaves: list[SequenceLeaf], source: Source) -> Task:
    def run(scratch: Scratch) -> Iterator[tuple[Leaf, Words]]:
        yield from order.followed(leaves, source, scratch)

    return run


def _words_of(leaf: Leaf, source: Source, as_of: int, everyone: Words) -> Words:
    match leaf:
        case TagLeaf():
            return _tagged(leaf, source, as_of)
        case ComparedLeaf():
            return people.compared(leaf, source, as_of)
        case DeviceLeaf():
            return people.on_device(leaf, source, as_of)
        case DeviceCountLeaf():
            return people.device_count(leaf, source, as_of)
        case SameDeviceLeaf():
            return people.same_device(leaf, source, as_of)
        case RankLeaf():
            return best_share(source.attribute(leaf.path, as_of), leaf.test, source, everyone)
        case ResponseLeaf():
            return responded(leaf, source, as_of)
        case StoredLeaf():
            return source.stored(leaf.segment, as_of)
        case NamedLeaf():
            return source.named(leaf.ids)
        case CompareLeaf():
            return order.compared(leaf, source)
        case ZoneLeaf():
            return people.in_zone(leaf, source, as_of)
        case ConsentLeaf():
            return people.consents(leaf, source, as_of)
        case ReachableLeaf():
            return people.reachable(leaf, source, as_of)
        case PlaceLeaf():
            return people.located(leaf, source, as_of)
        case ScoreLeaf():
            return people.scored(leaf, source, as_of, everyone)
        case RfmLeaf():
            return cells(leaf, source, everyone)
        case SampleLeaf():
            return people.sampled(leaf, source)
        case LedgerLeaf():
            return people.changed(leaf, source)
        case AttributeLeaf() | EventLeaf() | SequenceLeaf():
            raise ValueError("computed with others of their kind")


# --- conditions on profiles ----------------------------------------------------------------------------------------


def _attributes(path: str, leaves: list[AttributeLeaf], source: Source, as_of: int) -> Task:
    def run(_: Scratch) -> Iterator[tuple[Leaf, Words]]:
        column = source.attribute(path, as_of)
        for leaf in leaves:
            yield leaf, people.looked_up(column, lookup_table(column.values, leaf.test, leaf.frame))

    return run


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


# --- conditions on events ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """The conditions on one event with one `where`."""

    where: Node | None
    frame: Frame
    leaves: tuple[EventLeaf, ...]

    @property
    def conjuncts(self) -> tuple[Node, ...]:
        return conjuncts(self.where)


def _plan_events(name: str, leaves: list[EventLeaf], source: Source) -> Iterator[_Work]:
    event = Event(name, source)
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


def _few_values(event: Event, group: _Group) -> PropertyCondition | None:
    """The conjunct that passes the fewest values of its column, when that is few enough for position lists."""
    best: tuple[int, PropertyCondition] | None = None
    for conjunct in group.conjuncts:
        if not is_lookup(conjunct):
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


def _scan(event: Event, group: _Group) -> Task:
    def run(scratch: Scratch) -> Iterator[tuple[Leaf, Words]]:
        selection = event.selection(None)
        if group.where is not None:
            start, end = event.span_of(group.leaves)
            selection = event.where(group.where, group.frame, start, end)
        yield from _measured(selection, group.leaves, scratch)

    return run


def matching(leaf: EventLeaf, source: Source) -> tuple[Selection, npt.NDArray[np.intp]]:
    """The events that fit the condition's `where`, and which of them lie in its window."""
    selection = Event(leaf.event, source).where(leaf.where, leaf.frame, BEGINNING, leaf.frame.as_of)
    return selection, np.arange(
        selection.index(leaf.start), max(selection.index(leaf.start), selection.index(leaf.end))
    )


def _from_positions(event: Event, path: str, asked: list[tuple[_Group, PropertyCondition]]) -> Task:
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
