"""Named measures, scores, limits of segments and plans of files over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import served_at

from world import BUYERS, Shop

SPENT = 'sum of total over "Order Completed"'


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with served_at(tmp_path) as served:
        yield Shop.open(served)


def test_a_measure_is_made_shown_on_profiles_and_kept_while_used(shop: Shop) -> None:
    made = shop.client.post("/api/measures", json={"name": "Spent", "definition": SPENT})
    assert made.status_code == 201
    assert made.json()["text"] == SPENT

    profile = shop.client.get("/api/profiles", params={"q": "u1"}).json()[0]["id"]
    shown = shop.client.get(f"/api/profiles/{profile}").json()["measures"]
    assert [(measure["id"], measure["name"]) for measure in shown] == [("spent", "Spent")]

    shop.segment("Rich", "value of spent > 10")
    assert shop.client.get("/api/measures/spent").json()["used_by"][0]["id"] == "rich"
    assert shop.client.delete("/api/measures/spent").status_code == 409
    renamed = shop.client.patch("/api/measures/spent", json={"name": "Spent in all"}).json()
    assert (renamed["name"], renamed["version"]) == ("Spent in all", 2)


@pytest.mark.parametrize(
    "definition", ["sum of", 'sum of total over "Order Complete"', {"attribute": "age"}, {"event": 5}]
)
def test_what_is_no_measure_is_refused(shop: Shop, definition: object) -> None:
    refused = shop.client.post("/api/measures", json={"name": "X", "definition": definition})
    assert refused.status_code == 422
    assert refused.json()["detail"]


def test_limits_of_a_segment(shop: Shop) -> None:
    body = {
        "name": "Limited",
        "rule": BUYERS,
        "exclude": ["u1"],
        "cap": {"n": 2, "by": {"attribute": "age"}, "order": "lowest"},
        "waterfall": {"set": "w", "priority": 1},
    }
    made = shop.client.post("/api/segments", json=body).json()
    shop.refresh()
    found = shop.client.get(f"/api/segments/{made['id']}").json()

    assert found["members"] == 2
    assert found["cap"] == body["cap"]
    assert len(found["limits"]) == 3

    open_again = {"exclude": [], "cap": None, "waterfall": None}
    assert shop.client.patch(f"/api/segments/{made['id']}", json=open_again).json()["limits"] == []
    shop.refresh()
    assert shop.client.get(f"/api/segments/{made['id']}").json()["members"] == 6


@pytest.mark.parametrize(
    "limits",
    [
        {"include": ["nobody-knows"]},
        {"cap": {"n": 0, "by": {"attribute": "age"}}},
        {"cap": {"n": 5, "by": {"colour": "x"}}},
        {"waterfall": {"set": "", "priority": 1}},
    ],
)
def test_limits_that_cant_be_are_refused(shop: Shop, limits: dict[str, object]) -> None:
    assert shop.client.post("/api/segments", json={"name": "X", "rule": BUYERS, **limits}).status_code in (400, 422)


def test_a_plan_and_its_application(shop: Shop) -> None:
    files = {"files": {"segments/buyers.yaml": f"name: Buyers\nrule: |\n  {BUYERS}\n"}}

    plan = shop.client.post("/api/plan", json=files).json()
    assert plan["steps"][0]["action"] == "create"
    assert plan["steps"][0]["impact"] == {"before": 0, "after": 6, "entered": 6, "left": 0}
    assert shop.client.post("/api/apply", json=files).status_code == 200
    shop.refresh()
    assert shop.client.get("/api/segments/buyers").json()["members"] == 6
    assert shop.client.post("/api/plan", json=files).json()["changes"] is False

    bad = {"files": {"a.yaml": "name: A\nrule: did 'Order Complete'\n"}}
    refused = shop.client.post("/api/plan", json=bad)
    assert refused.status_code == 422
    assert "a.yaml, line 2" in refused.json()["detail"]


def test_scores_are_listed(shop: Shop) -> None:
    assert shop.client.get("/api/scores").json() == []


def test_a_preview_says_what_tells_nobody_apart_and_what_is_alike(shop: Shop) -> None:
    shop.segment("Buyers")
    shop.refresh()
    rule = {"all": [{"attribute": "age", "op": "is_set"}, {"attribute": "age", "op": "lt", "value": 0}]}

    found = shop.client.post("/api/rules/preview", json={"rule": rule}).json()
    same = shop.client.post("/api/rules/preview", json={"rule": BUYERS}).json()

    assert "holds_for_no_one" in {finding["code"] for finding in found["findings"]}
    assert all(clause["ms"] >= 0 for clause in found["clauses"])
    assert [(one["id"], one["same_rule"]) for one in same["similar"]] == [("buyers", True)]


def test_the_checker_reasons_about_the_wording(shop: Shop) -> None:
    asked = {"rule": "age > 30 and age < 20"}
    (problem,) = shop.client.post("/api/rules/check", json=asked).json()["problems"]
    assert (problem["code"], problem["severity"], problem["path"]) == ("contradiction", "warning", "all[1]")
