"""Which message ids were accepted before: sorted runs of 128-bit keys on disk, merged as they grow.

A run lies in ids/<first batch>-<last batch>.npy, uint64[2, n]: high and low halves, ascending. Runs are derived: they
cover the batches in their name, and the keys of later batches come from the log when a writer opens the workspace.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numba as nb
import numpy as np

from shoal.model.errors import StorageError
from shoal.storage import layout
from shoal.storage.hashing import Keys

# Runs of about one size are merged when there are this many, so n keys lie in some log4(n) · 3 runs.
_FAN = 4
# More keys than this lie in files while they are merged.
_SPILL = 8_000_000
# Fewer new keys than this stay in memory (and come from the log after a restart).
_MIN_RUN = 262_144

_NAME = re.compile(r"(\d{10})-(\d{10})\.npy")


@dataclass(frozen=True, slots=True)
class Run:
    first: int
    last: int
    keys: Keys
    path: Path | None = None


class SeenIds:
    """The set of accepted keys of a workspace. One writer; not for concurrent use."""

    def __init__(self, folder: Path, tmp: Path, watermark: int, keys_of: Callable[[int, int], Iterator[Keys]]) -> None:
        """`keys_of(first, last)` reads the sorted keys of a range of batches from the log, part by part, for what no
        run covers; several parts may hold a key."""
        self._folder = folder
        self._tmp = tmp
        layout.make_folder(folder)
        self._runs = _load_runs(folder, watermark)
        covered = self._runs[-1].last if self._runs else 0
        self._recent: list[Run] = []
        if covered < watermark:
            for keys in keys_of(covered + 1, watermark):
                self._recent = _merged_tail([*self._recent, Run(covered + 1, watermark, keys)], self._place)
            self._persist_when_large()

    def __len__(self) -> int:
        return sum(len(run.keys) for run in (*self._runs, *self._recent))

    def contains(self, keys: Keys) -> np.ndarray:
        """bool[n]: which of the keys, sorted ascending, were added before."""
        found = np.zeros(len(keys), dtype=np.bool_)
        for run in (*self._runs, *self._recent):
            _mark(run.keys.high, run.keys.low, keys.high, keys.low, found)
        return found

    def add(self, first: int, last: int, keys: Keys) -> None:
        """Adds the sorted keys of committed batches. The files only spare reading the log again."""
        self._recent = _merged_tail([*self._recent, Run(first, last, keys)], self._place)
        self._persist_when_large()

    def cover(self, batch: int) -> None:
        """Makes the runs reach to a batch whose records are known already, so that they aren't read again."""
        if self._recent:
            self._recent[-1] = replace(self._recent[-1], last=batch)
            self._persist()
        elif self._runs:
            run = self._runs.pop()
            assert run.path is not None
            path = self._folder / f"{run.first:010d}-{batch:010d}.npy"
            with layout.disk_errors(path):
                run.path.rename(path)
            self._runs.append(_open_run(path, run.first, batch))

    def _place(self, length: int) -> np.ndarray:
        return _in_memory(length) if length < _SPILL else _in_scratch_file(self._tmp, length)

    def _persist_when_large(self) -> None:
        if sum(len(run.keys) for run in self._recent) >= _MIN_RUN:
            self._persist()

    def _persist(self) -> None:
        parts = self._recent
        while len(self._runs) >= _FAN - 1 and _one_level(self._runs[1 - _FAN :], parts):
            parts = [*self._runs[1 - _FAN :], *parts]
            del self._runs[1 - _FAN :]
        try:
            run = self._write(parts)
        except StorageError:
            # The batches are safe in the log, which this only repeats: the keys wait in memory for the next time.
            self._runs += [part for part in parts if part.path is not None]
            return
        self._runs.append(run)
        self._recent = []
        for part in parts:
            if part.path is not None:
                part.path.unlink(missing_ok=True)

    def _write(self, parts: list[Run]) -> Run:
        first, last = parts[0].first, parts[-1].last
        path = self._folder / f"{first:010d}-{last:010d}.npy"
        scratch: list[Path] = []

        def file_of(draft: Path, length: int) -> np.ndarray:
            scratch.append(draft)
            return np.lib.format.open_memmap(draft, mode="w+", dtype=np.uint64, shape=(2, length))

        def save(draft: Path) -> None:
            merged = _merge(parts, lambda n: file_of(draft.with_suffix(f".part{len(scratch)}"), n))
            whole = file_of(draft, len(merged.keys))
            whole[0], whole[1] = merged.keys.high, merged.keys.low

        try:
            layout.write_whole(path, self._tmp, save)
        finally:
            for draft in scratch:
                draft.unlink(missing_ok=True)
        layout.sync_folder(self._folder)
        return _open_run(path, first, last)


class Occurrences:
    """How often a key was met before, within one import; spills to files in `tmp` when it grows."""

    def __init__(self, tmp: Path) -> None:
        self._tmp = tmp
        self._runs: list[Run] = []

    def count(self, keys: Keys) -> np.ndarray:
        """int64[n]: how many equal keys came earlier, in this call or before. Adds the keys."""
        order = keys.order()
        ordered = keys.take(order)
        before = np.zeros(len(keys), dtype=np.int64)
        _count_earlier(ordered.high, ordered.low, before)
        for run in self._runs:
            _count(run.keys.high, run.keys.low, ordered.high, ordered.low, before)
        self._runs.append(Run(0, 0, ordered))
        self._runs = _merged_tail(self._runs, self._place)
        counts = np.empty_like(before)
        counts[order] = before
        return counts

    def _place(self, length: int) -> np.ndarray:
        return _in_memory(length) if length < _SPILL else _in_scratch_file(self._tmp, length)


def _load_runs(folder: Path, watermark: int) -> list[Run]:
    """The runs that cover the batches from 1 on without a gap; a merged one supersedes its parts, which go."""
    found: dict[int, tuple[int, Path]] = {}
    files = sorted(folder.iterdir())
    for path in files:
        match = _NAME.fullmatch(path.name)
        if match is None:
            continue
        first, last = int(match[1]), int(match[2])
        if last <= watermark and last > found.get(first, (0, path))[0]:
            found[first] = (last, path)
    runs: list[Run] = []
    start = 1
    while start in found:
        last, path = found[start]
        try:
            runs.append(_open_run(path, start, last))
        except (OSError, ValueError):  # damaged: the log has the keys
            break
        start = last + 1
    kept = {run.path for run in runs}
    for path in files:
        if path not in kept:
            path.unlink()
    return runs


def _open_run(path: Path, first: int, last: int) -> Run:
    stacked = np.load(path, mmap_mode="r")
    if stacked.ndim != 2 or stacked.shape[0] != 2 or stacked.dtype != np.uint64:
        raise ValueError(path)
    return Run(first, last, Keys(stacked[0], stacked[1]), path)


def _one_level(runs: list[Run], newer: list[Run]) -> bool:
    size = sum(len(run.keys) for run in newer)
    return max(len(run.keys) for run in runs) <= 2 * max(size, 1)


def _merged_tail(runs: list[Run], place: Callable[[int], np.ndarray]) -> list[Run]:
    """Merges neighbours in memory until each is more than twice the next: few runs, each key moved log(n) times."""
    while len(runs) > 1 and len(runs[-2].keys) <= 2 * len(runs[-1].keys):
        runs = [*runs[:-2], _merge(runs[-2:], place)]
    return runs


def _in_scratch_file(tmp: Path, length: int) -> np.ndarray:
    """Space in a file without a name, which is gone when the array is."""
    with layout.disk_errors(tmp), tempfile.TemporaryFile(dir=tmp) as file:
        os.truncate(file.fileno(), 16 * length)
        return np.memmap(file, mode="r+", dtype=np.uint64, shape=(2, length))


def _in_memory(length: int) -> np.ndarray:
    return np.empty((2, length), dtype=np.uint64)


def _merge(runs: list[Run], place: Callable[[int], np.ndarray]) -> Run:
    """`place(n)` supplies uint64[2, n] for what is merged; large ones lie in files, so that memory stays bounded."""
    while len(runs) > 1:
        pairs = [runs[i : i + 2] for i in range(0, len(runs), 2)]
        runs = [_merge_two(pair[0], pair[1], place) if len(pair) == 2 else pair[0] for pair in pairs]
    return runs[0]


def _merge_two(a: Run, b: Run, place: Callable[[int], np.ndarray]) -> Run:
    out = place(len(a.keys) + len(b.keys))
    _merge_keys(a.keys.high, a.keys.low, b.keys.high, b.keys.low, out[0], out[1])
    return Run(a.first, b.last, Keys(out[0], out[1]))


@nb.njit(cache=True, nogil=True)
def _merge_keys(
    a_high: np.ndarray,
    a_low: np.ndarray,
    b_high: np.ndarray,
    b_low: np.ndarray,
    high: np.ndarray,
    low: np.ndarray,
) -> None:
    n, m = len(a_high), len(b_high)
    i = j = 0
    for k in range(n + m):
        if j >= m or (i < n and (a_high[i] < b_high[j] or (a_high[i] == b_high[j] and a_low[i] <= b_low[j]))):
            high[k] = a_high[i]
            low[k] = a_low[i]
            i += 1
        else:
            high[k] = b_high[j]
            low[k] = b_low[j]
            j += 1


@nb.njit(cache=True, nogil=True)
def _mark(high: np.ndarray, low: np.ndarray, asked_high: np.ndarray, asked_low: np.ndarray, found: np.ndarray) -> None:
    """Sets found where a sorted key occurs in the sorted run."""
    n = len(high)
    place = 0
    for q in range(len(asked_high)):
        place = _first_from(high, place, asked_high[q])
        k = place
        while k < n and high[k] == asked_high[q]:
            if low[k] == asked_low[q]:
                found[q] = True
                break
            k += 1


@nb.njit(cache=True, nogil=True)
def _count_earlier(high: np.ndarray, low: np.ndarray, before: np.ndarray) -> None:
    for i in range(1, len(high)):
        if high[i] == high[i - 1] and low[i] == low[i - 1]:
            before[i] = before[i - 1] + 1


@nb.njit(cache=True, nogil=True)
def _count(
    high: np.ndarray, low: np.ndarray, asked_high: np.ndarray, asked_low: np.ndarray, counts: np.ndarray
) -> None:
    """Adds how often each sorted key occurs in the sorted run."""
    n = len(high)
    place = 0
    for q in range(len(asked_high)):
        place = _first_from(high, place, asked_high[q])
        k = place
        while k < n and high[k] == asked_high[q]:
            if low[k] == asked_low[q]:
                counts[q] += 1
            k += 1


@nb.njit(cache=True, nogil=True)
def _first_from(high: np.ndarray, place: int, key: np.uint64) -> int:
    """The first place from `place` on that isn't below key, found by leaps that double."""
    n = len(high)
    leap = 1
    below = place
    while below + leap < n and high[below + leap] < key:
        below += leap
        leap *= 2
    above = min(below + leap, n)
    while below < above:
        middle = (below + above) // 2
        if high[middle] < key:
            below = middle + 1
        else:
            above = middle
    return below
