"""Records over the network: durable before acknowledged, once each, with the sender's clock corrected."""

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.ingest import Receipt, accept, apply_pending
from shoal.ingest import accept as accept_function
from shoal.model.errors import StorageError
from shoal.model.instant import parse_instant
from shoal.storage import Store

NOW = parse_instant("2026-01-02T03:04:05Z", "UTC")


def track(**fields: object) -> dict[str, object]:
    return {"type": "track", "event": "A", "userId": "ann"} | fields


def test_records_are_visible_when_accepted(store: Store, rows):
    receipt = accept(store, [track(messageId="m", properties={"total": 20.5})], source="web", now=NOW)
    assert receipt == Receipt(accepted=1, duplicates=0, rejected={}, watermark=1)
    assert rows("SELECT event, message_id, source, properties, epoch_us(time) FROM events") == [
        ("A", "m", "web", '{"total":20.5}', NOW)
    ]
    assert store.inbox.after(0) == []


def test_bad_records_are_told_by_place_and_the_others_are_taken(store: Store):
    receipt = accept(
        store,
        [
            track(),
            "text",
            track(userId=None),
            track(properties={"x": object()}),
            track(properties={"x": "\ud800"}),
            track(event="B"),
        ],
        source="web",
        now=NOW,
    )
    assert receipt.accepted == 2
    assert receipt.rejected.keys() == {1, 2, 3, 4}
    assert receipt.rejected[2] == "neither a user id nor an anonymous id"


def test_the_same_message_again_is_a_duplicate(store: Store):
    messages = [track(messageId=m) for m in ("a", "b", "c", "c")]
    assert accept(store, messages, source="web", now=NOW) == Receipt(3, 1, {}, 1)
    assert accept(store, messages, source="web", now=NOW + 1).accepted == 0
    assert accept(store, messages[:1], source="app", now=NOW).accepted == 1


def test_records_without_message_ids_all_count(store: Store):
    assert accept(store, [track(), track()], source="web", now=NOW).accepted == 2
    assert accept(store, [track()], source="web", now=NOW).accepted == 1


@pytest.mark.parametrize(
    ("fields", "time"),
    [
        ({}, "2026-01-02T03:04:05Z"),
        ({"timestamp": "2026-01-01T00:00:00Z"}, "2026-01-01T00:00:00Z"),
        ({"timestamp": "2026-01-02T04:04:00Z", "sentAt": "2026-01-02T04:04:05Z"}, "2026-01-02T03:04:00Z"),
        (
            {"originalTimestamp": "2026-01-01T00:00:00Z", "timestamp": "2020-01-01", "sentAt": "2026-01-02T03:04:04Z"},
            "2026-01-01T00:00:01Z",
        ),
        ({"timestamp": "2031-01-01T00:00:00Z"}, "2026-01-02T03:09:05Z"),
    ],
)
def test_times_follow_the_receivers_clock(store: Store, rows, fields: dict[str, str], time: str):
    accept(store, [track(**fields)], source="web", now=NOW)
    assert rows("SELECT epoch_us(time) FROM events") == [(parse_instant(time, "UTC"),)]


def test_one_message_in_32_parallel_requests_is_one_row(store: Store, rows):
    receipts: list[Receipt] = []
    threads = [
        threading.Thread(target=lambda: receipts.append(accept(store, [track(messageId="m")], source="web", now=NOW)))
        for _ in range(32)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(r.accepted for r in receipts) == 1
    assert sum(r.duplicates for r in receipts) == 31
    assert rows("SELECT count(*) FROM events") == [(1,)]
    assert not store.outcomes
    assert not store.checked


def test_parallel_identifies_of_one_person_make_one_profile(store: Store):
    def send(worker: int) -> None:
        for i in range(10):
            record = {
                "type": "identify",
                "userId": "ann",
                "anonymousId": f"device {i % 3}",
                "messageId": f"{worker}-{i}",
            }
            accept(store, [record], source="web", now=NOW)

    threads = [threading.Thread(target=send, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.profile_count() == 1
    assert store.find_profile("device 2") == store.find_profile("ann") == 0


def test_what_a_crash_left_in_the_inbox_is_applied_once(store: Store, tmp_path: Path, rows):
    """The crash comes after the acknowledgeable commit of the inbox and before that of the log."""
    accept(store, [track(messageId="before")], source="web", now=NOW)
    named = b'{"type":"track","event":"Late","userId":"ann","messageId":"kept"}\n'
    lines = named + b'{"type":"track","event":"Late","userId":"ann"}\n'
    store.inbox.append("web", NOW + 1, lines)
    store.close()
    again = Store.open(tmp_path / "data", write=True, now=NOW)
    assert apply_pending(again) == 2
    assert apply_pending(again) == 0
    retry = accept(again, [track(event="Late", messageId="kept")], source="web", now=NOW + 9)
    assert (retry.accepted, retry.duplicates) == (0, 1)
    again.close()


def test_a_crash_before_trimming_changes_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(store.inbox), "trim", lambda self, through: None)
    accept(store, [track()], source="web", now=NOW)
    store.close()
    monkeypatch.undo()
    again = Store.open(tmp_path / "data", write=True, now=NOW)
    assert apply_pending(again) == 0
    assert again.catalog().events["A"].count == 1
    again.close()


def test_a_full_disk_refuses_and_a_retry_is_accepted(store: Store, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        accept(store, [track(messageId="m")], source="web", now=NOW)
    monkeypatch.undo()
    retry = accept(store, [track(messageId="m")], source="web", now=NOW)
    assert (retry.accepted + retry.duplicates, store.catalog().events["A"].count) == (1, 1)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), max_size=6), max_size=6))
def test_it_is_a_set_of_messages(tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]):
    store = Store.open(tmp_path_factory.mktemp("accept"), write=True, now=NOW)
    known: set[int] = set()
    for batch in batches:
        receipt = accept_function(store, [track(messageId=str(n)) for n in batch], source="web", now=NOW)
        assert receipt.accepted == len(set(batch) - known)
        assert receipt.accepted + receipt.duplicates == len(batch)
        known |= set(batch)
    connection = store.sql()
    assert {int(m) for (m,) in connection.sql("SELECT message_id FROM events").fetchall()} == known
    connection.close()
    store.close()
