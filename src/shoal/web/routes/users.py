"""Users: who may sign in, and as what."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shoal.web import paging
from shoal.web.accounts import MAX_EMAIL, Role, User
from shoal.web.paging import Cursor, Limit, Page
from shoal.web.security import Admin
from shoal.web.services import Shoal

router = APIRouter(tags=["users"])


class UserOut(BaseModel):
    """`has_password` is false for somebody who chose none yet; `last_seen_at` is null for somebody who never came."""

    id: str
    email: str
    name: str
    role: Role
    disabled: bool
    has_password: bool
    created_at: str
    last_seen_at: str | None
    disabled_at: str | None


class UserIn(BaseModel):
    email: Annotated[str, Field(max_length=MAX_EMAIL + 100)]
    name: Annotated[str, Field(max_length=1000)]
    role: Role = "viewer"


class UserPatch(BaseModel):
    """What changes; a field that is left out stays."""

    name: Annotated[str, Field(max_length=1000)] | None = None
    role: Role | None = None
    disabled: bool | None = None


class LinkOut(BaseModel):
    """A link to choose a password, which works once and is shown once: `path` is its place in the app."""

    path: str
    token: str
    expires_at: str


class Invited(BaseModel):
    user: UserOut
    link: LinkOut


@router.get("/api/users", operation_id="list_users")
def list_users(shoal: Shoal, who: Admin, cursor: Cursor = None, limit: Limit = 50) -> Page[UserOut]:
    """Everybody who has an account, by e-mail address."""
    found = shoal.accounts.users(after=paging.text(cursor), limit=limit + 1)
    return Page(
        items=[_out(user) for user in found[:limit]],
        next=paging.encode(found[limit - 1].email) if len(found) > limit else None,
    )


@router.post("/api/users", operation_id="create_user", status_code=201)
def create_user(body: UserIn, shoal: Shoal, who: Admin) -> Invited:
    """Invites somebody: the link, which Shoal doesn't send, lets them choose a password."""
    secret, now = shoal.secret(), shoal.now()
    user, link = shoal.accounts.invite(body.email, body.name, body.role, actor=who.name, secret=secret, now=now)
    return Invited(user=_out(user), link=LinkOut.model_validate(link.as_json()))


@router.get("/api/users/{id}", operation_id="get_user")
def get_user(id: str, shoal: Shoal, who: Admin) -> UserOut:
    """One user."""
    return _out(shoal.accounts.user(id))


@router.patch("/api/users/{id}", operation_id="edit_user")
def edit_user(id: str, body: UserPatch, shoal: Shoal, who: Admin) -> UserOut:
    """Changes a name or role, or takes the account away for a time: that ends its sessions at once."""
    after = shoal.accounts.edit_user(
        id, name=body.name, role=body.role, disabled=body.disabled, actor=who.name, now=shoal.now()
    )
    return _out(after)


@router.post("/api/users/{id}/link", operation_id="create_password_link", status_code=201)
def create_password_link(id: str, shoal: Shoal, who: Admin) -> LinkOut:
    """A new link to choose a password; the one before doesn't work any more."""
    secret, now = shoal.secret(), shoal.now()
    link = shoal.accounts.make_link("password", user_id=id, actor=who.name, secret=secret, now=now)
    return LinkOut.model_validate(link.as_json())


def _out(user: User) -> UserOut:
    return UserOut.model_validate(user.as_json())
