"""What people see: tables, progress, errors. Results go to stdout, everything else to stderr."""

import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from shoal.model.errors import Problem, ShoalError
from shoal.model.instant import from_microseconds, zone_info

WHOLE_ID = 28  # an id up to this length isn't broken onto two lines

WHO_ACTS = {
    "user": "You can fix this.",
    "operator": "This is for whoever runs this machine.",
    "retry": "Try again in a moment.",
    "us": "This is a fault in Shoal; please report it.",
}


def out() -> Console:
    return Console(highlight=False, soft_wrap=False)


def err() -> Console:
    return Console(stderr=True, highlight=False)


# --- JSON -----------------------------------------------------------------------------------------------------------


def print_json(document: object) -> None:
    """The one document of a command with `--json`."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


# --- words and numbers ----------------------------------------------------------------------------------------------


def number(value: int | None) -> str:
    """1,234,567, or a dash where there is none."""
    return "–" if value is None else f"{value:,}"


def percent(part: float) -> str:
    return f"{part:.0%}" if part >= 0.995 or part == 0 else f"{part:.1%}"


def instant(time: int | None, zone: str) -> str:
    """`2026-03-08 12:00` in the zone, or a dash."""
    return "–" if time is None else _local(time, zone).isoformat(sep=" ")[:16]


def day(time: int, zone: str) -> str:
    """The local date, `2026-03-08`."""
    return _local(time, zone).date().isoformat()


def _local(time: int, zone: str) -> datetime:
    """The local time; in the first and last hours of the calendar, where there may be none, the one in UTC."""
    moment = from_microseconds(time)
    try:
        return moment.astimezone(zone_info(zone))
    except OverflowError:
        return moment


def ago(time: int | None, now: int) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `6 days ago`, or a dash."""
    if time is None:
        return "–"
    minutes = (now - time) // 60_000_000
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"


def span(microseconds: int) -> str:
    """A length of time in its largest unit: `6 days`, `1 hour`, `40 seconds`."""
    seconds = abs(microseconds) // 1_000_000
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return plural(seconds // length, unit)
    return plural(seconds, "second")


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)")


def folded(text: str, width: int, indent: str) -> str:
    """The text in lines of at most `width` characters, those after the first behind `indent`; instants stay whole."""
    bound = _INSTANT.sub("\\1\u2007\\2", text)  # a space that is not for breaking
    lines = textwrap.wrap(bound, max(width, 20), break_on_hyphens=False)
    return f"\n{indent}".join(lines).replace("\u2007", " ")


# --- tables ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Numbers and dates stay on their line, ids as long as there is room; text may fold.

    A column that is `spare` is left out where the terminal is too narrow for all.
    """

    title: str
    kind: Literal["text", "number", "date", "id"] = "text"
    spare: bool = False


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], *, title: str | None = None, header: bool = True
) -> Table:
    """A table as wide as its content, at most as wide as the terminal. Cell texts are shown as they are."""
    drawn = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        show_header=header,
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    shown = [*range(len(columns))]
    while any(columns[i].spare for i in shown) and _least_width(columns, rows, shown) > out().width:
        shown.remove(next(i for i in shown if columns[i].spare))
    for place in shown:
        column = columns[place]
        if column.kind in ("number", "date"):
            drawn.add_column(column.title, justify="right" if column.kind == "number" else "left", no_wrap=True)
        elif column.kind == "id":
            longest = max((len(row[place]) for row in rows), default=0)
            drawn.add_column(column.title, overflow="fold", no_wrap=longest <= WHOLE_ID)
        else:
            drawn.add_column(column.title, overflow="fold")
    for row in rows:
        drawn.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in map(row.__getitem__, shown)))
    return drawn


def _least_width(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], shown: Sequence[int]) -> int:
    """The columns that a table needs to break no number, date or id; text can do with its title's width."""
    width = 2 * (len(shown) - 1)
    for i in shown:
        longest = max((len(row[i]) for row in rows), default=0)
        enough = {"text": len(columns[i].title), "id": min(longest, WHOLE_ID)}
        width += max(len(columns[i].title), enough.get(columns[i].kind, longest))
    return width


def say(*lines: str | Text) -> None:
    """Words for people, on stderr."""
    console = err()
    for line in lines:
        console.print(line if isinstance(line, Text) else Text(line))


# --- progress -------------------------------------------------------------------------------------------------------


def _unseen(_done: int, _total: int, _what: str) -> None:
    """Progress that nobody watches."""


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr while it lasts; yields a function of (done, total, what). Nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield _unseen
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total or None, description=f"{title} · {what}" if what else title)

        yield show


# --- errors ---------------------------------------------------------------------------------------------------------


def show_error(error: ShoalError, *, as_json: bool) -> None:
    """A panel on stderr; with `--json` the one document on stdout, `{"error": …}`."""
    if as_json:
        print_json({"error": error.as_json()})
        return
    problems: Sequence[Problem] = getattr(error, "problems", ())
    body = [_problem_text(problem) for problem in problems] if problems else [_message_text(error)]
    title = error.code.replace("_", " ").capitalize()
    footer = Text(WHO_ACTS[error.actor], style="dim")
    err().print(Panel(Group(*body, footer), title=Text(title), title_align="left", border_style="red"))


def show_warnings(problems: Sequence[Problem]) -> None:
    """Warnings of the rule checker, on stderr."""
    for problem in problems:
        say(Text("warning ", style="yellow") + _problem_text(problem))


def _message_text(error: ShoalError) -> Text:
    text = Text(_sentence(error.message))
    if error.hint:
        text.append(f"\nHint: {error.hint}", style="cyan")
    return text


def _problem_text(problem: Problem) -> Text:
    text = Text()
    if problem.path:
        text.append(f"{problem.path}  ", style="bold")
    text.append(_sentence(problem.message))
    if problem.hint:
        text.append(f"\n  Hint: {problem.hint}", style="cyan")
    return text


def _sentence(message: str) -> str:
    """With a capital, unless it begins with a name such as `people.csv`."""
    return message[:1].upper() + message[1:] if message.split(" ", 1)[0].isalpha() else message
