"""`shoal refresh`, `verify`, `rebuild`, `doctor`: keep memberships fresh and right."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import AsOf, DataDir, Json, SegmentArguments, opened, settings_of
from shoal.app.cli.terminal import Column, instant, number, out, plural, print_json, progress, say, table
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from shoal.membership import Progress, SegmentResult

Show = Callable[[int, int, str], None]


def add_to(app: typer.Typer) -> None:
    app.command()(refresh)
    app.command()(verify)
    app.command()(rebuild)
    app.command()(doctor)


def refresh(
    segments: SegmentArguments = None,
    all_: Annotated[bool, typer.Option("--all", help="Every active segment.")] = False,
    as_of: AsOf = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Work out members, and publish who entered and left.

    Where a server has the data directory, the server does it.

    Example: shoal refresh --all
    """
    if bool(segments) == all_:
        raise InvalidInput("say which segments to refresh, or --all", hint="`shoal segments list` shows them")
    with opened(data_dir, write="records") as shoal:
        from shoal.app.refreshing import refresh as refresh_

        for id in segments or ():
            shoal.definitions.get(id)
        given = None if as_of is None else shoal.instant(as_of)
        with progress("Refreshing") as show:
            results, moment = refresh_(shoal, None if all_ else segments, as_of=given, report=reporting(show))
        if json:
            print_json([result_json(result) for result in results])
        elif results:
            out().print(results_table(results))
            say(f"{plural(len(results), 'segment')} as of {instant(moment, shoal.zone)} {shoal.zone}.")
        else:
            say("There is no segment to refresh. Make one with `shoal segments create`.")
        if any(result.status == "failed" for result in results):
            raise typer.Exit(1)


def verify(
    segments: SegmentArguments = None,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=0, help="People of each segment to judge one by one.")
    ] = 200,
    as_of: AsOf = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Prove that the stored members are right.

    Compares them with a full recompute, and a sample of people with the rule's plain meaning; exits with 1 on any
    difference.

    Example: shoal verify --sample 1000
    """
    with opened(data_dir) as shoal:
        from shoal import membership

        for id in segments or ():
            shoal.definitions.get(id)
        moment = None if as_of is None else shoal.instant(as_of)
        with progress("Verifying") as show:
            report = membership.verify(
                shoal.store,
                shoal.definitions.all(),
                segments or None,
                sample=sample,
                as_of=moment,
                progress=reporting(show),
            )
        if json:
            rows = [{name: getattr(row, name) for name in _VERIFY_FIELDS} for row in report.rows]
            print_json({"ok": report.ok, "segments": rows})
        else:
            columns = (
                Column("Segment", "id"),
                Column("Stored", "number"),
                Column("Recomputed", "number"),
                Column("Judged singly", "number"),
                Column(""),
            )
            rows_shown = [
                (
                    row.segment,
                    number(row.stored),
                    number(row.recomputed),
                    number(row.oracle_checked),
                    Text("\n".join(row.mismatches), style="red") if row.mismatches else Text("✓", style="green"),
                )
                for row in report.rows
            ]
            out().print(table(columns, rows_shown))
            wrong = sum(1 for row in report.rows if row.mismatches)
            differ = "differs" if wrong == 1 else "differ"
            say(f"{wrong} of {plural(len(report.rows), 'segment')} {differ}." if wrong else "No difference.")
        if not report.ok:
            raise typer.Exit(1)


def rebuild(data_dir: DataDir = None, json: Json = False) -> None:
    """Make everything that is derived from the log again.

    Says whether any members changed by that.

    Example: shoal rebuild
    """
    with opened(data_dir, write=True) as shoal:
        from shoal import membership

        with progress("Rebuilding") as show:
            report = membership.rebuild(shoal.store, shoal.definitions.all(), now=clock.now, progress=reporting(show))
        if json:
            rows = [{name: getattr(row, name) for name in _REBUILT_FIELDS} for row in report.rows]
            print_json({"identical": report.identical, "segments": rows})
            return
        changed = [row for row in report.rows if row.state != "same"]
        if changed:
            columns = (
                Column("Segment", "id"),
                Column("Before", "number"),
                Column("Members", "number"),
                Column("State"),
            )
            out().print(
                table(columns, [(r.segment, number(r.before), number(r.members), _STATES[r.state]) for r in changed])
            )
        same = len(report.rows) - len(changed)
        say(f"Rebuilt. The members of {number(same)} of {plural(len(report.rows), 'segment')} are the same as before.")


_REBUILT_FIELDS = ("segment", "before", "members", "state")
_STATES = {
    "same": "same members",
    "restored": "restored from the log",
    "edited": "edited since; a refresh publishes its members",
}


_VERIFY_FIELDS = ("segment", "stored", "recomputed", "oracle_checked", "mismatches")


def reporting(show: Show) -> "Callable[[Progress], None]":
    """Steps of the membership module on a progress bar."""
    return lambda step: show(step.done, step.total, step.what)


def result_json(result: "SegmentResult") -> dict[str, object]:
    return {
        "segment": result.segment,
        "status": result.status,
        "members": result.members,
        "entered": result.entered,
        "left": result.left,
        "ms": result.milliseconds,
        "error": result.error,
    }


def results_table(results: "Sequence[SegmentResult]") -> Table:
    columns = (
        Column("Segment", "id"),
        Column("Members", "number"),
        Column("Entered", "number"),
        Column("Left", "number"),
        Column("ms", "number"),
        Column("Status"),
    )
    return table(
        columns,
        [
            (
                result.segment,
                number(result.members),
                number(result.entered),
                number(result.left),
                number(result.milliseconds),
                Text(result.status if result.error is None else f"{result.status}: {result.error}"),
            )
            for result in results
        ],
    )


def doctor(data_dir: DataDir = None, json: Json = False) -> None:
    """Look for missing or damaged files, and say what to do.

    Changes nothing; exits with 1 when there is a problem.

    Example: shoal doctor
    """
    settings = settings_of(data_dir)
    from shoal.app.doctor import examine

    findings = examine(settings)
    is_well = all(finding.state != "problem" for finding in findings)
    if json:
        print_json({"ok": is_well, "findings": [finding.as_json() for finding in findings]})
    else:
        signs = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "problem": ("✗", "red")}
        rows = [
            (Text(*signs[f.state]), f.subject, f.detail + (f"\n{_capital(f.hint)}" if f.hint else "")) for f in findings
        ]
        out().print(table((Column(""), Column("What"), Column("")), rows))
    if not is_well:
        raise typer.Exit(1)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
