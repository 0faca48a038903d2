"""Verify: the published members against a full recompute, and a sample of people against the oracle."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal import oracle
from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.columns.program import Source
from shoal.columns.values import ValueColumn
from shoal.membership.compiled import Compiler, Segments, normal_form
from shoal.membership.generations import GenerationInfo, latest_generations, members
from shoal.membership.measures import named_measures
from shoal.membership.run import Progress, Report
from shoal.model.errors import NotFound, ShoalError
from shoal.model.history import (
    AttributeRecord,
    DeviceRecord,
    Event,
    History,
    LedgerEntry,
    ScoreSet,
    SegmentRule,
    TagRecord,
    World,
)
from shoal.model.rule import AttributeCondition, Node, ResponseCondition, RfmCondition, ScoreCondition
from shoal.model.segment import Segment
from shoal.rules import leaf_paths, references, remembered
from shoal.storage import Store, member_sets

T = TypeVar("T")
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VerifyRow:
    """One segment. `mismatches` says in words what differs; empty when nothing does."""

    segment: str
    stored: int
    recomputed: int
    oracle_checked: int
    mismatches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifyReport:
    rows: tuple[VerifyRow, ...]

    @property
    def ok(self) -> bool:
        return not any(row.mismatches for row in self.rows)


def verify(
    store: Store,
    segments: Mapping[str, Segment],
    ids: Sequence[str] | None,
    *,
    sample: int,
    as_of: int | None,
    progress: Report | None = None,
) -> VerifyReport:
    """Recomputes each refreshed segment as its generation was made: its instant, and the records known then. A static
    segment's members are held to its change log.

    With `as_of`, the generation published last until then. `sample` people a segment, members and others in equal
    parts, are judged by the oracle as well; 0 for none. Rules that rank people among each other, or ask for the last
    message, depend on everybody: they are judged singly only where the sample is as large as the workspace.
    """
    definitions = Segments(segments, store.zone, named_measures(store))
    present = latest_generations(store)
    chosen = _chosen(segments, ids, present)
    rows: list[VerifyRow] = []
    for done, segment in enumerate(chosen):
        if progress is not None:
            progress(Progress(done, len(chosen), segment.id))
        rows.append(_verified(store, definitions, segment, sample, as_of))
    return VerifyReport(tuple(rows))


def _chosen(
    segments: Mapping[str, Segment], ids: Sequence[str] | None, present: Mapping[str, GenerationInfo]
) -> list[Segment]:
    if ids is None:
        return [s for s in segments.values() if (s.rule is None or s.active) and s.id in present]
    for id_ in ids:
        if id_ not in segments:
            raise NotFound.named("segment", id_, segments, listing="shoal segments list")
    return [segments[id_] for id_ in ids]


def _verified(store: Store, definitions: Segments, segment: Segment, sample: int, as_of: int | None) -> VerifyRow:
    try:
        published = members(store, segment.id, as_of=as_of)
    except NotFound:
        raise
    except ShoalError as error:
        return VerifyRow(segment.id, 0, 0, 0, (error.message,))
    generation = published.generation
    stored = np.array(published.profiles, np.int64)
    if segment.rule is None:
        return _replayed(store, segment, stored, published.generation)
    if definitions.fingerprint_of(segment) != generation.fingerprint:
        message = f"the definition was edited since: `shoal refresh {segment.id}` publishes its members"
        return VerifyRow(segment.id, stored.size, 0, 0, (message,))
    source = store.source_at(generation.watermark, generation.id)
    expression = Compiler(definitions, source, generation.as_of).segment(segment)
    evaluation = evaluate(leaves_of([expression]), source, as_of=generation.as_of)
    recomputed = bits.numbers(evaluation.members(expression))
    mismatches = _differences(store, stored, recomputed, "in the recompute only", "stored only")
    if generation.members != stored.size:
        mismatches.append(f"the records say {generation.members:,} members, the set holds {stored.size:,}")
    living = bits.numbers(evaluation.everyone)
    chosen = _sampled(recomputed, living, sample)
    if _depends_on_everybody(definitions, segment) and chosen.size < living.size:
        chosen = chosen[:0]
    judged = _judged(store, source, definitions, segment, generation, chosen)
    mismatches += _differences(
        store,
        np.intersect1d(recomputed, chosen),
        judged,
        "in by the rule's plain meaning, not by the engine",
        "in by the engine only",
    )
    return VerifyRow(segment.id, stored.size, recomputed.size, chosen.size, tuple(mismatches))


def _replayed(store: Store, segment: Segment, stored: Numbers, generation: GenerationInfo) -> VerifyRow:
    """A static segment: what was stored, against all its changes until then."""
    try:
        log = member_sets.replayed(
            store.records, store.workspace_id, store.directory, segment.id, through=generation.id
        )
    except ShoalError as error:
        return VerifyRow(segment.id, stored.size, 0, 0, (error.message,))
    replayed = np.array(log, np.int64)
    mismatches = _differences(store, stored, replayed, "in the change log only", "stored only")
    if generation.members != stored.size:
        mismatches.append(f"the records say {generation.members:,} members, the set holds {stored.size:,}")
    return VerifyRow(segment.id, stored.size, replayed.size, 0, tuple(mismatches))


def _differences(store: Store, left: Numbers, right: Numbers, only_right: str, only_left: str) -> list[str]:
    ids = store.profile_ids(store.snapshot())
    out = []
    for numbers, words in ((np.setdiff1d(right, left), only_right), (np.setdiff1d(left, right), only_left)):
        if numbers.size:
            some = ", ".join(ids[int(n)].as_py() for n in numbers[:3])
            out.append(f"{numbers.size:,} {words}, such as {some}")
    return out


def _sampled(inside: Numbers, living: Numbers, sample: int) -> Numbers:
    """Members and others in equal parts as far as there are, chosen by a hash: the same ones each time."""
    outside = np.setdiff1d(living, inside)
    half = min(inside.size, max(sample // 2, sample - outside.size))
    return np.sort(np.concatenate([_first_by_hash(inside, half), _first_by_hash(outside, sample - half)]))


def _first_by_hash(numbers: Numbers, count: int) -> Numbers:
    mixed = (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
    return numbers[np.argsort(mixed, kind="stable")[: max(0, count)]]


def _depends_on_everybody(definitions: Segments, segment: Segment) -> bool:
    """Whether one person's membership depends on what others are."""
    if segment.rule is None:
        return False
    if segment.cap is not None or any(_depends_on_everybody(definitions, o) for o in definitions.earlier(segment)):
        return True
    rule = normal_form(segment.rule)
    if any(_is_among_all(leaf) for _, leaf in leaf_paths(rule)):
        return True
    return any(_depends_on_everybody(definitions, definitions.segments[name]) for name in references(rule))


def _is_among_all(leaf: Node) -> bool:
    match leaf:
        case AttributeCondition(test=test) | ScoreCondition(test=test) if test is not None:
            return test.op in ("top_percent", "bottom_percent")
        case ResponseCondition(message="last") | RfmCondition():
            return True
    return False


def _judged(
    store: Store,
    source: Source,
    definitions: Segments,
    segment: Segment,
    generation: GenerationInfo,
    chosen: Numbers,
) -> Numbers:
    """Those of the chosen whom the oracle has in the segment."""
    if chosen.size == 0:
        return chosen
    histories = read_histories(store, chosen.tolist(), generation.watermark)
    asked = definitions.stored_in(segment)

    def known(other: Segment) -> SegmentRule:
        inside: frozenset[str] = frozenset()
        if other.id in asked:
            numbers = np.intersect1d(bits.numbers(source.stored(other.id, generation.as_of)), chosen)
            inside = frozenset(histories[int(number)].profile_id for number in numbers)
        rule = None if other.rule is None else normal_form(other.rule)
        include, exclude = (_surviving_ids(store, source, ids) for ids in (other.include, other.exclude))
        active = other.active or other.id == segment.id
        zone = definitions.zone_of(other)
        return SegmentRule(rule, zone, active, inside, include, exclude, other.cap, other.waterfall)

    rules = {name: known(other) for name, other in definitions.segments.items()}
    people = {number: history.profile_id for number, history in histories.items()}
    world = World(
        tuple(histories.values()),
        rules,
        store.zone,
        definitions.measures,
        _scores(store, people, generation),
        _ledger(source, definitions, people),
    )
    inside = oracle.segment_members(world, segment.id, generation.as_of)
    return np.array(sorted(n for n, h in histories.items() if h.profile_id in inside), np.int64)


def _surviving_ids(store: Store, source: Source, ids: Sequence[str]) -> frozenset[str]:
    names = store.profile_ids(store.snapshot())
    return frozenset(names[int(number)].as_py() for number in bits.numbers(source.named(ids)))


def _scores(store: Store, people: Mapping[int, str], generation: GenerationInfo) -> dict[str, tuple[ScoreSet, ...]]:
    """What the generation's scores say of some people; a set at the first instant is as good as any before."""
    source = store.source_at(generation.watermark, generation.id)
    out: dict[str, tuple[ScoreSet, ...]] = {}
    for name in store.scores.names():
        found = source.scores(name, generation.as_of)
        if found is None:
            continue
        numbers, bands = (_texts_by_profile(column, people) for column in found)
        values = {profile: Decimal(text) for profile, text in numbers.items()}
        out[name] = (ScoreSet(generation.as_of - 1, values, bands),)
    return out


def _texts_by_profile(column: ValueColumn, people: Mapping[int, str]) -> dict[str, str]:
    known = {profile: int(column.codes[number]) for number, profile in people.items() if column.codes[number] >= 0}
    return {profile: str(column.values.text[code].as_py()) for profile, code in known.items()}


def _ledger(source: Source, definitions: Segments, people: Mapping[int, str]) -> dict[str, tuple[LedgerEntry, ...]]:
    asked = {name for s in definitions.segments.values() if s.rule is not None for name in remembered(s.rule)}
    entries: dict[str, list[LedgerEntry]] = {name: [] for name in asked}
    for name in asked:
        for change in source.changes(name):
            inside = bits.unpack(change.profiles, source.profiles)
            direction: Literal["entered", "left"] = "entered" if change.entered else "left"
            cause: Literal["data", "first"] = "data" if change.counts else "first"
            entries[name] += [LedgerEntry(p, change.time, direction, cause) for n, p in people.items() if inside[n]]
    return {name: tuple(found) for name, found in entries.items()}


def read_histories(store: Store, profiles: Collection[int], watermark: int) -> dict[int, History]:
    """All records of some profiles (canonical dense numbers), as known at a watermark."""
    snapshot = store.snapshot_at(watermark)
    ids = store.profile_ids(snapshot)
    connection = store.sql(snapshot)
    try:
        connection.register("chosen", pa.table({"profile": pa.array(list(profiles), pa.int32())}))

        def rows(dataset: str, columns: str) -> dict[int, list[tuple[object, ...]]]:
            query = (
                f"SELECT profile, epoch_us(time), message_id, {columns} FROM {dataset} SEMI JOIN chosen USING (profile)"
            )
            found: dict[int, list[tuple[object, ...]]] = defaultdict(list)
            for profile, *rest in connection.execute(query).fetchall():
                found[profile].append(tuple(rest))
            return found

        events = rows("events", "event, properties, context")
        attributes = rows("attributes", "attributes")
        tags = rows("tags", "tag, present")
        devices = rows("devices", "device_id, platform, os_version, app_version, model")
    finally:
        connection.close()
    return {
        profile: History(
            ids[profile].as_py(),
            _made(events[profile], lambda t, m, name, p, c: Event(name, t, m, _object(p), _object(c))),
            _made(attributes[profile], lambda t, m, a: AttributeRecord(t, m, _object(a))),
            _made(tags[profile], TagRecord),
            _made(devices[profile], DeviceRecord),
        )
        for profile in profiles
    }


def _made(rows: Iterable[tuple[object, ...]], make: Callable[..., T]) -> tuple[T, ...]:
    return tuple(make(*row) for row in rows)


def _object(text: str | None) -> dict[str, object]:
    if not text:
        return {}
    value: dict[str, object] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return value
