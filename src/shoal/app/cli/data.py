"""`shoal import …`, `shoal catalog`: bring data in, and see what it holds."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import DataDir, Json, Yes, confirm, opened, settings_of, write_text
from shoal.app.cli.terminal import (
    Column,
    day,
    err,
    instant,
    number,
    out,
    percent,
    plural,
    print_json,
    progress,
    say,
    table,
)
from shoal.model.catalog import Catalog, EventType, Field
from shoal.model.errors import NotFound
from shoal.model.instant import format_instant

if TYPE_CHECKING:
    from shoal.app.wiring import Opened
    from shoal.ingest import ImportReport, Mapping_, Progress
    from shoal.ingest.mapping import Cell

Kind = Literal["events", "profiles", "tags"]

imports = typer.Typer(no_args_is_help=True, help="Bring data in: events, profiles, tags.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Parquet or JSON lines.")]
MapFile = Annotated[Path | None, typer.Option("--map", metavar="FILE", help="A mapping of columns, as YAML.")]
SaveMap = Annotated[Path | None, typer.Option("--save-map", metavar="FILE", help="Write the mapping that is used.")]
Source = Annotated[str, typer.Option("--source", metavar="NAME", help="Where the records come from.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check everything, save nothing.")]
Rejects = Annotated[
    Path | None, typer.Option("--rejects", metavar="FILE", help="Where rejected rows go, with reasons.")
]

MOST_REASONS = 5


def add_to(app: typer.Typer) -> None:
    for kind in IMPORTS:
        imports.command(kind)(_import_command(kind))
    app.add_typer(imports, name="import")
    app.command()(catalog)


def catalog(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One event, attribute or tag.")] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Show what the data holds.

    Events with their properties, attributes and tags, with types, volumes and examples.

    Example: shoal catalog "Order Completed"
    """
    with opened(data_dir) as shoal:
        held = shoal.store.catalog()
        if name is not None:
            _one_name(held, name, shoal.zone, json)
        elif json:
            print_json(_catalog_json(held))
        elif not (held.profiles or held.events or held.attributes or held.tags):
            say("There is no data yet. Bring some in: shoal import events FILE, or shoal demo")
        else:
            _print_catalog(held, shoal.zone)


# --- the catalog ----------------------------------------------------------------------------------------------------


def _one_name(held: Catalog, name: str, zone: str, json: bool) -> None:
    if name in held.events:
        event = held.events[name]
        if json:
            print_json(_event_json(event))
        else:
            _print_event(event, zone)
    elif name in held.attributes:
        if json:
            print_json(_field_json(held.attributes[name]))
        else:
            out().print(_field_table("Attribute", [held.attributes[name]], "Profiles"))
    elif name in held.tags:
        if json:
            print_json({"tag": name, "profiles": held.tags[name]})
        else:
            out().print(Text(f"Tag {name!r}: {plural(held.tags[name], 'profile')}"))
    else:
        raise NotFound.named(
            "event, attribute or tag", name, [*held.events, *held.attributes, *held.tags], listing="shoal catalog"
        )


def _print_catalog(held: Catalog, zone: str) -> None:
    console = out()
    events = sorted(held.events.values(), key=lambda event: (-event.count, event.name))
    if events:
        columns = (
            Column("Event", "id"),
            Column("Events", "number"),
            Column("Profiles", "number"),
            Column("First seen", "date", spare=True),
            Column("Last seen", "date"),
            Column("Properties", "number", spare=True),
        )
        event_rows = [
            (
                event.name,
                number(event.count),
                number(event.profiles),
                day(event.first_seen, zone),
                day(event.last_seen, zone),
                number(len(event.properties)),
            )
            for event in events
        ]
        console.print(table(columns, event_rows), Text())
    if held.attributes:
        console.print(_field_table("Attribute", [*held.attributes.values()], "Profiles"), Text())
    if held.tags:
        tags = sorted(held.tags.items(), key=lambda item: (-item[1], item[0]))
        tag_columns = (Column("Tag", "id"), Column("Profiles", "number"))
        console.print(table(tag_columns, [(tag, number(count)) for tag, count in tags]), Text())
    say(f"{plural(held.profiles, 'profile')}. Properties of an event: shoal catalog EVENT")


def _print_event(event: EventType, zone: str) -> None:
    console = out()
    console.print(Text(event.name, style="bold"))
    console.print(
        Text(
            f"{plural(event.count, 'event')} of {plural(event.profiles, 'profile')}, "
            f"{instant(event.first_seen, zone)} to {instant(event.last_seen, zone)} {zone}"
        )
    )
    if event.properties:
        console.print(_field_table("Property", [*event.properties.values()], "Events"))


def _field_table(title: str, fields: list[Field], share_of: str) -> object:
    columns = (Column(title, "id"), Column("Types"), Column(f"{share_of} with it", "number"), Column("Examples"))
    rows = [
        (
            field.path,
            ", ".join(sorted(field.types, key=lambda name: -field.types[name])),
            percent(field.share),
            ", ".join(field.examples[:4]),
        )
        for field in sorted(fields, key=lambda field: field.path)
    ]
    return table(columns, rows)


def _catalog_json(held: Catalog) -> dict[str, object]:
    return {
        "profiles": held.profiles,
        "events": [_event_json(event) for event in held.events.values()],
        "attributes": [_field_json(field) for field in held.attributes.values()],
        "tags": [{"tag": tag, "profiles": count} for tag, count in held.tags.items()],
    }


def _event_json(event: EventType) -> dict[str, object]:
    return {
        "event": event.name,
        "count": event.count,
        "profiles": event.profiles,
        "first_seen": format_instant(event.first_seen),
        "last_seen": format_instant(event.last_seen),
        "properties": [_field_json(field) for field in event.properties.values()],
    }


def _field_json(field: Field) -> dict[str, object]:
    return {"path": field.path, "types": dict(field.types), "examples": [*field.examples], "share": field.share}


# --- importing ------------------------------------------------------------------------------------------------------


def _import_command(kind: Kind) -> Callable[..., None]:
    """The command `shoal import events`, `… profiles` or `… tags`; they differ in what a row becomes."""

    def run(
        file: File,
        map_file: MapFile = None,
        save_map: SaveMap = None,
        source: Source = "import",
        dry_run: DryRun = False,
        rejects: Rejects = None,
        yes: Yes = False,
        data_dir: DataDir = None,
        json: Json = False,
    ) -> None:
        from shoal import ingest

        mapping, guessed = mapping_of(kind, file, map_file)
        if mapping is not None and save_map is not None:
            write_text(save_map, mapping.dumps())
        if mapping is not None and guessed:
            _show_guess(mapping, yes or dry_run, json)
        import_ = {"events": ingest.import_events, "profiles": ingest.import_profiles, "tags": ingest.import_tags}[kind]
        with _target(data_dir, dry_run) as shoal:
            with progress(f"Importing {file.name}") as show:
                report = import_(
                    shoal.store,
                    file,
                    mapping=mapping,
                    source=source,
                    now=clock.now,
                    dry_run=dry_run,
                    progress=reading(show),
                    rejects=rejects or Path(f"{file.name}.rejected.csv"),
                )
            if json:
                print_json(_report_json(report))
            else:
                _print_report(report, shoal.zone)
            if report.rejected == report.read:
                raise typer.Exit(2)

    run.__doc__ = IMPORTS[kind]
    return run


IMPORTS: dict[Kind, str] = {
    "events": """Import events.

    JSON lines in the Segment tracking format need no mapping. What columns of other files mean is guessed and shown.

    Example: shoal import events orders.csv --map orders.yaml
    """,
    "profiles": """Import attributes of profiles.

    One row a person.

    Example: shoal import profiles customers.csv --dry-run
    """,
    "tags": """Import tags of profiles.

    One row a person and tag.

    Example: shoal import tags vip.csv --yes
    """,
}


@contextmanager
def _target(data_dir: Path | None, dry_run: bool) -> "Iterator[Opened]":
    """The data directory, made when it isn't there; a dry run makes one elsewhere instead, and throws it away."""
    settings = settings_of(data_dir)
    from shoal.app import wiring

    if dry_run and not wiring.has_data(settings.data_dir):
        with tempfile.TemporaryDirectory() as folder:
            elsewhere = replace(settings, data_dir=Path(folder))
            with wiring.opened(elsewhere, write=True, create=True) as shoal:
                yield shoal
    else:
        with wiring.opened(settings, write=not dry_run, create=not dry_run) as shoal:
            yield shoal


def mapping_of(kind: Kind, file: Path, given: Path | None = None) -> tuple["Mapping_ | None", bool]:
    """The mapping of the file's columns, None for the tracking format; and whether it was guessed."""
    from shoal import ingest

    if given is not None:
        return ingest.Mapping_.load(given), False
    if not ingest.needs_mapping(file, kind):
        return None, False
    return ingest.guess_mapping(file, kind), True


def reading(show: Callable[[int, int, str], None]) -> "Callable[[Progress], None]":
    """Steps of the ingest module on a progress bar."""
    return lambda step: show(step.done, step.total, f"{step.rows:,} rows")


def _show_guess(mapping: "Mapping_", yes: bool, json: bool) -> None:
    """Shows the guessed mapping as a table on stderr, with what it assumes, and asks whether it is right."""
    if not json:
        columns = (Column("Column", "id"), Column("Becomes"), Column("Type"))
        err().print(table(columns, _mapping_rows(mapping), title=f"A guess at the {mapping.kind}"))
        for note in mapping.notes:
            say(Text(f"  {note}", style="dim"))
    confirm(
        "Import with this mapping?",
        yes=yes,
        as_json=json,
        otherwise="or keep it in a file to change it: --dry-run --save-map FILE, then --map FILE",
    )


def _mapping_rows(mapping: "Mapping_") -> list[tuple[str, str, str]]:
    rows = []
    if mapping.user_id is not None:
        rows.append((mapping.user_id, "user id", ""))
    if mapping.anonymous_id is not None:
        rows.append((mapping.anonymous_id, "anonymous id", ""))
    if mapping.time is not None:
        rows.append((mapping.time.column, "time", " ".join(filter(None, (mapping.time.format, mapping.time.zone)))))
    if mapping.event is not None:
        named = f"event {mapping.event.constant!r}" if mapping.event.constant is not None else "event name"
        rows.append((mapping.event.column or "–", named, ""))
    if mapping.message_id is not None:
        rows.append((mapping.message_id, "message id", ""))
    cells = [("tag", mapping.tag), ("tag is there", mapping.present)]
    cells += [(f"property {name}", cell) for name, cell in mapping.properties.items()]
    cells += [(f"attribute {name}", cell) for name, cell in mapping.attributes.items()]
    rows += [(*_cell_source(cell, becomes), cell.type or "") for becomes, cell in cells if cell is not None]
    return rows


def _cell_source(cell: "Cell", becomes: str) -> tuple[str, str]:
    if cell.column is not None:
        return cell.column, becomes
    return cell.compute or "–", becomes if cell.compute is not None else f"{becomes} = {cell.constant!r}"


def _report_json(report: "ImportReport") -> dict[str, object]:
    return {
        "file": str(report.path),
        "source": report.source,
        "dry_run": report.dry_run,
        "read": report.read,
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": report.rejected,
        "reasons": dict(report.reasons),
        "rejects": None if report.rejects is None else str(report.rejects),
        "profiles": report.profiles,
        "first_time": None if report.first_time is None else format_instant(report.first_time),
        "last_time": None if report.last_time is None else format_instant(report.last_time),
        "ms": report.milliseconds,
    }


def _print_report(report: "ImportReport", zone: str) -> None:
    done = "would be accepted" if report.dry_run else "accepted"
    parts = [f"{plural(report.read, 'row')} read", f"{number(report.accepted)} {done}"]
    parts += [f"{number(report.duplicates)} were there already"] if report.duplicates else []
    parts += [f"{number(report.rejected)} rejected"] if report.rejected else []
    parts += [f"{plural(report.profiles, 'new profile')}"] if report.profiles else []
    say(f"{report.path.name}: {', '.join(parts)} ({report.milliseconds / 1000:,.1f} s).")
    if report.first_time is not None:
        say(f"From {instant(report.first_time, zone)} to {instant(report.last_time, zone)} {zone}.")
    for reason, count in list(report.reasons.items())[:MOST_REASONS]:
        say(Text(f"  {number(count)} rejected: {reason}", style="yellow"))
    if report.rejects is not None:
        say(f"The rejected rows are in {report.rejects}.")
    if report.dry_run:
        say("A dry run: nothing was saved.")
