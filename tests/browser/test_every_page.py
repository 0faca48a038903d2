"""Every page: no accessibility violation in light and dark, nothing to scroll sideways on a phone."""

import json
from collections.abc import Callable
from typing import Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from every_kind import ORDERS, PEOPLE
from hostile_values import PERSON
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from served_shop import Site

BUYERS = "/segments/high_value_buyers_30d"
PERSON_AT = f"/profiles/{PERSON}"
TWO = quote(json.dumps(["big_baskets", "shoe_buyers"]))
THREE = quote(json.dumps(["big_baskets", "shoe_buyers", "new_buyers_7d"]))
PAGES = [
    "/segments",
    "/segments?tab=static",
    "/segments/new",
    *(f"/segments/new?rule={quote(rule)}" for rule in (ORDERS, PEOPLE)),
    f"{BUYERS}/edit",
    *(f"{BUYERS}?tab={tab}" for tab in ("members", "differences", "uses", "history", "versions")),
    "/profiles",
    f"{PERSON_AT}?tab=timeline",
    f"{PERSON_AT}?tab=why&segment=big_baskets",
    f"{PERSON_AT}?tab=attributes",
    f"/overlap?segments={TWO}",
    f"/overlap?segments={THREE}",
    "/overlap?tab=differences&of=big_baskets",
    "/catalog",
    "/catalog?tab=measures",
    "/tags",
    "/nowhere",
    *(f"/settings?tab={tab}" for tab in ("account", "users", "keys", "audit", "workspace")),
]
SIGNED_OUT = ["/sign-in", "/setup", "/password"]
COLOURS_ARE_SETTLED = """() => new Promise(requestAnimationFrame).then(
    () => document.getAnimations().every(one => !(one instanceof CSSTransition) || one.playState !== "running"))"""
PHONE: ViewportSize = {"width": 390, "height": 844}

SignedIn = Callable[..., Page]


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page


def assert_no_violation(page: Page) -> None:
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        page.wait_for_function(COLOURS_ARE_SETTLED)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def assert_no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_no_accessibility_violation(signed_in: SignedIn, path: str) -> None:
    assert_no_violation(opened(signed_in("admin"), path))


@pytest.mark.parametrize("path", PAGES)
def test_no_sideways_scroll_on_a_phone(signed_in: SignedIn, path: str) -> None:
    page = signed_in("admin")
    page.set_viewport_size(PHONE)
    assert_no_sideways_scroll(opened(page, path))


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_pages_before_signing_in(shop: Site, new_context: Callable[..., BrowserContext], path: str) -> None:
    page = opened(new_context(base_url=shop.address).new_page(), path)
    assert_no_violation(page)
    page.set_viewport_size(PHONE)
    assert_no_sideways_scroll(page)
