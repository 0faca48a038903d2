"""Segments over HTTP: made, found, changed by two people at once, and taken away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import NOW, served_at

from shoal.model.instant import format_instant
from world import BUYERS, DAY, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with served_at(tmp_path) as served:
        yield Shop.open(served)


def names(shop: Shop, **asked: object) -> list[str]:
    return [row["name"] for row in shop.client.get("/api/segments", params=asked).json()["items"]]  # type: ignore[arg-type]


def test_a_new_segment_is_refreshed_and_says_who_is_in_it(shop: Shop) -> None:
    made = shop.client.post("/api/segments", json={"name": "Buyers", "rule": BUYERS, "labels": ["a", "a"]})
    before = shop.client.get(f"/api/segments/{made.json()['id']}").json()
    shop.refresh()
    after = shop.client.get(f"/api/segments/{made.json()['id']}").json()

    assert made.status_code == 201
    assert (before["status"], before["members"]) == ("queued", None)
    assert (after["status"], after["members"], after["total"], after["labels"]) == ("ready", 6, 12, ["a"])
    assert after["lines"] == [{"path": "", "text": after["words"]}]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "", "rule": BUYERS},
        {"name": "x", "rule": 'did "Order Complete"'},
        {"name": "x", "rule": {"attribute": "age", "op": "glows"}},
        {"name": "x", "kind": "static", "rule": BUYERS},
        {"name": "x", "rule": BUYERS, "zone": "Mars/Olympus"},
        {"name": "x", "rule": BUYERS, "schedule": "now and then"},
    ],
)
def test_what_is_no_segment_is_refused_whole(shop: Shop, body: dict[str, object]) -> None:
    refused = shop.client.post("/api/segments", json=body)

    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["detail"]
    assert names(shop) == []


def test_the_page_is_filtered_sorted_and_turned(shop: Shop) -> None:
    shop.segment("Buyers", labels=["shop"], pinned=True)
    shop.segment("Young", "age < 22", labels=["people"], description="of the shop")
    shop.static("VIPs", "u1")
    shop.segment("Later", "age > 22", refresh=False)
    shop.refresh()
    shop.segment("Waiting", "age > 23")

    assert names(shop) == ["Buyers", "Later", "VIPs", "Waiting", "Young"]
    assert names(shop, q="SHOP") == ["Young"]
    assert names(shop, kind="static") == ["VIPs"]
    assert names(shop, status="draft") == ["Later"]
    assert names(shop, status=["queued", "draft"]) == ["Later", "Waiting"]
    assert names(shop, label=["shop", "people"]) == ["Buyers", "Young"]
    assert names(shop, pinned=True) == ["Buyers"]
    assert names(shop, owner="nobody") == []
    assert names(shop, sort="-members") == ["Buyers", "Young", "VIPs", "Later", "Waiting"]
    assert names(shop, sort="members") == ["VIPs", "Young", "Buyers", "Later", "Waiting"]
    first = shop.client.get("/api/segments", params={"limit": 2, "sort": "-name"}).json()
    second = shop.client.get("/api/segments", params={"limit": 2, "sort": "-name", "cursor": first["next"]}).json()
    third = shop.client.get("/api/segments", params={"limit": 2, "sort": "-name", "cursor": second["next"]}).json()
    turned = [row["name"] for page in (first, second, third) for row in page["items"]]
    assert turned == ["Young", "Waiting", "VIPs", "Later", "Buyers"]
    assert third["next"] is None
    assert first["total"] == 5
    assert first["counts"] == {"all": 5, "rule": 4, "static": 1, "pinned": 1}
    assert shop.client.get("/api/segments", params={"cursor": "what"}).status_code == 422


def test_two_editors_do_not_overwrite_each_other(shop: Shop) -> None:
    buyers = f"/api/segments/{shop.segment('Buyers')}"
    read = shop.client.get(buyers).headers["ETag"]

    first = shop.client.patch(buyers, json={"name": "Shoppers"}, headers={"If-Match": read})
    second = shop.client.patch(buyers, json={"name": "Customers"}, headers={"If-Match": read})
    late = shop.client.delete(buyers, headers={"If-Match": read})
    again = shop.client.patch(buyers, json={"labels": ["x"]}, headers={"If-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert (second.status_code, late.status_code) == (412, 412)
    assert second.json()["code"] == "stale_version"
    assert (again.json()["name"], again.json()["labels"]) == ("Shoppers", ["x"])


def test_a_segment_in_use_stays_and_says_why(shop: Shop) -> None:
    buyers = shop.segment("Buyers")
    young = shop.segment("Young buyers", f'in segment "{buyers}" and age < 22')

    refused = shop.client.delete(f"/api/segments/{buyers}")
    uses = shop.client.get(f"/api/segments/{buyers}/uses").json()

    assert refused.status_code == 409
    assert "Young buyers" in refused.json()["detail"] or young in refused.json()["detail"]
    assert uses["used_by"] == [{"kind": "segment", "id": young, "name": "Young buyers"}]
    assert shop.client.delete(f"/api/segments/{young}").status_code == 204
    assert shop.client.delete(f"/api/segments/{buyers}").status_code == 204
    assert names(shop) == []


def test_a_deleted_segment_comes_back_with_its_members(shop: Shop) -> None:
    buyers = shop.segment("Buyers")
    shop.refresh()
    shop.client.delete(f"/api/segments/{buyers}")

    gone = shop.client.get(f"/api/segments/{buyers}")
    back = shop.client.post(f"/api/segments/{buyers}/restore")

    assert (gone.status_code, back.status_code) == (404, 200)
    assert back.json()["members"] == 6


def test_a_copy_has_the_rule_or_the_members(shop: Shop) -> None:
    buyers, vips = shop.segment("Buyers"), shop.static("VIPs", "u1", "u2")

    copy = shop.client.post(f"/api/segments/{buyers}/duplicate", json={"name": "Same"})
    frozen = shop.client.post(f"/api/segments/{vips}/duplicate")

    assert copy.status_code == 201
    assert copy.json()["rule"] == shop.client.get(f"/api/segments/{buyers}").json()["rule"]
    assert (frozen.json()["kind"], frozen.json()["members"]) == ("static", 2)


def test_activation_now_and_later(shop: Shop) -> None:
    buyers = f"/api/segments/{shop.segment('Buyers')}"
    shop.refresh()
    tomorrow = format_instant(NOW + DAY)

    off = shop.client.post(f"{buyers}/deactivate").json()
    planned = shop.client.post(f"{buyers}/activate", json={"at": tomorrow}).json()
    kept = shop.client.delete(f"{buyers}/plan").json()
    on = shop.client.post(f"{buyers}/activate").json()

    assert (off["active"], off["status"]) == (False, "inactive")
    assert (planned["active"], planned["planned"]) == (False, {"active": True, "at": tomorrow})
    assert (kept["active"], kept["planned"]) == (False, None)
    assert on["active"] is True


def test_versions_say_what_changed_and_an_old_one_can_be_taken_again(shop: Shop) -> None:
    id = shop.segment("Buyers")
    shop.client.patch(f"/api/segments/{id}", json={"name": "Shoppers"})
    shop.client.patch(f"/api/segments/{id}", json={"rule": "age < 22"})

    versions = shop.client.get(f"/api/segments/{id}/versions").json()["items"]
    rolled = shop.client.post(f"/api/segments/{id}/versions/1/rollback")

    assert [version["version"] for version in versions] == [3, 2, 1]
    assert versions[1]["change"] == "rename"
    assert any("Shoppers" in line for line in versions[1]["difference"])
    assert versions[0]["difference"]
    assert versions[2]["difference"] == []
    assert (rolled.json()["name"], rolled.json()["version"]) == ("Buyers", 4)
    assert rolled.json()["words"] == versions[2]["words"]
    assert shop.client.post(f"/api/segments/{id}/versions/99/rollback").status_code == 404


def test_one_action_on_many_segments_says_what_it_left(shop: Shop) -> None:
    buyers = shop.segment("Buyers")
    young = shop.segment("Young buyers", f'in segment "{buyers}"')
    alone = shop.segment("Alone", "age < 22")

    labelled = shop.client.post("/api/segments/bulk", json={"ids": [buyers, alone], "action": "label", "labels": ["l"]})
    deleted = shop.client.post("/api/segments/bulk", json={"ids": [buyers, alone, "none"], "action": "delete"}).json()

    assert labelled.json() == {"done": [buyers, alone], "refused": []}
    assert deleted["done"] == [alone]
    assert [fault["path"] for fault in deleted["refused"]] == [buyers, "none"]
    assert names(shop) == ["Buyers", "Young buyers"]
    assert young


def test_labels_are_counted_renamed_and_taken_off(shop: Shop) -> None:
    shop.segment("Buyers", labels=["shop", "old"])
    shop.segment("Young", "age < 22", labels=["old"])

    assert shop.client.get("/api/labels").json() == [{"label": "old", "count": 2}, {"label": "shop", "count": 1}]
    assert shop.client.patch("/api/labels/old", json={"label": "new"}).status_code == 204
    assert shop.client.delete("/api/labels/shop").status_code == 204
    assert shop.client.get("/api/labels").json() == [{"label": "new", "count": 2}]
    assert shop.client.patch("/api/labels/nothing", json={"label": "x"}).status_code == 404
