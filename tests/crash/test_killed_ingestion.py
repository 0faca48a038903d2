"""Killed under load: what was acknowledged is stored, once; and a new server takes over quickly."""

import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.sdks.serving import running

from shoal.ingest import Sources, apply_pending
from shoal.model.instant import parse_instant
from shoal.storage import Store

START = parse_instant("2026-03-01T00:00:00Z", "UTC")


class Client:
    """Sends batches of ten until it is told to stop, each again until it is acknowledged."""

    def __init__(self, key: str) -> None:
        self.acknowledged: set[str] = set()
        self.port = 0
        self._key = key
        self._stopping = False
        self._number = 0
        self._turn = threading.Lock()

    def send(self) -> None:
        while not self._stopping:
            with self._turn:
                self._number += 10
                ids = [f"m{number}" for number in range(self._number - 10, self._number)]
            records = [{"type": "track", "event": "Sent", "userId": id, "messageId": id} for id in ids]
            body = json.dumps({"batch": records, "writeKey": self._key}).encode()
            while not self._stopping and not self._acknowledges(body):
                time.sleep(0.02)
            if not self._stopping:
                self.acknowledged.update(ids)

    def _acknowledges(self, body: bytes) -> bool:
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/batch", body)
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def stop(self) -> None:
        self._stopping = True


def _kills(data: Path, kills: int) -> None:
    store = Store.open(data, write=True, now=START)
    key = Sources(store.records, store.workspace_id).create("web", actor="test", secret="s", now=START).write_key
    store.close()
    client, rng = Client(key), random.Random(5)
    threads = [threading.Thread(target=client.send) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            before = len(client.acknowledged)
            with running(data) as (process, port):
                client.port = port
                while len(client.acknowledged) == before:
                    time.sleep(0.01)
                time.sleep(rng.uniform(0, 0.8))
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
    finally:
        client.stop()
        for thread in threads:
            thread.join()
    store = Store.open(data, write=True, now=START)
    try:
        apply_pending(store)
        connection = store.sql()
        stored = [id for (id,) in connection.execute("SELECT message_id FROM events").fetchall()]
        connection.close()
    finally:
        store.close()
    print(f"{kills} kills, {len(client.acknowledged)} acknowledged, {len(stored)} stored")
    assert len(stored) == len(set(stored))
    assert client.acknowledged <= set(stored)


def test_what_was_acknowledged_is_stored_once(tmp_path: Path):
    _kills(tmp_path / "data", 8)


@pytest.mark.slow
def test_what_was_acknowledged_is_stored_once_after_a_hundred_kills(tmp_path: Path):
    _kills(tmp_path / "data", 100)


def test_one_message_in_32_requests_at_once_is_one_record(tmp_path: Path):
    data = tmp_path / "data"
    store = Store.open(data, write=True, now=START)
    key = Sources(store.records, store.workspace_id).create("web", actor="test", secret="s", now=START).write_key
    store.close()
    record = {"type": "track", "event": "Sent", "userId": "u", "messageId": "same", "writeKey": key}
    statuses: list[int] = []

    def send(port: int, start: threading.Barrier) -> None:
        start.wait()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/track", json.dumps(record).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            statuses.append(answer.status)

    with running(data) as (_, port):
        start = threading.Barrier(32)
        threads = [threading.Thread(target=send, args=(port, start)) for _ in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 32
    store = Store.open(data, write=True, now=START)
    apply_pending(store)
    connection = store.sql()
    assert connection.execute("SELECT count(*) FROM events").fetchall() == [(1,)]
    connection.close()
    store.close()


def test_a_server_that_is_told_to_stop_puts_everything_away(tmp_path: Path):
    data = tmp_path / "data"
    store = Store.open(data, write=True, now=START)
    key = Sources(store.records, store.workspace_id).create("web", actor="test", secret="s", now=START).write_key
    store.close()
    record = {"type": "track", "event": "Sent", "userId": "u", "messageId": "m", "writeKey": key}
    with running(data) as (process, port):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/track", json.dumps(record).encode())
        with urllib.request.urlopen(request, timeout=30):
            process.terminate()
        assert process.wait(30) == 0
    assert not (data / "main" / "server.json").exists()
    store = Store.open(data, write=False, now=START)
    connection = store.sql()
    assert connection.execute("SELECT message_id FROM events").fetchall() == [("m",)]
    connection.close()
    store.close()
