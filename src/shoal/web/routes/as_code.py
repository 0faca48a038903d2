"""Segments as code over HTTP: what a folder's files would change, and changing it."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shoal.definitions import as_code
from shoal.web.problems import Fault
from shoal.web.routes.measures import MeasureUse
from shoal.web.security import Marketer, Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["segments as code"])

Files = Annotated[dict[str, Annotated[str, Field(max_length=4_000_000)]], Field(max_length=5_000)]


class FilesIn(BaseModel):
    """The texts of YAML files by their paths; with `delete`, what no file has goes."""

    files: Files
    delete: bool = False
    as_of: str | None = Field(None, description="the instant of the member counts; now without it")


class ApplyIn(BaseModel):
    files: Files
    delete: bool = False
    refresh: bool = Field(True, description="whether the members of what changed are worked out at once")


class ImpactOut(BaseModel):
    before: int
    after: int
    entered: int
    left: int


class StepOut(BaseModel):
    """What becomes of one segment or measure; `differences` are in words."""

    action: Literal["create", "change", "delete", "unchanged", "not_in_files"]
    kind: Literal["segment", "measure"]
    id: str
    name: str
    file: str | None
    differences: list[str]
    impact: ImpactOut | None
    uses: list[MeasureUse]
    warnings: list[Fault]


class PlanOut(BaseModel):
    """`changes` is false when there is nothing to do."""

    changes: bool
    steps: list[StepOut]


def _plan(shoal: Services, body: FilesIn | ApplyIn, as_of: str | None, *, impact: bool) -> as_code.Plan:
    wanted = as_code.read_files(body.files)
    moment = shoal.now() if as_of is None else shoal.instant(as_of)
    return as_code.plan(shoal.store, shoal.definitions, wanted, delete=body.delete, as_of=moment, impact=impact)


@router.post("/api/plan", operation_id="plan_files")
def plan_files(body: FilesIn, shoal: Shoal, who: Viewer) -> PlanOut:
    """What applying the files would change: definitions in words, members that enter and leave, what is affected."""
    return PlanOut.model_validate(_plan(shoal, body, body.as_of, impact=True).as_json())


@router.post("/api/apply", operation_id="apply_files")
def apply_files(body: ApplyIn, shoal: Shoal, who: Marketer) -> PlanOut:
    """Makes the segments and measures those of the files: all in one step, or on any fault nothing."""
    made = _plan(shoal, body, None, impact=False)
    as_code.apply(shoal.store, shoal.definitions, made, actor=who.name, now=shoal.now())
    changed = [id_ for id_ in (*made.created, *made.changed) if shoal.definitions.get(id_).rule is not None]
    if body.refresh and changed:
        shoal.refresher.ask(changed, by=who.name)
    return PlanOut.model_validate(made.as_json())
