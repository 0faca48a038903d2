"""Static copies of segments, and segments' tags, on a small store."""

import pytest
from tests.membership.conftest import HOUR, NOON, Workspace

from shoal import membership
from shoal.definitions import freeze
from shoal.definitions.overview import overviews
from shoal.model.errors import Conflict, NotFound


def test_a_copy_has_the_members_and_its_own_life(shop: Workspace) -> None:
    turks = shop.segment("Turks", 'country is "TR"')
    shop.definitions.label(turks, add=["geo"], actor="test", now=NOON)
    shop.refresh()

    made = freeze(shop.store, shop.definitions, turks, name="Turks of today", actor="eve", now=shop.now)
    shop.identify("bob", "2026-03-08T11:00:00Z", country="TR")
    shop.refresh()

    assert (made.kind, made.rule, made.labels, made.created_by) == ("static", None, ("geo",), "eve")
    assert shop.members(turks) == {"ann", "bob", "cat"}
    assert shop.members(made.id) == {"ann", "cat"}
    assert shop.members(freeze(shop.store, shop.definitions, made.id, actor="eve", now=shop.now).id) == {"ann", "cat"}
    assert membership.verify(shop.store, shop.definitions.all(), None, sample=9, as_of=None).ok


def test_a_copy_of_the_past(shop: Workspace) -> None:
    recent = shop.segment("Recent", 'did "Order Completed" in last 4 hours')
    shop.refresh()
    shop.clock += 5 * HOUR
    shop.refresh()

    made = freeze(shop.store, shop.definitions, recent, as_of=NOON + HOUR, actor="eve", now=shop.now)

    assert made.name == "Recent copy"
    assert (shop.members(recent), shop.members(made.id)) == (set(), {"ann"})


def test_what_cannot_be_copied_makes_nothing(shop: Workspace) -> None:
    turks = shop.segment("Turks", 'country is "TR"')

    with pytest.raises(NotFound, match="never been refreshed"):
        freeze(shop.store, shop.definitions, turks, actor="eve", now=shop.now)
    shop.refresh()
    with pytest.raises(Conflict, match="taken"):
        freeze(shop.store, shop.definitions, turks, name="Turks", actor="eve", now=shop.now)
    assert set(shop.definitions.all()) == {turks}


def test_static_segments_are_ready_from_the_start(shop: Workspace) -> None:
    shop.static("Empty")
    shop.static("VIPs", "ann", "bob")
    shop.segment("Turks", 'country is "TR"')
    shop.definitions.plan_activation("turks", False, NOON + HOUR, actor="eve", now=NOON)

    rows = {row.segment.id: row for row in overviews(shop.store, shop.definitions)}

    assert {id: (row.status, row.members) for id, row in rows.items()} == {
        "empty": ("ready", 0),
        "vips": ("ready", 2),
        "turks": ("draft", None),
    }
    assert rows["turks"].as_json()["planned"] == {"active": False, "at": "2026-03-08T13:00:00Z"}
    assert rows["vips"].as_json()["planned"] is None
    assert rows["vips"].as_json()["kind"] == "static"
