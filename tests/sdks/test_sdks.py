"""The SDKs that companies have already, through a network that fails: each event is stored once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sdks.proxy import FAULTS, failing_now_and_then
from tests.sdks.serving import running

from shoal.ingest import Sources, apply_pending
from shoal.model.instant import parse_instant
from shoal.storage import Store

HERE = Path(__file__).parent
START = parse_instant("2026-03-01T00:00:00Z", "UTC")
SENDERS = ("segment_python.py", "rudder_python.py", "segment_node.mjs", "rudder_node.mjs")


def sent_by(senders: tuple[str, ...], data: Path, events: int, seed: int) -> dict[str, list[int]]:
    """The numbers that the log has of each sender, after all have sent theirs at once."""
    store = Store.open(data, write=True, now=START)
    sources = Sources(store.records, store.workspace_id)
    keys = {s: sources.create(s, actor="test", secret=f"secret-{s}", now=START).write_key for s in senders}
    store.close()
    with running(data) as (_, port), failing_now_and_then(port, seed=seed) as (proxy, through):
        host = f"http://127.0.0.1:{through}"
        started = {}
        for sender in senders:
            program = sys.executable if sender.endswith(".py") else shutil.which("node")
            command = [program, str(HERE / sender), host, keys[sender], str(events)]
            started[sender] = subprocess.Popen(command, env=os.environ | {"NO_PROXY": "*"}, cwd=HERE)
        codes = {sender: process.wait(900) for sender, process in started.items()}
    print(dict(proxy.seen))
    assert codes == dict.fromkeys(senders, 0)
    assert events < 2_000 or proxy.seen.keys() >= FAULTS.keys(), "the proxy has to fail in every way"
    store = Store.open(data, write=True, now=START)
    try:
        apply_pending(store)
        connection = store.sql()
        rows = connection.execute(
            "SELECT user_id, (properties->>'number')::INT FROM events WHERE event = 'Sent' ORDER BY ALL"
        ).fetchall()
        plans = connection.execute("SELECT user_id, attributes->>'plan' FROM attributes ORDER BY ALL").fetchall()
        connection.close()
    finally:
        store.close()
    assert plans == [(Path(sender).stem, "pro") for sender in sorted(senders)]
    return {sender: [number for user, number in rows if user == Path(sender).stem] for sender in senders}


def available(sender: str) -> bool:
    return sender.endswith(".py") or (HERE / "node_modules").is_dir()


def test_each_event_is_stored_once_whatever_fails(tmp_path: Path):
    senders = tuple(sender for sender in SENDERS if available(sender))
    if len(senders) < len(SENDERS):
        if os.environ.get("SHOAL_TEST_NO_SKIPS"):
            pytest.fail("the SDKs for Node aren't installed: npm --prefix tests/sdks ci")
        pytest.skip("the SDKs for Node aren't installed: npm --prefix tests/sdks ci")
    stored = sent_by(senders, tmp_path / "data", events=2_000, seed=11)
    assert stored == {sender: list(range(2_000)) for sender in senders}


@pytest.mark.slow
def test_each_of_20_000_events_is_stored_once_whatever_fails(tmp_path: Path):
    stored = sent_by(SENDERS, tmp_path / "data", events=20_000, seed=12)
    assert stored == {sender: list(range(20_000)) for sender in SENDERS}
