"""Parquet files in the tracking format."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.ingest import times
from shoal.ingest.files import open_parquet
from shoal.ingest.prepared import MAX_RECORD, Prepared, Refusals, split
from shoal.ingest.tracking import FIELDS, Fields, records_of
from shoal.model.errors import InvalidInput

_ROWS = 500_000
_BYTES = 128 * 1024 * 1024

_TIMES = ("timestamp", "originalTimestamp")


def is_tracking(schema: pa.Schema) -> bool:
    """Whether the columns are those of the tracking format."""
    names = set(schema.names)
    return bool(names & {"event", "type"}) and bool(names & {"userId", "anonymousId"}) and bool(names & set(_TIMES))


class TrackingParquetReader:
    """Batches of a Parquet file whose columns are the fields of the tracking format, JSON as text."""

    def __init__(self, path: Path, zone: str) -> None:
        self._file = open_parquet(path)
        self._zone = zone
        self.total = self._file.metadata.num_rows
        self.unit = "rows"

    def batches(self) -> Iterator[Prepared]:
        wanted = [name for name in self._file.schema_arrow.names if name in FIELDS]
        row = 1
        for table in row_batches(self._file, wanted):
            lines = np.arange(row, row + table.num_rows)
            row += table.num_rows
            yield self._prepared(table, lines)

    def _prepared(self, table: pa.Table, lines: np.ndarray) -> Prepared:
        refusals = Refusals.none(table.num_rows)
        columns: dict[str, pa.Array] = {}
        time, has_time = None, None
        for name in table.schema.names:
            column = table[name].combine_chunks()
            if name in _TIMES and not is_text(column.type):
                if time is None:
                    time, has_time = native_times(column, self._zone)
            else:
                columns[FIELDS[name]] = as_text(column, name)
        sizes = sum(np.asarray(pc.fill_null(pc.binary_length(c), 0)) for c in columns.values())
        refusals.refuse(sizes > MAX_RECORD, f"longer than {MAX_RECORD} bytes")
        fields = Fields(columns, table.num_rows, time, has_time)
        records = records_of(fields, self._zone, refusals)
        accepted, rejects = split(records, refusals, lines, lambda rows: row_texts(table, rows))
        return Prepared(accepted, rejects, table.num_rows, int(lines[-1]))


def row_batches(file: pa.parquet.ParquetFile, columns: list[str]) -> Iterator[pa.Table]:
    """Tables of up to a million rows, fewer when rows are large."""
    metadata = file.metadata
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    rows = min(_ROWS, max(1000, int(_BYTES / max(size / max(metadata.num_rows, 1), 1))))
    parts: list[pa.RecordBatch] = []
    count = 0
    try:
        for part in file.iter_batches(batch_size=min(rows, 131_072), columns=columns):
            parts.append(part)
            count += part.num_rows
            if count >= rows:
                yield pa.Table.from_batches(parts)
                parts, count = [], 0
    except (OSError, pa.ArrowInvalid) as error:
        raise InvalidInput(f"the Parquet file is damaged: {error}", hint="is it complete?") from error
    if parts:
        yield pa.Table.from_batches(parts)


def is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def native_times(column: pa.Array, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds UTC int64[n] and which are set, of a timestamp or date column; naive ones are in `zone`."""
    if not pa.types.is_timestamp(column.type) and not pa.types.is_date(column.type):
        raise InvalidInput(
            f"a time column holds {column.type}", hint="give timestamps or ISO 8601 text, or a mapping with a format"
        )
    zoned = pa.types.is_timestamp(column.type) and column.type.tz is not None
    micro = column.cast(pa.timestamp("us", tz=column.type.tz if zoned else None), safe=False)
    has = np.asarray(pc.is_valid(micro))
    time = micro.cast(pa.int64()).fill_null(0).to_numpy()
    if not zoned:
        time = np.where(has, times.to_instants(time, zone), 0)
    has &= (time >= times.EARLIEST) & (time <= times.LATEST)
    return time, has


def as_text(column: pa.Array, name: str) -> pa.Array:
    """A text or integer column as strings. Raises InvalidInput for another type."""
    if is_text(column.type) or pa.types.is_integer(column.type) or pa.types.is_null(column.type):
        return column.cast(pa.string())
    raise InvalidInput(
        f"column {name} holds {column.type} instead of text", hint="write nested values as JSON text, or use a mapping"
    )


def row_texts(table: pa.Table, rows: list[int]) -> list[str]:
    """Rows as they are shown among the rejected ones: JSON of the columns that were read."""
    records = table.take(pa.array(rows)).to_pylist()
    return [
        json.dumps({k: v for k, v in record.items() if v is not None}, default=str, ensure_ascii=False)
        for record in records
    ]
