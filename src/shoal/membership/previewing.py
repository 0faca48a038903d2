"""Preview: how many match a rule, clause by clause, without writing anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from time import perf_counter
from typing import cast

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.evaluate import Evaluation, evaluate, leaves_of
from shoal.columns.program import BEGINNING, AttributeLeaf, EventLeaf, Expression, RankLeaf, Source
from shoal.columns.subset import Subset, sampled
from shoal.membership.audience import platforms, reachable
from shoal.membership.compiled import Compiler, Segments
from shoal.membership.generations import GenerationInfo, present_sets, present_state, read_sets
from shoal.membership.generations import members as stored_members
from shoal.membership.measures import named_measures
from shoal.membership.naming import Person, people
from shoal.model.errors import NotFound, Problem
from shoal.model.instant import format_instant
from shoal.model.rule import Node, Rule
from shoal.model.segment import Segment
from shoal.rules import describe_condition, leaf_paths
from shoal.storage import Store

SAMPLE = 5
# Fewer people are counted exactly at once: a sample of them would be no faster and too small.
WORTH_SAMPLING = 200_000
_CONFIDENCE = 1.96  # of 95 %, in standard deviations


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition by itself: its path in the rule's JSON, its words, how many living profiles it holds for, and how
    long it took to work out."""

    path: str
    text: str
    count: int
    ms: float


@dataclass(frozen=True, slots=True)
class Missing:
    """Living profiles without a value for an attribute that the rule asks about."""

    attribute: str
    count: int


@dataclass(frozen=True, slots=True)
class ShortHistory:
    """A condition whose window begins before some of the rule's members were first seen, or before its event was.

    `people` are those members. Times are microseconds since 1970 UTC; `data_from` is the event's first one ever.
    """

    path: str
    text: str
    window_start: int
    data_from: int | None
    people: int


@dataclass(frozen=True, slots=True)
class Similar:
    """A segment that is the same (`same_rule`), or whose stored members are nearly the rule's: `share` is the part of
    those in either that are in both."""

    id: str
    name: str
    members: int
    share: float
    same_rule: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """The rule beside the stored members of a segment: how many would enter and leave if it were saved."""

    members: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`interval` bounds the count (both ends the count itself when `exact`, else with 95 % confidence); `missing`
    counts the living profiles that lack any attribute the rule asks about; `reachable` and `platforms` count members,
    who may have several. `findings` are what the data says against the rule, such as a condition that holds for no one;
    `similar` the segments that are the same or nearly so (exact answers only)."""

    count: int
    exact: bool
    interval: tuple[int, int]
    as_of: int
    total: int
    reachable: Mapping[str, int]
    missing: int
    missing_by: tuple[Missing, ...]
    short_history: tuple[ShortHistory, ...]
    clauses: tuple[Clause, ...]
    platforms: Mapping[str, int]
    sample: tuple[Person, ...]
    impact: Impact | None
    findings: tuple[Problem, ...]
    similar: tuple[Similar, ...]
    ms: float

    def as_json(self) -> dict[str, object]:
        return {
            "count": self.count,
            "exact": self.exact,
            "interval": list(self.interval),
            "as_of": format_instant(self.as_of),
            "total": self.total,
            "reachable": dict(self.reachable),
            "missing": self.missing,
            "missing_by": [{"attribute": m.attribute, "count": m.count} for m in self.missing_by],
            "short_history": [
                {
                    "path": s.path,
                    "text": s.text,
                    "window_start": format_instant(s.window_start),
                    "data_from": None if s.data_from is None else format_instant(s.data_from),
                    "people": s.people,
                }
                for s in self.short_history
            ],
            "clauses": [{"path": c.path, "text": c.text, "count": c.count, "ms": round(c.ms, 1)} for c in self.clauses],
            "platforms": dict(self.platforms),
            "sample": [{"id": p.id, "name": p.name, "detail": p.detail} for p in self.sample],
            "impact": None
            if self.impact is None
            else {"members": self.impact.members, "entered": self.impact.entered, "left": self.impact.left},
            "findings": [finding.as_json() for finding in self.findings],
            "similar": [
                {
                    "id": s.id,
                    "name": s.name,
                    "members": s.members,
                    "share": round(s.share, 4),
                    "same_rule": s.same_rule,
                }
                for s in self.similar
            ],
            "ms": round(self.ms, 1),
        }


def preview(
    store: Store,
    segments: Mapping[str, Segment],
    rule: Rule,
    *,
    as_of: int,
    zone: str | None,
    exact: bool = True,
    against: str | None = None,
) -> Preview:
    """Who matches a typed rule at `as_of`. Without `exact`, counts come from one in sixteen of the profiles where there
    are many. `against` names a segment whose stored members the rule is compared with (exact answers only).

    Raises NotFound for a segment that isn't there.
    """
    started = perf_counter()
    whole_source = store.source()
    definitions = Segments(segments, store.zone, named_measures(store))
    compiler = Compiler(definitions, whole_source, as_of)
    whole = compiler.rule(rule, zone)
    parts = [_Part(path, node, compiler.rule(node, zone)) for path, node in leaf_paths(rule)]
    leaves = leaves_of([whole, *(part.expression for part in parts)])
    # A rank is among everybody: it can't be told from a sample.
    exact = exact or whole_source.profiles < WORTH_SAMPLING or any(isinstance(leaf, RankLeaf) for leaf in leaves)
    source: Source = whole_source if exact else _sample_of(whole_source)
    evaluation = evaluate(leaves, source, as_of=as_of, timer=perf_counter)
    words = evaluation.members(whole)
    members = bits.unpack(words, source.profiles)
    total = bits.count(evaluation.everyone)
    people_in_all = total if exact else bits.count(whole_source.everyone(as_of))
    scale = _Scale(total, people_in_all)
    names = {name: segment.name for name, segment in segments.items()}
    missing = _missing(leaves, source, as_of, evaluation.everyone)
    chosen = np.flatnonzero(members)
    clauses = tuple(_clause(part, names, evaluation, scale) for part in parts)
    return Preview(
        count=scale.up(chosen.size),
        exact=exact,
        interval=scale.interval(chosen.size),
        as_of=as_of,
        total=people_in_all,
        reachable={
            channel: scale.up(count)
            for channel, count in reachable(source, as_of, members, store.catalog().attributes).items()
        },
        missing=scale.up(missing.pop("", 0)),
        missing_by=tuple(Missing(path, scale.up(count)) for path, count in missing.items()),
        short_history=_short_histories(parts, names, source, words, scale),
        clauses=clauses,
        platforms={name: scale.up(count) for name, count in platforms(source, as_of, members).items()},
        sample=people(store, _spread(chosen if exact else sampled(whole_source.profiles)[chosen]), as_of=as_of),
        impact=_impact(store, against, chosen) if exact and against is not None else None,
        findings=_findings(clauses, total) if exact else (),
        similar=_similar(store, definitions, rule, zone, against, chosen) if exact else (),
        ms=(perf_counter() - started) * 1000,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One condition of the rule, with what it means at the instant."""

    path: str
    node: Node
    expression: Expression


@dataclass(frozen=True, slots=True)
class _Scale:
    """From `size` profiles that were looked at to the `population` of all."""

    size: int
    population: int

    def up(self, count: int) -> int:
        return count if self.size == self.population else round(count * self.population / max(self.size, 1))

    def interval(self, count: int) -> tuple[int, int]:
        """Wilson's score interval (1927) with the correction for a finite population."""
        if self.size in (self.population, 0):
            return (self.up(count), self.up(count))
        share = count / self.size
        z2 = _CONFIDENCE**2 * (1 - self.size / self.population)
        middle = (share + z2 / (2 * self.size)) / (1 + z2 / self.size)
        spread = sqrt(z2 * (share * (1 - share) + z2 / (4 * self.size)) / self.size) / (1 + z2 / self.size)
        low, high = max(middle - spread, 0.0), min(middle + spread, 1.0)
        return (int(low * self.population), -int(-high * self.population // 1))


def _sample_of(source: Source) -> Subset:
    """The sample, kept with the source for the next estimate."""
    kept = source.memo.get("sample")
    if not isinstance(kept, Subset):
        kept = source.memo["sample"] = Subset(source, sampled(source.profiles))
    return kept


def _clause(part: _Part, names: Mapping[str, str], evaluation: Evaluation, scale: _Scale) -> Clause:
    count = bits.count(evaluation.members(part.expression))
    seconds = sum(evaluation.seconds.get(leaf, 0.0) for leaf in leaves_of([part.expression]))
    return Clause(part.path, describe_condition(part.node, segment_names=names), scale.up(count), seconds * 1000)


def _findings(clauses: Sequence[Clause], total: int) -> tuple[Problem, ...]:
    """Conditions that tell nobody apart, as the data is now."""
    out = []
    for clause in clauses if total else ():
        if clause.count == 0:
            out.append(Problem(clause.path, "holds_for_no_one", f"nobody {clause.text}", None, "warning"))
        elif clause.count == total:
            out.append(Problem(clause.path, "holds_for_everyone", f"everybody {clause.text}", None, "warning"))
    return tuple(out)


NEARLY_THE_SAME = 0.95
_MOST_SIMILAR = 3


def _similar(
    store: Store,
    definitions: Segments,
    rule: Rule,
    zone: str | None,
    against: str | None,
    chosen: npt.NDArray[np.intp],
) -> tuple[Similar, ...]:
    """The other segments of the same meaning, or nearly the same stored members, most alike first."""
    mine = BitMap(chosen.astype(np.uint32))
    meaning = definitions.fingerprint(rule, zone or store.zone)
    found = []
    for generation, members, size in _stored_sets(store):
        same = generation.fingerprint == meaning
        smaller, larger = sorted((len(mine), size))
        if not same and smaller < NEARLY_THE_SAME * larger:  # most differ in size alone, which is quick to see
            continue
        segment = definitions.segments.get(generation.segment)
        if segment is None or segment.id == against:
            continue
        same = same and segment.rule is not None
        both = mine.intersection_cardinality(members)
        either = len(mine) + size - both
        share = both / either if either else 0.0
        if same or share >= NEARLY_THE_SAME:
            found.append(Similar(segment.id, segment.name, size, share, same))
    return tuple(sorted(found, key=lambda s: (not s.same_rule, -s.share))[:_MOST_SIMILAR])


_StoredSets = list[tuple[GenerationInfo, BitMap, int]]


def _stored_sets(store: Store) -> _StoredSets:
    """The present members of every segment, and how many they are. They stay with the source until some change."""
    memo = store.source().memo
    state = present_state(store)
    kept = cast("tuple[object, _StoredSets] | None", memo.get("stored sets"))
    if kept is not None and kept[0] == state:
        return kept[1]
    known = {generation.id: members for generation, members, _ in kept[1]} if kept is not None else {}
    present = present_sets(store)
    read = read_sets(store, [one for one in present if one.generation.id not in known])
    found = []
    for generation in (one.generation for one in present):
        members = known.get(generation.id)
        if members is None and generation.segment in read:
            members = BitMap.deserialize(read[generation.segment])
        if members is not None:
            found.append((generation, members, len(members)))
    memo["stored sets"] = (state, found)
    return found


def _missing(leaves: Sequence[object], source: Source, as_of: int, everyone: Words) -> dict[str, int]:
    """Living profiles without a value by attribute; under "" those that lack any of them."""
    paths = sorted({leaf.path for leaf in leaves if isinstance(leaf, AttributeLeaf | RankLeaf)})
    living = bits.unpack(everyone, source.profiles)
    lacking_any = np.zeros(source.profiles, np.bool_)
    out: dict[str, int] = {}
    for path in paths:
        lacking = (source.attribute(path, as_of).codes < 0) & living
        lacking_any |= lacking
        if count := int(lacking.sum()):
            out[path] = count
    return {"": int(lacking_any.sum()), **out}


def _short_histories(
    parts: Sequence[_Part],
    names: Mapping[str, str],
    source: Source,
    members: Words,
    scale: _Scale,
) -> tuple[ShortHistory, ...]:
    """The conditions with a window that reaches back beyond what is known of some members, longest window first."""
    out = []
    for part in parts:
        found = [leaf for leaf in leaves_of([part.expression]) if isinstance(leaf, EventLeaf)]
        if not found or found[0].start == BEGINNING:
            continue
        start, times = found[0].start, source.events(found[0].event).time
        newer = scale.up(bits.count(members & ~source.everyone(start)))
        first = int(times[0]) if times.size else None
        if newer or first is None or first > start:
            text = describe_condition(part.node, segment_names=names)
            out.append(ShortHistory(part.path, text, start, first, newer))
    return tuple(sorted(out, key=lambda short: short.window_start))


def _impact(store: Store, segment: str, chosen: npt.NDArray[np.intp]) -> Impact:
    try:
        before = np.array(stored_members(store, segment).profiles, np.int64)
    except NotFound:  # never refreshed: everybody enters
        before = np.empty(0, np.int64)
    stayed = np.intersect1d(before, chosen, assume_unique=True).size
    return Impact(before.size, chosen.size - stayed, before.size - stayed)


def _spread(members: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """A few members, spread over all of them."""
    if members.size == 0:
        return members
    return members[np.unique(np.linspace(0, members.size - 1, min(SAMPLE, members.size)).astype(np.intp))]
