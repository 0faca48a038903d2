"""One workspace of a data directory: its log, who its profiles are, its records.

What adds to the log, and what reads it for the engine, is loaded by the methods that need it: most commands that open a
store look at its records only.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap
from sqlalchemy import func, insert, select

from shoal.model.catalog import Catalog
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.instant import zone_info
from shoal.storage import layout, log, member_sets
from shoal.storage.log import DataFile, Snapshot
from shoal.storage.records import Records, tables

if TYPE_CHECKING:
    import duckdb

    from shoal.columns.bits import Words
    from shoal.columns.folding import FoldedSource
    from shoal.columns.program import MemberChange
    from shoal.columns.values import ValueColumn
    from shoal.storage.append import Appender
    from shoal.storage.check import Finding
    from shoal.storage.hashing import Keys
    from shoal.storage.inbox import Inbox
    from shoal.storage.rebuild import RebuildReport
    from shoal.storage.scores import Scores

_NEVER = np.iinfo(np.int64).max


@dataclass
class _Cached:
    """What was last read of the log, true for one watermark."""

    watermark: int = -1
    snapshot: Snapshot | None = None
    ids: pa.Array | None = None
    canonical: np.ndarray | None = None
    source: "FoldedSource | None" = None
    catalog: Catalog | None = None


@dataclass(eq=False)
class Store:
    """Made by `Store.open`. Reading is safe from several threads and beside a writer in another process."""

    directory: Path  # the workspace's folder
    workspace_id: str
    zone: str
    records: Records
    writable: bool
    _lock: layout.Lock | None
    _cache: _Cached = field(default_factory=_Cached)
    _guard: threading.RLock = field(default_factory=threading.RLock)
    # Threads that apply the inbox take turns; the one whose turn it is leaves the others' outcomes by parcel number.
    turn: threading.RLock = field(default_factory=threading.RLock)
    outcomes: dict[int, object] = field(default_factory=dict)
    checked: dict[int, pa.Table] = field(default_factory=dict)  # what a thread made of its parcel already
    # Held while members are published, so that nobody removes files which another thread is about to list, and
    # taken before a transaction of the records.
    publishing: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def open(
        cls, directory: Path, *, write: bool, now: int, workspace: str = "main", zone: str | None = None
    ) -> "Store":
        """Opens a workspace of the data directory, creating it when `write` and it isn't there (in `zone` or UTC).

        Raises Busy when another process is writing, NotFound when there is nothing to read, StorageError.
        """
        if zone is not None:
            zone_info(zone)
        folder = Path(directory).absolute() / workspace
        if not write and not (folder / layout.RECORDS).exists():
            raise NotFound(f"there is no Shoal data in {directory}", hint="import some, or see `shoal demo --help`")
        if (folder.exists() and not folder.is_dir()) or Path(directory).is_file():
            raise InvalidInput(f"{directory} is a file", hint="name a directory")
        lock = None
        if write:
            layout.make_folder(folder / layout.TMP)
            lock = layout.Lock(folder)
        try:
            return cls._opened(folder, workspace, zone, now, lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    @classmethod
    def _opened(cls, folder: Path, workspace: str, zone: str | None, now: int, lock: layout.Lock | None) -> "Store":
        records = Records.at(folder / layout.RECORDS)
        if lock is not None:
            records.upgrade()
            layout.clean_tmp(folder)
        else:
            records.require_head()
        t = tables.workspace
        with records.read() as connection:
            stored = connection.execute(select(t.c.zone).where(t.c.workspace_id == workspace)).scalar()
        if stored is None:
            if lock is None:
                raise NotFound(f"there is no workspace {workspace!r} in {folder.parent}")
            stored = zone or "UTC"
            with records.write() as connection:
                connection.execute(insert(t).values(workspace_id=workspace, zone=stored, created_at=now))
        store = cls(folder, workspace, stored, records, lock is not None, lock)
        if lock is not None:
            store._remove_strays()
        return store

    def close(self) -> None:
        """Ends the use of the store; a writer lets go of the lock."""
        self.records.close()
        for name in ("inbox", "appender"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # --- reading ----------------------------------------------------------------------------------------------------

    def watermark(self) -> int:
        """The number of the last batch; 0 for an empty store."""
        t = tables.batch
        with self.records.read() as connection:
            last = connection.execute(select(func.max(t.c.number)).where(t.c.workspace_id == self.workspace_id))
            return last.scalar() or 0

    def snapshot(self) -> Snapshot:
        """The files of the log that hold everything accepted until now."""
        watermark = self.watermark()
        with self._guard:
            if self._cache.watermark != watermark:
                with self.records.read() as connection:
                    files = log.files_at(connection, self.workspace_id, self.directory, watermark)
                self._cache = _Cached(watermark, Snapshot(watermark, files))
            snapshot = self._cache.snapshot
            assert snapshot is not None
            return snapshot

    def profile_count(self) -> int:
        """How many dense profile numbers were given out, merged profiles included."""
        t = tables.batch
        with self.records.read() as connection:
            query = select(func.max(t.c.profiles)).where(t.c.workspace_id == self.workspace_id)
            return connection.execute(query).scalar() or 0

    def profile_ids(self, snapshot: Snapshot) -> pa.Array:
        """The profile ids by dense number: a string array. Raises CorruptStore."""
        with self._guard:
            if self._cache.watermark == snapshot.watermark and self._cache.ids is not None:
                return self._cache.ids
            table = log.read_files(snapshot.files, "identifiers", ["profile", "id"])
            table = table.filter(pc.is_valid(table["id"]))
            ids = table["id"].take(pc.sort_indices(table["profile"])).combine_chunks()
            if self._cache.watermark == snapshot.watermark:
                self._cache.ids = ids
            return ids

    def canonical(self, snapshot: Snapshot) -> np.ndarray:
        """int32 by dense number: the profile it stands for, itself when it was never merged. Raises CorruptStore."""
        with self._guard:
            if self._cache.watermark == snapshot.watermark and self._cache.canonical is not None:
                return self._cache.canonical
            profiles = self._profiles_at(snapshot.watermark)
            if snapshot.of("merges"):
                from shoal.storage.identities import canonical

                merges = log.read_files(snapshot.files, "merges", ["survivor", "merged"])
                survivors = canonical(profiles, merges["survivor"].to_numpy(), merges["merged"].to_numpy())
            else:
                survivors = np.arange(profiles, dtype=np.int32)
            if self._cache.watermark == snapshot.watermark:
                self._cache.canonical = survivors
            return survivors

    def _profiles_at(self, watermark: int) -> int:
        t = tables.batch
        query = select(func.max(t.c.profiles)).where(t.c.workspace_id == self.workspace_id, t.c.number <= watermark)
        with self.records.read() as connection:
            return connection.execute(query).scalar() or 0

    def touched_since(self, watermark: int, until: int | None = None) -> BitMap:
        """The canonical profiles with a record, or a merge, in a batch after `watermark`, up to the batch `until`."""
        snapshot = self.snapshot()
        t = tables.batch
        query = select(t.c.touched).where(t.c.workspace_id == self.workspace_id, t.c.number > watermark)
        if until is not None:
            query = query.where(t.c.number <= until)
        with self.records.read() as connection:
            parts = [BitMap.deserialize(row) for (row,) in connection.execute(query)]
        touched = np.array(BitMap.union(*parts) if parts else BitMap(), dtype=np.uint32)
        survivors = self.canonical(snapshot)
        return BitMap(survivors[touched[touched < len(survivors)]].astype(np.uint32))

    def snapshot_at(self, watermark: int) -> Snapshot:
        """The files of the log that hold everything up to a batch."""
        if watermark == self.watermark():
            return self.snapshot()
        with self.records.read() as connection:
            return Snapshot(watermark, log.files_at(connection, self.workspace_id, self.directory, watermark))

    def source(self) -> "FoldedSource":
        """The present snapshot as the engine reads it; the same object until something is added."""
        snapshot = self.snapshot()
        with self._guard:
            if self._cache.source is None or self._cache.watermark != snapshot.watermark:
                source = self._source(snapshot, keep=self.writable)
                if self._cache.watermark != snapshot.watermark:
                    return source
                self._cache.source = source
            return self._cache.source

    def source_at(self, watermark: int, generation: int | None = None) -> "FoldedSource":
        """An earlier snapshot as the engine reads it; stored members as they were before a generation, when given."""
        present = self.source()
        if present.watermark == watermark and generation is None:
            return present
        return self._source(self.snapshot_at(watermark), keep=False, generation=generation)

    def _source(self, snapshot: Snapshot, *, keep: bool, generation: int | None = None) -> "FoldedSource":
        from shoal.columns.folding import FoldedSource
        from shoal.storage.column_store import ColumnStore

        survivors = self.canonical(snapshot)
        columns = ColumnStore(
            self.directory,
            snapshot,
            profiles=self._profiles_at(snapshot.watermark),
            survivors=survivors,
            profile_ids=lambda: self.profile_ids(snapshot),
            stored=StoredMembers(self, survivors, generation),
            events_with=self._events_with,
            scores=lambda name, as_of: self._scores(name, as_of, snapshot, survivors),
            changes=ChangesOfMembers(self, survivors, generation),
            writable=keep,
        )
        return FoldedSource(columns)

    @property
    def scores(self) -> "Scores":
        from shoal.storage.scores import Scores

        return Scores(self.records, self.workspace_id, self.directory)

    def _scores(
        self, name: str, as_of: int, snapshot: Snapshot, survivors: np.ndarray
    ) -> "tuple[ValueColumn, ValueColumn] | None":
        from shoal.storage.scores import columns_of

        found = self.scores.latest(name, as_of)
        if found is None:
            return None
        ids = self.profile_ids(snapshot)[: len(survivors)]
        return columns_of(self.scores.read(found), ids, survivors)

    def _events_with(self, path: str) -> list[str]:
        """The names of the events of which some had a property, or a part of it."""
        return [
            name
            for name, event in self.catalog().events.items()
            if any(known == path or known.startswith((f"{path}.", f"{path}[")) for known in event.properties)
        ]

    def stored_members(self, segment: str, *, generation: int) -> BitMap:
        """The members that one generation of a segment published, by dense number as they were then.

        Raises CorruptStore.
        """
        found = member_sets.published(self.records, self.workspace_id, self.directory, segment, before=generation + 1)
        assert found is not None
        return found[1]

    def find_profile(self, text: str) -> int:
        """The dense canonical number of the profile with this id or identifier (a user id before others).

        Raises NotFound.
        """
        number = int(self.find_profiles([text])[0])
        if number < 0:
            raise NotFound(
                f"there is no profile {text!r}", hint="give a profile id, a user id or an anonymous id as it was sent"
            )
        return number

    def find_profiles(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """As `find_profile`, for many at once; -1 for nobody."""
        numbers = np.full(len(texts), -1, np.int64)
        connection = self.sql()
        try:
            connection.register("given", pa.table({"n": np.arange(len(texts)), "value": pa.array(texts, pa.string())}))
            found: pa.Table = connection.sql(
                "SELECT n, arg_min(profile, (rank, kind)) AS profile FROM ("
                "  SELECT n, profile, 0 AS rank, '' AS kind FROM given JOIN identifiers ON id = given.value"
                "  UNION ALL"
                "  SELECT n, profile, if(kind = 'user_id', 1, 2), kind FROM given JOIN identifiers USING (value)"
                ") GROUP BY n"
            ).to_arrow_table()
        finally:
            connection.close()
        numbers[found["n"].to_numpy()] = found["profile"].to_numpy()
        return numbers

    def sql(self, snapshot: Snapshot | None = None) -> "duckdb.DuckDBPyConnection":
        """DuckDB with views events, attributes, tags, devices, identifiers, merges and profiles; close it after use.

        `profile` is the canonical dense number. The SQL can reach nothing outside the workspace's folder.
        """
        from shoal.storage.sql import snapshot_connection

        snapshot = snapshot or self.snapshot()
        return snapshot_connection(self.directory, snapshot, self.canonical(snapshot))

    def catalog(self) -> Catalog:
        """What the data holds. Counts are exact but for numbers of profiles, which are within some 2 %."""
        from shoal.storage import tally

        snapshot = self.snapshot()
        with self._guard:
            if self._cache.watermark == snapshot.watermark and self._cache.catalog is not None:
                return self._cache.catalog
        survivors = self.canonical(snapshot)
        with self.records.read() as connection:
            total = tally.total(connection, self.workspace_id, snapshot.watermark)
        living = int((survivors == np.arange(len(survivors))).sum())
        catalog = tally.catalog_of(total, living, self._tags(snapshot))
        with self._guard:
            if self._cache.watermark == snapshot.watermark:
                self._cache.catalog = catalog
        return catalog

    def _tags(self, snapshot: Snapshot) -> dict[str, int]:
        if not snapshot.of("tags"):
            return {}
        connection = self.sql(snapshot)
        try:
            rows = connection.execute(
                "SELECT tag, count(*) FILTER (present) FROM (SELECT tag, arg_max(present, "
                "(time IS NOT NULL, coalesce(epoch_us(time), 0), message_id)) AS present FROM tags "
                "GROUP BY profile, tag) GROUP BY tag"
            ).fetchall()
        finally:
            connection.close()
        return dict(rows)

    # --- writing ----------------------------------------------------------------------------------------------------

    @cached_property
    def appender(self) -> "Appender":
        """What adds to the log; it reads the identifiers and message ids first. Raises InvalidInput for a reader."""
        if not self.writable:
            raise InvalidInput("the store was opened for reading only", hint="open it with write=True")
        from shoal.storage.append import Appender
        from shoal.storage.dedupe import SeenIds
        from shoal.storage.identities import Identities
        from shoal.storage.sql import private_connection

        connection = private_connection(layout.spill_folder(self.directory))
        snapshot = self.snapshot()
        identities = Identities(self._first_events)
        identities.load(
            connection,
            log.read_files(snapshot.files, "identifiers"),
            log.read_files(snapshot.files, "merges", ["survivor", "merged"]),
        )
        seen = SeenIds(
            self.directory / layout.IDS,
            self.directory / layout.TMP,
            snapshot.watermark,
            lambda first, last: logged_keys(connection, snapshot, first, last),
        )
        return Appender(
            self.directory, self.records, self.workspace_id, connection, identities, seen, snapshot.watermark
        )

    @cached_property
    def inbox(self) -> "Inbox":
        """What was received and may not be in the log yet. Raises InvalidInput for a reader."""
        if not self.writable:
            raise InvalidInput("the store was opened for reading only", hint="open it with write=True")
        from shoal.storage.inbox import Inbox

        t = tables.batch
        query = select(func.max(t.c.inbox_through)).where(t.c.workspace_id == self.workspace_id)
        with self.records.read() as connection:
            applied = connection.execute(query).scalar() or 0
        return Inbox(self.directory / layout.INBOX, applied)

    def _first_events(self, profiles: int) -> np.ndarray:
        """int64[profiles]: the first event of each profile by its own number; the greatest int64 where it has none."""
        first = np.full(profiles, _NEVER, dtype=np.int64)
        for file in self.snapshot().of("events"):
            table = log.read_file(file, ["profile", "time"])
            np.minimum.at(first, table["profile"].to_numpy(), table["time"].cast(pa.int64()).to_numpy())
        return first

    def compact(self, now: int) -> int:
        """Rewrites small and day-spanning files of events by (UTC day, bucket); returns how many files went.

        Content and order of nothing that is read changes. Raises StorageError, with nothing changed.
        """
        from shoal.storage.compaction import compact

        with self.turn:
            return compact(self.appender, self.snapshot(), now)

    def check(self) -> "tuple[Finding, ...]":
        """What is wrong or worth knowing of the files, the lock and the disk; reads the whole log."""
        from shoal.storage.check import check

        return check(self)

    def rebuild(self) -> "RebuildReport":
        """Makes everything anew that the log implies: sizes and times in the manifest, the index of message ids, the
        identifiers in memory, the catalog. Raises CorruptStore when a file of the log is damaged or missing."""
        from shoal.storage.rebuild import RebuildReport, rebuild_catalog, rebuild_manifest

        with self.turn:
            if "appender" in self.__dict__:
                self.__dict__.pop("appender").close()
            self._cache = _Cached()
            corrected = rebuild_manifest(self)
            self._cache = _Cached()
            rebuild_catalog(self)
            ids = self.directory / layout.IDS
            if ids.exists():
                layout.remove_all(ids)
            appender = self.appender
            snapshot = self.snapshot()
            return RebuildReport(
                files=len(snapshot.files),
                rows=sum(file.rows for file in snapshot.files),
                profiles=appender.identities.profiles,
                message_ids=len(appender.seen),
                corrected=corrected,
            )

    def _remove_strays(self) -> None:
        """Removes files of the log that no snapshot lists: a writer died between writing them and its commit."""
        t = tables.data_file
        with self.records.read() as connection:
            query = select(t.c.path).where(t.c.workspace_id == self.workspace_id, t.c.removed.is_(None))
            listed = {path for (path,) in connection.execute(query)}
        root = self.directory / layout.LOG
        if not root.exists():
            return
        with layout.disk_errors(root):
            for path in sorted(root.rglob("*")):
                if path.is_file() and str(path.relative_to(self.directory)) not in listed:
                    path.unlink()


@dataclass(eq=False, slots=True)
class StoredMembers:
    """The members of segments without a rule, as the engine reads them: `survivors` of all whom a segment held.

    `before` leaves out the generation with that id and all later ones. Generations never change, so what was read of
    one is kept.
    """

    store: Store
    survivors: np.ndarray
    before: int | None
    _kept: "dict[str, tuple[int, Words]]" = field(default_factory=dict)

    def __call__(self, segment: str, as_of: int) -> "Words":
        from shoal.columns import bits

        store = self.store
        with store.records.read() as connection:
            row = member_sets.generation_at(connection, store.workspace_id, segment, as_of=as_of, before=self.before)
        if row is None:
            return bits.empty(self.survivors.size)
        kept = self._kept.get(segment)
        if kept is None or kept[0] != row.id:
            profiles = store.stored_members(segment, generation=row.id)
            kept = self._kept[segment] = (
                row.id,
                bits.from_numbers(surviving(profiles, self.survivors), len(self.survivors)),
            )
        return kept[1]


@dataclass(eq=False, slots=True)
class ChangesOfMembers:
    """The changes of segments' members, as the engine reads them. `before` leaves out later generations."""

    store: Store
    survivors: np.ndarray
    before: int | None

    def __call__(self, segment: str) -> "list[MemberChange]":
        from shoal.columns import bits
        from shoal.columns.program import MemberChange

        store = self.store
        size = len(self.survivors)
        return [
            MemberChange(
                at,
                direction == "entered",
                cause != "definition",
                bits.from_numbers(surviving(profiles, self.survivors), size),
            )
            for at, direction, cause, profiles in member_sets.changes(
                store.records, store.workspace_id, store.directory, segment, before=self.before
            )
        ]


def surviving(profiles: BitMap, survivors: np.ndarray) -> np.ndarray:
    """int64: the profiles, or those that they were merged into, ascending; without those `survivors` doesn't know."""
    numbers = np.array(profiles, np.int64)
    return np.unique(survivors[numbers[numbers < survivors.size]]).astype(np.int64)


def logged_keys(connection: "duckdb.DuckDBPyConnection", snapshot: Snapshot, first: int, last: int) -> "Iterator[Keys]":
    """The sorted keys of the messages in a range of batches, file by file of the log."""
    from shoal.storage.append import message_keys

    for file in snapshot.files:
        if file.dataset in ("events", "attributes", "tags") and first <= file.batch <= last:
            table = log.read_file(file, ["source", "message_id"])
            for source in pc.unique(table["source"]).to_pylist():
                ids = table.filter(pc.equal(table["source"], source))["message_id"]
                keys = message_keys(connection, source, ids)
                yield keys.take(keys.order())


__all__ = ["DataFile", "Snapshot", "Store"]
