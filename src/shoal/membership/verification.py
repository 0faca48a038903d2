"""Verify: the published members against a full recompute, and a sample of people against the oracle."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal import oracle
from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.columns.program import Source
from shoal.membership.compiled import Compiler, Segments, normal_form
from shoal.membership.generations import GenerationInfo, latest_generations, members
from shoal.membership.run import Progress, Report
from shoal.model.errors import NotFound, ShoalError
from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, SegmentRule, TagRecord, World
from shoal.model.rule import AttributeCondition, ResponseCondition, Rule
from shoal.model.segment import Segment
from shoal.rules import leaf_paths, references
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
    definitions = Segments(segments, store.zone)
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
    rule = definitions.rule_of(segment)
    if definitions.fingerprint(rule, definitions.zone_of(segment)) != generation.fingerprint:
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
    if _needs_everybody(definitions, rule) and chosen.size < living.size:
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


def _needs_everybody(definitions: Segments, rule: Rule) -> bool:
    for _, leaf in leaf_paths(rule):
        if isinstance(leaf, AttributeCondition) and leaf.test.op in ("top_percent", "bottom_percent"):
            return True
        if isinstance(leaf, ResponseCondition) and leaf.message == "last":
            return True
    return any(
        _needs_everybody(definitions, normal_form(inner))
        for inner in (definitions.segments[name].rule for name in references(rule))
        if inner is not None
    )


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
        return SegmentRule(rule, definitions.zone_of(other), other.active, inside)

    rules = {name: known(other) for name, other in definitions.segments.items()}
    world = World(tuple(histories.values()), rules, store.zone)
    inside = oracle.members(definitions.rule_of(segment), world, generation.as_of, zone=definitions.zone_of(segment))
    return np.array(sorted(n for n, h in histories.items() if h.profile_id in inside), np.int64)


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
