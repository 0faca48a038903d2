"""Tags: static marks on profiles."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from pyroaring import BitMap

from shoal import ingest, membership
from shoal.definitions import Tag, Tags
from shoal.model.errors import InvalidInput
from shoal.web.routes.insights import stored
from shoal.web.routes.members import UnmatchedOut
from shoal.web.security import Marketer, Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["tags"])


class TagOut(BaseModel):
    """`created_at` is null for a tag that came with the data and nobody described."""

    name: str
    description: str
    profiles: int
    created_at: str | None
    created_by: str | None


class TagIn(BaseModel):
    name: Annotated[str, Field(max_length=1000)]
    description: str = Field("", max_length=5000)


class TagPatch(BaseModel):
    description: str = Field(max_length=5000)


class TagPeople(BaseModel):
    """People by identifiers, or the stored members of a segment."""

    identifiers: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=100_000)] | None = None
    segment: str | None = None


class Tagged(BaseModel):
    """`unchanged` had it already, or hadn't."""

    changed: int
    unchanged: int
    unmatched: list[UnmatchedOut]
    unmatched_total: int


class TagDeleted(BaseModel):
    removed_from: int


def _out(tag: Tag) -> TagOut:
    return TagOut.model_validate(tag.as_json())


@router.get("/api/tags", operation_id="list_tags")
def list_tags(shoal: Shoal, who: Viewer) -> list[TagOut]:
    """Every tag with how many people have it."""
    return [_out(tag) for tag in Tags(shoal.store).list()]


@router.post("/api/tags", operation_id="create_tag", status_code=201)
def create_tag(body: TagIn, shoal: Shoal, who: Marketer) -> TagOut:
    """A tag that nobody has yet."""
    return _out(Tags(shoal.store).create(body.name, body.description, actor=who.name, now=shoal.now()))


@router.patch("/api/tags/{name:path}", operation_id="describe_tag")
def describe_tag(name: str, body: TagPatch, shoal: Shoal, who: Marketer) -> TagOut:
    """Says what a tag is for."""
    return _out(Tags(shoal.store).describe(name, body.description, actor=who.name, now=shoal.now()))


@router.post("/api/tags/{name:path}/apply", operation_id="apply_tag")
def apply_tag(name: str, body: TagPeople, shoal: Shoal, who: Marketer) -> Tagged:
    """Gives the tag to people."""
    tags = Tags(shoal.store)
    tags.get(name)  # an unknown tag is said before unknown people
    profiles, unmatched = _people(shoal, body)
    receipt = tags.apply(name, profiles, actor=who.name, now=shoal.now())
    return _tagged(receipt, unmatched)


@router.post("/api/tags/{name:path}/remove", operation_id="remove_tag")
def remove_tag(name: str, body: TagPeople, shoal: Shoal, who: Marketer) -> Tagged:
    """Takes the tag from people."""
    tags = Tags(shoal.store)
    tags.get(name)  # an unknown tag is said before unknown people
    profiles, unmatched = _people(shoal, body)
    receipt = tags.remove(name, profiles, actor=who.name, now=shoal.now())
    return _tagged(receipt, unmatched)


@router.delete("/api/tags/{name:path}", operation_id="delete_tag")
def delete_tag(name: str, shoal: Shoal, who: Marketer) -> TagDeleted:
    """Takes the tag from everyone, and its description away."""
    receipt = Tags(shoal.store).delete(name, actor=who.name, now=shoal.now())
    return TagDeleted(removed_from=receipt.accepted)


def _people(shoal: Services, body: TagPeople) -> tuple[BitMap, list[UnmatchedOut]]:
    if (body.identifiers is None) == (body.segment is None):
        raise InvalidInput("say `identifiers` or `segment`, one of them")
    if body.segment is not None:
        return stored(shoal, body.segment), []
    rows = ingest.member_rows_of(body.identifiers or [])
    found = membership.resolve_members(shoal.store, rows, as_of=shoal.now())
    return found.profiles, [UnmatchedOut(line=u.line, text=u.text, reason=u.reason) for u in found.unmatched]


def _tagged(receipt: ingest.Receipt, unmatched: list[UnmatchedOut]) -> Tagged:
    return Tagged(
        changed=receipt.accepted,
        unchanged=receipt.duplicates,
        unmatched=unmatched[:1000],
        unmatched_total=len(unmatched),
    )
