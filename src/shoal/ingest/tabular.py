"""Files of rows and columns, of any format, in batches; and batches of records made of them by a mapping."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
import pyarrow as pa

from shoal.ingest.delimited import DelimitedFile
from shoal.ingest.files import Format, TextFile, open_parquet
from shoal.ingest.mapping import Mapping_
from shoal.ingest.parquet import row_batches, row_texts
from shoal.ingest.prepared import Prepared, Refusals, Reject, split
from shoal.ingest.typed import Typing
from shoal.model.errors import InvalidInput

# Rows of text files that make one commit.
_ROWS = 500_000
_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file: the asked columns, their line (or row) numbers, the text of each; and rows that couldn't
    be read. `read` counts both; `done` is how far the file was read."""

    table: pa.Table
    lines: np.ndarray
    texts: Callable[[list[int]], list[str]]
    rejects: list[Reject]
    read: int
    done: int


class TableFile(Protocol):
    """A file with named columns; `total` is its size in `unit`, bytes or rows."""

    columns: tuple[str, ...]
    total: int
    unit: str

    def rows(self, columns: Sequence[str]) -> Iterator[Rows]: ...


def table_file(path: Path, form: Format, mapping: Mapping_ | None = None) -> TableFile:
    """Raises InvalidInput when the file can't be read as that format."""
    if form == "csv":
        return _CsvTable(path, mapping.delimiter if mapping else None, mapping.encoding if mapping else None)
    return _ParquetTable(path) if form == "parquet" else _JsonTable(path)


class MappedReader:
    """Records of a file by a mapping. Raises InvalidInput when the mapping names columns that it doesn't have."""

    def __init__(self, file: TableFile, typing: Typing, mapping: Mapping_) -> None:
        mapping.check(file.columns)
        self._file = file
        self._typing = typing
        self._columns = mapping.columns()
        self.total = file.total
        self.unit = file.unit

    def batches(self) -> Iterator[Prepared]:
        for rows in self._file.rows(self._columns):
            if rows.table.num_rows == 0:
                yield Prepared(pa.table({}), rows.rejects, rows.read, rows.done)
                continue
            refusals = Refusals.none(rows.table.num_rows)
            records = self._typing.records_of(rows.table, refusals)
            accepted, rejects = split(records, refusals, rows.lines, rows.texts)
            rejects = sorted([*rows.rejects, *rejects], key=lambda reject: reject.line)
            yield Prepared(accepted, rejects, rows.read, rows.done)


class _CsvTable:
    def __init__(self, path: Path, delimiter: str | None, encoding: str | None) -> None:
        self._file = DelimitedFile(path, delimiter=delimiter, encoding=encoding)
        self.columns = self._file.columns
        self.total = self._file.total
        self.unit = "bytes"

    def rows(self, columns: Sequence[str]) -> Iterator[Rows]:
        parts: list[Rows] = []
        size = 0
        for block in self._file.rows(columns):
            parts.append(Rows(block.table, block.lines, block.texts, block.rejects, block.read, block.done))
            size += block.table.nbytes
            if sum(part.read for part in parts) >= _ROWS or size >= _BYTES:
                yield _joined(parts)
                parts, size = [], 0
        if parts:
            yield _joined(parts)


class _ParquetTable:
    def __init__(self, path: Path) -> None:
        self._file = open_parquet(path)
        self.columns = tuple(self._file.schema_arrow.names)
        self.total = self._file.metadata.num_rows
        self.unit = "rows"

    def rows(self, columns: Sequence[str]) -> Iterator[Rows]:
        row = 1
        for table in row_batches(self._file, list(columns)):
            lines = np.arange(row, row + table.num_rows)
            row += table.num_rows
            yield Rows(table, lines, _shown(table), [], table.num_rows, row - 1)


class _JsonTable:
    """JSON lines of flat objects: a string column a name, numbers and nested values as their JSON text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
        head = next(TextFile(path).blocks(), b"").splitlines()[:1000]
        names: dict[str, None] = {}
        for line in head:
            try:
                names |= dict.fromkeys(self._decoder.decode(line))
            except msgspec.MsgspecError:
                continue  # it is rejected when the rows are read
        if not names:
            raise InvalidInput(f"{path} holds no JSON objects")
        self.columns = tuple(names)
        self.total = TextFile(path).total
        self.unit = "bytes"

    def rows(self, columns: Sequence[str]) -> Iterator[Rows]:
        file = TextFile(self._path)
        first = 1
        for text in file.blocks():
            lines = text.split(b"\n")
            if not lines[-1]:
                lines.pop()
            yield self._decoded(lines, first, columns, file.done)
            first += len(lines)

    def _decoded(self, lines: list[bytes], first: int, columns: Sequence[str], done: int) -> Rows:
        good: list[dict[str, msgspec.Raw]] = []
        places: list[int] = []
        rejects: list[Reject] = []
        for place, line in enumerate(lines):
            try:
                line.decode()
                good.append(self._decoder.decode(line))
                places.append(place)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                rejects.append(Reject(first + place, f"no JSON object: {error}", line.decode(errors="replace")))
        arrays = [pa.array([_json_cell(record.get(name)) for record in good], pa.string()) for name in columns]
        table = pa.table(arrays, names=list(columns))
        numbers = np.array(places, dtype=np.int64) + first
        return Rows(
            table, numbers, lambda rows: [lines[places[row]].decode() for row in rows], rejects, len(lines), done
        )


def _json_cell(raw: msgspec.Raw | None) -> str | None:
    if raw is None:
        return None
    text = bytes(raw)
    if text.startswith(b'"'):
        return msgspec.json.decode(text, type=str)
    return text.decode() if text != b"null" else None


def _shown(table: pa.Table) -> Callable[[list[int]], list[str]]:
    return lambda rows: row_texts(table, rows)


def _joined(parts: list[Rows]) -> Rows:
    starts = np.cumsum([0] + [part.table.num_rows for part in parts])

    def texts(rows: list[int]) -> list[str]:
        places = np.searchsorted(starts, rows, side="right") - 1
        return [parts[p].texts([row - int(starts[p])])[0] for p, row in zip(places, rows, strict=True)]

    return Rows(
        pa.concat_tables([part.table for part in parts]),
        np.concatenate([part.lines for part in parts]),
        texts,
        [reject for part in parts for reject in part.rejects],
        sum(part.read for part in parts),
        parts[-1].done,
    )
