"""`shoal measures …`: aggregates over events that have a name."""

from typing import TYPE_CHECKING, Annotated

import typer

from shoal.app import clock
from shoal.app.cli.options import DataDir, Json, Yes, confirm, opened, rule_source
from shoal.app.cli.terminal import Column, out, plural, print_json, say, table
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from shoal.app.wiring import Opened
    from shoal.definitions import Measures
    from shoal.model.measure import MeasureDefinition, NamedMeasure

commands = typer.Typer(no_args_is_help=True, help="Named measures: see them, make them, use them in rules.")

MeasureArgument = Annotated[str, typer.Argument(metavar="MEASURE", help="The id of a measure.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What people call it, at most 100 characters.")]
Of = Annotated[
    str, typer.Option("--of", metavar="MEASURE", help="Text, JSON, @FILE, or -: an aggregate over an event.")
]
Description = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="At most 500 characters.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="measures")


@commands.command("list")
def list_(data_dir: DataDir = None, json: Json = False) -> None:
    """Show the measures.

    Example: shoal measures list
    """
    with opened(data_dir) as shoal:
        from shoal.definitions import measure_as_json

        found = _measures(shoal).list()
        if json:
            print_json([measure_as_json(measure) for measure in found])
        elif found:
            from shoal.definitions.measures import measure_text

            columns = (Column("Measure", "id"), Column("Name"), Column("Of"))
            rows = [(measure.id, measure.name, measure_text(measure.definition)) for measure in found]
            out().print(table(columns, rows))
        else:
            say("There is no measure yet. Make one: shoal measures create 'Lifetime value' "
                "--of 'sum of total over \"Order Completed\"'")  # fmt: skip


@commands.command()
def show(measure: MeasureArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Show one measure, and what uses it.

    Example: shoal measures show lifetime_value
    """
    with opened(data_dir) as shoal:
        _report(shoal, _measures(shoal).get(measure), json)


@commands.command()
def create(
    name: Name,
    of: Of,
    description: Description = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Give an aggregate a name. Rules use it as `value of ID`, profiles show it.

    Example: shoal measures create "Lifetime value" --of 'sum of total over "Order Completed"'
    """
    with opened(data_dir, write="records") as shoal:
        definition = _definition(shoal, of)
        made = _measures(shoal).create(name, definition, description or "", actor=shoal.actor, now=clock.now())
        if not json:
            say(f"Created {made.id!r}. Use it: shoal preview 'value of {made.id} is set'")
        _report(shoal, made, json)


@commands.command()
def edit(
    measure: MeasureArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Another name; the id stays.")] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="MEASURE", help="Another aggregate.")] = None,
    description: Description = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Change a measure. The segments that use it mean the new one with their next refresh.

    Example: shoal measures edit lifetime_value --of 'sum of total over "Order Completed" in last 365 days'
    """
    if name is None and of is None and description is None:
        raise InvalidInput("there is nothing to change", hint="give a --name, --of or --description")
    with opened(data_dir, write="records") as shoal:
        definition = None if of is None else _definition(shoal, of)
        fields = {"name": name, "description": description}
        after = _measures(shoal).edit(measure, **fields, definition=definition, actor=shoal.actor, now=clock.now())
        _report(shoal, after, json)


@commands.command()
def delete(measure: MeasureArgument, yes: Yes = False, data_dir: DataDir = None, json: Json = False) -> None:
    """Delete a measure. Refused while a segment uses it.

    Example: shoal measures delete lifetime_value --yes
    """
    with opened(data_dir) as shoal:
        found = _measures(shoal).get(measure)
        is_used = bool(_measures(shoal).uses(measure))
    if not is_used:
        confirm(f"Delete {found.name!r}?", yes=yes, as_json=json)
    with opened(data_dir, write="records") as shoal:
        _measures(shoal).delete(measure, actor=shoal.actor, now=clock.now())
    if json:
        print_json({"deleted": measure})
    else:
        say(f"Deleted {measure!r}.")


def _measures(shoal: "Opened") -> "Measures":
    from shoal.definitions import Measures

    return Measures(shoal.store, shoal.definitions)


def _definition(shoal: "Opened", source: str) -> "MeasureDefinition":
    """The measure of an option, checked against what the data holds."""
    import json

    from shoal.definitions import parse_measure
    from shoal.membership.measures import condition_of, measure_from_rule

    text = rule_source(source).decode("utf-8", "replace")
    try:
        given = json.loads(text) if text.lstrip().startswith("{") else text
    except ValueError as error:
        raise InvalidInput(f"the measure is no JSON: {error}") from None
    typed, _ = shoal.checked(condition_of(parse_measure(given)))
    return measure_from_rule(typed)


def _report(shoal: "Opened", measure: "NamedMeasure", as_json: bool) -> None:
    from shoal.definitions import measure_as_json
    from shoal.definitions.measures import describe_measure, measure_text

    users = _measures(shoal).uses(measure.id)
    if as_json:
        print_json(measure_as_json(measure) | {"used_by": [use.id for use in users]})
        return
    say(f"{measure.name} ({measure.id}), version {measure.version}")
    say(measure_text(measure.definition))
    say(f"In words: {describe_measure(measure.definition)}.")
    if measure.description:
        say(measure.description)
    names = ", ".join(use.id for use in users)
    say(f"Used by {plural(len(users), 'segment')}: {names}." if users else "No segment uses it yet.")
