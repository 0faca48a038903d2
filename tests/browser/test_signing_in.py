"""Getting in, for the first time and again, and what a viewer may not do."""

import re
from collections.abc import Callable
from pathlib import Path

from console_errors import Complaints
from playwright.sync_api import BrowserContext, Page, expect
from served_shop import PASSWORD, Site, site_of

NewContext = Callable[..., BrowserContext]


def test_the_first_run_makes_an_admin_who_signs_in_again(tmp_path: Path, new_context: NewContext) -> None:
    with site_of(tmp_path / "data") as empty:
        page = new_context(base_url=empty.address).new_page()
        page.goto(empty.setup_link())
        page.get_by_label("Your name").fill("Frida First")
        page.get_by_label("E-mail").fill("frida@example.com")
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("heading", name="Who do you want to reach?")).to_be_visible()

        page.get_by_role("button", name=re.compile("^Frida First: account")).click()
        page.get_by_role("menuitem", name="Sign out").click()
        sign_in(page, "frida@example.com", PASSWORD)
        expect(page.get_by_role("heading", name="Segments")).to_be_visible()
        page.context.close()


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_leads_to_the_page_that_was_asked_for(
    shop: Site, users: dict[str, str], new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect(401)
    page = new_context(base_url=shop.address).new_page()
    page.goto("/overlap")
    sign_in(page, "mark@example.com", "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(page, "mark@example.com", PASSWORD)
    expect(page.get_by_role("heading", name="Overlap")).to_be_visible()


def test_a_link_signs_in_once(
    shop: Site, users: dict[str, str], new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect(404)
    link = shop.link_of(users["marketer"])
    page = new_context(base_url=shop.address).new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Segments")).to_be_visible()

    again = new_context(base_url=shop.address).new_page()
    again.goto(link)
    expect(again.get_by_role("alert")).to_be_visible()
    expect(again.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_viewer_sees_no_write_actions(signed_in: Callable[..., Page]) -> None:
    page = signed_in("viewer")
    page.goto("/segments")
    page.get_by_role("button", name="Actions: Top 5 % by loyalty points").click()
    expect(page.get_by_role("menuitem")).to_have_text([re.compile("CSV"), re.compile("Parquet")])
    page.keyboard.press("Escape")
    writes = re.compile(r"^(New (segment|tag)|Refresh|Edit|Pin as|Save|Add|Create|Delete|Invite)\b")
    for path, heading in (
        ("/segments", "Segments"),
        ("/segments/top_loyalty", "Top 5 % by loyalty points"),
        ("/tags", "Tags"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        page.wait_for_load_state("networkidle")
        main = page.get_by_role("main")
        expect(main.get_by_role("button", name=writes)).to_have_count(0)
        expect(main.get_by_role("link", name=writes)).to_have_count(0)
