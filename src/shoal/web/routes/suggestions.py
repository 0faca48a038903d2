"""Segments that the data suggests."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shoal import insights
from shoal.definitions import plain_text
from shoal.model.errors import InvalidInput
from shoal.model.instant import format_instant
from shoal.rules import describe, to_json
from shoal.web.rule_schema import RuleJson
from shoal.web.security import Viewer
from shoal.web.services import Shoal

router = APIRouter(tags=["suggestions"])


class SuggestIn(BaseModel):
    """What to suggest segments from: the values of an `attribute`; recency, frequency and money (`rfm`); or a `goal`,
    a rule as JSON or text, by a tree of at most `depth` conditions over people as they were `lag` ago."""

    by: Literal["attribute", "rfm", "goal"]
    attribute: str | None = Field(None, max_length=500)
    parts: Annotated[int, Field(ge=2, le=20)] = 4
    event: str = Field("Order Completed", max_length=500)
    value: str = Field("total", max_length=500)
    goal: RuleJson | str | None = None
    lag: str | None = Field(None, description="a length such as 30d; without it, the goal's longest rolling window")
    depth: Annotated[int, Field(ge=1, le=6)] = 3


class SuggestionOut(BaseModel):
    """`goal_share` of the people in it reach the goal, `lift` times the part of everybody; `interval` bounds it."""

    name: str
    rule: RuleJson
    text: str
    words: str
    count: int
    share: float
    goal_share: float | None
    interval: tuple[float, float] | None
    lift: float | None


class SuggestionsOut(BaseModel):
    as_of: str
    people: int
    goal_share: float | None
    known_at: str | None
    suggestions: list[SuggestionOut]


@router.post("/api/suggestions", operation_id="suggest_segments")
def suggest_segments(body: SuggestIn, shoal: Shoal, who: Viewer) -> SuggestionsOut:
    """Segments with names and counts; nothing is saved."""
    store, segments, catalog, now = shoal.store, shoal.definitions.all(), shoal.catalog(), shoal.now()
    if body.by == "attribute":
        if body.attribute is None:
            raise InvalidInput("say which `attribute`")
        found = insights.by_attribute(store, segments, catalog, body.attribute, as_of=now, parts=body.parts)
    elif body.by == "rfm":
        found = insights.by_rfm(store, segments, catalog, as_of=now, event=body.event, value=body.value)
    else:
        if body.goal is None:
            raise InvalidInput("say the `goal`, as a rule")
        goal, _ = shoal.rule(body.goal)
        found = insights.by_goal(store, segments, catalog, goal, as_of=now, lag=body.lag, depth=body.depth)
    return SuggestionsOut(
        as_of=format_instant(found.as_of),
        people=found.people,
        goal_share=found.goal_share,
        known_at=None if found.known_at is None else format_instant(found.known_at),
        suggestions=[
            SuggestionOut(
                name=row.name,
                rule=to_json(row.rule),
                text=plain_text(row.rule),
                words=describe(row.rule, segment_names=catalog.segments),
                count=row.count,
                share=row.share,
                goal_share=row.goal_share,
                interval=row.interval,
                lift=row.lift,
            )
            for row in found.rows
        ],
    )
