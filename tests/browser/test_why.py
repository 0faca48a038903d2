"""Why somebody is in a segment or isn't."""

from hostile_values import PERSON
from playwright.sync_api import Page, expect
from served_shop import Site


def test_why_somebody_is_out(page: Page, shop: Site) -> None:
    shop.make("Carts of Berlin", "did \"Product Added\" in last 7 days and plan = '@SUM(1)'")
    page.goto(f"/profiles/{PERSON}")
    page.get_by_role("tab", name="Why in, why not").click()
    page.get_by_role("combobox", name="Segment").fill("Carts of")
    page.get_by_role("option", name="Carts of Berlin").click()

    answer = page.get_by_role("tabpanel", name="Why in, why not")
    expect(answer.get_by_text("Not in Carts of Berlin")).to_be_visible()
    added = answer.get_by_role("listitem").filter(has_text="Product Added").last
    expect(added.get_by_role("img", name="Doesn't hold")).to_be_visible()
    plan = answer.get_by_role("listitem").filter(has_text="@SUM(1)").last
    expect(plan.get_by_role("img", name="Holds", exact=True)).to_be_visible()
