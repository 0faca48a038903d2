"""Rebuild: everything derived made again from the log, and the members with it."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import insert, update

from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.membership.compiled import Compiler, Segments
from shoal.membership.generations import (
    GenerationInfo,
    NewGeneration,
    latest_generations,
    members,
    publish,
    remove_unused,
    write_files,
)
from shoal.membership.measures import named_measures
from shoal.membership.run import Progress, Report
from shoal.model.errors import ShoalError
from shoal.model.segment import Segment
from shoal.storage import Store, layout, member_sets
from shoal.storage.column_store import DERIVED
from shoal.storage.records import tables


@dataclass(frozen=True, slots=True)
class RebuiltRow:
    """`before` is None where the stored members couldn't be read; `state` is same, restored, or edited (the definition
    changed since, so that only a refresh can publish new members)."""

    segment: str
    before: int | None
    members: int | None
    state: str


@dataclass(frozen=True, slots=True)
class RebuildReport:
    rows: tuple[RebuiltRow, ...]

    @property
    def identical(self) -> bool:
        return all(row.state in ("same", "edited") for row in self.rows)


def rebuild(
    store: Store, segments: Mapping[str, Segment], *, now: Callable[[], int], progress: Report | None = None
) -> RebuildReport:
    """Makes indexes, columns and members again from the log. Members that were damaged are stored anew.

    Each segment is computed at its generation's instant from the records known then, so that a healthy store gives
    identical members. A static segment's members are those of its change log. Raises CorruptStore when the log itself,
    or the last copy of a static segment's members, is damaged.
    """
    report = progress or (lambda _: None)
    report(Progress(0, len(segments) + 1, "Reading the log"))
    store.rebuild()
    with layout.disk_errors(store.directory / DERIVED):
        if (store.directory / DERIVED).exists():
            shutil.rmtree(store.directory / DERIVED)
    definitions = Segments(segments, store.zone, named_measures(store))
    rows = []
    present = sorted(latest_generations(store).items())
    present.sort(key=lambda item: item[0] in segments and segments[item[0]].rule is not None)  # rules read static ones
    for done, (id_, generation) in enumerate(present, 1):
        report(Progress(done, len(segments) + 1, id_))
        if id_ in segments and segments[id_].rule is None:
            rows.append(_replayed(store, segments[id_], generation, now))
        elif id_ in segments:
            rows.append(_rebuilt(store, definitions, segments[id_], generation, now))
    remove_unused(store)
    return RebuildReport(tuple(rows))


def _rebuilt(
    store: Store, definitions: Segments, segment: Segment, generation: GenerationInfo, now: Callable[[], int]
) -> RebuiltRow:
    try:
        stored = np.array(members(store, segment.id).profiles, np.int64)
    except ShoalError:
        stored = None
    before = None if stored is None else stored.size
    if definitions.fingerprint_of(segment) != generation.fingerprint:
        return RebuiltRow(segment.id, before, None, "edited")
    source = store.source_at(generation.watermark, generation.id)
    expression = Compiler(definitions, source, generation.as_of).segment(segment)
    words = evaluate(leaves_of([expression]), source, as_of=generation.as_of).members(expression)
    if stored is not None and np.array_equal(stored, bits.numbers(words)):
        return RebuiltRow(segment.id, before, stored.size, "same")
    _store_anew(store, generation, bits.to_roaring(words), bits.count(words), now())
    return RebuiltRow(segment.id, before, bits.count(words), "restored")


def _replayed(store: Store, segment: Segment, generation: GenerationInfo, now: Callable[[], int]) -> RebuiltRow:
    """The members of a static segment from its change log; while that can't be read, the stored ones count."""
    place = (store.records, store.workspace_id, store.directory, segment.id)
    try:
        stored = members(store, segment.id).profiles
    except ShoalError:
        stored = None
    before = None if stored is None else len(stored)
    try:
        replayed = member_sets.replayed(*place, through=generation.id)
    except ShoalError:
        if stored is None:
            raise
        return RebuiltRow(segment.id, before, before, "same")
    if replayed == stored:
        return RebuiltRow(segment.id, before, before, "same")
    words = bits.from_numbers(np.array(replayed, np.int64), store.profile_count())
    _store_anew(store, generation, bits.to_roaring(words), len(replayed), now())
    return RebuiltRow(segment.id, before, len(replayed), "restored")


def _store_anew(store: Store, generation: GenerationInfo, profiles: bytes, count: int, now: int) -> None:
    """Publishes the members again without changes: the change log stays as it was."""
    new = NewGeneration(generation.segment, generation.definition_version, generation.fingerprint, profiles, count, ())
    with store.publishing, store.records.write() as connection:
        run = connection.execute(
            insert(tables.run).values(
                workspace_id=store.workspace_id,
                started_at=now,
                as_of=generation.as_of,
                watermark=generation.watermark,
            )
        ).inserted_primary_key
        assert run is not None
        write_files(store, run[0], [new])
        publish(connection, store, run[0], [new], as_of=generation.as_of, watermark=generation.watermark, at=now)
        connection.execute(update(tables.run).where(tables.run.c.id == run[0]).values(finished_at=now))
