"""`shoal segments …` from making one to its history."""

from pathlib import Path

import pytest
from small_world import Shoal

BIG = 'did "Order Completed" where total > 100'

FIELDS = (
    "id name description kind rule zone include exclude cap waterfall labels pinned active planned "
    "status members refreshed_at as_of created_by created_at updated_at version schedule "
    "error"
)


@pytest.fixture(autouse=True)
def _on_data(data: Path) -> None:
    """Every test here has the small world."""


def create(shoal: Shoal, name: str = "Big orders", rule: str = BIG, *options: str) -> None:
    done = shoal("segments", "create", name, "--rule", rule, *options)
    assert done.code == 0, done.err


def test_a_segment_is_made_and_shown(shoal: Shoal) -> None:
    create(shoal, "Big orders", BIG, "--label", "revenue", "--pin", "--description", "More than 100 at once")

    done = shoal("segments", "show", "big_orders")

    assert done.code == 0
    for words in ("Big orders", "More than 100 at once", "not refreshed yet", "draft", "revenue", "by ayşe", BIG):
        assert words in done.out


def test_a_segment_in_json_has_the_published_fields(shoal: Shoal) -> None:
    done = shoal("segments", "create", "Big orders", "--rule", BIG, "--json")

    made = done.json
    assert isinstance(made, dict)
    assert " ".join(made) == FIELDS
    assert (made["id"], made["status"], made["members"], made["created_by"]) == ("big_orders", "draft", None, "ayşe")
    assert made["created_at"] == "2026-03-08T12:00:00Z"
    assert shoal("segments", "show", "big_orders", "--json").json == made
    assert shoal("segments", "list", "--json").json == [made]


def test_the_listing_is_filtered_and_sorted(shoal: Shoal) -> None:
    create(shoal, "Big orders", BIG, "--label", "revenue")
    create(shoal, "In the cart", 'did "Product Added"', "--pin")
    shoal("refresh", "--all")

    def ids(*options: str) -> list[str]:
        rows = shoal("segments", "list", "--json", *options).json
        assert isinstance(rows, list)
        return [row["id"] for row in rows]

    assert ids() == ["big_orders", "in_the_cart"]
    assert ids("--sort", "members") == ["in_the_cart", "big_orders"]
    assert ids("--label", "revenue") == ["big_orders"]
    assert ids("--search", "CART") == ["in_the_cart"]
    assert ids("--pinned") == ["in_the_cart"]
    assert ids("--status", "ready") == ["big_orders", "in_the_cart"]
    assert ids("--status", "failed") == []


def test_the_listing_fits_80_columns(shoal: Shoal) -> None:
    create(shoal, "A segment with a rather long name that has to be folded somewhere", BIG, "--label", "revenue")

    done = shoal("segments", "list")

    assert "Members" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_segment_goes_to_a_file_and_back(shoal: Shoal, tmp_path: Path) -> None:
    create(shoal, "Big orders", BIG, "--label", "revenue", "--zone", "Europe/Istanbul")
    text = shoal("segments", "show", "big_orders", "--yaml").out
    (tmp_path / "huge.yaml").write_text(text.replace("Big orders", "Huge orders").replace("100", "200"))

    done = shoal("segments", "create", "--file", "huge.yaml", "--json")

    made = done.json
    assert isinstance(made, dict)
    assert (made["id"], made["name"], made["labels"]) == ("huge", "Huge orders", ["revenue"])
    assert made["zone"] == "Europe/Istanbul"
    assert shoal("segments", "show", "huge", "--yaml").out == (tmp_path / "huge.yaml").read_text()


def test_every_change_is_in_the_history(shoal: Shoal) -> None:
    create(shoal)
    assert shoal("segments", "rename", "big_orders", "Large orders").code == 0
    assert shoal("segments", "label", "big_orders", "a", "b").code == 0
    assert shoal("segments", "label", "big_orders", "a", "--remove").code == 0
    assert shoal("segments", "pin", "big_orders").code == 0
    assert shoal("segments", "pin", "big_orders", "--off").code == 0
    assert shoal("segments", "edit", "big_orders", "--rule", 'did "Product Added"', "--version", "6").code == 0
    assert shoal("segments", "edit", "big_orders", "--schedule", "daily at 06:00").code == 0
    assert shoal("segments", "edit", "big_orders", "--schedule", "").code == 0

    history = shoal("segments", "history", "big_orders", "--json").json

    assert isinstance(history, list)
    changes = ["edit", "edit", "edit", "pin", "pin", "label", "label", "rename", "create"]
    assert [row["change"] for row in history] == changes
    assert history[0]["definition"]["labels"] == ["b"]
    assert history[0]["definition"]["schedule"] is None
    assert history[1]["definition"]["schedule"] == "daily at 06:00"
    assert "Large orders" not in shoal("segments", "history", "big_orders").err


def test_an_edit_that_changes_nothing_says_so(shoal: Shoal) -> None:
    create(shoal)

    assert "Nothing changed" in shoal("segments", "edit", "big_orders", "--rule", BIG).err


def test_a_duplicate_is_another_segment(shoal: Shoal) -> None:
    create(shoal)

    assert "'big_orders_copy', 'Big orders copy'" in shoal("segments", "duplicate", "big_orders").err
    assert "'spain'" in shoal("segments", "duplicate", "big_orders", "Spain").err


def test_uses_and_the_refusal_to_delete(shoal: Shoal) -> None:
    create(shoal)
    create(shoal, "Fans", 'in segment big_orders and did "Product Added"')

    uses = shoal("segments", "uses", "big_orders")
    refused = shoal("segments", "delete", "big_orders", "--yes")

    assert "fans" in uses.out
    assert shoal("segments", "uses", "big_orders", "--json").json == [{"kind": "segment", "id": "fans", "name": "Fans"}]
    assert refused.code == 2
    assert "'big_orders' is used by segment 'fans'" in refused.words


def test_a_deleted_segment_is_gone_but_its_history_stays(shoal: Shoal) -> None:
    create(shoal)

    assert shoal("segments", "delete", "big_orders", "--json", "--yes").json == {
        "segment": "big_orders",
        "deleted": True,
    }
    assert shoal("segments", "show", "big_orders").code == 2
    assert "delete" in shoal("segments", "history", "big_orders").out


def test_deleting_asks_first(shoal: Shoal) -> None:
    create(shoal)

    done = shoal("segments", "delete", "big_orders")

    assert done.code == 2
    assert "--yes" in done.words
    assert shoal("segments", "show", "big_orders").code == 0


def test_one_form_at_a_time(shoal: Shoal) -> None:
    create(shoal)

    done = shoal("segments", "show", "big_orders", "--yaml", "--json")

    assert (done.code, done.json["error"]["message"]) == (2, "--yaml and --json are two forms")


# --- active and inactive --------------------------------------------------------------------------------------------


def test_an_inactive_segment_is_skipped_and_keeps_its_last_members(shoal: Shoal) -> None:
    create(shoal)
    shoal("refresh", "--all")

    done = shoal("segments", "deactivate", "big_orders")
    refreshed = shoal("refresh", "--all", "--json").json
    members = shoal("members", "big_orders", "--json").json

    assert (done.code, "is inactive" in done.err) == (0, True)
    assert [(row["segment"], row["status"]) for row in refreshed] == [("big_orders", "skipped")]
    assert members["members"] == 3
    assert shoal("segments", "show", "big_orders", "--json").json["status"] == "inactive"


def test_nobody_is_in_an_inactive_segment_for_other_rules(shoal: Shoal) -> None:
    create(shoal)
    create(shoal, "Rest", "not in segment big_orders")
    assert shoal("preview", "in segment big_orders", "--json").json["count"] == 3

    done = shoal("segments", "deactivate", "big_orders")

    assert "For the rules of rest nobody is in it now" in done.words
    assert shoal("preview", "in segment big_orders", "--json").json["count"] == 0
    assert shoal("preview", "in segment rest", "--json").json["count"] == 12
    assert "inactive, so nobody is in it" in shoal("explain", "rest", "u5").out


def test_activating_refreshes_at_once(shoal: Shoal) -> None:
    create(shoal)
    shoal("segments", "deactivate", "big_orders")

    done = shoal("segments", "activate", "big_orders")
    again = shoal("segments", "activate", "big_orders")

    assert "is active: 3 members" in done.err
    assert "is active already" in again.err
    shown = shoal("segments", "show", "big_orders", "--json").json
    assert (shown["status"], shown["members"], shown["version"]) == ("ready", 3, 3)
    changes = [version["change"] for version in shoal("segments", "history", "big_orders", "--json").json]
    assert changes == ["activate", "deactivate", "create"]
