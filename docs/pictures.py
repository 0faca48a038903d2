"""`make pictures`: the pictures of the README, from what the commands print and from the running app of a demo.

Needs Playwright (of the development environment) and Chromium.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

FOLDER = Path(__file__).parent / "pictures"
WIDTH = 100
PORT = 8099
QUIET = 3000  # milliseconds after which charts and counts stand still
CART = 'did "Product Added" then not "Order Completed" within 24 hours in last 7 days and pushEnabled is true'
SEGMENT = "cart_abandoners_24h"

PRINTED = {"preview": ("preview", CART), "explain": ("explain", SEGMENT, "MEMBER")}


def run(data_dir: str, *arguments: str) -> str:
    """What a command prints, with its colours."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "shoal", *arguments, "--data-dir", data_dir]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def draw(command: str, printed: str) -> str:
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text("$ ", style="green") + Text(command, style="bold"))
    console.print(Text.from_ansi(printed.rstrip()))
    svg = console.export_svg(title="shoal", theme=MONOKAI)
    # The template names fonts on a server of somebody else's; the reader's own will do.
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return svg.replace("<text ", '<text xml:space="preserve" ')


def member(data_dir: str) -> str:
    found = re.search(r"p[0-9a-f]{24}", run(data_dir, "members", SEGMENT, "--limit", "1"))
    assert found is not None
    return found[0]


@contextmanager
def demo(data_dir: str) -> Iterator[dict[str, str]]:
    """A demo while it is served: its `address`, and the `link` that signs in."""
    command = [sys.executable, "-m", "shoal", "demo", "--json", "--data-dir", data_dir, "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            told = ""
            while not told.endswith("}\n") or not _whole(told):
                told += process.stdout.readline()
            yield json.loads(told)
        finally:
            process.terminate()


def _whole(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def shots(person: str) -> dict[str, tuple[str, str]]:
    """Each picture's address in the app and its colour scheme."""
    return {
        "segments": ("/segments", "light"),
        "builder": (f"/segments/new?rule={quote(CART)}&name={quote('Left in the cart, push')}", "light"),
        "segment": (f"/segments/{SEGMENT}", "dark"),
        "profile": (f"/profiles/{person}?tab=why&segment={SEGMENT}", "light"),
    }


def photograph(browser: Browser, where: dict[str, str], person: str) -> None:
    first = browser.new_context()
    page = first.new_page()
    page.goto(where["link"])
    page.wait_for_url("**/segments")
    signed_in = first.storage_state()
    for name, (path, scheme) in shots(person).items():
        context = browser.new_context(
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce",
            locale="en-GB",
            color_scheme="dark" if scheme == "dark" else "light",
            storage_state=signed_in,
        )
        page = context.new_page()
        page.goto(where["address"] + path)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(QUIET)
        page.screenshot(path=FOLDER / f"{name}.png")
        context.close()


def main() -> None:
    data_dir = sys.argv[1]
    FOLDER.mkdir(exist_ok=True)
    with demo(data_dir) as where:
        person = member(data_dir)
        for name, (command, *arguments) in PRINTED.items():
            asked = [person if argument == "MEMBER" else argument for argument in arguments]
            shown = " ".join(f"'{a}'" if " " in a else a for a in asked)
            (FOLDER / f"{name}.svg").write_text(draw(f"shoal {command} {shown}", run(data_dir, command, *asked)))
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium")
            flags = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
            browser = playwright.chromium.launch(executable_path=chromium, args=flags)
            photograph(browser, where, person)


if __name__ == "__main__":
    main()
