"""Named measures, scores and limits of segments on the command line."""

from pathlib import Path

import pytest
from small_world import Shoal

SPENT = 'sum of total over "Order Completed"'


@pytest.fixture(autouse=True)
def _on_data(data: Path) -> None:
    """Every test here has the small world."""


def members(shoal: Shoal, segment: str) -> set[str]:
    shoal("refresh", segment)
    return {row["profile_id"] for row in shoal("members", segment, "--limit", "0", "--json").json["rows"]}


def test_a_measure_is_made_used_and_kept_while_used(shoal: Shoal) -> None:
    made = shoal("measures", "create", "Spent in all", "--of", SPENT, "--json").json
    assert (made["id"], made["text"], made["version"]) == ("spent_in_all", SPENT, 1)

    plain = shoal("preview", f"{SPENT} > 100", "--json").json["count"]
    named = shoal("preview", "value of spent_in_all > 100", "--json").json["count"]
    assert named == plain > 0

    shoal("segments", "create", "Rich", "--rule", "value of spent_in_all > 100")
    refused = shoal("measures", "delete", "spent_in_all", "--yes")
    assert refused.code == 2
    assert "'rich'" in refused.err

    shoal("segments", "delete", "rich", "--yes")
    assert shoal("measures", "delete", "spent_in_all", "--yes").code == 0
    assert shoal("measures", "list", "--json").json == []


def test_an_edited_measure_means_the_new_one(shoal: Shoal) -> None:
    shoal("measures", "create", "Spent", "--of", SPENT)
    shoal("segments", "create", "Rich", "--rule", "value of spent >= 1")
    before = members(shoal, "rich")

    shoal("measures", "edit", "spent", "--of", f"{SPENT} where total > 1000000")

    assert before
    assert members(shoal, "rich") == set()


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("country", "one aggregate"),
        ('sum of total over "Order Complete"', "No event"),
        ("sum of", "expected"),
        ("{", "no JSON"),
    ],
)
def test_what_is_no_measure_is_refused(shoal: Shoal, of: str, words: str) -> None:
    refused = shoal("measures", "create", "X", "--of", of)
    assert refused.code == 2
    assert words in " ".join(refused.err.replace("│", " ").split())


def test_scores_come_from_a_file_and_count_from_their_instant(shoal: Shoal, tmp_path: Path) -> None:
    everyone = [row["profile_id"] for row in _everyone(shoal)]
    rows = [
        f"{profile},{0.1 * number:.1f},{'high' if number > 1 else 'low'}" for number, profile in enumerate(everyone)
    ]
    (tmp_path / "scores.csv").write_text("\n".join(["profile,score,band", *rows, "nobody,0.5,low"]))

    done = shoal("scores", "import", "churn", "scores.csv", "--as-of", "2026-03-08T11:00:00Z", "--json").json
    assert (done["profiles"], done["bands"], done["unmatched"]) == (len(everyone), ["high", "low"], ["nobody"])

    assert shoal("preview", 'score churn band "high"', "--json").json["count"] == len(everyone) - 2
    assert shoal("preview", "score churn >= 0.1", "--json").json["count"] == len(everyone) - 1
    early = shoal("preview", "score churn is set", "--as-of", "2026-03-08T11:00:00Z", "--json").json
    assert early["count"] == 0
    assert "o score" in shoal("check", "score chrn > 0.5").err
    assert shoal("scores", "list", "--json").json[0]["score"] == "churn"


def _everyone(shoal: Shoal) -> list[dict[str, str]]:
    shoal("segments", "create", "All of them", "--rule", "everyone")
    shoal("refresh", "all_of_them")
    return shoal("members", "all_of_them", "--limit", "0", "--json").json["rows"]  # type: ignore[no-any-return]


def test_limits_are_applied_explained_and_verified(shoal: Shoal) -> None:
    everyone = sorted(row["profile_id"] for row in _everyone(shoal))
    first, second, *_ = everyone
    rule = ("--rule", 'did "Order Completed"')
    plain = shoal("segments", "create", "Plain", *rule) and members(shoal, "plain")
    outsider = next(profile for profile in everyone if profile not in plain)
    insider = next(profile for profile in everyone if profile in plain)

    shoal("segments", "create", "Limited", *rule, "--include", outsider, "--exclude", insider)
    assert members(shoal, "limited") == (plain | {outsider}) - {insider}
    assert "put in by name" in shoal("explain", "limited", outsider).out
    assert "left out by name" in shoal("explain", "limited", insider).out

    shoal("segments", "create", "First", "--rule", "everyone", "--waterfall", "w:1", "--cap", "2 by age")
    shoal("segments", "create", "Second", "--rule", "everyone", "--waterfall", "w:2")
    assert len(members(shoal, "first")) == 2
    assert members(shoal, "second") == set()

    report = shoal("verify", "limited", "first", "second", "--json")
    assert report.code == 0, report.out
    assert first != second


def test_limits_that_cant_be_are_refused(shoal: Shoal) -> None:
    for options, words in (
        (("--cap", "many"), "no cap"),
        (("--waterfall", "w"), "no place in a waterfall"),
        (("--include", "nobody-knows"), "Nobody is known"),
        (("--cap", "0 by age"), "whole number"),
    ):
        refused = shoal("segments", "create", "X", "--rule", "everyone", *options)
        assert refused.code == 2
        assert words in " ".join(refused.err.replace("│", " ").split())
