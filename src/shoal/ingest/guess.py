"""A first mapping of a file, from the names of its columns and everything in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numba as nb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.ingest import times
from shoal.ingest.files import format_of
from shoal.ingest.mapping import Cell, CellType, EventName, Mapping_, MappingKind, TimeColumn
from shoal.ingest.parquet import is_text
from shoal.ingest.tabular import TableFile, table_file
from shoal.model.errors import InvalidInput
from shoal.storage.json_scan import text_buffers
from shoal.storage.sql import private_connection

_USER: tuple[str, ...] = (
    "user_id",
    "userid",
    "customer_id",
    "customerid",
    "client_id",
    "clientid",
    "member_id",
    "profile_id",
    "user",
)
_USER += ("customer", "email")
_ANONYMOUS = ("anonymous_id", "anonymousid", "device_id", "deviceid", "cookie_id", "cookie", "visitor_id", "session_id")
_TIME = ("timestamp", "time", "event_time", "occurred_at", "created_at", "datetime", "date")
_UPDATED = ("updated_at", "modified_at", "timestamp", "time")
_EVENT = ("event", "event_name", "event_type", "action", "activity")
_MESSAGE = ("message_id", "messageid", "event_id", "eventid", "uuid")
_TAG = ("tag", "label", "segment")
_PRESENT = ("present", "has", "active")

# Formats beside ISO 8601, tried on the whole column; where day and month can't be told apart, the first fits.
_FORMATS = tuple(
    f"{date}{clock}"
    for date in ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")
    for clock in ("", " %H:%M", " %H:%M:%S")
)
_AMBIGUOUS = {"%m/%d/%Y": "%d/%m/%Y"}

# What a text can be read as; a column is what all its texts are.
_INTEGER, _NUMBER, _BOOLEAN = 1, 2, 4


@dataclass(frozen=True, slots=True)
class _Column:
    """What a whole column holds: its type, the format of dates, and whether any cell is set."""

    type: CellType
    format: str | None = None
    other_format: str | None = None  # fits as well
    is_set: bool = True


def guess_mapping(path: Path, kind: MappingKind = "events") -> Mapping_:
    """A mapping that names every column of the file; `notes` say what was assumed. Reads the whole file.

    Raises InvalidInput when no column can be an identifier (or, for events, the time).
    """
    path = Path(path)
    file = table_file(path, format_of(path))
    found = _columns(file)
    if not any(column.is_set for column in found.values()):
        raise InvalidInput(
            f"{path.name} has a header, but no row with a value that can be read",
            hint="text that isn't UTF-8 needs a mapping with its encoding, such as csv: {encoding: latin-1}",
        )
    taken: set[str] = set()

    def take(names: Iterable[str], fits: Iterable[str]) -> str | None:
        column = _named(names, [c for c in fits if c not in taken])
        if column is not None:
            taken.add(column)
        return column

    notes: list[str] = []
    dates = [name for name, column in found.items() if column.type == "date"]
    user_id = take(_USER, found)
    anonymous_id = take(_ANONYMOUS, found)
    time = take(_TIME if kind == "events" else _UPDATED, dates)
    if time is None and kind == "events" and dates:
        time = dates[0]
        taken.add(time)
        notes.append(f"{time} is taken for the time")
    message_id = take(_MESSAGE, found)
    event = take(_EVENT, [n for n, c in found.items() if c.type == "string"]) if kind == "events" else None
    tag = take(_TAG, found) if kind == "tags" else None
    present = take(_PRESENT, [n for n, c in found.items() if c.type == "boolean"]) if kind == "tags" else None
    _require(user_id or anonymous_id, "an identifier", _USER, path, file)
    if kind == "events":
        unclear = _named(_TIME, [name for name, column in found.items() if column.is_set and name not in taken])
        if time is None and unclear is not None:
            raise InvalidInput(
                f"the column {unclear!r} of {path.name} holds values that are no times, or in several formats",
                hint="correct them, or write a mapping: rows with such a value are then set aside",
            )
        _require(time, "the time", _TIME, path, file)
    if kind == "tags":
        _require(tag, "the tag", _TAG, path, file)
    notes += [_note(name, column) for name, column in found.items() if column.other_format is not None]
    if kind == "events" and event is None:
        notes.append(f"no column names the event: all are {_title(path)!r}")
    cells = {name: _cell(name, column) for name, column in found.items() if name not in taken and column.is_set}
    return Mapping_(
        kind=kind,
        event=(EventName(column=event) if event else EventName(constant=_title(path))) if kind == "events" else None,
        user_id=user_id,
        anonymous_id=anonymous_id,
        time=TimeColumn(time, found[time].format or "iso") if time else None,
        message_id=message_id,
        properties=cells if kind == "events" else {},
        attributes=cells if kind == "profiles" else {},
        tag=Cell(column=tag) if tag else None,
        present=Cell(column=present, type="boolean") if present else None,
        notes=tuple(notes),
    )


def _named(names: Iterable[str], columns: list[str]) -> str | None:
    plain = {re.sub(r"[^a-z0-9]", "", column.lower()): column for column in reversed(columns)}
    for name in names:
        column = plain.get(name.replace("_", ""))
        if column is not None:
            return column
    for name in names:  # InvoiceDate, order_timestamp
        ending = [column for key, column in plain.items() if key.endswith(name.replace("_", "")) and len(name) > 3]
        if ending:
            return ending[-1]
    return None


def _require(column: str | None, what: str, names: Iterable[str], path: Path, file: TableFile) -> None:
    if column is None:
        raise InvalidInput(
            f"no column of {path.name} can be taken for {what}",
            hint=f"write a mapping; columns are {', '.join(map(repr, file.columns))}, "
            f"names that are recognised are {', '.join(names)}",
        )


def _title(path: Path) -> str:
    return re.sub(r"[_\-]+", " ", path.name.split(".")[0]).strip().title() or "Event"


def _note(name: str, column: _Column) -> str:
    return f"{name} fits {column.format} and {column.other_format}; {column.format} is assumed"


def _cell(name: str, column: _Column) -> Cell:
    if column.type == "date" and column.format not in (None, "iso"):
        return Cell(column=name, type="date", format=column.format)
    return Cell(column=name, type=column.type)


# --- what a column holds ---------------------------------------------------------------------------------------------


class _Evidence:
    """What is still possible for a column of text."""

    def __init__(self) -> None:
        self.classes = _INTEGER | _NUMBER | _BOOLEAN
        self.iso = True
        self.formats = list(_FORMATS)
        self.is_set = False

    def add(self, connection: duckdb.DuckDBPyConnection, texts: pa.Array) -> None:
        texts = pc.drop_null(texts)
        if len(texts) == 0:
            return
        self.is_set = True
        data, offsets = text_buffers(texts)
        self.classes &= int(_classes(data, offsets))
        if self.iso:
            self.iso = bool((times.read_iso(texts)[1] != times.UNREADABLE).all())
        if self.formats and not self.iso and not self.classes:
            self.formats = _fitting(connection, texts, self.formats)

    def column(self) -> _Column:
        if not self.is_set:
            return _Column("string", is_set=False)
        if self.classes & _BOOLEAN:
            return _Column("boolean")
        if self.classes & (_INTEGER | _NUMBER):
            return _Column("number")
        if self.iso:
            return _Column("date", "iso")
        if self.formats:
            other = [f for f in self.formats[1:] if any(self.formats[0].startswith(a) for a in _AMBIGUOUS)]
            return _Column("date", self.formats[0], other[0] if other else None)
        return _Column("string")


def _columns(file: TableFile) -> dict[str, _Column]:
    """What each column holds, in the order of the file."""
    evidence = {name: _Evidence() for name in file.columns}
    native: dict[str, _Column] = {}
    connection = private_connection(Path())
    try:
        for rows in file.rows(file.columns):
            for name in file.columns:
                array = rows.table[name].combine_chunks()
                if is_text(array.type):
                    evidence[name].add(connection, array.cast(pa.string()))
                elif name not in native or not native[name].is_set:
                    native[name] = _native(array)
    finally:
        connection.close()
    return {name: native[name] if name in native else evidence[name].column() for name in file.columns}


def _native(array: pa.Array) -> _Column:
    kind = array.type
    is_set = array.null_count < len(array)
    if pa.types.is_boolean(kind):
        return _Column("boolean", is_set=is_set)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _Column("date", is_set=is_set)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _Column("number", is_set=is_set)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _Column("list", is_set=is_set)
    return _Column("json", is_set=is_set)


def _fitting(connection: duckdb.DuckDBPyConnection, texts: pa.Array, formats: list[str]) -> list[str]:
    connection.register("guessed_texts", pa.table({"text": texts.unique()}))
    try:
        checks = ", ".join(f"bool_and(try_strptime(text, '{form}') IS NOT NULL)" for form in formats)
        row = connection.sql(f"SELECT {checks} FROM guessed_texts").fetchall()[0]
    finally:
        connection.unregister("guessed_texts")
    return [form for form, fits in zip(formats, row, strict=True) if fits]


@nb.njit(cache=True, nogil=True)
def _classes(data: np.ndarray, offsets: np.ndarray) -> int:
    """What all texts can be read as. Numbers with leading zeros or more than 15 digits are codes, so they stay text."""
    left = _INTEGER | _NUMBER | _BOOLEAN
    for i in range(len(offsets) - 1):
        left &= _class(data, offsets[i], offsets[i + 1])
        if left == 0:
            return 0
    return left


@nb.njit(cache=True, nogil=True)
def _class(data: np.ndarray, p: int, end: int) -> int:
    if end - p == 4 and data[p] | 32 == 116 and data[p + 1] | 32 == 114 and data[p + 2] | 32 == 117:
        return _BOOLEAN if data[p + 3] | 32 == 101 else 0
    if end - p == 5 and data[p] | 32 == 102 and data[p + 1] | 32 == 97 and data[p + 2] | 32 == 108:
        return _BOOLEAN if data[p + 3] | 32 == 115 and data[p + 4] | 32 == 101 else 0
    if p < end and data[p] == 45:
        p += 1
    start = p
    digits = 0
    while p < end and 48 <= data[p] <= 57:
        p += 1
        digits += 1
    if digits == 0 or (data[start] == 48 and digits > 1):
        return 0
    if p == end:
        return _INTEGER | _NUMBER if digits <= 15 else 0
    if data[p] != 46 or p + 1 == end:
        return 0
    p += 1
    while p < end and 48 <= data[p] <= 57:
        p += 1
        digits += 1
    return _NUMBER if p == end and digits <= 15 else 0
