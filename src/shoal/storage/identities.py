"""Who is who: identifiers to dense profile numbers, links between identifiers, and merges of profiles.

A dense number is an int32 in first-seen order, never reused. Two identifiers on one record belong to one profile; when
they were two profiles before, the one with the earlier first event survives (then the smaller id) and the log gets a
merge record. Everything here is rebuilt from the log's identifiers and merges datasets.
"""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numba as nb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.storage.hashing import Keys, prefixed_keys

USER_ID = "user_id"
ANONYMOUS_ID = "anonymous_id"

_NEVER = np.iinfo(np.int64).max


class KeyIndex:
    """A hash table from 128-bit keys to int32, for millions of keys."""

    def __init__(self, capacity: int = 1024) -> None:
        self._size = 0
        self._reserve(capacity)

    def _reserve(self, capacity: int) -> None:
        slots = 1 << max(10, int(capacity * 1.6).bit_length())
        self._high = np.zeros(slots, dtype=np.uint64)
        self._low = np.zeros(slots, dtype=np.uint64)
        self._values = np.full(slots, -1, dtype=np.int32)

    def __len__(self) -> int:
        return self._size

    def get(self, keys: Keys) -> np.ndarray:
        """int32[n]: the value of each key, -1 where there is none."""
        out = np.full(len(keys), -1, dtype=np.int32)
        _get(self._high, self._low, self._values, keys.high, keys.low, out)
        return out

    def put(self, keys: Keys, values: np.ndarray) -> None:
        """Adds keys that aren't there yet."""
        needed = self._size + len(keys)
        if needed * 1.6 > len(self._values):
            old = self._values >= 0
            before, held = Keys(self._high[old], self._low[old]), self._values[old]
            self._reserve(needed * 2)
            _put(self._high, self._low, self._values, before.high, before.low, held)
        _put(self._high, self._low, self._values, keys.high, keys.low, values)
        self._size = needed


@dataclass(frozen=True, slots=True)
class NewIdentifiers:
    """Identifiers seen for the first time, m of them: dense int32[m], kind and value text, the new profile's id on
    the identifier that made one (else null), and the row int64[m] they were first seen on."""

    profile: np.ndarray
    kind: pa.Array
    value: pa.Array
    id: pa.Array
    row: np.ndarray


@dataclass(frozen=True, slots=True)
class Resolved:
    """The profiles of n records: dense int32[n]; merges as int32 survivor / merged and int64 row, k of each."""

    profile: np.ndarray
    identifiers: NewIdentifiers
    survivor: np.ndarray
    merged: np.ndarray
    merge_row: np.ndarray
    profiles: int  # given out when this is committed
    _keys: Keys
    _parent: np.ndarray
    _id_order: np.ndarray
    _first_event: np.ndarray | None


class Identities:
    """The identifiers of a workspace. `resolve` changes nothing; `commit` takes its answer once it is durable."""

    def __init__(self, load_first_events: Callable[[int], np.ndarray]) -> None:
        """`load_first_events(n)` reads int64[n], the first event of each of n profiles, when a merge first needs it."""
        self._index = KeyIndex()
        self._parent = np.zeros(0, dtype=np.int32)  # the survivor of each profile, all links followed
        self._id_order = np.zeros(0, dtype=np.uint64)
        self._load_first_events = load_first_events
        self._first_event: np.ndarray | None = None

    @property
    def profiles(self) -> int:
        """How many dense numbers were given out."""
        return len(self._parent)

    def buckets(self) -> np.ndarray:
        """uint8[profiles]: the sixteenth each profile belongs to: the first digit of its id, which is a hash."""
        return (self._id_order >> np.uint64(60)).astype(np.uint8)

    def load(self, connection: duckdb.DuckDBPyConnection, identifiers: pa.Table, merges: pa.Table) -> None:
        """Takes in the log's two datasets, in the order they were written."""
        dense = identifiers["profile"].to_numpy()
        kinds = identifiers["kind"].combine_chunks()
        for kind in kinds.unique().to_pylist():
            rows = np.flatnonzero(np.asarray(pc.equal(kinds, kind)))
            keys = prefixed_keys(connection, kind, identifiers["value"].take(pa.array(rows)))
            self._index.put(keys, dense[rows])
        makers = identifiers.filter(pc.is_valid(identifiers["id"]))
        self._parent = np.arange(makers.num_rows, dtype=np.int32)
        self._id_order = np.zeros(makers.num_rows, dtype=np.uint64)
        self._id_order[makers["profile"].to_numpy()] = _id_prefix(makers["id"].to_pylist())
        self._parent[merges["merged"].to_numpy()] = merges["survivor"].to_numpy()
        _flatten(self._parent)

    def resolve(
        self,
        connection: duckdb.DuckDBPyConnection,
        user_id: pa.Array,
        anonymous_id: pa.Array,
        previous_id: pa.Array,
        event_time: np.ndarray,
    ) -> Resolved:
        """The profiles of n records, each with at least a user id or an anonymous id.

        `previous_id` (null but in alias records) may have been a user id or an anonymous id. `event_time` is int64[n],
        the time of an event and the greatest int64 for other records.
        """
        # previous_id is looked at as both kinds, so that it doesn't matter which of its records came first.
        columns = [(USER_ID, user_id), (ANONYMOUS_ID, anonymous_id)]
        if previous_id.null_count < len(previous_id):
            columns += [(USER_ID, previous_id), (ANONYMOUS_ID, previous_id)]
        codes, kinds, values = _coded(columns)
        keys = Keys.joined([prefixed_keys(connection, kind, part) for kind, part in zip(kinds, values, strict=True)])
        known = self._index.get(keys)
        dense = known.copy()
        born_row = np.full(len(dense), -1, dtype=np.int64)
        maker = np.zeros(len(dense), dtype=np.bool_)
        profile = np.empty(len(user_id), dtype=np.int32)
        links = _assign(codes, dense, born_row, maker, profile, self.profiles)
        new = np.flatnonzero(known < 0)
        new = new[np.argsort(born_row[new], kind="stable")]
        kind_column = pa.array(np.repeat(np.array(kinds, dtype=object), [len(v) for v in values]), pa.string())
        value_column = pa.concat_arrays(values)
        fresh = keys.take(new)
        ids = ["p" + digest[:24] for digest in fresh.hexadecimal()]
        identifiers = NewIdentifiers(
            profile=dense[new],
            kind=kind_column.take(pa.array(new)),
            value=value_column.take(pa.array(new)),
            id=pa.array([i if m else None for i, m in zip(ids, maker[new], strict=True)], pa.string()),
            row=born_row[new],
        )
        made = new[maker[new]]
        prefixes = _id_prefix(["p" + digest[:24] for digest in keys.take(made).hexadecimal()])
        parent = np.concatenate([self._parent, np.arange(self.profiles, self.profiles + len(made), dtype=np.int32)])
        id_order = np.concatenate([self._id_order, np.zeros(len(made), dtype=np.uint64)])
        id_order[dense[made]] = prefixes
        first = self._first_events(len(parent), parent, profile, event_time, needed=len(links) > 0)
        survivor, merged, merge_row = _merge_links(links, parent, first, id_order)
        return Resolved(profile, identifiers, survivor, merged, merge_row, len(parent), fresh, parent, id_order, first)

    def commit(self, resolved: Resolved) -> None:
        self._index.put(resolved._keys, resolved.identifiers.profile)
        self._parent = resolved._parent
        self._id_order = resolved._id_order
        self._first_event = resolved._first_event

    def _first_events(
        self, profiles: int, parent: np.ndarray, profile: np.ndarray, event_time: np.ndarray, *, needed: bool
    ) -> np.ndarray | None:
        """The first event of each group of merged profiles, at its survivor's place; None until a merge needs it."""
        if self._first_event is None and not needed:
            return None
        first = np.full(profiles, _NEVER, dtype=np.int64)
        if self._first_event is None:
            np.minimum.at(first, self._parent, self._load_first_events(self.profiles))
        else:
            first[: len(self._first_event)] = self._first_event
        np.minimum.at(first, parent[profile], event_time)
        return first


def canonical(profiles: int, survivor: np.ndarray, merged: np.ndarray) -> np.ndarray:
    """int32[profiles]: the profile that each dense number stands for after the merges (itself when never merged)."""
    parent = np.arange(profiles, dtype=np.int32)
    parent[merged] = survivor
    _flatten(parent)
    return parent


def _coded(columns: list[tuple[str, pa.Array]]) -> tuple[np.ndarray, list[str], list[pa.Array]]:
    """int32[n, k] codes into the concatenated distinct values (-1 for null), one column a (kind, values) given."""
    by_kind: dict[str, list[int]] = {}
    for place, (kind, _) in enumerate(columns):
        by_kind.setdefault(kind, []).append(place)
    codes = np.empty((len(columns[0][1]), len(columns)), dtype=np.int32)
    values: list[pa.Array] = []
    offset = 0
    for places in by_kind.values():
        chunks = pa.chunked_array([columns[place][1] for place in places], pa.string())
        encoded = chunks.unify_dictionaries().dictionary_encode().unify_dictionaries()
        distinct = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], pa.string())
        for place, chunk in zip(places, encoded.chunks, strict=True):
            part = chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
            codes[:, place] = np.where(part < 0, -1, part + offset)
        values.append(distinct)
        offset += len(distinct)
    return codes, list(by_kind), values


def _id_prefix(ids: list[str]) -> np.ndarray:
    """uint64[n]: the first 16 hex digits after the `p`, which order ids as their text does."""
    return np.array([int(i[1:17], 16) for i in ids], dtype=np.uint64)


@nb.njit(cache=True, nogil=True)
def _flatten(parent: np.ndarray) -> None:
    for i in range(len(parent)):
        root = i
        while parent[root] != root:
            root = parent[root]
        j = i
        while parent[j] != root:
            following = parent[j]
            parent[j] = root
            j = following


@nb.njit(cache=True, nogil=True)
def _slot(key: np.uint64, mask: np.uint64) -> np.int64:
    return np.int64((key * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(20)) & mask)


@nb.njit(cache=True, nogil=True)
def _get(
    high: np.ndarray, low: np.ndarray, values: np.ndarray, ask_high: np.ndarray, ask_low: np.ndarray, out: np.ndarray
) -> None:
    mask = np.uint64(len(values) - 1)
    for i in range(len(ask_high)):
        slot = _slot(ask_high[i], mask)
        while values[slot] >= 0:
            if high[slot] == ask_high[i] and low[slot] == ask_low[i]:
                out[i] = values[slot]
                break
            slot = (slot + 1) & np.int64(mask)


@nb.njit(cache=True, nogil=True)
def _put(
    high: np.ndarray, low: np.ndarray, values: np.ndarray, new_high: np.ndarray, new_low: np.ndarray, new: np.ndarray
) -> None:
    mask = np.uint64(len(values) - 1)
    for i in range(len(new_high)):
        slot = _slot(new_high[i], mask)
        while values[slot] >= 0:
            slot = (slot + 1) & np.int64(mask)
        high[slot] = new_high[i]
        low[slot] = new_low[i]
        values[slot] = new[i]


@nb.njit(cache=True, nogil=True)
def _assign(
    codes: np.ndarray, dense: np.ndarray, born_row: np.ndarray, maker: np.ndarray, profile: np.ndarray, given: int
) -> np.ndarray:
    """Gives every identifier a profile in the order of rows; returns the links int64[l, 3] of (row, profile, profile)
    between identifiers that had different profiles already."""
    links = np.empty((16, 3), dtype=np.int64)
    count = 0
    n, k = codes.shape
    for i in range(n):
        mine = np.int32(-1)
        for j in range(k):
            code = codes[i, j]
            if code >= 0 and dense[code] >= 0:
                mine = dense[code]
                break
        made = bool(mine < 0)
        if made:
            mine = np.int32(given)
            given += 1
        taken = np.int32(-1)
        for j in range(k):
            code = codes[i, j]
            if code < 0:
                continue
            if dense[code] < 0:
                dense[code] = mine
                born_row[code] = i
                maker[code] = made
                made = False
            elif dense[code] != mine:
                if count == len(links):
                    grown = np.empty((2 * count, 3), dtype=np.int64)
                    grown[:count] = links
                    links = grown
                links[count, 0] = i
                links[count, 1] = mine
                links[count, 2] = dense[code]
                count += 1
            if taken < 0:
                taken = dense[code]
        profile[i] = taken
    return links[:count]


@nb.njit(cache=True, nogil=True)
def _root(parent: np.ndarray, i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _merge_links(
    links: np.ndarray, parent: np.ndarray, first: np.ndarray | None, id_order: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if first is None:
        none = np.zeros(0, dtype=np.int32)
        return none, none, np.zeros(0, dtype=np.int64)
    merges = _merge_all(links, parent, first, id_order)
    _flatten(parent)
    return merges[:, 1].astype(np.int32), merges[:, 2].astype(np.int32), merges[:, 0]


@nb.njit(cache=True, nogil=True)
def _merge_all(links: np.ndarray, parent: np.ndarray, first: np.ndarray, id_order: np.ndarray) -> np.ndarray:
    """Joins the two ends of each link; int64[m, 3] of (row, survivor, merged) where they weren't one already."""
    merges = np.empty((len(links), 3), dtype=np.int64)
    count = 0
    for i in range(len(links)):
        a = _root(parent, links[i, 1])
        b = _root(parent, links[i, 2])
        if a == b:
            continue
        if first[b] < first[a] or (first[b] == first[a] and id_order[b] < id_order[a]):
            a, b = b, a
        parent[b] = a
        first[a] = min(first[a], first[b])
        merges[count, 0] = links[i, 0]
        merges[count, 1] = a
        merges[count, 2] = b
        count += 1
    return merges[:count]
