"""Profiles: find a person, see everything known, and why they are in a segment or not."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from shoal import insights, membership
from shoal.definitions import Measures
from shoal.membership import Verdict
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.instant import format_instant
from shoal.web import paging
from shoal.web.paging import Cursor, Limit, Page
from shoal.web.security import Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["profiles"])


class FoundOut(BaseModel):
    """`matched` says what of the person has the text: an identifier's kind, or an attribute."""

    id: str
    name: str | None
    detail: str | None
    matched: str


class TagSince(BaseModel):
    """`since` is null for a tag that was always there."""

    tag: str
    since: str | None


class DeviceOut(BaseModel):
    platform: str | None = None
    model: str | None = None
    os_version: str | None = None
    app_version: str | None = None


class IdentifierOut(BaseModel):
    kind: str
    value: str


class EventCount(BaseModel):
    name: str
    count: int
    last: str


class InSegment(BaseModel):
    """`since` is null when it isn't known."""

    id: str
    name: str
    since: str | None


class MeasureValue(BaseModel):
    """What a named measure is for the person; null where there is nothing to measure."""

    id: str
    name: str
    value: Any


class ProfileOut(BaseModel):
    """Everything known of a person. `attributes` are JSON values by name."""

    id: str
    name: str | None
    detail: str | None
    attributes: dict[str, Any]
    tags: list[TagSince]
    devices: list[DeviceOut]
    identifiers: list[IdentifierOut]
    first_seen: str | None
    last_seen: str | None
    events: list[EventCount]
    segments: list[InSegment]
    measures: list[MeasureValue]


class TimelineOut(BaseModel):
    event: str
    at: str
    properties: dict[str, Any]


class VerdictOut(BaseModel):
    """One condition, or several below it. `because` is what decided, `flips_at` when time alone changes the verdict."""

    text: str
    verdict: bool
    because: str
    flips_at: str | None
    children: list["VerdictOut"]


class ExplanationOut(BaseModel):
    """`member_stored` is what the last refresh published, null before the first; `verdict` is worked out now."""

    segment: str
    segment_name: str
    profile: str
    as_of: str
    member_stored: bool | None
    verdict: VerdictOut


def _verdict(verdict: Verdict) -> VerdictOut:
    return VerdictOut(
        text=verdict.text,
        verdict=verdict.verdict,
        because=verdict.because,
        flips_at=None if verdict.flips_at is None else format_instant(verdict.flips_at),
        children=[_verdict(child) for child in verdict.children],
    )


def _number(shoal: Services, id: str) -> int:
    if "\0" in id:
        raise NotFound("there is no profile with this id")
    return shoal.store.find_profile(id)


@router.get("/api/profiles", operation_id="find_profiles")
def find_profiles(
    shoal: Shoal,
    who: Viewer,
    q: Annotated[str, Query(max_length=200, description="an id, or part of a name, e-mail or phone")] = "",
    limit: Limit = 20,
) -> list[FoundOut]:
    """People by profile id, any identifier, or a part of what they are called."""
    found = insights.find_profiles(shoal.store, q.replace("\0", ""), as_of=shoal.now(), limit=limit)
    return [FoundOut(id=f.person.id, name=f.person.name, detail=f.person.detail, matched=f.matched) for f in found]


@router.get("/api/profiles/{id}", operation_id="get_profile")
def get_profile(id: str, shoal: Shoal, who: Viewer) -> ProfileOut:
    """One person, by profile id or any identifier."""
    number = _number(shoal, id)
    card = insights.profile_card(shoal.store, number, as_of=shoal.now())
    inside = insights.profile_segments(shoal.store, shoal.definitions.all(), number)
    segments = [
        InSegment(id=s.id, name=s.name, since=None if since is None else format_instant(since)) for s, since in inside
    ]
    names = {measure.id: measure.name for measure in Measures(shoal.store, shoal.definitions).list()}
    values = insights.measures_of(shoal.store, number, as_of=shoal.now()) if names else {}
    measures = [{"id": id_, "name": name, "value": values.get(id_)} for id_, name in names.items()]
    return ProfileOut.model_validate(card.as_json() | {"segments": segments, "measures": measures})


@router.get("/api/profiles/{id}/timeline", operation_id="profile_timeline")
def profile_timeline(
    id: str,
    shoal: Shoal,
    who: Viewer,
    event: Annotated[str | None, Query(max_length=500, description="only events of this name")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TimelineOut]:
    """A person's events, newest first."""
    rows = insights.timeline(
        shoal.store,
        _number(shoal, id),
        before=_place(cursor),
        limit=limit + 1,
        event=None if event is None else event.replace("\0", ""),
        as_of=shoal.now(),
    )
    more = len(rows) > limit
    return Page(
        items=[TimelineOut.model_validate(row.as_json()) for row in rows[:limit]],
        next=paging.encode(rows[limit - 1].place) if more else None,
    )


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    match paging.decode(cursor):
        case [int(at), str(message)] if not isinstance(at, bool) and abs(at) < 2**62 and "\0" not in message:
            return at, message
    raise InvalidInput("the cursor is none that was given out", hint="start again without it")


@router.get("/api/profiles/{id}/explain", operation_id="explain_profile")
def explain_profile(
    id: str,
    shoal: Shoal,
    who: Viewer,
    segment: Annotated[str, Query(description="the id of a segment")],
    as_of: Annotated[str | None, Query(description="another instant than now, ISO 8601")] = None,
) -> ExplanationOut:
    """Why the person is in the segment or isn't: each condition, what decided, and when time alone changes it."""
    definition = shoal.definitions.get(segment)
    moment = shoal.now() if as_of is None else shoal.instant(as_of, definition.zone)
    number = _number(shoal, id)
    verdict = membership.explain(shoal.store, shoal.definitions.all(), definition, number, as_of=moment)
    try:
        members = membership.members(shoal.store, segment, as_of=None if as_of is None else moment)
        among: bool | None = number in members.profiles
    except NotFound:
        among = None
    ids = shoal.store.profile_ids(shoal.store.snapshot())
    return ExplanationOut(
        segment=definition.id,
        segment_name=definition.name,
        profile=ids[number].as_py(),
        as_of=format_instant(moment),
        member_stored=among,
        verdict=_verdict(verdict),
    )
