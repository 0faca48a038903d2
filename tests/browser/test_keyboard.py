"""From signing in to a saved segment without a mouse."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect
from served_shop import PASSWORD, Site

MOST_STOPS = 60


def go_to(page: Page, wanted: Locator, key: str) -> None:
    """Presses the key until the focus is there."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_STOPS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {wanted} by {key}")


def tab_to(page: Page, wanted: Locator) -> None:
    go_to(page, wanted, "Tab")


def test_a_segment_is_made_by_keyboard_alone(
    shop: Site, users: dict[str, str], new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(base_url=shop.address).new_page()
    keys = page.keyboard
    page.goto("/segments")
    tab_to(page, page.get_by_label("E-mail"))
    keys.type("mark@example.com")
    tab_to(page, page.get_by_label("Password", exact=True))
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Segments")).to_be_visible()

    keys.press("n")
    tab_to(page, page.get_by_role("textbox", name="Name"))
    keys.type("Made by keys")
    tab_to(page, page.get_by_role("button", name="Condition", exact=True))
    keys.press("Enter")
    expect(page.get_by_role("menuitem", name="What they did")).to_be_visible()
    go_to(page, page.get_by_role("menuitem", name="What they did"), "ArrowDown")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Event")).to_be_focused()
    keys.type("Product Added")
    expect(page.get_by_role("option", name=re.compile(r"^Product Added \d"))).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.get_by_role("region", name="Audience now")).to_contain_text(re.compile(r"of [\d,]+ people"))
    tab_to(page, page.get_by_role("combobox", name="When"))
    keys.press("Control+s")
    expect(page.get_by_role("heading", name="Made by keys")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Product Added")
