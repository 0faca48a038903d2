"""A small world written into a real store's log, in several batches, so that the whole way from disk can be asked."""

import json
from collections import defaultdict
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
from pyroaring import BitMap
from sqlalchemy import insert

from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.membership.compiled import Compiler, Segments
from shoal.membership.static import change_members
from shoal.model.history import World
from shoal.model.rule import Rule
from shoal.model.segment import Segment
from shoal.storage import Store, log
from shoal.storage.records import tables

NOW = 1_800_000_000_000_000


def write(world: World, directory: Path, rng: Random, as_of: int, *, stay: bool = False) -> Store:
    """The store that holds the world's records, dealt to one to four batches at random.

    Static segments get their members by `as_of`, and others a moment later unless they are to `stay`.
    """
    store = Store.open(directory, write=True, now=NOW, zone=world.zone)
    batches = rng.randint(1, 4)
    rows: dict[int, dict[str, list[dict[str, Any]]]] = {n: defaultdict(list) for n in range(1, batches + 1)}
    for number, person in enumerate(world.profiles):
        rows[1]["identifiers"].append(
            {"profile": number, "kind": "user_id", "value": person.profile_id, "id": person.profile_id, "time": None}
        )
        for dataset, record in _records(number, person):
            rows[rng.randint(1, batches)][dataset].append(record)
    for batch, datasets in rows.items():
        _commit(store, batch, datasets, len(world.profiles))
    _fill(store, world, rng, as_of, stay)
    return store


def _fill(store: Store, world: World, rng: Random, as_of: int, stay: bool) -> None:
    segments = definitions(world)
    numbers = {person.profile_id: number for number, person in enumerate(world.profiles)}
    for name, known in world.segments.items():
        if known.rule is not None:
            continue
        with store.records.write() as connection:
            row = {"workspace_id": store.workspace_id, "labels": [], "pinned": False, "kind": "static"}
            about = {"id": name, "name": name, "description": "", "active": known.active, "version": 1}
            dates = {"created_at": 0, "created_by": "test", "updated_at": 0}
            connection.execute(insert(tables.segment).values(**row, **about, **dates))
        inside = BitMap(numbers[id_] for id_ in known.members if id_ in numbers)
        others = BitMap(number for number in numbers.values() if rng.random() < 0.3)
        for members, at in ((others, as_of - 2), (inside, as_of), (inside if stay else others, as_of + 1)):
            change_members(store, segments, name, replace=members, now=partial(int, at), by="test")


def _records(number: int, person: Any) -> list[tuple[str, dict[str, Any]]]:
    said = {"profile": number, "source": "test", "user_id": person.profile_id, "anonymous_id": None, "received_at": NOW}
    out = []
    for e in person.events:
        parts = {"properties": _json(e.properties), "context": _json(e.context) if e.context else None}
        out.append(("events", said | {"event": e.name, "time": e.time, "message_id": e.message_id} | parts))
    for a in person.attributes:
        parts = {"time": a.time, "message_id": a.message_id, "attributes": _json(a.attributes)}
        out.append(("attributes", said | parts))
    for t in person.tags:
        parts = {"time": t.time, "message_id": t.message_id, "tag": t.tag, "present": t.present}
        out.append(("tags", said | parts))
    for d in person.devices:
        fields = ("time", "message_id", "device_id", "platform", "os_version", "app_version", "model")
        out.append(("devices", {"profile": number} | {name: getattr(d, name) for name in fields}))
    return out


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _commit(store: Store, batch: int, datasets: dict[str, list[dict[str, Any]]], profiles: int) -> None:
    files = []
    for dataset, rows in datasets.items():
        schema = log.SCHEMAS[dataset]
        names = [name for name in ("event", "time", "message_id") if name in schema.names]
        rows.sort(key=lambda r: [(r[n] is not None, r[n]) for n in names])
        table = pa.table({f.name: pa.array([r[f.name] for r in rows], f.type) for f in schema}, schema=schema)
        files.append(log.write_file(store.directory, dataset, f"{batch}.parquet", table))
    touched = BitMap(r.get("profile", 0) for rows in datasets.values() for r in rows)
    with store.records.write() as connection:
        connection.execute(
            insert(tables.batch).values(
                workspace_id=store.workspace_id,
                number=batch,
                source="test",
                accepted_at=NOW,
                rows=sum(map(len, datasets.values())),
                profiles=profiles,
                touched=touched.serialize(),
                catalog={},
            )
        )
        log.add_files(connection, store.workspace_id, files, batch)


def definitions(world: World) -> dict[str, Segment]:
    return {
        name: Segment(name, name, "", kind, s.rule, s.zone, (), False, s.active, None, 1, NOW, "test", NOW)
        for name, s in world.segments.items()
        for kind in ("static" if s.rule is None else "rule",)
    }


def stored_members(store: Store, rule: Rule, world: World, as_of: int, zone: str) -> frozenset[str]:
    source = store.source()
    expression = Compiler(Segments(definitions(world), world.zone), source, as_of).rule(rule, zone)
    result = evaluate(leaves_of([expression]), source, as_of=as_of)
    return frozenset(world.profiles[i].profile_id for i in bits.numbers(result.members(expression)))
