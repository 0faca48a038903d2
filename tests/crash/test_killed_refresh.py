"""Killed in the middle of a refresh: the old members or the new ones, all segments together, never a mix."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest
from pyroaring import BitMap
from sqlalchemy import select

from shoal import ingest, membership
from shoal.definitions import Definitions, Draft
from shoal.model.instant import parse_instant
from shoal.rules import parse, resolve_types
from shoal.storage import Store
from shoal.storage.records import tables

START = parse_instant("2026-03-01T00:00:00Z", "UTC")
HOUR = 3_600_000_000


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """1,500 people whose orders leave the windows hour by hour, and 120 segments that watch them do it."""
    rng = random.Random(1)
    store = Store.open(tmp_path / "data", write=True, now=START)
    records = [
        {
            "type": "track",
            "messageId": f"m{number}",
            "userId": f"u{rng.randrange(1500)}",
            "event": "Order Completed",
            "timestamp": f"2026-02-{rng.randint(1, 28):02}T{rng.randrange(24):02}:{rng.randrange(60):02}:00Z",
            "properties": {"total": rng.randint(1, 500)},
        }
        for number in range(6_000)
    ]
    ingest.accept(store, records, source="test", now=START)
    definitions = Definitions(store.records, store.workspace_id)
    drafts = []
    for number in range(120):
        text = f'sum of total over "Order Completed" in last {5 + number % 24} days > {number * 3}'
        drafts.append((None, Draft(f"Segment {number}", resolve_types(parse(text), None))))
    definitions.create_all(drafts, actor="test", now=START)
    store.close()
    return tmp_path / "data"


def _run_and_kill(directory: Path, as_of: int, patience: float) -> list[int]:
    """The instants of the refreshes that were finished before the kill."""
    command = [sys.executable, "-m", "tests.crash.refresher", str(directory), str(as_of)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    finished = [int(process.stdout.readline())]
    time.sleep(patience)
    os.kill(process.pid, signal.SIGKILL)
    finished += [int(line) for line in process.stdout.read().splitlines() if line.strip()]
    process.wait()
    return finished


@pytest.mark.parametrize("kills", [9, pytest.param(40, marks=pytest.mark.slow)])
def test_members_are_old_or_new_never_a_mix(directory: Path, kills: int) -> None:
    rng = random.Random(kills)
    as_of = START
    in_the_middle = 0
    for _ in range(kills):
        finished = _run_and_kill(directory, as_of, rng.random() * 0.4)
        assert finished, "the process must have worked before it was killed"
        store = Store.open(directory, write=True, now=START)
        generations = membership.latest_generations(store)
        instants = {generation.as_of for generation in generations.values()}
        assert len(generations) == 120
        assert len(instants) == 1, "all segments switch together"
        (as_of,) = instants
        assert as_of >= finished[-1], "what was reported as published is there"
        for id_, generation in generations.items():
            assert len(membership.members(store, id_).profiles) == generation.members
        with store.records.read() as connection:
            r = tables.run
            open_runs = connection.execute(select(r.c.id).where(r.c.finished_at.is_(None))).all()
        in_the_middle = len(open_runs)
        segments = Definitions(store.records, store.workspace_id).all()
        chosen = rng.sample(sorted(segments), 6)
        assert membership.verify(store, segments, chosen, sample=20, as_of=None).ok
        _require_alternating_changes(store)
        membership.refresh(store, segments, None, as_of=as_of + 1, now=lambda: START)  # nothing is stuck
        as_of += 1
        store.close()
    assert in_the_middle >= kills // 3, "most kills must hit a refresh at work"


def _require_alternating_changes(store: Store) -> None:
    """Each profile enters before it leaves, by turns; the changes add up to the members."""
    c = tables.change_set
    with store.records.read() as connection:
        rows = connection.execute(select(c).order_by(c.c.first_number)).mappings().all()
    present: dict[str, BitMap] = defaultdict(BitMap)
    following = 1
    for row in rows:
        assert row["first_number"] == following
        following += row["count"]
        with (store.directory / row["file"]).open("rb") as file:
            file.seek(row["offset"])
            changed = BitMap.deserialize(file.read(row["length"]))
        inside = present[row["segment_id"]]
        if row["direction"] == "entered":
            assert not inside & changed
            present[row["segment_id"]] = inside | changed
        else:
            assert changed <= inside
            present[row["segment_id"]] = inside - changed
    for id_ in membership.latest_generations(store):
        assert present[id_] == membership.members(store, id_).profiles
