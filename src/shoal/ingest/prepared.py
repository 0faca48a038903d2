"""Checked records on their way into the store, and the rows that were refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.storage import INCOMING, PROPERTIES_SHAPE
from shoal.storage.dedupe import Occurrences
from shoal.storage.hashing import Keys
from shoal.storage.json_scan import INVALID, shapes

MAX_RECORD = 32 * 1024  # bytes of an event, as Segment has it
MAX_ID = 512
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken: its line (CSV, JSON lines; the first is 1) or row (Parquet), why, and its text."""

    line: int
    reason: str
    raw: str


@dataclass
class Refusals:
    """Marks rows of a batch as refused; the first reason given to a row stays."""

    reasons: list[str | None]

    @classmethod
    def none(cls, rows: int) -> "Refusals":
        return cls([None] * rows)

    def refuse(self, bad: "np.ndarray | pa.Array | pa.ChunkedArray", reason: str) -> None:
        """`bad` is bool[n]; null counts as false."""
        if not isinstance(bad, np.ndarray):
            bad = np.asarray(pc.fill_null(bad, False))
        for row in np.flatnonzero(bad):
            self.refuse_row(int(row), reason)

    def refuse_for(self, reasons: pa.ChunkedArray) -> None:
        """`reasons` holds a text for each row to refuse, else null."""
        for row in np.flatnonzero(np.asarray(pc.is_valid(reasons))).tolist():
            self.refuse_row(row, reasons[row].as_py())

    def refuse_row(self, row: int, reason: str) -> None:
        if self.reasons[row] is None:
            self.reasons[row] = reason

    def refused(self) -> np.ndarray:
        return np.array([reason is not None for reason in self.reasons], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch ready to append: a table of schema INCOMING, and the refused rows with their reasons."""

    records: pa.Table
    rejects: list[Reject] = field(default_factory=list)
    read: int = 0
    done: int = 0  # bytes or rows of the file up to the end of the batch


@dataclass
class Namer:
    """Gives records without a message id one that is made of their content.

    The n-th of identical rows of one file gets another id than the first, so real repetitions stay and the same file
    again adds nothing.
    """

    connection: duckdb.DuckDBPyConnection
    seen: Occurrences

    def named(self, records: pa.Table) -> pa.Table:
        ids = records["message_id"]
        missing = np.flatnonzero(np.asarray(pc.is_null(ids)))
        if len(missing) == 0:
            return records
        keys = self._content_keys(records.take(pa.array(missing)))
        names = pa.array(keys.hexadecimal(), pa.string())
        ordinals = self.seen.count(keys)
        suffix = pc.if_else(
            pa.array(ordinals > 0), pc.binary_join_element_wise("-", pa.array(ordinals).cast("string"), ""), ""
        )
        made = pc.binary_join_element_wise("h", names, suffix, "")
        full = pc.replace_with_mask(_whole(ids), pc.is_null(_whole(ids)), made)
        return records.set_column(records.schema.get_field_index("message_id"), "message_id", full)

    def _content_keys(self, records: pa.Table) -> Keys:
        columns = [name for name in INCOMING.names if name != "message_id"]
        plain = pa.table({name: records[name].cast(pa.string()) for name in columns})
        self.connection.register("unnamed_records", plain)
        parts = ", ".join(f"coalesce({name}, chr(1))" for name in columns)
        try:
            found = self.connection.sql(
                f"SELECT (n >> 64)::UBIGINT AS high, (n & 18446744073709551615::UHUGEINT)::UBIGINT AS low "
                f"FROM (SELECT md5_number(concat_ws(chr(0), {parts})) AS n FROM unnamed_records)"
            ).to_arrow_table()
        finally:
            self.connection.unregister("unnamed_records")
        return Keys(found["high"].to_numpy(), found["low"].to_numpy())


def checked(records: pa.Table, refusals: Refusals) -> pa.Table:
    """The records with the shapes of their properties; refuses what no source may send: no identifier, an event
    without a time, JSON that is no object, texts that are too long.

    `records` has the columns of INCOMING, message_id null where there is none.
    """
    lacks_id = pc.and_(pc.is_null(records["user_id"]), pc.is_null(records["anonymous_id"]))
    refusals.refuse(lacks_id, "neither a user id nor an anonymous id")
    refusals.refuse(pc.and_(pc.is_null(records["time"]), pc.is_valid(records["event"])), "no time")
    for name in ("user_id", "anonymous_id", "previous_id", "message_id"):
        if records[name].null_count < records.num_rows:
            too_long = pc.greater(pc.binary_length(records[name]), MAX_ID)
            refusals.refuse(too_long, f"{name} is longer than {MAX_ID} bytes")
    _refuse_long_names(records["event"], refusals, "the event name")
    if records["tag"].null_count < records.num_rows:
        refusals.refuse(
            pc.greater(pc.binary_length(records["tag"]), MAX_NAME), f"the tag is longer than {MAX_NAME} bytes"
        )
    properties = shapes(_whole(records["properties"]))
    refusals.refuse(properties == INVALID, "properties is no JSON object")
    refusals.refuse(shapes(_whole(records["attributes"])) == INVALID, "attributes is no JSON object")
    context = _whole(records["context"])
    valid = np.append(shapes(context.dictionary) != INVALID, True)
    refusals.refuse(~valid[context.indices.fill_null(-1).to_numpy(zero_copy_only=False)], "context is no JSON object")
    return records.append_column(PROPERTIES_SHAPE, pa.array(properties))


def _refuse_long_names(column: pa.ChunkedArray, refusals: Refusals, what: str) -> None:
    names = _whole(column)
    long = np.append(np.asarray(pc.greater(pc.binary_length(names.dictionary), MAX_NAME), dtype=np.bool_), False)
    if long.any():
        codes = names.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        refusals.refuse(long[codes], f"{what} is longer than {MAX_NAME} bytes")


def incoming(columns: dict[str, pa.Array | pa.ChunkedArray], rows: int) -> pa.Table:
    """A table of schema INCOMING from some of its columns; the others are null."""
    arrays = []
    for f in INCOMING:
        column = columns.get(f.name)
        if column is None:
            empty = pa.nulls(rows, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
            column = empty.dictionary_encode() if pa.types.is_dictionary(f.type) else empty
        column = _whole(column)
        if pa.types.is_dictionary(f.type) and not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        arrays.append(column.cast(f.type) if column.type != f.type else column)
    return pa.table(arrays, names=INCOMING.names)


def split(
    records: pa.Table, refusals: Refusals, lines: Sequence[int] | np.ndarray, texts: Callable[[list[int]], list[str]]
) -> tuple[pa.Table, list[Reject]]:
    """The accepted rows, and the refused ones; `texts` gives the texts of some rows."""
    refused = refusals.refused()
    if not refused.any():
        return records, []
    rows = np.flatnonzero(refused).tolist()
    rejects = [
        Reject(int(lines[row]), refusals.reasons[row] or "", text) for row, text in zip(rows, texts(rows), strict=True)
    ]
    return records.filter(pa.array(~refused)), rejects


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
