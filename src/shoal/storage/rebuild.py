"""What the log implies, computed anew: the numbers in the manifest and the catalog."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from sqlalchemy import update

from shoal.storage import log, tally
from shoal.storage.json_scan import shapes
from shoal.storage.records import tables

if TYPE_CHECKING:
    from shoal.storage.store import Store


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What there is; `corrected` names the files whose entry in the manifest was wrong."""

    files: int
    rows: int
    profiles: int
    message_ids: int
    corrected: tuple[str, ...]


def rebuild_manifest(store: "Store") -> tuple[str, ...]:
    """Reads every file and corrects its times and event counts. Raises CorruptStore."""
    corrected = []
    t = tables.data_file
    for file in store.snapshot().files:
        table = log.read_file(
            file, [n for n in ("time", "event") if n in log.SCHEMAS[file.dataset].names] or ["profile"]
        )
        low, high = log.time_range(table)
        events = log.event_counts(table) if file.dataset == "events" else {}
        size = file.path.stat().st_size
        if (low, high, events, size) != (file.min_time, file.max_time, dict(file.events), file.bytes):
            corrected.append(str(file.path.relative_to(store.directory)))
            with store.records.write() as connection:
                connection.execute(
                    update(t)
                    .where(t.c.id == file.id)
                    .values(min_time=low, max_time=high, events=events or None, bytes=size)
                )
    return tuple(corrected)


def rebuild_catalog(store: "Store") -> None:
    """Counts the whole log again, in place of the sums kept with the batches. Raises CorruptStore."""
    reader = tally.ShapeReader()
    snapshot = store.snapshot()
    parts = []
    for file in snapshot.files:
        if file.dataset == "events":
            parts.append(_event_tally(reader, file))
        elif file.dataset == "attributes":
            table = log.read_file(file, ["profile", "attributes"])
            texts = table["attributes"].combine_chunks()
            parts.append(tally.tally_attributes(reader, table["profile"].to_numpy(), shapes(texts), texts))
        if len(parts) > 1:
            parts = [tally.added(parts)]
    with store.records.write() as connection:
        tally.keep_total(connection, store.workspace_id, snapshot.watermark, tally.added(parts))


def _event_tally(reader: tally.ShapeReader, file: log.DataFile) -> tally.Tally:
    table = log.read_file(file, ["profile", "event", "time", "properties", "context"])
    event = table["event"].combine_chunks().dictionary_encode()
    names = event.dictionary.to_pylist()  # the file is sorted by event, so these are in order
    properties = table["properties"].combine_chunks()
    context = table["context"].combine_chunks()
    return tally.tally_events(
        reader,
        names,
        event.indices.to_numpy(zero_copy_only=False),
        table["time"].cast(pa.int64()).to_numpy(),
        np.asarray(table["profile"]),
        (shapes(properties), properties),
        (shapes(context), context),
    )
