"""Tags set by people in the app: records of the log like those of an import."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from shoal.columns.program import NO_TAG
from shoal.ingest.accept import Receipt
from shoal.ingest.prepared import MAX_NAME, incoming
from shoal.model.errors import InvalidInput
from shoal.storage import Store

_ROWS = 400_000  # of one commit


def tag(store: Store, profiles: BitMap, tag: str, present: bool, *, source: str = "app", now: int) -> Receipt:
    """Puts a tag on profiles (dense numbers), or takes it away; durable on return.

    Those who have it already (or haven't) are left alone and counted as duplicates: their time of tagging stays. Raises
    InvalidInput for a name that no tag can have, StorageError.
    """
    if not tag.strip() or len(tag.encode()) > MAX_NAME:
        raise InvalidInput(f"a tag has 1 to {MAX_NAME} bytes", hint="shorten its name")
    survivors = store.canonical(store.snapshot())
    numbers = np.array(profiles, np.int64)
    if numbers.size and numbers[-1] >= survivors.size:
        raise InvalidInput(f"there is no profile with the number {numbers[-1]}")
    people = np.unique(survivors[numbers]).astype(np.int64)
    times = store.source().tag(tag, now + 1)
    has = np.zeros(people.size, np.bool_) if times is None else times[people] != NO_TAG
    changed = people[has != present]
    watermark = store.watermark()
    for start in range(0, changed.size, _ROWS):
        records = _records(store, changed[start : start + _ROWS], tag, present, now)
        watermark = store.appender.append(records, source=source, now=now).watermark
    return Receipt(int(changed.size), int(people.size - changed.size), {}, watermark)


def _records(store: Store, people: np.ndarray, tag: str, present: bool, now: int) -> pa.Table:
    """One record a person, by an identifier of theirs. Of records of one instant the greatest message id counts, so
    the ids grow with the batches."""
    batch = store.watermark() + 1
    connection = store.sql()
    try:
        connection.register("chosen", pa.table({"profile": pa.array(people, pa.int32())}))
        found: pa.Table = connection.sql(
            "SELECT profile, min(value) FILTER (kind = 'user_id') AS user_id, "
            "min(value) FILTER (kind = 'anonymous_id') AS anonymous_id "
            "FROM identifiers SEMI JOIN chosen USING (profile) GROUP BY profile ORDER BY profile"
        ).to_arrow_table()
    finally:
        connection.close()
    rows = found.num_rows
    by_user = pc.is_valid(found["user_id"])
    names = [f"tag-{batch:012d}-{profile}" for profile in found["profile"].to_pylist()]
    return incoming(
        {
            "time": pa.array(np.full(rows, now)),
            "message_id": pa.array(names, pa.string()),
            "user_id": found["user_id"],
            "anonymous_id": pc.if_else(by_user, None, found["anonymous_id"]),
            "tag": pa.array([tag] * rows, pa.string()),
            "present": pa.array(np.full(rows, present)),
        },
        rows,
    )
