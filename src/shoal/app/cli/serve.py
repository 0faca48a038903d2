"""`shoal serve`: the app and its API."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import DataDir, Json, opened, settings_of
from shoal.app.cli.terminal import out, print_json

if TYPE_CHECKING:
    from shoal.app.serving import Server

Host = Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen on.")]
Port = Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="The port to listen on.")]

LOCALHOST, PORT = "127.0.0.1", 8080


def add_to(app: typer.Typer) -> None:
    app.command()(serve)


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
