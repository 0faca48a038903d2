"""The audit over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from served import PASSWORD, Served, served_at
from sqlalchemy import update

from shoal.storage.records import tables as t


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with served_at(tmp_path) as served:
        yield served


@pytest.fixture
def admin(served: Served) -> TestClient:
    client = served.client()
    client.headers.update(served.session_of(served.user("admin")))
    return client


def actions(admin: TestClient, **filters: object) -> list[str]:
    return [entry["action"] for entry in admin.get("/api/audit", params=filters).json()["items"]]  # type: ignore[arg-type]


def test_every_change_over_http_is_one_row(admin: TestClient) -> None:
    def rows() -> int:
        return len(admin.get("/api/audit", params={"limit": 200}).json()["items"])

    user = admin.post("/api/users", json={"email": "bob@example.com", "name": "Bob"}).json()["user"]["id"]
    key = admin.post("/api/keys", json={"name": "Nightly"}).json()["key"]["id"]
    before = rows()
    changes = [
        lambda: admin.post("/api/users", json={"email": "eve@example.com", "name": "Eve"}),
        lambda: admin.patch(f"/api/users/{user}", json={"role": "analyst"}),
        lambda: admin.post(f"/api/users/{user}/link"),
        lambda: admin.post("/api/keys", json={"name": "Weekly"}),
        lambda: admin.delete(f"/api/keys/{key}"),
    ]
    for number, change in enumerate(changes, start=1):
        assert change().is_success
        assert rows() == before + number
    refused = [
        lambda: admin.post("/api/users", json={"email": "eve@example.com", "name": "Eve"}),
        lambda: admin.delete("/api/keys/nothing"),
        lambda: admin.post("/api/session", json={"email": "bob@example.com", "password": PASSWORD}),
    ]
    for change in refused:
        assert change().is_client_error
    assert rows() == before + len(changes)


def test_the_audit_is_filtered(admin: TestClient, served: Served) -> None:
    admin.post("/api/keys", json={"name": "Nightly"})
    served.now += 60_000_000
    made = admin.post("/api/users", json={"email": "bob@example.com", "name": "Bob"}).json()["user"]["id"]

    assert actions(admin, actor="admin")[:2] == ["user.create", "key.create"]
    assert actions(admin, actor="nobody") == []
    assert actions(admin, action="key.") == ["key.create"]
    assert actions(admin, subject=made) == ["user.create"]
    assert actions(admin, since="2026-03-08T15:01:00") == ["user.create"]  # in the workspace's zone
    assert "user.create" not in actions(admin, until="2026-03-08T12:01:00Z", actor="admin")
    assert admin.get("/api/audit", params={"since": "yesterday"}).status_code == 422


def test_entries_say_who_did_what_and_how(admin: TestClient, served: Served) -> None:
    id = served.user("viewer", "bob")
    admin.patch(f"/api/users/{id}", json={"role": "marketer"})

    entry = admin.get("/api/audit").json()["items"][0]

    assert entry == {
        "id": entry["id"],
        "at": "2026-03-08T12:00:00Z",
        "actor": "admin",
        "action": "user.edit",
        "subject": id,
        "detail": {"email": "bob@example.com", "role": ["viewer", "marketer"]},
    }


def test_the_audit_comes_in_pages_without_gaps(admin: TestClient) -> None:
    for i in range(5):
        admin.post("/api/keys", json={"name": f"k{i}"})
    everything = [entry["id"] for entry in admin.get("/api/audit").json()["items"]]
    found: list[int] = []
    page = admin.get("/api/audit", params={"limit": 3}).json()
    while True:
        found += [entry["id"] for entry in page["items"]]
        if page["next"] is None:
            break
        admin.post("/api/keys", json={"name": f"meanwhile {len(found)}"})
        page = admin.get("/api/audit", params={"limit": 3, "cursor": page["next"]}).json()

    assert found == everything


def test_tampering_shows(admin: TestClient, served: Served) -> None:
    id = served.user("viewer", "bob")
    admin.patch(f"/api/users/{id}", json={"role": "admin"})
    entry = admin.get("/api/audit").json()["items"][0]["id"]
    assert admin.get("/api/audit/check").json() == {"ok": True, "first_broken": None}

    with served.store.records.write() as connection:
        connection.execute(update(t.audit).where(t.audit.c.id == entry).values(actor="somebody else"))

    assert admin.get("/api/audit/check").json() == {"ok": False, "first_broken": entry}
