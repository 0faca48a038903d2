"""What stands before all routes: hosts, foreign pages, sizes, headers, and how a request is identified."""

import base64
from collections.abc import Iterator, Mapping

import pytest
from fastapi.testclient import TestClient
from served import BASE, FROM_THE_APP, LOCAL_SECRET, PASSWORD, Served, served_at

from shoal.web.security import BODY, MEMBERS_BODY, STRANGERS_BODY, Policy

PUBLIC = Policy.bound_to("0.0.0.0", public_url="https://shoal.example.com")
PROXIED = Policy.bound_to("127.0.0.1", hosts=["shoal.example.com"], trust_proxy=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_at(tmp_path_factory.mktemp("security")) as served:
        yield served


@pytest.fixture(scope="module")
def client(served: Served) -> TestClient:
    return served.client()


@pytest.fixture(scope="module")
def cookie(served: Served) -> dict[str, str]:
    """The cookie of a signed-in admin, alone."""
    return {"Cookie": served.session_of(served.user("admin"))["Cookie"]}


def rename(client: TestClient, headers: dict[str, str]) -> int:
    """The status of a change that an admin may make."""
    return client.post("/api/keys", json={"name": "k", "role": "nonsense"}, headers=headers).status_code


REACHED = 422  # the change came to its route, which refuses the role


# --- foreign pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (FROM_THE_APP, REACHED),
        ({"Referer": f"{BASE}/settings", "X-Shoal-CSRF": "1"}, REACHED),
        ({"Origin": BASE}, 403),
        ({"X-Shoal-CSRF": "1"}, 403),
        ({"X-Shoal-CSRF": "0", "Origin": BASE}, 403),
        ({"X-Shoal-CSRF": "1", "Origin": "https://evil.example"}, 403),
        ({"X-Shoal-CSRF": "1", "Origin": "null"}, 403),
        ({"X-Shoal-CSRF": "1", "Origin": "http://localhost:9999"}, 403),
        ({"X-Shoal-CSRF": "1", "Origin": "http://localhost.evil.example"}, 403),
        ({"X-Shoal-CSRF": "1", "Origin": "http://evil.example", "Referer": BASE}, 403),
        ({"X-Shoal-CSRF": "1", "Referer": "https://evil.example/localhost"}, 403),
        ({"X-Shoal-CSRF": "1", "Origin": BASE, "X-Forwarded-Host": "evil.example"}, REACHED),
        ({"X-Shoal-CSRF": "1", "Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}, 403),
    ],
)
def test_a_signed_in_browser_changes_things_only_from_the_app(
    client: TestClient, cookie: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert rename(client, cookie | headers) == status


def test_reading_needs_no_origin(client: TestClient, cookie: dict[str, str]) -> None:
    assert client.get("/api/keys", headers=cookie).status_code == 200
    assert client.get("/api/keys", headers=cookie | {"Origin": "https://evil.example"}).status_code == 200


def test_no_answer_is_for_foreign_pages(client: TestClient, cookie: dict[str, str]) -> None:
    asked = client.options(
        "/api/keys", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    read = client.get("/api/keys", headers=cookie | {"Origin": "https://evil.example"})

    for response in (asked, read):
        assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_a_key_changes_things_without_a_browser(client: TestClient, served: Served) -> None:
    key = served.key_of("admin")

    assert rename(client, key) == REACHED
    assert rename(client, key | {"Origin": "https://evil.example"}) == 403


def test_a_foreign_page_signs_nobody_in(client: TestClient) -> None:
    body = {"email": "admin@example.com", "password": PASSWORD}

    assert client.post("/api/session", json=body, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/api/session", json=body, headers={"Origin": BASE}).status_code == 200
    client.cookies.clear()


def test_a_strange_cookie_header_is_read_as_the_routes_read_it(client: TestClient, cookie: dict[str, str]) -> None:
    """What identifies the request must also make it one of a browser."""
    secret = cookie["Cookie"].partition("=")[2]
    for header in (f'"; shoal_session={secret}', f"a b; shoal_session={secret}", f"=;;shoal_session={secret} ; x"):
        assert client.get("/api/keys", headers={"Cookie": header}).status_code in (200, 401)
        assert rename(client, {"Cookie": header, "X-Shoal-CSRF": "1"}) in (401, 403)


# --- where people reach it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("localhost:80@evil.example", 421),
        ("", 421),
    ],
)
def test_a_server_of_this_machine_answers_only_to_its_names(client: TestClient, host: str, status: int) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == status


def test_a_server_for_others_answers_to_any_name_or_those_given(served: Served) -> None:
    open_to_all = served.client(policy=Policy.bound_to("0.0.0.0"))
    named = served.client(policy=Policy.bound_to("0.0.0.0", hosts=["shoal.example.com"]))

    assert open_to_all.get("/health", headers={"Host": "10.0.0.5:8080"}).status_code == 200
    assert named.get("/health", headers={"Host": "10.0.0.5:8080"}).status_code == 421
    assert named.get("/health", headers={"Host": "shoal.example.com"}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("https://shoal.example.com", "shoal.example.com", REACHED),
        ("https://shoal.example.com", "127.0.0.1:8080", REACHED),  # a proxy that changes the Host header
        ("http://shoal.example.com", "shoal.example.com", 403),
        ("http://10.0.0.5:8080", "10.0.0.5:8080", REACHED),
        ("https://evil.example", "shoal.example.com", 403),
    ],
)
def test_the_public_address_is_where_the_app_is(
    served: Served, cookie: dict[str, str], origin: str, host: str, status: int
) -> None:
    headers = {"Origin": origin, "Host": host, "X-Shoal-CSRF": "1"}

    assert rename(served.client(policy=PUBLIC), cookie | headers) == status


def test_a_trusted_proxy_says_how_the_browser_came(served: Served, cookie: dict[str, str]) -> None:
    client = served.client(policy=PROXIED)
    forwarded = {"Host": "shoal:8080", "X-Forwarded-Host": "shoal.example.com", "X-Forwarded-Proto": "https"}
    marked = cookie | forwarded | {"X-Shoal-CSRF": "1"}

    assert rename(client, marked | {"Origin": "https://shoal.example.com"}) == REACHED
    assert rename(client, marked | {"Origin": "http://shoal.example.com"}) == 403
    assert client.get("/health", headers={"X-Forwarded-Host": "evil.example"}).status_code == 421


def test_the_limit_of_sign_ins_counts_the_browsers_address(served: Served) -> None:
    """An address that a client makes up itself stands before the one that the proxy saw."""
    served.user("viewer", "victim")
    client = served.client(policy=PROXIED)

    def attempt(address: str) -> int:
        body = {"email": "victim@example.com", "password": "wrong"}
        headers = {"X-Forwarded-For": address, "Host": "shoal.example.com"}
        return client.post("/api/session", json=body, headers=headers).status_code

    assert [attempt(f"10.0.0.{i}, 1.2.3.4") for i in range(11)] == [401] * 10 + [429]
    assert attempt("1.2.3.4, 5.6.7.8") == 401


def test_without_trust_nobody_says_where_they_are(served: Served) -> None:
    served.user("viewer", "other-victim")
    client = served.client()

    body = {"email": "other-victim@example.com", "password": "wrong"}
    told = [client.post("/api/session", json=body, headers={"X-Forwarded-For": f"1.1.1.{i}"}) for i in range(11)]
    assert [response.status_code for response in told] == [401] * 10 + [429]
    assert told[-1].headers["Retry-After"] == "900"


# --- sizes ----------------------------------------------------------------------------------------------------------


def chunks(size: int) -> Iterator[bytes]:
    """A body whose length isn't said before."""
    for start in range(0, size, 65_536):
        yield b"x" * min(65_536, size - start)


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "streamed"])
def test_a_request_that_is_too_large_is_refused(client: TestClient, served: Served, declared: bool) -> None:
    key = served.key_of("admin")

    def status(path: str, size: int, headers: dict[str, str]) -> int:
        content = b"x" * size if declared else chunks(size)
        headers = headers | {"Content-Type": "application/json"}
        response = client.post(path, content=content, headers=headers)
        if response.status_code == 413:
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["code"] == "too_large"
        return response.status_code

    assert status("/api/session", STRANGERS_BODY, {}) == 422
    assert status("/api/session", STRANGERS_BODY + 1, {}) == 413
    assert status("/api/keys", BODY, key) == 422
    assert status("/api/keys", BODY + 1, key) == 413
    assert status("/api/segments/x/members", BODY + 1, key) != 413
    assert status("/api/segments/x/members", MEMBERS_BODY + 1, key) == 413


@pytest.mark.parametrize("length", ["99999999999999999999999", "-1", "abc", "²"])
def test_a_length_that_is_none_is_no_fault_of_the_server(client: TestClient, length: str) -> None:
    headers = {"Content-Length": length.encode(), "Content-Type": b"application/json"}
    response = client.post("/api/session", content=chunks(2), headers=headers)

    assert response.status_code in (400, 413, 422)


# --- headers of responses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/health", "/api/session", "/api/keys", "/api/nothing", "/openapi.json"])
def test_every_response_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))

    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert "script-src" not in policy  # default-src holds: no inline scripts
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert ("no-store" in headers.get("Cache-Control", "")) == path.startswith("/api/")


def test_refusals_have_them_too(client: TestClient) -> None:
    assert "Content-Security-Policy" in client.get("/health", headers={"Host": "evil.example"}).headers


def test_tls_is_asked_for_where_the_address_says_so(served: Served) -> None:
    assert "Strict-Transport-Security" in served.client(policy=PUBLIC).get("/health").headers
    assert "Strict-Transport-Security" not in served.client().get("/health").headers


# --- who it is ------------------------------------------------------------------------------------------------------


def name_of(client: TestClient, headers: Mapping[str, str | bytes]) -> str | None:
    user = client.get("/api/session", headers=headers).json()["user"]
    return None if user is None else user["name"]


def test_a_key_comes_as_bearer_or_as_basic_user_name(client: TestClient, served: Served) -> None:
    bearer = served.key_of("viewer")
    secret = bearer["Authorization"].removeprefix("Bearer ")
    basic = base64.b64encode(f"{secret}:".encode()).decode()
    name = name_of(client, bearer)

    assert name is not None
    assert name_of(client, {"Authorization": f"Basic {basic}"}) == name
    assert name_of(client, {"Authorization": f"bearer   {secret}"}) == name


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic", "Basic !!!", "Basic /w==", "Digest x", "secret", "Bearer é"]
)
def test_a_strange_authorization_is_nobody(client: TestClient, cookie: dict[str, str], value: str) -> None:
    headers = {"Authorization": value.encode()}

    assert name_of(client, headers) is None
    assert client.get("/api/keys", headers={**headers, **cookie}).status_code == 401  # the cookie doesn't stand in


def test_the_machines_own_commands_say_who_types(client: TestClient) -> None:
    local = {"Authorization": f"Bearer {LOCAL_SECRET}"}

    assert name_of(client, local) == "local"
    assert name_of(client, local | {"X-Shoal-Actor": "ay%C5%9Fe"}) == "ayşe"
    assert name_of(client, local | {"X-Shoal-Actor": "a%0Ab"}) == "local"
    assert name_of(client, {"X-Shoal-Actor": "admin"}) is None


def test_refusals_are_problem_documents_that_say_what_to_do(client: TestClient, served: Served) -> None:
    nobody = client.get("/api/keys")
    viewer = client.get("/api/keys", headers=served.key_of("viewer"))

    assert nobody.headers["WWW-Authenticate"] == "Bearer"
    assert nobody.headers["content-type"] == viewer.headers["content-type"] == "application/problem+json"
    assert nobody.json()["code"] == "unauthenticated"
    assert "this needs an admin" in viewer.json()["detail"]
