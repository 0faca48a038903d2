"""Keys of programs."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shoal.web import paging
from shoal.web.accounts import Role
from shoal.web.paging import Cursor, Limit, Page
from shoal.web.security import Admin
from shoal.web.services import Shoal

router = APIRouter(tags=["keys"])


class KeyOut(BaseModel):
    """`prefix` is how the secret begins, to tell keys apart."""

    id: str
    name: str
    prefix: str
    role: Role
    state: Literal["active", "expired", "revoked"]
    created_at: str
    created_by: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None


class KeyIn(BaseModel):
    """`role` is what the key may do; `expires_at` null keeps it until it is revoked."""

    name: Annotated[str, Field(max_length=1000)]
    role: Role = "viewer"
    expires_at: str | None = Field(None, description="ISO 8601, in the future")


class KeyMade(BaseModel):
    """`secret` is shown this once."""

    key: KeyOut
    secret: str


@router.get("/api/keys", operation_id="list_keys")
def list_keys(shoal: Shoal, who: Admin, cursor: Cursor = None, limit: Limit = 50) -> Page[KeyOut]:
    """Keys, newest first, with those that don't work any more."""
    found = shoal.accounts.keys(after=paging.text(cursor), limit=limit + 1)
    now = shoal.now()
    return Page(
        items=[KeyOut.model_validate(key.as_json(now)) for key in found[:limit]],
        next=paging.encode(found[limit - 1].id) if len(found) > limit else None,
    )


@router.post("/api/keys", operation_id="create_key", status_code=201)
def create_key(body: KeyIn, shoal: Shoal, who: Admin) -> KeyMade:
    """A new key. Its secret is in this answer and nowhere else."""
    now = shoal.now()
    expires_at = None if body.expires_at is None else shoal.instant(body.expires_at)
    key, secret = shoal.accounts.create_key(
        body.name, body.role, expires_at=expires_at, actor=who.name, secret=shoal.secret(), now=now
    )
    return KeyMade(key=KeyOut.model_validate(key.as_json(now)), secret=secret)


@router.delete("/api/keys/{id}", operation_id="revoke_key", status_code=204)
def revoke_key(id: str, shoal: Shoal, who: Admin) -> None:
    """Ends a key at once; it stays in the list."""
    shoal.accounts.revoke_key(id, actor=who.name, now=shoal.now())
