"""Who may call what: every route of the app, called by everybody."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from served import BASE, FAST, NOW, Served, served_at
from starlette.routing import BaseRoute, Route

from shoal.web.accounts import ROLES, Accounts, Role
from shoal.web.routes import ROUTERS
from shoal.web.security import role_of

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
# What SDKs call knows write keys, not people: test_tracking.py.
CALLS = sorted(
    (route.path_format, method)
    for route in ROUTES
    for method in route.methods
    if not route.path_format.startswith("/v1/{")
)
UNKNOWN = "nothing-has-this-id"
UNKNOWN_NUMBER = 987_654_321


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_at(tmp_path_factory.mktemp("roles")) as served:
        yield served


@pytest.fixture(scope="module")
def client(served: Served) -> TestClient:
    return served.client()


@pytest.fixture(scope="module")
def users(served: Served) -> dict[Role, str]:
    served.user("admin", "stand-in")  # so that no admin is the last
    return {role: served.user(role) for role in ROLES}


@pytest.fixture(scope="module")
def strangers(served: Served) -> dict[str, dict[str, str]]:
    """The headers of everybody who isn't let in."""
    expired = served.key_of("admin", lasts=1)
    served.now += 1
    revoked = served.key_of("admin")
    served.accounts.revoke_key(served.accounts.keys(limit=1)[0].id, actor="test", now=served.now)
    gone = served.user("admin", "gone")
    disabled = served.session_of(gone)
    served.accounts.edit_user(gone, disabled=True, actor="test", now=served.now)
    elsewhere = Accounts(served.store.records, "elsewhere", hasher=FAST)
    _, foreign = elsewhere.create_key("k", "admin", actor="test", secret=served.secret(), now=NOW)
    return {
        "nobody": {},
        "an expired key": expired,
        "a revoked key": revoked,
        "a disabled user": disabled,
        "a key of another workspace": {"Authorization": f"Bearer {foreign}"},
        "a key that never was": {"Authorization": "Bearer shoal_sk_never"},
        "a cookie that never was": {"Cookie": "shoal_session=never", "X-Shoal-CSRF": "1", "Origin": BASE},
    }


# --- what is sent ---------------------------------------------------------------------------------------------------


def least(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """The smallest value that fits the schema."""
    if "$ref" in schema:
        return least(components[schema["$ref"].rpartition("/")[2]], components)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return least(schema[choice][0], components)
    if "allOf" in schema:
        return least(schema["allOf"][0], components)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        needed = schema.get("required", [])
        return {name: least(schema["properties"][name], components) for name in needed}
    if kind == "array":
        return [least(schema["items"], components) for _ in range(schema.get("minItems", 0))]
    plain = {"string": "x" * max(1, schema.get("minLength", 1)), "boolean": True, "null": None}
    return plain[kind] if kind in plain else schema.get("minimum", 1)


def request_for(document: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """A request that fits the document, for something that isn't there."""
    operation = document["paths"][path][method.lower()]
    components = document["components"]["schemas"]
    url, query = path, {}
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if parameter["in"] == "path":
            value = UNKNOWN_NUMBER if schema.get("type") == "integer" else UNKNOWN
            url = url.replace("{" + parameter["name"] + "}", str(value))
        elif parameter["in"] == "query" and parameter.get("required"):
            query[parameter["name"]] = least(schema, components)
    content = operation.get("requestBody", {}).get("content", {})
    request: dict[str, Any] = {"method": method, "url": url, "params": query}
    if "application/json" in content:
        request["json"] = least(content["application/json"]["schema"], components)
    elif "multipart/form-data" in content:
        request["files"] = {"file": ("people.txt", b"somebody")}
    elif content:
        request["content"] = b""
        request["headers"] = {"Content-Type": next(iter(content))}
    return request


def statuses(client: TestClient, request: dict[str, Any], headers: dict[str, str]) -> int:
    own = request.get("headers", {})
    return client.request(**request | {"headers": own | headers}).status_code


# --- the tests ------------------------------------------------------------------------------------------------------


def every_route(entries: Sequence[BaseRoute]) -> Iterator[BaseRoute]:
    for entry in entries:
        included = getattr(entry, "original_router", None)
        if included is None:
            yield entry
        else:
            yield from every_route(included.routes)


def test_every_route_declares_its_role(client: TestClient) -> None:
    routes = [*every_route(client.app.routes)]  # type: ignore[attr-defined]
    api = [route for route in routes if isinstance(route, APIRoute)]
    others = [route for route in routes if not isinstance(route, APIRoute)]

    assert [route.path for route in api if role_of(route.dependant) is None] == []
    assert [route.path for route in others if isinstance(route, Route)] == ["/openapi.json"]
    assert len(others) == 1
    assert set(map(id, ROUTES)) <= set(map(id, api))
    assert len(ROUTES) > 10


def test_a_route_without_a_role_would_be_noticed() -> None:
    def open_to_all() -> None:
        """Says nothing about who may call it."""

    assert role_of(APIRoute("/x", open_to_all).dependant) is None


def test_the_document_says_the_role_of_every_route(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    said = {
        (path, method.upper()): operation.get("x-shoal-role")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }

    shown = {(route.path_format, method): role_of(route.dependant) for route in ROUTES for method in route.methods}
    assert said == shown
    assert set(said.values()) <= {*ROLES, "anyone"}
    security = [operation.get("security") for path in document["paths"].values() for operation in path.values()]
    assert [bool(needed) for needed in security] == [role != "anyone" for role in said.values()]


@pytest.mark.parametrize(("path", "method"), CALLS, ids=[f"{method} {path}" for path, method in CALLS])
def test_a_route_lets_in_whom_it_says(
    path: str,
    method: str,
    served: Served,
    client: TestClient,
    users: dict[Role, str],
    strangers: dict[str, dict[str, str]],
) -> None:
    declared = next(
        role_of(route.dependant) for route in ROUTES if route.path_format == path and method in route.methods
    )
    request = request_for(client.get("/openapi.json").json(), path, method)

    for who, headers in strangers.items():
        status = statuses(client, request, headers)
        assert status < 500 or status == 503, who  # /ready may say so
        assert (status == 401) == (declared != "anyone"), who
        assert status != 403, who
    for role in ROLES:
        status = statuses(client, request, served.session_of(users[role]))
        allowed = declared == "anyone" or ROLES.index(role) >= ROLES.index(declared)  # type: ignore[arg-type]
        assert status < 500 or status == 503, role
        assert (status == 403) == (not allowed), role
        assert status != 401, role
        if allowed and "{" in path:
            assert status == 404, role


@pytest.mark.parametrize(("path", "method"), CALLS, ids=[f"{method} {path}" for path, method in CALLS])
def test_a_key_may_what_its_role_may(path: str, method: str, served: Served, client: TestClient) -> None:
    route = next(route for route in ROUTES if route.path_format == path and method in route.methods)
    declared = role_of(route.dependant)
    people = any(getattr(dependency.call, "people", False) for dependency in route.dependant.dependencies)
    request = request_for(client.get("/openapi.json").json(), path, method)

    for role in ROLES:
        status = statuses(client, request, served.key_of(role))
        allowed = declared == "anyone" or (not people and ROLES.index(role) >= ROLES.index(declared))  # type: ignore[arg-type]
        assert (status == 403) == (not allowed), role
        assert status != 401, role
