"""When time alone changes a verdict, in the segment's own zone."""

import pytest
from tests.membership.conftest import NOON, Workspace, rule

from shoal.definitions import Draft
from shoal.model.instant import parse_instant


@pytest.mark.parametrize(
    ("text", "flips"),
    [
        ('did "Order Completed" in last 1 calendar days', "2026-03-09T00:00:00"),
        ('did "Order Completed" in last 1 calendar months', "2026-04-01T00:00:00"),
        ('not did "Order Completed" in previous 1 month', "2026-04-01T00:00:00"),
        ('did "Order Completed" where due in next 2 days', "2026-03-09T15:00:00.000001"),
        ('did "Order Completed" where day in next 1 days', "2026-03-09T00:00:00"),
        ("renewals any item (item in last 1 days)", "2026-03-09T09:00:00.000001"),
    ],
)
def test_a_verdict_flips_by_the_local_calendar_and_by_the_dates_in_values(
    workspace: Workspace, text: str, flips: str
) -> None:
    workspace.identify("ann", "2026-03-01T00:00:00Z", renewals=["2020-01-01", "2026-03-08T09:00:00+03:00"])
    workspace.send("ann", "Order Completed", "2026-03-08T06:00:00Z", due="2026-03-09T12:00:00Z", day="2026-03-08")
    asked = rule(text)
    draft = Draft("Asked", asked, zone="Europe/Istanbul")
    segment = workspace.definitions.create(draft, actor="test", now=NOON).id
    found = workspace.explain(segment, "ann").flips_at
    assert found == parse_instant(flips, "Europe/Istanbul")
