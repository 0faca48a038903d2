"""`shoal suggest …`: segments that the data suggests."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import AsOf, DataDir, Json, RuleArgument, opened, rule_source
from shoal.app.cli.terminal import Column, instant, number, out, percent, plural, print_json, say, show_warnings, table
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from shoal.app.wiring import Opened
    from shoal.insights import Suggestions

commands = typer.Typer(no_args_is_help=True, help="Segments that the data suggests, to look at or to create.")

Create = Annotated[bool, typer.Option("--create", help="Make a segment of each, with the label suggested.")]
Only = Annotated[str | None, typer.Option("--only", metavar="1,3", help="With --create: only these rows.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="suggest")


@commands.command("attribute")
def attribute(
    attribute: Annotated[str, typer.Argument(metavar="ATTRIBUTE", help="An attribute, such as country or age.")],
    parts: Annotated[int, typer.Option("--parts", help="How many values, or ranges of numbers.")] = 4,
    create: Create = False,
    only: Only = None,
    as_of: AsOf = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """One segment for each frequent value of an attribute; for numbers, for each range with as many people.

    Example: shoal suggest attribute age --parts 4
    """
    with opened(data_dir, write=create) as shoal:
        from shoal.insights import by_attribute

        moment = shoal.instant(as_of)
        found = by_attribute(
            shoal.store, shoal.definitions.all(), shoal.catalog(), attribute, as_of=moment, parts=parts
        )
        _show(shoal, found, create, only, json)


@commands.command("rfm")
def rfm(
    event: Annotated[str, typer.Option("--event", help="What counts as a purchase.")] = "Order Completed",
    value: Annotated[str, typer.Option("--value", help="The property that holds the money.")] = "total",
    create: Create = False,
    only: Only = None,
    as_of: AsOf = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """The usual segments by recency, frequency and money: champions, at risk, hibernating and others.

    Example: shoal suggest rfm --create --only 1,7
    """
    with opened(data_dir, write=create) as shoal:
        from shoal.insights import by_rfm

        moment = shoal.instant(as_of)
        found = by_rfm(shoal.store, shoal.definitions.all(), shoal.catalog(), as_of=moment, event=event, value=value)
        _show(shoal, found, create, only, json)


@commands.command("goal")
def goal(
    rule: RuleArgument,
    lag: Annotated[
        str | None,
        typer.Option("--lag", metavar="LENGTH", help="People as they were so long ago, such as 30d; 0d is now."),
    ] = None,
    depth: Annotated[int, typer.Option("--depth", help="The most conditions of a rule.")] = 3,
    create: Create = False,
    only: Only = None,
    as_of: AsOf = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Rules of which more people reach a goal than of everybody, by a decision tree.

    The goal is a rule too. People are looked at as they were before the goal's window, and the shares come from people
    that the tree wasn't made from.

    Example: shoal suggest goal 'did "Order Completed" in last 14 days' --depth 2
    """
    source = rule_source(rule)
    with opened(data_dir, write=create) as shoal:
        from shoal.insights import by_goal

        typed, warnings = shoal.read_rule(source)
        if not json:
            show_warnings(warnings)
        moment = shoal.instant(as_of)
        found = by_goal(
            shoal.store, shoal.definitions.all(), shoal.catalog(), typed, as_of=moment, lag=lag, depth=depth
        )
        _show(shoal, found, create, only, json)


def _show(shoal: "Opened", found: "Suggestions", create: bool, only: str | None, json: bool) -> None:
    from shoal.rules import describe

    chosen = _chosen(only, len(found.rows)) if create else []
    made = [_create(shoal, found, i) for i in chosen]
    names = shoal.catalog().segments
    if json:
        print_json(found.as_json(names) | {"created": made})
        return
    console = out()
    if found.goal_share is not None:
        looked = "" if found.known_at is None else f", looked at as of {instant(found.known_at, shoal.zone)}"
        console.print(Text(f"{percent(found.goal_share)} of {plural(found.people, 'profile')} reach the goal{looked}"))
    if not found.rows:
        say("Nothing stands out: no condition tells apart who reaches it.")
        return
    columns = [Column("", "number"), Column("Name", "id"), Column("Profiles", "number"), Column("Share", "number")]
    if found.goal_share is not None:
        columns += [Column("Reach it", "number"), Column("Lift", "number")]
    columns.append(Column("Rule"))
    rows = []
    for i, row in enumerate(found.rows, 1):
        cells = [str(i), row.name, number(row.count), percent(row.share)]
        if row.goal_share is not None and row.lift is not None:
            cells += [percent(row.goal_share), f"{row.lift:.1f} ×"]
        rows.append((*cells, describe(row.rule, segment_names=names)))
    console.print(table(tuple(columns), rows))
    for id in made:
        console.print(Text("✓ ", style="green") + Text(f"made {id}"))


def _chosen(only: str | None, rows: int) -> list[int]:
    if only is None:
        return list(range(rows))
    try:
        picked = [int(part) for part in only.split(",")]
    except ValueError:
        raise InvalidInput(f"{only!r} is no list of rows", hint="write --only 1,3") from None
    if not all(1 <= row <= rows for row in picked):
        raise InvalidInput(f"there are rows 1 to {rows}; --only says {only}")
    return [row - 1 for row in picked]


def _create(shoal: "Opened", found: "Suggestions", row: int) -> str:
    from shoal.definitions import Draft

    suggestion = found.rows[row]
    typed, _ = shoal.checked(suggestion.rule)
    draft = Draft(suggestion.name, typed, description="Suggested by the data.", labels=("suggested",))
    return shoal.definitions.create(draft, actor=shoal.actor, now=clock.now()).id
