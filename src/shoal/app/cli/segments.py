"""`shoal segments …`: define segments and look at them."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import (
    DataDir,
    Json,
    RuleOption,
    SegmentArgument,
    Yes,
    confirm,
    opened,
    read_bytes,
    rule_source,
)
from shoal.app.cli.terminal import (
    Column,
    ago,
    instant,
    number,
    out,
    plural,
    print_json,
    progress,
    say,
    show_warnings,
    table,
)
from shoal.app.cli.upkeep import reporting
from shoal.model.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from shoal.app.wiring import Opened
    from shoal.definitions import Draft
    from shoal.definitions.overview import Overview
    from shoal.model.rule import Rule
    from shoal.model.segment import Segment

commands = typer.Typer(no_args_is_help=True, help="Define segments and look at them.")

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="What people call it, at most 100 characters.")]
NewName = Annotated[str, typer.Argument(metavar="NAME", help="The new name.")]
Description = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="At most 500 characters.")]
Labels = Annotated[list[str] | None, typer.Option("--label", metavar="LABEL", help="A label; give it again for more.")]
SegmentZone = Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="Its own time zone.")]
Schedule = Annotated[str | None, typer.Option("--schedule", metavar="WHEN", help="Such as 'every 15 minutes'; kept.")]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="PROFILE", help="A person who is always in; give it again for more."),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="PROFILE", help="A person who is never in; give it again for more."),
]
CapOption = Annotated[
    str | None,
    typer.Option(
        "--cap",
        metavar="CAP",
        help="Such as '1000 by points', '500 by lowest score churn_30d', '100 by measure lifetime_value'.",
    ),
]
WaterfallOption = Annotated[
    str | None,
    typer.Option("--waterfall", metavar="SET:PRIORITY", help="Only who is in no earlier segment of the set."),
]
IdOption = Annotated[str | None, typer.Option("--id", metavar="ID", help="Its id (else from its or the file's name).")]
VersionNumber = Annotated[int, typer.Argument(metavar="VERSION", help="As `shoal segments history` numbers them.")]
SegmentFile = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="A segment as YAML.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="segments")


@commands.command("list")
def list_(
    search: Annotated[str | None, typer.Option("--search", metavar="TEXT", help="Part of the name or id.")] = None,
    label: Annotated[str | None, typer.Option("--label", metavar="LABEL", help="Only with this label.")] = None,
    status: Annotated[str | None, typer.Option("--status", help="draft, ready, failed or inactive.")] = None,
    pinned: Annotated[bool, typer.Option("--pinned", help="Only those that are ready to use.")] = False,
    sort: Annotated[str, typer.Option("--sort", help="name, members or refreshed.")] = "name",
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Show the segments with their members.

    Example: shoal segments list --label recovery --sort members
    """
    _one_of("--sort", sort, tuple(_ORDERS))
    if status is not None:
        _one_of("--status", status, ("draft", "ready", "failed", "inactive"))
    with opened(data_dir) as shoal:
        from shoal.definitions.overview import overviews

        everything = overviews(shoal.store, shoal.definitions)
        chosen = [
            row
            for row in everything
            if (search is None or search.casefold() in f"{row.segment.name}\n{row.segment.id}".casefold())
            and (label is None or label in row.segment.labels)
            and (status is None or row.status == status)
            and (row.segment.pinned or not pinned)
        ]
        chosen.sort(key=_ORDERS[sort])
        if json:
            print_json([row.as_json() for row in chosen])
        elif chosen:
            out().print(_segment_table(chosen))
            if len(chosen) < len(everything):
                say(f"{len(chosen)} of {plural(len(everything), 'segment')}.")
        elif everything:
            say(f"None of the {plural(len(everything), 'segment')} fits.")
        else:
            say("There is no segment yet. Make one: shoal segments create 'Buyers' --rule 'did \"Order Completed\"'")


@commands.command()
def show(
    segment: SegmentArgument,
    yaml: Annotated[bool, typer.Option("--yaml", help="Print it as YAML, for a file.")] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Show one segment.

    Example: shoal segments show cart_abandoners_24h
    """
    if yaml and json:
        raise InvalidInput("--yaml and --json are two forms", hint="choose one of them")
    with opened(data_dir) as shoal:
        from shoal.definitions import dump_yaml, to_yaml

        found = shoal.definitions.get(segment)
        if yaml:
            sys.stdout.write(dump_yaml(to_yaml(found)))
            return
        row = _overview(shoal, found)
        if json:
            print_json(row.as_json())
        else:
            _print_segment(shoal, row)


@commands.command()
def create(
    name: Name = None,
    rule: RuleOption = None,
    description: Description = None,
    label: Labels = None,
    zone: SegmentZone = None,
    schedule: Schedule = None,
    pin: Annotated[bool, typer.Option("--pin", help="Mark it as ready to use.")] = False,
    static: Annotated[bool, typer.Option("--static", help="Without a rule: you choose who is in it.")] = False,
    include: Include = None,
    exclude: Exclude = None,
    cap: CapOption = None,
    waterfall: WaterfallOption = None,
    file: SegmentFile = None,
    id: IdOption = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Make a segment from a name and a rule, or from a YAML file; or a static one, whose members you choose.

    Example: shoal segments create "Big orders" --rule 'did "Order Completed" where total > 100'
    """
    with opened(data_dir, write="records") as shoal:
        from shoal.definitions import Draft

        if file is not None:
            draft = _draft_from(file)
        elif name is not None and static and rule is None:
            draft = Draft(name=name, rule=None, kind="static")
        elif name is not None and rule is not None and not static:
            draft = Draft(name=name, rule=_parsed(rule))
        else:
            raise InvalidInput(
                "a segment needs a NAME and a --rule or --static, or a --file", hint="see the example in --help"
            )
        if file is not None and rule is not None:
            draft = replace(draft, rule=_parsed(rule))
        draft = _changed(draft, name, description, zone, schedule)
        draft = replace(draft, labels=tuple(label) if label else draft.labels, pinned=pin or draft.pinned)
        draft = _limited(shoal, draft, include, exclude, cap, waterfall)
        draft = _checked(shoal, draft)
        made = shoal.definitions.create(draft, id=id or _id_of(file), actor=shoal.actor, now=clock.now())
        following = f"shoal refresh {made.id}" if made.rule is not None else f"shoal segments add {made.id} PROFILE…"
        report(shoal, made, json, f"Created {made.id!r}. Fill it with: {following}")


@commands.command()
def edit(
    segment: SegmentArgument,
    rule: RuleOption = None,
    description: Description = None,
    zone: SegmentZone = None,
    schedule: Schedule = None,
    include: Include = None,
    exclude: Exclude = None,
    cap: CapOption = None,
    waterfall: WaterfallOption = None,
    file: SegmentFile = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="Refuse when it isn't at this version any more.")
    ] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Change a segment's rule, description, zone, schedule, or limits.

    An empty zone, schedule, include, exclude, cap or waterfall takes it away.

    Example: shoal segments edit big_orders --rule 'did "Order Completed" where total > 200'
    """
    given = (rule, description, zone, schedule, file, cap, waterfall)
    if all(option is None for option in given) and not include and not exclude:
        raise InvalidInput(
            "there is nothing to change",
            hint="give a --rule, --description, --zone, --schedule, --include, --exclude, --cap, --waterfall, --file",
        )
    with opened(data_dir, write="records") as shoal:
        from shoal.definitions.draft import draft_of

        before = shoal.definitions.get(segment)
        draft = _draft_from(file) if file is not None else draft_of(before)
        if rule is not None:
            draft = replace(draft, rule=_parsed(rule))
        draft = _changed(draft, None, description, zone, schedule)
        draft = _limited(shoal, draft, include, exclude, cap, waterfall)
        if rule is not None or file is not None:
            draft = _checked(shoal, draft)
        after = shoal.definitions.edit(segment, draft, actor=shoal.actor, now=clock.now(), version=version)
        done = f"Saved version {after.version} of {after.id!r}." if after != before else "Nothing changed."
        report(shoal, after, json, done)


@commands.command()
def rename(segment: SegmentArgument, name: NewName, data_dir: DataDir = None, json: Json = False) -> None:
    """Give a segment another name; its id stays.

    Example: shoal segments rename big_orders "Large orders"
    """
    with opened(data_dir, write="records") as shoal:
        after = shoal.definitions.rename(segment, name, actor=shoal.actor, now=clock.now())
        report(shoal, after, json, f"{after.id!r} is now called {after.name!r}.")


@commands.command()
def duplicate(segment: SegmentArgument, name: Name = None, data_dir: DataDir = None, json: Json = False) -> None:
    """Make a new segment with the same definition; of a static one, with the same members.

    Example: shoal segments duplicate big_orders "Big orders, Spain"
    """
    with opened(data_dir, write=True) as shoal:
        if shoal.definitions.get(segment).rule is None:
            from shoal.definitions import freeze

            made = freeze(shoal.store, shoal.definitions, segment, name=name, actor=shoal.actor, now=clock.now)
        else:
            made = shoal.definitions.duplicate(segment, name=name, actor=shoal.actor, now=clock.now())
        report(shoal, made, json, f"Created {made.id!r}, {made.name!r}.")


@commands.command()
def label(
    segment: SegmentArgument,
    labels: Annotated[list[str], typer.Argument(metavar="LABEL…", help="Words that file segments.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the labels away instead.")] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Put labels on a segment, or take them away.

    Example: shoal segments label big_orders revenue spain
    """
    with opened(data_dir, write="records") as shoal:
        given = {"remove": labels} if remove else {"add": labels}
        after = shoal.definitions.label(segment, **given, actor=shoal.actor, now=clock.now())
        report(shoal, after, json, f"Labels of {after.id!r}: {', '.join(after.labels) or 'none'}.")


@commands.command()
def pin(
    segment: SegmentArgument,
    off: Annotated[bool, typer.Option("--off", help="Unpin it.")] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Mark a segment as ready to use.

    Example: shoal segments pin big_orders
    """
    with opened(data_dir, write="records") as shoal:
        after = shoal.definitions.pin(segment, not off, actor=shoal.actor, now=clock.now())
        report(shoal, after, json, f"{after.id!r} is {'pinned' if after.pinned else 'not pinned'}.")


@commands.command()
def activate(segment: SegmentArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Take a segment into use again, and refresh it at once.

    Example: shoal segments activate big_orders
    """
    with opened(data_dir, write="records") as shoal:
        before = shoal.definitions.get(segment)
        after = shoal.definitions.activate(segment, True, actor=shoal.actor, now=clock.now())
        if after == before:
            report(shoal, after, json, f"{after.id!r} is active already.")
            return
        if after.rule is None:
            report(shoal, after, json, f"{after.id!r} is active.")
            return
        from shoal.app.refreshing import refresh

        with progress("Refreshing") as show:
            (result,), _ = refresh(shoal, [after.id], report=reporting(show))
        report(shoal, after, json, f"{after.id!r} is active: {result.error or plural(result.members or 0, 'member')}.")
        if result.status == "failed":
            raise typer.Exit(1)


@commands.command()
def deactivate(segment: SegmentArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Put a segment out of use.

    Refreshes skip it, rules that name it find nobody in it, and its last members stay to look at.

    Example: shoal segments deactivate big_orders
    """
    with opened(data_dir, write="records") as shoal:
        after = shoal.definitions.activate(segment, False, actor=shoal.actor, now=clock.now())
        report(shoal, after, json, f"{after.id!r} is inactive. Its last members stay: shoal members {after.id}")
        used = [use.id for use in shoal.definitions.uses(after.id)]
        if used:
            say(f"For the rules of {', '.join(used)} nobody is in it now.")


@commands.command()
def delete(segment: SegmentArgument, yes: Yes = False, data_dir: DataDir = None, json: Json = False) -> None:
    """Delete a segment.

    Refused while another segment uses it. Profiles stay as they are.

    Example: shoal segments delete big_orders --yes
    """
    with opened(data_dir) as shoal:
        found = shoal.definitions.get(segment)
        is_used = bool(shoal.definitions.uses(segment))
    if not is_used:  # else the deletion is refused, and the question would be idle
        confirm(f"Delete {found.name!r}?", yes=yes, as_json=json)
    with opened(data_dir, write="records") as shoal:
        shoal.definitions.delete(segment, actor=shoal.actor, now=clock.now())
        if json:
            print_json({"segment": segment, "deleted": True})
        else:
            say(f"Deleted {segment!r}. Its history stays; to undo it: shoal segments restore {segment}")


@commands.command()
def restore(
    segment: SegmentArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="When its own is taken by now.")] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Bring a deleted segment back, with its members and its history.

    Example: shoal segments restore big_orders
    """
    with opened(data_dir, write="records") as shoal:
        after = shoal.definitions.restore(segment, name=name, actor=shoal.actor, now=clock.now())
        report(shoal, after, json, f"{after.id!r}, {after.name!r}, is back.")


@commands.command()
def rollback(segment: SegmentArgument, version: VersionNumber, data_dir: DataDir = None, json: Json = False) -> None:
    """Save an older version again, as the newest one.

    Example: shoal segments rollback big_orders 2
    """
    with opened(data_dir, write="records") as shoal:
        before = shoal.definitions.get(segment)
        after = shoal.definitions.rollback(segment, version, actor=shoal.actor, now=clock.now())
        done = f"Version {after.version} of {after.id!r} is as version {version} was."
        report(shoal, after, json, done if after != before else "Nothing changed.")


@commands.command()
def diff(
    segment: SegmentArgument,
    first: Annotated[int | None, typer.Argument(metavar="[FROM]", help="A version; else the one before TO.")] = None,
    last: Annotated[int | None, typer.Argument(metavar="[TO]", help="A version; else the newest.")] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Show what changed between two versions of a segment, in words.

    Example: shoal segments diff big_orders 1 3
    """
    with opened(data_dir) as shoal:
        from shoal.definitions import describe_difference

        newest = shoal.definitions.history(segment)[0].version
        to = last or newest
        since = first or to - 1
        if since < 1:
            raise InvalidInput(f"{segment!r} has one version only", hint="there is nothing to compare it with")
        before, after = (shoal.definitions.version(segment, number).definition for number in (since, to))
        names = {s.id: s.name for s in shoal.definitions.list()}
        lines = describe_difference(before, after, names)
        if json:
            print_json({"segment": segment, "from": since, "to": to, "difference": lines})
            return
        console = out()
        console.print(Text(f"From version {since} to version {to}", style="bold"))
        for line in lines or ("nothing changed in the definition",):
            console.print(Text(f"  {line}"))


@commands.command()
def uses(segment: SegmentArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Show what depends on a segment.

    Example: shoal segments uses big_orders
    """
    with opened(data_dir) as shoal:
        found = shoal.definitions.uses(segment)
        if json:
            print_json([{"kind": use.kind, "id": use.id, "name": use.name} for use in found])
        elif found:
            columns = (Column("Kind"), Column("Id", "id"), Column("Name"))
            out().print(table(columns, [(use.kind, use.id, use.name) for use in found]))
        else:
            say(f"Nothing uses {segment!r}.")


@commands.command()
def history(segment: SegmentArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Show every version of a segment, newest first.

    Example: shoal segments history big_orders
    """
    with opened(data_dir) as shoal:
        versions = shoal.definitions.history(segment)
        if json:
            print_json([version.as_json() for version in versions])
            return
        from shoal.definitions import plain_text
        from shoal.rules import parse_json

        columns = (Column("Version", "number"), Column("When", "date"), Column("Who"), Column("Change"), Column("Rule"))
        rows = []
        for v in versions:
            rule = v.definition["rule"]
            words = plain_text(parse_json(rule)) if rule is not None else "–"
            rows.append((number(v.version), instant(v.changed_at, shoal.zone), v.changed_by, v.change, words))
        out().print(table(columns, rows))


# --- drafts from options --------------------------------------------------------------------------------------------


def _draft_from(file: Path) -> "Draft":
    from shoal.definitions import from_yaml, load_yaml
    from shoal.definitions.yaml_form import MAX_YAML

    content = read_bytes(file, MAX_YAML + 1)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is no UTF-8 text (byte {error.start + 1})") from None
    return from_yaml(load_yaml(text, origin=str(file)))


def _id_of(file: Path | None) -> str | None:
    """A segment kept in a file has the file's name as its id."""
    return None if file is None else file.name.removesuffix(file.suffix)


def _parsed(rule: str) -> "Rule":
    from shoal.rules import parse

    return parse(rule_source(rule))


def _checked(shoal: "Opened", draft: "Draft") -> "Draft":
    if draft.rule is None:
        return draft
    rule, warnings = shoal.checked(draft.rule)
    show_warnings(warnings)
    return replace(draft, rule=rule)


def _changed(
    draft: "Draft", name: str | None, description: str | None, zone: str | None, schedule: str | None
) -> "Draft":
    """The draft with the options that were given; an empty zone or schedule is none."""
    if name is not None:
        draft = replace(draft, name=name)
    if description is not None:
        draft = replace(draft, description=description)
    if zone is not None:
        draft = replace(draft, zone=zone or None)
    if schedule is not None:
        draft = replace(draft, schedule=schedule or None)
    return draft


def _limited(
    shoal: "Opened",
    draft: "Draft",
    include: list[str] | None,
    exclude: list[str] | None,
    cap: str | None,
    waterfall: str | None,
) -> "Draft":
    """The draft with the limits that were given; an empty text is none. Raises InvalidInput."""
    from shoal.definitions.limits import read_limits
    from shoal.definitions.named import people_named

    problems: list[Problem] = []
    limits = read_limits({"cap": _cap_from(cap), "waterfall": _waterfall_from(waterfall)}, problems)
    if problems:
        raise InvalidInput(problems[0].message, hint=problems[0].hint)
    if include:
        draft = replace(draft, include=people_named(shoal.store, [name for name in include if name]))
    if exclude:
        draft = replace(draft, exclude=people_named(shoal.store, [name for name in exclude if name]))
    if cap is not None:
        draft = replace(draft, cap=limits.cap)
    return draft if waterfall is None else replace(draft, waterfall=limits.waterfall)


def _cap_from(text: str | None) -> dict[str, object] | None:
    """`1000 by lowest score churn_30d` as the mapping of a YAML file."""
    if not text:
        return None
    match = re.fullmatch(r"(\d+) +by +(?:(highest|lowest) +)?(?:(measure|score) +)?(.+)", text.strip())
    if match is None:
        raise InvalidInput(
            f"{text!r} is no cap", hint="write --cap '1000 by points', or '500 by lowest score churn_30d'"
        )
    number, order, kind, name = match.groups()
    by = {"measure": "value_of", "score": "score", None: "attribute"}[kind]
    return {"n": int(number), "by": {by: name}, "order": order or "highest"}


def _waterfall_from(text: str | None) -> dict[str, object] | None:
    if not text:
        return None
    name, colon, priority = text.rpartition(":")
    if not colon or not priority.isdecimal():
        raise InvalidInput(f"{text!r} is no place in a waterfall", hint="write --waterfall lifecycle:1")
    return {"set": name, "priority": int(priority)}


def _one_of(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidInput(f"{option} is {value!r}; it can be {', '.join(choices)}")


# --- output ---------------------------------------------------------------------------------------------------------


def _overview(shoal: "Opened", segment: "Segment") -> "Overview":
    from shoal.definitions.overview import overviews

    return next(row for row in overviews(shoal.store, shoal.definitions) if row.segment.id == segment.id)


def report(shoal: "Opened", segment: "Segment", json: bool, done: str) -> None:
    if json:
        print_json(_overview(shoal, segment).as_json())
    else:
        say(done)


_ORDERS: "dict[str, Callable[[Overview], tuple[int, str]]]" = {
    "name": lambda row: (0, row.segment.name.casefold()),
    "members": lambda row: (-(row.members or 0), row.segment.name.casefold()),
    "refreshed": lambda row: (-(row.refreshed_at or 0), row.segment.name.casefold()),
}


def _segment_table(rows: "list[Overview]") -> Table:
    columns = (
        Column("Segment", "id"),
        Column("Name"),
        Column("Members", "number"),
        Column("Status"),
        Column("Refreshed", "date"),
        Column("Labels"),
    )
    return table(
        columns,
        [
            (
                row.segment.id,
                ("★ " if row.segment.pinned else "") + row.segment.name,
                number(row.members),
                row.status,
                ago(row.refreshed_at, clock.now()),
                ", ".join(row.segment.labels),
            )
            for row in rows
        ],
    )


def _print_segment(shoal: "Opened", row: "Overview") -> None:
    from shoal.definitions import plain_text
    from shoal.rules import describe

    segment = row.segment
    names = {s.id: s.name for s in shoal.definitions.list()}
    console = out()
    console.print(Text(segment.name, style="bold") + Text(f"  {segment.id}", style="dim"))
    if segment.description:
        console.print(Text(segment.description))
    facts = [
        ("Members", number(row.members) + _refreshed(row)),
        ("Status", row.status + (f": {row.error}" if row.error else "")),
        ("Labels", ", ".join(segment.labels) or "–"),
        ("Pinned", "yes" if segment.pinned else "no"),
        ("Kind", segment.kind),
        ("Zone", segment.zone or f"{shoal.zone} (the workspace's)"),
        ("Schedule", segment.schedule or "manual"),
        ("Version", f"{segment.version}, changed {instant(segment.updated_at, shoal.zone)}"),
        ("Created", f"{instant(segment.created_at, shoal.zone)} by {segment.created_by}"),
        ("Used by", ", ".join(use.id for use in shoal.definitions.uses(segment.id)) or "nothing"),
    ]
    if segment.rule is not None:
        facts.append(("In words", describe(segment.rule, segment_names=names)))
        facts.append(("Rule", plain_text(segment.rule)))
    console.print(table((Column(""), Column("")), facts, header=False))


def _refreshed(row: "Overview") -> str:
    static = row.segment.rule is None
    if row.refreshed_at is None:
        return "" if static else " (not refreshed yet)"
    return f", {'changed' if static else 'refreshed'} {ago(row.refreshed_at, clock.now())}"
