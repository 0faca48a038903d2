"""`shoal demo`: a generated shop to play with."""

import json as jsonlib
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.data import Kind, mapping_of, reading
from shoal.app.cli.options import DataDir, Json, settings_of
from shoal.app.cli.serve import LOCALHOST, PORT, Port, tell
from shoal.app.cli.terminal import Column, number, out, percent, plural, print_json, progress, say, table
from shoal.app.cli.upkeep import reporting, result_json
from shoal.model.errors import Conflict, ShoalError

if TYPE_CHECKING:
    from shoal.app.serving import Server
    from shoal.app.wiring import Opened
    from shoal.ingest import ImportReport
    from shoal.membership import SegmentResult

SOURCE = "demo"
_EMAIL = "demo@example.com"
_PAST_DAYS = 30
_HOUR = 3_600_000_000
_DAY = 86_400_000_000
MARKER = "demo.json"


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    data_dir: DataDir = None,
    profiles: Annotated[int, typer.Option("--profiles", metavar="N", min=1, help="How many people.")] = 20_000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the shop and stop; don't serve the app.")] = False,
    port: Port = PORT,
    json: Json = False,
) -> None:
    """Make a generated shop with 20 segments and serve the app on it.

    Harmless when it is there already: the shop stays, its segments are refreshed.

    Example: shoal demo --profiles 50000
    """
    settings = settings_of(data_dir)
    directory = settings.data_dir
    if not no_serve:
        from shoal.app import serving

        serving.require_free(LOCALHOST, port)
    plan = _plan(directory, profiles)
    if plan.profiles != profiles:
        goes_on = "it stays as it is" if plan.imported else "it goes on where it was interrupted"
        say(f"There is a demo of {plural(plan.profiles, 'profile')} in {directory}; {goes_on}.")
    from shoal.app import wiring

    with wiring.opened(settings, write=True, create=True) as shoal:
        if not plan.imported:
            _import_shop(shoal, directory, plan)
            _save(directory, replace(plan, imported=True))
        if _make_segments(shoal):
            _refresh_the_past(shoal, plan.end)
        results = _refresh(shoal)
        failed = any(result.status == "failed" for result in results)
        if json:
            made = {"profiles": shoal.store.profile_count(), "segments": [result_json(r) for r in results]}
            if no_serve:
                print_json(made)
        else:
            made = {}
            _print_demo(shoal, results)
            _print_next(shoal, results, "" if data_dir is None else f" --data-dir {shlex.quote(str(data_dir))}")
        if not no_serve and not failed:
            _serve(shoal, port, made if json else None)
        if failed:
            raise typer.Exit(1)


def _serve(shoal: "Opened", port: int, made: dict[str, object] | None) -> None:
    """The app, with a link that signs the demo's user in. With `made`, what was made and where it is, as JSON."""
    from shoal.app import serving

    with serving.serving(shoal, host=LOCALHOST, port=port) as server:
        link = _sign_in_link(server)
        if made is None:
            tell(server, link, False, "Sign in by this link, once:")
        else:
            print_json(made | {"address": server.address, "link": link})
        serving.run(server, host=LOCALHOST, port=port)


def _sign_in_link(server: "Server") -> str:
    accounts, secret = server.services.accounts, server.services.secret
    users = accounts.users()
    if users:
        user = next((user for user in users if user.email == _EMAIL), users[0])
    else:
        accounts.rename_workspace("Demo shop", actor=SOURCE, now=clock.now())
        user = accounts.create_user(_EMAIL, "Demo Admin", "admin", actor=SOURCE, secret=secret(), now=clock.now())
    link = accounts.make_link("sign_in", user_id=user.id, actor=SOURCE, secret=secret(), now=clock.now())
    return f"{server.address}{link.path}"


# --- the steps ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What the demo of a directory is made of. Kept beside the data, so that an interrupted one goes on as it began."""

    profiles: int
    seed: int
    end: int
    imported: bool


def _plan(directory: Path, profiles: int) -> Plan:
    """The plan of the directory, a new one for an empty one. Raises Conflict for a directory with other data."""
    marker = directory / MARKER
    if marker.is_file():
        return Plan(**jsonlib.loads(marker.read_text()))
    if directory.is_dir() and any(directory.iterdir()):
        raise Conflict(
            f"{directory} holds something else already", hint="name another directory: shoal demo --data-dir DIR"
        )
    plan = Plan(profiles=profiles, seed=1, end=clock.now(), imported=False)
    directory.mkdir(parents=True, exist_ok=True)
    _save(directory, plan)
    return plan


def _program() -> str:
    """How this program can be called from here: by its name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "shoal" or shutil.which("shoal"):
        return "shoal"
    return os.path.relpath(called)


def _save(directory: Path, plan: Plan) -> None:
    temporary = directory / f"{MARKER}.part"
    temporary.write_text(jsonlib.dumps(asdict(plan)))
    temporary.replace(directory / MARKER)


def _import_shop(shoal: "Opened", directory: Path, plan: Plan) -> None:
    """Importing the same shop again adds nothing, so this may be repeated after an interruption."""
    from shoal import ingest
    from shoal.demo import generate

    folder = directory / "demo-files"
    try:
        with progress("Making a shop") as show:
            files = generate(folder, profiles=plan.profiles, seed=plan.seed, end=plan.end, progress=show)
        _import("profiles", ingest.import_profiles, shoal, files.profiles)
        _import("tags", ingest.import_tags, shoal, files.tags)
        _import("events", ingest.import_events, shoal, files.events)
        _import_scores(shoal, files.scores, plan.end)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _import_scores(shoal: "Opened", file: Path, end: int) -> None:
    from shoal.demo import SCORE
    from shoal.ingest.scores import read_scores

    if SCORE not in shoal.store.scores.names():
        with progress("Importing scores"):
            table, _ = read_scores(shoal.store, file)
            shoal.store.scores.add(SCORE, table, at=end - _HOUR, now=clock.now(), actor=SOURCE)


def _import(kind: Kind, run: "Callable[..., ImportReport]", shoal: "Opened", file: Path) -> None:
    mapping, _ = mapping_of(kind, file)
    with progress(f"Importing {kind}") as show:
        report = run(shoal.store, file, mapping=mapping, source=SOURCE, now=clock.now, progress=reading(show))
    if report.rejected:
        reasons = ", ".join(report.reasons)
        raise ShoalError(f"{report.rejected:,} generated {kind} were rejected: {reasons}")


def _make_segments(shoal: "Opened") -> bool:
    """The example segments, in a directory that never had any; False for one that had."""
    from shoal.definitions import from_yaml
    from shoal.demo import example_segments

    if shoal.definitions.ids_ever():
        return False
    _make_measures(shoal)
    drafts = {str(example.pop("id")): from_yaml(example) for example in example_segments()}
    names = {id: draft.name for id, draft in drafts.items()}
    pairs = [
        (id, draft if draft.rule is None else replace(draft, rule=shoal.checked(draft.rule, names)[0]))
        for id, draft in drafts.items()
    ]
    shoal.definitions.create_all(pairs, actor=SOURCE, now=clock.now())
    return True


def _make_measures(shoal: "Opened") -> None:
    from shoal.definitions.measures import Measures, parse_measure
    from shoal.demo import MEASURES

    measures = Measures(shoal.store, shoal.definitions)
    for id, name, text in MEASURES:
        if id not in shoal.catalog().measures:
            measures.create(name, parse_measure(text), id=id, actor=SOURCE, now=clock.now())


def _refresh_the_past(shoal: "Opened", end: int) -> None:
    """One refresh for each of the days before, so that there is a past to look at."""
    from shoal import membership

    segments = shoal.definitions.all()
    with progress("Refreshing the last month") as show:
        for day in range(_PAST_DAYS, 0, -1):
            show(_PAST_DAYS - day, _PAST_DAYS, "")
            as_of = end - day * _DAY
            membership.refresh(shoal.store, segments, None, as_of=as_of, now=clock.now, by=SOURCE)


def _refresh(shoal: "Opened") -> "Sequence[SegmentResult]":
    from shoal import membership

    with progress("Refreshing") as show:
        return membership.refresh(
            shoal.store,
            shoal.definitions.all(),
            None,
            as_of=clock.now(),
            now=clock.now,
            progress=reporting(show),
        )


# --- output ---------------------------------------------------------------------------------------------------------


def _print_demo(shoal: "Opened", results: "Sequence[SegmentResult]") -> None:
    total = shoal.store.profile_count()
    segments = shoal.definitions.all()
    rows = [
        (
            result.segment,
            number(result.members),
            percent(result.members / total) if result.members is not None and total else "–",
            result.error or segments[result.segment].description,
        )
        for result in results
    ]
    columns = (Column("Segment", "id"), Column("Members", "number"), Column("Share", "number"), Column("Description"))
    out().print(table(columns, rows))
    events = sum(event.count for event in shoal.store.catalog().events.values())
    out().print(f"\n{plural(total, 'profile')}, {plural(events, 'event')}, {plural(len(rows), 'segment')}.")


def _print_next(shoal: "Opened", results: "Sequence[SegmentResult]", suffix: str) -> None:
    """Commands to try, with names that exist here."""
    filled = next((result.segment for result in results if result.members), None)
    commands = [
        "catalog",
        'preview \'did "Product Added" in last 7 days and not did "Order Completed" in last 7 days\'',
    ]
    if filled is not None:
        from shoal import membership

        member = membership.member_rows(shoal.store, filled, []).column("profile_id")[0].as_py()
        commands += [
            f"segments show {filled}",
            f"members {filled} --limit 5",
            f"explain {filled} {member}",
        ]
    commands += ["verify"]
    program = _program()
    console = out()
    console.print(Text("\nWhat to try next:", style="bold"))
    for command in commands:
        console.print(Text(f"  {program} {command}{suffix}"), soft_wrap=True)
