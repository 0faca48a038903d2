"""`examples/conditions`: one segment for each kind of condition, made and refreshed on the generated shop."""

import shutil
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args

import pytest
import yaml
from small_world import Shoal

from shoal.model.rule import Condition
from shoal.rules import parse

FOLDER = Path(__file__).parents[2] / "examples" / "conditions"
EXAMPLES = {path.stem: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*.yaml"))}
PEOPLE = 1_000
# Who asks for what nearly everybody is or has.
LARGE = {"home_city_is_ship_city", "neither_beta_nor_trade", "in_turkiye_or_spain"}


def kinds_in(node: object) -> set[type]:
    """The classes of everything that a rule is made of."""
    if isinstance(node, tuple):
        return {kind for part in node for kind in kinds_in(part)}
    if not is_dataclass(node):
        return set()
    return {type(node)}.union(*(kinds_in(getattr(node, part.name)) for part in fields(node)))


def test_every_kind_of_condition_has_an_example() -> None:
    shown = {kind for example in EXAMPLES.values() for kind in kinds_in(parse(example["rule"]))}

    assert set(get_args(Condition)) - shown == set()
    assert {label for example in EXAMPLES.values() for label in example["labels"]} == {f"F{i}" for i in range(1, 14)}
    assert {key for example in EXAMPLES.values() for key in example} >= {"zone", "cap", "waterfall"}


def test_the_page_names_every_example() -> None:
    page = (FOLDER / "README.md").read_text()

    assert [name for name in EXAMPLES if f"[`{name}`]({name}.yaml)" not in page] == []


def test_the_examples_run_on_the_demo_with_believable_sizes(shoal: Shoal, tmp_path: Path) -> None:
    assert shoal("demo", "--profiles", str(PEOPLE), "--no-serve").code == 0
    copy = shutil.copytree(FOLDER, tmp_path / "conditions")

    applied = shoal("apply", str(copy), "--yes")
    assert applied.code == 0, applied.err
    rows = {row["segment"]: row for row in shoal("refresh", "--all", "--json").json}

    assert {name: rows[name]["error"] for name in EXAMPLES if rows[name]["status"] != "ready"} == {}
    sizes = {name: rows[name]["members"] for name in EXAMPLES}
    assert {name: size for name, size in sizes.items() if not 1 <= size <= 0.65 * PEOPLE and name not in LARGE} == {}
    assert sizes["best_100"] == 100
    first, second = (set(_members(shoal, name)) for name in ("offer_first", "offer_second"))
    assert first & second == set()
    assert shoal("verify").code == 0


def _members(shoal: Shoal, name: str) -> list[str]:
    return [row["profile_id"] for row in shoal("members", name, "--limit", "0", "--json").json["rows"]]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_what_it_shows(name: str) -> None:
    assert EXAMPLES[name]["description"].endswith(".")
