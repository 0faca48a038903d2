"""Segments: the page of them, each one's definition, and its life."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field

from shoal import insights
from shoal.definitions import Draft, InvalidSegment, describe_difference, draft_of, freeze, plain_text
from shoal.definitions.limits import KEYS as LIMITS
from shoal.definitions.limits import describe_limits, limits_of, read_limits
from shoal.definitions.named import people_named
from shoal.definitions.overview import Overview, overview_of, overviews
from shoal.model.errors import InvalidInput, Problem
from shoal.model.instant import format_instant
from shoal.model.segment import Segment
from shoal.refresh import segment_runs
from shoal.rules import describe, describe_condition, leaf_paths, parse_json
from shoal.web import paging
from shoal.web.paging import Cursor, Limit, Number, Page
from shoal.web.problems import Fault, PreconditionFailed
from shoal.web.rule_schema import RuleJson
from shoal.web.security import Identity, Marketer, Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["segments"])

DAY = 86_400_000_000
SPARK_DAYS = 30
SPARK_POINTS = 24

Kind = Literal["rule", "static"]
Status = Literal["draft", "ready", "calculating", "queued", "failed", "skipped", "inactive"]
Sort = Literal[
    "name",
    "-name",
    "members",
    "-members",
    "refreshed",
    "-refreshed",
    "created",
    "-created",
    "updated",
    "-updated",
    "change",
    "-change",
    "status",
    "-status",
    "kind",
    "-kind",
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="the ETag that was read; 412 when somebody saved another version since"),
]


class Planned(BaseModel):
    """What `active` becomes, and when."""

    active: bool
    at: str


class CapOut(BaseModel):
    """At most `n` members, those with the highest (lowest) number of one attribute, measure (`value_of`) or score."""

    n: int = Field(ge=1, le=1_000_000_000)
    by: dict[Literal["attribute", "value_of", "score"], str] = Field(min_length=1, max_length=1)
    order: Literal["highest", "lowest"] = "highest"


class WaterfallOut(BaseModel):
    """Segments of one `set` exclude each other: a person is in the active one of the smallest `priority`."""

    set: Annotated[str, Field(min_length=1, max_length=100)]
    priority: int = Field(ge=1, le=10_000)


Named = Annotated[list[Annotated[str, Field(min_length=1, max_length=1000)]], Field(max_length=10_000)]


class SegmentOut(BaseModel):
    """A segment as every interface shows it."""

    id: str
    name: str
    description: str
    kind: Kind
    rule: RuleJson | None
    zone: str | None
    include: list[str]
    exclude: list[str]
    cap: CapOut | None
    waterfall: WaterfallOut | None
    labels: list[str]
    pinned: bool
    active: bool
    planned: Planned | None
    status: Status
    members: int | None
    refreshed_at: str | None
    as_of: str | None
    created_by: str
    created_at: str
    updated_at: str
    version: int
    schedule: str | None
    error: str | None


class Spark(BaseModel):
    """The members over the last 30 days; `change` is the fraction since the first of the points."""

    points: list[int]
    change: float | None
    since: str | None


class SegmentRow(SegmentOut):
    """A segment in the page of segments. `words` is its rule in short."""

    spark: Spark | None
    words: str | None


class Counts(BaseModel):
    """How many segments each tab holds, whatever is searched for."""

    all: int
    rule: int
    static: int
    pinned: int


class LabelCount(BaseModel):
    label: str
    count: int


class SegmentPage(Page[SegmentRow]):
    """`total` counts what fits the filters; `counts`, `labels` and `owners` are of all segments."""

    total: int
    counts: Counts
    labels: list[LabelCount]
    owners: list[str]
    statuses: dict[str, int]


class Line(BaseModel):
    """One condition in words, with its path in the rule's JSON."""

    path: str
    text: str


class SegmentDetail(SegmentOut):
    """`words` is the whole rule, `lines` its conditions, `text` the rule in the text form, `limits` what limits it, in
    words."""

    words: str | None
    limits: list[str]
    lines: list[Line]
    text: str | None
    total: int


class SegmentIn(BaseModel):
    """A new segment. A rule segment needs `rule`, as JSON or text; a static one has none."""

    name: Annotated[str, Field(max_length=1000)]
    kind: Kind = "rule"
    rule: RuleJson | Annotated[str, Field(max_length=200_000)] | None = None
    description: str = Field("", max_length=5000)
    zone: str | None = None
    labels: list[str] = []
    pinned: bool = False
    active: bool = True
    schedule: str | None = None
    include: Named = Field([], description="people who are always in, by profile id or any identifier")
    exclude: Named = Field([], description="people who are never in")
    cap: CapOut | None = None
    waterfall: WaterfallOut | None = None
    refresh: bool = Field(True, description="whether its members are worked out at once")


class SegmentPatch(BaseModel):
    """What changes; a field that is left out stays."""

    name: Annotated[str, Field(max_length=1000)] | None = None
    rule: RuleJson | Annotated[str, Field(max_length=200_000)] | None = None
    description: str | None = Field(None, max_length=5000)
    zone: str | None = None
    labels: list[str] | None = None
    pinned: bool | None = None
    schedule: str | None = None
    include: Named | None = None
    exclude: Named | None = None
    cap: CapOut | None = Field(None, description="null takes it away")
    waterfall: WaterfallOut | None = Field(None, description="null takes it away")
    refresh: bool = Field(True, description="whether a changed rule's members are worked out at once")


class Activation(BaseModel):
    """`at` is when, ISO 8601; without it, now."""

    at: str | None = None


class DuplicateIn(BaseModel):
    name: str | None = None


class Use(BaseModel):
    """Something that depends on the segment, or that the segment depends on."""

    kind: str
    id: str
    name: str


class Uses(BaseModel):
    """`used_by` depends on the segment, directly; `all_used_by` also through others; `depends_on` is what it names."""

    used_by: list[Use]
    all_used_by: list[Use]
    depends_on: list[Use]


class VersionOut(BaseModel):
    """One saved version, with what it changed, in words."""

    version: int
    change: str
    changed_at: str
    changed_by: str
    difference: list[str]
    words: str | None


class SegmentRunOut(BaseModel):
    """What one refresh made of the segment."""

    run: int
    segment: str
    status: str
    members: int | None
    entered: int | None
    left: int | None
    ms: int
    error: str | None
    as_of: str
    started_at: str
    started_by: str | None


class BulkIn(BaseModel):
    """One action on many segments: all or none of them change."""

    ids: Annotated[list[str], Field(min_length=1, max_length=1000)]
    action: Literal["refresh", "activate", "deactivate", "label", "unlabel", "pin", "unpin", "delete", "restore"]
    labels: list[str] = []
    at: str | None = Field(None, description="when an activation or deactivation takes effect; now without it")


class BulkOut(BaseModel):
    """`refused` says why segments were left as they are."""

    done: list[str]
    refused: list[Fault]


class Asked(BaseModel):
    """The number by which a refresh that was asked for is found in the progress, and cancelled."""

    number: int


# --- the page of segments ---------------------------------------------------------------------------------------------


@router.get("/api/segments", operation_id="list_segments")
def list_segments(
    shoal: Shoal,
    who: Viewer,
    q: Annotated[str | None, Query(max_length=200, description="part of the name, id or description")] = None,
    kind: Kind | None = None,
    status: Annotated[list[Status] | None, Query()] = None,
    label: Annotated[list[str] | None, Query(description="segments with any of the labels")] = None,
    owner: Annotated[list[str] | None, Query(description="who made them")] = None,
    pinned: bool | None = None,
    sort: Sort = "name",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> SegmentPage:
    """Segments with their members, filtered and sorted."""
    everything = _overviews(shoal)
    chosen = [
        row
        for row in everything
        if (not q or _has(row.segment, q))
        and (kind is None or row.segment.kind == kind)
        and (not status or row.status in status)
        and (not label or set(label) & set(row.segment.labels))
        and (not owner or row.segment.created_by in owner)
        and (pinned is None or row.segment.pinned == pinned)
    ]
    now = shoal.now()
    by_change = sort.removeprefix("-") == "change"
    sparks = _sparks(shoal, [row.segment.id for row in chosen], now) if by_change else {}
    chosen = _sorted(chosen, sort, sparks)
    start = paging.number(cursor) or 0
    page = chosen[max(start, 0) : max(start, 0) + limit]
    sparks = sparks or _sparks(shoal, [row.segment.id for row in page], now)
    names = {row.segment.id: row.segment.name for row in everything}
    following = start + limit
    labels: dict[str, int] = {}
    statuses: dict[str, int] = {}
    for row in everything:
        statuses[row.status] = statuses.get(row.status, 0) + 1
        for name in row.segment.labels:
            labels[name] = labels.get(name, 0) + 1
    return SegmentPage(
        items=[_row(row, sparks, names) for row in page],
        next=paging.encode(following) if following < len(chosen) else None,
        total=len(chosen),
        counts=Counts(
            all=len(everything),
            rule=sum(row.segment.kind == "rule" for row in everything),
            static=sum(row.segment.kind == "static" for row in everything),
            pinned=sum(row.segment.pinned for row in everything),
        ),
        labels=[LabelCount(label=name, count=labels[name]) for name in sorted(labels, key=str.casefold)],
        owners=sorted({row.segment.created_by for row in everything}, key=str.casefold),
        statuses=statuses,
    )


def _overviews(shoal: Services) -> tuple[Overview, ...]:
    return overviews(shoal.store, shoal.definitions, shoal.refresher.under_way())


def _has(segment: Segment, text: str) -> bool:
    return text.casefold() in f"{segment.name}\n{segment.id}\n{segment.description}".casefold()


def _sorted(rows: Sequence[Overview], sort: Sort, sparks: dict[str, Spark]) -> list[Overview]:
    """By a column; segments without a value come last in both directions, equal ones stay by name."""
    column, backwards = sort.removeprefix("-"), sort.startswith("-")
    values: dict[str, object] = {}
    for row in rows:
        spark = sparks.get(row.segment.id)
        values[row.segment.id] = {
            "name": row.segment.name.casefold(),
            "members": row.members,
            "refreshed": row.refreshed_at,
            "created": row.segment.created_at,
            "updated": row.segment.updated_at,
            "change": None if spark is None else spark.change,
            "status": row.status,
            "kind": row.segment.kind,
        }[column]
    by_name = sorted(rows, key=lambda row: (row.segment.name.casefold(), row.segment.id))
    known = [row for row in by_name if values[row.segment.id] is not None]
    unknown = [row for row in by_name if values[row.segment.id] is None]
    known.sort(key=lambda row: values[row.segment.id], reverse=backwards)  # type: ignore[arg-type, return-value]
    return known + unknown


def _sparks(shoal: Services, ids: Sequence[str], now: int) -> dict[str, Spark]:
    found = insights.sparklines(shoal.store, ids, start=now - SPARK_DAYS * DAY, end=now, points=SPARK_POINTS)
    return {id_: Spark.model_validate(spark.as_json()) for id_, spark in found.items()}


def _row(row: Overview, sparks: dict[str, Spark], names: dict[str, str]) -> SegmentRow:
    rule = row.segment.rule
    words = None if rule is None else describe(rule, segment_names=names)
    return SegmentRow.model_validate(row.as_json() | {"spark": sparks.get(row.segment.id), "words": words})


# --- one segment ------------------------------------------------------------------------------------------------------


@router.post("/api/segments", operation_id="create_segment", status_code=201)
def create_segment(body: SegmentIn, shoal: Shoal, who: Marketer, response: Response) -> SegmentDetail:
    """A new segment, its members worked out at once unless `refresh` is false."""
    if body.kind == "static" and body.rule is not None:
        raise InvalidInput("a static segment has no rule", hint="leave `rule` out, or make a rule segment")
    if body.kind == "rule" and body.rule is None:
        raise InvalidInput("a rule segment needs a rule", hint='everyone is {"all": []}')
    rule = None if body.rule is None else shoal.rule(body.rule)[0]
    draft = Draft(
        name=body.name,
        rule=rule,
        kind=body.kind,
        **_limits(shoal, body, {"include", "exclude", "cap", "waterfall"}),
        description=body.description,
        zone=body.zone,
        labels=tuple(dict.fromkeys(body.labels)),
        pinned=body.pinned,
        active=body.active,
        schedule=body.schedule,
    )
    segment = shoal.definitions.create(draft, actor=who.name, now=shoal.now())
    if body.refresh and rule is not None and segment.active:
        shoal.refresher.ask([segment.id], by=who.name)
    return detail(shoal, segment, response)


@router.get("/api/segments/{id}", operation_id="get_segment")
def get_segment(id: str, shoal: Shoal, who: Viewer, response: Response) -> SegmentDetail:
    """One segment. The ETag is its version, for If-Match."""
    return detail(shoal, shoal.definitions.get(id), response)


@router.patch("/api/segments/{id}", operation_id="edit_segment")
def edit_segment(
    id: str, body: SegmentPatch, shoal: Shoal, who: Marketer, response: Response, if_match: IfMatch = None
) -> SegmentDetail:
    """Saves a next version. With If-Match, only when nobody saved another one since."""
    before = shoal.definitions.get(id)
    version = _expected(before, if_match)
    given = body.model_fields_set - {"refresh", "rule", *LIMITS}
    changes: dict[str, object] = {name: getattr(body, name) for name in given}
    changes |= _limits(shoal, body, body.model_fields_set)
    for name in ("name", "description", "labels", "pinned"):
        if name in changes and changes[name] is None:
            raise InvalidInput(f"{name} can't be null", hint="leave it out to keep it")
    if "labels" in changes:
        changes["labels"] = tuple(dict.fromkeys(body.labels or ()))
    if body.rule is not None:
        if before.rule is None:
            raise InvalidInput(f"{id!r} is a {before.kind} segment and has no rule to edit")
        changes["rule"] = shoal.rule(body.rule)[0]
    draft = _changed(draft_of(before), changes)
    after = shoal.definitions.edit(
        id, draft, actor=who.name, now=shoal.now(), version=version, change=_word(before, draft)
    )
    computed = any(getattr(after, name) != getattr(before, name) for name in ("rule", "zone", *LIMITS))
    if body.refresh and computed and after.active and after.rule is not None:
        shoal.refresher.ask([id], by=who.name)
    return detail(shoal, after, response)


def _limits(shoal: Services, body: SegmentIn | SegmentPatch, given: set[str]) -> dict[str, Any]:
    """The fields of a draft that limit the rule, those of them that were given."""
    sent = body.model_dump(include={name for name in LIMITS if name in given})
    problems: list[Problem] = []
    limits = read_limits(sent, problems)
    if problems:
        raise InvalidSegment(problems)
    out: dict[str, Any] = {name: getattr(limits, name) for name in sent}
    return out | {name: people_named(shoal.store, out[name]) for name in ("include", "exclude") if out.get(name)}


def _changed(draft: Draft, changes: dict[str, object]) -> Draft:
    return replace(draft, **changes)  # type: ignore[arg-type]


def _word(before: Segment, draft: Draft) -> str:
    """What kind of change this is in the history: one field alone has its own word."""
    old = draft_of(before)
    differing = {name for name in Draft.__slots__ if getattr(old, name) != getattr(draft, name)}
    return {frozenset({"name"}): "rename", frozenset({"labels"}): "label", frozenset({"pinned"}): "pin"}.get(
        frozenset(differing), "edit"
    )


def _expected(segment: Segment, if_match: str | None) -> int:
    """The version that a change builds on. Raises PreconditionFailed when If-Match names another one."""
    if if_match is None or if_match.strip() == "*":
        return segment.version
    if _etag(segment) not in {tag.strip().removeprefix("W/") for tag in if_match.split(",")}:
        raise PreconditionFailed(
            f"{segment.id!r} is at version {segment.version} by now: somebody changed it since you read it",
            hint="look at the newest version and make the change again",
        )
    return segment.version


def _etag(segment: Segment) -> str:
    return f'"{segment.id}-{segment.version}"'


def detail(shoal: Services, segment: Segment, response: Response) -> SegmentDetail:
    response.headers["ETag"] = _etag(segment)
    names = {other.id: other.name for other in shoal.definitions.list()}
    rule = segment.rule
    lines = [] if rule is None else list(leaf_paths(rule))
    row = overview_of(shoal.store, segment, shoal.refresher.under_way())
    more = {
        "words": None if rule is None else describe(rule, segment_names=names),
        "lines": [Line(path=path, text=describe_condition(node, segment_names=names)) for path, node in lines],
        "text": None if rule is None else plain_text(rule),
        "limits": describe_limits(limits_of(segment)),
        "total": insights.population(shoal.store, as_of=shoal.now()),
    }
    return SegmentDetail.model_validate(row.as_json() | more)


@router.delete("/api/segments/{id}", operation_id="delete_segment", status_code=204)
def delete_segment(id: str, shoal: Shoal, who: Marketer, if_match: IfMatch = None) -> None:
    """409 while something uses it, saying what. The people stay; `…/restore` brings the segment back."""
    _expected(shoal.definitions.get(id), if_match)
    shoal.definitions.delete(id, actor=who.name, now=shoal.now())


@router.post("/api/segments/{id}/restore", operation_id="restore_segment")
def restore_segment(id: str, shoal: Shoal, who: Marketer, response: Response) -> SegmentDetail:
    """Brings a deleted segment back with its members and its history."""
    return detail(shoal, shoal.definitions.restore(id, actor=who.name, now=shoal.now()), response)


@router.post("/api/segments/{id}/refresh", operation_id="refresh_segment", status_code=202)
def refresh_segment(id: str, shoal: Shoal, who: Marketer) -> Asked:
    """Works the members out again; `/api/refreshes/progress` says how far it is."""
    shoal.definitions.get(id)
    return Asked(number=shoal.refresher.ask([id], by=who.name).number)


@router.post("/api/segments/{id}/activate", operation_id="activate_segment")
def activate_segment(
    id: str, shoal: Shoal, who: Marketer, response: Response, body: Activation | None = None
) -> SegmentDetail:
    """Active now, and refreshed at once; or at the time given."""
    return detail(shoal, _activation(shoal, who, id, True, body), response)


@router.post("/api/segments/{id}/deactivate", operation_id="deactivate_segment")
def deactivate_segment(
    id: str, shoal: Shoal, who: Marketer, response: Response, body: Activation | None = None
) -> SegmentDetail:
    """Inactive now or at the time given: not refreshed, and inside other rules nobody is in it."""
    return detail(shoal, _activation(shoal, who, id, False, body), response)


def _activation(shoal: Services, who: Identity, id: str, active: bool, body: Activation | None) -> Segment:
    now = shoal.now()
    at = None if body is None or body.at is None else shoal.instant(body.at)
    if at is not None and at > now:
        return shoal.definitions.plan_activation(id, active, at, actor=who.name, now=now)
    segment = shoal.definitions.activate(id, active, actor=who.name, now=now)
    if active and segment.rule is not None:
        shoal.refresher.ask([id], by=who.name)
    return segment


@router.delete("/api/segments/{id}/plan", operation_id="cancel_planned_activation")
def cancel_planned_activation(id: str, shoal: Shoal, who: Marketer, response: Response) -> SegmentDetail:
    """Takes back an activation or deactivation that was planned for later."""
    return detail(shoal, shoal.definitions.cancel_plan(id, actor=who.name, now=shoal.now()), response)


@router.post("/api/segments/{id}/duplicate", operation_id="duplicate_segment", status_code=201)
def duplicate_segment(
    id: str, shoal: Shoal, who: Marketer, response: Response, body: DuplicateIn | None = None
) -> SegmentDetail:
    """A new segment with the same definition; of a static one, with the same members."""
    name = None if body is None else body.name
    source = shoal.definitions.get(id)
    if source.rule is None:
        made = freeze(shoal.store, shoal.definitions, id, name=name, actor=who.name, now=shoal.now)
        return detail(shoal, made, response)
    segment = shoal.definitions.duplicate(id, name=name, actor=who.name, now=shoal.now())
    if segment.active:
        shoal.refresher.ask([segment.id], by=who.name)
    return detail(shoal, segment, response)


@router.post("/api/segments/bulk", operation_id="change_segments")
def change_segments(body: BulkIn, shoal: Shoal, who: Marketer) -> BulkOut:
    """One action on many segments. What can't be changed is left alone and said."""
    done: list[str] = []
    refused: list[Fault] = []
    if body.action == "refresh":
        rules = [id_ for id_ in body.ids if shoal.definitions.get(id_).rule is not None]
        if rules:
            shoal.refresher.ask(rules, by=who.name)
        return BulkOut(done=rules, refused=[])
    for id_ in dict.fromkeys(body.ids):
        try:
            _change(shoal, who, id_, body)
            done.append(id_)
        except InvalidInput as error:
            refused.append(Fault(path=id_, code=error.code, message=error.message, hint=error.hint))
    return BulkOut(done=done, refused=refused)


def _change(shoal: Services, who: Identity, id: str, body: BulkIn) -> None:
    definitions, actor, now = shoal.definitions, who.name, shoal.now()
    match body.action:
        case "activate" | "deactivate":
            _activation(shoal, who, id, body.action == "activate", Activation(at=body.at))
        case "label":
            definitions.label(id, add=body.labels, actor=actor, now=now)
        case "unlabel":
            definitions.label(id, remove=body.labels, actor=actor, now=now)
        case "pin" | "unpin":
            definitions.pin(id, body.action == "pin", actor=actor, now=now)
        case "delete":
            definitions.delete(id, actor=actor, now=now)
        case "restore":
            definitions.restore(id, actor=actor, now=now)


# --- what depends on it, and what it was ------------------------------------------------------------------------------


@router.get("/api/segments/{id}/uses", operation_id="segment_uses")
def segment_uses(id: str, shoal: Shoal, who: Viewer) -> Uses:
    """What depends on the segment, and what it depends on."""

    def rows(uses: Sequence[object]) -> list[Use]:
        return [Use(kind=use.kind, id=use.id, name=use.name) for use in uses]  # type: ignore[attr-defined]

    definitions = shoal.definitions
    return Uses(
        used_by=rows(definitions.uses(id)),
        all_used_by=rows(definitions.dependents(id)),
        depends_on=rows(definitions.depends_on(id)),
    )


@router.get("/api/segments/{id}/versions", operation_id="segment_versions")
def segment_versions(id: str, shoal: Shoal, who: Viewer, cursor: Cursor = None, limit: Limit = 20) -> Page[VersionOut]:
    """Every saved version, newest first, each with what it changed in words."""
    history = shoal.definitions.history(id)
    names = {segment.id: segment.name for segment in shoal.definitions.list()}
    before = paging.number(cursor)
    rows = [version for version in history if before is None or version.version < before]
    older = {version.version: version for version in history}
    items = []
    for version in rows[:limit]:
        previous = older.get(version.version - 1)
        rule = version.definition.get("rule")
        items.append(
            VersionOut(
                version=version.version,
                change=version.change,
                changed_at=format_instant(version.changed_at),
                changed_by=version.changed_by,
                difference=[]
                if previous is None
                else list(describe_difference(previous.definition, version.definition, names)),
                words=None if rule is None else describe(parse_json(rule), segment_names=names),
            )
        )
    more = len(rows) > limit
    return Page(items=items, next=paging.encode(rows[limit - 1].version) if more else None)


@router.post("/api/segments/{id}/versions/{version}/rollback", operation_id="rollback_segment")
def rollback_segment(id: str, version: Number, shoal: Shoal, who: Marketer, response: Response) -> SegmentDetail:
    """Saves an older version again, as the newest."""
    before = shoal.definitions.get(id)
    segment = shoal.definitions.rollback(id, version, actor=who.name, now=shoal.now())
    if segment.active and segment.rule is not None and segment.rule != before.rule:
        shoal.refresher.ask([id], by=who.name)
    return detail(shoal, segment, response)


@router.get("/api/segments/{id}/refreshes", operation_id="segment_refreshes")
def segment_refreshes(
    id: str, shoal: Shoal, who: Viewer, cursor: Cursor = None, limit: Limit = 20
) -> Page[SegmentRunOut]:
    """What refreshes made of the segment, newest first."""
    shoal.definitions.get(id)
    rows = segment_runs(shoal.store, id, before=paging.number(cursor), limit=limit + 1)
    more = len(rows) > limit
    return Page(
        items=[SegmentRunOut.model_validate(row.as_json()) for row in rows[:limit]],
        next=paging.encode(rows[limit - 1].run) if more else None,
    )
