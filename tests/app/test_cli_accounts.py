"""`shoal users`, `shoal keys`, `shoal audit`."""

import io
import sys
from pathlib import Path

import pytest
from small_world import NOW, Shoal

from shoal.storage import Store
from shoal.web.accounts import DAY, Accounts

PASSWORD = "orange bicycle lamp"


class Stdin:
    """A stdin with this content."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)

    def isatty(self) -> bool:
        return False


def test_a_user_is_invited_by_a_link(data: Path, shoal: Shoal) -> None:
    done = shoal("users", "create", "Jane@example.com", "--name", "Jane", "--role", "marketer")
    listed = shoal("users", "list", "--json").json

    assert done.code == 0
    assert done.out.startswith("/password#")
    assert len(done.out.strip()) > 40
    assert isinstance(listed, list)
    assert [(user["email"], user["name"], user["role"]) for user in listed] == [
        ("jane@example.com", "Jane", "marketer")
    ]
    assert "invited" in shoal("users", "list").out


def test_a_password_from_stdin_signs_in(data: Path, shoal: Shoal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(f"{PASSWORD}\n".encode()))
    assert shoal("users", "create", "jane@example.com", "--password-stdin").code == 0

    store = Store.open(data, write=False, now=NOW)
    accounts = Accounts(store.records, "main")
    assert accounts.sign_in("jane@example.com", PASSWORD, address="a", secret="s", now=NOW).name == "jane"
    store.close()


def test_a_weak_password_is_refused(data: Path, shoal: Shoal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"password123"))
    done = shoal("users", "create", "jane@example.com", "--password-stdin")

    assert (done.code, "one of the commonest" in done.words) == (2, True)
    assert shoal("users", "list", "--json").json == []


def test_roles_and_access_change(data: Path, shoal: Shoal) -> None:
    shoal("users", "create", "jane@example.com")

    assert shoal("users", "role", "jane@example.com", "analyst", "--json").json["role"] == "analyst"  # type: ignore[index]
    assert shoal("users", "disable", "jane@example.com").code == 0
    assert "disabled" in shoal("users", "list").out
    assert shoal("users", "link", "jane@example.com").code == 2
    assert shoal("users", "enable", "jane@example.com").code == 0
    assert shoal("users", "link", "jane@example.com").out.startswith("/password#")
    assert shoal("users", "link", "jane@example.com", "--sign-in").out.startswith("/sign-in#")


def test_what_isnt_there_is_refused_with_the_nearest(data: Path, shoal: Shoal) -> None:
    shoal("users", "create", "jane@example.com")

    unknown = shoal("users", "disable", "jane@exampel.com")
    role = shoal("users", "role", "jane@example.com", "owner")

    assert (unknown.code, "did you mean 'jane@example.com'?" in unknown.words) == (2, True)
    assert (role.code, "viewer, marketer, analyst, admin" in role.words) == (2, True)
    assert shoal("keys", "revoke", "nothing").code == 2


def test_a_key_is_printed_once(data: Path, shoal: Shoal) -> None:
    done = shoal("keys", "create", "Nightly export", "--role", "analyst", "--expires", "2026-03-09T12:00:00Z")
    secret = done.out.strip()
    listed = shoal("keys", "list")

    assert secret.startswith("shoal_sk_")
    assert secret not in listed.out + shoal("keys", "list", "--json").out + shoal("audit", "--json").out
    assert "Nightly export" in listed.out
    assert max(map(len, listed.out.splitlines())) <= 80
    store = Store.open(data, write=False, now=NOW)
    accounts = Accounts(store.records, "main")
    assert accounts.key(secret, NOW) is not None
    assert accounts.key(secret, NOW + DAY) is None
    assert shoal("keys", "revoke", "Nightly export").code == 0
    assert accounts.key(secret, NOW) is None
    store.close()


def test_accounts_change_beside_a_server(data: Path, shoal: Shoal) -> None:
    server = Store.open(data, write=True, now=NOW)
    try:
        assert shoal("users", "create", "jane@example.com").code == 0
        assert shoal("keys", "create", "Nightly").code == 0
        assert [user.email for user in Accounts(server.records, "main").users()] == ["jane@example.com"]
    finally:
        server.close()


def test_the_audit_says_who_changed_what(data: Path, shoal: Shoal) -> None:
    shoal("segments", "create", "Everyone", "--rule", "everyone")
    shoal("users", "create", "jane@example.com")
    shoal("users", "role", "jane@example.com", "admin")

    def actions(*options: str) -> list[str]:
        rows = shoal("audit", "--json", *options).json
        assert isinstance(rows, list)
        return [row["action"] for row in rows]

    assert actions() == ["user.edit", "user.create", "segment.create"]
    assert actions("--action", "user.", "--limit", "1") == ["user.edit"]
    assert actions("--actor", "nobody") == []
    assert actions("--subject", "everyone") == ["segment.create"]
    assert actions("--since", "2026-03-08T12:00:01Z") == []
    assert len(actions("--until", "2026-03-08T12:00:01Z", "--limit", "0")) == 3
    table = shoal("audit").out
    assert "role: viewer → admin" in " ".join(table.split())
    assert "ayşe" in table
    assert max(map(len, table.splitlines())) <= 80


def test_tampering_with_the_audit_fails_the_check(data: Path, shoal: Shoal) -> None:
    for name in ("one", "two"):
        shoal("keys", "create", name)
    assert shoal("audit", "--check").code == 0

    store = Store.open(data, write=False, now=NOW)
    with store.records.write() as connection:
        connection.exec_driver_sql("UPDATE audit SET actor = 'eve' WHERE action = 'key.create'")
    store.close()

    done = shoal("audit", "--check", "--json")
    assert done.code == 1
    assert isinstance(done.json, dict)
    assert done.json["ok"] is False
