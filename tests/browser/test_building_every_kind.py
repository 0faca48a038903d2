"""The builder's control for each kind of condition, and what stands beside a rule."""

import re
from urllib.parse import urlencode

import pytest
from building import expect_counted, shown_as
from every_kind import ORDERS, PEOPLE
from playwright.sync_api import Locator, Page, expect
from served_shop import Site

MENU = (
    "What they did",
    "In what order",
    "How a habit changed",
    "One more than another",
    "Response to a message",
    "Who they are",
    "Tag",
    "Device",
    "Place",
    "Consent",
    "In a segment",
    "Measure",
    "RFM cell",
    "Score",
    "Random sample",
)


def begin_with(page: Page, rule: str, **more: str) -> None:
    """A new segment that begins with this rule."""
    page.goto(f"/segments/new?{urlencode({'rule': rule, **more})}")


def add(page: Page, kind: str) -> Locator:
    """The card of another condition of this kind."""
    page.get_by_role("button", name="Condition", exact=True).click()
    page.get_by_role("menuitem", name=re.compile(f"^{kind}")).click()
    return page.get_by_role("group", name=f"Condition: {kind}").last


def choose(card: Locator, field: str, option: str) -> None:
    card.get_by_role("combobox", name=field, exact=True).click()
    card.page.get_by_role("option", name=option).first.click()


def text_of(page: Page) -> str:
    shown_as(page, "Text")
    text = page.get_by_role("textbox", name="Rule as text")
    expect(text).not_to_have_value("")
    return text.input_value()


@pytest.mark.parametrize("rule", [ORDERS, PEOPLE], ids=["orders", "people"])
def test_every_condition_of_a_rule_has_its_control_and_its_count(page: Page, rule: str) -> None:
    begin_with(page, rule)
    expect_counted(page)
    expect(page.get_by_text("There is no control")).to_have_count(0)
    cards = page.get_by_role("group", name=re.compile("^Condition: "))
    assert cards.count() >= 8
    expect(page.get_by_text("Holds by itself for")).to_have_count(cards.count())


def test_a_card_of_each_kind_says_what_it_lacks(page: Page) -> None:
    page.goto("/segments/new")
    for kind in MENU:
        card = add(page, kind)
        if kind not in ("Random sample", "Response to a message"):  # which begin whole
            expect(card).to_contain_text("Until then it isn't counted")
    expect(page.get_by_role("region", name="Audience now")).to_contain_text("13 unfinished conditions")


def test_a_sequence_is_put_together_step_by_step(page: Page) -> None:
    page.goto("/segments/new")
    card = add(page, "In what order")
    choose(card, "Event of step 1", "Product Added")
    choose(card, "Event of step 2", "Order Completed")
    card.get_by_role("button", name="Add step").click()
    choose(card, "Event of step 3", "Application Opened")
    expect_counted(page)
    assert text_of(page) == (
        'did "Product Added" then not "Order Completed" within 24 hours then "Application Opened" within 7 days '
        "in last 30 days"
    )
    shown_as(page, "Conditions")
    card.get_by_role("button", name="Remove step").nth(1).click()
    assert text_of(page) == 'did "Product Added" then "Application Opened" within 7 days in last 30 days'


def test_hours_days_and_a_place_limit_a_window(page: Page) -> None:
    begin_with(page, 'did "Application Opened" in last 30 days')
    card = page.get_by_role("group", name="Condition: What they did")
    for limit in ("Hours of the day", "Days of the week"):
        card.get_by_role("button", name="Hours, days of the week, place").click()
        page.get_by_role("menuitem", name=limit).click()
    card.get_by_role("textbox", name="To this hour").fill("12:30")
    card.get_by_role("button", name="Fri").click()
    expect_counted(page)
    limited = 'did "Application Opened" in last 30 days during 09:00 to 12:30 on (friday, saturday, sunday)'
    assert text_of(page) == limited


def test_an_attribute_is_compared_with_another_one(page: Page) -> None:
    begin_with(page, 'country is "TR"')
    card = page.get_by_role("group", name="Condition: Who they are")
    card.get_by_role("button", name="Compare with another value of the data").click()
    choose(card, "The other value", "address.country")
    expect_counted(page)
    assert text_of(page).startswith('country is attribute "address.country"')


def test_a_sentence_becomes_conditions_and_says_what_it_did_not_understand(page: Page) -> None:
    page.goto("/segments/new")
    sentence = page.get_by_role("textbox", name="Describe it in a sentence")
    sentence.fill("people in Turkey who bought at least twice last month and have purple hair")
    sentence.press("Enter")
    region = page.get_by_role("region", name="Describe it in a sentence")
    expect(region).to_contain_text("purple hair")
    region.get_by_role("button", name="Begin with the rest").click()
    assert text_of(page) == 'country is "TR" and did "Order Completed" at least 2 times last month'


def test_a_suggestion_is_a_rule_to_begin_with(page: Page) -> None:
    page.goto("/segments/new")
    region = page.get_by_role("region", name="Let the data suggest")
    region.get_by_text("By buying").click()
    region.get_by_role("button", name="Suggest", exact=True).click()
    region.get_by_role("listitem").first.get_by_role("button").click()
    expect(page.get_by_role("group", name="Condition: RFM cell").first).to_be_visible()
    expect_counted(page)


def test_limits_are_saved_beside_the_rule(page: Page, shop: Site) -> None:
    begin_with(page, 'did "Order Completed"', name="Best ten")
    expect_counted(page)
    page.get_by_role("button", name=re.compile("^Limits")).click()
    limits = page.get_by_role("region", name="Limits")
    limits.get_by_role("button", name="At most so many members").click()
    page.get_by_role("button", name="Save segment").click()
    expect(page.get_by_text("Finish the limits or remove them first.")).to_be_visible()
    limits.get_by_role("textbox", name="At most").fill("10")
    limits.get_by_role("combobox", name="Number").click()
    page.get_by_role("option", name="Lifetime value").click()
    page.get_by_role("button", name="Save segment").click()
    page.wait_for_url("**/segments/best_ten")
    assert shop.refreshed("best_ten")["members"] == 10
    page.goto("/segments/best_ten/edit")
    expect(page.get_by_role("region", name="Limits").get_by_role("combobox", name="Number")).to_have_value(
        "Lifetime value"
    )


def test_a_rule_that_is_there_already_is_named(page: Page, shop: Site) -> None:
    made = shop.make("Opened the app", 'did "Application Opened" in last 30 days')
    begin_with(page, 'did "Application Opened" in last 30 days')
    remarks = page.get_by_role("region", name="Remarks on the rule")
    expect(remarks.get_by_role("link", name=str(made["name"]))).to_be_visible()
    expect(remarks).to_contain_text("same rule")


def test_a_measure_is_made_and_shown_on_profiles(page: Page, shop: Site) -> None:
    page.goto("/catalog?tab=measures")
    page.get_by_role("button", name="New measure").click()
    dialog = page.get_by_role("dialog", name="New measure")
    dialog.get_by_role("textbox", name="Name").fill("Days with the app")
    for field, option in (("Figure", "the days with"), ("Event", "Application Opened")):
        dialog.get_by_role("combobox", name=field).click()
        page.get_by_role("option", name=option, exact=True).click()
    dialog.get_by_role("button", name="Create measure").click()
    expect(page.get_by_role("region", name="Measures")).to_contain_text("Days with the app")
    member = shop.api.get("/api/profiles", params={"q": "a"}).json()[0]
    page.goto(f"/profiles/{member['id']}")
    expect(page.get_by_role("main")).to_contain_text("Days with the app")
