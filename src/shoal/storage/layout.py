"""Where things lie in a data directory, who may write there, and files that appear whole or not at all.

DIR/<workspace>/records.sqlite   definitions, runs, the manifest        log/<dataset>/*.parquet   the log
                inbox.sqlite     accepted records not yet in the log    ids/*.npy                 message ids, sorted
                lock             held by the one writer                 derived/ members/ tmp/
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shoal.model.errors import Busy, ShoalError, StorageError

RECORDS = "records.sqlite"
INBOX = "inbox.sqlite"
LOG = "log"
IDS = "ids"
TMP = "tmp"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class Lock:
    """The right to write in a workspace, held until `release` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        """Raises Busy with the process that holds it."""
        self._path = folder / "lock"
        with disk_errors(self._path):
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = holder_of(folder)
            os.close(self._file)
            raise Busy(
                f"{folder} is being written to by process {holder or 'unknown'}",
                hint="wait for it or stop it; commands that only read work meanwhile",
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        os.ftruncate(self._file, 0)
        os.close(self._file)


def holder_of(folder: Path) -> int | None:
    """The process that said it holds the lock; it may be gone by now."""
    try:
        text = (folder / "lock").read_text()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def is_locked(folder: Path) -> bool:
    try:
        file = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turns what the operating system refuses into a StorageError that says what to do."""
    try:
        yield
    except OSError as error:
        raise disk_error(path, error) from error


def disk_error(path: Path, error: OSError) -> ShoalError:
    if error.errno in _FULL:
        return StorageError(
            f"the disk is full: {path} can't be written", hint="free some space; nothing that was accepted is lost"
        )
    if error.errno in _DENIED:
        return StorageError(
            f"no permission for {path}: {error.strerror}", hint="check the owner and the permissions of the directory"
        )
    return StorageError(f"can't use {path}: {error.strerror or error}", hint="check the disk")


def write_whole(final: Path, tmp: Path, write: Callable[[Path], None]) -> int:
    """Makes `final` by writing a file in the folder `tmp`, fsync and rename; returns its size in bytes.

    The caller fsyncs the folder with `sync_folder` once after its last file. Raises StorageError and leaves nothing.
    """
    draft = tmp / final.name
    try:
        with disk_errors(final):
            write(draft)
            file = os.open(draft, os.O_RDONLY)
            try:
                os.fsync(file)
                size = os.fstat(file).st_size
            finally:
                os.close(file)
            draft.rename(final)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return size


def sync_folder(folder: Path) -> None:
    with disk_errors(folder):
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def make_folder(folder: Path) -> None:
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def spill_folder(folder: Path) -> Path:
    """Where SQL of this process may spill; made when it does."""
    return folder / TMP / f"sql-{os.getpid()}"


def clean_tmp(folder: Path) -> None:
    """Removes what processes that ended left; the caller holds the lock, so no other writer is at work."""
    tmp = folder / TMP
    with disk_errors(tmp):
        for entry in tmp.iterdir():
            owner = entry.name.removeprefix("sql-")
            if owner.isdigit() and _is_alive(int(owner)):
                continue
            _remove(entry)


def remove_all(folder: Path) -> None:
    """Empties a folder of derived files."""
    with disk_errors(folder):
        for entry in folder.iterdir():
            _remove(entry)


def _remove(entry: Path) -> None:
    if entry.is_dir():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
