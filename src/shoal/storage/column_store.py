"""The log as columns for the engine: derived, kept on disk, and made again from the log whenever they are missing.

    derived/<table>/profile-<key>.npy time-<key>.npy [order-<key>.npy] table.json        one folder an event name
                    <column>/codes-<key>.npy values-<key>.arrow column.json

Arrays on disk follow the order of the log's files, so that a new file only adds to their end; `order` sorts them by
time. The key names the files of the log that an array covers.
"""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from tokenize import TokenError
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from shoal.columns.bits import Words
from shoal.columns.folding import NEVER_SEEN, UNTOUCHED
from shoal.columns.program import BEGINNING, EventColumns, MemberChange
from shoal.columns.values import ValueColumn, Values, canonical_json, narrow, parts
from shoal.model.paths import EACH, Step, parse_path
from shoal.storage import layout, log
from shoal.storage.log import DataFile, Snapshot
from shoal.storage.sql import private_connection

DERIVED = "derived"

_CODES = (np.int8, np.int16, np.int32)
_LONG_NUMBER = re.compile(r"[0-9.]{15,}")  # digits beyond a double's, which SQL may have rounded
_PLAIN_NAME = re.compile(r"[\w \-:/$]+")

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]


def _key(files: Sequence[DataFile]) -> str:
    return hashlib.sha256(",".join(str(file.id) for file in files).encode()).hexdigest()[:16]


def _slug(name: str) -> str:
    readable = re.sub(r"[^A-Za-z0-9]+", "_", name)[:40]
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


class _Table:
    """Rows of one dataset (of one event name) as arrays, extended when the log has new files."""

    def __init__(self, columns: "ColumnStore", dataset: str, event: str | None = None) -> None:
        self._columns = columns
        self._dataset = dataset
        self._event = event
        files = columns.snapshot.of(dataset)
        self.files = files if event is None else tuple(f for f in files if event in f.events)
        self._folder = columns.folder / (f"{dataset}-{_slug(event)}" if event is not None else dataset)
        self._values: dict[str, ValueColumn] = {}
        self._turn = threading.RLock()  # the engine's threads take turns, so that nothing is derived twice at once

    # --- reading the log -------------------------------------------------------------------------------------------

    def read(self, file: DataFile, names: list[str]) -> pa.Table:
        """The table's rows of one file, in file order."""
        if self._event is None:
            return log.read_file(file, names)
        return log.read_event(file, self._event, names)

    # --- profile and time --------------------------------------------------------------------------------------------

    @cached_property
    def base(self) -> tuple[Int32s, Int64s]:
        """Profile and time of each row, in file order."""
        with self._turn:
            return self._base()

    def _base(self) -> tuple[Int32s, Int64s]:
        if not self.files:
            return np.empty(0, np.int32), np.empty(0, np.int64)
        kept = self._kept(self._folder / "table.json")
        profile, time = self._load(self._folder, "profile", kept), self._load(self._folder, "time", kept)
        if not _holds(profile, (np.int32,), 0, self._columns.profiles) or not _holds(time, (np.int64,)):
            profile = time = None
        if profile is None or time is None:
            kept, profile, time = (), np.empty(0, np.int32), np.empty(0, np.int64)
        if len(kept) == len(self.files):
            return profile, time
        added = [self.read(file, ["profile", "time"]) for file in self.files[len(kept) :]]
        profile = np.concatenate([profile, *(rows["profile"].to_numpy() for rows in added)])
        time = np.concatenate([time, *(_times(rows["time"]) for rows in added)])
        self._save(self._folder, {"profile": profile, "time": time}, self._folder / "table.json")
        return profile, time

    @cached_property
    def order(self) -> npt.NDArray[np.intp] | None:
        """What sorts the rows by time, and equal times of one profile by message id; None when they are sorted."""
        profile, time = self.base
        survivors = self._columns.survivors
        canonical = profile if survivors is None else survivors[profile]
        ascending = time.size == 0 or bool((time[1:] >= time[:-1]).all())
        order = np.arange(time.size) if ascending else np.argsort(time, kind="stable")
        if self._dataset == "events" and len(self.files) == 1:
            return None if ascending else order  # a file is in order
        tied = _tied_among(canonical, time, order)
        if tied.size:
            order = self._with_ties_ordered(order, tied, canonical, time)
        return None if bool((order[1:] > order[:-1]).all()) else order

    def _with_ties_ordered(
        self, order: npt.NDArray[np.intp], tied: npt.NDArray[np.intp], profile: Int32s, time: Int64s
    ) -> npt.NDArray[np.intp]:
        """Rows of one profile and time take their places in the order of their message ids."""
        ids = pa.concat_arrays(
            [c.cast(pa.string()) for f in self.files for c in self.read(f, ["message_id"])["message_id"].chunks]
        )
        rank = np.empty(time.size, np.int64)
        rank[tied] = np.argsort(pc.sort_indices(ids.take(pa.array(tied))).to_numpy())
        place = np.empty(time.size, np.int64)
        place[order] = np.arange(time.size)
        wanted = tied[np.lexsort((rank[tied], profile[tied], time[tied]))]
        held = tied[np.lexsort((place[tied], profile[tied], time[tied]))]
        out = order.copy()
        out[place[held]] = wanted
        return out

    # --- values ------------------------------------------------------------------------------------------------------

    def values(self, path: str) -> ValueColumn:
        """By row, in file order; -1 missing, UNTOUCHED where an attribute record doesn't mention it."""
        self.prepare([path])
        return self._values[path]

    def prepare(self, paths: Iterable[str]) -> None:
        """Makes the columns of the paths ready; what has to come out of the log is read once for all of them."""
        with self._turn:
            pieces: dict[int, dict[str, list[tuple[Codes, Values]]]] = {}
            for path in paths:
                if path not in self._values:
                    covered, known = self._known(path)
                    pieces.setdefault(covered, {})[path] = known
            for covered, wanted in pieces.items():
                for file in self.files[covered:]:
                    documents = _Documents(self, file)
                    for path, found in wanted.items():
                        found.append(self._extract(documents, path))
                for path, found in wanted.items():
                    self._values[path] = self._finished(path, found, is_new=covered < len(self.files))

    def _known(self, path: str) -> tuple[int, list[tuple[Codes, Values]]]:
        """How many of the files the kept column covers, and the column."""
        folder = self._folder / _slug(path)
        kept = self._kept(folder / "column.json")
        codes, values = self._load(folder, "codes", kept), self._load_values(folder, kept)
        if codes is None or values is None or not _holds(codes, _CODES, UNTOUCHED, len(values)):
            return 0, []
        return len(kept), [(codes, values)]

    def _finished(self, path: str, pieces: list[tuple[Codes, Values]], *, is_new: bool) -> ValueColumn:
        if not pieces:
            return ValueColumn(np.empty(0, np.int8), Values.of_strings(pa.array([], pa.string())))
        if not is_new:
            return ValueColumn(*pieces[0])
        column = _joined(pieces)
        folder = self._folder / _slug(path)
        self._save(folder, {"codes": column.codes}, folder / "column.json", values=column.values)
        return column

    def _extract(self, documents: "_Documents", path: str) -> tuple[Codes, Values]:
        if self._dataset == "devices":
            texts = pc.cast(documents[path], pa.string()).combine_chunks().dictionary_encode()
            codes = pc.fill_null(texts.indices, UNTOUCHED).to_numpy(zero_copy_only=False)
            return codes.astype(np.int32), Values.of_strings(texts.dictionary)
        steps = parse_path(path)
        document = {"events": "properties", "attributes": "attributes"}[self._dataset]
        if self._dataset == "events" and steps[0] == "context" and len(steps) > 1 and steps[1] is not EACH:
            document, steps = "context", steps[1:]
        return self._columns.extract(documents[document], steps, mark_untouched=self._dataset == "attributes")

    # --- files -------------------------------------------------------------------------------------------------------

    def _kept(self, description: Path) -> tuple[DataFile, ...]:
        """The leading files of the table that the arrays on disk cover."""
        ids = _covered(description)
        kept = self.files[: len(ids)]
        return kept if [file.id for file in kept] == ids else ()

    def _load(self, folder: Path, name: str, kept: tuple[DataFile, ...]) -> npt.NDArray[Any] | None:
        if not kept:
            return None
        array = _load_array(folder / f"{name}-{_key(kept)}.npy")
        return array if array is not None and array.size == self._rows(kept) else None

    def _rows(self, files: Sequence[DataFile]) -> int:
        return sum(f.rows if self._event is None else f.events[self._event] for f in files)

    def _load_values(self, folder: Path, kept: tuple[DataFile, ...]) -> Values | None:
        if not kept:
            return None
        try:
            with pa.memory_map(str(folder / f"values-{_key(kept)}.arrow")) as file:
                table = pa.ipc.open_file(file).read_all()
            table.validate(full=True)
            kinds, texts = table["kind"].to_numpy(), _whole(table["text"])
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            return None
        return Values(kinds, texts) if _holds(kinds, (np.uint8,)) and pa.types.is_string(texts.type) else None

    def _save(
        self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]], description: Path, values: Values | None = None
    ) -> None:
        """Keeps arrays for the next process. Readers of the store keep them in memory only."""
        if not self._columns.writable:
            return
        layout.make_folder(folder)
        key = _key(self.files)
        for name, array in arrays.items():
            _put(folder / f"{name}-{key}.npy", partial(_save_array, array))
        if values is not None:
            table = pa.table({"kind": pa.array(values.kinds), "text": values.text})
            _put(folder / f"values-{key}.arrow", partial(_save_table, table))
        _put(description, partial(_save_json, {"files": [file.id for file in self.files]}))
        for old in folder.iterdir():
            if old.is_file() and old != description and f"-{key}." not in old.name and not old.name.startswith("."):
                old.unlink(missing_ok=True)  # another thread may tidy up after an older snapshot


class _Documents:
    """Columns of a table's rows of one file, each read once."""

    def __init__(self, table: _Table, file: DataFile) -> None:
        self._table = table
        self._file = file
        self._read: dict[str, pa.ChunkedArray] = {}

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        if name not in self._read:
            self._read[name] = self._table.read(self._file, [name])[name]
        return self._read[name]


def _covered(description: Path) -> list[int]:
    """The ids of the log's files that kept arrays cover; none where nothing was kept, or the file is damaged."""
    try:
        return list(json.loads(description.read_text())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _load_array(path: Path) -> npt.NDArray[Any] | None:
    """A kept array, mapped into memory; None where there is none or the file is damaged."""
    try:
        array: npt.NDArray[Any] = np.lib.format.open_memmap(path, mode="r")
    except (OSError, ValueError, TypeError, OverflowError, SyntaxError, TokenError):  # the header is Python text
        return None
    return array.view(np.ndarray) if array.ndim == 1 else None


def _holds(
    array: npt.NDArray[Any] | None, kinds: Sequence[type[np.generic]], low: int | None = None, end: int = 0
) -> bool:
    """Whether an array from disk is of one of the types and, given `low`, from it up to `end`: the kernels don't check
    where they read."""
    if array is None or array.dtype not in kinds:
        return False
    return low is None or array.size == 0 or bool(array.min() >= low and array.max() < end)


def _put(path: Path, write: Callable[[Path], None]) -> None:
    """Makes a file that appears whole or not at all. Without fsync: what is lost is derived again."""
    draft = path.with_name(f".{path.name}.{threading.get_ident()}")
    with layout.disk_errors(path):
        try:
            write(draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _save_array(array: npt.NDArray[Any], path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, array)


def _save_table(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _save_json(value: object, path: Path) -> None:
    path.write_text(json.dumps(value))


def _times(column: pa.ChunkedArray) -> Int64s:
    result: Int64s = pc.fill_null(column.cast(pa.int64()), BEGINNING).to_numpy()
    return result


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _tied_among(profile: Int32s, time: Int64s, order: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """As `_tied`; looks only at rows that share their time with another one."""
    sorted_times = time[order]
    same = sorted_times[1:] == sorted_times[:-1]
    shared = np.zeros(time.size, np.bool_)
    shared[:-1] |= same
    shared[1:] |= same
    rows = np.sort(order[shared])
    return rows[_tied(profile[rows], time[rows])]


def _tied(profile: Int32s, time: Int64s) -> npt.NDArray[np.intp]:
    """The rows that share profile and time with another one."""
    order = np.lexsort((profile, time))
    same = (profile[order][1:] == profile[order][:-1]) & (time[order][1:] == time[order][:-1])
    rows = np.zeros(time.size, np.bool_)
    rows[order[1:][same]] = True
    rows[order[:-1][same]] = True
    return np.flatnonzero(rows)


def _joined(pieces: Sequence[tuple[Codes, Values]]) -> ValueColumn:
    """Columns of consecutive rows as one, with one dictionary."""
    if len(pieces) == 1:
        codes, values = pieces[0]
        return ValueColumn(narrow(codes, len(values)), values)
    kinds = np.concatenate([values.kinds for _, values in pieces])
    texts = pa.concat_arrays([values.text for _, values in pieces])
    keys = pc.binary_join_element_wise(pc.cast(pa.array(kinds), pa.string()), texts, "").dictionary_encode()
    merged = keys.indices.to_numpy()
    first = np.full(len(keys.dictionary), -1, np.int64)
    first[merged[::-1]] = np.arange(merged.size)[::-1]
    joined = Values(kinds[first], texts.take(pa.array(first)))
    starts = np.cumsum([0] + [len(values) for _, values in pieces])
    width = narrow(np.empty(0, np.int32), len(joined)).dtype
    out = np.empty(sum(codes.size for codes, _ in pieces), width)
    filled = 0
    for (codes, values), start in zip(pieces, starts[:-1], strict=True):
        lookup = np.concatenate([merged[start : start + len(values)], [UNTOUCHED, -1]]).astype(width)
        out[filled : filled + codes.size] = lookup[codes]  # -1 and -2 read the two last entries
        filled += codes.size
    return ValueColumn(out, joined)


class ColumnStore:
    """`shoal.columns.folding.Records` over one snapshot of the log."""

    def __init__(
        self,
        workspace: Path,
        snapshot: Snapshot,
        *,
        profiles: int,
        survivors: Int32s,
        profile_ids: Callable[[], pa.Array],
        stored: Callable[[str, int], Words],
        events_with: Callable[[str], Sequence[str]],
        scores: Callable[[str, int], tuple[ValueColumn, ValueColumn] | None],
        changes: Callable[[str], Sequence[MemberChange]],
        writable: bool,
    ) -> None:
        self.snapshot = snapshot
        self.folder = workspace / DERIVED
        self.tmp = workspace / layout.TMP
        self.writable = writable
        self.survivors = None if bool((survivors == np.arange(survivors.size)).all()) else survivors
        self._profiles = profiles
        self._profile_ids = profile_ids
        self._stored = stored
        self.events_with = events_with
        self.scores = scores
        self.changes = changes
        self._tables: dict[tuple[str, str | None], _Table] = {}

    @property
    def profiles(self) -> int:
        return self._profiles

    @property
    def watermark(self) -> int:
        return self.snapshot.watermark

    def canonical(self) -> Int32s | None:
        return self.survivors

    def _table(self, dataset: str, event: str | None = None) -> _Table:
        key = (dataset, event)
        if key not in self._tables:
            self._tables[key] = _Table(self, dataset, event)
        return self._tables[key]

    def _sorted(self, table: _Table) -> EventColumns:
        profile, time = table.base
        order = table.order
        return EventColumns(profile, time) if order is None else EventColumns(profile[order], time[order])

    def _sorted_values(self, table: _Table, path: str) -> ValueColumn:
        column = table.values(path)
        order = table.order
        return column if order is None else ValueColumn(column.codes[order], column.values)

    def events(self, name: str) -> EventColumns:
        return self._sorted(self._table("events", name))

    def event_values(self, name: str, path: str) -> ValueColumn:
        return self._sorted_values(self._table("events", name), path)

    def prepare(self, name: str, paths: Iterable[str]) -> None:
        table = self._table("events", name)
        table.base  # noqa: B018  (derived with its first use)
        table.prepare(paths)

    def attribute_records(self) -> EventColumns:
        return self._sorted(self._table("attributes"))

    def attribute_values(self, path: str) -> ValueColumn:
        return self._sorted_values(self._table("attributes"), path)

    # --- tags and devices --------------------------------------------------------------------------------------------

    @cached_property
    def _tags(self) -> dict[str, tuple[EventColumns, npt.NDArray[np.bool_]]]:
        """The records of each tag and whether each sets it."""
        table = self._table("tags")
        rows = [table.read(file, ["tag", "present"]) for file in table.files]
        if not rows:
            return {}
        whole = pa.concat_tables(rows)
        names = _whole(whole["tag"]).dictionary_encode()
        codes = names.indices.to_numpy()
        present = _whole(whole["present"]).to_numpy(zero_copy_only=False)
        if table.order is not None:
            codes, present = codes[table.order], present[table.order]
        records = self._sorted(table)
        by_tag = np.argsort(codes, kind="stable")
        bounds = np.cumsum(np.bincount(codes))[:-1]
        return {
            name: (EventColumns(records.profile[at], records.time[at]), present[at])
            for name, at in zip(names.dictionary.to_pylist(), np.split(by_tag, bounds), strict=True)
        }

    def tag_records(self, tag: str) -> tuple[EventColumns, npt.NDArray[np.bool_]] | None:
        return self._tags.get(tag)

    @cached_property
    def _devices(self) -> tuple[Int64s, Int32s, Int32s]:
        """Times and device numbers by record, and the profile by device number; a device is (profile, device id)."""
        table = self._table("devices")
        profile, time = table.base
        if not table.files:
            return time, np.empty(0, np.int32), np.empty(0, np.int32)
        ids = pa.concat_tables([table.read(file, ["device_id"]) for file in table.files])["device_id"]
        names = _whole(ids).dictionary_encode().indices.to_numpy()
        owner = profile if self.survivors is None else self.survivors[profile]
        keys, device = np.unique((owner.astype(np.int64) << 32) | names, return_inverse=True)
        order = table.order
        if order is not None:
            time, device = time[order], device[order]
        return time, device.astype(np.int32), (keys >> 32).astype(np.int32)

    def device_records(self) -> tuple[Int64s, Int32s, Int32s]:
        return self._devices

    def device_values(self, field: str) -> ValueColumn:
        return self._sorted_values(self._table("devices"), field)

    # --- profiles ----------------------------------------------------------------------------------------------------

    @cached_property
    def _first_seen(self) -> Int64s:
        seen = np.full(self._profiles, NEVER_SEEN, np.int64)
        description = self.folder / "first_seen.json"
        files = [file for file in self.snapshot.files if file.dataset in ("events", "attributes", "tags", "devices")]
        covered = _covered(description)
        kept = _load_array(self.folder / f"first_seen-{covered[-1]}.npy") if covered else None
        same = [file.id for file in files[: len(covered)]] == covered
        if same and kept is not None and _holds(kept, (np.int64,)) and kept.size <= seen.size:
            seen[: kept.size] = kept
        else:
            covered = []
        for file in files[len(covered) :]:
            rows = log.read_file(file, ["profile", "time"])
            np.minimum.at(seen, rows["profile"].to_numpy(), _times(rows["time"]))
        if self.writable and len(covered) < len(files):
            layout.make_folder(self.folder)
            ids = [file.id for file in files]
            _put(self.folder / f"first_seen-{ids[-1]}.npy", partial(_save_array, seen))
            _put(description, partial(_save_json, {"files": ids}))
            for old in self.folder.glob("first_seen-*.npy"):
                if old.name != f"first_seen-{ids[-1]}.npy":
                    old.unlink(missing_ok=True)
        return seen

    def first_seen(self) -> Int64s:
        return self._first_seen

    @cached_property
    def _id_order(self) -> Int32s:
        order = pc.sort_indices(self._profile_ids()).to_numpy()
        ranks = np.empty(self._profiles, np.int32)
        ranks[order] = np.arange(order.size, dtype=np.int32)
        return ranks

    def id_order(self) -> Int32s:
        return self._id_order

    def profile_ids(self) -> pa.Array:
        return self._profile_ids()

    def stored(self, segment: str, as_of: int) -> Words:
        return self._stored(segment, as_of)

    # --- values out of JSON ------------------------------------------------------------------------------------------

    def extract(
        self, documents: pa.ChunkedArray, steps: Sequence[Step], *, mark_untouched: bool
    ) -> tuple[Codes, Values]:
        """What lies at `steps` in each JSON document."""
        lead = list(steps[: steps.index(EACH)]) if EACH in steps else list(steps)
        encoded = self._texts_at(documents, [str(step) for step in lead])
        values, codes_of_texts = Values.of_json(encoded.dictionary)
        indices = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        codes = np.append(codes_of_texts, np.int32(-1))[indices]
        if EACH in steps:
            values, inner = parts(values, steps[len(lead) :])
            codes = np.append(inner, np.int32(-1))[codes]
        if mark_untouched:
            top = self._texts_at(documents, [str(steps[0])])
            codes = np.where(np.asarray(pc.is_null(top.indices)), UNTOUCHED, codes)
        return codes, values

    @cached_property
    def _sql(self) -> duckdb.DuckDBPyConnection:
        return private_connection(self.tmp)

    def _texts_at(self, documents: pa.ChunkedArray, names: list[str]) -> pa.DictionaryArray:
        """The JSON text of the value at a path of names, by document; null where it is absent."""
        if not all(_PLAIN_NAME.fullmatch(name) for name in names):
            found = [_text_at(document, names) for document in documents.to_pylist()]
            return pa.array(found, pa.string()).dictionary_encode()
        path = "$" + "".join(f'."{name}"' for name in names)
        with self._sql.cursor() as cursor:
            cursor.register("documents", pa.table({"document": documents}))
            query = "SELECT json_extract(document, $path)::VARCHAR AS text FROM documents"
            texts = cursor.sql(query, params={"path": path}).to_arrow_table()["text"]
        encoded = _whole(texts.cast(pa.string())).dictionary_encode()
        return self._unrounded(encoded, documents, names)

    @staticmethod
    def _unrounded(encoded: pa.DictionaryArray, documents: pa.ChunkedArray, names: list[str]) -> pa.DictionaryArray:
        """SQL reads numbers as doubles; those with more digits are read again from the document."""
        suspicious = np.array(
            [
                text is not None and not text.startswith('"') and bool(_LONG_NUMBER.search(text))
                for text in encoded.dictionary.to_pylist()
            ]
        )
        if not suspicious.any():
            return encoded
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(np.append(suspicious, False)[codes])
        texts = encoded.cast(pa.string()).to_pylist()
        for row, document in zip(rows.tolist(), documents.take(pa.array(rows)).to_pylist(), strict=True):
            texts[row] = _text_at(document, names)
        return pa.array(texts, pa.string()).dictionary_encode()


def _text_at(document: str | None, names: list[str]) -> str | None:
    value: object = None if document is None else json.loads(document, parse_float=Decimal, parse_int=Decimal)
    for name in names:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return "null" if value is None else canonical_json(value)
