"""Values and names that try to be more than text are shown, and do nothing."""

import csv
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from building import ADDED
from hostile_values import ATTRIBUTES, FORMULA, MARKUP, NAMES, PERSON
from playwright.sync_api import Dialog, Page, expect
from served_shop import Site

COLUMNS = quote(json.dumps([*ATTRIBUTES]))
TURNING = "\u202e"


def assert_inert(page: Page, path: str, *shown: str) -> None:
    """The page shows these texts, and none of what they ask for happens."""
    dialogs: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.goto(path)
    main = page.get_by_role("main")
    for text in shown:
        expect(main.get_by_text(text).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.__hacked") is None
    assert page.locator("img[src=x]").count() == 0
    assert TURNING not in (main.text_content() or "")
    assert dialogs == []
    page.remove_listener("dialog", dismissed)


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_only_text(page: Page, shop: Site, kind: str) -> None:
    name = NAMES[kind]
    segment = shop.make(name, ADDED)
    assert_inert(page, "/segments", name)
    assert_inert(page, f"/segments/{segment['id']}", name)
    assert_inert(page, f"/overlap?segments={quote(json.dumps([segment['id'], 'big_baskets']))}", name)
    page.keyboard.press("Control+k")
    page.get_by_label("Search segments and actions").fill(name[:40])
    expect(page.get_by_role("dialog").get_by_text(name).first).to_be_visible()
    assert page.evaluate("window.__hacked") is None


def test_the_values_of_a_person_are_only_text(page: Page, shop: Site) -> None:
    segment = shop.make("The hostile one", f"city = '{FORMULA}'")
    person = f"/profiles/{PERSON}"
    assert_inert(page, person, MARKUP)
    assert_inert(page, f"{person}?tab=attributes", MARKUP, FORMULA)
    assert_inert(page, f"{person}?tab=why&segment={segment['id']}", "=HYPERLINK(")
    assert_inert(page, "/profiles?q=hostile-1", MARKUP)
    assert_inert(page, f"/segments/{segment['id']}?columns={COLUMNS}", MARKUP, FORMULA)
    assert_inert(page, f"/segments/{segment['id']}?tab=differences")
    assert_inert(page, f"/segments/{segment['id']}/edit")
    assert_inert(page, "/catalog")


def test_hostile_values_are_only_text_in_suggestions(page: Page) -> None:
    rule = quote(json.dumps({"all": [{"attribute": "firstName", "op": "is", "value": ""}]}))
    page.goto(f"/segments/new?rule={rule}")
    page.get_by_role("combobox", name="Value").click()
    page.get_by_role("combobox", name="Value").fill("<img")
    expect(page.get_by_role("option", name=MARKUP)).to_be_visible()
    page.get_by_role("option", name=MARKUP).click()
    expect(page.get_by_role("region", name="Audience now")).to_contain_text("1")
    assert page.evaluate("window.__hacked") is None


def test_a_csv_cell_cannot_run_as_a_formula(page: Page, shop: Site, tmp_path: Path) -> None:
    segment = shop.make("Formulas", f"city = '{FORMULA}'")
    page.goto(f"/segments/{segment['id']}?columns={COLUMNS}")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    download.value.save_as(tmp_path / "members.csv")
    with (tmp_path / "members.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert row["city"] == "'" + FORMULA
    assert row["country"] == "'+1+1"
    assert row["plan"] == "'@SUM(1)"
