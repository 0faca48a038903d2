"""Records as they come in over the network: durable in the inbox, then acknowledged, then in the log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.ingest import times
from shoal.ingest.lines import LineBlock
from shoal.ingest.prepared import Refusals
from shoal.ingest.tracking import Fields, records_of
from shoal.model.errors import Busy
from shoal.storage import Store
from shoal.storage.inbox import Parcel, Rejected

# How far ahead of the receiver's clock a record may be timed.
_AHEAD = 5 * 60 * 1_000_000
# Bytes of one batch, bytes that may wait for the log before senders are told to wait, and characters of a refused
# record that are kept.
_BATCH_BYTES = 64 * 1024 * 1024
_MAX_WAITING = 256 * 1024 * 1024
_KEPT_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of records: how many were accepted, how many were known before, and why others were refused, by
    their place (from 0). `watermark` is the batch that holds the accepted ones."""

    accepted: int
    duplicates: int
    rejected: Mapping[int, str] = field(default_factory=dict)
    watermark: int = 0


def accept(store: Store, records: Iterable[Mapping[str, object]], *, source: str, now: int) -> Receipt:
    """Takes records in the tracking format; when this returns, the accepted ones are durable and visible.

    `now` is when they were received. A record's time is corrected by the sender's clock (`sentAt`), and is `now` where
    it says none. Any number of threads may call this; those that wait for one another share a commit. Raises
    StorageError, after which sending the same records again is harmless.
    """
    records = list(records)
    if not records:
        return Receipt(0, 0, watermark=store.watermark())
    lines, unreadable = _encoded(records)
    parcel = Parcel(0, source, now, lines)
    checked, refusals = _records(parcel, store.zone)
    rejected = {place: reason for place, reason in enumerate(refusals.reasons) if reason is not None} | unreadable
    if len(rejected) == len(records):
        return Receipt(0, 0, rejected, store.watermark())
    inbox = store.inbox

    def note(number: int) -> None:
        store.checked[number] = _named(checked, refusals, number)
        store.outcomes[number] = None

    number = inbox.append(source, now, lines, then=note)
    with store.turn:
        if inbox.applied < number:
            apply_pending(store)
        outcome = store.outcomes.pop(number)
    assert isinstance(outcome, Receipt)
    return Receipt(outcome.accepted, outcome.duplicates, rejected, outcome.watermark)


def receive(store: Store, lines: bytes, *, source: str, now: int) -> Mapping[int, str]:
    """Takes JSON lines in the tracking format; when this returns, the good ones are durable. `apply_pending` makes them
    visible, soon. Gives the reasons why others were refused, by their place (from 0); those are kept in the inbox.

    Raises Busy when more waits for the log than should, StorageError, after which sending the same again is harmless.
    """
    inbox = store.inbox
    if inbox.waiting_bytes > _MAX_WAITING:
        raise Busy("records come in faster than they can be taken", hint="send them again in a moment")
    parcel = Parcel(0, source, now, lines)
    checked, refusals = _records(parcel, store.zone)
    rejected = {place: reason for place, reason in enumerate(refusals.reasons) if reason is not None}
    raw = LineBlock(lines, 1).raw if rejected else str
    rejects = [Rejected(source, now, reason, _cut(raw(place))) for place, reason in rejected.items()]

    def note(number: int) -> None:
        store.checked[number] = _named(checked, refusals, number)

    none_left = len(rejected) == len(refusals.reasons)
    inbox.append(source, now, b"" if none_left else lines, rejects=rejects, then=note)
    return rejected


def apply_pending(store: Store) -> int:
    """Moves everything in the inbox to the log and returns how many records were new; harmless to repeat.

    A server calls this when it starts, for what a crash left; afterwards `accept` does.
    """
    accepted = 0
    with store.turn:
        for parcels in _groups(store.inbox.after(store.inbox.applied)):
            accepted += _apply(store, parcels)
            store.inbox.trim(store.inbox.applied)
    return accepted


def _apply(store: Store, parcels: list[Parcel]) -> int:
    tables = []
    for parcel in parcels:
        table = store.checked.pop(parcel.number, None)
        tables.append(_named(*_records(parcel, store.zone), parcel.number) if table is None else table)
    last = parcels[-1]
    done = store.appender.append(
        pa.concat_tables(tables).unify_dictionaries(),
        source=[(parcel.source, table.num_rows) for parcel, table in zip(parcels, tables, strict=True)],
        now=last.received_at,
        inbox_through=last.number,
    )
    store.inbox.applied = last.number
    start = 0
    for parcel, table in zip(parcels, tables, strict=True):
        duplicates = int(done.duplicate[start : start + table.num_rows].sum())
        if parcel.number in store.outcomes:  # somebody waits for it
            store.outcomes[parcel.number] = Receipt(table.num_rows - duplicates, duplicates, {}, done.watermark)
        start += table.num_rows
    return done.accepted


def _groups(parcels: list[Parcel]) -> list[list[Parcel]]:
    """Neighbours that make one batch: up to a size."""
    groups: list[list[Parcel]] = []
    size = 0
    for parcel in parcels:
        if not groups or size > _BATCH_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(parcel)
        size += len(parcel.lines)
    return groups


def _cut(text: str) -> str:
    return text if len(text) <= _KEPT_TEXT else text[:_KEPT_TEXT] + "…"


def _encoded(records: list[Mapping[str, object]]) -> tuple[bytes, dict[int, str]]:
    """One JSON line a record, an empty object for one that has no JSON form, and why it hasn't."""
    encoder = msgspec.json.Encoder(decimal_format="number")
    try:
        return encoder.encode_lines(records), {}
    except (TypeError, ValueError, UnicodeEncodeError, RecursionError):
        pass  # some record: look at each
    lines: list[bytes] = []
    reasons: dict[int, str] = {}
    for place, record in enumerate(records):
        try:
            lines.append(encoder.encode(record))
        except (TypeError, ValueError, UnicodeEncodeError, RecursionError) as error:
            reasons[place] = f"no JSON: {error}"
            lines.append(b"{}")
    return b"\n".join(lines) + b"\n", reasons


def _records(parcel: Parcel, zone: str) -> tuple[pa.Table, Refusals]:
    """All records of a parcel as rows (schema INCOMING), and which of them are refused. Always the same answer."""
    block = LineBlock(parcel.lines, 1)
    refusals = Refusals(block.reasons)
    columns = dict(block.columns)
    sent = columns.pop("sent_at")
    refusals.refuse(pc.is_null(columns["type"]), "type is missing")
    micro, known = _corrected(columns, sent, parcel.received_at, zone, refusals)
    return records_of(Fields(columns, block.rows, micro, known), zone, refusals), refusals


def _corrected(
    columns: Mapping[str, pa.Array], sent: pa.Array, received_at: int, zone: str, refusals: Refusals
) -> tuple[np.ndarray, np.ndarray]:
    texts = pc.coalesce(columns["original_timestamp"], columns["timestamp"])
    given, kinds = times.read_iso(texts)
    local = (kinds == times.DATE) | (kinds == times.LOCAL)
    given[local] = times.to_instants(given[local], zone)
    told = np.asarray(pc.is_valid(texts))
    refusals.refuse(told & (kinds == times.UNREADABLE), "timestamp is no ISO 8601 time")
    sent_at, sent_kinds = times.read_iso(sent)
    late = np.where(sent_kinds == times.INSTANT, received_at - sent_at, 0)
    corrected = np.minimum(np.where(told, given + late, received_at), received_at + _AHEAD)
    return corrected, np.ones(len(corrected), dtype=np.bool_)


def _named(records: pa.Table, refusals: Refusals, number: int) -> pa.Table:
    """The accepted records; those without a message id get one of their place in the inbox."""
    ids = records["message_id"].combine_chunks()
    if ids.null_count:
        made = pa.array([f"inbox-{number}-{row}" for row in range(len(ids))], pa.string())
        ids = pc.coalesce(ids, made)
        records = records.set_column(records.schema.get_field_index("message_id"), "message_id", ids)
    refused = refusals.refused()
    return records.filter(pa.array(~refused)) if refused.any() else records
