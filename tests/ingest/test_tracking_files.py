"""Files in the tracking format: JSON lines and Parquet, as SDKs and exports write them."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shoal.ingest import Progress
from shoal.model.errors import InvalidInput
from shoal.model.instant import parse_instant
from shoal.storage import Store

TIME = "2023-11-14T22:13:20Z"


def track(**fields: object) -> dict[str, object]:
    return {"type": "track", "event": "A", "userId": "ann", "timestamp": TIME} | fields


def lines(*records: dict[str, object] | str) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)) + "\n" for r in records)


def test_a_track_line_becomes_an_event_with_its_original_properties(file, load, rows):
    text = '{"type":"track","event":"Order Completed","userId":"ann","anonymousId":null,"messageId":"m1",'
    text += '"timestamp":"2023-11-14T22:13:20.123456+00:00",'
    text += '"properties":{"total": 10.50, "big":12345678901234567890},"context":{"ip":"1.2.3.4"}}\n'
    report = load(file("events.jsonl", text))
    assert (report.read, report.accepted, report.duplicates, report.rejected, report.profiles) == (1, 1, 0, 0, 1)
    assert rows("SELECT event, epoch_us(time), message_id, user_id, anonymous_id, properties, context FROM events") == [
        (
            "Order Completed",
            1_700_000_000_123_456,
            "m1",
            "ann",
            None,
            '{"total": 10.50, "big":12345678901234567890}',
            '{"ip":"1.2.3.4"}',
        )
    ]
    assert (report.first_time, report.last_time) == (1_700_000_000_123_456, 1_700_000_000_123_456)


def test_pages_and_screens_become_events_with_their_names(file, load, rows):
    load(
        file(
            "events.jsonl",
            lines(
                {
                    "type": "page",
                    "userId": "u",
                    "timestamp": TIME,
                    "name": "Home",
                    "category": "Shop",
                    "properties": {"url": "/"},
                },
                {"type": "page", "userId": "u", "timestamp": TIME, "name": "Home", "properties": {"name": "mine"}},
                {"type": "screen", "anonymousId": "x", "timestamp": TIME, "name": "Cart"},
                {"type": "screen", "anonymousId": "x", "timestamp": TIME},
            ),
        )
    )
    found = [
        (event, properties and json.loads(properties))
        for event, properties in rows("SELECT event, properties FROM events ORDER BY 1, 2 NULLS LAST")
    ]
    assert found == [
        ("Page Viewed", {"name": "mine"}),
        ("Page Viewed", {"name": "Home", "category": "Shop", "url": "/"}),
        ("Screen Viewed", {"name": "Cart"}),
        ("Screen Viewed", None),
    ]


def test_identify_sets_attributes_with_traits_wherever_they_are(file, load, rows):
    load(
        file(
            "events.jsonl",
            lines(
                {"type": "identify", "userId": "a", "timestamp": TIME, "traits": {"plan": "pro"}},
                {"type": "identify", "userId": "b", "timestamp": TIME, "context": {"traits": {"plan": "free"}}},
                {"type": "identify", "userId": "c", "traits": None},
                {"type": "group", "userId": "d", "groupId": "acme", "timestamp": TIME, "traits": {"employees": 5}},
            ),
        )
    )
    assert rows("SELECT user_id, attributes, epoch_us(time) FROM attributes ORDER BY 1") == [
        ("a", '{"plan": "pro"}', 1_700_000_000_000_000),
        ("b", '{"plan": "free"}', 1_700_000_000_000_000),
        ("c", "{}", None),
        ("d", '{"groupId": "acme"}', 1_700_000_000_000_000),
    ]


def test_alias_joins_two_profiles(file, load, store: Store):
    load(
        file(
            "events.jsonl",
            lines(
                {"type": "track", "event": "A", "anonymousId": "x", "timestamp": TIME},
                track(),
                {"type": "alias", "previousId": "x", "userId": "ann", "timestamp": TIME},
            ),
        )
    )
    assert store.find_profile("x") == store.find_profile("ann")


def test_numbers_as_ids_become_their_digits(file, load, rows):
    load(file("events.jsonl", lines(track(userId=17850), track(userId="017850"))))
    assert rows("SELECT user_id FROM events ORDER BY 1") == [("017850",), ("17850",)]


def test_times_without_offset_are_in_the_workspace_zone(file, tmp_path: Path, rows):
    from shoal.ingest import import_events

    other = Store.open(tmp_path / "other", write=True, now=0, zone="Europe/Istanbul")
    report = import_events(other, file("events.jsonl", lines(track(timestamp="2024-05-01 10:00:00"))), now=lambda: 0)
    assert report.first_time == parse_instant("2024-05-01T07:00:00Z", "UTC")
    other.close()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON: Input data was truncated"),
        ("", "an empty line"),
        ("[1]", "Expected `object`, got `array`"),
        (track(userId=None), "neither a user id nor an anonymous id"),
        (track(userId=""), "neither a user id nor an anonymous id"),
        (track(userId=1.5), "Expected `int | str | null`, got `float` - at `$.userId`"),
        (track(event=None), "event is missing in a track call"),
        (track(event="x" * 201), "the event name is longer than 200 bytes"),
        ({"userId": "u", "timestamp": TIME}, "type is missing"),
        (track(type="trak"), "type is none of track, page, screen, identify, alias, group"),
        (track(timestamp=None), "no time"),
        (track(timestamp="yesterday"), "timestamp is no ISO 8601 time"),
        (track(timestamp=1700000000), "timestamp is no ISO 8601 time"),
        (track(timestamp="1899-12-31T00:00:00Z"), "timestamp is no ISO 8601 time"),
        (track(properties=[1]), "properties is no JSON object"),
        (track(properties="x"), "properties is no JSON object"),
        (track(context=7), "context is no JSON object"),
        (track(properties={"text": "x" * 33_000}), "longer than 32768 bytes"),
        (track(userId="x" * 513), "user_id is longer than 512 bytes"),
        ({"type": "alias", "userId": "u", "timestamp": TIME}, "previousId is missing in an alias call"),
        (
            '{"type":"track","event":"A","userId":"u","timestamp":"2023-01-01","properties":{"a":1,"a":2}}',
            "properties is no JSON object",
        ),
        (
            '{"type":"track","event":"A","userId":"u","timestamp":"2023-01-01","properties":{"a":NaN}}',
            "no JSON: JSON is malformed: invalid character (byte 84)",
        ),
    ],
)
def test_a_bad_line_is_rejected_with_its_reason_and_the_others_are_not(file, load, rejected, line, reason: str):
    report = load(file("events.jsonl", lines(track(messageId="a"), line, track(messageId="b"))))
    assert (report.read, report.accepted, report.rejected) == (3, 2, 1)
    ((number, told, text),) = rejected()
    assert (number, told) == ("2", reason)
    assert report.reasons == {reason: 1}
    assert text == lines(line).rstrip("\n")


def test_bytes_that_are_no_utf8_are_rejected(file, load, rejected):
    load(file("events.jsonl", lines(track(messageId="a")).encode() + b'{"type":"track","event":"\xff"}\n'))
    assert [row[:2] for row in rejected()] == [["2", "not UTF-8"]]


def test_gzip_and_a_byte_order_mark_are_understood(file, load):
    content = gzip.compress(b"\xef\xbb\xbf" + lines(track(messageId="a"), track(messageId="b")).encode())
    assert load(file("events.jsonl.gz", content)).accepted == 2


def test_a_truncated_gzip_is_an_error(file, load):
    content = gzip.compress(lines(*(track(messageId=str(i)) for i in range(5000))).encode())
    with pytest.raises(InvalidInput, match=r"can't read .*events\.jsonl\.gz"):
        load(file("events.jsonl.gz", content[: len(content) // 2]))


def test_the_last_line_needs_no_end(file, load):
    assert load(file("events.jsonl", lines(track(messageId="a"), track(messageId="b")).rstrip("\n"))).accepted == 2


def test_importing_again_adds_nothing_with_or_without_message_ids(file, load):
    path = file("events.jsonl", lines(track(messageId="a"), track(), track(), track(event="B"), track(messageId="a")))
    first, second = load(path), load(path)
    assert (first.accepted, first.duplicates) == (4, 1)
    assert (second.accepted, second.duplicates) == (0, 5)


def test_a_dry_run_tells_and_writes_nothing(file, load, store: Store):
    report = load(file("events.jsonl", lines(track(), "{")), dry_run=True)
    assert (report.dry_run, report.read, report.accepted, report.rejected) == (True, 2, 1, 1)
    assert store.watermark() == 0
    assert not store.snapshot().files


def test_the_parquet_form_is_the_same_format(tmp_path: Path, load, rows, rejected):
    moment = datetime(2023, 11, 14, 22, 13, 20, 5, tzinfo=UTC)
    columns = {
        "messageId": ["m1", "m2", "m3", "m4"],
        "type": ["track", "identify", "track", "track"],
        "event": ["A", None, "B", "C"],
        "userId": pa.array([1, 2, None, 4], pa.int64()),
        "anonymousId": [None, None, None, "x"],
        "timestamp": pa.array([moment, None, moment, moment], pa.timestamp("ns", tz="Europe/Paris")),
        "properties": ['{"price": 1.50}', None, None, "null"],
        "context": pa.array(['{"os": {"name": "iOS"}}', None, None, None]).dictionary_encode(),
        "traits": [None, '{"plan": "pro"}', None, None],
        "other": [1, 2, 3, 4],
    }
    pq.write_table(pa.table(columns), tmp_path / "events.parquet")
    report = load(tmp_path / "events.parquet")
    assert (report.accepted, report.rejected) == (3, 1)
    assert rows("SELECT event, epoch_us(time), user_id, properties FROM events ORDER BY 1") == [
        ("A", 1_700_000_000_000_005, "1", '{"price": 1.50}'),
        ("C", 1_700_000_000_000_005, "4", None),
    ]
    assert rows("SELECT user_id, time, attributes FROM attributes") == [("2", None, '{"plan": "pro"}')]
    assert rows("SELECT device_id FROM devices") == [("platform:iOS",)]
    assert [row[:2] for row in rejected()] == [["3", "neither a user id nor an anonymous id"]]


def test_progress_reaches_the_end(file, load):
    told: list[Progress] = []
    path = file("events.jsonl", lines(*(track(messageId=str(i)) for i in range(100))))
    load(path, progress=told.append)
    assert told[-1] == Progress(done=path.stat().st_size, total=path.stat().st_size, unit="bytes", rows=100)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("events.jsonl", "", "is empty"),
        ("events.parquet", "PAR1 no parquet", "no readable Parquet file"),
        ("events.xlsx", "x", "can't tell the format"),
    ],
)
def test_files_that_cannot_be_read_are_named(file, load, name: str, content: str, message: str):
    with pytest.raises(InvalidInput, match=message):
        load(file(name, content))


def test_a_missing_file_and_a_directory_are_named(tmp_path: Path, load):
    with pytest.raises(InvalidInput, match="there is no file"):
        load(tmp_path / "missing.jsonl")
    with pytest.raises(InvalidInput, match="is a directory"):
        load(tmp_path)


def test_the_run_is_on_record(file, load, store: Store):
    load(file("events.jsonl", lines(track(), "{")), source="shop")
    with store.records.read() as connection:
        (run,) = connection.exec_driver_sql(
            "SELECT source, read, accepted, rejected, finished_at, error FROM import_run"
        ).all()
    assert tuple(run) == ("shop", 2, 1, 1, 1_700_000_000_000_000, None)
