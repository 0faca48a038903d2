"""Static segments: people choose the members, which are kept in the same generations and change log as a rule's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap
from sqlalchemy import Connection, insert

from shoal.columns.values import STRING
from shoal.ingest.members import MemberRows
from shoal.membership.generations import insert_rows, publish, remove_unused, write_files
from shoal.membership.results import RUN_SEGMENT, SegmentResult
from shoal.membership.settling import new_generation
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.segment import Segment
from shoal.storage import Store, member_sets
from shoal.storage.records import audit_rows, tables
from shoal.storage.store import surviving


def change_members(
    store: Store,
    segments: Mapping[str, Segment],
    id: str,
    *,
    add: BitMap | None = None,
    remove: BitMap | None = None,
    replace: BitMap | None = None,
    now: Callable[[], int],
    by: str,
) -> SegmentResult:
    """Adds and removes members of a static segment, or replaces them all; `remove` wins over `add`.

    Profiles are dense numbers. Publishes a generation with its changes (cause data) and a run; where nothing changes,
    nothing. Raises NotFound, and InvalidInput for a segment with a rule and for a profile that isn't there.
    """
    if id not in segments:
        raise NotFound.named("segment", id, segments, listing="shoal segments list")
    segment = segments[id]
    if segment.rule is not None:
        raise InvalidInput(
            f"{id!r} is a rule segment: its rule says who is in it", hint=f"change its rule, or freeze it: {_FREEZE}"
        )
    survivors = store.canonical(store.snapshot())
    added, removed = _known(add, survivors), _known(remove, survivors)
    with store.publishing:
        # The transaction excludes every other writer from reading the members to switching them.
        with store.records.write() as connection:
            present = member_sets.generation_at(connection, store.workspace_id, id)
            before = BitMap()
            if present is not None:
                before = store.stored_members(id, generation=present.id)
            kept = _known(before, survivors) if replace is None else _known(replace, survivors)
            wanted = (kept | added) - removed
            result = publish_members(
                connection,
                store,
                segment,
                before,
                wanted,
                now=now,
                by=by,
                not_before=0 if present is None else present.as_of,
            )
        remove_unused(store)
    return result


_FREEZE = "`shoal segments freeze` makes a static copy"


def publish_members(
    connection: Connection,
    store: Store,
    segment: Segment,
    before: BitMap,
    wanted: BitMap,
    *,
    now: Callable[[], int],
    by: str,
    not_before: int = 0,
) -> SegmentResult:
    """Makes the members of a static segment from those `before` to those `wanted`, within the caller's transaction,
    with an audit row.

    The caller holds `store.publishing`. The generation's instant is now, or `not_before` for a clock that went back.
    """
    started = now()
    snapshot = store.snapshot()
    survivors = store.canonical(snapshot)
    new = new_generation(segment, before, _known(wanted, survivors), survivors, "data")
    if new is None:
        return SegmentResult(segment.id, "ready", len(before), 0, 0, 0, None)
    as_of = max(started, not_before)
    workspace = store.workspace_id
    about = {"workspace_id": workspace, "started_at": started, "started_by": by, "watermark": snapshot.watermark}
    done = connection.execute(insert(tables.run).values(**about, as_of=as_of, finished_at=started))
    assert done.inserted_primary_key is not None
    run = int(done.inserted_primary_key[0])
    write_files(store, run, [new])
    publish(connection, store, run, [new], as_of=as_of, watermark=snapshot.watermark, at=started)
    counts = {d: sum(c.count for c in new.changes if c.direction == d) for d in ("entered", "left")}
    milliseconds = (now() - started) // 1000
    result = SegmentResult(segment.id, "ready", new.members, counts["entered"], counts["left"], milliseconds, None)
    row = (result.segment, result.status, result.members, result.entered, result.left, milliseconds, None)
    insert_rows(connection, tables.run_segment, RUN_SEGMENT, [(workspace, run, *row)])
    detail = {"name": segment.name, "entered": counts["entered"], "left": counts["left"], "members": new.members}
    audit_rows.append(
        connection, workspace, at=started, actor=by, action="segment.members", subject=segment.id, detail=detail
    )
    return result


def _known(profiles: BitMap | None, survivors: np.ndarray) -> BitMap:
    """The profiles, or those they were merged into. Raises InvalidInput for a number that was never given out."""
    if not profiles:
        return BitMap()
    if profiles.max() >= survivors.size:
        raise InvalidInput(f"there is no profile with the number {profiles.max()}")
    return BitMap(surviving(profiles, survivors).astype(np.uint32))


# --- who is meant -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An identifier that stands for nobody, or for several people; `line` is its place in what was given, from 1."""

    line: int
    text: str
    reason: Literal["unknown", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The people (dense numbers) that identifiers stand for."""

    profiles: BitMap
    unmatched: tuple[Unmatched, ...]


def resolve_members(store: Store, rows: MemberRows, *, as_of: int) -> Resolved:
    """Whom the rows name: by profile id, user id, anonymous id, or the e-mail address that they have at `as_of`.

    Without a kind, any of these in that order. E-mail addresses are compared without case.
    """
    numbers = np.full(len(rows.identifiers), -1, np.int64)
    if rows.kind != "email":
        _by_identifier(store, rows, numbers)
    ambiguous = np.zeros(len(numbers), np.bool_)
    if rows.kind in (None, "email"):
        _by_email(store, rows, as_of, numbers, ambiguous)
    unmatched = tuple(
        Unmatched(int(rows.lines[i]), rows.identifiers[int(i)].as_py(), "ambiguous" if ambiguous[i] else "unknown")
        for i in np.flatnonzero(numbers < 0)
    )
    return Resolved(BitMap(np.unique(numbers[numbers >= 0]).astype(np.uint32)), unmatched)


# The identifiers of one profile are values of a kind; its own id stands on the first of them.
_VALUES = "FROM given JOIN identifiers USING (value) WHERE kind"
_MATCHES = {
    "profile_id": "SELECT n, profile, 0 AS rank FROM given JOIN identifiers ON id = given.value",
    "user_id": f"SELECT n, profile, 1 AS rank {_VALUES} = 'user_id'",
    "anonymous_id": f"SELECT n, profile, 2 AS rank {_VALUES} = 'anonymous_id'",
}


def _by_identifier(store: Store, rows: MemberRows, numbers: np.ndarray) -> None:
    matches = [_MATCHES[rows.kind]] if rows.kind is not None else list(_MATCHES.values())
    connection = store.sql()
    try:
        connection.register("given", pa.table({"n": np.arange(len(rows.identifiers)), "value": rows.identifiers}))
        found: pa.Table = connection.sql(
            f"SELECT n, arg_min(profile, rank) AS profile FROM ({' UNION ALL '.join(matches)}) GROUP BY n"
        ).to_arrow_table()
    finally:
        connection.close()
    numbers[found["n"].to_numpy()] = found["profile"].to_numpy()


def _by_email(store: Store, rows: MemberRows, as_of: int, numbers: np.ndarray, ambiguous: np.ndarray) -> None:
    """Fills in those not found yet; several people with one address are marked instead."""
    asked = np.flatnonzero((numbers < 0) & np.asarray(pc.match_substring(rows.identifiers, "@"), np.bool_))
    column = store.source().attribute("email", as_of)
    if asked.size == 0 or len(column.values) == 0:
        return
    addresses = pc.utf8_lower(column.values.text.cast(pa.string())).dictionary_encode()
    address_of = np.where(column.values.kinds == STRING, addresses.indices.to_numpy(), -1)
    mine = np.append(address_of, -1)[column.codes]  # by profile
    profiles = np.flatnonzero(mine >= 0)
    people = np.bincount(mine[profiles], minlength=len(addresses.dictionary))
    someone = np.full(len(addresses.dictionary), -1, np.int64)
    someone[mine[profiles]] = profiles
    wanted = pc.index_in(pc.utf8_lower(rows.identifiers.take(pa.array(asked))), addresses.dictionary)
    places = pc.fill_null(wanted, -1).to_numpy(zero_copy_only=False)
    at = places.clip(0)
    known = places >= 0
    numbers[asked] = np.where(known & (people[at] == 1), someone[at], -1)
    ambiguous[asked] = known & (people[at] > 1)
