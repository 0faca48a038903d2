"""Records over HTTP, as SDKs send them: what is taken, what is refused, and what the sender hears."""

import base64
import gzip
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from served import BASE, Served, served_at

from shoal.ingest import apply_pending
from shoal.ingest.sources import Source
from shoal.model.instant import format_instant

MINUTE = 60_000_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_at(tmp_path_factory.mktemp("tracking")) as served:
        yield served


@pytest.fixture(scope="module")
def client(served: Served) -> TestClient:
    return served.client()


@pytest.fixture
def source(served: Served) -> Source:
    """A source of the test's own."""
    name = served.secret()
    return served.services.sources.create(name, actor="test", secret=served.secret(), now=served.now)


def basic(text: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def key(source: Source) -> dict[str, str]:
    return basic(f"{source.write_key}:")


def event(**fields: object) -> dict[str, object]:
    return {"type": "track", "event": "A", "userId": "ann"} | fields


def stored(served: Served, source: Source, columns: str = "event, user_id, message_id") -> list[tuple[Any, ...]]:
    apply_pending(served.store)
    connection = served.store.sql()
    try:
        return connection.execute(f"SELECT {columns} FROM events WHERE source = ? ORDER BY ALL", [source.id]).fetchall()
    finally:
        connection.close()


def test_a_batch_is_taken_with_exactly_200(client: TestClient, served: Served, source: Source):
    body = {"batch": [event(messageId="m1"), event(messageId="m2", event="B")], "sentAt": format_instant(served.now)}
    answer = client.post("/v1/batch", json=body, headers=key(source))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert stored(served, source) == [("A", "ann", "m1"), ("B", "ann", "m2")]


@pytest.mark.parametrize("headers", ["with colon", "without colon", "bearer", "in the body", "in the record"])
def test_the_write_key_may_stand_in_many_places(client: TestClient, served: Served, source: Source, headers: str):
    wk = source.write_key
    body: dict[str, Any] = {"batch": [event(messageId="m")]}
    given = {
        "with colon": basic(f"{wk}:"),
        "without colon": basic(wk),
        "bearer": {"Authorization": f"Bearer {wk}"},
        "in the body": {"Authorization": "Bearer a-token-of-another-system"},
    }.get(headers, {})
    if headers == "in the body":
        body["writeKey"] = wk
    if headers == "in the record":
        body["batch"][0]["writeKey"] = wk
    assert client.post("/v1/batch", json=body, headers=given).status_code == 200
    assert len(stored(served, source)) == 1


@pytest.mark.parametrize("given", [{}, basic("shoal_wk_never:"), {"Authorization": "Basic ***"}])
def test_without_a_key_that_works_nothing_is_taken(client: TestClient, given: dict[str, str]):
    answer = client.post("/v1/batch", json={"batch": [event()]}, headers=given)
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


def test_one_unknown_key_in_a_batch_refuses_it_whole(client: TestClient, served: Served, source: Source):
    records = [event(writeKey=source.write_key), event(writeKey="shoal_wk_never")]
    assert client.post("/v1/batch", json={"batch": records}).status_code == 401
    assert stored(served, source) == []


def test_a_disabled_source_and_an_old_key_are_refused(client: TestClient, served: Served, source: Source):
    sources = served.services.sources
    sources.disable(source.id, actor="test", now=served.now)
    assert client.post("/v1/track", json=event(), headers=key(source)).status_code == 401
    sources.enable(source.id, actor="test", now=served.now)
    assert client.post("/v1/track", json=event(), headers=key(source)).status_code == 200
    renewed = sources.renew_key(source.id, actor="test", secret=served.secret(), now=served.now)
    assert client.post("/v1/track", json=event(), headers=key(source)).status_code == 401
    assert client.post("/v1/track", json=event(), headers=key(renewed)).status_code == 200


@pytest.mark.parametrize("path", ["track", "t"])
def test_single_calls_and_the_initials_of_browsers(client: TestClient, served: Served, source: Source, path: str):
    body = json.dumps({"event": "A", "userId": "ann", "messageId": "m", "writeKey": source.write_key}, indent=1)
    answer = client.post(f"/v1/{path}", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200
    assert stored(served, source) == [("A", "ann", "m")]


def test_page_screen_identify_group_and_alias(client: TestClient, served: Served, source: Source):
    calls = {
        "identify": {"traits": {"plan": "pro"}},
        "page": {"name": "Home"},
        "screen": {"name": "Start"},
        "group": {"groupId": "g1"},
        "alias": {"previousId": "anon-1"},
    }
    for call, fields in calls.items():
        answer = client.post(f"/v1/{call}", json={"userId": "calls", **fields}, headers=key(source))
        assert answer.status_code == 200
    assert [row[0] for row in stored(served, source)] == ["Page Viewed", "Screen Viewed"]
    assert served.store.find_profile("anon-1") == served.store.find_profile("calls")


def test_gzip_whatever_the_content_type_says(client: TestClient, served: Served, source: Source):
    body = gzip.compress(json.dumps({"batch": [event()]}).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/v1/batch", content=body, headers=key(source) | headers).status_code == 200
    assert len(stored(served, source)) == 1


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (gzip.compress(b"0" * 30_000_000), "gzip", 413),
        (gzip.compress(b'{"batch":[]}')[:-4], "gzip", 400),
        (b"no gzip", "gzip", 400),
        (b"{}", "zstd", 400),
        (b"{", "", 400),
        (b'"text"', "", 400),
        (b'{"batch": 5}', "", 400),
        (b'{"batch":' + b"[" * 100_000, "", 400),
        (b'{"batch":["\xff"]}', "", 200),
        (b"0" * 5_000_000, "", 413),
    ],
)
def test_bodies_that_are_no_requests(client: TestClient, source: Source, body: bytes, encoding: str, status: int):
    headers = {"Content-Encoding": encoding} if encoding else {}
    answer = client.post("/v1/batch", content=body, headers=key(source) | headers)
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["code"] in ("invalid_request", "too_large")


def test_wrong_records_are_kept_with_the_reason_and_the_others_taken(
    client: TestClient, served: Served, source: Source
):
    records = [
        event(messageId="good"),
        {"type": "track", "userId": "ann"},
        event(userId=None),
        "text",
        {"event": "A", "userId": "ann"},
        event(properties={"long": "x" * 40_000}),
    ]
    assert client.post("/v1/batch", json={"batch": records}, headers=key(source)).status_code == 200
    assert stored(served, source) == [("A", "ann", "good")]
    reader = served.key_of("analyst")
    found = client.get("/api/records/rejected", params={"source": source.id}, headers=reader).json()["items"]
    assert [one["reason"] for one in reversed(found)] == [
        "event is missing in a track call",
        "neither a user id nor an anonymous id",
        "Expected `object`, got `str`",
        "type is missing",
        "longer than 32768 bytes",
    ]
    assert found[2]["text"] == '"text"'
    page = client.get("/api/records/rejected", params={"source": source.id, "limit": 2}, headers=reader).json()
    rest = client.get("/api/records/rejected", params={"source": source.id, "cursor": page["next"]}, headers=reader)
    assert page["items"] + rest.json()["items"] == found
    listed = client.get("/api/sources", headers=reader).json()
    assert [(one["accepted"], one["rejected"]) for one in listed if one["id"] == source.id] == [(1, 5)]


def test_times_follow_this_clock_but_not_in_imports(client: TestClient, served: Served, source: Source):
    an_hour_fast = served.now + 60 * MINUTE
    at = format_instant(an_hour_fast - MINUTE)
    batch = {"sentAt": format_instant(an_hour_fast), "batch": [event(timestamp=at, messageId="now")]}
    assert client.post("/v1/batch", json=batch, headers=key(source)).status_code == 200
    old = {"sentAt": format_instant(an_hour_fast), "batch": [event(timestamp="2020-01-01T00:00:00Z", messageId="old")]}
    assert client.post("/v1/import", json=old, headers=key(source)).status_code == 200
    assert stored(served, source, "message_id, epoch_us(time)") == [
        ("now", served.now - MINUTE),
        ("old", 1_577_836_800_000_000),
    ]


def test_the_context_of_a_batch_is_that_of_its_records(client: TestClient, served: Served, source: Source):
    batch = {"context": {"app": {"version": "2"}, "locale": "tr"}, "batch": [event(context={"locale": "en"})]}
    assert client.post("/v1/batch", json=batch, headers=key(source)).status_code == 200
    [(context,)] = stored(served, source, "context")
    assert json.loads(context) == {"app": {"version": "2"}, "locale": "en"}


def test_the_same_message_is_stored_once(client: TestClient, served: Served, source: Source):
    for _ in range(3):
        assert client.post("/v1/track", json=event(messageId="again"), headers=key(source)).status_code == 200
    assert stored(served, source) == [("A", "ann", "again")]


def test_pages_of_any_site_may_send(client: TestClient, source: Source):
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    preflight = client.options("/v1/t", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    answer = client.post("/v1/t", json=event(), headers=key(source) | {"Origin": "https://shop.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-credentials" not in answer.headers


def test_the_browsers_sdk_hears_where_to_send(client: TestClient, source: Source):
    settings = client.get(f"/v1/projects/{source.write_key}/settings").json()
    assert settings["integrations"]["Segment.io"]["apiHost"] == BASE.removeprefix("http://") + "/v1"
    assert client.get("/v1/projects/shoal_wk_never/settings").status_code == 404
    assert client.post("/v1/m", json={"series": []}).status_code == 200


def test_a_write_key_opens_nothing_else(client: TestClient, source: Source):
    for headers in (key(source), {"Authorization": f"Bearer {source.write_key}"}):
        assert client.get("/api/segments", headers=headers).status_code == 401
        assert client.get("/api/records", headers=headers).status_code == 401


def test_what_waits_too_long_makes_senders_wait(
    client: TestClient, served: Served, source: Source, monkeypatch: pytest.MonkeyPatch
):
    apply_pending(served.store)
    monkeypatch.setattr(sys.modules["shoal.ingest.accept"], "_MAX_WAITING", 0)
    assert client.post("/v1/track", json=event(), headers=key(source)).status_code == 200
    answer = client.post("/v1/track", json=event(), headers=key(source))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    apply_pending(served.store)
    assert client.post("/v1/track", json=event(), headers=key(source)).status_code == 200


def test_the_latest_records_of_a_source(client: TestClient, served: Served, source: Source):
    for number in range(3):
        served.now += MINUTE
        client.post("/v1/track", json=event(messageId=f"m{number}"), headers=key(source))
        client.post("/v1/identify", json={"userId": "ann", "traits": {"n": number}}, headers=key(source))
        apply_pending(served.store)
    found = client.get(
        "/api/records", params={"source": source.id, "limit": 3}, headers=served.key_of("analyst")
    ).json()
    assert sorted((one["event"] or "", one["properties"] or "") for one in found[:2]) == [("", '{"n":2}'), ("A", "")]
    assert found[2]["received_at"] == format_instant(served.now - MINUTE)
    assert {one["profile_id"] for one in found} == {found[0]["profile_id"]}
