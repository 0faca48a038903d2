"""Members over HTTP: seen, searched, exported, uploaded."""

import csv
import io
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest
from httpx import Response
from served import served_at

from shoal.web.security import BODY
from world import Shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with served_at(tmp_path_factory.mktemp("members")) as served:
        yield Shop.open(served)


@pytest.fixture(scope="module")
def buyers(shop: Shop) -> str:
    id = shop.segment("Buyers")
    shop.refresh()
    return f"/api/segments/{id}"


def upload(shop: Shop, segment: str, text: str, **fields: str) -> Response:
    return shop.client.post(
        f"/api/segments/{segment}/members/upload", files={"file": ("people.csv", text)}, data=fields
    )


def test_members_with_chosen_columns_and_a_search(shop: Shop, buyers: str) -> None:
    page = shop.client.get(f"{buyers}/members", params={"columns": ["country", "age"], "limit": 2}).json()
    found = shop.client.get(f"{buyers}/members", params={"q": "U3@EXAMPLE", "columns": "age"}).json()
    outside = shop.client.get(f"{buyers}/members", params={"q": "u9"}).json()

    assert page["total"] == 6
    assert [row["values"] for row in page["items"]] == [{"country": "TR", "age": 20}, {"country": "ES", "age": 21}]
    assert [row["values"] for row in found["items"]] == [{"age": 23}]
    assert outside["items"] == []
    assert shop.client.get(f"{buyers}/members", params={"columns": "shoe"}).status_code == 404


def test_members_of_what_was_never_refreshed(shop: Shop) -> None:
    later = shop.segment("Later", "age > 1", refresh=False)

    assert shop.client.get(f"/api/segments/{later}/members").json() == {"items": [], "total": 0, "as_of": None}


def test_an_export_runs_no_formula(shop: Shop, buyers: str) -> None:
    asked = {"columns": ["age", "note"]}
    rows = list(
        csv.DictReader(io.StringIO(shop.client.get(f"{buyers}/export", params=asked).content.decode("utf-8-sig")))
    )
    parquet = shop.client.get(f"{buyers}/export", params=asked | {"format": "parquet"})

    assert sorted(row["age"] for row in rows) == ["20", "21", "22", "23", "24", "25"]
    assert all(row["note"].startswith("'=HYPERLINK") for row in rows)
    table = pq.read_table(io.BytesIO(parquet.content))
    assert table.num_rows == 6
    assert sorted(table["note"].to_pylist()) == [f"=HYPERLINK({i})" for i in range(6)]


def test_people_are_added_removed_and_replaced(shop: Shop) -> None:
    vips = shop.static("VIPs", "u1", "u2")

    added = upload(shop, vips, "id,note\nu2,x\nu3,y\nnobody,z\n", column="id").json()
    replaced = shop.client.post(f"/api/segments/{vips}/members", json={"identifiers": ["u5"], "mode": "replace"}).json()

    assert (added["matched"], added["added"], added["members"]) == (2, 1, 3)
    assert [(row["text"], row["line"]) for row in added["unmatched"]] == [("nobody", 4)]
    assert (replaced["added"], replaced["removed"], replaced["members"]) == (1, 3, 1)


def test_a_rule_says_who_is_in_its_segment(shop: Shop, buyers: str) -> None:
    assert upload(shop, buyers.removeprefix("/api/segments/"), "u1\n").status_code == 422


def test_files_of_members_may_be_larger_than_other_bodies(shop: Shop) -> None:
    many = shop.static("Many")
    text = "user_id\n" + "".join(f"nobody-{i:060}\n" for i in range(BODY // 60))

    taken = upload(shop, many, text + "u1\n")
    refused = shop.client.post("/api/segments", json={"name": "x", "description": "x" * BODY})

    assert taken.status_code == 200, taken.text
    assert taken.json()["members"] == 1
    assert refused.status_code == 413
    assert refused.json()["code"] == "too_large"


def test_freezing_keeps_the_members_of_now(shop: Shop, buyers: str) -> None:
    frozen = shop.client.post(f"{buyers}/freeze", json={"name": "Buyers of March"})

    assert frozen.status_code == 201
    assert (frozen.json()["kind"], frozen.json()["members"]) == ("static", 6)
