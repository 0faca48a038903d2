"""Sequences of events, and how often one happens beside another.

Sequences are swept newest first, from the last step to the first: an event can be a step when the earliest later one
of the same person that can be the next step comes in time, and nothing that must not happen comes first. The earliest
is always the best choice, so one time by profile is all that a sweep remembers, and the work is linear in the events.
Where steps share a property with the first event (`same`) they are followed from one first event after another; where
they compare a property with an earlier step's, every choice is tried, for the people who have events of every step.
"""

# mypy: disable-error-code="untyped-decorator"

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.columns import bits, sweep
from shoal.columns.bits import Words
from shoal.columns.dates import Frame, Mask
from shoal.columns.events import Event, conjuncts
from shoal.columns.measures import Scratch
from shoal.columns.pairs import PairTest
from shoal.columns.predicates import decide_tree
from shoal.columns.program import CompareLeaf, SequenceLeaf, SequenceStepLeaf, Source
from shoal.columns.value_measures import by_profile
from shoal.columns.values import ValueColumn
from shoal.model.rule import AllOf, AnyOf, Node, Not, PropertyCondition, StepValue

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]

NO_LIMIT = int(np.iinfo(np.int64).max)

# --- comparisons ------------------------------------------------------------------------------------------------------

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def compared(leaf: CompareLeaf, source: Source) -> Words:
    """The profiles of whom the first behaviour's count compares with the second's."""
    counts = []
    for name, where in (leaf.first, leaf.second):
        profile, _ = Event(name, source).between(where, leaf.frame, leaf.start, leaf.end)
        count = np.zeros(source.profiles, np.uint32)
        sweep.count_events(profile, 0, profile.size, count, 2**31)
        counts.append(count)
    return bits.pack(_COMPARE[leaf.op](*counts))


# --- sequences --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """The events that fit a step by themselves, by profile and time: profile p has offsets[p] : offsets[p + 1].

    `at` is where each stands among the events of its name. `keys` number the values that `same` compares, of these
    events and of the first step's (-1: some is missing); None where the step has no `same`.
    """

    step: SequenceStepLeaf
    time: Int64s
    at: Int64s
    offsets: Int64s
    keys: tuple[Int64s, Int64s] | None = None


def followed(leaves: Sequence[SequenceLeaf], source: Source, scratch: Scratch) -> Iterator[tuple[SequenceLeaf, Words]]:
    """The profiles of whom some choice of events fits the steps. The leaves differ in their start only."""
    steps = leaves[0].steps
    names = {step.event: Event(step.event, source) for step in steps}
    if any(step.same or _is_dynamic(step.where) for step in steps):
        for leaf in leaves:
            yield leaf, _follows(leaf, names, source)
        return
    begun = _swept(min(leaves, key=lambda leaf: leaf.start), names, scratch)
    for leaf in leaves:
        first = int(begun.time.searchsorted(leaf.start))
        yield leaf, bits.from_numbers(begun.profile[first:], source.profiles)


def _follows(leaf: SequenceLeaf, names: Mapping[str, Event], source: Source) -> Words:
    steps = [_events_of(leaf, number, names, source.profiles) for number in range(len(leaf.steps))]
    steps = [steps[0], *(replace(step, keys=_keys(step, steps[0], names)) for step in steps[1:])]
    candidates = np.ones(source.profiles, np.bool_)
    for step in steps:
        if not step.step.absent:
            candidates &= np.diff(step.offsets) > 0
    people = np.flatnonzero(candidates)
    if any(_is_dynamic(step.step.where) for step in steps):
        search = _Search(steps, [names[step.step.event] for step in steps], leaf.frame)
        return bits.from_numbers(np.array([p for p in people.tolist() if search.fits(p)], np.int64), source.profiles)
    return bits.from_numbers(people[_chains(steps, people, leaf.frame.as_of)], source.profiles)


def _events_of(leaf: SequenceLeaf, number: int, names: Mapping[str, Event], profiles: int) -> _Step:
    step = leaf.steps[number]
    end = leaf.end if number == 0 else leaf.frame.as_of
    static = tuple(part for part in conjuncts(step.where) if not _is_dynamic(part))
    chosen = names[step.event].where(AllOf(static) if static else None, leaf.frame, leaf.start, end)
    positions = np.arange(chosen.events.time.size) if chosen.positions is None else chosen.positions
    order, offsets = by_profile(chosen.profile, profiles)
    return _Step(step, chosen.time[order], positions[order].astype(np.int64), offsets)


def _is_dynamic(node: Node | None) -> bool:
    """Whether a condition compares with an earlier step."""
    return node is not None and any(True for _ in _step_values(node))


def _keys(step: _Step, first: _Step, names: Mapping[str, Event]) -> tuple[Int64s, Int64s] | None:
    """Numbers that are equal for events with the same values of the step's `same` properties."""
    if not step.step.same:
        return None
    mine, firsts = np.zeros(step.at.size, np.int64), np.zeros(first.at.size, np.int64)
    for path in step.step.same:
        left, right, size = _shared_codes(names[step.step.event].values(path), names[first.step.event].values(path))
        mine = np.where((mine < 0) | (left[step.at] < 0), -1, mine * size + left[step.at])
        firsts = np.where((firsts < 0) | (right[first.at] < 0), -1, firsts * size + right[first.at])
        if len(step.step.same) > 1:  # so that the numbers stay small
            _, both = np.unique(np.concatenate([[-1], mine, firsts]), return_inverse=True)
            mine, firsts = both[1 : mine.size + 1] - 1, both[mine.size + 1 :] - 1
    return mine, np.where(firsts < 0, -2, firsts)  # what is missing equals nothing


def _shared_codes(left: ValueColumn, right: ValueColumn) -> tuple[Int64s, Int64s, int]:
    """Both columns by codes of the right one's dictionary, and its size; -1 missing, or not in the right one."""
    size = len(right.values)
    if left.values is right.values:
        return left.codes.astype(np.int64), right.codes.astype(np.int64), size
    texts = [
        pc.binary_join_element_wise(pc.cast(pa.array(values.kinds), pa.string()), values.text, "")
        for values in (left.values, right.values)
    ]
    lookup = pc.fill_null(pc.index_in(texts[0], value_set=texts[1]), -1).to_numpy(zero_copy_only=False)
    return np.append(lookup, -1)[left.codes].astype(np.int64), right.codes.astype(np.int64), size


# --- sweeping from the last step to the first ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stream:
    """The events that a step can be, ascending by time."""

    step: SequenceStepLeaf
    profile: Int32s
    time: Int64s

    def where(self, passed: Mask) -> "_Stream":
        at = np.flatnonzero(passed)
        return _Stream(self.step, self.profile[at], self.time[at])

    def times_after(self, other: "_Stream", scratch: Scratch) -> Int64s:
        """For each event of the other step, the time of its profile's next event here; FAR where there is none."""
        out = np.empty(other.time.size, np.int64)
        upcoming = scratch.filled("upcoming", np.int64, sweep.FAR)
        sweep.next_times(self.profile, self.time, other.profile, other.time, upcoming, out)
        return out

    def comes_after(self, other: "_Stream", scratch: Scratch) -> Mask:
        """Of each event of the other step, whether its profile's next event here comes in time."""
        out = np.empty(other.time.size, np.bool_)
        upcoming = scratch.filled("upcoming", np.int64, sweep.FAR)
        within = sweep.FAR // 2 if self.step.within is None else min(self.step.within, sweep.FAR // 2)
        sweep.next_within(self.profile, self.time, other.profile, other.time, within, upcoming, out)
        return out


def _swept(leaf: SequenceLeaf, names: Mapping[str, Event], scratch: Scratch) -> _Stream:
    """The first step's events from which the others can be followed."""
    as_of = leaf.frame.as_of
    following: _Stream | None = None  # the next step that happens, its events those from which all later steps fit
    between: list[_Stream] = []  # the steps before it that must not happen
    for stream in reversed(list(_streams(leaf, names))):
        if stream.step.absent:
            between.append(stream)
            continue
        following = stream.where(_goes_on(stream, between, following, as_of, scratch))
        between = []
    assert following is not None  # the first step is never absent
    return following


def _streams(leaf: SequenceLeaf, names: Mapping[str, Event]) -> Iterator[_Stream]:
    """The events of each step, as far as they can matter."""
    end = before = leaf.end
    for number, step in enumerate(leaf.steps):
        if number:
            end = leaf.frame.as_of if step.within is None else min(leaf.frame.as_of, before + step.within)
        yield _Stream(step, *names[step.event].between(step.where, leaf.frame, leaf.start, end))
        if not step.absent:
            before = end


def _goes_on(
    stream: _Stream, between: Sequence[_Stream], following: _Stream | None, as_of: int, scratch: Scratch
) -> Mask:
    """From which events of a step the later steps can be followed."""
    passed = np.ones(stream.time.size, np.bool_) if following is None else following.comes_after(stream, scratch)
    for absent in between:
        if absent.step.within is not None:
            passed &= ~absent.comes_after(stream, scratch) & (stream.time < as_of - absent.step.within)
        elif following is None:
            passed &= absent.times_after(stream, scratch) == sweep.FAR
        else:
            passed &= following.times_after(stream, scratch) <= absent.times_after(stream, scratch)
    return passed


# --- following the steps ----------------------------------------------------------------------------------------------


def _chains(steps: Sequence[_Step], people: npt.NDArray[np.intp], as_of: int) -> Mask:
    """Of each of the people, whether the steps can be followed."""
    base = np.cumsum([0, *(step.time.size for step in steps[:-1])]).astype(np.int64)
    keys = [np.zeros(step.time.size, np.int64) if step.keys is None else step.keys[0] for step in steps]
    first_keys = [np.zeros(steps[0].time.size, np.int64) if step.keys is None else step.keys[1] for step in steps]
    out = np.zeros(people.size, np.bool_)
    _follow_all(
        people.astype(np.int64),
        np.concatenate([step.time for step in steps]),
        np.concatenate(keys),
        np.stack(first_keys),
        base,
        np.stack([step.offsets for step in steps]),
        np.array([NO_LIMIT if step.step.within is None else step.step.within for step in steps], np.int64),
        np.array([step.step.absent for step in steps], np.bool_),
        np.array([step.keys is not None for step in steps], np.bool_),
        as_of,
        out,
    )
    return out


@nb.njit(nogil=True, cache=True)
def _follow_all(
    people: Int64s,
    time: Int64s,
    key: Int64s,
    first_key: Int64s,
    base: Int64s,
    offsets: Int64s,
    within: Int64s,
    absent: npt.NDArray[np.bool_],
    same: npt.NDArray[np.bool_],
    as_of: int,
    out: npt.NDArray[np.bool_],
) -> None:
    for i in range(people.size):
        p = people[i]
        for e in range(offsets[0, p], offsets[0, p + 1]):  # what later steps must share differs from one to the next
            if _follow(p, e, time, key, first_key, base, offsets, within, absent, same, as_of):
                out[i] = True
                break


@nb.njit(nogil=True, cache=True)
def _follow(
    p: int,
    first: int,
    time: Int64s,
    key: Int64s,
    first_key: Int64s,
    base: Int64s,
    offsets: Int64s,
    within: Int64s,
    absent: npt.NDArray[np.bool_],
    same: npt.NDArray[np.bool_],
    as_of: int,
) -> bool:
    """Whether the steps can be followed from one of the first step's events."""
    steps = absent.size
    reached = time[first : first + 1].copy()  # ascending: the times at which the last present step can be
    s = 1
    while s < steps:
        present = s
        while present < steps and absent[present]:
            present += 1
        pointers = np.zeros(present - s, np.int64)
        for a in range(s, present):
            pointers[a - s] = base[a] + offsets[a, p]
        last = present == steps
        if last:
            next_at, next_end = np.int64(0), np.int64(0)
        else:
            next_at, next_end = base[present] + offsets[present, p], base[present] + offsets[present, p + 1]
        found = np.empty(next_end - next_at, np.int64)
        size = 0
        done = next_at
        for r in range(reached.size):
            t = reached[r]
            until = np.int64(NO_LIMIT)  # the next present step comes at this time or before
            possible = True
            for a in range(s, present):
                at, end = pointers[a - s], base[a] + offsets[a, p + 1]
                while at < end and (time[at] <= t or (same[a] and key[at] != first_key[a, first])):
                    at += 1
                pointers[a - s] = at
                if within[a] != NO_LIMIT:
                    if t + within[a] >= as_of or (at < end and time[at] <= t + within[a]):
                        possible = False
                elif at < end:
                    until = min(until, time[at])
            if not possible:
                continue
            if last:
                if until == NO_LIMIT:
                    return True
                continue
            if within[present] != NO_LIMIT:
                until = min(until, t + within[present])
            while next_at < next_end and time[next_at] <= t:
                next_at += 1
            k = max(next_at, done)
            while k < next_end and time[k] <= until:
                if not same[present] or key[k] == first_key[present, first]:
                    found[size] = time[k]
                    size += 1
                k += 1
            done = max(done, k)
        if last or size == 0:
            return False
        reached = found[:size]
        s = present + 1
    return reached.size > 0


# --- comparing with earlier steps -------------------------------------------------------------------------------------


class _Search:
    """Every choice of events, for rules that compare a step's property with an earlier step's.

    Whether the rest of the steps can be followed depends on the time of the last one and on those values of the earlier
    ones that the rest compares with; what was found for these is kept, so that no choice is tried twice.
    """

    def __init__(self, steps: Sequence[_Step], names: Sequence[Event], frame: Frame) -> None:
        self._steps, self._names, self._frame = steps, names, frame
        self._dynamic = [[part for part in conjuncts(s.step.where) if _is_dynamic(part)] for s in steps]
        self._tests: dict[int, PairTest] = {}
        self._masks: dict[tuple[int, int], Mask] = {}
        self._compared = [self._compared_from(number) for number in range(len(steps))]
        self._known: dict[tuple[int, ...], bool] = {}
        self._by_key: dict[int, dict[int, Int64s]] = {}

    def fits(self, person: int) -> bool:
        self._known.clear()
        self._by_key.clear()
        first = self._steps[0]
        events = range(int(first.offsets[person]), int(first.offsets[person + 1]))
        return any(self._goes_on(person, [event], int(first.time[event])) for event in events)

    def _compared_from(self, number: int) -> list[tuple[int, Int64s]]:
        """With what the steps from this one on compare: earlier steps, and a number for each of their events."""
        found: dict[tuple[int, str], Int64s] = {}
        for later, step in enumerate(self._steps[number:], number):
            if step.keys is not None:
                found[0, str(later)] = step.keys[1]
            for node in self._dynamic[later]:
                for value in _step_values(node):
                    codes = self._names[value.step - 1].values(value.path).codes
                    found[value.step - 1, f".{value.path}"] = codes[self._steps[value.step - 1].at].astype(np.int64)
        return [(earlier, numbers) for (earlier, _), numbers in found.items() if earlier < number]

    def _goes_on(self, person: int, chosen: list[int], since: int) -> bool:
        """`chosen` has the event of each step so far, -1 for absent ones; `since` is the last present one's time."""
        number = len(chosen)
        if number == len(self._steps):
            return True
        numbers = (int(values[chosen[earlier]]) for earlier, values in self._compared[number])
        key = (number, since, *numbers)
        if key not in self._known:
            self._known[key] = self._follows(person, chosen, since)
        return self._known[key]

    def _follows(self, person: int, chosen: list[int], since: int) -> bool:
        number, as_of = len(chosen), self._frame.as_of
        ahead = self._steps[number:]
        absent = list(takewhile(lambda step: step.step.absent, ahead))
        until = NO_LIMIT
        for i, step in enumerate(absent):
            within = step.step.within
            if within is not None and since + within >= as_of:
                return False
            events = self._events(person, number + i, chosen, since, NO_LIMIT if within is None else since + within)
            if events.size and within is not None:
                return False
            if events.size:
                until = min(until, int(step.time[events[0]]))
        if len(absent) == len(ahead):
            return until == NO_LIMIT
        number += len(absent)
        step = self._steps[number]
        if step.step.within is not None:
            until = min(until, since + step.step.within)
        before = [*chosen, *[-1] * len(absent)]
        events = self._events(person, number, before, since, until)
        return any(self._goes_on(person, [*before, event], int(step.time[event])) for event in events.tolist())

    def _events(self, person: int, number: int, chosen: Sequence[int], since: int, until: int) -> Int64s:
        """The person's events of since < time ≤ until that fit a step with these events chosen before, by time."""
        step = self._steps[number]
        if step.keys is None:
            events = np.arange(step.offsets[person], step.offsets[person + 1])
        else:
            events = self._of_key(person, number).get(int(step.keys[1][chosen[0]]), np.empty(0, np.int64))
        low, high = np.searchsorted(step.time[events], (since, until), side="right")
        events = events[low:high]
        for part in self._dynamic[number]:
            if events.size:
                events = events[self._mask(part, number, events, chosen)]
        return events

    def _of_key(self, person: int, number: int) -> dict[int, Int64s]:
        """The person's events of a step by the values that `same` compares, where none is missing."""
        if number not in self._by_key:
            step = self._steps[number]
            assert step.keys is not None
            low, high = int(step.offsets[person]), int(step.offsets[person + 1])
            keys = step.keys[0][low:high]
            order = np.argsort(keys, kind="stable")
            parts = np.split(order + low, np.flatnonzero(np.diff(keys[order])) + 1)
            self._by_key[number] = {int(step.keys[0][part[0]]): part for part in parts if part.size}
            self._by_key[number].pop(-1, None)
        return self._by_key[number]

    def _mask(self, node: Node, number: int, events: Int64s, chosen: Sequence[int]) -> Mask:
        """Which of a step's events fit a tree, with these events chosen before."""

        def decide(leaf: Node) -> Mask:
            if isinstance(leaf, PropertyCondition) and isinstance(leaf.test.value, StepValue):
                return self._compares(leaf, leaf.test.value, number, events, chosen)
            key = (number, id(leaf))
            if key not in self._masks:
                positions = self._steps[number].at.astype(np.int32)
                self._masks[key] = self._names[number].mask(leaf, positions, self._frame)
            return self._masks[key][events]

        return decide_tree(node, decide, events.size)

    def _compares(
        self, leaf: PropertyCondition, other: StepValue, number: int, events: Int64s, chosen: Sequence[int]
    ) -> Mask:
        earlier = other.step - 1
        left, right = self._names[number].values(leaf.path), self._names[earlier].values(other.path)
        if id(leaf) not in self._tests:
            self._tests[id(leaf)] = PairTest(left.values, right.values, leaf.test, self._frame)
        codes = left.codes[self._steps[number].at[events]].astype(np.int64)
        code = right.codes[self._steps[earlier].at[chosen[earlier]]]
        return self._tests[id(leaf)].passes(codes, np.full(codes.size, code, np.int64))


def _step_values(node: Node) -> Iterator[StepValue]:
    match node:
        case AllOf(children) | AnyOf(children):
            for child in children:
                yield from _step_values(child)
        case Not(child):
            yield from _step_values(child)
        case PropertyCondition(_, test) if isinstance(test.value, StepValue):
            yield test.value
