"""The workspace: its name and its time zone."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shoal import insights
from shoal.web.security import Admin, Viewer
from shoal.web.services import Shoal

router = APIRouter(tags=["workspace"])


class WorkspaceOut(BaseModel):
    """`data_until` is the time of the newest record, null for a workspace without any."""

    id: str
    name: str
    zone: str
    profiles: int
    events: int
    watermark: int
    data_until: str | None


class WorkspacePatch(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None


@router.get("/api/workspace", operation_id="get_workspace")
def get_workspace(shoal: Shoal, who: Viewer) -> WorkspaceOut:
    """What the workspace is called, its zone, and how much it holds."""
    facts = insights.workspace_facts(shoal.store, as_of=shoal.now())
    about = {"id": shoal.store.workspace_id, "name": shoal.accounts.workspace_name(), "zone": shoal.store.zone}
    return WorkspaceOut.model_validate(about | facts.as_json())


@router.patch("/api/workspace", operation_id="edit_workspace")
def edit_workspace(body: WorkspacePatch, shoal: Shoal, who: Admin) -> WorkspaceOut:
    """Names the workspace. Its zone stays as it was made: rules and stored times depend on it."""
    if body.name is not None:
        shoal.accounts.rename_workspace(body.name, actor=who.name, now=shoal.now())
    return get_workspace(shoal, who)
