"""`shoal members`, `shoal explain`: who is in a segment, and why one person is or isn't."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from shoal.app.cli.options import AsOf, DataDir, Json, SegmentArgument, opened
from shoal.app.cli.terminal import Column, folded, instant, number, out, plural, print_json, say, span, table
from shoal.model.instant import format_instant

if TYPE_CHECKING:
    import pyarrow as pa

    from shoal.membership import Verdict

Columns = Annotated[
    str | None, typer.Option("--columns", metavar="PATHS", help="Attributes to show, such as country,address.city.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="All members into FILE.csv or FILE.parquet.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=0, help="How many to print; 0 is all.")]


GUIDE = 4  # columns that each step into a tree takes


def add_to(app: typer.Typer) -> None:
    app.command()(members)
    app.command()(explain)


def members(
    segment: SegmentArgument,
    as_of: AsOf = None,
    columns: Columns = None,
    out_file: Out = None,
    raw: Annotated[bool, typer.Option("--raw", help="CSV cells as they are, formulas included.")] = False,
    limit: Limit = 100,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Show the members of a segment, or save them to a file.

    They are those that the last refresh published; with --as-of, the last one until then.

    Example: shoal members big_orders --columns country,plan --out members.csv
    """
    paths = [path.strip() for path in (columns or "").split(",") if path.strip()]
    with opened(data_dir) as shoal:
        from shoal import membership
        from shoal.membership.files import check_target, write_rows

        if out_file is not None:
            check_target(out_file)
        shoal.definitions.get(segment)
        shoal.check_columns(paths)
        moment = None if as_of is None else shoal.instant(as_of)
        generation = membership.members(shoal.store, segment, as_of=moment).generation
        rows = membership.member_rows(shoal.store, segment, paths, as_of=moment)
        about = {"segment": segment, "members": rows.num_rows, "as_of": format_instant(generation.as_of)}
        if out_file is not None:
            write_rows(rows, out_file, raw=raw)
            if json:
                print_json(about | {"file": str(out_file)})
            else:
                say(f"{plural(rows.num_rows, 'member')} written to {out_file}.")
            return
        shown = rows.slice(0, limit) if limit else rows
        if json:
            print_json(about | {"rows": shown.to_pylist()})
            return
        out().print(_member_table(shown))
        more = f", {number(shown.num_rows)} shown (--limit, --out)" if shown.num_rows < rows.num_rows else ""
        say(f"{plural(rows.num_rows, 'member')} as of {instant(generation.as_of, shoal.zone)} {shoal.zone}{more}.")


def explain(
    segment: SegmentArgument,
    profile: Annotated[
        str, typer.Argument(metavar="PROFILE", help="A profile id, user id, e-mail or other identifier.")
    ],
    as_of: AsOf = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Say why a person is in a segment, or isn't.

    Shows each condition, what decided it, and when time alone would change it.

    Example: shoal explain big_orders jane@example.com
    """
    with opened(data_dir) as shoal:
        from shoal import membership

        found = shoal.definitions.get(segment)
        moment = shoal.instant(as_of)
        number_ = shoal.find_profile(profile, moment)
        verdict = membership.explain(shoal.store, shoal.definitions.all(), found, number_, as_of=moment)
        if json:
            print_json(verdict.as_json())
            return
        zone = found.zone or shoal.zone
        console = out()
        console.print(Text(f"{profile} is {'in' if verdict.verdict else 'not in'} {found.name}", style="bold"))
        console.print(Text(f"As of {instant(moment, zone)}; times are in {zone}.", style="dim"))
        if verdict.flips_at is not None:
            turned = "leaves" if verdict.verdict else "enters"
            console.print(
                Text(f"If nothing else happens, {turned} at {_when(verdict.flips_at, moment, zone)}.", "yellow")
            )
        console.print(_tree(verdict, moment, zone, console.width, {verdict.flips_at}))


def _tree(verdict: "Verdict", as_of: int, zone: str, width: int, said: "set[int | None]") -> Tree:
    """The verdict with its children below. `said` are the instants that need no line of their own here."""
    below = {child.flips_at for child in verdict.children}
    tree = Tree(_verdict_text(verdict, as_of, zone, width, said | below), guide_style="dim")
    # What the headline says of the whole is still worth a line at the condition that causes it.
    for child in verdict.children:
        tree.children.append(_tree(child, as_of, zone, width - GUIDE, {None}))
    return tree


def _verdict_text(verdict: "Verdict", as_of: int, zone: str, width: int, said: "set[int | None]") -> Text:
    text = Text("✓ ", style="green") if verdict.verdict else Text("✗ ", style="red")
    holding = sum(child.verdict for child in verdict.children)
    of_how_many = f" ({holding} of {len(verdict.children)})" if 0 < holding < len(verdict.children) else ""
    text.append(folded(verdict.text + of_how_many, width - 2, "  "), style="default")
    if verdict.because and verdict.because != verdict.text:
        text.append("\n  " + folded(verdict.because, width - 2, "  "), style="dim")
    if verdict.flips_at not in said:
        turned = "no longer holds" if verdict.verdict else "holds"
        line = f"if nothing else happens, this {turned} from {_when(verdict.flips_at or 0, as_of, zone)}"
        text.append("\n  " + folded(line, width - 2, "  "), style="yellow")
    return text


def _when(flips_at: int, as_of: int, zone: str) -> str:
    return f"{instant(flips_at, zone)} (in {span(flips_at - as_of)})"


def _member_table(rows: "pa.Table") -> Table:
    import pyarrow as pa

    def kind(field: pa.Field) -> Literal["text", "number", "id"]:
        if field.name == "profile_id":
            return "id"
        return "number" if pa.types.is_integer(field.type) or pa.types.is_floating(field.type) else "text"

    columns = [Column(field.name, kind(field)) for field in rows.schema]
    return table(columns, [[_cell(value) for value in row.values()] for row in rows.to_pylist()])


def _cell(value: object) -> str:
    return "" if value is None else str(value)
