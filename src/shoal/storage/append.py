"""One step of ingestion: dedupe, identities, files, and one transaction that makes it all visible."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from shoal.model.errors import ShoalError
from shoal.storage import log, tally
from shoal.storage.dedupe import SeenIds
from shoal.storage.devices import FIELDS as DEVICE_FIELDS
from shoal.storage.devices import devices_of, telling_rows
from shoal.storage.hashing import Keys, prefixed_keys
from shoal.storage.identities import Identities, Resolved
from shoal.storage.json_scan import MISSING, shapes
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


# An optional further column: uint64, json_scan.shapes of the properties, which callers have looked at anyway.
PROPERTIES_SHAPE = "properties_shape"

SourceRun = tuple[str, int]  # a source, and how many rows are of it
_MAX_SOURCES = 200

_EMPTY_BITMAP = bytes(BitMap().serialize())


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
        source: str | Sequence[SourceRun],
        now: int,
        inbox_through: int | None = None,
        also: Callable[[Connection], None] | None = None,
    ) -> Appended:
        """Makes the records of `incoming` (schema INCOMING) that weren't accepted before durable, in one step.

        They are all of one source, or of several in runs of neighbours. `inbox_through` is the last number of the
        inbox that the batch covers; `also` writes what belongs to it in the same transaction. Raises StorageError,
        with nothing changed.
        """
        with self._turn:
            runs = [(source, incoming.num_rows)] if isinstance(source, str) else list(source)
            keys = self._keys(incoming, runs)
            fresh, sorted_keys = self._fresh(keys)
            sources = _per_row(runs)
            duplicate = np.ones(len(keys), dtype=np.bool_)
            duplicate[fresh] = False
            if len(fresh) < len(keys):
                incoming, sources = incoming.take(pa.array(fresh)), sources.take(pa.array(fresh))
            if len(fresh) == 0 and inbox_through is None:
                return Appended(duplicate, self.watermark, 0)
            before = self.identities.profiles
            self._commit(incoming.combine_chunks(), sorted_keys, sources, now, inbox_through, also)
            return Appended(duplicate, self.watermark, self.identities.profiles - before)

    def advance(self, batch: int) -> None:
        """Takes note of a batch without new records, which lists records of earlier ones anew."""
        with self._turn:
            self.watermark = batch
            self.seen.cover(batch)

    def close(self) -> None:
        self.connection.close()

    def _keys(self, incoming: pa.Table, runs: Sequence[SourceRun]) -> Keys:
        parts, start = [], 0
        for source, rows in runs:
            parts.append(message_keys(self.connection, source, incoming["message_id"].slice(start, rows)))
            start += rows
        return Keys.joined(parts)

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
        sources: pa.DictionaryArray,
        now: int,
        inbox_through: int | None,
        also: Callable[[Connection], None] | None,
    ) -> None:
        """Files first, then one transaction that lists them with the batch; on failure the files go."""
        batch = self.watermark + 1
        files = _BatchFiles(self.folder, f"{batch:010d}.parquet")
        names = ", ".join(sources.dictionary.to_pylist())[:_MAX_SOURCES]
        row = {"number": batch, "source": names, "accepted_at": now, "inbox_through": inbox_through}
        try:
            resolved = self._put(files, incoming, sources, row) if incoming.num_rows else None
            written = files.written()
            with self.records.write() as connection:
                self._list(connection, written, row)
                if also is not None:
                    also(connection)
        except BaseException:
            if not self._is_committed(batch):
                files.discard()
            raise
        self.watermark = batch
        if resolved is not None:
            self.identities.commit(resolved)
            self.seen.add(batch, batch, keys)

    def _put(
        self, files: "_BatchFiles", incoming: pa.Table, sources: pa.DictionaryArray, row: dict[str, object]
    ) -> Resolved:
        """Begins to write the batch's files, and adds what the batch's row says of them."""
        times = _times(incoming, _LATEST)
        is_event = np.asarray(pc.is_valid(incoming["event"]))
        resolved = self.identities.resolve(
            self.connection,
            _whole(incoming["user_id"]),
            _whole(incoming["anonymous_id"]),
            _whole(incoming["previous_id"]),
            np.where(is_event, times, _LATEST),
        )
        envelope = incoming.append_column("profile", pa.array(resolved.profile))
        envelope = envelope.append_column("source", sources)
        envelope = envelope.append_column(
            "received_at", pa.repeat(pa.scalar(row["accepted_at"], pa.int64()), len(times))
        )
        event_tally = self._put_events(files, envelope, is_event, times)
        attribute_tally = self._put_attributes(files, envelope)
        files.put("tags", log.sorted_by_time(_instants(_rows(envelope, pc.is_valid(envelope["tag"]), "tags"))))
        files.put("devices", _devices(self.connection, envelope))
        files.put("identifiers", _identifiers(incoming, resolved))
        files.put("merges", _merges(incoming, resolved))
        row["rows"] = incoming.num_rows
        row["profiles"] = resolved.profiles
        row["touched"] = _touched(resolved)
        row["catalog"] = event_tally | attribute_tally
        return resolved

    def _put_events(
        self, files: "_BatchFiles", envelope: pa.Table, is_event: np.ndarray, times: np.ndarray
    ) -> tally.Tally:
        rows = np.flatnonzero(is_event)
        names, codes = _ordered_codes(_whole(envelope["event"]))
        ids = _whole(envelope["message_id"])
        if len(rows) < len(codes):
            codes, times, ids = codes[rows], times[rows], ids.take(pa.array(rows))
        order = log.event_order(codes, times, ids)
        ordered = pa.array(rows[order])
        table = envelope.select(log.SCHEMAS["events"].names).take(ordered).combine_chunks()
        files.put("events", _instants(table))
        context = _whole(table["context"])
        context_shapes = np.append(shapes(context.dictionary.cast(pa.string())), np.uint64(MISSING))
        properties = _whole(table["properties"])
        return tally.tally_events(
            self._shapes,
            names,
            codes[order],
            times[order],
            table["profile"].to_numpy(),
            (_shapes_of(envelope, ordered, properties), properties),
            (context_shapes[context.indices.fill_null(-1).to_numpy(zero_copy_only=False)], context),
        )

    def _put_attributes(self, files: "_BatchFiles", envelope: pa.Table) -> tally.Tally:
        rows = _telling_attributes(envelope)
        table = envelope.select(log.SCHEMAS["attributes"].names).take(pa.array(rows))
        table = log.sorted_by_time(_instants(table)).combine_chunks()
        files.put("attributes", table)
        texts = _whole(table["attributes"])
        return tally.tally_attributes(self._shapes, table["profile"].to_numpy(), shapes(texts), texts)

    def _list(self, connection: Connection, files: list[log.NewFile], row: dict[str, object]) -> None:
        batch = self.watermark + 1
        nothing = {"rows": 0, "profiles": self.identities.profiles, "touched": _EMPTY_BITMAP, "catalog": {}}
        connection.execute(insert(tables.batch).values({"workspace_id": self.workspace_id} | nothing | row))
        log.add_files(connection, self.workspace_id, files, batch)
        if batch % _TOTAL_EVERY == 0:
            total = tally.total(connection, self.workspace_id, batch)
            tally.keep_total(connection, self.workspace_id, batch, total)

    def _is_committed(self, batch: int) -> bool:
        """Whether a commit that failed happened all the same; also when that can't be told."""
        t = tables.batch
        try:
            with self.records.read() as connection:
                query = select(func.max(t.c.number)).where(t.c.workspace_id == self.workspace_id)
                return (connection.execute(query).scalar() or 0) >= batch
        except (ShoalError, SQLAlchemyError):
            return True


class _BatchFiles:
    """The files of one batch, written in a thread while the next one is made."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._writing: list[Future[log.NewFile]] = []

    def put(self, dataset: str, table: pa.Table) -> None:
        """Begins to write the rows of a dataset; nothing for none."""
        if table.num_rows:
            self._writing.append(self._thread.submit(log.write_file, self._folder, dataset, self._name, table))

    def written(self) -> list[log.NewFile]:
        """The files, once all are durable. Raises StorageError."""
        self._thread.shutdown()
        files = [writing.result() for writing in self._writing]
        log.sync_log(self._folder, files)
        return files

    def discard(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        for writing in self._writing:
            if not writing.cancelled() and writing.exception() is None:
                (self._folder / writing.result().path).unlink(missing_ok=True)


def message_keys(connection: duckdb.DuckDBPyConnection, source: str, message_ids: pa.ChunkedArray | pa.Array) -> Keys:
    return prefixed_keys(connection, source, message_ids)


def _touched(resolved: Resolved) -> bytes:
    is_touched = np.zeros(resolved.profiles, dtype=np.bool_)
    for profiles in (resolved.profile, resolved.survivor, resolved.merged):
        is_touched[profiles] = True
    touched = BitMap(np.flatnonzero(is_touched).astype(np.uint32))
    touched.run_optimize()
    return bytes(touched.serialize())


def _shapes_of(envelope: pa.Table, rows: pa.Array, properties: pa.Array) -> np.ndarray:
    """The shapes of the properties, as the caller found them or else read here."""
    if PROPERTIES_SHAPE in envelope.schema.names:
        return envelope[PROPERTIES_SHAPE].take(rows).to_numpy()
    return shapes(properties)


def _telling_attributes(envelope: pa.Table) -> np.ndarray:
    """The rows whose attributes are kept. Event rows that repeat one another (same profile, time and text, as the lines
    of an order do) count as the one with the greatest message id, which decides anyway; the events keep all ids."""
    has = np.asarray(pc.is_valid(envelope["attributes"]))
    is_event = np.asarray(pc.is_valid(envelope["event"]))
    repeating = np.flatnonzero(has & is_event)
    if len(repeating) == 0:
        return np.flatnonzero(has)
    part = envelope.select(["profile", "time", "attributes", "message_id"]).take(pa.array(repeating))
    part = part.append_column("row", pa.array(repeating)).sort_by("message_id")
    kept = part.group_by(["profile", "time", "attributes"], use_threads=False).aggregate([("row", "last")])["row_last"]
    return np.sort(np.concatenate([np.flatnonzero(has & ~is_event), kept.to_numpy()]))


def _identifiers(incoming: pa.Table, resolved: Resolved) -> pa.Table:
    new = resolved.identifiers
    time = incoming["time"].take(pa.array(new.row))
    return _instants(
        pa.table({"profile": new.profile, "kind": new.kind, "value": new.value, "id": new.id, "time": time})
    )


def _merges(incoming: pa.Table, resolved: Resolved) -> pa.Table:
    rows = incoming.select(["time", "message_id"]).take(pa.array(resolved.merge_row))
    return _instants(
        pa.table(
            {
                "survivor": resolved.survivor,
                "merged": resolved.merged,
                "time": rows["time"],
                "message_id": rows["message_id"],
            }
        )
    )


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


def _per_row(runs: Sequence[SourceRun]) -> pa.DictionaryArray:
    names = list(dict.fromkeys(source for source, _ in runs))
    codes = np.repeat([names.index(source) for source, _ in runs], [rows for _, rows in runs]).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(names, pa.string()))


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
