"""What is wrong with a data directory. Looks, and changes nothing."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from shoal import membership
from shoal.app.settings import Settings
from shoal.app.wiring import Opened, has_data, opened
from shoal.model.errors import ShoalError
from shoal.storage import DataFile
from shoal.storage.layout import holder_of, is_locked

LITTLE_SPACE = 2**30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `hint` says what to do where it is not ok."""

    subject: str
    state: Literal["ok", "warning", "problem"]
    detail: str
    hint: str | None = None

    def as_json(self) -> dict[str, object]:
        return {"subject": self.subject, "state": self.state, "detail": self.detail, "hint": self.hint}


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Every finding, in the order of looking; a directory without data has one only."""
    directory = settings.data_dir
    if not has_data(directory):
        hint = "start with `shoal demo` or `shoal import events FILE`"
        return (Finding("data directory", "problem", f"{directory} holds no data", hint),)
    findings = [*_disk(directory), _writer(directory)]
    try:
        with opened(settings, write=False) as shoal:
            findings.append(Finding("records", "ok", "they open, and have the tables of this version"))
            findings += [*_log(shoal), *_members(shoal)]
    except ShoalError as error:
        findings.append(Finding("records", "problem", error.message, error.hint))
    return tuple(findings)


def _disk(directory: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(directory).free
    amount = f"{free / 2**30:,.1f} GiB free"
    if free < LITTLE_SPACE:
        yield Finding("disk", "warning", f"only {amount}", "free some space before the next import")
    else:
        yield Finding("disk", "ok", amount)
    if not os.access(directory / "main", os.R_OK | os.W_OK | os.X_OK):
        yield Finding("permissions", "problem", f"this user can't write to {directory / 'main'}", "check its owner")


def _writer(directory: Path) -> Finding:
    if is_locked(directory / "main"):
        return Finding("writer", "ok", f"process {holder_of(directory / 'main') or 'unknown'} is writing just now")
    return Finding("writer", "ok", "nobody is writing")


def _log(shoal: Opened) -> Iterator[Finding]:
    files = shoal.store.snapshot().files
    damaged = [(file, fault) for file in files if (fault := _fault_of(file)) is not None]
    for file, fault in damaged:
        yield Finding("log", "problem", f"{file.path}: {fault}", "restore this file from a backup")
    if not damaged:
        rows = sum(file.rows for file in files)
        yield Finding("log", "ok", f"{len(files):,} files with {rows:,} records are whole")


def _fault_of(file: DataFile) -> str | None:
    """What is wrong with a file of the log, by its footer and size."""
    try:
        rows = pq.read_metadata(file.path).num_rows
    except FileNotFoundError:
        return "it is missing"
    except (OSError, pa.ArrowException) as error:
        return f"it can't be read: {error}"
    return None if rows == file.rows else f"it has {rows:,} rows instead of {file.rows:,}"


def _members(shoal: Opened) -> Iterator[Finding]:
    ready = 0
    generations = membership.latest_generations(shoal.store)
    for id, generation in generations.items():
        try:
            stored = len(membership.members(shoal.store, id).profiles)
        except ShoalError as error:
            yield Finding("members", "problem", f"{id}: {error.message}", error.hint or "run `shoal rebuild`")
            continue
        if stored == generation.members:
            ready += 1
        else:
            detail = f"{id}: {stored:,} are stored, {generation.members:,} were published"
            yield Finding("members", "problem", detail, "run `shoal rebuild`")
    yield Finding("members", "ok", f"whole for {ready:,} of {len(generations):,} refreshed segments")
