"""The records that came in last, as somebody who is setting up a source wants to see them."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from shoal.storage import Store, log

_COLUMNS = ["profile", "time", "message_id", "source", "user_id", "anonymous_id", "received_at"]
_TEXTS = {"events": ["event", "properties", "context"], "attributes": ["attributes"]}


@dataclass(frozen=True, slots=True)
class Latest:
    """A record as the log has it: an event, or attributes that were set. `properties` and `context` are JSON texts;
    `time` is microseconds since 1970 UTC, None where none was told."""

    event: str | None
    time: int | None
    received_at: int
    source: str
    message_id: str
    user_id: str | None
    anonymous_id: str | None
    profile_id: str
    properties: str | None
    context: str | None


def latest(store: Store, *, source: str | None = None, limit: int = 50) -> list[Latest]:
    """The newest records by when they were received, newest first; of one source, when it is named.

    Reads files of the log from the newest on until there are enough.
    """
    snapshot = store.snapshot()
    rows: list[Latest] = []
    ids = store.profile_ids(snapshot)
    survivors = store.canonical(snapshot)
    for dataset, texts in _TEXTS.items():
        found: list[pa.Table] = []
        for file in sorted(snapshot.of(dataset), key=lambda file: file.batch, reverse=True):
            table = log.read_file(file, _COLUMNS + texts)
            if source is not None:
                table = table.filter(pc.equal(table["source"], source))
            found.append(table.sort_by([("received_at", "descending")]).slice(0, limit))
            if sum(table.num_rows for table in found) >= limit:
                break
        if found:
            table = pa.concat_tables(found)
            for name in ("time", "received_at"):
                table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(pa.int64()))
            for row in table.to_pylist():
                profile = ids[int(survivors[row.pop("profile")])].as_py()
                told = {"event": row.get("event"), "context": row.get("context")}
                content = row.get("properties") if dataset == "events" else row.get("attributes")
                plain = {name: row[name] for name in _COLUMNS[1:]}
                rows.append(Latest(**plain, **told, properties=content, profile_id=profile))
    return sorted(rows, key=lambda row: (row.received_at, row.time or 0), reverse=True)[:limit]
