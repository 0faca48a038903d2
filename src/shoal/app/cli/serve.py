"""`shoal serve`: the app and its API."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import DataDir, Json, opened, settings_of
from shoal.app.cli.terminal import out, print_json
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from shoal.app.assistants import Allowed
    from shoal.app.serving import Server

Host = Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen on.")]
Port = Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="The port to listen on.")]

LOCALHOST, PORT = "127.0.0.1", 8080


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(mcp)


def serve(host: Host = LOCALHOST, port: Port = PORT, data_dir: DataDir = None, json: Json = False) -> None:
    """Serve the app and the HTTP API until you stop it.

    The first time, it prints a link by which you make the first user.

    Example: shoal serve --port 9000
    """
    settings = settings_of(data_dir)
    from shoal.app import serving
    from shoal.app.language_model import language_model

    model = language_model(settings)
    serving.require_free(host, port)
    with (
        opened(data_dir, write=True, create=True) as shoal,
        serving.serving(shoal, host=host, port=port, public_url=settings.public_url, model=model) as server,
    ):
        serving.require_users_or_loopback(server.services.accounts, host)
        tell(server, setup_link(server), json)
        serving.run(server, host=host, port=port)


def mcp(
    allow: Annotated[
        list[str] | None, typer.Option("--allow", metavar="WHAT", help="Let it do more than read: create, export.")
    ] = None,
    exports: Annotated[
        Path | None, typer.Option("--exports", metavar="FOLDER", help="The one folder that it saves members in.")
    ] = None,
    data_dir: DataDir = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print what to put into an assistant's settings, and stop.")
    ] = False,
) -> None:
    """Serve an assistant over the Model Context Protocol, on stdin and stdout.

    It reads the catalog, turns sentences into rules, checks, previews and explains; it saves nothing unless you allow
    it. Needs the extra: pip install 'shoal[mcp]'.

    Example: shoal mcp --allow create
    """
    settings = settings_of(data_dir)
    allowed: set[Allowed] = set()
    for what in allow or ():
        if what not in ("create", "export"):
            raise InvalidInput(f"there is nothing called {what!r} to allow", hint="create or export")
        allowed.add("create" if what == "create" else "export")
    if json:
        arguments = ["mcp", "--data-dir", str(settings.data_dir.absolute())]
        arguments += [part for what in sorted(allowed) for part in ("--allow", what)]
        arguments += ["--exports", str(exports.absolute())] if exports is not None else []
        print_json({"mcpServers": {"shoal": {"command": "shoal", "args": arguments}}})
        return
    try:
        from shoal.app.assistants import assistant_server
    except ModuleNotFoundError as error:
        raise InvalidInput(f"{error.name} isn't installed", hint="pip install 'shoal[mcp]'") from None
    with opened(data_dir):
        pass  # says now, and not to an assistant, that there is no data
    assistant_server(settings, allow=frozenset(allowed), exports=exports).run()


def setup_link(server: "Server") -> str | None:
    """The way to the first user, where there is none yet."""
    accounts = server.services.accounts
    if not accounts.setup_needed():
        return None
    link = accounts.make_link("setup", actor="server", secret=server.services.secret(), now=clock.now())
    return f"{server.address}{link.path}"


def tell(server: "Server", link: str | None, json: bool, words: str = "Make the first user here, once:") -> None:
    """Says where the app is, before it is there: nothing is printed afterwards."""
    if json:
        print_json({"address": server.address, "link": link})
        return
    console = out()
    console.print(Text("\nShoal is at ") + Text(server.address, style="bold"))
    if link is not None:
        console.print(f"{words}")
        console.print(Text(f"  {link}", style="bold"), soft_wrap=True)
    console.print(Text("Ctrl-C stops it.", style="dim"))
