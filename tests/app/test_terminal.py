"""Words, numbers, tables and progress as people see them."""

import io
import sys
from decimal import Decimal

import pytest

from shoal.app.cli.terminal import (
    Column,
    ago,
    day,
    folded,
    instant,
    number,
    out,
    percent,
    plural,
    print_json,
    progress,
    say,
    span,
    table,
)
from shoal.model.instant import parse_instant

NOON = parse_instant("2026-03-08T12:00:00Z", "UTC")
HOUR = 3_600_000_000


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1_234_567, "1,234,567"), (None, "–")])
def test_numbers_have_thousands_separators(value: int | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("part", "text"), [(0, "0%"), (0.0004, "0.0%"), (0.123, "12.3%"), (0.9949, "99.5%"), (0.996, "100%"), (1, "100%")]
)
def test_shares(part: float, text: str) -> None:
    assert percent(part) == text


def test_instants_are_in_the_zone() -> None:
    assert instant(NOON, "Europe/Istanbul") == "2026-03-08 15:00"
    assert instant(None, "UTC") == "–"
    assert day(NOON + 11 * HOUR, "Europe/Istanbul") == "2026-03-09"


def test_instants_at_the_ends_of_the_calendar_are_shown() -> None:
    last, first = parse_instant("9999-12-31T23:59:59Z", "UTC"), parse_instant("0001-01-01T00:00:00Z", "UTC")

    assert instant(last, "Pacific/Kiritimati") == "9999-12-31 23:59"
    assert day(first, "America/New_York") == "0001-01-01"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 seconds"),
        (59 * HOUR // 3600, "59 seconds"),
        (HOUR, "1 hour"),
        (47 * HOUR, "1 day"),
        (-50 * HOUR, "2 days"),
    ],
)
def test_spans_are_in_their_largest_unit(length: int, text: str) -> None:
    assert span(length) == text


def test_ago() -> None:
    shown = [ago(NOON - back * HOUR // 60, NOON) for back in (0, 1, 59, 60, 47 * 60, 48 * 60, 10_000)]

    assert shown == ["just now", "1 min ago", "59 min ago", "1 h ago", "47 h ago", "2 days ago", "6 days ago"]
    assert ago(None, NOON) == "–"


def test_one_is_singular() -> None:
    assert plural(1, "segment") == "1 segment"
    assert plural(1_000, "segment") == "1,000 segments"


def test_a_table_fits_the_terminal_and_keeps_ids_and_numbers_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    columns = (Column("Segment", "id"), Column("Members", "number"), Column("Description"))

    out().print(table(columns, [("high_value_without_push", "12,345,678", "many words " * 20), ("b", "1", "few")]))

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].split()[:2] == ["high_value_without_push", "12,345,678"]
    assert lines[1].index("12,345,678") + 10 == lines[-1].index("1") + 1  # right-aligned


def test_an_id_that_is_wider_than_the_terminal_folds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    out().print(table((Column("Segment", "id"), Column("Members", "number")), [("x" * 100, "12,345")]))

    shown = capsys.readouterr().out
    assert shown.count("x") == 100
    assert max(map(len, shown.splitlines())) <= 60


def test_what_people_wrote_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    say("[bold]not markup[/bold] :smile:")
    out().print(table((Column("A"),), [("[red]x[/red]",)]))

    shown = capsys.readouterr()
    assert "[bold]not markup[/bold] :smile:" in shown.err
    assert "[red]x[/red]" in shown.out


def test_json_keeps_letters_and_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "ayşe", "whole": Decimal("3.0"), "part": Decimal("0.5"), "some": ("a", "b")})

    assert capsys.readouterr().out.split() == [
        "{",
        '"name":',
        '"ayşe",',
        '"whole":',
        "3,",
        '"part":',
        "0.5,",
        '"some":',
        "[",
        '"a",',
        '"b"',
        "]",
        "}",
    ]


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_stderr_only_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress("Refreshing") as show:
        show(1, 2, "nobody sees this")
    assert capsys.readouterr() == ("", "")

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress("Refreshing") as show:
        show(1, 2, "[a] segment")
    assert "Refreshing · [a] segment" in screen.getvalue()
    assert "50%" in screen.getvalue()


def test_dates_stay_whole_and_spare_columns_go_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = (Column("Event", "id"), Column("First", "date", spare=True), Column("Last", "date"))
    rows = [("Push Notification Tapped", "2026-03-01", "2026-03-08")]

    for width, dates in ((60, ["2026-03-01", "2026-03-08"]), (40, ["2026-03-08"])):
        monkeypatch.setenv("COLUMNS", str(width))
        out().print(table(columns, rows))
        assert capsys.readouterr().out.splitlines()[1].split()[3:] == dates


def test_folded_text_keeps_instants_whole() -> None:
    assert folded("the last one was 2026-10-29 12:35", 30, "  ") == "the last one was\n  2026-10-29 12:35"
