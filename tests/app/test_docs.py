"""The guide names every command, option and setting there is, and none that there isn't."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from shoal.app.cli.main import app
from shoal.app.settings import OTHER_VARIABLES, SETTINGS

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"


def commands(group: object, path: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    """Every command with its whole name, `segments list`."""
    for name, command in getattr(group, "commands", {}).items():
        if getattr(command, "commands", None):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands(typer.main.get_command(app), ()))
GROUPS = {name.split()[0] for name in COMMANDS if " " in name}


def pages() -> dict[str, str]:
    found = {page.name: page.read_text() for page in sorted(GUIDE.glob("*.md"))}
    readme = ROOT / "README.md"
    return found | ({"README.md": readme.read_text()} if readme.exists() else {})


def mentioned(text: str) -> set[str]:
    """The commands that a text shows in code: `shoal refresh --all` is `refresh`."""
    code = re.findall(r"`([^`\n]+)`", text) + [
        line for block in re.findall(r"```.*?```", text, re.S) for line in block.splitlines()
    ]
    found = set()
    for piece in code:
        for first, second in re.findall(r"\bshoal ([a-z]+)(?: ([a-z]+))?", piece):
            found.add(f"{first} {second}" if first in GROUPS else first)
    return found


def test_there_are_commands_and_pages() -> None:
    assert len(COMMANDS) > 20
    assert len(pages()) > 5


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_guide(name: str) -> None:
    assert name in set().union(*map(mentioned, pages().values())), f"`shoal {name}` is in no page"


@pytest.mark.parametrize("page", sorted(pages()))
def test_no_page_mentions_a_command_that_isnt_there(page: str) -> None:
    assert mentioned(pages()[page]) <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_takes_json_and_shows_an_example(name: str) -> None:
    command = COMMANDS[name]
    options = {option for parameter in command.params for option in parameter.opts}  # type: ignore[attr-defined]

    assert "--json" in options
    assert f"Example: shoal {name}" in (command.help or "")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_in_the_guide(name: str) -> None:
    text = "\n".join(pages().values())
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}  # type: ignore[attr-defined]

    missing = {option for option in options if option.startswith("--") and option not in text}
    assert not missing


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_is_a_row_of_its_page(setting: object) -> None:
    rows = [line for line in (GUIDE / "settings.md").read_text().splitlines() if line.startswith("| `")]
    row = next((row for row in rows if row.startswith(f"| `{setting.key}` ")), "")  # type: ignore[attr-defined]

    assert f"`{setting.variable}`" in row  # type: ignore[attr-defined]
    assert setting.default in row  # type: ignore[attr-defined]
    assert setting.meaning in row  # type: ignore[attr-defined]


def test_the_settings_page_has_no_others() -> None:
    variables = set(re.findall(r"`(SHOAL_[A-Z]+)`", (GUIDE / "settings.md").read_text()))

    assert variables == {setting.variable for setting in SETTINGS} | set(OTHER_VARIABLES)


def test_links_between_pages_lead_somewhere() -> None:
    for name, text in pages().items():
        folder = ROOT if name == "README.md" else GUIDE
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (folder / target).exists(), f"{name} links to {target}"
