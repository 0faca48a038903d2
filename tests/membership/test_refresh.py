"""Refreshes: what is published, what changed and why, and what happens to the segments that fail."""

import pytest
from sqlalchemy import select
from tests.membership.conftest import HOUR, NOON, Workspace

from shoal import membership
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.rule import SegmentCondition
from shoal.storage.records import tables

DAY = 24 * HOUR


def causes(workspace: Workspace, segment: str) -> list[tuple[str, str, int]]:
    c = tables.change_set
    query = select(c.c.direction, c.c.cause, c.c.count).where(c.c.segment_id == segment).order_by(c.c.first_number)
    with workspace.store.records.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_refresh_publishes_the_members(shop: Workspace) -> None:
    buyers = shop.segment("Buyers", 'did "Order Completed" in last 30 days')
    result = shop.refresh()[buyers]
    assert (result.status, result.members, result.entered, result.left) == ("ready", 1, 1, 0)
    assert shop.members(buyers) == {"ann"}


def test_a_second_refresh_changes_nothing(shop: Workspace) -> None:
    buyers = shop.segment("Buyers", 'did "Order Completed"')
    shop.refresh()
    again = shop.refresh()[buyers]
    assert (again.members, again.entered, again.left) == (2, 0, 0)
    assert causes(shop, buyers) == [("entered", "definition", 2)]


def test_new_data_and_the_clock_are_told_apart(shop: Workspace) -> None:
    recent = shop.segment("Recent buyers", 'did "Order Completed" in last 2 days')
    shop.refresh()
    shop.send("cat", "Order Completed", "2026-03-08T11:45:00Z", total=10)
    shop.clock = NOON + 46 * HOUR
    result = shop.refresh()[recent]
    assert shop.members(recent) == {"cat"}  # ann's last order was at 9, cat's at 11:45
    assert (result.entered, result.left) == (1, 1)
    assert causes(shop, recent)[1:] == [("entered", "data", 1), ("left", "clock", 1)]


def test_an_edited_rule_is_the_cause_of_its_changes(shop: Workspace) -> None:
    segment = shop.segment("People", 'country is "TR"')
    shop.refresh()
    shop.edit(segment, 'country is "ES"')
    result = shop.refresh()[segment]
    assert (result.members, result.entered, result.left) == (1, 1, 2)
    assert causes(shop, segment)[1:] == [("entered", "definition", 1), ("left", "definition", 2)]


def test_changes_are_numbered_without_gaps(shop: Workspace) -> None:
    shop.segment("Turks", 'country is "TR"')
    shop.segment("Buyers", 'did "Order Completed" in last 2 days')
    shop.refresh()
    shop.clock += 3 * DAY
    shop.refresh()
    c = tables.change_set
    with shop.store.records.read() as connection:
        rows = connection.execute(select(c.c.first_number, c.c.count).order_by(c.c.first_number)).all()
    following = 1
    for row in rows:
        assert row.first_number == following
        following += row.count
    assert following > 4


def test_the_past_is_found_by_undoing_changes(shop: Workspace) -> None:
    segment = shop.segment("Recent buyers", 'did "Order Completed" in last 2 days')
    seen = {}
    for step in range(6):
        shop.clock = NOON + step * 12 * HOUR
        if step in (1, 4):
            shop.send(
                "cat" if step == 1 else "bob", "Order Completed", f"2026-03-{8 + step // 2:02}T11:00:00Z", total=1
            )
        shop.refresh()
        seen[shop.clock] = shop.members(segment)
    assert len({frozenset(found) for found in seen.values()}) >= 3
    for moment, expected in seen.items():
        assert shop.members(segment, as_of=moment) == expected
        assert shop.members(segment, as_of=moment + HOUR) == expected
    with pytest.raises(NotFound, match="no members yet"):
        shop.members(segment, as_of=NOON - 1)


def test_the_published_number_is_the_length_of_the_list(shop: Workspace) -> None:
    shop.segment("Everyone", "everyone")
    shop.segment("Turks", 'country is "TR"')
    for _ in range(3):
        shop.clock += DAY
        shop.refresh()
        for id_, generation in membership.latest_generations(shop.store).items():
            assert generation.members == len(shop.members(id_))


def test_a_segment_that_cannot_be_evaluated_fails_alone(shop: Workspace) -> None:
    good = shop.segment("Turks", 'country is "TR"')
    bad = shop.segment("Others", 'country is "ES"')
    shop.refresh()
    segments = dict(shop.definitions.all())
    segments[bad] = type(segments[bad])(
        **{f: getattr(segments[bad], f) for f in segments[bad].__dataclass_fields__ if f != "rule"},
        rule=SegmentCondition("gone", "in"),
    )
    results = {r.segment: r for r in membership.refresh(shop.store, segments, None, as_of=shop.clock, now=shop.now)}
    assert results[good].status == "ready"
    assert results[bad].status == "failed"
    assert "gone" in str(results[bad].error)
    assert shop.members(bad) == {"bob"}  # the last good members stay
    assert membership.latest_results(shop.store)[bad].status == "failed"


def test_many_segments_are_all_refreshed(shop: Workspace) -> None:
    for count in range(1, 102):
        shop.segment(f"At least {count}", f'did "Order Completed" at least {count} times')
    results = shop.refresh()
    assert len(results) == 101
    assert [results[f"at_least_{n}"].members for n in (1, 2, 3, 101)] == [2, 1, 0, 0]


def test_segments_inside_rules_are_their_definitions(shop: Workspace) -> None:
    shop.segment("Turks", 'country is "TR"')
    both = shop.segment("Turkish buyers", 'in segment turks and did "Order Completed"')
    shop.refresh(both)  # not the other one
    assert shop.members(both) == {"ann"}


def test_a_refresh_of_the_past_is_refused(shop: Workspace) -> None:
    segment = shop.segment("Turks", 'country is "TR"')
    shop.refresh()
    with pytest.raises(InvalidInput, match="already refreshed") as raised:
        shop.refresh(segment, as_of=NOON - HOUR)
    assert "preview --as-of" in str(raised.value.hint)


def test_an_unknown_segment_is_named_with_the_nearest(shop: Workspace) -> None:
    shop.segment("Turks", 'country is "TR"')
    with pytest.raises(NotFound) as raised:
        shop.refresh("truks")
    assert "turks" in str(raised.value.hint)


def test_never_refreshed_segments_say_so(shop: Workspace) -> None:
    segment = shop.segment("Turks", 'country is "TR"')
    with pytest.raises(NotFound, match="never been refreshed"):
        shop.members(segment)


def test_old_member_files_do_not_pile_up(shop: Workspace) -> None:
    shop.segment("Turks", 'country is "TR"')
    for _ in range(5):
        shop.clock += DAY
        shop.refresh()
    assert len(list((shop.store.directory / "members").iterdir())) == 1
