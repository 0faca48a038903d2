"""`shoal suggest …`: rows to look at, and segments made of them."""

from pathlib import Path

import pytest
from small_world import Shoal


@pytest.fixture(autouse=True)
def _on_data(data: Path) -> None:
    """Every test here has the small world."""


def test_rows_become_segments(shoal: Shoal) -> None:
    shown = shoal("suggest", "attribute", "country", "--json").json
    assert shown["suggestions"]
    assert shown["created"] == []

    made = shoal("suggest", "attribute", "country", "--create", "--only", "1", "--json").json["created"]

    segment = shoal("segments", "show", made[0], "--json").json
    assert segment["labels"] == ["suggested"]
    assert segment["name"] == shown["suggestions"][0]["name"]


def test_rfm_is_shown_as_a_table(shoal: Shoal) -> None:
    assert "RFM cell" in " ".join(shoal("suggest", "rfm").out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("attribute", "contry"), "country"),
        (("attribute", "country", "--create", "--only", "9"), "rows 1 to"),
        (("attribute", "country", "--create", "--only", "x"), "no list of rows"),
        (("goal", "country is"), "expected"),
        (("goal", "everyone"), "too few"),
    ],
)
def test_what_makes_no_sense_is_refused(shoal: Shoal, arguments: tuple[str, ...], words: str) -> None:
    refused = shoal("suggest", *arguments)

    assert refused.code == 2
    assert words in refused.err
