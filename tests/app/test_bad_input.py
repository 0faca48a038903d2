"""Bad input: one clear message, the right exit code, nothing lost, no traceback (the fixture looks for one)."""

import errno
import fcntl
import json
import os
from pathlib import Path

import duckdb
import pytest
from small_world import RECORDS, Done, Shoal, write_lines

from shoal.app.cli import main

BIG = 'did "Order Completed" where total > 100'


def assert_refused(done: Done, *words: str, code: int = 2) -> None:
    assert done.code == code, done.err
    assert done.out == ""
    for word in words:
        assert word in done.words


# --- the command line -----------------------------------------------------------------------------------------------


def test_an_unknown_command_suggests_one(shoal: Shoal) -> None:
    assert_refused(shoal("segmets"), "No such command 'segmets'", "Did you mean 'segments'", "--help")


def test_an_unknown_option_suggests_one(shoal: Shoal) -> None:
    assert_refused(shoal("preview", "x", "--as-off", "2026"), "--as-of")


def test_with_json_an_error_is_the_document(shoal: Shoal) -> None:
    for arguments in (["segmets"], ["check"], ["catalog"], ["refresh"], ["segments", "show", "x"]):
        done = shoal(*arguments, "--json")
        document = done.json
        assert done.code == 2
        assert isinstance(document, dict)
        assert set(document["error"]) >= {"code", "message", "hint", "actor"}
        assert document["error"]["actor"] == "user"


def test_a_bad_setting_says_where_it_stands(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "shoal.toml").write_text('zoen = "UTC"')

    assert_refused(shoal("catalog"), "has no setting 'zoen'", "did you mean 'zone'?")


# --- no data yet ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["catalog"],
        ["check", BIG],
        ["preview", BIG],
        ["segments", "list"],
        ["segments", "create", "A", "--rule", BIG],
        ["members", "a"],
        ["refresh", "--all"],
        ["explain", "a", "u1"],
        ["verify"],
        ["rebuild"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_an_empty_data_directory_says_what_to_run_first(shoal: Shoal, tmp_path: Path, arguments: list[str]) -> None:
    assert_refused(shoal(*arguments), "there is no data in".capitalize(), "shoal demo", "shoal import events FILE")
    assert list(tmp_path.iterdir()) == []


def test_doctor_of_an_empty_directory(shoal: Shoal) -> None:
    done = shoal("doctor")

    assert done.code == 1
    assert "holds no data" in done.out


def test_members_before_the_first_refresh(data: Path, shoal: Shoal) -> None:
    shoal("segments", "create", "Big orders", "--rule", BIG)

    assert_refused(shoal("members", "big_orders"), "refresh")


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_broken_line_is_set_aside_with_its_reason(shoal: Shoal, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "events.jsonl", RECORDS[:3])
    file.write_text(file.read_text() + '{"type": "track", "userId": \n')

    done = shoal("import", "events", "events.jsonl", "--json")

    assert done.code == 0
    assert isinstance(done.json, dict)
    assert (done.json["accepted"], done.json["rejected"]) == (3, 1)
    assert "4," in (tmp_path / "events.jsonl.rejected.csv").read_text()


def test_a_broken_csv_line_is_set_aside_with_its_reason(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("user_id,country\nu1,TR\nu2,ES,what is this\nu3,FR\n")

    done = shoal("import", "profiles", "people.csv", "--yes", "--json")

    assert done.code == 0
    assert isinstance(done.json, dict)
    assert (done.json["accepted"], done.json["rejected"]) == (2, 1)
    assert "what is this" in (tmp_path / "people.csv.rejected.csv").read_text()


def test_a_file_in_which_nothing_is_right(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text("not\njson\n")

    done = shoal("import", "events", "events.jsonl")

    assert done.code == 2
    assert "2 rejected" in done.words


def test_a_mapping_with_an_unknown_column(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("user_id,country\nu1,TR\n")
    (tmp_path / "map.yaml").write_text("kind: profiles\nuser_id: userid\nattributes: {country: contry}\n")

    assert_refused(shoal("import", "profiles", "people.csv", "--map", "map.yaml"), "'userid', 'contry'", "user_id")


@pytest.mark.parametrize("arguments", [["import", "events", "gone.csv"], ["check", "@gone.txt"]])
def test_a_file_that_isnt_there(data: Path, shoal: Shoal, arguments: list[str]) -> None:
    assert_refused(shoal(*arguments), "gone.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("user_id\nu1\n")
    (tmp_path / "secret.csv").chmod(0)

    assert_refused(shoal("import", "profiles", "secret.csv", "--yes"), "secret.csv", "permission denied")


def test_a_folder_instead_of_a_rule(data: Path, shoal: Shoal, tmp_path: Path) -> None:
    assert_refused(shoal("check", f"@{tmp_path}"), "can't be read", "is a directory")


def test_a_segment_file_that_is_no_yaml(data: Path, shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: [")
    (tmp_path / "b.yaml").write_text("name: B\nrul: x")
    (tmp_path / "c.yaml").write_bytes(b"name: \xff")

    assert_refused(shoal("segments", "create", "--file", "a.yaml"), "a.yaml is no YAML, line 1")
    assert_refused(shoal("segments", "create", "--file", "b.yaml"), "a segment has no `rul`".capitalize(), "'rule'")
    assert_refused(shoal("segments", "create", "--file", "c.yaml"), "c.yaml is no UTF-8 text")


# --- rules ----------------------------------------------------------------------------------------------------------


def test_a_rule_with_a_typing_error_points_at_it(data: Path, shoal: Shoal) -> None:
    assert_refused(shoal("preview", 'didd "Order Completed"'), "didd")


def test_an_event_that_never_occurred_suggests_the_nearest(data: Path, shoal: Shoal) -> None:
    assert_refused(shoal("preview", 'did "Order Complete"'), "was ever seen", "did you mean 'Order Completed'?")


def test_what_only_looks_odd_is_a_warning(data: Path, shoal: Shoal) -> None:
    done = shoal("preview", 'country is "XX" or has tag "vpi"')

    assert done.code == 0
    assert "warning" in done.words


def test_a_value_of_the_wrong_type(data: Path, shoal: Shoal) -> None:
    rule = {"attribute": "age", "op": "gt", "value": "thirty"}

    assert_refused(shoal("preview", json.dumps(rule)), "thirty")


def test_a_rule_of_10_megabytes(data: Path, shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "huge.txt").write_text('country is "' + "x" * 10_000_000 + '"')

    assert_refused(shoal("check", "@huge.txt"), "bytes", "1,000,000")


def test_a_rule_that_is_40_deep(data: Path, shoal: Shoal) -> None:
    rule: object = {"attribute": "country", "op": "is", "value": "TR"}
    for _ in range(40):
        rule = {"all": [rule, {"attribute": "age", "op": "is_set"}]}

    assert_refused(shoal("check", json.dumps(rule)), "32 deep")
    assert_refused(shoal("check", "not (age is set and " * 40 + "age is set" + ")" * 40), "32 deep")


def test_a_rule_that_is_no_text(data: Path, shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "rule.bin").write_bytes(b"\xff\xfe\x00")

    assert_refused(shoal("check", "@rule.bin"), "UTF-8")


def test_a_score_that_isnt_there(data: Path, shoal: Shoal) -> None:
    assert_refused(shoal("check", json.dumps({"score": "churn", "op": "gte", "value": 1})), 'no score "churn"')


# --- segments -------------------------------------------------------------------------------------------------------


def test_an_unknown_segment_suggests_one(data: Path, shoal: Shoal) -> None:
    shoal("segments", "create", "Big orders", "--rule", BIG)

    for arguments in (
        ["segments", "show", "big_order"],
        ["refresh", "big_order"],
        ["members", "big_order"],
        ["explain", "big_order", "u1"],
        ["verify", "big_order"],
        ["preview", "in segment big_order"],
    ):
        assert_refused(shoal(*arguments), "big_order", "big_orders")


def test_a_cycle_shows_its_way(data: Path, shoal: Shoal) -> None:
    shoal("segments", "create", "A", "--rule", BIG)
    shoal("segments", "create", "B", "--rule", "in segment a")

    assert_refused(shoal("segments", "edit", "a", "--rule", "not in segment b"), "a → b → a")
    show = shoal("segments", "show", "a", "--json").json
    assert isinstance(show, dict)
    assert show["version"] == 1


def test_an_edit_of_an_old_version(data: Path, shoal: Shoal) -> None:
    shoal("segments", "create", "A", "--rule", BIG)
    shoal("segments", "rename", "a", "B")

    assert_refused(shoal("segments", "edit", "a", "--description", "x", "--version", "1"), "at version 2, not 1")


def test_fields_that_are_too_long_are_all_named(data: Path, shoal: Shoal) -> None:
    done = shoal("segments", "create", "x" * 101, "--rule", BIG, "--description", "y" * 501, "--zone", "Mars")

    assert_refused(done, "The name has 101 characters", "The description has 501 characters", "no time zone 'Mars'")


def test_refresh_without_saying_what(data: Path, shoal: Shoal) -> None:
    assert_refused(shoal("refresh"), "--all")
    assert_refused(shoal("refresh", "a", "--all"), "--all")


# --- times and people -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["preview", BIG], ["refresh", "--all"]], ids=lambda a: a[0])
def test_a_time_that_is_none(data: Path, shoal: Shoal, arguments: list[str]) -> None:
    assert_refused(shoal(*arguments, "--as-of", "yesterday"), "'yesterday' is no date or time", "2026-03-08")


def test_a_zone_that_isnt_there(data: Path, shoal: Shoal) -> None:
    assert_refused(shoal("preview", BIG, "--zone", "Mars/Olympus"), "no time zone 'Mars/Olympus'")


def test_an_unknown_person(data: Path, shoal: Shoal) -> None:
    shoal("segments", "create", "A", "--rule", BIG)

    assert_refused(shoal("explain", "a", "nobody"), "no profile 'nobody'")


def test_an_unknown_name_in_the_catalog(data: Path, shoal: Shoal) -> None:
    assert_refused(shoal("catalog", "Order Complet"), "did you mean 'Order Completed'?")


# --- the machine ----------------------------------------------------------------------------------------------------


def test_two_writers_on_one_directory(data: Path, shoal: Shoal) -> None:
    lock = os.open(data / "main" / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.pwrite(lock, b"4711", 0)
    try:
        second = shoal("tags", "apply", "vip", "u1")
        refresher = shoal("refresh", "--all")
        reader = shoal("catalog")
        definer = shoal("segments", "create", "A", "--rule", BIG)
    finally:
        os.close(lock)

    assert_refused(second, "4711", "Try again", code=1)
    assert_refused(refresher, "another process", "Try again", code=1)
    assert reader.code == 0
    assert definer.code == 0  # definitions have a lock of their own
    assert shoal("tags", "apply", "vip", "u1").code == 0


def test_a_full_disk_loses_nothing(data: Path, shoal: Shoal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_lines(tmp_path / "more.jsonl", [r | {"messageId": f"new-{i}"} for i, r in enumerate(RECORDS)])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        assert_refused(shoal("import", "events", str(file)), "disk is full", "whoever runs this machine", code=1)
    after = shoal("import", "events", str(file), "--json").json

    assert isinstance(after, dict)
    assert (after["accepted"], after["duplicates"]) == (26, 0)


def test_members_onto_a_full_disk(data: Path, shoal: Shoal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shoal("segments", "create", "A", "--rule", BIG)
    shoal("refresh", "--all")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert_refused(shoal("members", "a", "--out", "m.csv"), "no space left on device", code=1)
    assert not list(tmp_path.glob("*m.csv*"))


def test_a_file_instead_of_a_data_directory(shoal: Shoal, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    file = write_lines(tmp_path / "events.jsonl", RECORDS)

    done = shoal("import", "events", str(file), "--data-dir", "data")

    assert done.code in (1, 2)
    assert (tmp_path / "data").read_text() == "x"


def test_a_damaged_log_is_found(data: Path, shoal: Shoal) -> None:
    file = next((data / "main" / "log").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-20])

    done = shoal("doctor")

    assert done.code == 1
    assert file.name in "".join(done.out.split())


def test_a_fault_of_our_own_is_short_and_leaves_details(
    shoal: Shoal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("shoal.app.cli.data.opened", broken)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    done = shoal("catalog")

    assert_refused(done, "something went wrong: a bug".capitalize(), "please report it", code=1)
    details = next(tmp_path.glob("shoal-error-*.txt")).read_text()
    assert "RuntimeError: a bug" in details


@pytest.mark.parametrize("error", [KeyboardInterrupt, duckdb.InterruptException])
def test_an_interruption_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[BaseException]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("shoal.app.cli.data.opened", interrupted)

    assert main(["catalog"]) == 130
    captured = capsys.readouterr()
    assert "Interrupted" in captured.err
    assert "Traceback" not in captured.err
