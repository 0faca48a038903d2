"""Import, ask, refresh, look at members, explain, verify: the way through the commands."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_world import RECORDS, Shoal, identify, track, write_lines

from shoal.membership import previewing

BIG = 'did "Order Completed" where total > 100'

FIELDS = (
    "count exact interval as_of total reachable missing missing_by short_history clauses platforms sample impact "
    "findings similar ms"
)


@pytest.fixture
def big_orders(data: Path, shoal: Shoal) -> None:
    assert shoal("segments", "create", "Big orders", "--rule", BIG).code == 0


# --- data in --------------------------------------------------------------------------------------------------------


def test_importing_the_same_file_again_adds_nothing(data: Path, shoal: Shoal, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "again.jsonl", RECORDS)

    report = shoal("import", "events", str(file), "--source", "shop", "--json").json

    assert isinstance(report, dict)
    assert (report["read"], report["accepted"], report["duplicates"], report["rejected"]) == (26, 0, 26, 0)


def test_a_dry_run_saves_nothing(shoal: Shoal, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "new.jsonl", RECORDS)

    done = shoal("import", "events", str(file), "--dry-run", "--json")

    assert done.code == 0
    assert isinstance(done.json, dict)
    assert (done.json["accepted"], done.json["dry_run"]) == (26, True)
    assert not (tmp_path / "shoal-data").exists()


def test_a_guessed_mapping_is_shown_and_wants_a_yes(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("user_id,country,age\nu1,TR,30\nu2,ES,40\n")

    asked = shoal("import", "profiles", "people.csv")
    taken = shoal("import", "profiles", "people.csv", "--yes")

    assert asked.code == 2
    assert "country" in asked.err
    assert "--yes" in asked.words
    assert taken.code == 0
    catalog = shoal("catalog", "--json").json
    assert isinstance(catalog, dict)
    assert catalog["profiles"] == 2
    assert {"country", "age"} <= {field["path"] for field in catalog["attributes"]}


# --- the catalog ----------------------------------------------------------------------------------------------------


def test_the_catalog_shows_events_and_attributes(data: Path, shoal: Shoal) -> None:
    done = shoal("catalog")

    assert done.code == 0
    assert "Order Completed" in done.out
    assert "country" in done.out
    assert "12 profiles" in done.err
    assert max(map(len, done.out.splitlines())) <= 80


def test_one_event_shows_its_properties(data: Path, shoal: Shoal) -> None:
    assert "total" in shoal("catalog", "Order Completed").out
    event = shoal("catalog", "Order Completed", "--json").json
    assert isinstance(event, dict)
    assert (event["count"], [field["path"] for field in event["properties"]]) == (6, ["total"])


def test_one_attribute_shows_its_types(data: Path, shoal: Shoal) -> None:
    field = shoal("catalog", "age", "--json").json

    assert isinstance(field, dict)
    assert field["types"] == {"number": 12}
    assert field["share"] == 1.0


# --- asking ---------------------------------------------------------------------------------------------------------


def test_check_says_what_a_rule_means(data: Path, shoal: Shoal) -> None:
    done = shoal("check", BIG)

    assert done.code == 0
    assert "Order Completed" in done.out


def test_check_in_json_has_the_typed_rule_and_its_text(data: Path, shoal: Shoal) -> None:
    document = shoal("check", json.dumps({"attribute": "country", "op": "is", "value": "TR"}), "--json").json

    assert isinstance(document, dict)
    assert document["ok"] is True
    assert document["rule"] == {"attribute": "country", "op": "is", "value": "TR", "type": "string"}
    assert document["text"] == 'country is "TR"'


def test_check_lists_every_problem(data: Path, shoal: Shoal) -> None:
    rule = {"all": [{"attribute": "country", "op": "iss", "value": "TR"}, {"evnt": "x"}]}

    done = shoal("check", json.dumps(rule), "--json")
    shown = shoal("check", json.dumps(rule))

    assert done.code == shown.code == 2
    assert isinstance(done.json, dict)
    assert done.json["ok"] is False
    assert [problem["path"] for problem in done.json["problems"]] == ["all[0].op", "all[1]"]
    assert "all[0].op" in shown.err
    assert "all[1]" in shown.err


def test_preview_counts_exactly_with_clauses(data: Path, shoal: Shoal) -> None:
    rule = f'{BIG} and country is "TR"'

    done = shoal("preview", rule)
    document = shoal("preview", rule, "--json").json

    assert done.code == 0
    assert "1 of 12 profiles match" in done.out
    assert isinstance(document, dict)
    assert " ".join(document) == FIELDS
    assert (document["count"], document["exact"], document["total"]) == (1, True, 12)
    assert document["as_of"] == "2026-03-08T12:00:00Z"
    assert sorted(clause["count"] for clause in document["clauses"])[-2:] == [3, 6]


def test_an_estimate_shows_its_bounds(data: Path, shoal: Shoal, monkeypatch: pytest.MonkeyPatch) -> None:
    few = shoal("preview", BIG, "--estimate")
    monkeypatch.setattr(previewing, "WORTH_SAMPLING", 0)
    shown = shoal("preview", BIG, "--estimate")
    document = shoal("preview", BIG, "--estimate", "--json").json
    exact = shoal("preview", BIG, "--json").json

    assert few.out.startswith("3 of 12 profiles match")
    assert isinstance(document, dict)
    assert isinstance(exact, dict)
    assert (document["exact"], exact["exact"]) == (False, True)
    low, high = document["interval"]
    assert low <= exact["count"] <= high
    assert shown.out.startswith(f"about {document['count']} ({low}–{high}) of 12 profiles match")


def test_preview_as_of_the_past(data: Path, shoal: Shoal) -> None:
    def count(*options: str) -> object:
        document = shoal("preview", 'did "Order Completed"', "--json", *options).json
        assert isinstance(document, dict)
        return document["count"]

    assert count() == 6
    assert count("--as-of", "2026-03-03T10:00:00Z") == 2  # what is timed at that instant doesn't count yet
    assert count("--as-of", "2026-03-03T13:00:01", "--zone", "Europe/Istanbul") == 3


def test_a_rule_comes_from_a_file_or_stdin(
    data: Path, shoal: Shoal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rule.txt").write_text(BIG + "\n")

    assert shoal("check", "@rule.txt").out == shoal("check", BIG).out


# --- refreshing -----------------------------------------------------------------------------------------------------


def test_refresh_publishes_members_with_changes(big_orders: None, shoal: Shoal, tmp_path: Path) -> None:
    first = shoal("refresh", "--all", "--json").json
    write_lines(tmp_path / "more.jsonl", [track("u9", "Order Completed", "2026-03-08T11:00:00Z", total=500)])
    assert shoal("import", "events", "more.jsonl").code == 0
    second = shoal("refresh", "big_orders", "--json").json

    assert isinstance(first, list)
    assert isinstance(second, list)
    row = {"segment": "big_orders", "status": "ready", "error": None}
    assert first == [row | {"members": 3, "entered": 3, "left": 0, "ms": first[0]["ms"]}]
    assert second == [row | {"members": 4, "entered": 1, "left": 0, "ms": second[0]["ms"]}]


def test_refresh_prints_a_table(big_orders: None, shoal: Shoal) -> None:
    done = shoal("refresh", "--all")

    assert done.code == 0
    assert done.out.split()[:5] == ["Segment", "Members", "Entered", "Left", "ms"]
    assert done.out.splitlines()[1].split()[:3] == ["big_orders", "3", "3"]


def test_a_segment_inside_a_rule_means_its_definition(big_orders: None, shoal: Shoal) -> None:
    assert shoal("segments", "create", "Fans", "--rule", 'in segment big_orders and country is "TR"').code == 0

    rows = shoal("refresh", "fans", "--json").json  # big_orders itself was never refreshed

    assert isinstance(rows, list)
    assert [(row["segment"], row["members"]) for row in rows] == [("fans", 1)]


# --- members --------------------------------------------------------------------------------------------------------


def test_members_with_columns(big_orders: None, shoal: Shoal) -> None:
    shoal("refresh", "--all")

    done = shoal("members", "big_orders", "--columns", "country,age")
    document = shoal("members", "big_orders", "--columns", "country,age", "--json").json

    assert done.code == 0
    assert "3 members as of 2026-03-08 12:00 UTC" in done.err
    assert isinstance(document, dict)
    assert document["members"] == 3
    assert sorted((row["country"], row["age"]) for row in document["rows"]) == [("ES", 23), ("ES", 25), ("TR", 24)]


def test_a_few_members_say_how_many_there_are(big_orders: None, shoal: Shoal) -> None:
    shoal("refresh", "--all")

    assert "3 members" in shoal("members", "big_orders", "--limit", "1").err
    rows = shoal("members", "big_orders", "--limit", "1", "--json").json
    assert isinstance(rows, dict)
    assert (rows["members"], len(rows["rows"])) == (3, 1)


def test_members_into_files(big_orders: None, shoal: Shoal, tmp_path: Path) -> None:
    shoal("refresh", "--all")

    assert shoal("members", "big_orders", "--columns", "note", "--out", "m.csv").code == 0
    assert shoal("members", "big_orders", "--columns", "note", "--out", "m.parquet").code == 0
    assert shoal("members", "big_orders", "--columns", "note", "--out", "raw.csv", "--raw").code == 0

    lines = (tmp_path / "m.csv").read_text().splitlines()
    assert lines[0] == "profile_id,note"
    assert all(line.endswith(",'=1+1") for line in lines[1:])
    assert all(line.endswith(",=1+1") for line in (tmp_path / "raw.csv").read_text().splitlines()[1:])
    table = pq.read_table(tmp_path / "m.parquet")
    assert (table.num_rows, set(table["note"].to_pylist())) == (3, {"=1+1"})


def test_a_refresh_of_the_future_is_refused(big_orders: None, shoal: Shoal) -> None:
    done = shoal("refresh", "big_orders", "--as-of", "2030-01-01")

    assert (done.code, "is in the future" in done.words) == (2, True)
    assert shoal("refresh", "big_orders").code == 0


@pytest.mark.parametrize(
    "moment", ["0001-01-01", "1899-12-31", "3000-01-02", "0001-01-01T00:00", "9999-12-31T23:59:59Z"]
)
def test_an_instant_far_from_every_calendar_is_refused(moment: str, big_orders: None, shoal: Shoal) -> None:
    done = shoal("preview", "everyone", "--as-of", moment, "--zone", "Pacific/Kiritimati")

    assert (done.code, "outside the years 1900 to 2999" in done.words) == (2, True)


# --- explaining -----------------------------------------------------------------------------------------------------


def test_explain_shows_every_condition(big_orders: None, shoal: Shoal) -> None:
    assert shoal("segments", "create", "Fans", "--rule", f'{BIG} in last 7 days and country is "TR"').code == 0

    member, other = shoal("explain", "fans", "u4"), shoal("explain", "fans", "u1")

    assert "u4 is in Fans" in member.out
    assert "✗" not in member.out
    assert "no longer holds from" in member.out
    assert "u1 is not in Fans" in other.out
    assert "✗" in other.out
    assert max(map(len, member.out.splitlines())) <= 80


def test_a_person_is_found_by_an_address_that_is_theirs_alone(big_orders: None, shoal: Shoal, tmp_path: Path) -> None:
    people = [identify("u1", email="one@example.com"), *(identify(f"u{i}", email="two@example.com") for i in (2, 3))]
    people = [person | {"messageId": f"mail {i}"} for i, person in enumerate(people)]
    assert shoal("import", "events", str(write_lines(tmp_path / "mail.jsonl", people))).code == 0

    one, two = shoal("explain", "big_orders", "one@example.com"), shoal("explain", "big_orders", "two@example.com")
    nobody = shoal("explain", "big_orders", "nobody@example.com")

    assert (one.code, "one@example.com is not in" in one.out) == (0, True)
    assert (two.code, "2 profiles have the e-mail address" in two.words) == (2, True)
    assert (nobody.code, "no profile 'nobody@example.com'" in nobody.words) == (2, True)


def test_explain_in_json_is_a_tree(big_orders: None, shoal: Shoal) -> None:
    tree = shoal("explain", "big_orders", "u1", "--json").json

    assert isinstance(tree, dict)
    assert {"text", "verdict", "because", "flips_at"} <= set(tree)
    assert tree["verdict"] is False


# --- proving --------------------------------------------------------------------------------------------------------


def test_verify_finds_no_difference(big_orders: None, shoal: Shoal) -> None:
    shoal("refresh", "--all")

    done = shoal("verify")
    document = shoal("verify", "big_orders", "--sample", "12", "--json").json

    assert done.code == 0
    assert "No difference" in done.err
    assert isinstance(document, dict)
    assert document["ok"] is True
    assert document["segments"][0]["stored"] == document["segments"][0]["recomputed"] == 3
    assert document["segments"][0]["oracle_checked"] > 0


def test_rebuild_changes_no_members(big_orders: None, shoal: Shoal) -> None:
    shoal("refresh", "--all")
    before = shoal("members", "big_orders", "--json").out

    assert shoal("rebuild").code == 0
    assert shoal("members", "big_orders", "--json").out == before


def test_doctor_finds_nothing_wrong(big_orders: None, shoal: Shoal) -> None:
    shoal("refresh", "--all")

    done = shoal("doctor", "--json")

    assert done.code == 0
    assert isinstance(done.json, dict)
    assert done.json["ok"] is True


def test_version(shoal: Shoal) -> None:
    assert shoal("version").out.startswith("shoal 0.")
    assert isinstance(shoal("version", "--json").json, dict)
