"""Verify finds what differs, and rebuild makes it right."""

import shutil

import numpy as np
from sqlalchemy import select, update
from tests.membership.conftest import Workspace

from shoal import membership
from shoal.columns import bits
from shoal.storage.records import tables


def _everything(shop: Workspace) -> None:
    shop.segment("Turks", 'country is "TR"')
    shop.segment("Buyers", 'did "Order Completed" in last 30 days')
    shop.segment("Others", 'not country is "TR" and not in segment buyers')
    shop.refresh()


def verified(shop: Workspace) -> membership.VerifyReport:
    return membership.verify(shop.store, shop.definitions.all(), None, sample=10, as_of=None)


def test_a_healthy_workspace_has_no_difference(shop: Workspace) -> None:
    _everything(shop)
    report = verified(shop)
    assert report.ok
    counts = {row.segment: (row.stored, row.recomputed, row.oracle_checked) for row in report.rows}
    assert counts == {"turks": (2, 2, 4), "buyers": (1, 1, 4), "others": (2, 2, 4)}


def test_data_that_came_later_is_no_difference(shop: Workspace) -> None:
    _everything(shop)
    shop.send("cat", "Order Completed", "2026-03-08T09:30:00Z", total=3)  # late: before the refresh's instant
    assert verified(shop).ok


def test_an_edit_since_the_refresh_is_said(shop: Workspace) -> None:
    _everything(shop)
    shop.edit("turks", 'country is "ES"')
    report = verified(shop)
    assert not report.ok
    assert "edited" in next(row for row in report.rows if row.segment == "turks").mismatches[0]


def _tamper(shop: Workspace, segment: str, members: list[int]) -> None:
    g = tables.generation
    data = bits.to_roaring(bits.from_numbers(np.array(members), shop.store.source().profiles))
    with shop.store.records.read() as connection:
        row = connection.execute(select(g.c.file).where(g.c.segment_id == segment, g.c.file.is_not(None))).one()
    path = shop.store.directory / row.file
    offset = path.stat().st_size
    with path.open("ab") as file:
        file.write(data)
    with shop.store.records.write() as connection:
        connection.execute(
            update(g).where(g.c.segment_id == segment, g.c.file.is_not(None)).values(offset=offset, length=len(data))
        )


def test_wrong_members_are_found_by_both_comparisons(shop: Workspace) -> None:
    _everything(shop)
    _tamper(shop, "turks", [0, 1])
    (row,) = [row for row in verified(shop).rows if row.mismatches]
    assert row.segment == "turks"
    assert any("in the recompute only" in words for words in row.mismatches)
    assert any("stored only" in words for words in row.mismatches)


def test_rebuild_gives_identical_members(shop: Workspace) -> None:
    _everything(shop)
    before = {id_: shop.members(id_) for id_ in ("turks", "buyers", "others")}
    report = membership.rebuild(shop.store, shop.definitions.all(), now=shop.now)
    assert report.identical
    assert {id_: shop.members(id_) for id_ in before} == before


def test_rebuild_restores_damaged_members(shop: Workspace) -> None:
    _everything(shop)
    before = {id_: shop.members(id_) for id_ in ("turks", "buyers", "others")}
    _tamper(shop, "turks", [3])
    shutil.rmtree(shop.store.directory / "derived", ignore_errors=True)
    report = membership.rebuild(shop.store, shop.definitions.all(), now=shop.now)
    assert [row.state for row in report.rows if row.segment == "turks"] == ["restored"]
    assert {id_: shop.members(id_) for id_ in before} == before
    shutil.rmtree(shop.store.directory / "members")
    report = membership.rebuild(shop.store, shop.definitions.all(), now=shop.now)
    assert not report.identical
    assert {id_: shop.members(id_) for id_ in before} == before
    assert verified(shop).ok
