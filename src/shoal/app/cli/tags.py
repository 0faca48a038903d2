"""`shoal tags …`: marks on people, put on and taken away by hand."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import DataDir, Json, Yes, confirm, opened
from shoal.app.cli.static import ColumnOption, resolve, say_unmatched, unmatched_json
from shoal.app.cli.terminal import Column, number, out, plural, print_json, say, table
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from shoal.app.wiring import Opened
    from shoal.membership import Resolved

commands = typer.Typer(no_args_is_help=True, help="Marks on people: see them, put them on, take them away.")

TagArgument = Annotated[str, typer.Argument(metavar="TAG", help="The tag.")]
Description = Annotated[str, typer.Option("--description", metavar="TEXT", help="What the tag means.")]
People = Annotated[
    list[str] | None,
    typer.Argument(metavar="PROFILE…", help="Profile ids, user ids, e-mails, other identifiers; or @FILE."),
]
OfSegment = Annotated[
    str | None, typer.Option("--segment", metavar="SEGMENT", help="The members of this segment instead.")
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="tags")


@commands.command("list")
def list_(data_dir: DataDir = None, json: Json = False) -> None:
    """Show the tags and how many people have them.

    Example: shoal tags list
    """
    with opened(data_dir) as shoal:
        from shoal.definitions import Tags

        found = Tags(shoal.store).list()
        if json:
            print_json([tag.as_json() for tag in found])
        elif found:
            columns = (Column("Tag", "id"), Column("Profiles", "number"), Column("Description"))
            out().print(table(columns, [(tag.name, number(tag.profiles), tag.description) for tag in found]))
        else:
            say("There is no tag yet. Put one on somebody: shoal tags apply vip PROFILE…")


@commands.command()
def create(tag: TagArgument, description: Description = "", data_dir: DataDir = None, json: Json = False) -> None:
    """Describe a tag before anybody has it.

    Example: shoal tags create vip --description "Invited by hand"
    """
    with opened(data_dir, write="records") as shoal:
        from shoal.definitions import Tags

        made = Tags(shoal.store).create(tag, description, actor=shoal.actor, now=clock.now())
        if json:
            print_json(made.as_json())
        else:
            say(f"Created the tag {made.name!r}.")


@commands.command()
def describe(tag: TagArgument, description: Description, data_dir: DataDir = None, json: Json = False) -> None:
    """Say what a tag means.

    Example: shoal tags describe vip --description "Invited by hand"
    """
    with opened(data_dir, write="records") as shoal:
        from shoal.definitions import Tags

        changed = Tags(shoal.store).describe(tag, description, actor=shoal.actor, now=clock.now())
        if json:
            print_json(changed.as_json())
        else:
            say(f"Described the tag {changed.name!r}.")


@commands.command()
def apply(
    tag: TagArgument,
    profiles: People = None,
    segment: OfSegment = None,
    column: ColumnOption = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Put a tag on people. Those who have it already keep the time at which they got it.

    Example: shoal tags apply vip u17 jane@example.com
    """
    with opened(data_dir, write=True) as shoal:
        from shoal.definitions import Tags

        people = _people(shoal, profiles, segment, column)
        receipt = Tags(shoal.store).apply(tag, people.profiles, actor=shoal.actor, now=clock.now())
        had = f"; {number(receipt.duplicates)} had it already" if receipt.duplicates else ""
        _report(tag, receipt.accepted, people, f"Put {tag!r} on {plural(receipt.accepted, 'profile')}{had}.", json)


@commands.command()
def remove(
    tag: TagArgument,
    profiles: People = None,
    segment: OfSegment = None,
    column: ColumnOption = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Take a tag from people.

    Example: shoal tags remove vip --segment lapsed_buyers_60d
    """
    with opened(data_dir, write=True) as shoal:
        from shoal.definitions import Tags

        people = _people(shoal, profiles, segment, column)
        receipt = Tags(shoal.store).remove(tag, people.profiles, actor=shoal.actor, now=clock.now())
        _report(tag, receipt.accepted, people, f"Took {tag!r} from {plural(receipt.accepted, 'profile')}.", json)


@commands.command()
def delete(tag: TagArgument, yes: Yes = False, data_dir: DataDir = None, json: Json = False) -> None:
    """Take a tag from everyone, and forget its description.

    Example: shoal tags delete vip --yes
    """
    with opened(data_dir) as shoal:
        from shoal.definitions import Tags

        found = Tags(shoal.store).get(tag)
    confirm(f"Take {tag!r} from {plural(found.profiles, 'profile')}?", yes=yes, as_json=json)
    with opened(data_dir, write=True) as shoal:
        receipt = Tags(shoal.store).delete(tag, actor=shoal.actor, now=clock.now())
        if json:
            print_json({"tag": tag, "profiles": receipt.accepted, "deleted": True})
        else:
            say(f"Deleted {tag!r}; {plural(receipt.accepted, 'profile')} had it.")


def _people(shoal: "Opened", profiles: list[str] | None, segment: str | None, column: str | None) -> "Resolved":
    if bool(profiles) == (segment is not None):
        raise InvalidInput("say whom: PROFILE…, @FILE, or --segment", hint="see the example in --help")
    if profiles:
        return resolve(shoal, profiles, column)
    from shoal import membership

    assert segment is not None
    shoal.definitions.get(segment)
    return membership.Resolved(membership.members(shoal.store, segment).profiles, ())


def _report(tag: str, changed: int, people: "Resolved", done: str, json: bool) -> None:
    if json:
        print_json({"tag": tag, "profiles": changed, "unmatched": unmatched_json(people)})
    else:
        say(Text(done))
        say_unmatched(people)
    if not people.profiles and people.unmatched:
        raise typer.Exit(2)
