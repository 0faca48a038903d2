"""Tests in a real browser: Debian's or any other Chromium, the built app, a server of their own."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from console_errors import Complaints
from hostile_values import import_hostile_person
from playwright.sync_api import BrowserContext, Page, expect
from served_shop import Site, make_shop, site_of

from shoal.web.app import STATIC

PROFILES = 300
PATIENCE_MS = 15_000
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

expect.set_options(timeout=PATIENCE_MS)

NewContext = Callable[..., BrowserContext]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips what can't run here, except where everything has to."""
    lacking = _lacking()
    if lacking is None:
        return
    if os.environ.get("CI") or os.environ.get("SHOAL_TEST_NO_SKIPS"):
        pytest.fail(lacking, pytrace=False)
    pytest.skip(lacking)


def _lacking() -> str | None:
    if CHROMIUM is None:
        return "there is no chromium on this machine"
    if not (STATIC / "index.html").is_file():
        return "the app isn't built: npm --prefix frontend run build"
    return None


# --- the browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ("gpu", "quic", "background-networking", "component-update", "sync")
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
        "locale": "en-GB",
        "timezone_id": "UTC",
    }


@pytest.fixture(autouse=True)
def complaints() -> Iterator[Complaints]:
    """No page may complain in any test."""
    heard = Complaints()
    yield heard
    assert heard.found == []


@pytest.fixture
def new_context(new_context: NewContext, complaints: Complaints) -> NewContext:
    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", complaints.hear)
        context.on("weberror", lambda error: complaints.found.append(str(error.error)))
        return context

    return make


# --- what is served -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The generated shop with the person whose values are hostile; all tests of a worker share it."""
    folder = tmp_path_factory.mktemp("shop") / "data"
    shutil.copytree(_made_shop(tmp_path_factory.getbasetemp()), folder)
    with site_of(folder) as site:
        site.server.services.accounts.rename_workspace("Demo shop", actor="test", now=site.server.services.now())
        yield site


def _made_shop(base: Path) -> Path:
    """The data directory that every worker copies, made by the first that comes."""
    together = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = together / "made-shop"
    with (together / "made-shop.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = together / "making-shop"
            make_shop(making, PROFILES)
            import_hostile_person(making)
            making.rename(made)
    return made


@pytest.fixture(scope="session")
def users(shop: Site) -> dict[str, str]:
    """The id of a user of each role."""
    return {
        "viewer": shop.add_user("viewer", "vera"),
        "marketer": shop.add_user("marketer", "mark"),
        "analyst": shop.add_user("analyst", "anna"),
        "admin": shop.add_user("admin", "ada"),
    }


SignedIn = Callable[..., Page]


@pytest.fixture
def signed_in(shop: Site, users: dict[str, str], new_context: NewContext) -> SignedIn:
    """A page of a browser in which a user of this role is signed in: `signed_in("viewer")`."""

    def open_page(role: str) -> Page:
        state = shop.session_of(users[role])
        return new_context(base_url=shop.address, storage_state=state).new_page()

    return open_page


@pytest.fixture
def page(signed_in: SignedIn) -> Page:
    """The browser of a marketer, unless a test asks for another one."""
    return signed_in("marketer")
