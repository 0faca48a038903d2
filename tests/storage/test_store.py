"""A workspace on disk: opening, one writer, batches that are whole or absent, snapshots, and what damage does."""

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from log_rows import NOW, column, incoming, rows, whole
from pyroaring import BitMap

from shoal.model.errors import Busy, CorruptStore, InvalidInput, NotFound, StorageError
from shoal.storage import Appended, Store, log

Append = Callable[..., Appended]


def test_reading_where_nothing_is_says_so(data: Path):
    with pytest.raises(NotFound, match="no Shoal data"):
        Store.open(data, write=False, now=NOW)


def test_a_file_is_no_data_directory(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidInput, match="is a file"):
        Store.open(tmp_path / "file", write=True, now=NOW)


def test_a_second_writer_is_told_who_writes(store: Store, data: Path):
    with pytest.raises(Busy, match=f"process {os.getpid()}"):
        Store.open(data, write=True, now=NOW)


def test_the_lock_ends_with_the_store(store: Store, data: Path):
    store.close()
    Store.open(data, write=True, now=NOW).close()


def test_readers_need_no_lock_and_see_what_is_committed(store: Store, data: Path, append: Append):
    reader = Store.open(data, write=False, now=NOW)
    assert reader.snapshot().watermark == 0
    append({"event": "A", "time": 1, "user_id": "ann"})
    assert column(reader, "SELECT event FROM events") == ["A"]
    with pytest.raises(InvalidInput, match="reading only"):
        _ = reader.appender
    reader.close()


def test_the_zone_is_given_once(data: Path):
    Store.open(data, write=True, now=NOW, zone="Europe/Istanbul").close()
    again = Store.open(data, write=True, now=NOW, zone="UTC")
    assert again.zone == "Europe/Istanbul"
    again.close()


def test_a_file_is_in_the_order_of_event_time_and_message_id(append: Append, store: Store):
    append(
        {"event": "B", "time": 1, "user_id": "u", "message_id": "z"},
        {"event": "A", "time": 9, "user_id": "u", "message_id": "c"},
        {"event": "A", "time": 2, "user_id": "u", "message_id": "b"},
        {"event": "A", "time": 2, "user_id": "u", "message_id": "a"},
        {"event": "A", "time": 9, "user_id": "u", "message_id": "B"},
    )
    (file,) = store.snapshot().of("events")
    assert pq.read_table(file.path)["message_id"].to_pylist() == ["a", "b", "B", "c", "z"]
    assert (file.min_time, file.max_time, file.events, file.rows) == (1, 9, {"A": 4, "B": 1}, 5)


def test_files_have_the_agreed_columns(append: Append, store: Store):
    append(
        {"event": "A", "time": 1, "user_id": "u", "context": '{"device": {"id": "d"}}'},
        {"attributes": "{}", "user_id": "u", "anonymous_id": "x"},
        {"attributes": "{}", "user_id": "v"},
        {"attributes": "{}", "user_id": "v", "anonymous_id": "x"},
        {"tag": "vip", "present": True, "user_id": "u"},
    )
    files = {file.dataset: file for file in store.snapshot().files}
    assert set(files) == set(log.SCHEMAS)
    for dataset, schema in log.SCHEMAS.items():
        assert pq.read_schema(files[dataset].path).remove_metadata() == schema


def test_a_snapshot_stays_what_it_was(append: Append, store: Store):
    append({"event": "A", "time": 1, "user_id": "u"})
    before = store.snapshot()
    append({"event": "B", "time": 2, "user_id": "u"})
    connection = store.sql(before)
    assert connection.sql("SELECT event FROM events").fetchall() == [("A",)]
    connection.close()
    assert store.snapshot().watermark == before.watermark + 1


def test_the_same_message_id_counts_once_in_a_source(append: Append, store: Store):
    first = append(
        {"event": "A", "time": 1, "user_id": "u", "message_id": "m"},
        {"event": "B", "time": 1, "user_id": "u", "message_id": "m"},
    )
    again = append({"event": "C", "time": 1, "user_id": "u", "message_id": "m"})
    other = append({"event": "D", "time": 1, "user_id": "u", "message_id": "m"}, source="other")
    assert [whole(a.duplicate) for a in (first, again, other)] == [[0, 1], [1], [0]]
    assert column(store, "SELECT event FROM events ORDER BY 1") == ["A", "D"]


def test_touched_profiles_are_those_of_later_batches(append: Append, store: Store):
    append({"event": "A", "time": 1, "user_id": "ann"}, {"event": "A", "time": 2, "anonymous_id": "x"})
    append({"tag": "t", "present": True, "user_id": "bob"})
    append({"attributes": "{}", "user_id": "ann", "anonymous_id": "x"})
    assert store.touched_since(0) == BitMap([0, 2])
    assert store.touched_since(1) == BitMap([0, 2])
    assert store.touched_since(2) == BitMap([0])
    assert store.touched_since(3) == BitMap()
    assert store.touched_since(0, until=0) == BitMap()


def test_views_show_the_surviving_profile(append: Append, store: Store):
    append({"event": "A", "time": 1, "user_id": "ann"}, {"event": "A", "time": 2, "anonymous_id": "x"})
    append({"event": "A", "time": 3, "user_id": "ann", "anonymous_id": "x"})
    assert rows(store, "SELECT profile, count(*) FROM events GROUP BY 1") == [(0, 3)]
    assert column(store, "SELECT profile FROM profiles") == [0]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/written-by-a-query'",
        "ATTACH '/tmp/other.db'",
        "SET memory_limit = '100GB'",
        "INSTALL httpfs",
    ],
)
def test_sql_reaches_nothing_outside(store: Store, query: str):
    connection = store.sql()
    with pytest.raises(Exception, match=r"disabled|locked|Cannot|not allowed"):
        connection.sql(query).fetchall()
    connection.close()


def test_times_come_back_exact(append: Append, store: Store):
    times = [-2_208_988_800_000_000, 0, 1, 1_700_000_000_123_457, 253_402_300_799_999_999]
    append(*({"event": "A", "time": t, "user_id": "u"} for t in times))
    assert column(store, "SELECT epoch_us(time) FROM events ORDER BY 1") == times


def test_lines_that_repeat_an_attribute_are_kept_once(append: Append, store: Store):
    append(
        *(
            {"event": "Line", "time": 5, "user_id": "u", "attributes": '{"c": "TR"}', "message_id": name}
            for name in "bca"
        ),
        {"event": "Line", "time": 6, "user_id": "u", "attributes": '{"c": "TR"}', "message_id": "d"},
    )
    assert rows(store, "SELECT epoch_us(time), message_id FROM attributes") == [(5, "c"), (6, "d")]
    again = append({"event": "Line", "time": 5, "user_id": "u", "message_id": "a"})
    assert again.accepted == 0


# --- crashes and faults -----------------------------------------------------------------------------------------------


def test_a_failed_commit_leaves_nothing(append: Append, store: Store, monkeypatch: pytest.MonkeyPatch):
    append({"event": "A", "time": 1, "user_id": "ann"})

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        append({"event": "B", "time": 2, "user_id": "bob", "message_id": "b"})
    monkeypatch.undo()
    assert column(store, "SELECT event FROM events") == ["A"]
    assert store.profile_count() == 1
    assert append({"event": "B", "time": 2, "user_id": "bob", "message_id": "b"}).accepted == 1
    assert store.find_profile("bob") == 1
    assert [f for f in (store.directory / "tmp").iterdir() if f.suffix == ".parquet"] == []


def test_files_that_no_snapshot_lists_are_removed_by_the_next_writer(append: Append, store: Store, data: Path):
    append({"event": "A", "time": 1, "user_id": "ann"})
    stray = store.directory / "log" / "events" / "0000000002.parquet"
    stray.write_bytes(b"left by a crash")
    left = store.directory / "tmp" / "0000000003.parquet"
    left.write_bytes(b"left by a crash")
    store.close()
    again = Store.open(data, write=True, now=NOW)
    assert not stray.exists()
    assert not left.exists()
    assert column(again, "SELECT event FROM events") == ["A"]
    again.close()


def test_a_directory_without_permission_is_named(tmp_path: Path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="no permission"):
        Store.open(tmp_path / "data", write=True, now=NOW)


@pytest.mark.parametrize("damage", ["truncate", "flip", "remove"])
def test_a_damaged_file_of_the_log_is_named_with_the_remedy(append: Append, store: Store, damage: str):
    append({"event": "A", "time": 1, "user_id": "ann", "properties": '{"text": "' + "abc" * 500 + '"}'})
    (file,) = store.snapshot().of("events")
    content = bytearray(file.path.read_bytes())
    if damage == "truncate":
        file.path.write_bytes(content[: len(content) // 2])
    elif damage == "flip":
        content[60] ^= 0xFF
        file.path.write_bytes(content)
    else:
        file.path.unlink()
    with pytest.raises(CorruptStore, match=r"0000000001\.parquet") as caught:
        log.read_files(store.snapshot().files, "events")
    assert "backup" in (caught.value.hint or "")
    assert [finding.path for finding in store.check() if finding.severity == "error"] == [file.path]


def test_check_finds_nothing_wrong_with_a_sound_store(append: Append, store: Store):
    append({"event": "A", "time": 1, "user_id": "ann"})
    assert {finding.severity for finding in store.check()} <= {"note", "warning"}


def test_rebuild_makes_the_same_of_the_log(append: Append, store: Store):
    append(
        {
            "event": "A",
            "time": 1,
            "user_id": "ann",
            "properties": '{"price": 1.5, "items": [{"id": "x"}]}',
            "message_id": "m",
        },
        {"event": "B", "time": 2, "anonymous_id": "x", "context": '{"os": {"name": "iOS"}}'},
        {"attributes": '{"country": "TR"}', "user_id": "ann", "anonymous_id": "x"},
    )
    before = (store.catalog(), store.profile_ids(store.snapshot()).to_pylist(), store.snapshot().files)
    with store.records.write() as connection:
        connection.exec_driver_sql("UPDATE data_file SET max_time = 99, events = NULL WHERE dataset = 'events'")
        connection.exec_driver_sql("UPDATE batch SET catalog = '{}'")
    report = store.rebuild()
    assert report.corrected == ("log/events/0000000001.parquet",)
    assert (report.profiles, report.message_ids) == (2, 3)
    assert (store.catalog(), store.profile_ids(store.snapshot()).to_pylist(), store.snapshot().files) == before
    assert append({"event": "A", "time": 1, "user_id": "ann", "message_id": "m"}).accepted == 0


def test_message_ids_survive_a_restart(append: Append, store: Store, data: Path):
    append(
        {"event": "A", "time": 1, "user_id": "ann", "message_id": "m"},
        {"tag": "t", "present": True, "user_id": "u", "message_id": "n"},
    )
    store.close()
    again = Store.open(data, write=True, now=NOW)
    table = incoming(
        {"event": "A", "time": 1, "user_id": "ann", "message_id": "m"},
        {"event": "A", "time": 1, "user_id": "u", "message_id": "n"},
    )
    assert again.appender.append(table, source="test", now=NOW).accepted == 0
    again.close()


def test_opening_reads_neither_identifiers_nor_message_ids(append: Append, store: Store, data: Path):
    append({"event": "A", "time": 1, "user_id": "ann"})
    for file in store.snapshot().files:
        file.path.unlink()
    reader = Store.open(data, write=False, now=NOW)
    assert reader.watermark() == 1
    reader.close()
