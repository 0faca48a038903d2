"""A small world as the engine's columns, so that the engine can be asked without a store."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.columns import bits, measures
from shoal.columns.bits import Words
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.columns.folding import NEVER_SEEN, UNTOUCHED, FoldedSource
from shoal.columns.people import person_zones
from shoal.columns.program import BEGINNING, EventColumns, MemberChange
from shoal.columns.responses import last_message
from shoal.columns.values import ValueColumn, Values, canonical_json
from shoal.membership.lower import Lowering, Referenced
from shoal.model.history import DeviceRecord, World
from shoal.model.paths import EACH, parse_path
from shoal.model.rule import Between, Duration, EventCondition, Rolling, Rule, SequenceCondition, Window
from shoal.rules import leaf_paths, normalise

_ABSENT = object()


class WorldRecords:
    """`shoal.columns.folding.Records` over a world."""

    watermark = 0

    def __init__(self, world: World) -> None:
        self._world = world
        self.profiles = len(world.profiles)

    def canonical(self) -> None:
        return None

    def first_seen(self) -> npt.NDArray[np.int64]:
        seen = np.full(self.profiles, NEVER_SEEN, np.int64)
        for number, person in enumerate(self._world.profiles):
            records = (*person.events, *person.attributes, *person.tags, *person.devices)
            seen[number] = min((_time(r.time) for r in records), default=NEVER_SEEN)
        return seen

    def _events(self, name: str) -> list[tuple[int, int, str, object]]:
        found = [
            (e.time, number, e.message_id, e)
            for number, person in enumerate(self._world.profiles)
            for e in person.events
            if e.name == name
        ]
        return sorted(found, key=lambda row: (row[0], row[2]))

    def events(self, name: str) -> EventColumns:
        rows = self._events(name)
        return EventColumns(np.array([r[1] for r in rows], np.int32), np.array([r[0] for r in rows], np.int64))

    def event_values(self, name: str, path: str) -> ValueColumn:
        steps = parse_path(path)
        values = []
        for *_, event in self._events(name):
            in_context = steps[0] == "context" and len(steps) > 1 and not path.startswith("[")
            root = event.context if in_context else event.properties
            values.append(_walk(root, list(steps[1:] if in_context else steps)))
        return _column(values)

    def prepare(self, name: str, paths: Iterable[str]) -> None:
        """Nothing is read from a disk here."""

    def _attribute_rows(self) -> list[tuple[int, str, int, Mapping[str, object]]]:
        rows = [
            (_time(r.time), r.message_id, number, r.attributes)
            for number, person in enumerate(self._world.profiles)
            for r in person.attributes
        ]
        return sorted(rows, key=lambda row: row[:2])

    def attribute_records(self) -> EventColumns:
        rows = self._attribute_rows()
        return EventColumns(np.array([r[2] for r in rows], np.int32), np.array([r[0] for r in rows], np.int64))

    def attribute_values(self, path: str) -> ValueColumn:
        steps = list(parse_path(path))
        rows = self._attribute_rows()
        column = _column([_walk(r[3], steps) for r in rows])
        untouched = np.array([steps[0] not in r[3] for r in rows], np.bool_)
        return ValueColumn(np.where(untouched, UNTOUCHED, column.codes), column.values)

    def tag_records(self, tag: str) -> tuple[EventColumns, npt.NDArray[np.bool_]] | None:
        rows = [
            (_time(r.time), r.message_id, number, r.present)
            for number, person in enumerate(self._world.profiles)
            for r in person.tags
            if r.tag == tag
        ]
        rows.sort(key=lambda row: row[:2])
        columns = EventColumns(np.array([r[2] for r in rows], np.int32), np.array([r[0] for r in rows], np.int64))
        return (columns, np.array([r[3] for r in rows], np.bool_)) if rows else None

    def _device_rows(self) -> list[tuple[int, str, tuple[int, str], DeviceRecord]]:
        rows = [
            (_time(r.time), r.message_id, (number, r.device_id), r)
            for number, person in enumerate(self._world.profiles)
            for r in person.devices
        ]
        return sorted(rows, key=lambda row: row[:3])

    def device_records(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        rows = self._device_rows()
        keys = {key: i for i, key in enumerate(dict.fromkeys(r[2] for r in rows))}
        return (
            np.array([r[0] for r in rows], np.int64),
            np.array([keys[r[2]] for r in rows], np.int32),
            np.array([number for number, _ in keys], np.int32),
        )

    def device_values(self, field: str) -> ValueColumn:
        column = _column([getattr(r[3], field) for r in self._device_rows()])
        return ValueColumn(np.where(column.codes < 0, UNTOUCHED, column.codes), column.values)

    def id_order(self) -> npt.NDArray[np.int32]:
        ids = [p.profile_id.encode() for p in self._world.profiles]
        order = np.empty(self.profiles, np.int32)
        order[sorted(range(self.profiles), key=lambda i: ids[i])] = np.arange(self.profiles)
        return order

    def events_with(self, path: str) -> list[str]:
        return sorted({event.name for person in self._world.profiles for event in person.events})

    def profile_ids(self) -> pa.Array:
        return pa.array([person.profile_id for person in self._world.profiles], pa.string())

    def scores(self, name: str, as_of: int) -> tuple[ValueColumn, ValueColumn] | None:
        known = [one for one in self._world.scores.get(name, ()) if one.time < as_of]
        if not known:
            return None
        last = max(known, key=lambda one: one.time)
        ids = [person.profile_id for person in self._world.profiles]
        return _column([last.values.get(id_) for id_ in ids]), _column([last.bands.get(id_) for id_ in ids])

    def changes(self, segment: str) -> list[MemberChange]:
        return [
            MemberChange(
                entry.time,
                entry.direction == "entered",
                entry.cause in ("data", "clock", "identity"),
                bits.pack(np.array([p.profile_id == entry.profile_id for p in self._world.profiles], np.bool_)),
            )
            for entry in sorted(self._world.ledger.get(segment, ()), key=lambda entry: entry.time)
        ]

    def stored(self, segment: str, as_of: int) -> Words:
        inside = self._world.segments[segment].members
        return bits.pack(np.array([p.profile_id in inside for p in self._world.profiles], np.bool_))


def _time(time: int | None) -> int:
    return BEGINNING if time is None else time


def _walk(value: object, steps: list[object]) -> object:
    for position, step in enumerate(steps):
        if step is EACH:
            if not isinstance(value, list):
                return None
            rest = steps[position + 1 :]
            parts = [_walk(item, rest) for item in value]
            flat: list[object] = []
            for part in parts:
                if EACH in rest and isinstance(part, list):
                    flat.extend(part)
                elif part is not None:
                    flat.append(part)
            return flat
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def _column(values: Iterable[object]) -> ValueColumn:
    texts = [None if v is None else _json(v) for v in values]
    encoded = pa.array(texts, pa.string()).dictionary_encode()
    distinct, codes = Values.of_json(encoded.dictionary)
    indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return ValueColumn(np.append(codes, np.int32(-1))[indices].astype(np.int32), distinct)


def _json(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, Decimal):
        return canonical_json(value)
    return json.dumps(value)


def engine_members(
    rule: Rule, world: World, as_of: int, *, zone: str | None = None, threads: int = 1, normal: bool = True
) -> frozenset[str]:
    """The members as the engine computes them; without `normal` from the rule as it is written."""
    return engine_answers([rule], world, as_of, zone=zone, threads=threads, normal=normal)[0]


def engine_answers(
    rules: Sequence[Rule], world: World, as_of: int, *, zone: str | None = None, threads: int = 1, normal: bool = True
) -> list[frozenset[str]]:
    """The members of several rules computed together, so that their conditions share what they can.

    Without `normal`, distinct values are also counted as where there are too many for the bits of a number.
    """
    source = FoldedSource(WorldRecords(world))
    prepare = normalise if normal else (lambda r: r)
    lowering = Lowering(
        as_of,
        world.zone,
        {
            name: Referenced(
                None if s.rule is None else prepare(s.rule),
                s.zone or world.zone,
                s.active,
                tuple(sorted(s.include)),
                tuple(sorted(s.exclude)),
                s.cap,
                s.waterfall,
            )
            for name, s in world.segments.items()
        },
        lambda channel, campaign: last_message(source, as_of, channel, campaign),
        world.measures,
        lambda: person_zones(source, as_of),
    )
    expressions = [lowering.lower(prepare(rule), zone or world.zone) for rule in rules]
    with patch.object(measures, "FEW_VALUES", measures.FEW_VALUES if normal else 0):
        result = evaluate(leaves_of(expressions), source, as_of=as_of, threads=threads)
    return [
        frozenset(world.profiles[i].profile_id for i in bits.numbers(result.members(expression)))
        for expression in expressions
    ]


def in_many_windows(rule: Rule) -> list[Rule]:
    """The rule, and its first conditions on events over other windows: what one sweep of the engine serves."""
    found = [node for _, node in leaf_paths(rule) if isinstance(node, EventCondition | SequenceCondition)][:2]
    windows: list[Window | None] = [
        None,
        *(Rolling(Duration(days, "d")) for days in (1, 3, 7, 14, 40, 400)),
        Between(Duration(40, "d"), Duration(3, "d")),
        Between(Duration(14, "d"), Duration(3, "d")),
    ]
    return [rule, *(replace(condition, window=window) for condition in found for window in windows)]
