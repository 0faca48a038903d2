"""What a batch adds to the catalog, sums of it, and the catalog made of the sum.

A tally is JSON, so that the records database can hold one a batch:
    {"events": {name: {"count", "first", "last", "people", "fields": FIELDS}},
     "attributes": {"fields": FIELDS}}
    FIELDS: {path: {"types": {type: count}, "examples": {text: count}, "people"}}
`people` is a HyperLogLog sketch of the profiles (4,096 registers, 1.6 % standard error, exact to a few for small
numbers); event fields have none.
"""

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numba as nb
import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, delete, insert, select

from shoal.model.catalog import Catalog, EventType, Field
from shoal.model.paths import EACH, Step, format_path
from shoal.storage.json_scan import INVALID, MISSING
from shoal.storage.records import tables

Tally = dict[str, Any]

_REGISTERS = 4096
_MAX_PATHS = 1000  # of one event, and of attributes: data that makes up names doesn't fill the catalog
_MAX_SHAPES = 20_000  # read in one batch, the most frequent first
_SAMPLED = 60  # rows of each event and batch that examples come from, fewer for a small batch
_KEPT_EXAMPLES = 20
_SHOWN_EXAMPLES = 10
_MAX_EXAMPLE = 100


class ShapeReader:
    """The fields of each shape of JSON object, remembered over batches."""

    def __init__(self) -> None:
        self._fields: dict[int, dict[str, frozenset[str]]] = {}

    def fields(self, shape: int, text: str) -> Mapping[str, frozenset[str]]:
        """Path → types of a text with that shape; a list path may have several types."""
        known = self._fields.get(shape)
        if known is None:
            if len(self._fields) > 10 * _MAX_SHAPES:
                self._fields.clear()
            found: dict[str, set[str]] = {}
            for path, kind, _ in walk(read_json(text)):
                found.setdefault(path, set()).add(kind)
            known = self._fields[shape] = {path: frozenset(kinds) for path, kinds in found.items()}
        return known


def tally_events(
    reader: ShapeReader,
    names: list[str],
    codes: np.ndarray,
    times: np.ndarray,
    profiles: np.ndarray,
    properties: tuple[np.ndarray, pa.Array],
    contexts: tuple[np.ndarray, pa.Array],
) -> Tally:
    """The tally of n events sorted by (code, time): int columns of length n, and shapes with texts of the properties
    and the contexts."""
    if len(codes) == 0:
        return {}
    starts = np.searchsorted(codes, np.arange(len(names)))
    ends = np.append(starts[1:], len(codes))
    sketches = _sketch(codes, profiles, len(names))
    events: dict[str, Any] = {
        name: {
            "count": int(end - start),
            "first": int(times[start]),
            "last": int(times[end - 1]),
            "people": _packed(sketch),
            "fields": {},
        }
        for name, start, end, sketch in zip(names, starts, ends, sketches, strict=True)
        if end > start
    }
    for (shapes, texts), prefix in ((properties, ()), (contexts, ("context",))):
        for row, count in _shape_groups(shapes, codes):
            fields = events[names[codes[row]]]["fields"]
            for path, kinds in reader.fields(int(shapes[row]), texts[row].as_py()).items():
                _count_types(fields, _under(prefix, path), kinds, count)
        for name, start, end in zip(names, starts, ends, strict=True):
            if end > start:
                rows = _spread(int(start), int(end), len(codes))
                _count_examples(events[name]["fields"], texts, shapes, rows, prefix)
    return {"events": events}


def tally_attributes(reader: ShapeReader, profiles: np.ndarray, shapes: np.ndarray, texts: pa.Array) -> Tally:
    """The tally of n attribute records: int32[n] profiles, uint64[n] shapes and the JSON texts."""
    if len(profiles) == 0:
        return {}
    fields: dict[str, Any] = {}
    people: dict[str, np.ndarray] = {}
    groups = _shape_groups(shapes, np.zeros(len(shapes), dtype=np.int32))
    place = {int(shapes[row]): i for i, (row, _) in enumerate(groups)}
    ranked = _rank(shapes, place)
    sketches = _sketch(ranked[ranked >= 0], profiles[ranked >= 0], len(groups))
    for (row, count), sketch in zip(groups, sketches, strict=True):
        for path, kinds in reader.fields(int(shapes[row]), texts[row].as_py()).items():
            _count_types(fields, path, kinds, count)
            if path in fields:
                people[path] = np.maximum(people[path], sketch) if path in people else sketch
    for path, sketch in people.items():
        fields[path]["people"] = _packed(sketch)
    _count_examples(fields, texts, shapes, _spread(0, len(shapes), len(shapes)), ())
    return {"attributes": {"fields": fields}}


def added(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies of different batches; the arguments stay as they are."""
    events: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    for tally in tallies:
        for name, event in tally.get("events", {}).items():
            mine = events.setdefault(name, {"count": 0, "first": event["first"], "last": event["last"], "fields": {}})
            mine["count"] += event["count"]
            mine["first"] = min(mine["first"], event["first"])
            mine["last"] = max(mine["last"], event["last"])
            mine["people"] = _joined(mine.get("people"), event["people"])
            _add_fields(mine["fields"], event["fields"])
        _add_fields(attributes, tally.get("attributes", {}).get("fields", {}))
    return {"events": events, "attributes": {"fields": attributes}}


def total(connection: Connection, workspace_id: str, watermark: int) -> Tally:
    """The sum of the tallies of all batches up to a watermark."""
    t, s = tables.batch, tables.catalog_sum
    base = connection.execute(select(s).where(s.c.workspace_id == workspace_id)).mappings().one_or_none()
    if base is not None and base["watermark"] > watermark:
        base = None
    query = (
        select(t.c.catalog)
        .where(t.c.workspace_id == workspace_id, t.c.number <= watermark)
        .where(t.c.number > (base["watermark"] if base else 0))
        .order_by(t.c.number)
    )
    parts = [row for (row,) in connection.execute(query)]
    return added([base["catalog"], *parts] if base else parts)


def keep_total(connection: Connection, workspace_id: str, watermark: int, tally: Tally) -> None:
    """Keeps a sum, so that the batches up to the watermark needn't be added up again."""
    s = tables.catalog_sum
    connection.execute(delete(s).where(s.c.workspace_id == workspace_id))
    connection.execute(insert(s).values(workspace_id=workspace_id, watermark=watermark, catalog=tally))


def catalog_of(tally: Tally, profiles: int, tags: Mapping[str, int]) -> Catalog:
    """The catalog of a summed tally."""
    events = {
        name: EventType(
            name=name,
            count=event["count"],
            profiles=min(_estimate(event["people"]), profiles, event["count"]),
            first_seen=event["first"],
            last_seen=event["last"],
            properties={
                path: _field(path, f, sum(f["types"].values()) / event["count"])
                for path, f in sorted(event["fields"].items())
            },
        )
        for name, event in sorted(tally["events"].items())
    }
    attributes = {
        path: _field(path, f, _estimate(f["people"]) / profiles if profiles else 0.0)
        for path, f in sorted(tally["attributes"]["fields"].items())
    }
    return Catalog(profiles=profiles, events=events, attributes=attributes, tags=dict(sorted(tags.items())))


class _Number(str):
    """A number as it was written."""


def read_json(text: str) -> Any:
    return json.loads(text, parse_int=_Number, parse_float=_Number)


def walk(value: object, steps: tuple[Step, ...] = ()) -> Iterator[tuple[str, str, object]]:
    """(path, type, value) of every set value inside an object; list items are at `path[]`."""
    if isinstance(value, dict):
        if steps:
            yield format_path(steps), "object", value
        for name, part in value.items():
            yield from walk(part, (*steps, name))
    elif isinstance(value, list):
        yield format_path(steps), "list", value
        for item in value:
            if isinstance(item, (dict, list)):
                yield from walk(item, (*steps, EACH))
    elif value is not None:
        kind = "boolean" if isinstance(value, bool) else "number" if isinstance(value, _Number) else "string"
        yield format_path(steps), kind, value


def _under(prefix: tuple[str, ...], path: str) -> str:
    return ".".join((*prefix, path)) if not path.startswith("[") else "".join((*prefix, path))


def _count_types(fields: dict[str, Any], path: str, kinds: Iterable[str], count: int) -> None:
    if path not in fields and len(fields) >= _MAX_PATHS:
        return
    types = fields.setdefault(path, {"types": {}, "examples": {}})["types"]
    for kind in kinds:
        types[kind] = types.get(kind, 0) + count


def _count_examples(
    fields: dict[str, Any], texts: pa.Array, shapes: np.ndarray, rows: np.ndarray, prefix: tuple[str, ...]
) -> None:
    found: dict[str, Counter[str]] = {}
    for row in rows:
        if shapes[row] in (INVALID, MISSING):
            continue
        for path, kind, value in walk(read_json(texts[int(row)].as_py())):
            if kind in ("object", "list"):
                continue
            text = str(value) if kind == "number" else json.dumps(value, ensure_ascii=False)
            if len(text) <= _MAX_EXAMPLE:
                found.setdefault(_under(prefix, path), Counter())[text] += 1
    for path, counter in found.items():
        if path in fields:
            fields[path]["examples"] = dict(counter.most_common(_KEPT_EXAMPLES))


def _spread(start: int, end: int, batch: int) -> np.ndarray:
    """Row numbers, evenly over a range of a batch of so many rows: all of a small batch, else 5 to _SAMPLED."""
    wanted = _SAMPLED if batch < 1000 else min(_SAMPLED, max(5, batch // 2000))
    return np.unique(np.linspace(start, end - 1, min(wanted, end - start)).astype(np.int64))


def _add_fields(into: dict[str, Any], fields: Mapping[str, Any]) -> None:
    for path, field in fields.items():
        if path not in into and len(into) >= _MAX_PATHS:
            continue
        mine = into.setdefault(path, {"types": {}, "examples": {}})
        for kind, count in field["types"].items():
            mine["types"][kind] = mine["types"].get(kind, 0) + count
        examples = Counter(mine["examples"]) + Counter(field["examples"])
        mine["examples"] = dict(examples.most_common(_KEPT_EXAMPLES))
        if "people" in field:
            mine["people"] = _joined(mine.get("people"), field["people"])


def _field(path: str, field: Mapping[str, Any], share: float) -> Field:
    examples = sorted(field["examples"].items(), key=lambda e: (-e[1], e[0]))[:_SHOWN_EXAMPLES]
    return Field(path, dict(field["types"]), tuple(text for text, _ in examples), min(share, 1.0))


# --- sketches -------------------------------------------------------------------------------------------------------


def _packed(sketch: np.ndarray) -> str:
    return base64.b85encode(zlib.compress(sketch.tobytes(), 1)).decode()


def _unpacked(text: str) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b85decode(text)), dtype=np.uint8)


def _joined(a: str | None, b: str) -> str:
    return b if a is None else _packed(np.maximum(_unpacked(a), _unpacked(b)))


def _estimate(text: str) -> int:
    registers = _unpacked(text)
    empty = int((registers == 0).sum())
    raw = 0.7213 / (1 + 1.079 / _REGISTERS) * _REGISTERS**2 / float(np.exp2(-registers.astype(np.float64)).sum())
    if raw <= 2.5 * _REGISTERS and empty:
        raw = _REGISTERS * float(np.log(_REGISTERS / empty))
    return round(raw)


@nb.njit(cache=True, nogil=True)
def _sketch(codes: np.ndarray, profiles: np.ndarray, n: int) -> np.ndarray:
    """uint8[n, _REGISTERS]: one sketch a code."""
    out = np.zeros((n, _REGISTERS), dtype=np.uint8)
    for i in range(len(codes)):
        h = np.uint64(profiles[i]) + np.uint64(0x9E3779B97F4A7C15)
        h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        h ^= h >> np.uint64(31)
        register = np.int64(h & np.uint64(_REGISTERS - 1))
        h >>= np.uint64(12)
        rank = 1
        while rank < 52 and not h & np.uint64(1):
            h >>= np.uint64(1)
            rank += 1
        out[codes[i], register] = max(out[codes[i], register], rank)
    return out


# --- groups of equal shapes -----------------------------------------------------------------------------------------


def _shape_groups(shapes: np.ndarray, codes: np.ndarray) -> list[tuple[int, int]]:
    """(one row, how many rows) of each distinct (code, shape), the most frequent first."""
    rows, counts = _grouped(shapes, codes)
    order = np.argsort(-counts, kind="stable")[:_MAX_SHAPES]
    return [(int(rows[i]), int(counts[i])) for i in order]


@nb.njit(cache=True, nogil=True)
def _grouped(shapes: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    slots = 1024
    table = np.full(slots, -1, dtype=np.int64)
    rows = np.empty(64, dtype=np.int64)
    counts = np.empty(64, dtype=np.int64)
    found = 0
    for i in range(len(shapes)):
        if shapes[i] <= np.uint64(MISSING):
            continue
        slot = _group_slot(shapes[i], codes[i], slots)
        while table[slot] >= 0:
            group = table[slot]
            if shapes[rows[group]] == shapes[i] and codes[rows[group]] == codes[i]:
                break
            slot = (slot + 1) & (slots - 1)
        if table[slot] >= 0:
            counts[table[slot]] += 1
            continue
        if found == len(rows):
            rows = np.concatenate((rows, np.empty(found, dtype=np.int64)))
            counts = np.concatenate((counts, np.empty(found, dtype=np.int64)))
        rows[found] = i
        counts[found] = 1
        table[slot] = found
        found += 1
        if 2 * found > slots:
            slots *= 4
            table = np.full(slots, -1, dtype=np.int64)
            for group in range(found):
                slot = _group_slot(shapes[rows[group]], codes[rows[group]], slots)
                while table[slot] >= 0:
                    slot = (slot + 1) & (slots - 1)
                table[slot] = group
    return rows[:found].copy(), counts[:found].copy()


@nb.njit(cache=True, nogil=True, inline="always")
def _group_slot(shape: np.uint64, code: int, slots: int) -> np.int64:
    mixed = (shape ^ np.uint64(code) * np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
    return np.int64(mixed >> np.uint64(33)) & (slots - 1)


def _rank(shapes: np.ndarray, place: Mapping[int, int]) -> np.ndarray:
    """int64[n]: the group of each shape, -1 where it isn't among them."""
    known = np.array(sorted(place), dtype=np.uint64)
    ranks = np.array([place[int(k)] for k in known], dtype=np.int64)
    at = np.minimum(np.searchsorted(known, shapes), len(known) - 1)
    return np.where(known[at] == shapes, ranks[at], -1)
