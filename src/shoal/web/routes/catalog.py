"""The catalog: which events, properties, attributes and tags the data holds."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from shoal import insights
from shoal.columns import zones
from shoal.model.catalog import Field
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.instant import format_instant
from shoal.web.paging import Limit
from shoal.web.security import Viewer
from shoal.web.services import Shoal

router = APIRouter(tags=["catalog"])


class FieldOut(BaseModel):
    """`types` counts values by type, `examples` are JSON values, `share` is the part that has it set."""

    path: str
    types: dict[str, int]
    examples: list[Any]
    share: float


class EventOut(BaseModel):
    name: str
    count: int
    profiles: int
    first_seen: str
    last_seen: str
    properties: list[FieldOut]


class TagCount(BaseModel):
    name: str
    profiles: int


class SegmentName(BaseModel):
    id: str
    name: str


class CatalogOut(BaseModel):
    """What rules can speak of."""

    profiles: int
    events: list[EventOut]
    attributes: list[FieldOut]
    tags: list[TagCount]
    segments: list[SegmentName]


class ValueOut(BaseModel):
    """A value and for how many profiles, or events, it is set."""

    value: Any
    count: int


class DayVolume(BaseModel):
    day: str
    count: int


def _field(field: Field) -> FieldOut:
    return FieldOut(
        path=field.path,
        types=dict(field.types),
        examples=[json.loads(text) for text in field.examples],
        share=min(field.share, 1.0),
    )


@router.get("/api/catalog", operation_id="get_catalog")
def get_catalog(shoal: Shoal, who: Viewer) -> CatalogOut:
    """Events with their properties, attributes, tags and segments, most frequent first."""
    catalog = shoal.catalog()
    events = sorted(catalog.events.values(), key=lambda event: -event.count)
    return CatalogOut(
        profiles=catalog.profiles,
        events=[
            EventOut(
                name=e.name,
                count=e.count,
                profiles=e.profiles,
                first_seen=format_instant(e.first_seen),
                last_seen=format_instant(e.last_seen),
                properties=[_field(field) for field in e.properties.values()],
            )
            for e in events
        ],
        attributes=[_field(field) for field in catalog.attributes.values()],
        tags=[TagCount(name=t, profiles=n) for t, n in sorted(catalog.tags.items(), key=lambda row: -row[1])],
        segments=[
            SegmentName(id=id_, name=name)
            for id_, name in sorted(catalog.segments.items(), key=lambda row: row[1].casefold())
        ],
    )


@router.get("/api/catalog/values", operation_id="catalog_values")
def catalog_values(
    shoal: Shoal,
    who: Viewer,
    attribute: Annotated[str | None, Query(max_length=500)] = None,
    event: Annotated[str | None, Query(max_length=500)] = None,
    property: Annotated[str | None, Query(max_length=500)] = None,
    q: Annotated[str, Query(max_length=200, description="only values that contain this")] = "",
    limit: Limit = 30,
) -> list[ValueOut]:
    """The most frequent values of an attribute, or of a property of an event."""
    if (attribute is None) == (property is None) or (event is None) != (property is None):
        raise InvalidInput("say `attribute`, or `event` and `property`")
    catalog = shoal.store.catalog()
    if event is not None:
        if event not in catalog.events:
            raise NotFound.named("event", event, catalog.events)
        known = catalog.events[event].properties
    else:
        known = catalog.attributes
    path = attribute or property or ""
    if path not in known:
        raise NotFound.named("attribute" if event is None else "property", path, known)
    found = insights.values(shoal.store, event=event, path=path, text=q, as_of=shoal.now(), limit=limit)
    return [ValueOut(value=json.loads(value.json), count=value.count) for value in found]


@router.get("/api/catalog/volume", operation_id="event_volume")
def event_volume(
    shoal: Shoal,
    who: Viewer,
    event: Annotated[str, Query(max_length=500)],
    days: Annotated[int, Query(ge=1, le=800)] = 90,
) -> list[DayVolume]:
    """How often an event happened on each of so many local days, the last of which is today."""
    now, zone = shoal.now(), shoal.store.zone
    start = zones.midnight(zones.local_day(now, zone) - (days - 1), zone)
    rows = insights.volume(shoal.store, event, start=start, end=now + 1, zone=zone)
    return [DayVolume(day=day, count=count) for day, count in rows]
