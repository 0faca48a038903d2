"""`shoal scores …`: what models say of people."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shoal.app import clock
from shoal.app.cli.options import AsOf, DataDir, Json, opened
from shoal.app.cli.terminal import Column, instant, number, out, plural, print_json, say, table
from shoal.model.errors import NotFound
from shoal.model.instant import format_instant

if TYPE_CHECKING:
    from shoal.storage.scores import ScoreSetInfo

commands = typer.Typer(no_args_is_help=True, help="Scores of models: bring them in, see them, use them in rules.")

ScoreArgument = Annotated[str, typer.Argument(metavar="SCORE", help="The name of a score, such as churn_30d.")]
File = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV or Parquet with the columns profile, score and, if any, band.")
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="scores")


@commands.command("list")
def list_(data_dir: DataDir = None, json: Json = False) -> None:
    """Show the scores and when each was last brought in.

    Example: shoal scores list
    """
    with opened(data_dir) as shoal:
        found = shoal.store.scores.all()
        if json:
            print_json([_as_json(one) for one in found])
        elif found:
            columns = (Column("Score", "id"), Column("Counts from"), Column("Profiles", "number"), Column("Bands"))
            rows = [
                (one.score, instant(one.at, shoal.zone), number(one.profiles), ", ".join(one.bands)) for one in found
            ]
            out().print(table(columns, rows))
        else:
            say("There is no score yet. Bring some in: shoal scores import churn_30d scores.csv")


@commands.command("import")
def import_(score: ScoreArgument, file: File, as_of: AsOf = None, data_dir: DataDir = None, json: Json = False) -> None:
    """Bring in one set of scores: it takes the place of the earlier ones from its instant on.

    Profiles are named by profile id or any identifier; a score is a number, a band any word.

    Example: shoal scores import churn_30d scores.csv
    """
    with opened(data_dir, write="records") as shoal:
        from shoal.ingest.scores import read_scores

        table_, unmatched = read_scores(shoal.store, file)
        at = shoal.instant(as_of)
        made = shoal.store.scores.add(score, table_, at=at, now=clock.now(), actor=shoal.actor)
        if json:
            print_json(_as_json(made) | {"unmatched": unmatched})
            return
        say(f"Brought in {score!r} of {plural(made.profiles, 'profile')}. Use it: shoal preview 'score {score} > 0.5'")
        if unmatched:
            say(f"{plural(len(unmatched), 'row')} named nobody that is known: {', '.join(unmatched[:5])}")


@commands.command()
def show(score: ScoreArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Show the sets of one score, newest first.

    Example: shoal scores show churn_30d
    """
    with opened(data_dir) as shoal:
        names = shoal.store.scores.names()
        if score not in names:
            raise NotFound.named("score", score, names, listing="shoal scores list")
        found = [one for one in shoal.store.scores.all() if one.score == score]
        if json:
            print_json([_as_json(one) for one in found])
            return
        columns = (Column("Counts from"), Column("Profiles", "number"), Column("Bands"), Column("By"))
        rows = [
            (instant(one.at, shoal.zone), number(one.profiles), ", ".join(one.bands), one.added_by) for one in found
        ]
        out().print(table(columns, rows))


def _as_json(one: "ScoreSetInfo") -> dict[str, object]:
    return {
        "score": one.score,
        "at": format_instant(one.at),
        "added_at": format_instant(one.added_at),
        "added_by": one.added_by,
        "profiles": one.profiles,
        "bands": list(one.bands),
    }
