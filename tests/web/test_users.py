"""Users over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from served import FAST, FROM_THE_APP, PASSWORD, Served, served_at

from shoal.web.accounts import DAY, Accounts


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with served_at(tmp_path) as served:
        yield served


@pytest.fixture
def admin(served: Served) -> TestClient:
    """A browser in which an admin is signed in."""
    client = served.client()
    client.headers.update(served.session_of(served.user("admin")))
    return client


def test_an_invitation_leads_to_a_signed_in_user(admin: TestClient, served: Served) -> None:
    body = {"email": "Bob@example.com", "name": "Bob", "role": "marketer"}
    invited = admin.post("/api/users", json=body)
    link = invited.json()["link"]

    assert invited.status_code == 201
    assert invited.json()["user"]["email"] == "bob@example.com"
    assert invited.json()["user"]["has_password"] is False
    assert link["path"] == f"/password#{link['token']}"
    bob = served.client()
    bob.headers.update(FROM_THE_APP)
    chosen = bob.post("/api/links/password", json={"token": link["token"], "password": PASSWORD})
    assert chosen.status_code == 200
    assert bob.get("/api/session").json()["user"]["role"] == "marketer"
    assert bob.post("/api/links/password", json={"token": link["token"], "password": PASSWORD}).status_code == 404


def test_an_invitation_lasts_three_days(admin: TestClient, served: Served) -> None:
    token = admin.post("/api/users", json={"email": "bob@example.com", "name": "Bob"}).json()["link"]["token"]
    served.now += 3 * DAY

    late = served.client().post("/api/links/password", json={"token": token, "password": PASSWORD})

    assert late.status_code == 404


def test_a_new_link_takes_the_place_of_the_old(admin: TestClient, served: Served) -> None:
    invited = admin.post("/api/users", json={"email": "bob@example.com", "name": "Bob"}).json()
    newer = admin.post(f"/api/users/{invited['user']['id']}/link").json()

    def choose(token: str) -> int:
        return served.client().post("/api/links/password", json={"token": token, "password": PASSWORD}).status_code

    assert choose(invited["link"]["token"]) == 404
    assert choose(newer["token"]) == 200


def test_a_reset_ends_the_sessions_of_before(admin: TestClient, served: Served) -> None:
    id = served.user("viewer", "bob")
    old = served.session_of(id)
    token = admin.post(f"/api/users/{id}/link").json()["token"]

    assert served.client().get("/api/segments", headers=old).status_code != 401
    served.client().post("/api/links/password", json={"token": token, "password": "another long one"})
    assert served.client().get("/api/refreshes", headers=old).status_code == 401


def test_changing_role_name_and_access(admin: TestClient, served: Served) -> None:
    id = served.user("viewer", "bob")
    session = served.session_of(id)

    changed = admin.patch(f"/api/users/{id}", json={"role": "analyst", "name": "Robert"}).json()
    shown = served.client().get("/api/session", headers=session).json()["user"]
    disabled = admin.patch(f"/api/users/{id}", json={"disabled": True}).json()

    assert (changed["role"], changed["name"]) == (shown["role"], shown["name"]) == ("analyst", "Robert")
    assert disabled["disabled"] is True
    assert served.client().get("/api/session", headers=session).json()["user"] is None
    assert admin.post(f"/api/users/{id}/link").status_code == 422
    assert admin.patch(f"/api/users/{id}", json={"disabled": False}).json()["disabled_at"] is None


def test_fields_that_arent_for_setting_are_ignored(admin: TestClient, served: Served) -> None:
    id = served.user("viewer", "bob")
    before = admin.get(f"/api/users/{id}").json()

    given = {"id": "x", "email": "eve@example.com", "password": "x", "workspace_id": "other", "created_at": 1}

    assert admin.patch(f"/api/users/{id}", json=given).json() == before


def test_the_last_admin_stays(admin: TestClient) -> None:
    me = admin.get("/api/session").json()["user"]["id"]

    for change in ({"role": "viewer"}, {"disabled": True}):
        refused = admin.patch(f"/api/users/{me}", json=change)
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    "body",
    [
        {"email": "bob", "name": "Bob"},
        {"email": "bob@example.com", "name": " "},
        {"email": "bob@example.com", "name": "Bob", "role": "owner"},
        {"email": "bob@example.com"},
    ],
)
def test_a_bad_user_is_refused(admin: TestClient, body: dict[str, str]) -> None:
    assert admin.post("/api/users", json=body).status_code == 422


def test_users_come_in_pages(admin: TestClient, served: Served) -> None:
    for i in range(5):
        served.user("viewer", f"user{i}")
    found, cursor = [], None
    for _ in range(3):
        page = admin.get("/api/users", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        found += [user["name"] for user in page["items"]]
        cursor = page["next"]

    assert found == ["admin", "user0", "user1", "user2", "user3", "user4"]
    assert cursor is None


def test_users_of_another_workspace_arent_there(admin: TestClient, served: Served) -> None:
    elsewhere = Accounts(served.store.records, "elsewhere", hasher=FAST)
    eve = elsewhere.create_user("eve@example.com", "Eve", "admin", actor="x", secret="eve", now=served.now)

    assert admin.get(f"/api/users/{eve.id}").status_code == 404
    assert admin.patch(f"/api/users/{eve.id}", json={"role": "viewer"}).status_code == 404
    assert admin.post(f"/api/users/{eve.id}/link").status_code == 404
    assert "eve" not in admin.get("/api/users").text


def test_a_hostile_name_stays_a_text(admin: TestClient) -> None:
    name = "<script>alert(1)</script> \u202e 😀 =1+1"
    made = admin.post("/api/users", json={"email": "bob@example.com", "name": name})

    assert made.json()["user"]["name"] == name
    assert made.headers["content-type"] == "application/json"
