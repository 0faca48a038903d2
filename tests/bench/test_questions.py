"""The two forms of the benchmark's segments mean the same, by the oracle; and the world is seeded."""

import json
from collections import defaultdict
from decimal import Decimal

import numpy as np
import pyarrow.parquet as pq
import pytest
from bench.language import KINDS, MIXES
from bench.questions import make_questions, questions_of
from bench.rival import Rival, build
from bench.world import ZONE, Size, write_world

from shoal import oracle
from shoal.model.history import AttributeRecord, Event, History, SegmentRule, TagRecord, World
from shoal.model.instant import to_microseconds
from shoal.model.segment import Cap, CapBy
from shoal.rules import parse_json, resolve_types

SMALL = Size("test", profiles=60, events=9_000, segments=150)
QUESTIONS = {name: make_questions(SMALL.segments, seed=1, mix=mix) for name, mix in MIXES.items()}


@pytest.fixture(scope="module")
def rival(files):
    return Rival(files / "rival.duckdb")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    directory = tmp_path_factory.mktemp("bench")
    write_world(SMALL, directory)
    build(directory, directory / "rival.duckdb")
    return directory


@pytest.fixture(scope="module")
def people(files) -> tuple[History, ...]:
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
        attributes |= {"signup": row["signup"].isoformat(), "points": Decimal(row["points"])}
        attributes |= {"age": Decimal(row["age"]) if row["age"] else None}
        record = AttributeRecord(None, person, attributes)
        people.append(History(person, tuple(events[person]), (record,), tuple(tags[person])))
    return tuple(people)


def world_of(people, questions) -> World:
    def segment(question):
        cap = None if question.cap is None else Cap(question.cap, CapBy("attribute", "points"))
        return SegmentRule(resolve_types(parse_json(question.rule), None), cap=cap)

    return World(people, {question.id: segment(question) for question in questions}, zone=ZONE)


def members(question, world) -> set[int]:
    """By the oracle, as a segment of the world."""
    inside = parse_json({"segment": question.id, "op": "in"})
    return {int(person[1:]) for person in oracle.members(inside, world, SMALL.as_of)}


@pytest.mark.parametrize("mix", MIXES)
def test_sql_and_rule_give_the_same_people(people, rival, mix):
    world = world_of(people, QUESTIONS[mix])
    assert len(world.profiles) == SMALL.profiles
    sizes = []
    for question in QUESTIONS[mix]:
        by_hand = rival.members(question.sql(SMALL.as_of))
        assert members(question, world) == set(by_hand.tolist()), question
        sizes.append(len(by_hand))
    assert np.mean(np.array(sizes) > 0) > 0.4  # the questions have answers


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_each_kind_of_condition_means_the_same_in_both_forms(people, rival, kind):
    questions = questions_of(kind, 12, seed=4)
    world = world_of(people, questions)
    sizes = []
    for question in questions:
        by_hand = rival.members(question.sql(SMALL.as_of))
        assert members(question, world) == set(by_hand.tolist()), question
        sizes.append(len(by_hand))
    assert any(0 < size < SMALL.profiles for size in sizes)


@pytest.mark.parametrize("mix", MIXES.values(), ids=list(MIXES))
def test_the_shares_of_a_mix_add_up(mix):
    assert sum(kind.share for kind in mix.kinds) == pytest.approx(1)


def test_the_same_seed_asks_the_same_questions():
    for mix in MIXES.values():
        asked, t = QUESTIONS[mix.name], SMALL.as_of
        again = make_questions(SMALL.segments, seed=1, mix=mix)
        assert [(q.id, q.rule, q.sql(t)) for q in again] == [(q.id, q.rule, q.sql(t)) for q in asked]
        assert [q.rule for q in make_questions(SMALL.segments, seed=2, mix=mix)] != [q.rule for q in asked]


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
    assert (times[1:] > times[:-1]).all()  # so that nothing depends on which of two events came first
    assert 0 < events["price"].null_count < len(events)
