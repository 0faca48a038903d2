"""The demo: a shop to play with, made once."""

import json
import shlex
from pathlib import Path

import pytest
from small_world import Shoal

from shoal import ingest

SMALL = ("--profiles", "300", "--no-serve")


def test_the_demo_fills_twenty_segments_and_says_what_to_try(shoal: Shoal, tmp_path: Path) -> None:
    done = shoal("demo", *SMALL)

    assert done.code == 0, done.err
    assert "300 profiles" in done.out
    assert "20 segments" in done.out
    assert max(len(line) for line in done.out.splitlines() if not line.startswith("  shoal")) <= 80
    assert sorted(path.name for path in (tmp_path / "shoal-data").iterdir()) == ["demo.json", "main"]

    tried = [line.strip().removeprefix("shoal ") for line in done.out.splitlines() if line.startswith("  shoal ")]
    assert len(tried) >= 5
    for line in tried:
        assert shoal(*shlex.split(line)).code == 0, line


def test_a_second_run_is_harmless(shoal: Shoal) -> None:
    first = shoal("demo", *SMALL, "--json").json
    shoal("segments", "rename", "app_regulars", "My own name")
    shoal("segments", "delete", "top_loyalty", "--yes")

    second = shoal("demo", "--profiles", "500", "--no-serve", "--json")

    assert isinstance(first, dict)
    assert isinstance(second.json, dict)
    assert second.code == 0
    assert "There is a demo of 300 profiles" in second.words
    assert second.json["profiles"] == first["profiles"] == 300
    assert len(first["segments"]) == 20
    expected = [row | {"entered": 0, "left": 0} for row in first["segments"] if row["segment"] != "top_loyalty"]
    assert [row | {"ms": 0} for row in second.json["segments"]] == [row | {"ms": 0} for row in expected]
    renamed = shoal("segments", "show", "app_regulars", "--json").json
    assert isinstance(renamed, dict)
    assert renamed["name"] == "My own name"


def test_an_interrupted_demo_goes_on_with_the_same_shop(
    shoal: Shoal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "import_events", interrupted)
        assert shoal("demo", *SMALL).code == 130
    plan = json.loads((tmp_path / "shoal-data" / "demo.json").read_text())
    assert plan["imported"] is False
    assert not (tmp_path / "shoal-data" / "demo-files").exists()

    again = shoal("demo", *SMALL, "--json")

    assert again.code == 0
    assert isinstance(again.json, dict)
    assert again.json["profiles"] == 300
    assert json.loads((tmp_path / "shoal-data" / "demo.json").read_text()) == plan | {"imported": True}


def test_other_data_is_left_alone(data: Path, shoal: Shoal) -> None:
    done = shoal("demo", *SMALL)

    assert done.code == 2
    assert "holds something else already" in done.words
    assert "--data-dir" in done.words
    catalog = shoal("catalog", "--json").json
    assert isinstance(catalog, dict)
    assert catalog["profiles"] == 12


def test_a_size_that_makes_no_shop(shoal: Shoal, tmp_path: Path) -> None:
    assert shoal("demo", "--profiles", "0").code == 2
    assert shoal("demo", "--profiles", "9000000").code == 2
