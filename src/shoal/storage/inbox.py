"""The inbox: what was accepted over the network, durable before the sender hears so, until the log has it.

It also keeps the newest records that were refused, so that whoever sends them can see why.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shoal.model.errors import CorruptStore, ShoalError, StorageError

KEPT_REJECTS = 10_000
_TRIM_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """Records that came together: JSON lines from one source. Numbers ascend and are never used twice."""

    number: int
    source: str
    received_at: int
    lines: bytes


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was refused: its text as it came (cut when long) and why. `number` is 0 until it is kept."""

    source: str
    received_at: int
    reason: str
    text: str
    number: int = 0


@dataclass(eq=False, slots=True)
class _Waiting:
    """What one thread wants to be durable."""

    source: str
    received_at: int
    lines: bytes
    rejects: Sequence[Rejected]
    then: Callable[[int], None] | None
    done: threading.Event = field(default_factory=threading.Event)
    number: int = 0
    error: ShoalError | None = None


class Inbox:
    """A queue of parcels in a SQLite file. Threads may share it: those that wait for one another share a commit."""

    def __init__(self, path: Path, applied: int) -> None:
        """`applied` is the last number that the log has. Raises StorageError."""
        self.applied = applied
        self._path = path
        self._turn = threading.Lock()
        self._queue: list[_Waiting] = []
        self._queue_turn = threading.Lock()
        with self._errors():
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")  # a commit is on disk when it returns
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS parcel (number INTEGER PRIMARY KEY AUTOINCREMENT, "
                "source TEXT NOT NULL, received_at INTEGER NOT NULL, lines BLOB NOT NULL)"
            )
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS reject (number INTEGER PRIMARY KEY AUTOINCREMENT, "
                "source TEXT NOT NULL, received_at INTEGER NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL)"
            )
            self._continue_after(applied)
            waiting = "SELECT coalesce(sum(length(lines)), 0) FROM parcel WHERE number > ?"
            self._bytes: int = self._connection.execute(waiting, (applied,)).fetchone()[0]

    @property
    def waiting_bytes(self) -> int:
        """How much waits for the log."""
        return self._bytes

    def append(
        self,
        source: str,
        received_at: int,
        lines: bytes,
        *,
        rejects: Sequence[Rejected] = (),
        then: Callable[[int], None] | None = None,
    ) -> int:
        """The number of the new parcel, which is on disk with the rejects when this returns; 0 without lines.

        `then` is called with the number before anybody else can see the parcel. Raises StorageError, with nothing kept.
        """
        mine = _Waiting(source, received_at, lines, rejects, then)
        with self._queue_turn:
            self._queue.append(mine)
        with self._turn:
            if not mine.done.is_set():
                with self._queue_turn:
                    group, self._queue = self._queue, []
                self._commit(group)
        if mine.error is not None:
            raise mine.error
        return mine.number

    def _commit(self, group: list[_Waiting]) -> None:
        """Makes what several threads brought durable at once; an error is told to each of them."""
        try:
            with self._errors():
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    for one in group:
                        self._insert(one)
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
        except BaseException as error:
            told = error if isinstance(error, ShoalError) else StorageError(f"what was received wasn't kept: {error}")
            for one in group:
                one.number, one.error = 0, told
            if told is not error:
                raise
        else:
            for one in group:
                if one.number:
                    self._bytes += len(one.lines)
                    if one.then is not None:
                        one.then(one.number)
        finally:
            for one in group:
                one.done.set()

    def _insert(self, one: _Waiting) -> None:
        execute = self._connection.execute
        if one.lines:
            row = (one.source, one.received_at, one.lines)
            cursor = execute("INSERT INTO parcel (source, received_at, lines) VALUES (?, ?, ?)", row)
            one.number = int(cursor.lastrowid or 0)
        for reject in one.rejects:
            cursor = execute(
                "INSERT INTO reject (source, received_at, reason, text) VALUES (?, ?, ?, ?)",
                (reject.source, reject.received_at, reject.reason, reject.text),
            )
            number = int(cursor.lastrowid or 0)
            if number % _TRIM_EVERY == 0:
                execute("DELETE FROM reject WHERE number <= ?", (number - KEPT_REJECTS,))

    def rejects(self, *, source: str | None = None, before: int | None = None, limit: int = 50) -> list[Rejected]:
        """The newest refused records with numbers below `before`, newest first."""
        with self._turn, self._errors():
            rows = self._connection.execute(
                "SELECT source, received_at, reason, text, number FROM reject "
                "WHERE (? IS NULL OR source = ?) AND number < ? ORDER BY number DESC LIMIT ?",
                (source, source, before or 2**62, limit),
            ).fetchall()
        return [Rejected(*row) for row in rows]

    def after(self, number: int) -> list[Parcel]:
        """The parcels with greater numbers, in order."""
        with self._turn, self._errors():
            rows = self._connection.execute(
                "SELECT number, source, received_at, lines FROM parcel WHERE number > ? ORDER BY number", (number,)
            ).fetchall()
        return [Parcel(*row) for row in rows]

    def trim(self, through: int) -> None:
        """Removes the parcels up to a number, once the log has them."""
        with self._turn, self._errors():
            self._connection.execute("DELETE FROM parcel WHERE number <= ?", (through,))
            waiting = "SELECT coalesce(sum(length(lines)), 0) FROM parcel"
            self._bytes = self._connection.execute(waiting).fetchone()[0]

    def close(self) -> None:
        self._connection.close()

    def _continue_after(self, applied: int) -> None:
        """Numbers go on after the last applied one even when the file is new: a lower one would never be applied."""
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'parcel'").fetchone()
        if row is None:
            self._connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('parcel', ?)", (applied,))
        elif row[0] < applied:
            self._connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'parcel'", (applied,))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if "malformed" in str(error) or "not a database" in str(error):
                raise CorruptStore(
                    f"{self._path} is damaged: {error}",
                    hint="move it away; the senders of what it held have to send it again",
                ) from error
            raise StorageError(
                f"can't write {self._path}: {error}", hint="check the free space and the permissions of the disk"
            ) from error
