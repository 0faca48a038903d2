"""What `shoal doctor` says of a workspace's files."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import text

from shoal.model.errors import CorruptStore
from shoal.storage import layout, log
from shoal.storage.records import HEAD

if TYPE_CHECKING:
    from shoal.storage.store import Store

# Below this, an import of some size fails half way.
_LITTLE_SPACE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """`severity`: error (something is damaged), warning (look at it), note (a fact). `hint` says what to do."""

    severity: Literal["error", "warning", "note"]
    message: str
    hint: str | None = None
    path: Path | None = None


def check(store: "Store") -> tuple[Finding, ...]:
    """Errors first. Reads every file of the log with its checksums."""
    found = [*_log_files(store), *_records(store), *_tmp(store), *_lock(store), *_space(store)]
    order = ("error", "warning", "note")
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def _log_files(store: "Store") -> list[Finding]:
    found: list[Finding] = []
    snapshot = store.snapshot()
    for file in snapshot.files:
        try:
            log.read_file(file, log.SCHEMAS[file.dataset].names)
            if file.path.stat().st_size != file.bytes:
                found.append(Finding("warning", f"{file.path.name} changed its size", "run `shoal rebuild`", file.path))
        except CorruptStore as error:
            found.append(Finding("error", error.message, error.hint, file.path))
    listed = {file.path for file in snapshot.files}
    root = store.directory / layout.LOG
    strays = (
        [path for path in sorted(root.rglob("*")) if path.is_file() and path not in listed] if root.exists() else []
    )
    found += [
        Finding("warning", f"{path.name} belongs to no snapshot", "the next writing command removes it", path)
        for path in strays
    ]
    rows = sum(file.rows for file in snapshot.of("events"))
    found.append(
        Finding("note", f"{len(snapshot.files)} files of the log, {rows:,} events, to batch {snapshot.watermark}")
    )
    return found


def _records(store: "Store") -> list[Finding]:
    found: list[Finding] = []
    if store.records.url.startswith("sqlite"):
        with store.records.read() as connection:
            result = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        if result != ["ok"]:
            hint = "restore the records database from a backup"
            found.append(Finding("error", f"the records database is damaged: {result[0]}", hint))
    revision = store.records.revision()
    found.append(Finding("note", f"records at revision {revision}, this version knows {HEAD}"))
    return found


def _tmp(store: "Store") -> list[Finding]:
    if layout.is_locked(store.directory):
        return []  # the writer's own
    tmp = store.directory / layout.TMP
    left = sorted(tmp.iterdir()) if tmp.exists() else []
    return [
        Finding("note", f"{path.name} was left by a process that ended", "the next writing command removes it", path)
        for path in left
    ]


def _lock(store: "Store") -> list[Finding]:
    if not layout.is_locked(store.directory):
        return [Finding("note", "nobody is writing")]
    return [Finding("note", f"process {layout.holder_of(store.directory) or 'unknown'} is writing")]


def _space(store: "Store") -> list[Finding]:
    free = shutil.disk_usage(store.directory).free
    if free < _LITTLE_SPACE:
        return [Finding("warning", f"only {free / 1e6:,.0f} MB are free on the disk", "free some space")]
    return [Finding("note", f"{free / 1e9:,.1f} GB are free on the disk")]
