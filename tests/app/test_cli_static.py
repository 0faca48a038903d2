"""`shoal segments add`, `shoal import members`, `shoal tags …`, and undoing what was done to a segment."""

from pathlib import Path

import pytest
from small_world import Shoal

SPANIARDS = 'country is "ES"'


@pytest.fixture(autouse=True)
def _on_data(data: Path) -> None:
    """Every test here has the small world."""


def made(shoal: Shoal, *people: str) -> None:
    assert shoal("segments", "create", "VIPs", "--static").code == 0
    if people:
        assert shoal("segments", "add", "vips", *people).code == 0


def count(shoal: Shoal, id: str) -> object:
    document = shoal("segments", "show", id, "--json").json
    assert isinstance(document, dict)
    return document["members"]


def test_a_static_segment_is_made_and_filled(shoal: Shoal) -> None:
    done = shoal("segments", "create", "VIPs", "--static", "--label", "sales")
    assert "shoal segments add vips" in done.err
    assert "static" in shoal("segments", "show", "vips").out

    added = shoal("segments", "add", "vips", "u1", "u2", "u3", "nobody", "--json")
    removed = shoal("segments", "remove", "vips", "u2")

    assert added.json == {
        "segment": "vips",
        "status": "ready",
        "members": 3,
        "entered": 3,
        "left": 0,
        "ms": 0,
        "error": None,
        "unmatched": [{"line": 4, "text": "nobody", "reason": "unknown"}],
    }
    assert "'vips' has 2 members now: 0 entered, 1 left" in removed.words
    assert (removed.code, count(shoal, "vips")) == (0, 2)


def test_nobody_is_an_error_that_changes_nothing(shoal: Shoal) -> None:
    made(shoal, "u1")

    done = shoal("segments", "add", "vips", "nobody")

    assert done.code == 2
    assert "nobody has this identifier: nobody" in done.words
    assert count(shoal, "vips") == 1
    assert shoal("segments", "add", "vip", "u1").code == 2
    assert shoal("segments", "create", "Both", "--static", "--rule", SPANIARDS).code == 2


def test_a_file_of_members(shoal: Shoal, tmp_path: Path) -> None:
    made(shoal, "u9")
    (tmp_path / "some.csv").write_text("name,customer_no\nAnn,u1\nBob,u2\nEve,u99\n")
    (tmp_path / "other.txt").write_text("u3\nu4\n")

    assert "none is called profile_id" in shoal("import", "members", "vips", "some.csv").words
    done = shoal("import", "members", "vips", "some.csv", "--column", "customer_no")
    assert "'vips' has 3 members now: 2 entered, 0 left." in done.words
    assert "u99" in done.words
    assert shoal("segments", "add", "vips", "@other.txt", "u5").code == 0
    assert count(shoal, "vips") == 6
    assert (
        "'vips' has 2 members now: 0 entered, 4 left."
        in shoal("import", "members", "vips", "other.txt", "--replace").words
    )
    assert shoal("import", "members", "vips", "missing.csv").code == 2


def test_a_rule_names_a_static_segment(shoal: Shoal) -> None:
    made(shoal, "u1", "u2", "u3")
    shoal("segments", "create", "Spanish VIPs", "--rule", f"in segment vips and {SPANIARDS}")

    done = shoal("refresh", "--all")

    assert "vips" not in [line.split()[0] for line in done.out.splitlines()]
    assert count(shoal, "spanish_vips") == 2
    assert "put into it at 2026-03-08 12:00" in shoal("explain", "spanish_vips", "u1").out
    assert "u1 is in VIPs" in shoal("explain", "vips", "u1").out
    assert shoal("verify", "--json").json == {
        "ok": True,
        "segments": [
            {"segment": "spanish_vips", "stored": 2, "recomputed": 2, "oracle_checked": 12, "mismatches": []},
            {"segment": "vips", "stored": 3, "recomputed": 3, "oracle_checked": 0, "mismatches": []},
        ],
    }
    assert "same as before" in shoal("rebuild").err
    assert shoal("doctor").code == 0
    assert "spanish_vips" in shoal("segments", "delete", "vips", "--yes").words


def test_a_segment_is_frozen_and_duplicated(shoal: Shoal) -> None:
    shoal("segments", "create", "Spaniards", "--rule", SPANIARDS)
    assert shoal("segments", "freeze", "spaniards").code == 2
    shoal("refresh", "--all")

    done = shoal("segments", "freeze", "spaniards", "Spaniards of March", "--id", "march")
    assert "Created 'march' with 6 members of 'spaniards'." in done.words
    assert shoal("segments", "duplicate", "march", "--json").code == 0
    assert count(shoal, "spaniards_of_march_copy") == 6
    assert shoal("segments", "show", "march", "--yaml").out == "name: Spaniards of March\nkind: static\n"


def test_an_older_version_comes_back(shoal: Shoal) -> None:
    shoal("segments", "create", "People", "--rule", SPANIARDS)
    shoal("segments", "edit", "people", "--rule", 'country is "TR"')
    shoal("segments", "label", "people", "geo")

    assert "label “geo” added" in shoal("segments", "diff", "people").out
    assert shoal("segments", "diff", "people", "1", "3", "--json").json == {
        "segment": "people",
        "from": 1,
        "to": 3,
        "difference": ['changed: country is "ES" → country is "TR"', "label “geo” added"],
    }
    assert "Version 4 of 'people' is as version 1 was." in shoal("segments", "rollback", "people", "1").words
    assert SPANIARDS in shoal("segments", "show", "people").out
    assert shoal("segments", "rollback", "people", "9").code == 2


def test_one_version_has_nothing_to_compare(shoal: Shoal) -> None:
    shoal("segments", "create", "People", "--rule", SPANIARDS)
    assert "one version only" in shoal("segments", "diff", "people").words


def test_a_deletion_is_undone(shoal: Shoal) -> None:
    made(shoal, "u1", "u2")
    assert "segments restore vips" in shoal("segments", "delete", "vips", "--yes").words
    made(shoal)

    assert "given to another segment" in shoal("segments", "restore", "vips").words
    assert shoal("segments", "restore", "vips", "--name", "Old VIPs").code == 0
    assert count(shoal, "vips") == 2


def test_tags_are_put_on_and_taken_away(shoal: Shoal) -> None:
    assert "There is no tag yet" in shoal("tags", "list").err
    assert shoal("tags", "create", "gold", "--description", "Invited by hand").code == 0
    made(shoal, "u1", "u2")

    assert "Put 'gold' on 2 profiles." in shoal("tags", "apply", "gold", "--segment", "vips").words
    done = shoal("tags", "apply", "gold", "u2", "u3", "nobody", "--json")
    assert done.json == {
        "tag": "gold",
        "profiles": 1,
        "unmatched": [{"line": 3, "text": "nobody", "reason": "unknown"}],
    }
    assert "Took 'gold' from 1 profile." in shoal("tags", "remove", "gold", "u1").words
    assert shoal("tags", "describe", "gold", "--description", "By phone").code == 0
    rows = shoal("tags", "list", "--json").json
    assert rows == [
        {
            "name": "gold",
            "description": "By phone",
            "profiles": 2,
            "created_at": "2026-03-08T12:00:00Z",
            "created_by": "ayşe",
        }
    ]
    assert "By phone" in shoal("tags", "list").out
    assert "nobody is there to answer" in shoal("tags", "delete", "gold").words
    assert "Deleted 'gold'; 2 profiles had it." in shoal("tags", "delete", "gold", "--yes").words
    assert shoal("tags", "list", "--json").json == []


def test_whom_to_tag_must_be_said_once(shoal: Shoal) -> None:
    made(shoal, "u1")
    assert shoal("tags", "apply", "gold").code == 2
    assert shoal("tags", "apply", "gold", "u1", "--segment", "vips").code == 2
    assert shoal("tags", "apply", "gold", "nobody").code == 2
    assert shoal("tags", "remove", "gold", "u1").code == 2
