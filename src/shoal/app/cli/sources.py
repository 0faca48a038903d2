"""`shoal sources …`: who may send records over HTTP, each with a write key."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shoal.app import clock
from shoal.app.cli.options import DataDir, Json, opened
from shoal.app.cli.terminal import Column, ago, out, print_json, say, table

if TYPE_CHECKING:
    from shoal.app.wiring import Opened
    from shoal.ingest import Sources
    from shoal.ingest.sources import Source

sources = typer.Typer(no_args_is_help=True, help="Who may send records over HTTP, each with a write key.")

SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help="The id or the name of a source.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(sources, name="sources")


@sources.command("list")
def list_sources(data_dir: DataDir = None, json: Json = False) -> None:
    """Show the sources with their write keys.

    Example: shoal sources list
    """
    with _sources(data_dir) as (_, known):
        found = known.list()
        if json:
            print_json([source.as_json() for source in found])
        elif found:
            columns = (
                Column("Source", "id"),
                Column("Name"),
                Column("Write key", "id"),
                Column("State", "id"),
                Column("Created", "date", spare=True),
            )
            rows = [(s.id, s.name, s.write_key, _state(s), ago(s.created_at, clock.now())) for s in found]
            out().print(table(columns, rows))
        else:
            say("There is no source yet. Make one: shoal sources create 'Web shop'")


@sources.command("create")
def create_source(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What sends: a shop, an app, a service.")],
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Make a source and its write key, with which SDKs send. The key can do nothing else.

    Example: shoal sources create "Web shop"
    """
    with _sources(data_dir) as (shoal, known):
        made = known.create(name, actor=shoal.actor, secret=secrets.token_urlsafe(24), now=clock.now())
        _report(made, json, f"{made.name!r} sends with this write key, to the server's /v1/batch:")
        if not json:
            print(made.write_key)


@sources.command("renew")
def renew_key(source: SourceArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Give a source another write key; the one of before stops working at once.

    Example: shoal sources renew web_shop
    """
    with _sources(data_dir) as (shoal, known):
        made = known.renew_key(source, actor=shoal.actor, secret=secrets.token_urlsafe(24), now=clock.now())
        _report(made, json, f"{made.name!r} sends with this write key from now on:")
        if not json:
            print(made.write_key)


@sources.command()
def disable(source: SourceArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Take nothing more from a source. What it sent stays.

    Example: shoal sources disable web_shop
    """
    with _sources(data_dir) as (shoal, known):
        after = known.disable(source, actor=shoal.actor, now=clock.now())
        _report(after, json, f"Nothing more is taken from {after.name!r}. Undo it: shoal sources enable {after.id}")


@sources.command()
def enable(source: SourceArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Take records from a source again.

    Example: shoal sources enable web_shop
    """
    with _sources(data_dir) as (shoal, known):
        after = known.enable(source, actor=shoal.actor, now=clock.now())
        _report(after, json, f"{after.name!r} may send.")


@contextmanager
def _sources(data_dir: Path | None) -> "Iterator[tuple[Opened, Sources]]":
    """The sources of the data directory. It isn't opened for writing: a server may have it, and takes note."""
    with opened(data_dir, write="records", create=True) as shoal:
        from shoal.ingest import Sources

        yield shoal, Sources(shoal.store.records, shoal.store.workspace_id)


def _report(source: "Source", json: bool, done: str) -> None:
    if json:
        print_json(source.as_json())
    else:
        say(done)


def _state(source: "Source") -> str:
    return "active" if source.disabled_at is None else "disabled"
