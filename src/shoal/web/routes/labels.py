"""Labels: the words that file segments."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shoal.web.routes.segments import LabelCount
from shoal.web.security import Marketer, Viewer
from shoal.web.services import Shoal

router = APIRouter(tags=["labels"])


class LabelPatch(BaseModel):
    label: Annotated[str, Field(max_length=1000)]


@router.get("/api/labels", operation_id="list_labels")
def list_labels(shoal: Shoal, who: Viewer) -> list[LabelCount]:
    """Every label with how many segments it files."""
    found = shoal.definitions.labels()
    return [LabelCount(label=name, count=found[name]) for name in sorted(found, key=str.casefold)]


@router.patch("/api/labels/{label:path}", operation_id="rename_label", status_code=204)
def rename_label(label: str, body: LabelPatch, shoal: Shoal, who: Marketer) -> None:
    """Renames a label on every segment that has it, all at once."""
    shoal.definitions.rename_label(label, body.label, actor=who.name, now=shoal.now())


@router.delete("/api/labels/{label:path}", operation_id="delete_label", status_code=204)
def delete_label(label: str, shoal: Shoal, who: Marketer) -> None:
    """Takes a label off every segment."""
    shoal.definitions.delete_label(label, actor=who.name, now=shoal.now())
