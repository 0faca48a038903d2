"""Compaction: other files, the same records."""

from collections.abc import Callable
from pathlib import Path

import pytest
from log_rows import NOW, incoming, rows

from shoal.storage import Appended, Store, compaction

Append = Callable[..., Appended]
DAY = 86_400_000_000
ALL = "SELECT profile, event, epoch_us(time), message_id, properties FROM events ORDER BY message_id"


@pytest.fixture
def scattered(append: Append) -> Append:
    """Nine batches, each with events of five days."""
    for batch in range(9):
        append(
            *(
                {
                    "event": f"E{i % 3}",
                    "time": i % 5 * DAY + batch,
                    "user_id": f"u{i % 7}",
                    "properties": f'{{"i": {i}}}',
                }
                for i in range(40)
            )
        )
    return append


def test_the_records_stay_the_same(scattered: Append, store: Store):
    before = rows(store, ALL)
    assert store.compact(NOW) == 9
    assert rows(store, ALL) == before
    assert len(store.snapshot().of("events")) == 1
    assert store.compact(NOW) == 0


def test_large_days_get_files_of_their_own_by_profile(scattered: Append, store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compaction, "_SMALL", 2)
    before = rows(store, ALL)
    assert store.compact(NOW) == 9
    assert rows(store, ALL) == before
    ids = store.profile_ids(store.snapshot()).to_pylist()
    files = store.snapshot().of("events")
    assert len(files) > 5
    for file in files:
        assert file.min_time // DAY == file.max_time // DAY
        table = file.path
        connection = store.sql()
        found = {
            ids[p][1] for (p,) in connection.sql(f"SELECT DISTINCT profile FROM read_parquet('{table}')").fetchall()
        }
        connection.close()
        assert len(found) == 1
        assert sum(file.events.values()) == file.rows


def test_older_snapshots_stay_readable_until_the_next_start(scattered: Append, store: Store, data: Path):
    old = store.snapshot()
    store.compact(NOW)
    connection = store.sql(old)
    assert connection.sql("SELECT count(*) FROM events").fetchall() == [(360,)]
    connection.close()
    store.close()
    again = Store.open(data, write=True, now=NOW)
    assert not any(file.path.exists() for file in old.of("events"))
    assert len(rows(again, ALL)) == 360
    again.close()


def test_message_ids_are_known_after_it(scattered: Append, store: Store, data: Path):
    store.compact(NOW)
    store.close()
    again = Store.open(data, write=True, now=NOW)
    row = {"event": "E0", "time": 1, "user_id": "u1", "message_id": "message 1"}
    assert again.appender.append(incoming(row), source="test", now=NOW).accepted == 0
    again.close()


def test_nothing_changes_when_it_fails(scattered: Append, store: Store, monkeypatch: pytest.MonkeyPatch):
    before = (rows(store, ALL), store.snapshot().files)

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(compaction, "_commit", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        store.compact(NOW)
    monkeypatch.undo()
    assert (rows(store, ALL), store.snapshot().files) == before
    listed = {file.path for file in store.snapshot().files}
    assert set((store.directory / "log" / "events").iterdir()) == {p for p in listed if p.parent.name == "events"}


def test_few_files_are_left_alone(append: Append, store: Store):
    append({"event": "A", "time": 1, "user_id": "u"})
    assert store.compact(NOW) == 0
    assert store.watermark() == 1


def test_touched_and_catalog_do_not_change(scattered: Append, store: Store):
    watermark = store.watermark()
    before = store.catalog()
    store.compact(NOW)
    assert store.touched_since(watermark) == store.touched_since(10**6)
    assert store.catalog() == before
