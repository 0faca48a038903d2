"""Members of a segment: a page of them, all as a file, and for static segments who they are."""

import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from pyroaring import BitMap
from starlette.background import BackgroundTask

from shoal import ingest, insights, membership
from shoal.definitions import freeze
from shoal.membership import Resolved
from shoal.membership.files import write_rows
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.instant import format_instant
from shoal.web.routes.segments import SegmentDetail, detail
from shoal.web.security import Identity, Marketer, Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["members"])

SHOWN = 100
_UNMATCHED_SHOWN = 1_000

Columns = Annotated[list[str] | None, Query(max_length=50, description="attribute paths")]
Mode = Literal["add", "remove", "replace"]


class MemberOut(BaseModel):
    """`values` are the chosen attributes by path; null where they aren't set."""

    id: str
    name: str | None
    detail: str | None
    values: dict[str, Any]


class MembersOut(BaseModel):
    """The first members, or those that a search finds, of `total`; the export has all."""

    items: list[MemberOut]
    total: int
    as_of: str | None


class IdentifiersIn(BaseModel):
    """`kind` says what the identifiers are: profile_id, user_id, anonymous_id or email; any without it."""

    identifiers: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(min_length=1, max_length=100_000)]
    kind: Literal["profile_id", "user_id", "anonymous_id", "email"] | None = None
    mode: Mode = "add"


class UnmatchedOut(BaseModel):
    line: int
    text: str
    reason: str


class MembersChanged(BaseModel):
    """`unmatched` are the first of `unmatched_total` identifiers that are nobody's, or several people's."""

    matched: int
    added: int
    removed: int
    members: int
    unmatched: list[UnmatchedOut]
    unmatched_total: int


class FreezeIn(BaseModel):
    """`as_of` takes the members of then."""

    name: str | None = Field(None, max_length=1000)
    as_of: str | None = None


@router.get("/api/segments/{id}/members", operation_id="segment_members")
def segment_members(
    id: str,
    shoal: Shoal,
    who: Viewer,
    columns: Columns = None,
    q: Annotated[str, Query(max_length=200, description="part of a name, e-mail or phone, or an identifier")] = "",
    limit: Annotated[int, Query(ge=1, le=SHOWN)] = SHOWN,
) -> MembersOut:
    """The first members with chosen attributes, or those whom a search finds."""
    shoal.definitions.get(id)
    paths = list(dict.fromkeys(columns or ()))
    _check_columns(shoal, paths)
    try:
        published = membership.members(shoal.store, id)
    except NotFound:
        return MembersOut(items=[], total=0, as_of=None)
    now = shoal.now()
    if q.strip():
        found = insights.find_profiles(
            shoal.store, q.replace("\0", ""), as_of=now, limit=limit, within=published.profiles
        )
        numbers = [f.number for f in found]
    else:
        numbers = list(published.profiles[:limit])
    people = membership.people(shoal.store, numbers, as_of=now)
    rows = membership.values_of(shoal.store, numbers, paths, as_of=now)
    return MembersOut(
        items=[
            MemberOut(id=p.id, name=p.name, detail=p.detail, values=values)
            for p, values in zip(people, rows, strict=True)
        ],
        total=len(published.profiles),
        as_of=format_instant(published.generation.as_of),
    )


def _check_columns(shoal: Services, paths: list[str]) -> None:
    known = shoal.store.catalog().attributes if paths else {}
    for path in paths:
        if path not in known:
            raise NotFound.named("attribute", path, known)


@router.get(
    "/api/segments/{id}/export",
    operation_id="export_members",
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {}, "application/vnd.apache.parquet": {}}}},
)
def export_members(
    id: str,
    shoal: Shoal,
    who: Viewer,
    format: Literal["csv", "parquet"] = "csv",
    columns: Columns = None,
    raw: Annotated[
        bool, Query(description="CSV cells as they are, for programs; else none can run as a formula")
    ] = False,
) -> Response:
    """All members as a file, with their profile ids and chosen attributes."""
    shoal.definitions.get(id)
    paths = list(dict.fromkeys(columns or ()))
    _check_columns(shoal, paths)
    rows = membership.member_rows(shoal.store, id, paths)
    folder = Path(tempfile.mkdtemp(prefix="shoal-export-"))
    file = folder / f"{id}.{format}"
    write_rows(rows, file, raw=raw)
    shoal.accounts.note(
        "segment.export", id, {"rows": rows.num_rows, "columns": paths}, actor=who.name, now=shoal.now()
    )
    media = "text/csv; charset=utf-8" if format == "csv" else "application/vnd.apache.parquet"
    return FileResponse(file, media_type=media, filename=file.name, background=BackgroundTask(_remove, file))


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.parent.rmdir()


@router.post("/api/segments/{id}/members", operation_id="change_members")
def change_members(id: str, body: IdentifiersIn, shoal: Shoal, who: Marketer) -> MembersChanged:
    """Adds, removes or replaces members of a static segment, by identifiers."""
    rows = ingest.member_rows_of(body.identifiers, body.kind)
    return _changed(shoal, who, id, rows, body.mode)


@router.post("/api/segments/{id}/members/upload", operation_id="upload_members")
def upload_members(
    id: str,
    shoal: Shoal,
    who: Marketer,
    file: Annotated[UploadFile, File(description="CSV, TSV, text with one identifier a line, or a JSON list")],
    column: Annotated[str | None, Form(description="the column that holds the identifiers")] = None,
    mode: Annotated[Mode, Form()] = "add",
) -> MembersChanged:
    """As with identifiers, from a file of up to 64 MB."""
    rows = ingest.parse_members(file.file.read(), name=file.filename or "", column=column or None)
    return _changed(shoal, who, id, rows, mode)


def _changed(shoal: Services, who: Identity, id: str, rows: ingest.MemberRows, mode: Mode) -> MembersChanged:
    if shoal.definitions.get(id).rule is not None:
        raise InvalidInput(f"{id!r} has a rule, which says who is in it", hint="freeze it as a static segment first")
    found: Resolved = membership.resolve_members(shoal.store, rows, as_of=shoal.now())
    chosen: dict[str, BitMap | None] = {"add": None, "remove": None, "replace": None}
    chosen[mode] = found.profiles
    made = membership.change_members(shoal.store, shoal.definitions.all(), id, **chosen, now=shoal.now, by=who.name)
    return MembersChanged(
        matched=len(found.profiles),
        added=made.entered or 0,
        removed=made.left or 0,
        members=made.members or 0,
        unmatched=[UnmatchedOut(line=u.line, text=u.text, reason=u.reason) for u in found.unmatched[:_UNMATCHED_SHOWN]],
        unmatched_total=len(found.unmatched),
    )


@router.post("/api/segments/{id}/freeze", operation_id="freeze_segment", status_code=201)
def freeze_segment(
    id: str, shoal: Shoal, who: Marketer, response: Response, body: FreezeIn | None = None
) -> SegmentDetail:
    """A static segment with the stored members of this one, of now or of a past time."""
    asked = body or FreezeIn(name=None)
    as_of = None if asked.as_of is None else shoal.instant(asked.as_of)
    made = freeze(shoal.store, shoal.definitions, id, name=asked.name, as_of=as_of, actor=who.name, now=shoal.now)
    return detail(shoal, made, response)
