"""A generated shop behind a real server on a free port, with a user of every role."""

import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from playwright.sync_api import StorageState

from shoal.app import clock, serving, wiring
from shoal.app.cli import main
from shoal.app.settings import Settings
from shoal.web.accounts import Role
from shoal.web.security import COOKIE

HOST = "127.0.0.1"
PASSWORD = "orange bicycle lamp"
PATIENCE = 30.0  # seconds until a wait gives up

Segment = dict[str, object]


@dataclass(frozen=True)
class Site:
    """A running server. `api` acts as an admin's key does, without a browser."""

    server: serving.Server
    api: httpx.Client

    @property
    def address(self) -> str:
        return self.server.address

    def add_user(self, role: Role, name: str) -> str:
        """The id of a new user `name@example.com` with PASSWORD."""
        user = self.server.services.accounts.create_user(
            f"{name}@example.com",
            name.title(),
            role,
            password=PASSWORD,
            actor="test",
            secret=_secret(),
            now=clock.now(),
        )
        return user.id

    def link_of(self, user: str) -> str:
        """A sign-in link that works once."""
        link = self.server.services.accounts.make_link(
            "sign_in", user_id=user, actor="test", secret=_secret(), now=clock.now()
        )
        return self.address + link.path

    def setup_link(self) -> str:
        """The link by which the first user becomes an admin."""
        link = self.server.services.accounts.make_link("setup", actor="test", secret=_secret(), now=clock.now())
        return self.address + link.path

    def session_of(self, user: str) -> StorageState:
        """What the browser of a signed-in user holds."""
        token = self.link_of(user).partition("#")[2]
        secret = _secret()
        self.server.services.accounts.sign_in_by_link(token, secret=secret, now=clock.now())
        return {"cookies": [{"name": COOKIE, "value": secret, "domain": HOST, "path": "/"}], "origins": []}

    def make(self, name: str, rule: str | None = None, **more: object) -> Segment:
        """A new segment by the text form of its rule, refreshed; a static one without a rule."""
        kind = "static" if rule is None else "rule"
        answer = self.api.post("/api/segments", json={"name": name, "kind": kind, "rule": rule, **more})
        answer.raise_for_status()
        return self.refreshed(answer.json()["id"])

    def refreshed(self, segment: str) -> Segment:
        """The segment once its members are known."""
        until = time.monotonic() + PATIENCE
        while True:
            found: Segment = self.read(f"/api/segments/{segment}")
            if found["members"] is not None and found["status"] == "ready":
                return found
            if time.monotonic() > until:
                raise TimeoutError(f"{segment} isn't refreshed: {found['status']}, {found['error']}")
            time.sleep(0.05)

    def read(self, path: str, **query: str) -> Segment:
        """The JSON that a GET answers."""
        answer = self.api.get(path, params=query)
        answer.raise_for_status()
        found: Segment = answer.json()
        return found


def make_shop(folder: Path, profiles: int) -> None:
    """The demo of `shoal demo`: its people, 20 segments and a month of refreshes."""
    assert main(["demo", "--no-serve", "--profiles", str(profiles), "--data-dir", str(folder)]) == 0


@contextmanager
def site_of(folder: Path) -> Iterator[Site]:
    """Serves the data directory, an empty one when there is none, until the block ends."""
    port = _free_port()
    settings = Settings(data_dir=folder, zone="UTC", actor="test")
    with (
        wiring.opened(settings, write=True, create=True) as shoal,
        serving.serving(shoal, host=HOST, port=port) as server,
        _listening(server, port),
    ):
        _, secret = server.services.accounts.create_key(
            "tests", "admin", expires_at=None, actor="test", secret=_secret(), now=clock.now()
        )
        headers: Mapping[str, str] = {"Authorization": f"Bearer {secret}"}
        with httpx.Client(base_url=server.address, headers=headers, timeout=PATIENCE) as api:
            yield Site(server, api)


@contextmanager
def _listening(server: serving.Server, port: int) -> Iterator[None]:
    config = uvicorn.Config(server.app, host=HOST, port=port, log_level="warning", timeout_graceful_shutdown=1)
    runner = uvicorn.Server(config)
    thread = threading.Thread(target=runner.run, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not runner.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("the server didn't start")
        time.sleep(0.02)
    try:
        yield
    finally:
        runner.should_exit = True
        thread.join(PATIENCE)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port


def _secret() -> str:
    return secrets.token_urlsafe(32)
