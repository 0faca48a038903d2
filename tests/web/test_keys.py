"""Keys over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from served import FAST, Served, served_at

from shoal.web.accounts import DAY, Accounts


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with served_at(tmp_path) as served:
        yield served


@pytest.fixture
def admin(served: Served) -> TestClient:
    client = served.client()
    client.headers.update(served.session_of(served.user("admin")))
    return client


def test_a_key_is_shown_once_and_works_until_it_is_revoked(admin: TestClient, served: Served) -> None:
    made = admin.post("/api/keys", json={"name": "Nightly export", "role": "viewer"})
    secret = made.json()["secret"]
    program = served.client()
    program.headers["Authorization"] = f"Bearer {secret}"

    assert made.status_code == 201
    assert secret.startswith(made.json()["key"]["prefix"])
    assert program.get("/api/refreshes").status_code == 200
    listed = admin.get("/api/keys")
    assert secret not in listed.text
    assert listed.json()["items"][0]["last_used_at"] == "2026-03-08T12:00:00Z"
    assert admin.delete(f"/api/keys/{made.json()['key']['id']}").status_code == 204
    assert program.get("/api/refreshes").status_code == 401
    assert admin.get("/api/keys").json()["items"][0]["state"] == "revoked"


def test_a_key_expires(admin: TestClient, served: Served) -> None:
    body = {"name": "Trial", "role": "viewer", "expires_at": "2026-03-09T15:00:00+03:00"}
    made = admin.post("/api/keys", json=body).json()
    headers = {"Authorization": f"Bearer {made['secret']}"}

    assert made["key"]["expires_at"] == "2026-03-09T12:00:00Z"
    assert served.client().get("/api/refreshes", headers=headers).status_code == 200
    served.now += DAY
    assert served.client().get("/api/refreshes", headers=headers).status_code == 401
    assert admin.get("/api/keys").json()["items"][0]["state"] == "expired"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "role": "viewer"},
        {"name": "x", "role": "root"},
        {"name": "x", "expires_at": "2020-01-01"},
        {"name": "x", "expires_at": "soon"},
        {"name": "x", "expires_at": "9999-12-31"},
        {},
    ],
)
def test_a_bad_key_is_refused(admin: TestClient, body: dict[str, str]) -> None:
    assert admin.post("/api/keys", json=body).status_code == 422


def test_two_live_keys_have_two_names(admin: TestClient) -> None:
    first = admin.post("/api/keys", json={"name": "Nightly"}).json()["key"]["id"]

    assert admin.post("/api/keys", json={"name": "nightly"}).status_code == 409
    admin.delete(f"/api/keys/{first}")
    assert admin.post("/api/keys", json={"name": "nightly"}).status_code == 201


def test_what_a_key_changes_says_so_in_the_audit(admin: TestClient, served: Served) -> None:
    secret = admin.post("/api/keys", json={"name": "Robot", "role": "admin"}).json()["secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    served.client().post("/api/keys", json={"name": "Another"}, headers=headers)

    assert admin.get("/api/audit").json()["items"][0]["actor"] == "Robot (key)"


def test_keys_of_another_workspace_arent_there(admin: TestClient, served: Served) -> None:
    elsewhere = Accounts(served.store.records, "elsewhere", hasher=FAST)
    key, _ = elsewhere.create_key("Foreign", "admin", actor="x", secret="foreign", now=served.now)

    assert admin.delete(f"/api/keys/{key.id}").status_code == 404
    assert "Foreign" not in admin.get("/api/keys").text


def test_keys_come_in_pages_newest_first(admin: TestClient, served: Served) -> None:
    for i in range(5):
        admin.post("/api/keys", json={"name": f"k{i}"})
        served.now += 1
    found, cursor = [], None
    for _ in range(3):
        page = admin.get("/api/keys", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        found += [key["name"] for key in page["items"]]
        cursor = page["next"]

    assert found == ["k4", "k3", "k2", "k1", "k0"]
    assert cursor is None


@pytest.mark.parametrize("cursor", ["x", "MQ", "W10", "bnVsbA", "é", "=" * 50])
def test_a_cursor_that_was_never_given_out_is_refused(admin: TestClient, cursor: str) -> None:
    for path in ("/api/keys", "/api/users"):
        assert admin.get(path, params={"cursor": cursor}).status_code == 422
