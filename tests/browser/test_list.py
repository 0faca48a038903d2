"""What is done with segments in their list."""

import re

from building import ADDED
from console_errors import Complaints
from playwright.sync_api import Locator, Page, expect
from served_shop import Site


def choose(page: Page, name: str, action: str) -> None:
    """Takes this action of the row menu of the segment of this name."""
    page.get_by_role("button", name=f"Actions: {name}").click()
    page.get_by_role("menuitem", name=action, exact=True).click()


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_segment_is_renamed(page: Page, shop: Site) -> None:
    shop.make("An old name", ADDED)
    page.goto("/segments")
    choose(page, "An old name", "Rename")
    page.get_by_role("dialog").get_by_role("textbox", name="Name").fill("A better name")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(row_of(page, "A better name")).to_be_visible()
    expect(row_of(page, "An old name")).to_have_count(0)


def test_the_address_holds_the_filter_by_a_label(page: Page, shop: Site) -> None:
    shop.make("For the spring sale", ADDED)
    page.goto("/segments")
    choose(page, "For the spring sale", "Labels")
    labels = page.get_by_role("dialog", name="Labels of For the spring sale")
    labels.get_by_role("combobox", name="Labels").fill("spring")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    labels.get_by_role("button", name="Save").click()
    expect(row_of(page, "For the spring sale")).to_contain_text("spring")

    page.get_by_role("combobox", name="Labels").click()
    page.get_by_role("option", name="spring").click()
    expect(page.get_by_text("1 segment", exact=True).first).to_be_visible()
    expect(page).to_have_url(re.compile("label=.*spring"))

    page.get_by_role("link", name="For the spring sale").click()
    expect(page.get_by_role("heading", name="For the spring sale")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("combobox", name="Labels: spring")).to_be_visible()
    expect(page.get_by_text("1 segment", exact=True).first).to_be_visible()


def test_a_pinned_segment_is_ready_to_use(page: Page, shop: Site) -> None:
    shop.make("Worth reusing", ADDED)
    page.goto("/segments")
    choose(page, "Worth reusing", "Pin as ready to use")
    page.get_by_role("tab", name="Ready to use").click()
    expect(row_of(page, "Worth reusing")).to_be_visible()
    expect(page).to_have_url(re.compile("tab=pinned"))


def test_a_segment_is_deactivated(page: Page, shop: Site) -> None:
    segment = shop.make("Out of season", ADDED)
    page.goto("/segments")
    choose(page, "Out of season", "Deactivate")
    expect(row_of(page, "Out of season")).to_contain_text("Inactive")
    page.get_by_role("button", name="Undo").click()
    expect(row_of(page, "Out of season")).to_contain_text("Ready")
    assert shop.read(f"/api/segments/{segment['id']}")["active"]


def test_deleting_can_be_undone(page: Page, shop: Site) -> None:
    shop.make("Deleted by mistake", ADDED)
    page.goto("/segments")
    choose(page, "Deleted by mistake", "Delete")
    expect(row_of(page, "Deleted by mistake")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row_of(page, "Deleted by mistake")).to_be_visible()


def test_a_segment_in_use_is_not_deleted(page: Page, shop: Site, complaints: Complaints) -> None:
    complaints.expect(409)
    base = shop.make("Built upon", ADDED)
    shop.make("Builds on it", f"in segment {base['id']}")
    page.goto("/segments")
    choose(page, "Built upon", "Delete")
    refused = page.get_by_role("dialog", name="This segment is in use")
    expect(refused.get_by_role("link", name="Builds on it")).to_be_visible()
    refused.get_by_role("button", name="Close").first.click()
    expect(row_of(page, "Built upon")).to_be_visible()
