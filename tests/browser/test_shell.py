"""What surrounds every page: the command palette, the progress of refreshes, the language."""

import re

from playwright.sync_api import Page, expect


def test_the_command_palette_goes_to_a_segment(page: Page) -> None:
    page.goto("/profiles")
    expect(page.get_by_role("heading", name="Profiles")).to_be_visible()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    palette.get_by_label("Search segments and actions").fill("loyalty")
    palette.get_by_text(re.compile("loyalty points", re.IGNORECASE)).first.click()
    expect(page).to_have_url(re.compile("/segments/top_loyalty"))
    expect(palette).to_have_count(0)


def test_the_command_palette_does_things(page: Page) -> None:
    page.goto("/segments")
    expect(page.get_by_role("heading", name="Segments")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_label("Search segments and actions").fill("dark")
    page.get_by_role("dialog").get_by_text("Switch to dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_a_refresh_is_followed_in_the_progress_pane(page: Page) -> None:
    page.goto("/segments")
    page.get_by_role("button", name=re.compile("All fresh|Refreshing .* of")).click()
    pane = page.get_by_role("dialog", name="Refreshes")
    pane.get_by_role("button", name="Refresh all segments").click()
    present = pane.get_by_role("region", name="Present refresh")
    expect(present).to_contain_text("by Mark")
    for task in ("Sources", "Profiles", "Segments", "Publishing"):
        expect(present.get_by_text(task, exact=True)).to_be_visible()
    expect(present.get_by_text("Finished")).to_be_visible()

    # Not the first item's own link: the list may get one more refresh while this one is read.
    recent = pane.get_by_role("region", name="Recent refreshes")
    expect(recent.get_by_role("listitem").first).to_contain_text("by Mark")
    recent.get_by_role("button", expanded=False).first.click()
    recent.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/segments/.+"))
    expect(pane).to_have_count(0)


def test_the_app_speaks_turkish(page: Page) -> None:
    page.goto("/segments")
    page.get_by_role("button", name="Mark: account, language, sign out").click()
    page.get_by_role("menuitem", name="Language").hover()
    page.get_by_role("menuitem", name="Türkçe").click()
    expect(page.get_by_role("heading", name="Segmentler")).to_be_visible()
    expect(page.get_by_role("button", name="Tümünü yenile")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Segmentler")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "tr")
