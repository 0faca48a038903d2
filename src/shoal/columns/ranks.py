"""People ranked among each other: shares of the highest and lowest, the first n, and cells of five."""

from typing import cast

import numpy as np
import numpy.typing as npt

from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.dates import Frame
from shoal.columns.events import Event
from shoal.columns.numbers import measured
from shoal.columns.program import EventLeaf, RfmLeaf, Source
from shoal.columns.values import ValueColumn
from shoal.model.rule import Measure, Test

Int64s = npt.NDArray[np.int64]


def best_share(column: ValueColumn, test: Test, source: Source, everyone: Words) -> Words:
    """docs/guide/rules.md, "Ranks": ties at the cut go to the smaller profile ids."""
    order = np.append(column.values.number_order, np.int32(-1))[column.codes]
    population = np.flatnonzero((order >= 0) & bits.unpack(everyone, source.profiles))
    p, q = test.value.as_integer_ratio()  # type: ignore[union-attr]
    size = -(-p * population.size // (100 * q))
    rank = order[population].astype(np.int64)
    chosen = first_of(population, -rank if test.op == "top_percent" else rank, size, source)
    return bits.from_numbers(chosen, source.profiles)


def first_of(profiles: npt.NDArray[np.intp], rank: Int64s, size: int, source: Source) -> npt.NDArray[np.intp]:
    """The `size` profiles of the lowest ranks; ties at the cut go to the smaller profile ids."""
    if size <= 0 or profiles.size == 0:
        return profiles[:0]
    if size >= profiles.size:
        return profiles
    cut = np.partition(rank, size - 1)[size - 1]
    inside = profiles[rank < cut]
    tied = profiles[rank == cut]
    tied = tied[np.argsort(source.id_order()[tied], kind="stable")][: size - inside.size]
    return np.concatenate([inside, tied])


def cells(leaf: RfmLeaf, source: Source, everyone: Words) -> Words:
    """The profiles in the cells: five parts of those with an event, by recency, frequency and money."""
    parts = _cells_of_all(leaf, source, everyone)
    passed = parts[0] > 0
    for wanted, cell in zip(leaf.cells, parts, strict=True):
        if wanted:
            passed &= np.isin(cell, wanted)
    return bits.pack(passed)


Cells = tuple[npt.NDArray[np.int8], ...]


def _cells_of_all(leaf: RfmLeaf, source: Source, everyone: Words) -> Cells:
    """By profile: the cells from 1 to 5, 0 without an event. Kept with the source for the next cells asked about."""
    key, window = ("rfm", leaf.event, leaf.value), (leaf.start, leaf.end)
    kept = cast("tuple[tuple[int, int], Cells] | None", source.memo.get(key))
    if kept is not None and kept[0] == window:
        return kept[1]
    frame = Frame(leaf.end, "UTC", "UTC")
    chosen = Event(leaf.event, source).where(None, frame, leaf.start, leaf.end)
    living = bits.unpack(everyone, source.profiles)
    counts = np.bincount(chosen.profile, minlength=source.profiles)
    last = np.zeros(source.profiles, np.int64)
    last[chosen.profile] = chosen.time
    population = np.flatnonzero((counts > 0) & living)
    money = measured(
        EventLeaf(leaf.event, None, Measure("sum", leaf.value), leaf.start, leaf.end, Test("is_set"), frame), source
    )
    ranks = [last[population], counts[population], places([money[p] for p in population.tolist()])]
    # Ascending by the number, then by descending id, so that of equals the smaller id stands higher.
    ids = -source.id_order()[population].astype(np.int64)
    out = []
    for rank in ranks:
        cell = np.zeros(source.profiles, np.int8)
        order = np.lexsort((ids, rank))
        cell[population[order]] = 1 + 5 * np.arange(population.size) // max(population.size, 1)
        out.append(cell)
    source.memo[key] = (window, tuple(out))
    return tuple(out)


def places(numbers: list[object]) -> Int64s:
    """The place of each number among the distinct ones, ascending; -1 for what is none (None or text)."""
    known = {number for number in numbers if number is not None and not isinstance(number, str)}
    place: dict[object, int] = {number: i for i, number in enumerate(sorted(known))}  # type: ignore[type-var]
    return np.array([place.get(number, -1) for number in numbers], np.int64)


def first_by_place(members: Words, by_place: Int64s, count: int, source: Source, *, highest: bool) -> Words:
    """The `count` members with the highest (lowest) numbers, by their places; those without one (-1) come last."""
    chosen = np.flatnonzero(bits.unpack(members, source.profiles))
    place = by_place[chosen]
    rank = np.where(place < 0, np.iinfo(np.int64).max, -place if highest else place)
    return bits.from_numbers(first_of(chosen, rank, count, source), source.profiles)
