"""The server: the data directory opened for writing, the refreshing thread, the API and the app on one port."""

import json
import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from shoal.app import clock
from shoal.app.running import SERVER_FILE
from shoal.app.wiring import Opened
from shoal.ingest import Receiver, Sources
from shoal.model.errors import InvalidInput
from shoal.refresh import Refresher
from shoal.rules.sentence import LanguageModel
from shoal.web import Services, create_app
from shoal.web.accounts import Accounts
from shoal.web.security import LOOPBACK, Policy

ANY = "0.0.0.0"


@dataclass(frozen=True, slots=True)
class Server:
    """What is served, and by what address."""

    app: FastAPI
    services: Services
    address: str


@contextmanager
def serving(
    shoal: Opened, *, host: str, port: int, public_url: str | None = None, model: LanguageModel | None = None
) -> Iterator[Server]:
    """The application over an opened data directory, while the block lasts; the caller runs it on the port.

    server.json says to programs of this user where the server is, and by which secret they may act.
    """
    local_secret = secrets.token_urlsafe(32)
    accounts = Accounts(shoal.store.records, shoal.store.workspace_id, local_secret=local_secret)
    refresher = Refresher(shoal.store, shoal.definitions, clock.now)
    refresher.each_second = _planned_activations(refresher, shoal)
    services = Services(
        store=shoal.store,
        definitions=shoal.definitions,
        accounts=accounts,
        refresher=refresher,
        sources=Sources(shoal.store.records, shoal.store.workspace_id),
        receiver=Receiver(shoal.store),
        now=clock.now,
        secret=lambda: secrets.token_urlsafe(32),
        language_model=model,
    )
    listens = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    local = f"http://127.0.0.1:{port}" if host == ANY else listens
    address = public_url or listens
    server_file = shoal.store.directory / SERVER_FILE
    _write_private(server_file, {"address": address, "local": local, "token": local_secret})
    refresher.start()
    services.receiver.start()
    try:
        yield Server(create_app(services, policy=Policy.bound_to(host, public_url=public_url)), services, address)
    finally:
        services.receiver.stop()
        refresher.stop()
        server_file.unlink(missing_ok=True)


def run(server: Server, *, host: str, port: int) -> None:
    """Serves until somebody stops it."""
    import uvicorn

    # uvicorn raises the signal that ended it again; by then it must not kill what is still to be put away.
    signal.signal(signal.SIGTERM, lambda *_: None)
    uvicorn.run(
        server.app,
        host=host,
        port=port,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )


def require_free(host: str, port: int) -> None:
    """Raises InvalidInput when something listens there already, or the address isn't this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InvalidInput(
                f"can't listen on {host}, port {port}: {reason.lower()}", hint="choose another one with --port"
            ) from None


def require_users_or_loopback(accounts: Accounts, host: str) -> None:
    """Raises InvalidInput for an address that others reach before there is anybody who may sign in."""
    name = f"[{host}]" if ":" in host else host
    if name not in LOOPBACK and accounts.setup_needed():
        raise InvalidInput(
            f"{host} can be reached by others, and there is no user yet",
            hint="make one first: shoal users create EMAIL --role admin",
        )


def _planned_activations(refresher: Refresher, shoal: Opened) -> Callable[[], None]:
    def look() -> None:
        for segment in shoal.definitions.apply_due(clock.now(), actor="plan"):
            if segment.active and segment.rule is not None:
                refresher.ask([segment.id], by="plan")

    return look


def _write_private(path: Path, content: dict[str, object]) -> None:
    """Readable by this user only, from its first byte on."""
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
    temporary.replace(path)
