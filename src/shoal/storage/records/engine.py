"""Connections to the records database: one writer at a time, durable commits, and the schema at its head."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from shoal.model.errors import Busy, CorruptStore, StorageError

# The revision of the newest migration, so that opening an up-to-date database need not load Alembic. A test holds it.
HEAD = "0004"

BUSY_SECONDS = 30


class Records:
    """The records of all workspaces of one database. Safe to share between threads.

    Errors of the database come out as Busy (somebody else is writing), StorageError (disk) or CorruptStore.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._writer = _engine(url, "BEGIN IMMEDIATE")
        # Readers in a deferred transaction see one state and never wait for the writer (WAL).
        self._reader = _engine(url, "BEGIN")

    @classmethod
    def at(cls, path: Path) -> "Records":
        """The SQLite database in a file."""
        return cls(f"sqlite:///{path}")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that excludes other writers from its start, committed (fsynced) at the end of the block."""
        with _errors_of(self.url), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; nothing may be written."""
        with _errors_of(self.url), self._reader.begin() as connection:
            yield connection

    def revision(self) -> str | None:
        """The schema revision the database is at, or None for an empty one."""
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def upgrade(self) -> None:
        """Brings the schema to HEAD; does nothing, quickly, when it is there already.

        Raises StorageError when the database was made by a newer version.
        """
        present = self.revision()
        if present == HEAD:
            return
        from shoal.storage.records.migrations import known_revisions, run_upgrade

        if present is not None and present not in known_revisions():
            raise StorageError(
                f"the records database is at revision {present}, which this version of Shoal doesn't know",
                hint="use the version that wrote it, or a newer one",
            )
        with self.write() as connection:
            run_upgrade(connection)

    def require_head(self) -> None:
        """Raises StorageError unless the schema is at HEAD: readers don't migrate."""
        present = self.revision()
        if present != HEAD:
            raise StorageError(
                f"the records database is at revision {present or 'none'}, this version of Shoal reads {HEAD}",
                hint="any writing command, such as `shoal refresh`, brings it up to date",
            )

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


def _engine(url: str, begin: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url)
    # isolation_level None: the driver's own implicit transactions lose updates between processes.
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def _errors_of(url: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise _translated(error, url) from error


def _translated(error: DBAPIError, url: str) -> Exception:
    place = make_url(url).database or url
    cause = str(error.orig)
    if "locked" in cause or "busy" in cause:
        return Busy(
            f"another process has been writing to {place} for {BUSY_SECONDS} seconds",
            hint="try again, or stop the other process",
        )
    if "malformed" in cause or "not a database" in cause:
        return CorruptStore(f"{place} is damaged: {cause}", hint="restore the records database from a backup")
    if any(word in cause for word in ("full", "disk I/O", "readonly", "read-only", "unable to open")):
        return StorageError(f"can't use {place}: {cause}", hint="check the free space and the permissions of the disk")
    return error
