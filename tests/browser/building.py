"""Steps of the rule builder that several tests take."""

import re

from playwright.sync_api import Page, expect

ADDED = 'did "Product Added" in last 7 days'


def add_event(page: Page, verb: str, event: str) -> None:
    """Another condition: did or did not do this in the last 7 days."""
    page.get_by_role("button", name="Condition", exact=True).click()
    page.get_by_role("menuitem", name="What they did").click()
    card = page.get_by_role("group", name="Condition: What they did").last
    if verb != "did":
        card.get_by_role("combobox", name="Whether or what").click()
        page.get_by_role("option", name=verb, exact=True).click()
    card.get_by_role("combobox", name="Event").click()
    card.get_by_role("combobox", name="Event").fill(event)
    page.get_by_role("option", name=event).first.click()
    card.get_by_role("combobox", name="When").click()
    page.get_by_role("option", name=re.compile("^in the last *up to now")).click()
    card.get_by_role("textbox", name="Length of time").fill("7")


def shown_as(page: Page, view: str) -> None:
    """Shows the rule as "Conditions" or as "Text"."""
    page.get_by_role("radiogroup", name="How the rule is shown").get_by_text(view, exact=True).click()


def expect_counted(page: Page) -> None:
    """The audience of the rule is known exactly."""
    audience = page.get_by_role("region", name="Audience now")
    expect(audience).to_contain_text(re.compile(r"of [\d,]+ people"))
    expect(audience).to_contain_text("Counted in")
