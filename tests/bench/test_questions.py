"""The two forms of the benchmark's segments mean the same, by the oracle; and the world is seeded."""

import json
from collections import defaultdict
from decimal import Decimal

import numpy as np
import pyarrow.parquet as pq
import pytest
from bench.questions import make_questions
from bench.rival import Rival, build
from bench.world import Size, write_world

from shoal import oracle
from shoal.model.history import AttributeRecord, Event, History, SegmentRule, TagRecord, World
from shoal.model.instant import to_microseconds
from shoal.rules import parse_json, resolve_types

SMALL = Size("test", profiles=60, events=9_000, segments=150)
QUESTIONS = make_questions(SMALL.segments, seed=1)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    directory = tmp_path_factory.mktemp("bench")
    write_world(SMALL, directory)
    build(directory, directory / "rival.duckdb")
    return directory


def world_of(files) -> World:
    """The files as people; whole prices and ids are numbers, what is missing isn't there."""
    events, tags = defaultdict(list), defaultdict(list)
    for file in sorted((files / "events").glob("*.parquet")):
        for number, row in enumerate(pq.read_table(file).to_pylist()):
            person, name, time = row.pop("user_id"), row.pop("event"), to_microseconds(row.pop("time"))
            properties = {
                key: Decimal(value) if isinstance(value, int) else value
                for key, value in row.items()
                if value is not None
            }
            events[person].append(Event(name, time, f"{file.stem}-{number:06}", properties))
    for row in pq.read_table(files / "tags.parquet").to_pylist():
        tags[row["user_id"]].append(TagRecord(None, row["tag"], row["tag"]))
    people = []
    for row in pq.read_table(files / "profiles.parquet").to_pylist():
        person = row.pop("user_id")
        attributes = {key: value for key, value in row.items() if value is not None}
        attributes |= {"signup": row["signup"].isoformat()} | {"age": Decimal(row["age"]) if row["age"] else None}
        record = AttributeRecord(None, person, attributes)
        people.append(History(person, tuple(events[person]), (record,), tuple(tags[person])))
    rules = {q.id: SegmentRule(resolve_types(parse_json(q.rule), None)) for q in QUESTIONS}
    return World(tuple(people), rules)


def test_sql_and_rule_give_the_same_people(files):
    world, rival = world_of(files), Rival(files / "rival.duckdb")
    assert len(world.profiles) == SMALL.profiles
    sizes = []
    for question in QUESTIONS:
        by_hand = rival.members(question.sql(SMALL.as_of))
        found = oracle.members(world.segments[question.id].rule, world, SMALL.as_of)
        assert {int(person[1:]) for person in found} == set(by_hand.tolist()), question
        sizes.append(len(by_hand))
    assert np.mean(np.array(sizes) > 0) > 0.4  # the questions have answers


def test_the_same_seed_asks_the_same_questions():
    again = make_questions(SMALL.segments, seed=1)
    assert [(q.id, q.rule, q.sql(0)) for q in again] == [(q.id, q.rule, q.sql(0)) for q in QUESTIONS]
    assert [q.rule for q in make_questions(SMALL.segments, seed=2)] != [q.rule for q in QUESTIONS]


def test_a_world_is_made_once_and_the_same_every_time(files, tmp_path):
    write_world(SMALL, tmp_path)
    for name in ("profiles.parquet", "tags.parquet", "events/0000.parquet"):
        assert (tmp_path / name).read_bytes() == (files / name).read_bytes()
    (tmp_path / "profiles.parquet").write_bytes(b"kept")
    write_world(SMALL, tmp_path)
    assert (tmp_path / "profiles.parquet").read_bytes() == b"kept"


def test_the_world_has_the_shape_it_promises(files):
    events = pq.read_table(files / "events")
    assert abs(len(events) - SMALL.events) < 0.05 * SMALL.events
    assert json.loads((files / "world.json").read_text())["events"] == len(events)
    assert len(set(events["event"].to_pylist())) == 20
    times = events["time"].to_numpy()
    assert (times[1:] >= times[:-1]).all()
    assert 0 < events["price"].null_count < len(events)
