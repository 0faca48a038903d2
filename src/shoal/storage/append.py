"""One step of ingestion: dedupe, identities, files, and one transaction that makes it all visible."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap
from sqlalchemy import Connection, insert

from shoal.storage import log, tally
from shoal.storage.dedupe import SeenIds
from shoal.storage.devices import FIELDS as DEVICE_FIELDS
from shoal.storage.devices import devices_of, telling_rows
from shoal.storage.hashing import Keys, prefixed_keys
from shoal.storage.identities import Identities, Resolved
from shoal.storage.json_scan import shapes
from shoal.storage.records import Records, tables

# Batches after which the sum of their catalogs is kept.
_TOTAL_EVERY = 64

_LATEST = np.iinfo(np.int64).max
_EARLIEST = np.iinfo(np.int64).min

# The records that a batch of ingestion holds. `time` is microseconds since 1970 UTC. A record has an event (with a
# time), attributes or a tag, or several of them; `previous_id` links two identifiers. At least one of user_id and
# anonymous_id is set. The JSON columns hold valid object texts (json_scan.shapes). `event` and `context` repeat much.
INCOMING = pa.schema(
    [
        pa.field("event", pa.dictionary(pa.int32(), pa.string())),
        pa.field("time", pa.int64()),
        pa.field("message_id", pa.string(), nullable=False),
        pa.field("user_id", pa.string()),
        pa.field("anonymous_id", pa.string()),
        pa.field("previous_id", pa.string()),
        pa.field("properties", pa.string()),
        pa.field("context", pa.dictionary(pa.int32(), pa.string())),
        pa.field("attributes", pa.string()),
        pa.field("tag", pa.string()),
        pa.field("present", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of n records: `duplicate` is bool[n], `watermark` the batch that holds the others, `profiles` how
    many were new."""

    duplicate: np.ndarray
    watermark: int
    profiles: int

    @property
    def accepted(self) -> int:
        return len(self.duplicate) - int(self.duplicate.sum())


@dataclass
class Appender:
    """Adds batches to a workspace's log. Threads take turns."""

    folder: Path
    records: Records
    workspace_id: str
    connection: duckdb.DuckDBPyConnection
    identities: Identities
    seen: SeenIds
    watermark: int

    def __post_init__(self) -> None:
        self._turn = threading.Lock()
        self._shapes = tally.ShapeReader()

    def append(
        self,
        incoming: pa.Table,
        *,
        source: str,
        now: int,
        inbox_through: int | None = None,
        also: Callable[[Connection], None] | None = None,
    ) -> Appended:
        """Makes the records of `incoming` (schema INCOMING) that weren't accepted before durable, in one step.

        `inbox_through` is the last number of the inbox that the batch covers; `also` writes what belongs to it in the
        same transaction. Raises StorageError, with nothing changed.
        """
        with self._turn:
            keys = message_keys(self.connection, source, incoming["message_id"])
            fresh, sorted_keys = self._fresh(keys)
            duplicate = np.ones(len(keys), dtype=np.bool_)
            duplicate[fresh] = False
            if len(fresh) < len(keys):
                incoming = incoming.take(pa.array(fresh))
            if len(fresh) == 0 and inbox_through is None:
                return Appended(duplicate, self.watermark, 0)
            before = self.identities.profiles
            self._commit(incoming.combine_chunks(), sorted_keys, source, now, inbox_through, also)
            return Appended(duplicate, self.watermark, self.identities.profiles - before)

    def advance(self, batch: int) -> None:
        """Takes note of a batch without new records, which lists records of earlier ones anew."""
        with self._turn:
            self.watermark = batch
            self.seen.cover(batch)

    def close(self) -> None:
        self.connection.close()

    def _fresh(self, keys: Keys) -> tuple[np.ndarray, Keys]:
        """The rows, ascending, whose message id is new (the first of several counts), and their keys, sorted."""
        order = keys.order()
        ordered = keys.take(order)
        new = ~self.seen.contains(ordered)
        repeats = (ordered.high[1:] == ordered.high[:-1]) & (ordered.low[1:] == ordered.low[:-1])
        new[1:] &= ~repeats
        return np.sort(order[new]), ordered.take(new)

    def _commit(
        self,
        incoming: pa.Table,
        keys: Keys,
        source: str,
        now: int,
        inbox_through: int | None,
        also: Callable[[Connection], None] | None,
    ) -> None:
        if incoming.num_rows == 0:
            self._write(
                {}, {"touched": bytes(BitMap().serialize()), "rows": 0, "catalog": {}}, source, now, inbox_through, also
            )
            return
        times = _times(incoming, _LATEST)
        is_event = np.asarray(pc.is_valid(incoming["event"]))
        resolved = self.identities.resolve(
            self.connection,
            _whole(incoming["user_id"]),
            _whole(incoming["anonymous_id"]),
            _whole(incoming["previous_id"]),
            np.where(is_event, times, _LATEST),
        )
        parts = _datasets(self.connection, incoming, is_event, times, resolved, source, now, self._shapes)
        row = {"touched": _touched(resolved), "rows": incoming.num_rows, "catalog": parts.tally}
        row["profiles"] = self.identities.profiles + parts.new_profiles
        self._write(parts.tables, row, source, now, inbox_through, also)
        self.identities.commit(resolved)
        self.seen.add(self.watermark, self.watermark, keys)

    def _write(
        self,
        datasets: dict[str, pa.Table],
        row: dict[str, object],
        source: str,
        now: int,
        inbox_through: int | None,
        also: Callable[[Connection], None] | None,
    ) -> None:
        """Files first, then one transaction that lists them with the batch; on failure the files go."""
        batch = self.watermark + 1
        name = f"{batch:010d}.parquet"
        files: list[log.NewFile] = []
        try:
            for dataset, table in datasets.items():
                if table.num_rows:
                    files.append(log.write_file(self.folder, dataset, name, table))
            log.sync_log(self.folder, files)
            with self.records.write() as connection:
                connection.execute(
                    insert(tables.batch).values(
                        {"profiles": self.identities.profiles}
                        | row
                        | {
                            "workspace_id": self.workspace_id,
                            "number": batch,
                            "source": source,
                            "accepted_at": now,
                            "inbox_through": inbox_through,
                        }
                    )
                )
                log.add_files(connection, self.workspace_id, files, batch)
                if also is not None:
                    also(connection)
                if batch % _TOTAL_EVERY == 0:
                    total = tally.total(connection, self.workspace_id, batch)
                    tally.keep_total(connection, self.workspace_id, batch, total)
        except BaseException:
            for file in files:
                (self.folder / file.path).unlink(missing_ok=True)
            raise
        self.watermark = batch


@dataclass(frozen=True, slots=True)
class _Parts:
    tables: dict[str, pa.Table]
    tally: tally.Tally
    new_profiles: int


def message_keys(connection: duckdb.DuckDBPyConnection, source: str, message_ids: pa.ChunkedArray | pa.Array) -> Keys:
    return prefixed_keys(connection, source, message_ids)


def _touched(resolved: Resolved) -> bytes:
    touched = BitMap(np.unique(resolved.profile).astype(np.uint32))
    touched |= BitMap(resolved.survivor.astype(np.uint32)) | BitMap(resolved.merged.astype(np.uint32))
    touched.run_optimize()
    return bytes(touched.serialize())


def _datasets(
    connection: duckdb.DuckDBPyConnection,
    incoming: pa.Table,
    is_event: np.ndarray,
    times: np.ndarray,
    resolved: Resolved,
    source: str,
    now: int,
    reader: tally.ShapeReader,
) -> _Parts:
    envelope = incoming.append_column("profile", pa.array(resolved.profile))
    envelope = envelope.append_column("source", _constant(source, incoming.num_rows))
    envelope = envelope.append_column("received_at", _constant(now, incoming.num_rows, pa.int64()))
    events, event_tally = _events(envelope, is_event, times, reader)
    attributes, attribute_tally = _attributes(envelope, reader)
    new = resolved.identifiers
    return _Parts(
        tables={
            "events": events,
            "attributes": attributes,
            "tags": log.sorted_by_time(_instants(_rows(envelope, pc.is_valid(envelope["tag"]), "tags"))),
            "devices": _devices(connection, envelope),
            "identifiers": _instants(
                pa.table(
                    {
                        "profile": new.profile,
                        "kind": new.kind,
                        "value": new.value,
                        "id": new.id,
                        "time": incoming["time"].take(pa.array(new.row)),
                    }
                )
            ),
            "merges": _instants(
                pa.table(
                    {
                        "survivor": resolved.survivor,
                        "merged": resolved.merged,
                        "time": incoming["time"].take(pa.array(resolved.merge_row)),
                        "message_id": incoming["message_id"].take(pa.array(resolved.merge_row)),
                    }
                )
            ),
        },
        tally=event_tally | attribute_tally,
        new_profiles=len(new.id) - new.id.null_count,
    )


def _events(
    envelope: pa.Table, is_event: np.ndarray, times: np.ndarray, reader: tally.ShapeReader
) -> tuple[pa.Table, tally.Tally]:
    rows = np.flatnonzero(is_event)
    names, codes = _ordered_codes(_whole(envelope["event"]))
    ids = _whole(envelope["message_id"])
    if len(rows) < len(codes):
        codes, times, ids = codes[rows], times[rows], ids.take(pa.array(rows))
    order = log.event_order(codes, times, ids)
    table = envelope.select(log.SCHEMAS["events"].names).take(pa.array(rows[order])).combine_chunks()
    context = _whole(table["context"])
    context_shapes = shapes(context.dictionary.cast(pa.string()))
    context_codes = context.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    properties = _whole(table["properties"])
    event_tally = tally.tally_events(
        reader,
        names,
        codes[order],
        times[order],
        table["profile"].to_numpy(),
        (shapes(properties), properties),
        (np.append(context_shapes, np.uint64(0))[context_codes], context),
    )
    return _instants(table), event_tally


def _attributes(envelope: pa.Table, reader: tally.ShapeReader) -> tuple[pa.Table, tally.Tally]:
    """Records that repeat one another (same profile, time and text, as the lines of an order do) become the one with
    the greatest message id, which is the one that counts anyway."""
    table = _rows(envelope, pc.is_valid(envelope["attributes"]), "attributes")
    if table.num_rows == 0:
        return table, {}
    if pc.any(pc.is_valid(envelope["event"])).as_py():
        kept = table.select(["profile", "time", "attributes", "message_id"])
        kept = kept.append_column("row", pa.array(np.arange(table.num_rows)))
        order = pc.sort_indices(kept, sort_keys=[("message_id", "ascending")])
        kept = kept.take(order).group_by(["profile", "time", "attributes"], use_threads=False)
        table = table.take(kept.aggregate([("row", "last")])["row_last"])
    table = log.sorted_by_time(_instants(table)).combine_chunks()
    texts = _whole(table["attributes"])
    return table, tally.tally_attributes(reader, table["profile"].to_numpy(), shapes(texts), texts)


def _devices(connection: duckdb.DuckDBPyConnection, envelope: pa.Table) -> pa.Table:
    context = _whole(envelope["context"])
    known = devices_of(connection, context.dictionary.cast(pa.string()))
    device_codes = _codes([known["device_id"]])
    state_codes = _codes([known[name] for name in DEVICE_FIELDS])
    codes = context.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    has = np.append(np.asarray(pc.is_valid(known["device_id"]), dtype=np.bool_), False)[codes]
    rows = np.flatnonzero(has)
    profiles = envelope["profile"].to_numpy()[rows]
    times = _times(envelope, _EARLIEST)[rows]
    codes = codes[rows]
    telling = rows[telling_rows(profiles, device_codes[codes], state_codes[codes], times)]
    table = envelope.select(["profile", "time", "message_id"]).take(pa.array(telling))
    fields = known.take(pa.array(context.indices.to_numpy(zero_copy_only=False)[telling].astype(np.int64)))
    for name in DEVICE_FIELDS:
        table = table.append_column(name, fields[name])
    return log.sorted_by_time(_instants(table))


def _codes(columns: list[pa.ChunkedArray]) -> np.ndarray:
    """int32[n]: equal numbers for rows with equal values in all columns."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        part = _whole(column.combine_chunks().dictionary_encode()).indices.fill_null(-1)
        values = part.to_numpy(zero_copy_only=False).astype(np.int64) + 1
        _, combined = np.unique(combined * (values.max(initial=0) + 1) + values, return_inverse=True)
    return combined.astype(np.int32)


def _rows(envelope: pa.Table, wanted: pa.ChunkedArray, dataset: str) -> pa.Table:
    return envelope.select(log.SCHEMAS[dataset].names).filter(wanted)


def _ordered_codes(column: pa.DictionaryArray) -> tuple[list[str], np.ndarray]:
    """The distinct values in code point order, and int32[n] places in them (-1 for null)."""
    values = column.dictionary.to_pylist()
    names = sorted(set(values))
    place = {name: i for i, name in enumerate(names)}
    ranks = np.array([place[value] for value in values] + [-1], dtype=np.int32)
    return names, ranks[column.indices.fill_null(-1).to_numpy(zero_copy_only=False)]


def _times(table: pa.Table, null: int) -> np.ndarray:
    return table["time"].fill_null(null).to_numpy()


def _instants(table: pa.Table) -> pa.Table:
    for name in ("time", "received_at"):
        if name in table.schema.names:
            column = table[name].cast(pa.timestamp("us", tz="UTC"))
            table = table.set_column(table.schema.get_field_index(name), name, column)
    return table


def _constant(value: object, length: int, kind: pa.DataType | None = None) -> pa.Array:
    if kind is None:
        codes = pa.array(np.zeros(length, dtype=np.int32))
        return pa.DictionaryArray.from_arrays(codes, pa.array([value], pa.string()))
    return pa.repeat(pa.scalar(value, kind), length)


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
