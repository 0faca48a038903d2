"""How the values of an attribute are spread among members, beside everybody: for numbers, and for frequent values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from shoal.columns import bits
from shoal.columns.values import LIST, NUMBER, OBJECT, ValueColumn, canonical_json
from shoal.insights.audience import mask_of
from shoal.model.paths import parse_path
from shoal.storage import Store

BINS = 12
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST_LISTS = 20_000  # distinct lists that are taken apart

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Histogram:
    """Numbers of people by range: range i goes from edges[i] up to edges[i + 1], the last one includes its end."""

    edges: tuple[float, ...]
    inside: tuple[int, ...]
    outside: tuple[int, ...]

    def as_json(self) -> dict[str, object]:
        return {"edges": list(self.edges), "inside": list(self.inside), "outside": list(self.outside)}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A summary of the people who have a number; `quantiles` are those of QUANTILES, by the nearest rank."""

    people: int
    mean: float
    deviation: float
    least: float
    greatest: float
    quantiles: tuple[float, ...]

    def as_json(self) -> dict[str, object]:
        named = {f"p{round(100 * q)}": value for q, value in zip(QUANTILES, self.quantiles, strict=True)}
        return {
            "people": self.people,
            "mean": self.mean,
            "deviation": self.deviation,
            "min": self.least,
            "max": self.greatest,
            "quantiles": named,
        }


@dataclass(frozen=True, slots=True)
class ValueShare:
    """How many people have a value; people with a list count for each of its items."""

    value: Any
    members: int
    all: int

    def as_json(self) -> dict[str, object]:
        return {"value": self.value, "members": self.members, "all": self.all}


@dataclass(frozen=True, slots=True)
class Distribution:
    """One attribute of the members beside that of all profiles.

    `members` and `all` count people, `members_with` and `all_with` those with a value. `values` are the most frequent
    ones, most members first; `histogram` (`outside` is everybody here) and the two summaries are there for numbers.
    """

    path: str
    members: int
    all: int
    members_with: int
    all_with: int
    distinct: int
    values: tuple[ValueShare, ...]
    histogram: Histogram | None
    of_members: Numbers | None
    of_all: Numbers | None

    def as_json(self) -> dict[str, object]:
        histogram = None
        if self.histogram is not None:
            edges, members, everybody = self.histogram.edges, self.histogram.inside, self.histogram.outside
            histogram = {"edges": list(edges), "members": list(members), "all": list(everybody)}
        return {
            "path": self.path,
            "members": self.members,
            "all": self.all,
            "members_with": self.members_with,
            "all_with": self.all_with,
            "distinct": self.distinct,
            "values": [value.as_json() for value in self.values],
            "histogram": histogram,
            "numbers": None
            if self.of_all is None
            else {
                "members": None if self.of_members is None else self.of_members.as_json(),
                "all": self.of_all.as_json(),
            },
        }


def distribution(store: Store, profiles: BitMap | None, path: str, *, as_of: int, limit: int = 20) -> Distribution:
    """An attribute among the profiles with these dense numbers (everyone when None) and among all, at `as_of`.

    Raises InvalidInput for a malformed path.
    """
    parse_path(path)
    source = store.source()
    everyone = bits.unpack(source.everyone(as_of), source.profiles)
    inside = everyone if profiles is None else mask_of(source, profiles)
    column = source.attribute(path, as_of)
    mine, whole = counts_by_code(column, np.flatnonzero(inside)), counts_by_code(column, np.flatnonzero(everyone))
    shares = _value_shares(column, mine, whole)
    shares.sort(key=lambda share: (-share.members, -share.all))
    numbers = column.values.kinds == NUMBER
    histogram = of_members = of_all = None
    if whole[numbers].sum():
        order, values = ascending(column)
        histogram = histogram_of(values, mine[order], whole[order])
        of_members, of_all = summary(values, mine[order]), summary(values, whole[order])
    return Distribution(
        path=path,
        members=int(inside.sum()),
        all=int(everyone.sum()),
        members_with=int(mine.sum()),
        all_with=int(whole.sum()),
        distinct=int((whole > 0).sum()),
        values=tuple(shares[:limit]),
        histogram=histogram,
        of_members=of_members,
        of_all=of_all,
    )


def counts_by_code(column: ValueColumn, people: npt.NDArray[np.integer]) -> Ints:
    """How many of the people (dense numbers) have each value."""
    codes = column.codes[people]
    return np.bincount(codes[codes >= 0], minlength=len(column.values)).astype(np.int64)


def ascending(column: ValueColumn) -> tuple[Ints, Floats]:
    """The codes of the numbers in ascending order, and the numbers."""
    codes = np.flatnonzero(column.values.kinds == NUMBER)
    codes = codes[np.argsort(column.values.floats[codes], kind="stable")]
    return codes.astype(np.int64), column.values.floats[codes]


def item_counts(column: ValueColumn, counts: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.int64]]:
    """For each item in lists, as JSON, the sum of the rows of `counts` (values × groups) whose list has it.

    Nothing where so many different lists occur that taking them apart would take long.
    """
    found: dict[str, npt.NDArray[np.int64]] = {}
    codes = np.flatnonzero((column.values.kinds == LIST) & (counts.sum(axis=1) > 0))
    if codes.size > _MOST_LISTS:
        return found
    for code in codes.tolist():
        items = (item for item in column.values.lists[code] if not isinstance(item, list | dict) and item is not None)
        for item in {canonical_json(item) for item in items}:
            found[item] = found.get(item, 0) + counts[code]
    return found


def _value_shares(column: ValueColumn, mine: Ints, whole: Ints) -> list[ValueShare]:
    both = np.stack([mine, whole], axis=1)
    kinds = column.values.kinds
    codes = np.flatnonzero((whole > 0) & (kinds != LIST) & (kinds != OBJECT))
    best = codes[np.lexsort((-whole[codes], -mine[codes]))][:1000]
    texts = {column.values.json_text(code): both[code] for code in best.tolist()}
    for text, counts in item_counts(column, both).items():
        texts[text] = texts.get(text, 0) + counts
    return [ValueShare(json.loads(text), int(counts[0]), int(counts[1])) for text, counts in texts.items()]


# --- numbers, by distinct value and how many people have it -----------------------------------------------------------


def summary(values: Floats, counts: Ints) -> Numbers | None:
    """`values` ascend; None where nobody has one."""
    people = int(counts.sum())
    if people == 0:
        return None
    mean = float((values * counts).sum() / people)
    deviation = sqrt(float((counts * (values - mean) ** 2).sum() / people))
    held = np.flatnonzero(counts)
    return Numbers(
        people=people,
        mean=mean,
        deviation=deviation,
        least=float(values[held[0]]),
        greatest=float(values[held[-1]]),
        quantiles=tuple(float(values[at]) for at in ranks(counts, QUANTILES)),
    )


def ranks(counts: Ints, quantiles: tuple[float, ...]) -> list[int]:
    """The places of the quantiles among values that so many people have, by the nearest rank."""
    reached = np.cumsum(counts)
    wanted = np.maximum(np.ceil(np.array(quantiles) * reached[-1]), 1)
    return np.searchsorted(reached, wanted, "left").tolist()


def standardised_difference(a: Numbers, b: Numbers) -> float | None:
    """The difference of the means in standard deviations (those of both groups, pooled with equal weight)."""
    spread = sqrt((a.deviation**2 + b.deviation**2) / 2)
    return (a.mean - b.mean) / spread if spread else None


def histogram_of(values: Floats, inside: Ints, outside: Ints) -> Histogram:
    """Ranges that both groups share, with round edges; what lies far out is in the first and the last."""
    edges = edges_for(values, inside + outside)
    place = np.clip(np.searchsorted(edges, values, "right") - 1, 0, edges.size - 2)

    def counted(counts: Ints) -> tuple[int, ...]:
        return tuple(np.bincount(place, weights=counts, minlength=edges.size - 1).astype(np.int64).tolist())

    return Histogram(tuple(edges.tolist()), counted(inside), counted(outside))


def edges_for(values: Floats, counts: Ints) -> Floats:
    """About BINS ranges of one round width from the 1st to the 99th percentile; the outer ones reach to the ends."""
    held = np.flatnonzero(counts)
    least, greatest = float(values[held[0]]), float(values[held[-1]])
    low, high = (float(values[at]) for at in ranks(counts, (0.01, 0.99)))
    if low == high:
        low, high = least, greatest
    if low == high:
        return np.array([low, low + 1])
    step = _round_step((high - low) / BINS)
    whole = bool((values[held] == np.floor(values[held])).all())
    step = max(step, 1.0) if whole else step
    first, last = floor(low / step), ceil(high / step)
    if whole and last * step <= high:
        last += 1  # whole numbers up to the last edge have a range of their own
    edges = (np.arange(first, last + 1) * step).astype(np.float64)
    edges = np.round(edges, max(0, 2 - floor(log10(step)))).astype(np.float64)
    edges[0], edges[-1] = min(edges[0], least), max(edges[-1], greatest)
    return edges


def _round_step(step: float) -> float:
    power = 10.0 ** floor(log10(step))
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= step * 0.999)


def count_histogram(inside: Mapping[int, int], outside: Mapping[int, int]) -> Histogram:
    """How often people did something: never, once, twice, 3–4, 5–9, … times."""
    most = max([*inside, *outside, 1])
    edges = [0, 1, 2, 3] + [edge for power in range(7) for edge in (5 * 10**power, 10 * 10**power, 20 * 10**power)]
    used = [edge for edge in edges if edge <= most]
    used.append(most + 1)
    bounds = np.array(used, np.int64)

    def counted(times: Mapping[int, int]) -> tuple[int, ...]:
        keys = np.fromiter(times.keys(), np.int64, len(times))
        people = np.fromiter(times.values(), np.float64, len(times))
        place = np.searchsorted(bounds, keys, "right") - 1
        return tuple(np.bincount(place, weights=people, minlength=bounds.size - 1).astype(np.int64).tolist())

    return Histogram(tuple(float(edge) for edge in used), counted(inside), counted(outside))
