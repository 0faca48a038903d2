"""The log: immutable Parquet files, one dataset a kind of record, and the manifest that lists them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, RowMapping, insert, or_, select

from shoal.model.errors import CorruptStore
from shoal.storage import layout
from shoal.storage.records import tables

SCHEMA_VERSION = 1

_TIME = pa.timestamp("us", tz="UTC")


def _schema(*fields: tuple[str, pa.DataType] | tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(f[0], f[1], nullable=len(f) == 3) for f in fields])


# A third element marks a column that may be null. `profile` is the dense number of the profile.
SCHEMAS: Mapping[str, pa.Schema] = {
    "events": _schema(
        ("profile", pa.int32()),
        ("event", pa.string()),
        ("time", _TIME),
        ("message_id", pa.string()),
        ("source", pa.string()),
        ("user_id", pa.string(), True),
        ("anonymous_id", pa.string(), True),
        ("properties", pa.string(), True),
        ("context", pa.string(), True),
        ("received_at", _TIME),
    ),
    "attributes": _schema(
        ("profile", pa.int32()),
        ("time", _TIME, True),
        ("message_id", pa.string()),
        ("source", pa.string()),
        ("user_id", pa.string(), True),
        ("anonymous_id", pa.string(), True),
        ("attributes", pa.string()),
        ("received_at", _TIME),
    ),
    "tags": _schema(
        ("profile", pa.int32()),
        ("time", _TIME, True),
        ("message_id", pa.string()),
        ("source", pa.string()),
        ("tag", pa.string()),
        ("present", pa.bool_()),
        ("received_at", _TIME),
    ),
    "devices": _schema(
        ("profile", pa.int32()),
        ("time", _TIME, True),
        ("message_id", pa.string()),
        ("device_id", pa.string()),
        ("platform", pa.string(), True),
        ("os_version", pa.string(), True),
        ("app_version", pa.string(), True),
        ("model", pa.string(), True),
    ),
    "identifiers": _schema(
        ("profile", pa.int32()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("id", pa.string(), True),
        ("time", _TIME, True),
    ),
    "merges": _schema(
        ("survivor", pa.int32()),
        ("merged", pa.int32()),
        ("time", _TIME, True),
        ("message_id", pa.string()),
    ),
}

DATASETS = tuple(SCHEMAS)

# Columns whose values hardly repeat: a dictionary would only cost.
_UNIQUE = frozenset({"message_id", "value", "id", "properties", "attributes"})


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the log. Times are microseconds since 1970 UTC (None: no row has one); `batch` is the step of
    ingestion that added it; `events` counts the rows of each event name, for the events dataset."""

    id: int
    dataset: str
    path: Path
    rows: int
    batch: int
    min_time: int | None
    max_time: int | None
    events: Mapping[str, int] = field(default_factory=dict)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files that hold everything up to a watermark. The same watermark always lists the same records."""

    watermark: int
    files: tuple[DataFile, ...]

    def of(self, dataset: str) -> tuple[DataFile, ...]:
        return tuple(file for file in self.files if file.dataset == dataset)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A written file that the manifest doesn't list yet; `path` is relative to the workspace's folder."""

    dataset: str
    path: str
    rows: int
    bytes: int
    min_time: int | None
    max_time: int | None
    events: Mapping[str, int] | None
    day: str | None = None
    bucket: int | None = None


def write_file(
    folder: Path, dataset: str, name: str, table: pa.Table, *, day: str | None = None, bucket: int | None = None
) -> NewFile:
    """Writes `table`, already in the dataset's order, durably under log/<dataset>/; not yet part of any snapshot.

    Raises StorageError, leaving nothing behind.
    """
    place = folder / layout.LOG / dataset / name
    layout.make_folder(place.parent)
    columns = [c for c in table.schema.names if c not in _UNIQUE]
    size = layout.write_whole(
        place,
        folder / layout.TMP,
        lambda draft: pq.write_table(
            table.cast(SCHEMAS[dataset]),
            draft,
            compression="zstd",
            compression_level=1,
            use_dictionary=columns,
            row_group_size=131_072,
            write_page_checksum=True,
        ),
    )
    low, high = time_range(table)
    return NewFile(
        dataset=dataset,
        path=str(place.relative_to(folder)),
        rows=table.num_rows,
        bytes=size,
        min_time=low,
        max_time=high,
        events=event_counts(table) if dataset == "events" else None,
        day=day,
        bucket=bucket,
    )


def sync_log(folder: Path, files: Iterable[NewFile]) -> None:
    """Makes the names of new files durable."""
    for dataset in sorted({file.dataset for file in files}):
        layout.sync_folder(folder / layout.LOG / dataset)


def time_range(table: pa.Table) -> tuple[int | None, int | None]:
    if "time" not in table.schema.names:
        return None, None
    bounds = pc.min_max(table["time"].cast(pa.int64()))
    return bounds["min"].as_py(), bounds["max"].as_py()


def event_counts(table: pa.Table) -> dict[str, int]:
    counts = pc.value_counts(table["event"])
    return {c["values"]: c["counts"] for c in sorted(counts.to_pylist(), key=lambda c: str(c["values"]))}


def sorted_by_time(table: pa.Table) -> pa.Table:
    """Rows by (time, message_id), those without a time first: the order of every dataset but events."""
    keys = [(name, "ascending", "at_start") for name in ("time", "message_id") if name in table.schema.names]
    if not keys or table.num_rows < 2:
        return table
    order = pc.sort_indices(table, sort_keys=keys)
    return table.take(order)


def event_order(event_codes: np.ndarray, times: np.ndarray, message_ids: pa.Array) -> np.ndarray:
    """The permutation that sorts by (event, time, message_id); codes ascend with the event names.

    Shapes: three columns of equal length n; the result is int64[n].
    """
    order = np.lexsort((times, event_codes))
    ties = _tied(event_codes[order], times[order])
    if ties.any():
        _order_ties(order, ties, event_codes, times, message_ids)
    return order


def _tied(codes: np.ndarray, times: np.ndarray) -> np.ndarray:
    same = np.zeros(len(codes) + 1, dtype=bool)
    same[1:-1] = (codes[1:] == codes[:-1]) & (times[1:] == times[:-1])
    return same[1:] | same[:-1]


def _order_ties(
    order: np.ndarray, ties: np.ndarray, codes: np.ndarray, times: np.ndarray, message_ids: pa.Array
) -> None:
    places = np.flatnonzero(ties)
    rows = order[places]
    changes = np.ones(len(rows), dtype=bool)
    changes[1:] = (codes[rows][1:] != codes[rows][:-1]) | (times[rows][1:] != times[rows][:-1])
    run = np.cumsum(changes)
    table = pa.table({"run": run, "id": message_ids.take(pa.array(rows))})
    order[places] = rows[pc.sort_indices(table, sort_keys=[("run", "ascending"), ("id", "ascending")]).to_numpy()]


def add_files(connection: Connection, workspace_id: str, files: Iterable[NewFile], batch: int) -> None:
    rows = [
        {
            "workspace_id": workspace_id,
            "dataset": file.dataset,
            "path": file.path,
            "rows": file.rows,
            "bytes": file.bytes,
            "min_time": file.min_time,
            "max_time": file.max_time,
            "day": file.day,
            "bucket": file.bucket,
            "events": file.events,
            "schema_version": SCHEMA_VERSION,
            "added": batch,
        }
        for file in files
    ]
    if rows:
        connection.execute(insert(tables.data_file), rows)


def files_at(connection: Connection, workspace_id: str, folder: Path, watermark: int) -> tuple[DataFile, ...]:
    """The files of the snapshot at a watermark, in the order they were added."""
    t = tables.data_file
    query = (
        select(t)
        .where(t.c.workspace_id == workspace_id, t.c.added <= watermark)
        .where(or_(t.c.removed.is_(None), t.c.removed > watermark))
        .order_by(t.c.added, t.c.id)
    )
    return tuple(_data_file(row, folder) for row in connection.execute(query).mappings())


def _data_file(row: RowMapping, folder: Path) -> DataFile:
    return DataFile(
        id=row["id"],
        dataset=row["dataset"],
        path=folder / row["path"],
        rows=row["rows"],
        batch=row["added"],
        min_time=row["min_time"],
        max_time=row["max_time"],
        events=row["events"] or {},
        bytes=row["bytes"],
    )


def read_files(files: Iterable[DataFile], dataset: str, columns: list[str] | None = None) -> pa.Table:
    """The rows of the files of one dataset, in file order, with the dataset's types.

    Raises CorruptStore naming a file that is missing or damaged.
    """
    schema = SCHEMAS[dataset]
    wanted = columns if columns is not None else schema.names
    parts = [read_file(file, wanted) for file in files if file.dataset == dataset]
    empty = pa.schema([schema.field(name) for name in wanted]).empty_table()
    return pa.concat_tables([empty, *parts]) if parts else empty


def read_event(file: DataFile, event: str, columns: list[str]) -> pa.Table:
    """The rows of one event of a file of the events dataset, in file order; reads only the row groups that hold them.

    Raises CorruptStore naming a file that is missing or damaged.
    """
    schema = pa.schema([SCHEMAS["events"].field(name) for name in columns])
    first = sum(rows for name, rows in file.events.items() if name < event)  # files are sorted by event
    try:
        with pq.ParquetFile(file.path) as parquet:
            groups = [parquet.metadata.row_group(i).num_rows for i in range(parquet.metadata.num_row_groups)]
            bounds = np.cumsum([0, *groups])
            low = int(np.searchsorted(bounds, first, "right")) - 1
            high = int(np.searchsorted(bounds, first + file.events[event], "left"))
            table = parquet.read_row_groups(range(low, high), columns=columns).select(columns)
    except FileNotFoundError:
        raise CorruptStore(f"{file.path} of the log is missing", hint=REMEDY) from None
    except (pa.ArrowInvalid, OSError) as error:
        raise CorruptStore(f"{file.path} of the log is damaged: {error}", hint=REMEDY) from error
    if bounds[-1] != file.rows:
        raise CorruptStore(f"{file.path} of the log has {bounds[-1]} rows instead of {file.rows}", hint=REMEDY)
    return table.slice(first - bounds[low], file.events[event]).cast(schema)


def read_file(file: DataFile, columns: list[str]) -> pa.Table:
    schema = pa.schema([SCHEMAS[file.dataset].field(name) for name in columns])
    try:
        table = pq.read_table(file.path, columns=columns, partitioning=None, page_checksum_verification=True)
    except FileNotFoundError:
        raise CorruptStore(f"{file.path} of the log is missing", hint=REMEDY) from None
    except (pa.ArrowInvalid, OSError) as error:
        raise CorruptStore(f"{file.path} of the log is damaged: {error}", hint=REMEDY) from error
    if table.num_rows != file.rows:
        raise CorruptStore(f"{file.path} of the log has {table.num_rows} rows instead of {file.rows}", hint=REMEDY)
    return table.cast(schema)


REMEDY = (
    "put the file back from a backup, or import its data again into a fresh data directory; `shoal doctor` lists all"
)
