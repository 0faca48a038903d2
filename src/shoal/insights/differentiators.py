"""What sets the members of a segment apart from others: values, tags and behaviour that are more or less frequent."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from shoal import membership
from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.folding import FoldedSource
from shoal.columns.program import NO_TAG
from shoal.columns.values import BOOLEAN, LIST, NUMBER, OBJECT, SCALE, STRING, ValueColumn
from shoal.insights import shares
from shoal.insights.audience import HOUR, hour_of, mask_of
from shoal.insights.distributions import (
    Histogram,
    Numbers,
    ascending,
    count_histogram,
    counts_by_code,
    histogram_of,
    item_counts,
    ranks,
    standardised_difference,
    summary,
)
from shoal.membership.naming import NAMES
from shoal.model.catalog import Catalog
from shoal.model.instant import format_instant
from shoal.model.paths import is_list_path
from shoal.model.rule import (
    AttributeCondition,
    DeviceCondition,
    DeviceField,
    Duration,
    EventCondition,
    Measure,
    Node,
    Rolling,
    TagCondition,
    Test,
)
from shoal.rules import describe_condition, to_json
from shoal.storage import Store

DAYS = 30
_MOST_VALUES = 40  # values of one attribute that are looked at, the most frequent ones
_MOST_NAMES = 200  # events and tags that are looked at, the most frequent ones
_FREQUENT = 0.005  # of one of the groups
_NEARLY_UNIQUE = 0.5  # more distinct values by person than this tell persons apart, not groups
_FEW_NUMBERS = 8  # numbers with up to so many different ones are compared one by one
_DECILES = tuple(step / 10 for step in range(1, 10))
_FEWEST = 30  # people of a group below which a share says little
_FALSE = 0.05  # false discoveries that are put up with
_ONCE = Test("gte", Decimal(1), "number")

# What names or reaches a person says nothing about a group; having it does.
PERSONAL = frozenset({*NAMES, "id", "phone", "user_id", "avatar"})
_DEVICE_FIELDS: tuple[DeviceField, ...] = ("platform", "app_version", "os_version", "model")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NumberPair:
    """Numbers of the members who have one, and of the others; `smd` is the standardised mean difference."""

    inside: Numbers
    outside: Numbers
    smd: float | None

    def as_json(self) -> dict[str, object]:
        return {"inside": self.inside.as_json(), "outside": self.outside.as_json(), "smd": self.smd}


@dataclass(frozen=True, slots=True)
class Differentiator:
    """One condition that holds for `inside_count` of the members and for `outside_count` of the others.

    `interval` bounds the difference of the shares with 95 % confidence; `lift` is their ratio, None where the others
    have none; `effect` is Cohen's h, positive where members have more of it; `chance` is adjusted for how many
    differences were looked at; `small` marks groups or counts too small to rely on. For a number the condition is the
    decile that divides the groups best, and interval and chance allow for the choice. Shares are of all people of a
    group, so that they are those of `rule`.
    """

    kind: str  # attribute, number, tag, event, device
    field: str
    value: str | bool | float | None
    words: str
    inside_count: int
    outside_count: int
    inside_share: float
    outside_share: float
    lift: float | None
    difference: float
    interval: tuple[float, float]
    effect: float
    chance: float
    small: bool
    rule: Mapping[str, object]
    histogram: Histogram | None = None
    numbers: NumberPair | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "field": self.field,
            "value": self.value,
            "words": self.words,
            "inside_count": self.inside_count,
            "outside_count": self.outside_count,
            "inside_share": self.inside_share,
            "outside_share": self.outside_share,
            "lift": self.lift,
            "difference": self.difference,
            "interval": list(self.interval),
            "effect": self.effect,
            "chance": self.chance,
            "small": self.small,
            "rule": dict(self.rule),
            "histogram": None if self.histogram is None else self.histogram.as_json(),
            "numbers": None if self.numbers is None else self.numbers.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Differentiators:
    """`inside` members beside `outside` others; of `compared` conditions, `rows` are the strongest differences that
    chance doesn't explain."""

    as_of: int
    inside: int
    outside: int
    compared: int
    rows: tuple[Differentiator, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "as_of": format_instant(self.as_of),
            "inside": self.inside,
            "outside": self.outside,
            "compared": self.compared,
            "rows": [row.as_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class _Groups:
    """The two groups in the forms that are counted with."""

    inside: Ints
    outside: Ints
    inside_words: Words
    outside_words: Words

    def counts(self, column: ValueColumn) -> npt.NDArray[np.int64]:
        """values × (inside, outside): how many people have each value."""
        return np.stack([counts_by_code(column, self.inside), counts_by_code(column, self.outside)], axis=1)

    def within(self, words: Words) -> tuple[int, int]:
        return bits.count(words & self.inside_words), bits.count(words & self.outside_words)


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str
    field: str
    value: str | bool | float | None
    condition: Node
    counts: tuple[int, int]
    tries: int = 1
    histogram: Histogram | None = None
    numbers: NumberPair | None = None


def differentiators(
    store: Store, profiles: BitMap, against: BitMap | None, *, as_of: int, limit: int = 20, doubtful: bool = False
) -> Differentiators:
    """Members (by dense number) beside everyone else, or beside the profiles of `against` who are no members; as of the
    last full hour.

    Ranked by Cohen's h. Differences that stay in doubt when 5 % false discoveries are put up with (Benjamini and
    Hochberg) are left out, unless `doubtful`. Attributes that tell persons apart are no differences.
    """
    source, moment = store.source(), hour_of(as_of)
    inside = mask_of(source, profiles)
    others = bits.unpack(source.everyone(moment), source.profiles) if against is None else mask_of(source, against)
    outside = others & ~inside
    groups = _Groups(np.flatnonzero(inside), np.flatnonzero(outside), bits.pack(inside), bits.pack(outside))
    n, m = groups.inside.size, groups.outside.size
    if n == 0 or m == 0:
        return Differentiators(moment, n, m, 0, ())
    found = _without_doubles(_candidates(source, store.catalog(), groups, moment))
    chances = [min(1.0, shares.chance(c.counts[0], n, c.counts[1], m) * c.tries) for c in found]
    rows = [
        (candidate, chance)
        for candidate, chance in zip(found, shares.adjusted(chances), strict=True)
        if doubtful or chance <= _FALSE
    ]
    rows.sort(key=lambda row: -abs(shares.cohen_h(row[0].counts[0] / n, row[0].counts[1] / m)))
    best = [_row(_with_counts(source, candidate, groups, moment), chance, n, m) for candidate, chance in rows[:limit]]
    return Differentiators(moment, n, m, len(found), tuple(best))


def _row(candidate: _Candidate, chance: float, n: int, m: int) -> Differentiator:
    a, b = candidate.counts
    p, q = a / n, b / m
    return Differentiator(
        kind=candidate.kind,
        field=candidate.field,
        value=candidate.value,
        words=describe_condition(candidate.condition, segment_names={}),
        inside_count=a,
        outside_count=b,
        inside_share=p,
        outside_share=q,
        lift=p / q if q else None,
        difference=p - q,
        interval=shares.newcombe(a, n, b, m, shares.deviations(candidate.tries)),
        effect=shares.cohen_h(p, q),
        chance=chance,
        small=min(n, m) < _FEWEST or min(a + b, n + m - a - b) < 10,
        rule=to_json(candidate.condition),
        histogram=candidate.histogram,
        numbers=candidate.numbers,
    )


def _without_doubles(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Without values that stand for the same people twice, such as a city and the city of an address."""
    kept: dict[tuple[object, ...], _Candidate] = {}
    for candidate in candidates:
        key: tuple[object, ...] = (candidate.kind, repr(candidate.value), candidate.counts)
        if candidate.value is None:
            key = (*key, candidate.field)
        if key not in kept or len(candidate.field) < len(kept[key].field):
            kept[key] = candidate
    return list(kept.values())


# --- what may set people apart ----------------------------------------------------------------------------------------


def _candidates(source: FoldedSource, catalog: Catalog, groups: _Groups, as_of: int) -> Iterator[_Candidate]:
    for path in catalog.attributes:
        if not is_list_path(path):
            yield from _of_attribute(source.attribute(path, as_of), path, groups)
    tags = sorted(catalog.tags, key=lambda tag: -catalog.tags[tag])[:_MOST_NAMES]
    for tag, words in _tag_sets(source, tags, as_of).items():
        yield _Candidate("tag", tag, None, TagCondition((tag,), "has"), groups.within(words))
    for field in _DEVICE_FIELDS:
        for text, words in membership.device_sets(source, field, as_of).items():
            condition = DeviceCondition(field, Test("is", text, "string"))
            yield _Candidate("device", field, text, condition, groups.within(words))
    names = sorted(catalog.events, key=lambda name: -catalog.events[name].count)[:_MOST_NAMES]
    for name, words in _doers(source, names, as_of).items():
        yield _Candidate("event", name, None, _did(name), groups.within(words))


def _did(name: str) -> EventCondition:
    return EventCondition(name, None, Measure("count"), _ONCE, Rolling(Duration(DAYS, "d")))


def _of_attribute(column: ValueColumn, path: str, groups: _Groups) -> Iterator[_Candidate]:
    counts = groups.counts(column)
    used = np.flatnonzero(counts.sum(axis=1))
    kinds = column.values.kinds[used]
    if used.size == 0 or (kinds == OBJECT).any():
        return  # the parts of objects are attributes of their own
    people = counts.sum(axis=0)
    yield _Candidate(
        "attribute", path, None, AttributeCondition(path, Test("is_set")), (int(people[0]), int(people[1]))
    )
    if path.rpartition(".")[2] in PERSONAL or tells_persons_apart(column, used, int(people.sum())):
        return
    if (kinds == LIST).any():
        yield from _of_items(column, path, counts, groups)
    elif (kinds == NUMBER).all() and used.size > _FEW_NUMBERS:
        yield from _of_numbers(column, path, counts, groups)
    else:
        yield from _of_values(column, path, counts, groups)


def tells_persons_apart(column: ValueColumn, used: npt.NDArray[np.intp], people: int) -> bool:
    """Whether nearly everybody has a value of their own; numbers must be whole for it, and hardly ever repeat."""
    if people <= 20:
        return False
    if (column.values.kinds[used] == NUMBER).all():
        return used.size > 0.95 * people and not (column.values.scaled[used] % SCALE).any()
    return used.size > _NEARLY_UNIQUE * people


def _frequent(counts: npt.NDArray[np.int64], groups: _Groups) -> Ints:
    """The rows that enough people of one of the groups have, most frequent first."""
    share = np.maximum(counts[:, 0] / groups.inside.size, counts[:, 1] / groups.outside.size)
    order = np.argsort(-share, kind="stable")[:_MOST_VALUES]
    return order[share[order] >= _FREQUENT].astype(np.int64)


def _of_values(column: ValueColumn, path: str, counts: npt.NDArray[np.int64], groups: _Groups) -> Iterator[_Candidate]:
    for code in _frequent(counts, groups).tolist():
        value, test = value_and_test(int(column.values.kinds[code]), str(column.values.text[code].as_py()))
        yield _Candidate("attribute", path, value, AttributeCondition(path, test), _pair(counts[code]))


def _of_items(column: ValueColumn, path: str, counts: npt.NDArray[np.int64], groups: _Groups) -> Iterator[_Candidate]:
    items = item_counts(column, counts)
    texts = [text for text in items if text.startswith('"')]
    if not texts:
        return
    table = np.stack([items[text] for text in texts])
    for row in _frequent(table, groups).tolist():
        value = str(json.loads(texts[row]))
        test = Test("contains", value, "list")
        yield _Candidate("attribute", path, value, AttributeCondition(path, test), _pair(table[row]))


def value_and_test(kind: int, text: str) -> tuple[str | bool | float, Test]:
    if kind == BOOLEAN:
        return text == "true", Test("is_true" if text == "true" else "is_false", None, "boolean")
    if kind == NUMBER:
        return float(text), Test("eq", Decimal(text), "number")
    assert kind == STRING
    return text, Test("is", text, "string")


def _pair(counts: npt.NDArray[np.int64]) -> tuple[int, int]:
    return int(counts[0]), int(counts[1])


def _of_numbers(column: ValueColumn, path: str, counts: npt.NDArray[np.int64], groups: _Groups) -> Iterator[_Candidate]:
    """One candidate: the decile of all at which the groups differ most."""
    codes, values = ascending(column)
    inside, outside = counts[codes, 0], counts[codes, 1]
    mine, theirs = summary(values, inside), summary(values, outside)
    if mine is None or theirs is None:
        return
    cuts = sorted({at for at in ranks(inside + outside, _DECILES) if at > 0})
    if not cuts:
        return
    above = np.stack([inside[::-1].cumsum()[::-1], outside[::-1].cumsum()[::-1]], axis=1)
    below = np.array([inside.sum(), outside.sum()]) - above
    splits = [("gte", at, above[at]) for at in cuts] + [("lt", at, below[at]) for at in cuts]
    op, at, best = max(splits, key=lambda split: _excess(split[2], groups))
    exact = Decimal(str(column.values.text[int(codes[at])].as_py()))
    yield _Candidate(
        kind="number",
        field=path,
        value=None,
        condition=AttributeCondition(path, Test(op, exact, "number")),
        counts=_pair(best),
        tries=len(splits),
        histogram=histogram_of(values, inside, outside),
        numbers=NumberPair(mine, theirs, standardised_difference(mine, theirs)),
    )


def _excess(counts: npt.NDArray[np.int64], groups: _Groups) -> float:
    return shares.cohen_h(int(counts[0]) / groups.inside.size, int(counts[1]) / groups.outside.size)


# --- sets that are kept with the source -------------------------------------------------------------------------------


def _kept(source: FoldedSource, what: str, as_of: int) -> dict[str, Words]:
    """What was worked out for the hour; what was for another one goes."""
    key = f"{what} by the hour"
    kept = cast("tuple[int, dict[str, Words]] | None", source.memo.get(key))
    if kept is None or kept[0] != as_of:
        kept = (as_of, {})
        source.memo[key] = kept
    return kept[1]


def _tag_sets(source: FoldedSource, tags: Sequence[str], as_of: int) -> dict[str, Words]:
    kept = _kept(source, "tags", as_of)
    for tag in tags:
        if tag not in kept:
            times = source.tag(tag, as_of)
            kept[tag] = bits.empty(source.profiles) if times is None else bits.pack(times != NO_TAG)
    return {tag: kept[tag] for tag in tags}


def _doers(source: FoldedSource, names: Sequence[str], as_of: int) -> dict[str, Words]:
    kept = _kept(source, "doers", as_of)
    for name in names:
        if name not in kept:
            kept[name] = bits.from_numbers(_recent(source, name, as_of), source.profiles)
    return {name: kept[name] for name in names}


def _recent(source: FoldedSource, name: str, as_of: int) -> npt.NDArray[np.int32]:
    """The profile of each event in the days before `as_of`."""
    events = source.events(name)
    low, high = np.searchsorted(events.time, np.array([as_of - DAYS * 24 * HOUR, as_of], np.int64)).tolist()
    return events.profile[low:high]


def _with_counts(source: FoldedSource, candidate: _Candidate, groups: _Groups, as_of: int) -> _Candidate:
    """An event's row also says how often people did it."""
    if candidate.kind != "event":
        return candidate
    times = np.bincount(_recent(source, candidate.field, as_of), minlength=source.profiles)

    def tallied(people: Ints) -> dict[int, int]:
        counts = np.bincount(times[people])
        return {int(often): int(counts[often]) for often in np.flatnonzero(counts)}

    inside, outside = tallied(groups.inside), tallied(groups.outside)
    return replace(candidate, histogram=count_histogram(inside, outside), numbers=_how_often(inside, outside))


def _how_often(inside: Mapping[int, int], outside: Mapping[int, int]) -> NumberPair:
    def summed(times: Mapping[int, int]) -> Numbers:
        found = summary(np.array(list(times), np.float64), np.array(list(times.values()), np.int64))
        assert found is not None
        return found

    mine, theirs = summed(inside), summed(outside)
    return NumberPair(mine, theirs, standardised_difference(mine, theirs))
