"""Insights: trends, metrics, overlap, what sets members apart."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from pyroaring import BitMap

from shoal import insights, membership
from shoal.model.errors import InvalidInput, NotFound
from shoal.rules import to_json
from shoal.web.rule_schema import RuleJson
from shoal.web.security import Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["insights"])

DAY = 86_400_000_000
_LONGEST = 800 * DAY

Start = Annotated[str | None, Query(description="ISO 8601; 30 days before the end without it")]
End = Annotated[str | None, Query(description="ISO 8601; now without it")]


class PointOut(BaseModel):
    """`entered` and `left` since the point before."""

    at: str
    members: int
    entered: int
    left: int


class TrendOut(BaseModel):
    points: list[PointOut]
    members: int | None
    change: float | None
    since: str | None
    causes: dict[str, dict[str, int]]


class MetricOut(BaseModel):
    """`value` of the members beside `all` profiles; null with a `reason` where the data can't say."""

    value: float | None
    all: float | None
    reason: str | None
    unit: str | None
    currency: str | None


class MetricsOut(BaseModel):
    """Over the last 30 days: averages per member, time in the app in seconds."""

    as_of: str
    messages_sent: MetricOut
    push_click_average: MetricOut
    app_opens: MetricOut
    time_in_app: MetricOut
    revenue: MetricOut


class AudienceOut(BaseModel):
    """Somebody with two platforms counts for both."""

    members: int
    platforms: dict[str, int]
    reachable: dict[str, int]


class OverlapIn(BaseModel):
    segments: Annotated[list[str], Field(min_length=1, max_length=20)]


class CombinationOut(BaseModel):
    """The people in exactly these of the segments; `rule` is the rule that has them."""

    segments: list[str]
    count: int
    rule: RuleJson


class OverlapOut(BaseModel):
    sizes: dict[str, int]
    union: int
    combinations: list[CombinationOut]


class DifferentiatorsIn(BaseModel):
    """`against` null means everyone else."""

    segment: str
    against: str | None = None
    limit: int = Field(20, ge=1, le=100)


class HistogramOut(BaseModel):
    """People by range; `edges` has one more number than there are ranges."""

    edges: list[float]
    inside: list[int]
    outside: list[int]


class NumbersOut(BaseModel):
    """A summary of the people who have a number; `quantiles` are p5, p25, p50, p75 and p95."""

    people: int
    mean: float
    deviation: float
    min: float
    max: float
    quantiles: dict[str, float]


class NumberPairOut(BaseModel):
    """`smd` is the standardised mean difference."""

    inside: NumbersOut
    outside: NumbersOut
    smd: float | None


class DifferentiatorOut(BaseModel):
    """Holds for `inside_share` of the members and `outside_share` of the others.

    `interval` bounds the difference with 95 % confidence; `lift` is the ratio, null where the others have none;
    `effect` is Cohen's h; `chance` is adjusted for the number of comparisons; `small` marks too few people to rely on.
    """

    kind: str
    field: str
    value: str | bool | float | None
    words: str
    inside_count: int
    outside_count: int
    inside_share: float
    outside_share: float
    lift: float | None
    difference: float
    interval: tuple[float, float]
    effect: float
    chance: float
    small: bool
    rule: RuleJson
    histogram: HistogramOut | None
    numbers: NumberPairOut | None


class DifferentiatorsOut(BaseModel):
    """`rows` are the strongest of the `compared` conditions that chance doesn't explain."""

    as_of: str
    inside: int
    outside: int
    compared: int
    rows: list[DifferentiatorOut]


class ValueShareOut(BaseModel):
    value: Any
    members: int
    all: int


class DistributionHistogram(BaseModel):
    edges: list[float]
    members: list[int]
    all: list[int]


class DistributionNumbers(BaseModel):
    members: NumbersOut | None
    all: NumbersOut


class DistributionOut(BaseModel):
    """One attribute of the members beside all profiles: frequent values, and for numbers a histogram."""

    path: str
    members: int
    all: int
    members_with: int
    all_with: int
    distinct: int
    values: list[ValueShareOut]
    histogram: DistributionHistogram | None
    numbers: DistributionNumbers | None


def stored(shoal: Services, id: str) -> BitMap:
    """The stored members; nobody for a segment that was never refreshed. Raises NotFound for one that isn't there."""
    shoal.definitions.get(id)
    try:
        return membership.members(shoal.store, id).profiles
    except NotFound:
        return BitMap()


@router.get("/api/segments/{id}/trend", operation_id="segment_trend")
def segment_trend(id: str, shoal: Shoal, who: Viewer, start: Start = None, end: End = None) -> TrendOut:
    """The number of members by day, or by refresh for up to two days, with who entered and left."""
    segment = shoal.definitions.get(id)
    until = shoal.now() if end is None else shoal.instant(end)
    since = until - 30 * DAY if start is None else shoal.instant(start)
    if not 0 < until - since <= _LONGEST:
        raise InvalidInput("the end must be after the start, by 800 days at most")
    zone = segment.zone or shoal.store.zone
    return TrendOut.model_validate(insights.trend(shoal.store, id, start=since, end=until, zone=zone).as_json())


@router.get("/api/segments/{id}/metrics", operation_id="segment_metrics")
def segment_metrics(id: str, shoal: Shoal, who: Viewer) -> MetricsOut:
    """Messages sent, push click average, app opens, time in the app and revenue, each beside all profiles."""
    found = insights.status_metrics(shoal.store, id, stored(shoal, id), as_of=shoal.now())
    return MetricsOut.model_validate(found.as_json())


@router.get("/api/segments/{id}/audience", operation_id="segment_audience")
def segment_audience(id: str, shoal: Shoal, who: Viewer) -> AudienceOut:
    """Members by platform, and how many can be reached by channel."""
    return AudienceOut.model_validate(insights.audience(shoal.store, stored(shoal, id), as_of=shoal.now()).as_json())


@router.post("/api/insights/overlap", operation_id="segment_overlap")
def segment_overlap(body: OverlapIn, shoal: Shoal, who: Viewer) -> OverlapOut:
    """Every exact combination of two to five segments."""
    for id_ in body.segments:
        shoal.definitions.get(id_)
    found = insights.overlap(shoal.store, body.segments)
    return OverlapOut(
        sizes=dict(found.sizes),
        union=found.union,
        combinations=[
            CombinationOut(
                segments=list(c.segments),
                count=c.count,
                rule=to_json(insights.combination_rule(c.segments, [i for i in body.segments if i not in c.segments])),
            )
            for c in found.combinations
        ],
    )


@router.post("/api/insights/differentiators", operation_id="segment_differentiators")
def segment_differentiators(body: DifferentiatorsIn, shoal: Shoal, who: Viewer) -> DifferentiatorsOut:
    """What is more or less frequent among the members than among everyone else, or another segment's members."""
    against = None if body.against is None else stored(shoal, body.against)
    found = insights.differentiators(
        shoal.store, stored(shoal, body.segment), against, as_of=shoal.now(), limit=body.limit
    )
    return DifferentiatorsOut.model_validate(found.as_json())


@router.get("/api/segments/{id}/distribution", operation_id="segment_distribution")
def segment_distribution(
    id: str, shoal: Shoal, who: Viewer, path: Annotated[str, Query(max_length=500, description="an attribute")]
) -> DistributionOut:
    """One attribute of the members beside that of all profiles."""
    known = shoal.store.catalog().attributes
    if path not in known:
        raise NotFound.named("attribute", path, known)
    found = insights.distribution(shoal.store, stored(shoal, id), path, as_of=shoal.now())
    return DistributionOut.model_validate(found.as_json())
