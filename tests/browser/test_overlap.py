"""How segments overlap, and saving a part of them."""

import re

from playwright.sync_api import Locator, Page, expect
from served_shop import Site


def compare(page: Page, *segments: str) -> None:
    """Chooses the segments by their names."""
    page.goto("/overlap")
    box = page.get_by_role("combobox", name="Segments to compare")
    for name in segments:
        box.fill(name)
        page.get_by_role("option", name=name).first.click()
    page.keyboard.press("Escape")


def size_of(shop: Site, *inside: str, all_of: tuple[str, ...]) -> int:
    """How many are in exactly these segments, by ids, as the API says."""
    answer = shop.api.post("/api/insights/overlap", json={"segments": all_of})
    answer.raise_for_status()
    return next(one["count"] for one in answer.json()["combinations"] if set(one["segments"]) == set(inside))


def save(page: Page, chosen: Locator, name: str) -> None:
    chosen.click()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Save as segment").click()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Save segment").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_those_in_both_of_two_are_saved(page: Page, shop: Site) -> None:
    one = str(shop.make("Added lately", 'did "Product Added" in last 30 days')["id"])
    two = str(shop.make("Ordered lately", 'did "Order Completed" in last 30 days')["id"])
    compare(page, "Added lately", "Ordered lately")
    both = page.get_by_role("button", name=re.compile("^In both"))
    expect(both).to_contain_text(str(size_of(shop, one, two, all_of=(one, two))))
    save(page, both, "Added and ordered")


def test_a_combination_of_three_is_saved(page: Page, shop: Site) -> None:
    rules = {"Viewed it": "Product Viewed", "Carted it": "Product Added", "Bought it": "Order Completed"}
    ids = [str(shop.make(name, f'did "{event}" in last 14 days')["id"]) for name, event in rules.items()]
    compare(page, *rules)
    people = size_of(shop, ids[0], ids[1], all_of=tuple(ids))
    part = page.get_by_role("button", name=re.compile(f"^Only in .*: {people} (person|people)"))
    save(page, part.first, "Three but bought")
