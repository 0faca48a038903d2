"""The audit: who changed what, and when."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from shoal.web import paging
from shoal.web.paging import Cursor, Limit, Page
from shoal.web.security import Admin
from shoal.web.services import Shoal

router = APIRouter(tags=["audit"])

Words = Annotated[str | None, Query(max_length=200)]


class AuditEntryOut(BaseModel):
    """One change. `action` is noun and verb, as in `segment.rename`; `detail` says how, without secrets."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


class AuditCheck(BaseModel):
    """`first_broken` is the id of the first row that isn't as it was written; null when all are."""

    ok: bool
    first_broken: int | None


@router.get("/api/audit", operation_id="list_audit")
def list_audit(
    shoal: Shoal,
    who: Admin,
    actor: Words = None,
    action: Annotated[str | None, Query(max_length=60, description="or how it begins, as `segment.`")] = None,
    subject: Words = None,
    since: Annotated[str | None, Query(description="from this instant on")] = None,
    until: Annotated[str | None, Query(description="before this instant")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditEntryOut]:
    """Changes, newest first."""
    found = shoal.accounts.audit(
        actor=actor,
        action=action,
        subject=subject,
        start=None if since is None else shoal.instant(since),
        end=None if until is None else shoal.instant(until),
        before=paging.number(cursor),
        limit=limit + 1,
    )
    return Page(
        items=[AuditEntryOut.model_validate(entry.as_json()) for entry in found[:limit]],
        next=paging.encode(found[limit - 1].id) if len(found) > limit else None,
    )


@router.get("/api/audit/check", operation_id="check_audit")
def check_audit(shoal: Shoal, who: Admin) -> AuditCheck:
    """Whether every row is as it was written. That the newest ones were removed can't be seen."""
    broken = shoal.accounts.first_broken()
    return AuditCheck(ok=broken is None, first_broken=broken)
