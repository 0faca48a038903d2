"""Sources: who sends records over HTTP, what arrived last, and what was refused."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from shoal.ingest import latest
from shoal.ingest.sources import Source
from shoal.model.instant import format_instant
from shoal.web import paging
from shoal.web.paging import Cursor, Limit, Page
from shoal.web.security import Admin, Analyst
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["sources"])


class SourceOut(BaseModel):
    """`accepted` and `rejected` count records since the server started; `last_received_at` is of that time too."""

    id: str
    name: str
    write_key: str
    created_at: str
    created_by: str
    disabled_at: str | None
    accepted: int
    rejected: int
    last_received_at: str | None


class SourceIn(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=100)]


class SourceEdit(BaseModel):
    """`enabled` false makes the key stop working; `new_key` gives the source another one."""

    enabled: bool | None = None
    new_key: bool = False


class RecordOut(BaseModel):
    """A record that was taken. `event` is null for one that only sets attributes, which `properties` then holds."""

    event: str | None
    time: str | None
    received_at: str
    source: str
    message_id: str
    user_id: str | None
    anonymous_id: str | None
    profile_id: str
    properties: str | None
    context: str | None


class RejectOut(BaseModel):
    """A record that was refused: its text, cut when long, and why."""

    number: int
    source: str
    received_at: str
    reason: str
    text: str


@router.get("/api/sources", operation_id="list_sources")
def list_sources(shoal: Shoal, who: Analyst) -> list[SourceOut]:
    """Every source with its write key, by name."""
    return [_shown(shoal, source) for source in shoal.sources.list()]


@router.post("/api/sources", operation_id="create_source", status_code=201)
def create_source(body: SourceIn, shoal: Shoal, who: Admin) -> SourceOut:
    """A new source with a write key."""
    return _shown(shoal, shoal.sources.create(body.name, actor=who.name, secret=shoal.secret(), now=shoal.now()))


@router.patch("/api/sources/{id}", operation_id="edit_source")
def edit_source(id: str, body: SourceEdit, shoal: Shoal, who: Admin) -> SourceOut:
    """Disables or enables a source, or gives it another write key."""
    source, now = shoal.sources.get(id), shoal.now()
    if body.new_key:
        source = shoal.sources.renew_key(source.id, actor=who.name, secret=shoal.secret(), now=now)
    if body.enabled is not None:
        change = shoal.sources.enable if body.enabled else shoal.sources.disable
        source = change(source.id, actor=who.name, now=now)
    return _shown(shoal, source)


@router.get("/api/records", operation_id="latest_records")
def latest_records(
    shoal: Shoal,
    who: Analyst,
    source: Annotated[str | None, Query(max_length=200, description="only of this source")] = None,
    limit: Limit = 50,
) -> list[RecordOut]:
    """The records that were received last, newest first: from SDKs, imports and programs alike."""
    return [
        RecordOut(
            event=one.event,
            time=None if one.time is None else format_instant(one.time),
            received_at=format_instant(one.received_at),
            source=one.source,
            message_id=one.message_id,
            user_id=one.user_id,
            anonymous_id=one.anonymous_id,
            profile_id=one.profile_id,
            properties=one.properties,
            context=one.context,
        )
        for one in latest(shoal.store, source=source, limit=limit)
    ]


@router.get("/api/records/rejected", operation_id="rejected_records")
def rejected_records(
    shoal: Shoal,
    who: Analyst,
    source: Annotated[str | None, Query(max_length=200, description="only of this source")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RejectOut]:
    """The records that were refused, newest first; the newest 10,000 are kept."""
    found = shoal.store.inbox.rejects(source=source, before=paging.number(cursor), limit=limit + 1)
    return Page(
        items=[
            RejectOut(
                number=one.number,
                source=one.source,
                received_at=format_instant(one.received_at),
                reason=one.reason,
                text=one.text,
            )
            for one in found[:limit]
        ],
        next=paging.encode(found[limit - 1].number) if len(found) > limit else None,
    )


def _shown(shoal: Services, source: Source) -> SourceOut:
    counts = shoal.receiver.counts(source.id)
    return SourceOut(
        id=source.id,
        name=source.name,
        write_key=source.write_key,
        created_at=format_instant(source.created_at),
        created_by=source.created_by,
        disabled_at=None if source.disabled_at is None else format_instant(source.disabled_at),
        accepted=counts.accepted,
        rejected=counts.rejected,
        last_received_at=None if counts.last_at is None else format_instant(counts.last_at),
    )
