"""Importing a file: batch after batch, each durable by itself, so that a broken import only has to be run again."""

import csv
import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, TextIO

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import insert, update

from shoal.ingest.files import format_of, open_parquet
from shoal.ingest.lines import LinesReader
from shoal.ingest.mapping import Mapping_, MappingKind
from shoal.ingest.parquet import TrackingParquetReader, is_tracking
from shoal.ingest.prepared import Namer, Prepared, Reject
from shoal.ingest.tabular import MappedReader, table_file
from shoal.ingest.typed import Typing
from shoal.model.errors import InvalidInput, ShoalError
from shoal.storage import Store, layout
from shoal.storage.dedupe import Occurrences
from shoal.storage.records import tables
from shoal.storage.sql import private_connection


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: `done` of `total` bytes or rows (`unit`) of the file, `rows` rows read."""

    done: int
    total: int
    unit: str
    rows: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file's rows: read = accepted + duplicates + rejected.

    `reasons` counts the rejected by reason, `rejects` is the file that lists them (None: none, or not asked for),
    `profiles` counts the new ones. Times are microseconds since 1970 UTC of the accepted rows.
    """

    path: Path
    source: str
    dry_run: bool
    read: int
    accepted: int
    duplicates: int
    rejected: int
    reasons: Mapping[str, int]
    rejects: Path | None
    profiles: int
    first_time: int | None
    last_time: int | None
    watermark: int
    milliseconds: int


class Reader(Protocol):
    """Reads a file in batches; `total` is its size in `unit` (bytes or rows)."""

    total: int
    unit: str

    def batches(self) -> Iterator[Prepared]: ...


@dataclass
class _Totals:
    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    profiles: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first_time: int | None = None
    last_time: int | None = None
    watermark: int = 0


def run_import(
    store: Store,
    reader: Reader,
    path: Path,
    *,
    kind: str,
    source: str,
    now: Callable[[], int],
    dry_run: bool,
    progress: Callable[[Progress], None] | None,
    rejects: Path | None,
) -> ImportReport:
    """Appends all batches of the reader to the store. A dry run does everything but write to the store."""
    started = now()
    totals = _Totals(watermark=store.watermark())
    run_id = None if dry_run else _begin_run(store, kind, path, source, started)
    error: str | None = None
    scratch = private_connection(layout.spill_folder(store.directory))
    try:
        with _RejectsFile(rejects) as rejects_file, _ahead(reader.batches()) as batches, closing(scratch) as connection:
            namer = Namer(connection, Occurrences(store.directory / layout.TMP))
            for batch in batches:
                rejects_file.write(batch.rejects)
                _append(store, namer, batch, totals, source, now(), dry_run)
                if progress is not None:
                    progress(Progress(batch.done, reader.total, reader.unit, totals.read))
    except ShoalError as problem:
        error = problem.message
        raise
    except BaseException as problem:
        error = f"interrupted: {type(problem).__name__}"
        raise
    finally:
        if run_id is not None:
            _end_run(store, run_id, totals, now(), error)
    if totals.read == 0:
        raise InvalidInput(f"{path} has no rows")
    return ImportReport(
        path=path,
        source=source,
        dry_run=dry_run,
        read=totals.read,
        accepted=totals.accepted,
        duplicates=totals.duplicates,
        rejected=totals.reasons.total(),
        reasons=dict(totals.reasons.most_common()),
        rejects=rejects_file.path if rejects_file.written else None,
        profiles=totals.profiles,
        first_time=totals.first_time,
        last_time=totals.last_time,
        watermark=totals.watermark,
        milliseconds=(now() - started) // 1000,
    )


def _append(store: Store, namer: Namer, batch: Prepared, totals: _Totals, source: str, now: int, dry_run: bool) -> None:
    totals.read += batch.read
    totals.reasons.update(reject.reason for reject in batch.rejects)
    if batch.records.num_rows == 0:
        return
    records = namer.named(batch.records)
    accepted = records["time"]
    if dry_run:
        totals.accepted += records.num_rows
    else:
        done = store.appender.append(records, source=source, now=now)
        totals.accepted += done.accepted
        totals.duplicates += len(done.duplicate) - done.accepted
        totals.profiles += done.profiles
        totals.watermark = done.watermark
        accepted = accepted.filter(pa.array(~done.duplicate))
    bounds = pc.min_max(accepted)
    low, high = bounds["min"].as_py(), bounds["max"].as_py()
    if low is not None:
        totals.first_time = low if totals.first_time is None else min(totals.first_time, low)
        totals.last_time = high if totals.last_time is None else max(totals.last_time, high)


def _begin_run(store: Store, kind: str, path: Path, source: str, now: int) -> int:
    with store.records.write() as connection:
        result = connection.execute(
            insert(tables.import_run).values(
                workspace_id=store.workspace_id,
                kind=kind,
                origin=str(path),
                source=source,
                started_at=now,
                read=0,
                accepted=0,
                duplicates=0,
                rejected=0,
            )
        )
        return int((result.inserted_primary_key or (0,))[0])


def _end_run(store: Store, run_id: int, totals: _Totals, now: int, error: str | None) -> None:
    with store.records.write() as connection:
        connection.execute(
            update(tables.import_run)
            .where(tables.import_run.c.id == run_id)
            .values(
                finished_at=now,
                read=totals.read,
                accepted=totals.accepted,
                duplicates=totals.duplicates,
                rejected=totals.reasons.total(),
                error=error,
            )
        )


class _RejectsFile:
    """A CSV file of line, reason and text, made with the first rejected row."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.written = False
        self._file: TextIO | None = None

    def __enter__(self) -> "_RejectsFile":
        return self

    def write(self, rejects: list[Reject]) -> None:
        if self.path is None or not rejects:
            return
        with layout.disk_errors(self.path):
            if self._file is None:
                self._file = self.path.open("w", newline="", encoding="utf-8")
                csv.writer(self._file).writerow(["line", "reason", "text"])
                self.written = True
            csv.writer(self._file).writerows((r.line, r.reason, r.raw) for r in rejects)

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with layout.disk_errors(self.path or Path()):
                self._file.close()


class _ahead(AbstractContextManager[Iterator[Prepared]]):  # noqa: N801 - used like a function
    """Reads the next batch in a thread while the last one is written."""

    def __init__(self, batches: Iterator[Prepared]) -> None:
        self._batches = batches
        self._queue: queue.Queue[Prepared | BaseException | None] = queue.Queue(maxsize=1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Iterator[Prepared]:
        self._thread.start()
        return self._taken()

    def _read(self) -> None:
        try:
            for batch in self._batches:
                self._give(batch)
                if self._stop.is_set():
                    return
            self._give(None)
        except BaseException as error:  # raised again where the batches are taken
            self._give(error)

    def _give(self, item: Prepared | BaseException | None) -> None:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=0.2)
                return
            except queue.Full:
                continue

    def _taken(self) -> Iterator[Prepared]:
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()


def import_events(
    store: Store,
    path: Path,
    *,
    mapping: Mapping_ | None = None,
    source: str = "import",
    now: Callable[[], int],
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    rejects: Path | None = None,
) -> ImportReport:
    """Imports a file of events: JSON lines or Parquet in the tracking format as they are, others by a mapping.

    Batch by batch, each durable at once: an import that broke off is completed by running it again. `source` owns the
    message ids: the same id from another source is another record. `rejects` names a CSV file for refused rows. Raises
    InvalidInput for a file or a mapping that can't be used (without a mapping where one is needed, its hint says so),
    StorageError when the disk refuses.
    """
    return _import(store, path, "events", mapping, source, now, dry_run, progress, rejects)


def import_profiles(
    store: Store,
    path: Path,
    *,
    mapping: Mapping_ | None = None,
    source: str = "import",
    now: Callable[[], int],
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    rejects: Path | None = None,
) -> ImportReport:
    """Imports a file of attributes of profiles, see `import_events`. Rows without a time hold from the beginning."""
    return _import(store, path, "profiles", mapping, source, now, dry_run, progress, rejects)


def import_tags(
    store: Store,
    path: Path,
    *,
    mapping: Mapping_ | None = None,
    source: str = "import",
    now: Callable[[], int],
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    rejects: Path | None = None,
) -> ImportReport:
    """Imports a file of tags of profiles, see `import_events`. Rows without a time hold from the beginning."""
    return _import(store, path, "tags", mapping, source, now, dry_run, progress, rejects)


def _import(
    store: Store,
    path: Path,
    kind: MappingKind,
    mapping: Mapping_ | None,
    source: str,
    now: Callable[[], int],
    dry_run: bool,
    progress: Callable[[Progress], None] | None,
    rejects: Path | None,
) -> ImportReport:
    path = Path(path)
    if mapping is not None and mapping.kind != kind:
        raise InvalidInput(f"the mapping is for {mapping.kind}, not {kind}", hint=f"set kind: {kind}")
    with closing(private_connection(layout.spill_folder(store.directory))) as connection:
        return run_import(
            store,
            _reader(store, connection, path, kind, mapping),
            path,
            kind=kind,
            source=source,
            now=now,
            dry_run=dry_run,
            progress=progress,
            rejects=rejects,
        )


def needs_mapping(path: Path, kind: MappingKind = "events") -> bool:
    """Whether a file is in another form than the tracking format. Raises InvalidInput for an unreadable file."""
    path = Path(path)
    form = format_of(path)
    if kind == "tags" or form == "csv":
        return True
    return form == "parquet" and not is_tracking(open_parquet(path).schema_arrow)


def _reader(
    store: Store, connection: duckdb.DuckDBPyConnection, path: Path, kind: MappingKind, mapping: Mapping_ | None
) -> Reader:
    form = format_of(path)
    if mapping is not None:
        return MappedReader(table_file(path, form, mapping), Typing(connection, mapping, store.zone), mapping)
    if needs_mapping(path, kind):
        raise InvalidInput(
            f"{path.name} isn't in the tracking format: it needs a mapping of its columns",
            hint="`shoal import` guesses one and shows it; docs/guide/import.md has the format",
        )
    return LinesReader(path, store.zone) if form == "json" else TrackingParquetReader(path, store.zone)
