"""The guide names every command, option and setting there is, and none that there isn't."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from shoal.app.cli.main import app
from shoal.app.settings import OTHER_VARIABLES, SETTINGS
from shoal.definitions.draft import MAX_LABEL, MAX_LABELS
from shoal.definitions.yaml_form import MAX_YAML
from shoal.ingest.members import MAX_BYTES as MAX_FILE
from shoal.ingest.members import MAX_ROWS
from shoal.ingest.prepared import MAX_ID, MAX_RECORD
from shoal.ingest.prepared import MAX_NAME as MAX_EVENT_NAME
from shoal.model import rule
from shoal.model.segment import MAX_DESCRIPTION, MAX_NAME
from shoal.rules.decoding import MAX_BYTES
from shoal.storage.json_scan import MAX_JSON_DEPTH

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
            if first not in GROUPS:
                found.add(first)
            elif second:  # `shoal import` alone means all of them
                found.add(f"{first} {second}")
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
    variables = set(re.findall(r"`(SHOAL_[A-Z_]+)`", (GUIDE / "settings.md").read_text()))

    assert variables == {setting.variable for setting in SETTINGS} | set(OTHER_VARIABLES)


LIMITS = (
    ("Nesting", f"{rule.MAX_DEPTH} deep"),
    ("Conditions and groups in one rule", f"{rule.MAX_NODES:,}"),
    ("Values in one list", f"{rule.MAX_LIST:,}"),
    ("Length of a pattern", f"{rule.MAX_PATTERN} characters"),
    ("Size of a rule", f"{MAX_BYTES:,} bytes"),
    ("Size of a record", f"{MAX_RECORD // 1024} KiB"),
    ("Ids of people and messages", f"{MAX_ID} bytes"),
    ("Names of events and tags", f"{MAX_EVENT_NAME} bytes"),
    ("Nesting of a property or attribute", f"{MAX_JSON_DEPTH} deep"),
    ("Name", f"{MAX_NAME} characters"),
    ("Description", f"{MAX_DESCRIPTION} characters"),
    ("Labels of a segment", f"{MAX_LABELS}, each at most {MAX_LABEL} characters"),
    ("A segment as YAML", f"{MAX_YAML // 2**20} MiB"),
    ("A file of members", f"{MAX_FILE // 2**20} MB and {MAX_ROWS:,} rows"),
)


@pytest.mark.parametrize(("limit", "value"), LIMITS)
def test_every_limit_stands_with_its_value(limit: str, value: str) -> None:
    assert f"| {limit} | {value} |" in (GUIDE / "limits.md").read_text()


def test_links_between_pages_lead_somewhere() -> None:
    for name, text in pages().items():
        folder = ROOT if name == "README.md" else GUIDE
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (folder / target).exists(), f"{name} links to {target}"
