"""The inbox: what was accepted over the network, durable before the sender hears so, until the log has it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shoal.model.errors import CorruptStore, StorageError


@dataclass(frozen=True, slots=True)
class Parcel:
    """Records that came together: JSON lines from one source. Numbers ascend and are never used twice."""

    number: int
    source: str
    received_at: int
    lines: bytes


class Inbox:
    """A queue of parcels in a SQLite file. Threads may share it."""

    def __init__(self, path: Path, applied: int) -> None:
        """`applied` is the last number that the log has. Raises StorageError."""
        self.applied = applied
        self._path = path
        self._turn = threading.Lock()
        with self._errors():
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")  # a commit is on disk when it returns
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS parcel (number INTEGER PRIMARY KEY AUTOINCREMENT, "
                "source TEXT NOT NULL, received_at INTEGER NOT NULL, lines BLOB NOT NULL)"
            )
            self._continue_after(applied)

    def append(self, source: str, received_at: int, lines: bytes) -> int:
        """The number of the new parcel, which is on disk when this returns. Raises StorageError."""
        with self._turn, self._errors():
            cursor = self._connection.execute(
                "INSERT INTO parcel (source, received_at, lines) VALUES (?, ?, ?)", (source, received_at, lines)
            )
            return int(cursor.lastrowid or 0)

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
