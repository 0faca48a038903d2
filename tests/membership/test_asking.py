"""Preview, explain, members with attributes."""

import pytest
from tests.membership.conftest import HOUR, NOON, Workspace

from shoal import membership
from shoal.model.errors import InvalidInput

BUYERS = 'did "Order Completed" in last 30 days and country in ("TR", "ES")'


def test_a_preview_counts_the_whole_and_each_clause(shop: Workspace) -> None:
    found = shop.preview(BUYERS)
    assert (found.count, found.total, found.exact, found.interval) == (1, 4, True, (1, 1))
    assert [(clause.path, clause.count) for clause in found.clauses] == [("all[0]", 1), ("all[1]", 3)]
    assert found.missing == 1  # eve has no country
    assert len(found.sample) == 1


def test_a_preview_is_what_a_refresh_publishes(shop: Workspace) -> None:
    segment = shop.segment("Buyers", BUYERS)
    for hours in (0, 100, 1000):
        shop.clock = NOON + hours * HOUR
        assert shop.preview(BUYERS).count == shop.refresh()[segment].members


def test_a_preview_of_the_past_sees_what_was_known_then(shop: Workspace) -> None:
    assert shop.preview('did "Order Completed" in last 30 days', as_of=NOON - 26 * HOUR).count == 0
    assert shop.preview('country is "TR"', as_of=NOON - 30 * 24 * HOUR).total == 1  # bob's order was there, no names


def test_the_future_is_not_seen_before_it_comes(shop: Workspace) -> None:
    shop.send("cat", "Order Completed", "2026-03-08T12:04:00Z", total=1)
    assert shop.preview('did "Order Completed" in last 1 hours').count == 0
    assert shop.preview('did "Order Completed" in last 1 hours', as_of=NOON + HOUR).count == 1


def test_an_explanation_names_what_decided(shop: Workspace) -> None:
    segment = shop.segment(
        "Big spenders", 'sum of total over "Order Completed" in last 30 days > 100 and country is "TR"'
    )
    verdict = shop.explain(segment, "ann")
    assert verdict.verdict
    spent, country = verdict.children
    assert "the sum is 150.5" in spent.because
    assert "2026-03-08 09:00" in spent.because
    assert country.because == 'country is "TR"'
    out = shop.explain(segment, "bob")
    assert [child.verdict for child in out.children] == [False, False]
    assert "2026-01-02 10:00" in out.children[0].because  # the last one there was, though too old
    assert out.children[1].because == 'country is "ES"'


def test_an_explanation_says_when_time_alone_changes_it(shop: Workspace) -> None:
    segment = shop.segment("Recent", 'did "Order Completed" in last 2 days')
    verdict = shop.explain(segment, "ann")
    flips = verdict.flips_at
    assert flips is not None
    assert shop.preview('did "Order Completed" in last 2 days', as_of=flips - 1).count == 1
    assert shop.preview('did "Order Completed" in last 2 days', as_of=flips).count == 0
    assert shop.explain(segment, "eve").flips_at is None


def test_an_explanation_agrees_with_the_members(shop: Workspace) -> None:
    texts = [BUYERS, 'not country is "TR"', "age is missing", 'last time of "Order Completed" before last 5 days']
    for number, text in enumerate(texts):
        segment = shop.segment(f"Segment {number}", text)
        shop.refresh(segment)
        inside = shop.members(segment)
        for user in ("ann", "bob", "cat", "eve"):
            assert shop.explain(segment, user).verdict == (user in inside), (text, user)


def test_a_segment_inside_is_explained_too(shop: Workspace) -> None:
    shop.segment("Turks", 'country is "TR"')
    segment = shop.segment("Turkish buyers", 'in segment turks and did "Order Completed"')
    verdict = shop.explain(segment, "cat")
    inner = verdict.children[0]
    assert (verdict.verdict, inner.verdict) == (False, True)
    assert inner.children[0].because == 'country is "TR"'


def test_a_negated_condition_is_one_line(shop: Workspace) -> None:
    shop.segment("Turks", 'country is "TR"')
    rule = 'not did "Order Completed" in last 2 days and not in segment turks and not (age is set and country is "ES")'
    verdict = shop.explain(shop.segment("Rest", rule), "bob")
    ordered, outside, group = verdict.children
    assert (ordered.text, ordered.verdict) == ('did not do "Order Completed" in the last 2 days', True)
    assert ordered.because == "none in that time; the last one was 2026-01-02 10:00"
    assert (outside.text, outside.verdict) == ('is not in "Turks"', True)
    assert [(child.text, child.verdict) for child in outside.children] == [('country is "TR"', False)]
    assert group.text == "not all of these"
    assert len(group.children) == 2


def test_evidence_says_why_no_event_counts(shop: Workspace) -> None:
    def because(rule: str, user: str) -> str:
        return shop.explain(shop.segment(f"{user}: {rule}", rule), user).because

    assert because('did "Order Completed" where total > 9999', "ann").startswith('none that fits; the last "Order')
    assert because('did "Order Completed"', "eve") == "never"
    assert because('did "Order Completed"', "bob") == "once: 2026-01-02 10:00"


def test_times_are_shown_in_the_zone_of_the_segment(shop: Workspace) -> None:
    segment = shop.segment("Buyers", 'did "Order Completed"', zone="Asia/Tokyo")
    assert shop.explain(segment, "bob").because == "once: 2026-01-02 19:00"


def test_member_rows_have_typed_columns(shop: Workspace) -> None:
    segment = shop.segment("People", "everyone")
    shop.refresh()
    rows = membership.member_rows(shop.store, segment, ["country", "age"])
    assert rows.num_rows == 4
    assert sorted(rows["age"].drop_null().to_pylist()) == [25, 30]
    assert set(rows["country"].to_pylist()) == {"TR", "ES", None}
    with pytest.raises(InvalidInput):
        membership.member_rows(shop.store, segment, ["a..b"])


def test_different_values_are_listed_and_items_counted_by_themselves(shop: Workspace) -> None:
    for day, products in ((5, ["p1", "p2"]), (6, ["p2"]), (7, ["p3", "p2"])):
        parts = [{"id": product} for product in products]
        shop.send("cat", "Order Completed", f"2026-03-{day:02}T10:00:00Z", products=parts, city="Rome")
    segment = shop.segment("Variety", 'distinct products[].id over "Order Completed" in last 30 days >= 3')
    verdict = shop.explain(segment, "cat")
    assert verdict.verdict
    assert verdict.because.startswith('3 different: "p2", "p3", "p1"; from 3 events')
    segment = shop.segment("Cities", 'distinct city over "Order Completed" in last 30 days >= 2')
    assert shop.explain(segment, "cat").because.startswith('1 different: "Rome"; from 3 events')
