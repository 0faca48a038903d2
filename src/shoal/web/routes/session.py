"""Signing in and out, the first user, and one's own password."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from shoal.model.errors import InvalidInput
from shoal.web.accounts import MAX_EMAIL, Kind, Role, User
from shoal.web.security import (
    COOKIE,
    Anyone,
    Identity,
    Person,
    Visitor,
    address_of,
    end_session,
    set_session,
)
from shoal.web.services import Services, Shoal
from shoal.web.version import VERSION

router = APIRouter(tags=["session"])

Password = Annotated[str, Field(max_length=2000)]
Token = Annotated[str, Field(max_length=200)]
Email = Annotated[str, Field(max_length=MAX_EMAIL + 100)]


class Me(BaseModel):
    """Who is signed in. `email` is null for a key; `kind` is user, key, or local for this machine's own commands."""

    id: str
    name: str
    email: str | None
    role: Role
    kind: Kind


class WorkspaceName(BaseModel):
    id: str
    name: str
    zone: str


class SessionOut(BaseModel):
    """`setup_needed` is true while there is no user: the link that the server printed makes the first one."""

    signed_in: bool
    user: Me | None
    workspace: WorkspaceName
    setup_needed: bool
    version: str


class SignIn(BaseModel):
    """An e-mail address with its password, or the `token` of a sign-in link."""

    email: Email | None = None
    password: Password | None = None
    token: Token | None = None


class SetupIn(BaseModel):
    """The first user, who becomes an admin. `token` is from the link that the server printed."""

    token: Token
    email: Email
    name: Annotated[str, Field(max_length=1000)]
    password: Password


class PasswordIn(BaseModel):
    """`present` is the password that is replaced."""

    present: Password
    password: Password


class LinkPasswordIn(BaseModel):
    token: Token
    password: Password


@router.get("/api/session", operation_id="get_session")
def get_session(shoal: Shoal, who: Visitor) -> SessionOut:
    """Who is signed in, and what the app needs to begin. Always answers."""
    if who is None:
        return _session(shoal, None, None)
    return _session(shoal, who, shoal.accounts.user(who.id).email if who.kind == "user" else None)


@router.post("/api/session", operation_id="sign_in")
def sign_in(body: SignIn, shoal: Shoal, who: Anyone, request: Request, response: Response) -> SessionOut:
    """Signs in, and sets the session's cookie. Ten failures within 15 minutes have to wait."""
    secret, now = shoal.secret(), shoal.now()
    if body.token is not None:
        user = shoal.accounts.sign_in_by_link(body.token, secret=secret, now=now)
    elif body.email is not None and body.password is not None:
        address = address_of(request)
        user = shoal.accounts.sign_in(body.email, body.password, address=address, secret=secret, now=now)
    else:
        raise InvalidInput("an e-mail address with its password is needed, or the token of a link")
    return _begun(shoal, user, secret, request, response)


@router.delete("/api/session", operation_id="sign_out", status_code=204)
def sign_out(shoal: Shoal, who: Anyone, request: Request, response: Response) -> None:
    """Ends the session of the cookie; without one, does nothing."""
    secret = request.cookies.get(COOKIE)
    if secret:
        shoal.accounts.sign_out(secret, now=shoal.now())
    end_session(request, response)


@router.post("/api/setup", operation_id="set_up", status_code=201)
def set_up(body: SetupIn, shoal: Shoal, who: Anyone, request: Request, response: Response) -> SessionOut:
    """Makes the first user and signs in."""
    secret = shoal.secret()
    user = shoal.accounts.set_up(body.token, body.email, body.name, body.password, secret=secret, now=shoal.now())
    return _begun(shoal, user, secret, request, response)


@router.post("/api/session/password", operation_id="change_password")
def change_password(body: PasswordIn, shoal: Shoal, who: Person, request: Request, response: Response) -> SessionOut:
    """Changes one's own password. Every other session of the user ends."""
    secret = shoal.secret()
    user = shoal.accounts.change_password(
        who.id, body.present, body.password, address=address_of(request), secret=secret, now=shoal.now()
    )
    return _begun(shoal, user, secret, request, response)


@router.post("/api/links/password", operation_id="set_password")
def set_password(body: LinkPasswordIn, shoal: Shoal, who: Anyone, request: Request, response: Response) -> SessionOut:
    """Chooses a password by the link of an invitation or reset, and signs in."""
    secret = shoal.secret()
    user = shoal.accounts.set_password_by_link(body.token, body.password, secret=secret, now=shoal.now())
    return _begun(shoal, user, secret, request, response)


def _begun(services: Services, user: User, secret: str, request: Request, response: Response) -> SessionOut:
    """A session has begun; that of the cookie so far, if any, ends."""
    before = request.cookies.get(COOKIE)
    if before:
        services.accounts.end_session(before)
    set_session(request, response, secret)
    who = Identity("user", user.id, user.name, user.role, services.accounts.workspace_id)
    return _session(services, who, user.email)


def _session(services: Services, who: Identity | None, email: str | None) -> SessionOut:
    accounts = services.accounts
    return SessionOut(
        signed_in=who is not None,
        user=None if who is None else Me(id=who.id, name=who.name, email=email, role=who.role, kind=who.kind),
        workspace=WorkspaceName(id=accounts.workspace_id, name=accounts.workspace_name(), zone=services.store.zone),
        setup_needed=accounts.setup_needed(),
        version=VERSION,
    )
