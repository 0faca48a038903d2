"""Files of events that suit reading: one for each UTC day and sixteenth of the profiles instead of one a batch."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyroaring import BitMap
from sqlalchemy import insert, select, update

from shoal.model.instant import from_microseconds
from shoal.storage import layout, log
from shoal.storage.append import Appender
from shoal.storage.records import tables

BUCKETS = 16

_DAY = 86_400_000_000
# Rows held in memory at a time.
_GROUP = 4_000_000
# A day with fewer rows shares a file with its neighbours; a sixteenth with fewer stays with the others of its day.
_SMALL = 50_000
# Files above this that hold one day are left alone.
_LARGE = 200_000
_MIN_FILES = 8


@dataclass(frozen=True, slots=True)
class _Span:
    """Neighbouring UTC days that are written together, both ends included."""

    first: int
    last: int
    rows: int


def compact(appender: Appender, snapshot: log.Snapshot, now: int) -> int:
    """Rewrites the files of events where that pays; returns how many were replaced.

    The replaced files stay on disk, for readers of older snapshots, until the next compaction or the next start.
    Raises StorageError or CorruptStore, with nothing changed.
    """
    files = [file for file in snapshot.of("events") if _is_candidate(file)]
    if len(files) < _MIN_FILES:
        return 0
    days, rows, pieces = _days_of(files)
    spans = _spans(days, rows)
    if pieces < 4 * len(spans):
        return 0
    batch = appender.watermark + 1
    new: list[log.NewFile] = []
    try:
        for group in _groups(spans):
            new += _rewritten(appender, files, group, batch, len(new))
        log.sync_log(appender.folder, new)
        _commit(appender, files, new, batch, now)
    except BaseException:
        for file in new:
            (appender.folder / file.path).unlink(missing_ok=True)
        raise
    appender.advance(batch)
    return len(files)


def _is_candidate(file: log.DataFile) -> bool:
    if file.min_time is None or file.max_time is None:
        return False
    return file.rows < _LARGE or file.min_time // _DAY != file.max_time // _DAY


def _days_of(files: list[log.DataFile]) -> tuple[np.ndarray, np.ndarray, int]:
    """The days with events, ascending, the rows of each, and in how many pieces they lie over the files."""
    counts: Counter[int] = Counter()
    pieces = 0
    for file in files:
        times = log.read_file(file, ["time"])["time"].cast(pa.int64()).to_numpy()
        days, rows = np.unique(times // _DAY, return_counts=True)
        counts.update(dict(zip(days.tolist(), rows.tolist(), strict=True)))
        pieces += len(days)
    ordered = sorted(counts)
    return np.array(ordered), np.array([counts[day] for day in ordered]), pieces


def _spans(days: np.ndarray, rows: np.ndarray) -> list[_Span]:
    spans: list[_Span] = []
    for day, count in zip(days.tolist(), rows.tolist(), strict=True):
        if spans and count < _SMALL and spans[-1].rows + count <= _SMALL:
            spans[-1] = _Span(spans[-1].first, day, spans[-1].rows + count)
        else:
            spans.append(_Span(day, day, count))
    return spans


def _groups(spans: list[_Span]) -> Iterator[list[_Span]]:
    group: list[_Span] = []
    for span in spans:
        if group and sum(s.rows for s in group) + span.rows > _GROUP:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _rewritten(
    appender: Appender, files: list[log.DataFile], spans: list[_Span], batch: int, written: int
) -> list[log.NewFile]:
    start, end = spans[0].first * _DAY, (spans[-1].last + 1) * _DAY
    parts = []
    for file in files:
        if (file.max_time or 0) >= start and (file.min_time or 0) < end:
            table = log.read_file(file, log.SCHEMAS["events"].names)
            times = table["time"].cast(pa.int64()).to_numpy()
            parts.append(table.filter(pa.array((times >= start) & (times < end))))
    table = pa.concat_tables(parts).combine_chunks()
    days = table["time"].cast(pa.int64()).to_numpy() // _DAY
    new: list[log.NewFile] = []
    for span in spans:
        part = table.filter(pa.array((days >= span.first) & (days <= span.last)))
        for bucket, rows in _buckets(appender, part):
            name = f"{batch:010d}-{written + len(new):06d}.parquet"
            day = str(from_microseconds(span.first * _DAY).date()) if span.first == span.last else None
            new.append(log.write_file(appender.folder, "events", name, _ordered(rows), day=day, bucket=bucket))
    return new


def _buckets(appender: Appender, table: pa.Table) -> Iterator[tuple[int | None, pa.Table]]:
    """A large day in sixteenths by profile, a smaller one whole."""
    if table.num_rows < BUCKETS * _SMALL:
        yield None, table
        return
    buckets = appender.identities.buckets()[table["profile"].to_numpy()]
    for bucket in range(BUCKETS):
        part = table.filter(pa.array(buckets == bucket))
        if part.num_rows:
            yield bucket, part


def _ordered(table: pa.Table) -> pa.Table:
    event = table["event"].combine_chunks().dictionary_encode()
    names = event.dictionary.to_pylist()
    rank = np.argsort(np.argsort(np.array(names, dtype=object))).astype(np.int32)
    codes = rank[event.indices.to_numpy(zero_copy_only=False)]
    times = table["time"].cast(pa.int64()).to_numpy()
    return table.take(pa.array(log.event_order(codes, times, table["message_id"].combine_chunks())))


def _commit(appender: Appender, files: list[log.DataFile], new: list[log.NewFile], batch: int, now: int) -> None:
    """A batch without records, in whose snapshot the new files stand for the old ones."""
    f, b = tables.data_file, tables.batch
    with appender.records.write() as connection:
        connection.execute(
            insert(b).values(
                workspace_id=appender.workspace_id,
                number=batch,
                source="compaction",
                accepted_at=now,
                rows=0,
                profiles=appender.identities.profiles,
                touched=bytes(BitMap().serialize()),
                catalog={},
            )
        )
        log.add_files(connection, appender.workspace_id, new, batch)
        connection.execute(update(f).where(f.c.id.in_([file.id for file in files])).values(removed=batch))
        old = connection.execute(select(f.c.path).where(f.c.removed < batch)).scalars().all()
    for path in old:
        with layout.disk_errors(appender.folder / path):
            (appender.folder / path).unlink(missing_ok=True)
