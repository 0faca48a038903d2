"""Rules, people, the catalog, insights, tags and refreshes over HTTP."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import NOW, served_at
from starlette.requests import Request

from shoal.membership import previewing
from shoal.model.instant import format_instant
from shoal.web.routes.refreshes import _events
from world import BUYERS, DAY, Shop, send, track


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with served_at(tmp_path_factory.mktemp("questions")) as served:
        yield Shop.open(served)


@pytest.fixture(scope="module")
def segments(shop: Shop) -> dict[str, str]:
    """Buyers u0 … u5, the young u0 … u3, VIPs u1 and u9."""
    made = {
        "buyers": shop.segment("Buyers"),
        "young": shop.segment("Young", "age < 24"),
        "vips": shop.static("VIPs", "u1", "u9"),
    }
    shop.refresh()
    return made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Shop]:
    with served_at(tmp_path) as served:
        yield Shop.open(served)


# --- rules ----------------------------------------------------------------------------------------------------------


def test_a_rule_has_three_forms(shop: Shop) -> None:
    forms = shop.client.post("/api/rules/parse", json={"rule": 'age >= 24 and country is "TR"'}).json()

    assert shop.client.post("/api/rules/describe", json={"rule": forms["rule"]}).json() == forms
    assert shop.client.post("/api/rules/parse", json={"rule": forms["text"]}).json()["rule"] == forms["rule"]


def test_a_rule_that_is_being_typed_is_no_failure(shop: Shop) -> None:
    unreadable = shop.client.post("/api/rules/check", json={"rule": "age >"})
    unknown = shop.client.post("/api/rules/check", json={"rule": 'did "Order Complete"'}).json()

    assert unreadable.status_code == 200
    assert (unreadable.json()["ok"], unreadable.json()["rule"]) == (False, None)
    assert unknown["rule"] is not None
    assert any("Order Completed" in str(problem) for problem in unknown["problems"])
    refused = shop.client.post("/api/rules/parse", json={"rule": "age >"})
    assert (refused.status_code, bool(refused.json()["problems"])) == (422, True)


def test_a_preview_counts_without_saving(shop: Shop, segments: dict[str, str]) -> None:
    body = {"rule": f"{BUYERS} and age >= 24", "segment": segments["buyers"]}
    found = shop.client.post("/api/rules/preview", json=body).json()

    assert (found["count"], found["exact"], found["interval"], found["total"]) == (2, True, [2, 2], 12)
    assert [clause["count"] for clause in found["clauses"]] == [6, 8]
    assert found["impact"] == {"members": 6, "entered": 0, "left": 4}
    past = {"rule": BUYERS, "as_of": format_instant(NOW - 5 * DAY)}
    assert shop.client.post("/api/rules/preview", json=past).json()["count"] == 2


def test_an_estimate_says_how_sure_it_is(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "WORTH_SAMPLING", 0)

    found = shop.client.post("/api/rules/preview", json={"rule": BUYERS, "exact": False}).json()

    assert found["exact"] is False
    assert found["interval"][0] <= 6 <= found["interval"][1]


def test_a_window_before_the_first_event_is_said(shop: Shop) -> None:
    answer = shop.client.post("/api/rules/preview", json={"rule": 'did "Order Completed" in last 90 days'})

    (short,) = answer.json()["short_history"]
    assert short["data_from"] == format_instant(NOW - 7 * DAY)


# --- people ---------------------------------------------------------------------------------------------------------


def test_a_person_is_found_shown_and_explained(shop: Shop, segments: dict[str, str]) -> None:
    (found,) = shop.client.get("/api/profiles", params={"q": "u3@"}).json()
    person = shop.client.get(f"/api/profiles/{found['id']}").json()

    assert found["matched"] == "email"
    assert (person["attributes"]["age"], person["attributes"]["country"]) == (23, "ES")
    assert {event["name"]: event["count"] for event in person["events"]} == {"Order Completed": 1, "Product Viewed": 1}
    assert [s["name"] for s in person["segments"]] == ["Buyers", "Young"]
    assert shop.client.get("/api/profiles/u3").json() == person
    assert shop.client.get("/api/profiles/nobody").status_code == 404
    assert shop.client.get("/api/profiles/u%003").status_code == 404


def test_the_timeline_goes_back_page_by_page(fresh: Shop) -> None:
    send(fresh.served, *(track("u0", "Opened", NOW - (i // 2 + 1) * DAY, n=i) for i in range(7)))
    seen, cursor = [], None
    while True:
        asked = {"event": "Opened", "limit": 2} | ({} if cursor is None else {"cursor": cursor})
        page = fresh.client.get("/api/profiles/u0/timeline", params=asked).json()
        seen += [row["properties"]["n"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert sorted(seen) == list(range(7))
    assert [n // 2 for n in seen] == [0, 0, 1, 1, 2, 2, 3]
    assert fresh.client.get("/api/profiles/u0/timeline", params={"cursor": "W10"}).status_code == 422


def test_why_and_why_not_as_of_a_past_time(shop: Shop, segments: dict[str, str]) -> None:
    def why(person: str, **asked: str) -> dict[str, object]:
        asked["segment"] = segments["buyers"]
        return shop.client.get(f"/api/profiles/{person}/explain", params=asked).json()

    before = why("u3", as_of=format_instant(NOW - 5 * DAY))

    assert (why("u3")["verdict"]["verdict"], why("u3")["member_stored"]) == (True, True)  # type: ignore[index]
    assert (before["verdict"]["verdict"], before["member_stored"]) == (False, None)  # type: ignore[index]
    assert why("u9")["verdict"]["verdict"] is False  # type: ignore[index]
    assert why("u3")["verdict"]["flips_at"] is not None  # type: ignore[index]


# --- catalog, insights, templates, tags -----------------------------------------------------------------------------


def test_the_catalog_says_what_rules_can_speak_of(shop: Shop, segments: dict[str, str]) -> None:
    catalog = shop.client.get("/api/catalog").json()
    values = shop.client.get("/api/catalog/values", params={"attribute": "country"}).json()
    days = shop.client.get("/api/catalog/volume", params={"event": "Order Completed", "days": 9}).json()

    assert catalog["profiles"] == 12
    assert {event["name"]: event["count"] for event in catalog["events"]} == {"Product Viewed": 8, "Order Completed": 6}
    assert {field["path"] for field in catalog["attributes"]} == {"age", "country", "email", "note"}
    assert sorted((v["value"], v["count"]) for v in values) == [("ES", 6), ("TR", 6)]
    assert (len(days), sum(day["count"] for day in days)) == (9, 6)
    assert shop.client.get("/api/catalog/volume", params={"event": "Nothing"}).status_code == 404
    assert shop.client.get("/api/catalog/values", params={"event": "Order Completed"}).status_code == 422


def test_insights_of_segments(shop: Shop, segments: dict[str, str]) -> None:
    ids = [segments[name] for name in ("buyers", "young", "vips")]
    overlap = shop.client.post("/api/insights/overlap", json={"segments": ids}).json()
    shown = shop.client.get(f"/api/segments/{ids[0]}/metrics").json()

    counts = {tuple(c["segments"]): c["count"] for c in overlap["combinations"]}
    assert overlap["union"] == sum(counts.values()) == 7
    assert counts[tuple(ids)] == 1  # u1
    assert counts[(ids[0],)] == 2  # u4, u5
    for combination in overlap["combinations"]:
        again = shop.client.post("/api/rules/preview", json={"rule": combination["rule"]}).json()
        assert again["count"] == combination["count"]
    assert shown["revenue"]["value"] == pytest.approx(125)
    assert shown["revenue"]["all"] == pytest.approx(62.5)
    assert shop.client.get(f"/api/segments/{ids[0]}/trend").json()["members"] == 6
    assert shop.client.get(f"/api/segments/{ids[0]}/audience").json()["members"] == 6
    found = shop.client.get(f"/api/segments/{ids[0]}/distribution", params={"path": "country"}).json()
    assert {v["value"]: (v["members"], v["all"]) for v in found["values"]} == {"TR": (3, 6), "ES": (3, 6)}
    apart = shop.client.post("/api/insights/differentiators", json={"segment": ids[0]}).json()
    assert (apart["inside"], apart["outside"]) == (6, 6)
    assert shop.client.post("/api/insights/overlap", json={"segments": ids[:1]}).status_code == 422
    assert shop.client.post("/api/insights/overlap", json={"segments": [ids[0], "none"]}).status_code == 404


def test_templates_can_be_previewed_when_they_lack_nothing(shop: Shop) -> None:
    templates = shop.client.get("/api/templates").json()
    usable = [template for template in templates if not template["lacking"]]

    assert usable
    assert templates[: len(usable)] == usable
    for template in usable:
        assert shop.client.post("/api/rules/preview", json={"rule": template["text"]}).status_code == 200


def test_tags_are_given_and_taken(fresh: Shop) -> None:
    made = fresh.client.post("/api/tags", json={"name": "vip / é", "description": "the best"})
    tag = "/api/tags/vip%20%2F%20%C3%A9"
    given = fresh.client.post(f"{tag}/apply", json={"identifiers": ["u1", "u2", "nobody"]}).json()
    taken = fresh.client.post(f"{tag}/remove", json={"identifiers": ["u1", "u3"]}).json()

    assert made.status_code == 201
    assert fresh.client.patch(tag, json={"description": "x"}).json()["name"] == "vip / é"
    assert (given["changed"], given["unmatched_total"], given["unmatched"][0]["text"]) == (2, 1, "nobody")
    assert (taken["changed"], taken["unchanged"]) == (1, 1)
    assert fresh.client.post(f"{tag}/apply", json={}).status_code == 422
    assert fresh.client.delete(tag).json() == {"removed_from": 1}


# --- refreshes ------------------------------------------------------------------------------------------------------


def test_a_refresh_is_asked_for_cancelled_and_remembered(fresh: Shop) -> None:
    buyers = fresh.segment("Buyers", refresh=False)
    first = fresh.client.post("/api/refreshes", json={"segments": [buyers]})
    same = fresh.client.post(f"/api/segments/{buyers}/refresh")
    number = first.json()["number"]

    assert (first.status_code, same.json()) == (202, first.json())
    assert fresh.client.post(f"/api/refreshes/progress/{number}/cancel").status_code == 204
    assert fresh.client.post(f"/api/refreshes/progress/{number}/cancel").status_code == 409
    assert fresh.client.post("/api/refreshes/progress/99/cancel").status_code == 404
    assert fresh.client.post("/api/refreshes", json={"segments": ["none"]}).status_code == 404
    fresh.client.post("/api/refreshes")
    fresh.refresh()
    (run,) = fresh.client.get("/api/refreshes").json()["items"]
    detail = fresh.client.get(f"/api/refreshes/{run['id']}").json()
    assert (run["state"], run["ready"]) == ("done", 1)
    assert [(row["segment"], row["members"]) for row in detail["segments"]] == [(buyers, 6)]
    assert fresh.client.get(f"/api/segments/{buyers}/refreshes").json()["items"] == detail["segments"]
    assert fresh.client.get(f"/api/refreshes/{10**30}").status_code in {404, 422}


def test_progress_is_pushed_when_it_changes(fresh: Shop) -> None:
    async def disconnected() -> dict[str, str]:
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def two_looks() -> list[str]:
        stream = _events(Request({"type": "http"}, disconnected), fresh.served.services)
        first = await anext(stream)
        fresh.segment("Buyers")
        second = await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        return [first, second]

    documents = [json.loads(event.split("data: ", 1)[1]) for event in asyncio.run(two_looks())]

    assert [len(document["waiting"]) for document in documents] == [0, 1]
    assert documents[1] == fresh.client.get("/api/refreshes/progress").json()


def test_a_sentence_becomes_a_rule(shop: Shop) -> None:
    said = shop.client.post("/api/rules/sentence", json={"sentence": "people who bought a yacht last month"}).json()

    assert said["text"] == 'did "Order Completed" last month'
    assert said["words"]
    assert [(part["text"], part["start"]) for part in said["not_understood"]] == [("yacht", 20)]
    assert not said["complete"]
    assert shop.client.post("/api/rules/preview", json={"rule": said["rule"]}).status_code == 200
    assert shop.client.post("/api/rules/sentence", json={"sentence": " "}).status_code == 422


def test_segments_are_suggested(shop: Shop) -> None:
    found = shop.client.post("/api/suggestions", json={"by": "rfm"}).json()

    assert found["suggestions"]
    first = found["suggestions"][0]
    assert shop.client.post("/api/rules/preview", json={"rule": first["rule"]}).json()["count"] == first["count"]
    assert shop.client.post("/api/suggestions", json={"by": "goal"}).status_code == 422
    assert shop.client.post("/api/suggestions", json={"by": "attribute", "attribute": "nope"}).status_code == 404
