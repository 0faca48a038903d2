"""Refreshes: start, watch, cancel, and what earlier ones made."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from shoal.refresh import run_detail, runs
from shoal.web import paging
from shoal.web.paging import Cursor, Limit, Number, Page
from shoal.web.routes.segments import Asked, SegmentRunOut
from shoal.web.security import Marketer, Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["refreshes"])

_LOOK_SECONDS = 0.25
_BEAT_SECONDS = 15.0


class RefreshIn(BaseModel):
    """`segments` null means all."""

    segments: Annotated[list[str], Field(max_length=10_000)] | None = None


class TaskOut(BaseModel):
    """A part of a refresh: records, conditions, members, publishing."""

    name: str
    state: str
    done: int
    total: int
    started_at: str | None
    finished_at: str | None
    detail: str


class WaitingOut(BaseModel):
    number: int
    segments: list[str] | None
    by: str
    asked_at: str


class ProgressOut(BaseModel):
    """The refresh that is under way, or the last one of this server. `revision` grows with each change."""

    revision: int
    running: bool
    number: int | None
    by: str
    segments: list[str]
    tasks: list[TaskOut]
    started_at: str | None
    finished_at: str | None
    error: str | None
    waiting: list[WaitingOut]


class RunOut(BaseModel):
    """One refresh. `state` is running, done, failed or interrupted (the server ended in the middle)."""

    id: int
    state: str
    started_at: str
    started_by: str | None
    finished_at: str | None
    as_of: str
    segments: int
    ready: int
    failed: int
    skipped: int
    error: str | None


class RunDetailOut(BaseModel):
    """One refresh with its segments, those that failed first."""

    run: RunOut
    segments: list[SegmentRunOut]


@router.get("/api/refreshes", operation_id="list_refreshes")
def list_refreshes(shoal: Shoal, who: Viewer, cursor: Cursor = None, limit: Limit = 20) -> Page[RunOut]:
    """Refreshes, newest first."""
    rows = runs(shoal.store, before=paging.number(cursor), limit=limit + 1, running=shoal.refresher.progress().running)
    more = len(rows) > limit
    return Page(
        items=[RunOut.model_validate(row.as_json()) for row in rows[:limit]],
        next=paging.encode(rows[limit - 1].id) if more else None,
    )


@router.post("/api/refreshes", operation_id="start_refresh", status_code=202)
def start_refresh(shoal: Shoal, who: Marketer, body: RefreshIn | None = None) -> Asked:
    """Asks for a refresh of all or some segments; one that waits already and covers them is given back."""
    return Asked(number=shoal.refresher.ask(None if body is None else body.segments, by=who.name).number)


@router.get(
    "/api/refreshes/progress", operation_id="refresh_progress", responses={200: {"content": {"text/event-stream": {}}}}
)
def refresh_progress(
    request: Request,
    shoal: Shoal,
    who: Viewer,
    stream: Annotated[bool, Query(description="true: server-sent events, one whenever something changes")] = False,
) -> ProgressOut:
    """How far the present refresh is: once, or as server-sent events with the same document."""
    if stream:
        return StreamingResponse(  # type: ignore[return-value]
            _events(request, shoal), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )
    return ProgressOut.model_validate(shoal.refresher.progress().as_json())


async def _events(request: Request, shoal: Services) -> AsyncIterator[str]:
    """The progress whenever it changed; a comment now and then keeps the connection open."""
    seen, quiet = -1, 0.0
    while not await request.is_disconnected():
        progress = shoal.refresher.progress()
        if progress.revision != seen:
            seen, quiet = progress.revision, 0.0
            yield f"id: {seen}\ndata: {json.dumps(progress.as_json())}\n\n"
        elif quiet >= _BEAT_SECONDS:
            quiet = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(_LOOK_SECONDS)
        quiet += _LOOK_SECONDS


@router.get("/api/refreshes/{id}", operation_id="get_refresh")
def get_refresh(id: Number, shoal: Shoal, who: Viewer) -> RunDetailOut:
    """One refresh and what it made of each segment."""
    detail = run_detail(shoal.store, id, running=shoal.refresher.progress().running)
    return RunDetailOut.model_validate(detail.as_json())


@router.post("/api/refreshes/progress/{number}/cancel", operation_id="cancel_refresh", status_code=204)
def cancel_refresh(number: int, shoal: Shoal, who: Marketer) -> None:
    """Stops a refresh that waits or is under way; the members of before are kept."""
    shoal.refresher.cancel(number, by=who.name)
