"""Segments whose members are uploaded."""

from pathlib import Path

from hostile_values import PERSON
from playwright.sync_api import Page, expect


def test_a_csv_becomes_a_static_segment(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"id,since\n{PERSON},2024\nnobody-at-all,2025\n")
    page.goto("/segments")
    page.get_by_role("button", name="New segment").click()
    page.get_by_role("menuitem", name="Static").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("By hand")
    dialog.get_by_role("button", name="Create").click()
    page.get_by_label("Drop a file here, or choose one").set_input_files(file)
    page.get_by_role("button", name="Add people").click()

    expect(page.get_by_text("1 identifier wasn't matched")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="nobody-at-all")).to_contain_text("Nobody has it")
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("heading", name="By hand")).to_be_visible()
    expect(page.get_by_text("1 member", exact=True)).to_be_visible()
