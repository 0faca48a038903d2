"""Two people change the same segment: the second is told, and nothing is overwritten unasked."""

from building import ADDED
from console_errors import Complaints
from playwright.sync_api import Page, expect
from served_shop import Site


def test_the_second_editor_is_told(page: Page, shop: Site, complaints: Complaints) -> None:
    complaints.expect(412)
    segment = shop.make("Edited by two", ADDED)
    page.goto(f"/segments/{segment['id']}/edit")
    page.get_by_role("textbox", name="Description").fill("Mine")
    shop.api.patch(f"/api/segments/{segment['id']}", json={"description": "Theirs"}).raise_for_status()
    page.get_by_role("button", name="Save changes").click()
    told = page.get_by_role("dialog", name="Somebody else changed this segment")
    expect(told).to_contain_text("version 2")
    assert shop.read(f"/api/segments/{segment['id']}")["description"] == "Theirs"

    told.get_by_role("button", name="Take the newest, drop mine").click()
    expect(page.get_by_role("textbox", name="Description")).to_have_value("Theirs")


def test_the_second_editor_may_overwrite(page: Page, shop: Site, complaints: Complaints) -> None:
    complaints.expect(412)
    segment = shop.make("Edited over", ADDED)
    page.goto(f"/segments/{segment['id']}/edit")
    page.get_by_role("textbox", name="Description").fill("Mine")
    shop.api.patch(f"/api/segments/{segment['id']}", json={"description": "Theirs"}).raise_for_status()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("dialog").get_by_role("button", name="Save mine over it").click()
    page.wait_for_url(f"**/segments/{segment['id']}")
    assert shop.read(f"/api/segments/{segment['id']}")["description"] == "Mine"
