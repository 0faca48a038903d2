"""Signing in and out over HTTP, the first user, and passwords."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from served import FROM_THE_APP, LOCAL_SECRET, PASSWORD, Served, served_at

from shoal.web.accounts import DAY
from shoal.web.security import COOKIE, Policy


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with served_at(tmp_path) as served:
        yield served


@pytest.fixture
def browser(served: Served) -> TestClient:
    """A browser with the app open."""
    client = served.client()
    client.headers.update(FROM_THE_APP)
    return client


def sign_in(browser: TestClient, name: str = "ayse", password: str = PASSWORD) -> Response:
    return browser.post("/api/session", json={"email": f"{name}@example.com", "password": password})


def who(browser: TestClient) -> str | None:
    user = browser.get("/api/session").json()["user"]
    return None if user is None else user["name"]


def test_a_stranger_learns_that_nobody_is_signed_in(browser: TestClient, served: Served) -> None:
    before = browser.get("/api/session").json()
    served.user("admin", "ayse")

    assert before["workspace"] == {"id": "main", "name": "main", "zone": "Europe/Istanbul"}
    assert (before["signed_in"], before["user"], before["setup_needed"]) == (False, None, True)
    assert before["version"].startswith("0.")
    assert browser.get("/api/session").json()["setup_needed"] is False


def test_signing_in_and_out(browser: TestClient, served: Served) -> None:
    id = served.user("marketer", "ayse")

    signed_in = sign_in(browser)

    assert signed_in.status_code == 200
    me = {"id": id, "name": "ayse", "email": "ayse@example.com", "role": "marketer", "kind": "user"}
    assert signed_in.json()["user"] == browser.get("/api/session").json()["user"] == me
    assert browser.delete("/api/session").status_code == 204
    assert COOKIE not in browser.cookies
    assert who(browser) is None


def test_signing_out_ends_the_session_not_only_the_cookie(browser: TestClient, served: Served) -> None:
    served.user("viewer", "ayse")
    sign_in(browser)
    stolen = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    browser.delete("/api/session")

    assert served.client().get("/api/session", headers=stolen).json()["signed_in"] is False


def test_signing_out_without_a_session_is_fine(browser: TestClient) -> None:
    assert browser.delete("/api/session").status_code == 204


def test_the_cookie_is_for_this_server_alone(browser: TestClient, served: Served) -> None:
    served.user("viewer", "ayse")

    plain = sign_in(browser).headers["Set-Cookie"]
    policy = Policy.bound_to("0.0.0.0", public_url="https://shoal.example.com")
    secure = sign_in(served.client(policy=policy, base="https://shoal.example.com")).headers["Set-Cookie"]

    for cookie in (plain, secure):
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
    assert "Secure" not in plain
    assert "Secure" in secure


def test_a_session_that_a_stranger_planted_is_not_taken_over(browser: TestClient, served: Served) -> None:
    served.user("viewer", "ayse")
    browser.cookies.set(COOKIE, "planted", domain="localhost.local")

    sign_in(browser)

    planted = {"Cookie": f"{COOKIE}=planted"}
    assert served.client().get("/api/session", headers=planted).json()["signed_in"] is False


def test_signing_in_again_ends_the_session_before(browser: TestClient, served: Served) -> None:
    served.user("viewer", "ayse")
    served.user("viewer", "bob")
    sign_in(browser)
    first = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    sign_in(browser, "bob")

    assert who(browser) == "bob"
    assert served.client().get("/api/session", headers=first).json()["signed_in"] is False


@pytest.mark.parametrize("body", [{}, {"email": "ayse@example.com"}, {"password": "x"}, {"token": None}, [], "x", None])
def test_half_a_sign_in_is_refused(browser: TestClient, body: object) -> None:
    assert browser.post("/api/session", json=body).status_code == 422


def test_failures_have_to_wait(browser: TestClient, served: Served) -> None:
    served.user("viewer", "ayse")

    told = [sign_in(browser, password="wrong") for _ in range(11)]

    assert [response.status_code for response in told] == [401] * 10 + [429]
    assert told[-1].headers["Retry-After"] == "900"
    assert told[-1].json()["code"] == "too_many"
    served.now += 901 * 1_000_000
    assert sign_in(browser).status_code == 200


def test_an_idle_session_ends(browser: TestClient, served: Served) -> None:
    served.user("viewer", "ayse")
    sign_in(browser)

    served.now += 6 * DAY
    assert who(browser) == "ayse"
    served.now += 7 * DAY
    assert who(browser) is None


def test_the_first_user_comes_by_the_setup_link(browser: TestClient, served: Served) -> None:
    link = served.accounts.make_link("setup", actor="server", secret="setup-token", now=served.now)
    body = {"token": link.token, "email": "ayse@example.com", "name": "Ayşe", "password": PASSWORD}

    guessed = browser.post("/api/setup", json=body | {"token": "guessed"})
    weak = browser.post("/api/setup", json=body | {"password": "short"})
    made = browser.post("/api/setup", json=body)
    again = served.client().post("/api/setup", json=body | {"email": "eve@example.com", "name": "Eve"})

    assert link.path == "/setup#setup-token"
    assert (guessed.status_code, weak.status_code, made.status_code, again.status_code) == (404, 422, 201, 404)
    assert made.json()["user"]["role"] == "admin"
    assert who(browser) == "Ayşe"
    assert browser.get("/api/users").status_code == 200


def test_a_sign_in_link_works_once(browser: TestClient, served: Served) -> None:
    id = served.user("admin", "ayse")
    link = served.accounts.make_link("sign_in", user_id=id, actor="demo", secret="token", now=served.now)

    assert browser.post("/api/session", json={"token": link.token}).status_code == 200
    assert who(browser) == "ayse"
    assert served.client().post("/api/session", json={"token": link.token}).status_code == 404


def test_changing_ones_password(browser: TestClient, served: Served) -> None:
    served.user("viewer", "ayse")
    elsewhere = served.client()
    sign_in(elsewhere)
    sign_in(browser)

    wrong = browser.post("/api/session/password", json={"present": "wrong", "password": "a new long one"})
    right = browser.post("/api/session/password", json={"present": PASSWORD, "password": "a new long one"})

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert (who(browser), who(elsewhere)) == ("ayse", None)
    assert sign_in(served.client()).status_code == 401
    assert sign_in(served.client(), password="a new long one").status_code == 200


def test_a_key_has_no_password_to_change(served: Served) -> None:
    body = {"present": PASSWORD, "password": "a new long one"}
    for headers in (served.key_of("admin"), {"Authorization": f"Bearer {LOCAL_SECRET}"}):
        assert served.client().post("/api/session/password", json=body, headers=headers).status_code == 403


def test_a_key_is_shown_as_one(served: Served) -> None:
    user = served.client().get("/api/session", headers=served.key_of("analyst")).json()["user"]

    assert (user["kind"], user["role"], user["email"]) == ("key", "analyst", None)


def test_no_answer_holds_a_secret(browser: TestClient, served: Served) -> None:
    served.user("admin", "ayse")
    sign_in(browser)
    secret = browser.cookies[COOKIE]

    for path in ("/api/session", "/api/users", "/api/keys", "/api/audit"):
        text = browser.get(path).text
        assert secret not in text
        assert "argon2" not in text
