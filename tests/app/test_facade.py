"""Shoal as a Python library."""

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_world import track

import shoal
from shoal.model.errors import Busy, InvalidInput, NotFound, RuleError

BIG = 'did "Order Completed" where total > 100'


@pytest.fixture
def shop(data: Path) -> Iterator[shoal.Shoal]:
    with shoal.open(data) as opened:
        yield opened


def test_a_question(shop: shoal.Shoal) -> None:
    answer = shop.preview(BIG)

    assert (answer.count, answer.total, answer.exact) == (3, 12, True)


def test_a_question_about_the_past(shop: shoal.Shoal) -> None:
    def count(as_of: str | datetime) -> int:
        return shop.preview('did "Order Completed"', as_of=as_of).count

    assert count("2026-03-03") == count(datetime(2026, 3, 3, tzinfo=UTC)) == 2
    with pytest.raises(InvalidInput, match="has no time zone"):
        count(datetime(2026, 3, 3))


def test_rules_in_every_form(shop: shoal.Shoal) -> None:
    tree: dict[str, object] = {"attribute": "country", "op": "is", "value": "TR"}

    assert shop.preview(tree).count == shop.preview('country is "TR"').count == 6
    with pytest.raises(RuleError):
        shop.preview('cuntry is "TR"')


def test_a_segment_from_making_to_members(shop: shoal.Shoal) -> None:
    segment = shop.create_segment("Big orders", BIG, description="More than 100", labels=["revenue"])
    with pytest.raises(NotFound, match="never been refreshed"):
        segment.members()

    result = segment.refresh()
    table = shop.segment("big_orders").members(columns=["country"])

    assert (result.status, result.members) == ("ready", 3)
    assert table.column_names == ["profile_id", "country"]
    assert sorted(table["country"].to_pylist()) == ["ES", "ES", "TR"]
    assert [s.labels for s in shop.segments()] == [("revenue",)]


def test_events_sent_from_python_count_at_the_next_refresh(shop: shoal.Shoal) -> None:
    shop.create_segment("Big orders", BIG)
    shop.refresh()

    receipt = shop.ingest([track("u9", "Order Completed", "2026-03-08T11:00:00Z", total=500)])
    results = shop.refresh("big_orders")

    assert (receipt.accepted, receipt.duplicates) == (1, 0)
    assert [(r.members, r.entered) for r in results] == [(4, 1)]
    assert shop.preview(BIG).count == 4


def test_why_somebody_is_in(shop: shoal.Shoal) -> None:
    shop.create_segment("Big orders", BIG)

    assert shop.explain("big_orders", "u4").verdict is True
    assert shop.explain("big_orders", "u0").verdict is False
    assert shop.explain("big_orders", "u4", as_of="2026-03-02").verdict is False


def test_names_that_arent_there(shop: shoal.Shoal) -> None:
    shop.create_segment("Big orders", BIG).refresh()

    with pytest.raises(NotFound, match="big_order"):
        shop.segment("big_order")
    with pytest.raises(NotFound, match="no attribute 'contry'"):
        shop.members("big_orders", columns=["contry"])
    with pytest.raises(NotFound):
        shop.explain("big_orders", "nobody")


def test_an_empty_directory(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no data"):
        shoal.open(tmp_path / "new")

    with shoal.open(tmp_path / "new", create=True) as shop:
        shop.ingest([track("u1", "Order Completed", "2026-03-08T11:00:00Z", total=500)])
        assert shop.preview(BIG).count == 1


def test_somebody_else_is_writing(shop: shoal.Shoal, data: Path) -> None:
    lock = os.open(data / "main" / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        with pytest.raises(Busy):
            shop.refresh()
        assert shop.preview(BIG).count == 3
    finally:
        os.close(lock)
