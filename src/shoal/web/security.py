"""Who may call a route, and what every request and response has to satisfy.

A route says who may call it by the type of a parameter: `who: Marketer` is the identity of somebody who is a marketer
or more, `who: Anyone` makes the route public. `Guard` stands before all routes.
"""

import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from fastapi import Depends, Request, Response, Security
from fastapi.dependencies.models import Dependant
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from shoal.web.accounts import ROLES, SESSION_LIFE, Identity, Role
from shoal.web.problems import MEDIA_TYPE, Forbidden, ProblemDocument, Unauthenticated
from shoal.web.services import Services

__all__ = [
    "ROLES",
    "Admin",
    "Analyst",
    "Anyone",
    "Guard",
    "Identity",
    "Marketer",
    "Person",
    "Policy",
    "Role",
    "Viewer",
    "Visitor",
    "mark_roles",
    "needs",
    "role_of",
]

COOKIE = "shoal_session"
CSRF_HEADER = "X-Shoal-CSRF"
ACTOR_HEADER = "X-Shoal-Actor"
MEBIBYTE = 2**20
BODY, MEMBERS_BODY, STRANGERS_BODY = 4 * MEBIBYTE, 64 * MEBIBYTE, 64 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MEMBERS = re.compile(r"/api/segments/[^/]+/members(/upload)?")
_INGEST = "/v1/"  # called by browsers of any site, with keys that are public by nature
_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # Mantine sets styles of elements
            "img-src 'self' data:",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


# --- who calls ------------------------------------------------------------------------------------------------------

# The identity is read from the request; these two say so in the OpenAPI document.
_SessionCookie = Annotated[str | None, Security(APIKeyCookie(name=COOKIE, scheme_name="session", auto_error=False))]
_Bearer = Annotated[object, Security(HTTPBearer(scheme_name="key", auto_error=False))]


def identify(request: Request) -> Identity | None:
    """Who makes the request: by `Authorization`, and only without one by the session cookie. None for nobody known."""
    services: Services = request.app.state.services
    given = request.headers.get("authorization")
    if given is not None:
        secret = _secret_in(given)
        if not secret:
            return None
        local = services.accounts.local(secret, _actor(request))
        return local or services.accounts.key(secret, services.now())
    cookie = request.cookies.get(COOKIE)
    return services.accounts.session(cookie, services.now()) if cookie else None


class Needs:
    """A dependency: the identity of the request, who must be of the role or more.

    Raises Unauthenticated for nobody, Forbidden for somebody of a lesser role, or for a program where only people are
    meant (`people`).
    """

    def __init__(self, role: Role, *, people: bool = False) -> None:
        self.role = role
        self.people = people

    def __call__(self, request: Request, _cookie: _SessionCookie, _bearer: _Bearer) -> Identity:
        who = identify(request)
        if who is None:
            known = "authorization" in request.headers or COOKIE in request.cookies
            message = "the key or session isn't known, or has ended" if known else "nobody is signed in"
            raise Unauthenticated(message, hint="sign in, or send a key as `Authorization: Bearer shoal_sk_…`")
        if not who.may(self.role):
            article = "an" if self.role[0] in "aeiou" else "a"
            raise Forbidden(f"this needs {article} {self.role}; {who.name} is a {who.role}", hint="ask an admin")
        if self.people and who.kind != "user":
            raise Forbidden("this is for people who are signed in, not for keys")
        return who


class Public:
    """A dependency that says that everybody may call the route."""

    role: Literal["anyone"] = "anyone"

    def __call__(self) -> None:
        """Nothing to look at."""


class Visiting:
    """A dependency of public routes that look different to somebody who is signed in."""

    role: Literal["anyone"] = "anyone"

    def __call__(self, request: Request) -> Identity | None:
        return identify(request)


def needs(role: Role, *, people: bool = False) -> Any:
    """For `who: Annotated[Identity, needs("viewer")]`."""
    return Depends(Needs(role, people=people))


Viewer = Annotated[Identity, needs("viewer")]
Marketer = Annotated[Identity, needs("marketer")]
Analyst = Annotated[Identity, needs("analyst")]
Admin = Annotated[Identity, needs("admin")]
Person = Annotated[Identity, needs("viewer", people=True)]
Anyone = Annotated[None, Depends(Public())]
Visitor = Annotated[Identity | None, Depends(Visiting())]


def role_of(dependant: Dependant) -> Role | Literal["anyone"] | None:
    """The role that a route declares (`route.dependant`), None when it declares none."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Needs | Public | Visiting):
            return dependency.call.role
    return None


def mark_roles(document: dict[str, Any], routes: Iterable[BaseRoute]) -> None:
    """Writes the role of each route into an OpenAPI document, as `x-shoal-role`."""
    for route in routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                document["paths"][route.path_format][method.lower()]["x-shoal-role"] = role_of(route.dependant)


def _secret_in(authorization: str) -> str | None:
    """The secret of `Bearer SECRET`, or of `Basic` with the secret as user name."""
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None


def _actor(request: Request) -> str:
    """Who sits before this machine, as its commands say; percent-encoded, as headers know only ASCII."""
    name = unquote(request.headers.get(ACTOR_HEADER, "")).strip()
    return name if name and len(name) <= 200 and name.isprintable() else "local"


# --- cookies --------------------------------------------------------------------------------------------------------


def set_session(request: Request, response: Response, secret: str) -> None:
    """Gives the browser its session; a proxy in front or TLS make the cookie `Secure`."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_LIFE // 1_000_000,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_caller(request).scheme == "https",
    )


def end_session(request: Request, response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_caller(request).scheme == "https")


def address_of(request: Request) -> str:
    """The network address that the request comes from."""
    return _caller(request).address


# --- before all routes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy:
    """What `Guard` holds requests to.

    `hosts` are the names in the Host header (without port) that are answered, None means any: a server that only this
    machine reaches must not answer to a name that a foreign page made point here. `public_url` is where people reach
    the app. `trust_proxy` believes X-Forwarded-Proto, -Host and -For, which anybody can send when no proxy sets them.
    """

    hosts: frozenset[str] | None = LOOPBACK
    public_url: str | None = None
    trust_proxy: bool = False

    @classmethod
    def bound_to(
        cls, host: str, *, public_url: str | None = None, hosts: Iterable[str] = (), trust_proxy: bool = False
    ) -> "Policy":
        """The policy of a server that listens on `host`, and is also called by the names in `hosts`.

        One that other machines reach answers to any name unless there are some in `hosts`: probes and other containers
        call it by addresses that nobody knows before.
        """
        named = {_name(name) for name in hosts}
        bound = f"[{host}]" if ":" in host else host.lower()
        if bound not in LOOPBACK and not named:
            return cls(None, public_url, trust_proxy)
        public = _split(public_url or "")
        also = set() if public is None else {_name(public[1])}
        return cls(LOOPBACK | named | also, public_url, trust_proxy)


@dataclass(frozen=True, slots=True)
class _Caller:
    """How the browser reached the server: `https`, `shoal.example.com:8443`, and the network address it has.

    The scheme is `sure` unless a proxy that says nothing may stand in front.
    """

    scheme: str
    host: str
    address: str
    sure: bool


class _Refused(Exception):  # noqa: N818 (named after what happened)
    """A request that no route gets to see."""

    def __init__(self, status: int, code: str, detail: str, hint: str | None = None) -> None:
        super().__init__(detail)
        self.document = ProblemDocument(
            title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, hint=hint
        )


class Guard:
    """ASGI middleware: the Host header, requests from foreign pages, sizes, and the headers of every response."""

    def __init__(self, app: Asgi, policy: Policy = Policy()) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sending = self._with_headers(scope, send)
        caller = _caller_of(scope, headers, self._policy)
        scope["shoal.caller"] = caller
        try:
            self._check_host(headers.get("host", ""), caller)
            _check_origin(scope, headers, caller)
            limited = _Limited(receive, sending, _limit(scope, headers))
            limited.check_length(headers.get("content-length"))
        except _Refused as refused:
            await _answer(refused, scope, receive, sending)
            return
        await self._app(scope, limited.receive, limited.send)

    def _check_host(self, host: str, caller: _Caller) -> None:
        hosts = self._policy.hosts
        called = caller.host if self._policy.trust_proxy else host
        if hosts is not None and _name(called) not in hosts:
            raise _Refused(
                421,
                "wrong_host",
                f"this server isn't called {_name(called)!r}",
                "SHOAL_PUBLIC_URL says under which address people reach it",
            )

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        secure = (self._policy.public_url or "").startswith("https://")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                added = dict(_HEADERS)
                if scope["path"].startswith("/api/"):  # people's data: not for any cache
                    added["Cache-Control"] = "no-store"
                if secure:
                    added["Strict-Transport-Security"] = "max-age=31536000"
                message["headers"] = [
                    *message.get("headers", ()),
                    *((k.encode(), v.encode()) for k, v in added.items() if k.lower().encode() not in given),
                ]
            await send(message)

        return sending


class _Limited:
    """A request whose body may have so many bytes; one that turns out longer is answered here."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._limit = receive, send, limit
        self._read = 0
        self._started = False
        self._over = False

    def check_length(self, declared: str | None) -> None:
        if declared is not None and declared.isdecimal() and int(declared[:20]) > self._limit:
            raise self._refusal()

    async def receive(self) -> Message:
        if self._over:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if message["type"] != "http.request" or self._read <= self._limit:
            return message
        self._over = True
        if not self._started:
            await _answer(self._refusal(), {"type": "http"}, self._receive, self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._over:
            self._started = True
            await self._send(message)

    def _refusal(self) -> _Refused:
        return _Refused(413, "too_large", f"the request has more than {self._limit:,} bytes", "send it in parts")


def _check_origin(scope: Scope, headers: Headers, caller: _Caller) -> None:
    """Raises _Refused for a change that a foreign page asks for.

    A page says where it is from in Origin; that must be here, whoever the request is from. Where the browser shows its
    cookie by itself, the origin must be known, and a header be there that a foreign page can't set.
    """
    if scope["method"] in _SAFE_METHODS or scope["path"].startswith(_INGEST):
        return
    by_cookie = "authorization" not in headers and _has_session(scope)
    origin = headers.get("origin") or (headers.get("referer") if by_cookie else None)
    if origin is None and not by_cookie:
        return
    parts = _split(origin or "")
    same_scheme = parts is not None and (parts[0] == caller.scheme or not caller.sure)
    if parts is None or parts[1] != caller.host or not same_scheme:
        raise _Refused(403, "foreign_origin", "the request comes from a page of another site")
    if by_cookie and headers.get(CSRF_HEADER) != "1":
        raise _Refused(403, "csrf", f"a change by a signed-in browser needs the header {CSRF_HEADER}: 1")


def _limit(scope: Scope, headers: Headers) -> int:
    """How many bytes the body may have: few for strangers, who can only sign in."""
    if scope["path"].startswith(_INGEST):
        return BODY
    if "authorization" not in headers and not _has_session(scope):
        return STRANGERS_BODY
    return MEMBERS_BODY if _MEMBERS.fullmatch(scope["path"]) else BODY


def _caller_of(scope: Scope, headers: Headers, policy: Policy) -> _Caller:
    client = scope.get("client")
    scheme: str = scope.get("scheme", "http")
    host, address = headers.get("host", ""), client[0] if client else "unknown"
    if policy.trust_proxy:
        scheme = headers.get("x-forwarded-proto", scheme).split(",")[0].strip()
        host = headers.get("x-forwarded-host", host).split(",")[0].strip()
        # The last one is what our own proxy saw; those before are what it was told.
        address = ",".join(headers.getlist("x-forwarded-for") or [address]).split(",")[-1].strip()
        return _Caller(scheme.lower(), host.lower(), address, sure=True)
    public = _split(policy.public_url or "")
    if public is not None and (host.lower() == public[1] or _split(headers.get("origin", "")) == public):
        return _Caller(*public, address, sure=True)
    return _Caller(scheme, host.lower(), address, sure=scheme == "https")


def _caller(request: Request) -> _Caller:
    caller: _Caller = request.scope["shoal.caller"]
    return caller


def _has_session(scope: Scope) -> bool:
    return COOKIE in HTTPConnection(scope).cookies  # as `identify` reads it


def _split(origin: str) -> tuple[str, str] | None:
    """Scheme and host of an origin, or None for one that says nothing, such as `null`."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return (parts.scheme.lower(), parts.netloc.lower()) if parts.scheme and parts.netloc else None


def _name(host: str) -> str:
    """The name in a Host header, without the port: `[::1]:8000` is `[::1]`."""
    return re.sub(r":\d*$", "", host.strip().lower())


async def _answer(refused: _Refused, scope: Scope, receive: Receive, send: Send) -> None:
    response = JSONResponse(refused.document.model_dump(), status_code=refused.document.status, media_type=MEDIA_TYPE)
    await response(scope, receive, send)
