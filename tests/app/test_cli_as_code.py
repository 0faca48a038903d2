"""Segments as files: pulled, tested without data, planned, applied whole or not at all."""

from pathlib import Path

import pytest
from small_world import Shoal

BIG = """\
name: Big orders
rule: |
  did "Order Completed" where total > 100
tests:
  - name: a big one is in
    as_of: 2026-03-08T12:00:00Z
    profile: {events: [{event: Order Completed, at: 2026-03-07T10:00:00Z, properties: {total: 150}}]}
    expect: in
  - name: a small one is out
    as_of: 2026-03-08T12:00:00Z
    profile: {events: [{event: Order Completed, at: 2026-03-07T10:00:00Z, properties: {total: 99.5}}]}
    expect: out
"""
SPENT = 'name: Spent\nof: sum of total over "Order Completed"\n'


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    """A folder of files beside the small world."""
    assert data.is_dir()
    (tmp_path / "audiences" / "segments").mkdir(parents=True)
    (tmp_path / "audiences" / "measures").mkdir()
    return tmp_path / "audiences"


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).write_text(text, encoding="utf-8")


def ids(shoal: Shoal) -> list[str]:
    return [row["id"] for row in shoal("segments", "list", "--json").json]


def actions(plan: object) -> dict[str, str]:
    assert isinstance(plan, dict)
    return {step["id"]: step["action"] for step in plan["steps"]}


def test_from_files_to_segments_and_back(shoal: Shoal, folder: Path) -> None:
    write(folder, "segments/big.yaml", BIG)
    write(folder, "segments/rich.yaml", "name: Rich\nrule: value of spent > 100 and in segment big\n")
    write(folder, "measures/spent.yaml", SPENT)

    plan = shoal("plan", "audiences", "--json").json
    assert actions(plan) == {"spent": "create", "big": "create", "rich": "create"}
    assert shoal("plan", "audiences", "--exit-code").code == 3
    assert ids(shoal) == []

    done = shoal("apply", "audiences", "--yes")
    assert done.code == 0, done.err
    assert ids(shoal) == ["big", "rich"]
    assert shoal("measures", "list", "--json").json[0]["id"] == "spent"

    again = shoal("apply", "audiences", "--yes")
    assert "Nothing to do" in again.err + again.out
    assert shoal("segments", "show", "big", "--json").json["version"] == 1

    pulled = shoal("pull", "audiences", "--json").json
    assert pulled["written"] == []
    assert len(pulled["unchanged"]) == 3


def test_a_change_is_planned_in_words_with_its_members(shoal: Shoal, folder: Path) -> None:
    write(folder, "segments/big.yaml", BIG)
    shoal("apply", "audiences", "--yes")
    write(folder, "segments/big.yaml", BIG.replace("> 100", "> 0"))

    (step,) = shoal("plan", "audiences", "--json").json["steps"]

    assert step["action"] == "change"
    assert "more than 0" in step["differences"][0]
    assert step["impact"]["after"] > step["impact"]["before"]
    assert step["impact"]["entered"] == step["impact"]["after"] - step["impact"]["before"]


def test_one_bad_file_changes_nothing(shoal: Shoal, folder: Path) -> None:
    write(folder, "segments/a.yaml", "name: A\nrule: everyone\n")
    write(folder, "segments/b.yaml", 'name: B\n\nrule: did "Order Complete"\n')

    done = shoal("apply", "audiences", "--yes")

    assert done.code == 2
    assert "segments/b.yaml, line 3" in done.err
    assert ids(shoal) == []


def test_a_cycle_among_files_is_refused_whole(shoal: Shoal, folder: Path) -> None:
    write(folder, "segments/a.yaml", "name: A\nrule: in segment b\n")
    write(folder, "segments/b.yaml", "name: B\nrule: in segment a\n")

    done = shoal("apply", "audiences", "--yes")

    assert done.code == 2
    assert ids(shoal) == []


def test_what_no_file_has_goes_only_when_told(shoal: Shoal, folder: Path) -> None:
    shoal("segments", "create", "Old", "--rule", "everyone")
    write(folder, "segments/big.yaml", BIG)

    assert actions(shoal("plan", "audiences", "--json").json)["old"] == "not_in_files"
    shoal("apply", "audiences", "--yes")
    assert ids(shoal) == ["big", "old"]

    shoal("apply", "audiences", "--yes", "--delete")
    assert ids(shoal) == ["big"]


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("segments/a.yaml", "name: [", "no YAML"),
        ("segments/a.yaml", "name: A\nrul: everyone\n", "did you mean 'rule'?"),
        ("segments/A b.yaml", "name: A\nrule: everyone\n", "can't be an id"),
        ("measures/m.yaml", "name: M\nof: country\n", "one aggregate"),
        ("segments/a.yaml", "name: A\nrule: value of nothing > 1\n", "no measure"),
    ],
)
def test_bad_files_say_what_and_where(shoal: Shoal, folder: Path, path: str, text: str, words: str) -> None:
    write(folder, path, text)

    done = shoal("plan", "audiences")

    assert done.code == 2
    assert words in " ".join(done.err.replace("│", " ").split())


def test_two_files_of_one_id_are_refused(shoal: Shoal, folder: Path) -> None:
    write(folder, "segments/a.yaml", BIG)
    (folder / "more").mkdir()
    write(folder, "more/a.yml", BIG)

    assert "already" in shoal("plan", "audiences").err


def test_an_empty_folder_has_nothing_to_do(shoal: Shoal, folder: Path) -> None:
    assert shoal("plan", "audiences").code == 0
    assert shoal("plan", "nowhere").code == 2


def test_windows_line_ends_and_other_scripts(shoal: Shoal, folder: Path) -> None:
    text = BIG.replace("Big orders", "Büyük sipariş 🛒").replace("\n", "\r\n")
    (folder / "segments" / "big.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert shoal("apply", "audiences", "--yes").code == 0
    assert shoal("segments", "show", "big", "--json").json["name"] == "Büyük sipariş 🛒"


# --- cases ------------------------------------------------------------------------------------------------------------


def test_cases_need_no_data(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text(BIG, encoding="utf-8")

    done = shoal("test", ".")

    assert done.code == 0, done.err
    assert "2 cases passed, 0 failed" in done.err + done.out


def test_a_failed_case_says_why(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text(BIG.replace("total: 150", "total: 15"), encoding="utf-8")

    done = shoal("test", ".")
    found = shoal("test", ".", "--json").json

    assert done.code == 1
    assert "expected in, found out" in done.out
    assert found["failed"] == 1
    assert found["cases"][0]["conditions"] == [
        {"text": 'did "Order Completed" where total is more than 100', "verdict": False}
    ]


def test_cases_over_other_segments_measures_and_limits(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "spent.yaml").write_text(SPENT, encoding="utf-8")
    (tmp_path / "big.yaml").write_text(BIG, encoding="utf-8")
    (tmp_path / "rich.yaml").write_text(
        """\
name: Rich
rule: value of spent > 100 and in segment big and in segment vip
exclude: [banned]
tests:
  - name: a big one among the vips
    as_of: 2026-03-08T12:00:00Z
    profile: {events: [{event: Order Completed, at: 2026-03-07T10:00:00Z, properties: {total: 150}}]}
    segments: {vip: in}
    expect: in
  - name: nobody who is banned
    as_of: 2026-03-08T12:00:00Z
    profile: {id: banned, events: [{event: Order Completed, at: 2026-03-07T10:00:00Z, properties: {total: 150}}]}
    segments: {vip: in}
    expect: out
""",
        encoding="utf-8",
    )

    done = shoal("test", ".")

    assert done.code == 0, done.out + done.err
    assert "4 cases passed" in done.err + done.out


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("{as_of: 2026-03-08, expect: maybe}", "`expect` is in or out"),
        ("{expect: in}", "no `as_of`"),
        ("{as_of: 2026-03-08, expect: in, profil: {}}", "did you mean 'profile'?"),
        ("{as_of: 2026-03-08, expect: in, profile: {events: [{event: A}]}}", "tests[0].profile.events[0]"),
        ("{as_of: yesterday, expect: in}", "tests[0].as_of"),
    ],
)
def test_cases_that_cant_be_read(shoal: Shoal, tmp_path: Path, case: str, words: str) -> None:
    (tmp_path / "a.yaml").write_text(f"name: A\nrule: everyone\ntests:\n  - {case}\n", encoding="utf-8")

    done = shoal("test", ".", "--json")

    assert done.code == 2
    (problem,) = done.json["problems"]
    assert words in f"{problem['path']} {problem['message']} {problem['hint']}"
