"""A refresh: the members of many segments, computed together, published together."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from sqlalchemy import insert, update

from shoal.columns import bits
from shoal.columns.bits import RoaringWriter, Words
from shoal.columns.evaluate import Evaluation, evaluate, leaves_of
from shoal.columns.program import Expression
from shoal.membership.compiled import Compiler, Segments
from shoal.membership.generations import (
    ChangeSet,
    GenerationInfo,
    NewGeneration,
    PresentSet,
    changed_since,
    insert_rows,
    present_sets,
    publish,
    read_sets,
    remove_unused,
    write_files,
)
from shoal.membership.measures import named_measures
from shoal.membership.results import RUN_SEGMENT, SegmentResult
from shoal.membership.settling import settled
from shoal.model.errors import CorruptStore, InvalidInput, NotFound, ShoalError, StorageError
from shoal.model.instant import format_instant
from shoal.model.segment import Cause, Segment
from shoal.storage import Store
from shoal.storage.records import tables
from shoal.storage.store import surviving

THREADS = 2
_WORTH_THREADS = 200_000_000  # bits; below, threads wait for each other more than they help


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long step is."""

    done: int
    total: int
    what: str


Report = Callable[[Progress], None]


def refresh(
    store: Store,
    segments: Mapping[str, Segment],
    ids: Sequence[str] | None,
    *,
    as_of: int,
    now: Callable[[], int],
    progress: Report | None = None,
    by: str | None = None,
) -> tuple[SegmentResult, ...]:
    """Computes and publishes the members of the segments (all rule segments when `ids` is None) at `as_of`.

    Members, counts and changes of all of them switch in one transaction. A segment whose rule can't be evaluated fails
    alone and keeps its last members; an inactive one and one without a rule are skipped. `by` is who started it. Raises
    NotFound, StorageError, and InvalidInput for an `as_of` before a segment's last generation.
    """
    chosen = _chosen(segments, ids)
    present = {one.generation.segment: one for one in present_sets(store)}
    _require_forward(chosen, present, as_of)
    report = progress or (lambda _: None)
    job = _Refresh(store, Segments(segments, store.zone, named_measures(store)), chosen, present, as_of, report, by)
    return job.run(now)


def _chosen(segments: Mapping[str, Segment], ids: Sequence[str] | None) -> list[Segment]:
    if ids is None:
        return [segment for segment in segments.values() if segment.rule is not None]
    for id_ in ids:
        if id_ not in segments:
            raise NotFound.named("segment", id_, segments, listing="shoal segments list")
    return [segments[id_] for id_ in dict.fromkeys(ids)]


def _require_forward(chosen: Sequence[Segment], present: Mapping[str, PresentSet], as_of: int) -> None:
    for segment in chosen:
        last = present.get(segment.id)
        if segment.rule is not None and last is not None and last.generation.as_of > as_of:
            raise InvalidInput(
                f"{segment.id!r} was already refreshed as of {format_instant(last.generation.as_of)}, "
                f"which is later than {format_instant(as_of)}",
                hint="`shoal preview --as-of` asks about the past without changing the members",
            )


class _Refresh:
    """One run. Its state goes from compiled rules to computed sets to what is published."""

    def __init__(
        self,
        store: Store,
        definitions: Segments,
        chosen: Sequence[Segment],
        present: Mapping[str, PresentSet],
        as_of: int,
        report: Report,
        by: str | None,
    ) -> None:
        self._by = by
        self._store = store
        self._definitions = definitions
        self._chosen = chosen
        self._present = present
        self._as_of = as_of
        self._report = report
        self._source = store.source()
        self._watermark = self._source.watermark  # records may come in meanwhile; they are for the next refresh
        self._touched: dict[tuple[int, int, frozenset[str]], Words] = {}
        survivors = store.canonical(store.snapshot_at(self._watermark))
        merged = survivors != np.arange(survivors.size)
        self._survivors = survivors
        self._merged = bits.pack(merged) if merged.any() else None

    def run(self, now: Callable[[], int]) -> tuple[SegmentResult, ...]:
        run_id = self._begin(now())
        try:
            self._report(Progress(0, len(self._chosen), "Reading rules"))
            expressions, results = self._compile()
            leaves = leaves_of(expressions.values())
            self._report(Progress(0, len(self._chosen), f"Computing {len(leaves)} conditions"))
            evaluation = evaluate(leaves, self._source, as_of=self._as_of, threads=THREADS)
            made = self._compute(expressions, evaluation, results)
            self._report(Progress(len(self._chosen), len(self._chosen), "Publishing"))
            with self._store.publishing:
                made += settled(self._store, self._definitions.segments, self._survivors, self._as_of)
                write_files(self._store, run_id, made)
                self._finish(run_id, made, results, now())
        except BaseException as error:
            self._abandon(run_id, now(), error)
            raise
        remove_unused(self._store)
        return tuple(results[segment.id] for segment in self._chosen)

    # --- computing -------------------------------------------------------------------------------------------------

    def _compile(self) -> tuple[dict[str, Expression], dict[str, SegmentResult]]:
        compiler = Compiler(self._definitions, self._source, self._as_of)
        expressions: dict[str, Expression] = {}
        results: dict[str, SegmentResult] = {}
        for segment in self._chosen:
            if not segment.active or segment.rule is None:
                results[segment.id] = SegmentResult(segment.id, "skipped", None, None, None, 0, None)
                continue
            try:
                expressions[segment.id] = compiler.segment(segment)
            except (ShoalError, ValueError) as error:
                results[segment.id] = _failed(segment.id, error)
        return expressions, results

    def _compute(
        self, expressions: Mapping[str, Expression], evaluation: Evaluation, results: dict[str, SegmentResult]
    ) -> list[NewGeneration]:
        previous = read_sets(self._store, [self._present[id_] for id_ in expressions if id_ in self._present])
        made: list[NewGeneration] = []

        def one(id_: str, writer: RoaringWriter) -> None:
            started = perf_counter()
            try:
                words = evaluation.members(expressions[id_])
                new = self._new_generation(self._definitions.segments[id_], words, previous.get(id_), writer)
            except StorageError:
                raise
            except Exception as error:  # a rule that can't be evaluated fails alone
                results[id_] = _failed(id_, error)
                return
            counts = {d: sum(c.count for c in new.changes if c.direction == d) for d in ("entered", "left")}
            elapsed = round((perf_counter() - started) * 1000)
            results[id_] = SegmentResult(id_, "ready", new.members, counts["entered"], counts["left"], elapsed, None)
            made.append(new)
            self._report(Progress(len(made), len(expressions), "Comparing members"))

        def some(ids: Sequence[str]) -> None:
            writer = RoaringWriter(self._source.profiles)
            for id_ in ids:
                one(id_, writer)

        names = list(expressions)
        threads = THREADS if len(names) * self._source.profiles > _WORTH_THREADS else 1
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(some, [names[i::threads] for i in range(threads)]))
        return made

    def _new_generation(
        self, segment: Segment, words: Words, previous: bytes | None, writer: RoaringWriter
    ) -> NewGeneration:
        fingerprint = self._definitions.fingerprint_of(segment)
        data, count = writer.write(words)
        changes: tuple[ChangeSet, ...] = ()
        last = self._present.get(segment.id)
        if previous != data:
            before = bits.empty(self._source.profiles)
            if previous is not None:
                before = self._before(segment.id, previous)
            if last is None or previous is None or last.generation.fingerprint != fingerprint:
                changes = _changes(words & ~before, before & ~words, {"definition": None}, writer)
            else:
                causes = self._causes(last.generation, self._definitions.stored_in(segment))
                changes = _changes(words & ~before, before & ~words, causes, writer)
        return NewGeneration(segment.id, segment.version, fingerprint, data, count, changes)

    def _before(self, segment: str, previous: bytes) -> Words:
        try:
            return bits.from_roaring(previous, self._source.profiles)
        except ValueError as error:
            raise CorruptStore(
                f"the members of {segment!r} are damaged: {error}", hint="run `shoal rebuild` to compute them again"
            ) from error

    def _causes(self, last: GenerationInfo, stored: frozenset[str]) -> "dict[Cause, Words | None]":
        """Whose changes have which cause: a merge, new records or other stored members since the last generation, else
        the clock. `stored` are the static segments that the rule names."""
        key = (last.watermark, last.id if stored else 0, stored)
        if key not in self._touched:
            touched = self._store.touched_since(last.watermark, self._watermark)
            if stored:
                touched |= changed_since(self._store, stored, last.id, last.as_of)
            self._touched[key] = bits.from_numbers(surviving(touched, self._survivors), self._source.profiles)
        causes: dict[Cause, Words | None] = {"data": self._touched[key], "clock": None}
        return causes if self._merged is None else {"identity": self._merged, **causes}

    # --- records ---------------------------------------------------------------------------------------------------

    def _begin(self, now: int) -> int:
        with self._store.records.write() as connection:
            done = connection.execute(
                insert(tables.run).values(
                    workspace_id=self._store.workspace_id,
                    started_at=now,
                    started_by=self._by,
                    as_of=self._as_of,
                    watermark=self._watermark,
                )
            )
        assert done.inserted_primary_key is not None
        return int(done.inserted_primary_key[0])

    def _finish(
        self, run_id: int, made: Sequence[NewGeneration], results: Mapping[str, SegmentResult], now: int
    ) -> None:
        workspace = self._store.workspace_id
        rows = [
            (workspace, run_id, r.segment, r.status, r.members, r.entered, r.left, r.milliseconds, r.error)
            for r in results.values()
        ]
        with self._store.records.write() as connection:
            publish(connection, self._store, run_id, made, as_of=self._as_of, watermark=self._watermark, at=now)
            insert_rows(connection, tables.run_segment, RUN_SEGMENT, rows)
            connection.execute(update(tables.run).where(tables.run.c.id == run_id).values(finished_at=now))

    def _abandon(self, run_id: int, now: int, error: BaseException) -> None:
        """The run's row says why it ended; when even that can't be written, the error itself is what counts."""
        try:
            with self._store.records.write() as connection:
                connection.execute(
                    update(tables.run).where(tables.run.c.id == run_id).values(finished_at=now, error=str(error)[:1000])
                )
        except ShoalError as second:
            error.add_note(f"and the run could not be marked as failed: {second}")


def _failed(segment: str, error: Exception) -> SegmentResult:
    return SegmentResult(segment, "failed", None, None, None, 0, str(error) or type(error).__name__)


def _changes(
    entered: Words, left: Words, causes: "Mapping[Cause, Words | None]", writer: RoaringWriter
) -> tuple[ChangeSet, ...]:
    """Splits the changes by cause; each cause takes its profiles out of what is left, None takes the rest."""
    out = []
    for direction, words in (("entered", entered), ("left", left)):
        rest = words
        for cause, profiles in causes.items():
            if not rest.any():
                break
            mine = rest if profiles is None else rest & profiles
            data, count = writer.write(mine)
            if count:
                out.append(ChangeSet(direction, cause, data, count))
                rest = rest & ~mine
    return tuple(out)
