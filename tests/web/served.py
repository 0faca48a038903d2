"""A served workspace for tests: a clock that stands still, secrets that are counted, and people of every role."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from shoal.definitions import Definitions
from shoal.ingest import Receiver, Sources
from shoal.refresh import Refresher
from shoal.storage import Store
from shoal.web import Services, create_app
from shoal.web.accounts import DAY, ROLES, Accounts, Role
from shoal.web.security import COOKIE, CSRF_HEADER, Policy

NOW = 1_772_971_200_000_000  # 2026-03-08T12:00:00Z
BASE = "http://localhost"
PASSWORD = "orange bicycle lamp"
LOCAL_SECRET = "the machine's own secret"
LOOPBACK_ONLY = Policy()
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
FROM_THE_APP = {CSRF_HEADER: "1", "Origin": BASE}


@dataclass
class Served:
    """The services of a workspace. `now` is what its clock shows, microseconds since 1970 UTC."""

    store: Store
    now: int = NOW
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        accounts = Accounts(self.store.records, self.store.workspace_id, hasher=FAST, local_secret=LOCAL_SECRET)
        definitions = Definitions(self.store.records, self.store.workspace_id)
        refresher = Refresher(self.store, definitions, lambda: self.now)
        sources = Sources(self.store.records, self.store.workspace_id)
        self.receiver = Receiver(self.store)
        self.services = Services(
            self.store, definitions, accounts, refresher, sources, self.receiver, lambda: self.now, self.secret
        )
        self.accounts = accounts

    def secret(self) -> str:
        return f"secret-{next(self._numbers):06}"

    def client(self, *, policy: Policy = LOOPBACK_ONLY, base: str = BASE) -> TestClient:
        """A browser or program that nobody knows yet."""
        return TestClient(create_app(self.services, policy=policy), base_url=base, raise_server_exceptions=False)

    def user(self, role: Role, name: str | None = None) -> str:
        """The id of a new user with PASSWORD, `name@example.com`."""
        name = name or role
        user = self.accounts.create_user(
            f"{name}@example.com", name, role, password=PASSWORD, actor="test", secret=self.secret(), now=self.now
        )
        return user.id

    def session_of(self, user_id: str) -> dict[str, str]:
        """The headers of a browser in which this user is signed in, using the app."""
        link = self.accounts.make_link("sign_in", user_id=user_id, actor="test", secret=self.secret(), now=self.now)
        secret = self.secret()
        self.accounts.sign_in_by_link(link.token, secret=secret, now=self.now)
        return {"Cookie": f"{COOKIE}={secret}", **FROM_THE_APP}

    def key_of(self, role: Role, *, lasts: int = DAY) -> dict[str, str]:
        """The header of a program with a new key."""
        name = self.secret()
        _, secret = self.accounts.create_key(
            name, role, expires_at=self.now + lasts, actor="test", secret=self.secret(), now=self.now
        )
        return {"Authorization": f"Bearer {secret}"}

    def keys(self) -> dict[Role, dict[str, str]]:
        return {role: self.key_of(role) for role in ROLES}


@contextmanager
def served_at(folder: Path) -> Iterator[Served]:
    """An empty workspace in the folder."""
    store = Store.open(folder, write=True, now=NOW, zone="Europe/Istanbul")
    try:
        yield Served(store)
    finally:
        store.close()
