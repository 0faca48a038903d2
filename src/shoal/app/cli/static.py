"""`shoal segments add | remove | freeze`, `shoal import members`: people put into a static segment, and taken out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli import data, segments
from shoal.app.cli.options import AsOf, DataDir, Json, SegmentArgument, opened, read_bytes
from shoal.app.cli.terminal import number, plural, print_json, say
from shoal.app.cli.upkeep import result_json
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from pyroaring import BitMap

    from shoal.app.wiring import Opened
    from shoal.ingest import MemberRows
    from shoal.membership import Resolved, SegmentResult

Identifiers = Annotated[
    list[str],
    typer.Argument(metavar="PROFILE…", help="Profile ids, user ids, e-mails, other identifiers; or @FILE."),
]
ColumnOption = Annotated[
    str | None, typer.Option("--column", metavar="NAME", help="The column of the file that holds the identifiers.")
]
SHOWN = 5  # identifiers that stand for nobody


def add_to(_: typer.Typer) -> None:
    for command in (add, remove, freeze):
        segments.commands.command()(command)
    data.imports.command("members")(import_members)


def add(
    segment: SegmentArgument,
    profiles: Identifiers,
    column: ColumnOption = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Put people into a static segment.

    Example: shoal segments add vips u17 jane@example.com @more.csv
    """
    _change("add", segment, profiles, column, data_dir, json)


def remove(
    segment: SegmentArgument,
    profiles: Identifiers,
    column: ColumnOption = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Take people out of a static segment.

    Example: shoal segments remove vips u17
    """
    _change("remove", segment, profiles, column, data_dir, json)


def import_members(
    segment: SegmentArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, text or a JSON list, at most 64 MB.")],
    column: ColumnOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take out everybody who isn't in the file.")] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Put the people of a file into a static segment.

    A column called profile_id, user_id, anonymous_id or email is found by itself.

    Example: shoal import members vips vips.csv --column user_id
    """
    _change("replace" if replace else "add", segment, [f"@{file}"], column, data_dir, json)


def freeze(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The id of the segment to copy.")],
    name: segments.Name = None,
    as_of: AsOf = None,
    id: segments.IdOption = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Make a static segment of those who are in another one now, or were at a past time.

    Example: shoal segments freeze big_orders "Big orders of March" --as-of 2026-03-31
    """
    with opened(data_dir, write=True) as shoal:
        from shoal import membership
        from shoal.definitions import freeze as freeze_

        moment = None if as_of is None else shoal.instant(as_of)
        made = freeze_(
            shoal.store, shoal.definitions, source, name=name, id=id, as_of=moment, actor=shoal.actor, now=clock.now
        )
        count = len(membership.members(shoal.store, made.id).profiles)
        segments.report(shoal, made, json, f"Created {made.id!r} with {plural(count, 'member')} of {source!r}.")


# --- parts ------------------------------------------------------------------------------------------------------------


def _change(
    action: Literal["add", "remove", "replace"],
    segment: str,
    given: list[str],
    column: str | None,
    data_dir: Path | None,
    json: bool,
) -> None:
    with opened(data_dir, write=True) as shoal:
        from shoal import membership

        shoal.definitions.get(segment)
        resolved = resolve(shoal, given, column)
        people: dict[str, BitMap] = {action: resolved.profiles}
        result = membership.change_members(
            shoal.store, shoal.definitions.all(), segment, **people, now=clock.now, by=shoal.actor
        )
        if json:
            print_json(result_json(result) | {"unmatched": unmatched_json(resolved)})
        else:
            _say(result, resolved)
        if not resolved.profiles:
            raise typer.Exit(2)


def resolve(shoal: "Opened", given: list[str], column: str | None = None) -> "Resolved":
    """Whom identifiers and @FILEs mean."""
    from pyroaring import BitMap

    from shoal import ingest, membership

    now = clock.now()
    rows: list[MemberRows] = [_file_rows(Path(text[1:]), column) for text in given if text.startswith("@")]
    if column is not None and not rows:
        raise InvalidInput("--column is for a file", hint="name the file behind an @")
    single = [text for text in given if not text.startswith("@")]
    rows += [ingest.member_rows_of(single)] if single else []
    found = [membership.resolve_members(shoal.store, each, as_of=now) for each in rows]
    unmatched = tuple(one for each in found for one in each.unmatched)
    return membership.Resolved(BitMap().union(*(each.profiles for each in found)), unmatched)


def _file_rows(file: Path, column: str | None) -> "MemberRows":
    from shoal import ingest
    from shoal.ingest.members import MAX_BYTES

    return ingest.parse_members(read_bytes(file, MAX_BYTES + 1), name=str(file), column=column)


def _say(result: "SegmentResult", resolved: "Resolved") -> None:
    changes = f"{number(result.entered)} entered, {number(result.left)} left"
    say(f"{result.segment!r} has {plural(result.members or 0, 'member')} now: {changes}.")
    say_unmatched(resolved)


def say_unmatched(resolved: "Resolved") -> None:
    """Tells how many identifiers stand for nobody or for several people, with the first of them."""
    for reason, words in (("unknown", "nobody has"), ("ambiguous", "several people have")):
        texts = [one.text for one in resolved.unmatched if one.reason == reason]
        if texts:
            shown = ", ".join(texts[:SHOWN]) + (f" and {len(texts) - SHOWN:,} more" if len(texts) > SHOWN else "")
            say(Text(f"Left out, because {words} this identifier: {shown}", style="yellow"))


def unmatched_json(resolved: "Resolved") -> list[dict[str, object]]:
    return [{"line": one.line, "text": one.text, "reason": one.reason} for one in resolved.unmatched]
