"""Making and changing a rule in the builder."""

import re

from building import ADDED, add_event, expect_counted, shown_as
from playwright.sync_api import Page, expect
from served_shop import Site


def test_cart_abandoners_are_built_from_nothing(page: Page) -> None:
    page.goto("/segments/new")
    page.get_by_role("textbox", name="Name").fill("Left their cart")
    add_event(page, "did", "Product Added")
    add_event(page, "did not", "Order Completed")
    expect_counted(page)
    page.get_by_role("button", name="Save segment").click()
    page.wait_for_url("**/segments/left_their_cart")  # the builder has a heading of that name too
    expect(page.get_by_role("heading", name="Left their cart")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Product Added")
    page.get_by_role("link", name="Segments").first.click()
    expect(page.get_by_role("link", name="Left their cart")).to_be_visible()


def test_an_edit_says_before_saving_who_would_enter_and_leave(page: Page, shop: Site) -> None:
    segment = shop.make("To be edited", ADDED)
    page.goto(f"/segments/{segment['id']}/edit")
    page.get_by_role("textbox", name="Length of time").fill("30")
    page.get_by_role("button", name="Save changes").click()
    before = page.get_by_role("dialog", name="Before you save")
    expect(before).to_contain_text(re.compile(r"Would enter\s*[1-9]\d*\s*Would leave\s*0"))
    before.get_by_role("button", name="Save changes").click()
    page.wait_for_url(f"**/segments/{segment['id']}")
    after = shop.refreshed(str(segment["id"]))
    assert int(str(after["members"])) > int(str(segment["members"]))


def test_text_and_conditions_are_the_same_rule(page: Page) -> None:
    page.goto("/segments/new")
    add_event(page, "did", "Product Added")
    shown_as(page, "Text")
    text = page.get_by_role("textbox", name="Rule as text")
    expect(text).to_have_value(ADDED)
    text.fill('did "Order Completed" in last 30 days')
    expect_counted(page)
    shown_as(page, "Conditions")
    card = page.get_by_role("group", name="Condition: What they did")
    expect(card.get_by_role("combobox", name="Event")).to_have_value("Order Completed")
    expect(card.get_by_role("textbox", name="Length of time")).to_have_value("30")


def test_a_problem_of_the_text_is_underlined(page: Page) -> None:
    page.goto("/segments/new")
    shown_as(page, "Text")
    text = page.get_by_role("textbox", name="Rule as text")
    text.fill("city = = 'Berlin'")
    expect(page.get_by_role("main").get_by_text("Line 1, column 8")).to_be_visible()
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(page.locator("mark")).to_have_text("=")


def test_steps_are_undone_and_done_again(page: Page) -> None:
    page.goto("/segments/new")
    conditions = page.get_by_role("group", name="Condition: What they did")
    add_event(page, "did", "Product Added")
    page.get_by_role("button", name="Remove condition").click()
    expect(conditions).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(conditions.get_by_role("combobox", name="Event")).to_have_value("Product Added")
    page.get_by_role("button", name="Redo").click()
    expect(conditions).to_have_count(0)


def test_leaving_with_unsaved_changes_warns(page: Page) -> None:
    page.goto("/segments/new")
    page.get_by_role("textbox", name="Name").fill("Nearly lost")
    page.get_by_role("link", name="Profiles").click()
    warning = page.get_by_role("dialog", name="Leave without saving?")
    warning.get_by_role("button", name="Stay").click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Nearly lost")
    page.get_by_role("link", name="Profiles").click()
    warning.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Profiles")).to_be_visible()


def test_what_was_left_unsaved_is_offered_again(page: Page) -> None:
    page.goto("/segments/new")
    page.get_by_role("textbox", name="Name").fill("Nearly lost")
    add_event(page, "did", "Product Added")
    expect(page.get_by_text("Draft kept in this browser")).to_be_visible()
    page.get_by_role("link", name="Profiles").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    page.goto("/segments/new")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Nearly lost")
    expect(page.get_by_role("combobox", name="Event")).to_have_value("Product Added")
