"""An import that is killed loses nothing it reported, and running it again completes it without duplicates."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shoal.ingest import import_events
from shoal.storage import Store

IMPORTER = Path(__file__).parent / "importer.py"
ROWS = 12_000
KILLS = 15


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lines with and without message ids, repeated ones, and people who turn out to be one."""
    chosen = random.Random(5)
    path = tmp_path_factory.mktemp("events") / "events.jsonl"
    with path.open("w") as file:
        for i in range(ROWS):
            record = {"type": "track", "event": f"E{i % 4}", "timestamp": f"2024-01-{1 + i % 28:02}T00:00:00Z"}
            record |= {"userId": f"u{chosen.randrange(200)}"} if i % 3 else {"anonymousId": f"a{chosen.randrange(200)}"}
            if i % 50 == 0:
                record |= {"userId": f"u{chosen.randrange(200)}", "anonymousId": f"a{chosen.randrange(200)}"}
            if i % 2:
                record["messageId"] = f"m{i if i % 7 else chosen.randrange(i + 1)}"
            file.write(json.dumps(record) + "\n")
    return path


def content(store: Store) -> dict[str, object]:
    """Everything that the order of the batches doesn't decide."""
    connection = store.sql()
    try:
        events = connection.sql(
            "SELECT event, epoch_us(time), message_id, user_id, anonymous_id FROM events"
        ).fetchall()
        people = connection.sql("SELECT kind, value, profile FROM identifiers").fetchall()
    finally:
        connection.close()
    groups: dict[int, set[tuple[str, str]]] = {}
    for kind, value, profile in people:
        groups.setdefault(profile, set()).add((kind, value))
    return {
        "events": sorted(events, key=repr),
        "people": sorted(map(sorted, groups.values())),
        "catalog": store.catalog(),
    }


def killed_after(data: Path, events: Path, told: int) -> int:
    """Starts an import, kills it some moments after it told that many batches, and returns the last rows it told."""
    process = subprocess.Popen(
        [sys.executable, str(IMPORTER), str(data), str(events)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    rows = 0
    for line in process.stdout:
        if line.strip().isdigit():
            rows = int(line)
            told -= 1
        if told <= 0 and rows:
            os.kill(process.pid, signal.SIGKILL)
            break
    for line in process.stdout:
        rows = int(line) if line.strip().isdigit() else rows
    process.wait()
    return rows


def test_killed_anywhere_it_completes_to_the_same(tmp_path: Path, events: Path):
    undisturbed = Store.open(tmp_path / "undisturbed", write=True, now=0)
    import_events(undisturbed, events, now=lambda: 0)
    expected = content(undisturbed)
    undisturbed.close()

    chosen = random.Random(7)
    data = tmp_path / "data"
    cycles_with_work = 0
    for _ in range(KILLS):
        rows = killed_after(data, events, chosen.randrange(1, 30))
        cycles_with_work += 0 < rows < ROWS
        store = Store.open(data, write=True, now=0)
        first_lines = [json.loads(line) for line in events.read_text().splitlines()[:rows]]
        connection = store.sql()
        kept = {m for (m,) in connection.sql("SELECT message_id FROM events").fetchall()}
        connection.close()
        assert {r["messageId"] for r in first_lines if "messageId" in r} <= kept
        assert [f for f in store.check() if f.severity == "error" or "belongs to no snapshot" in f.message] == []
        store.close()
    assert cycles_with_work == KILLS

    store = Store.open(data, write=True, now=0)
    import_events(store, events, now=lambda: 0)
    assert content(store)["events"] == expected["events"]
    assert content(store)["people"] == expected["people"]
    assert store.catalog().events.keys() == expected["catalog"].events.keys()
    for name, event in store.catalog().events.items():
        other = expected["catalog"].events[name]
        assert (event.count, event.profiles, event.first_seen) == (other.count, other.profiles, other.first_seen)
    assert import_events(store, events, now=lambda: 0).accepted == 0
    store.close()


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_killed_at_each_step_of_a_commit_the_store_opens_whole(tmp_path: Path, events: Path, call: str):
    """Ends the process in the middle of the n-th fsync or rename of an import."""
    program = """
import os, pathlib, sys
kind, place = sys.argv[3], int(sys.argv[4])
count = 0
def step(*arguments, real=getattr(pathlib.Path, "rename") if kind == "rename" else os.fsync):
    global count
    count += 1
    if count == place:
        os._exit(9)
    return real(*arguments)
if kind == "rename":
    pathlib.Path.rename = step
else:
    os.fsync = step
sys.path.insert(0, sys.argv[5])
import importer
importer.main(sys.argv[1], sys.argv[2])
"""
    few = tmp_path / "few.jsonl"
    few.write_text("".join(line + "\n" for line in events.read_text().splitlines()[:600]))
    data = tmp_path / "data"
    ended = 0
    for place in range(1, 13, 2):
        arguments = [str(data), str(few), call, str(place), str(IMPORTER.parent)]
        ended += (
            subprocess.run([sys.executable, "-c", program, *arguments], check=False, capture_output=True).returncode
            == 9
        )
        store = Store.open(data, write=True, now=0)
        assert [f for f in store.check() if f.severity == "error" or "belongs to no snapshot" in f.message] == []
        store.close()
    assert ended >= 1
    store = Store.open(data, write=True, now=0)
    import_events(store, few, now=lambda: 0)
    whole = Store.open(tmp_path / "undisturbed", write=True, now=0)
    import_events(whole, few, now=lambda: 0)
    assert content(store)["events"] == content(whole)["events"]
    store.close()
    whole.close()


def test_memory_does_not_grow_with_the_file(tmp_path: Path, events: Path):
    """Eight times the file, the same block: what an import holds is a few batches and the people, not the file."""
    many = tmp_path / "many.jsonl"
    with many.open("w") as file:
        for copy in range(8):
            for line in events.read_text().splitlines():
                record = json.loads(line)
                record["messageId"] = f"{copy} {len(record)} {line}"[:200] if copy else record.get("messageId")
                file.write(json.dumps(record | {"properties": {"text": "x" * 500}}) + "\n")

    def peak(path: Path, data: Path) -> int:
        environment = os.environ | {"IMPORT_BLOCK": "2000000"}
        command = [sys.executable, str(IMPORTER), str(data), str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return int(done.stdout.split()[-1])

    few = tmp_path / "few.jsonl"
    few.write_text("".join(many.read_text().splitlines(keepends=True)[:ROWS]))
    assert many.stat().st_size > 50_000_000
    assert peak(many, tmp_path / "a") - peak(few, tmp_path / "b") < many.stat().st_size // 1024
