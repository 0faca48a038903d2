"""Templates: rules to start from."""

from fastapi import APIRouter
from pydantic import BaseModel

from shoal.definitions import templates_for
from shoal.rules import describe, to_json
from shoal.web.rule_schema import RuleJson
from shoal.web.security import Viewer
from shoal.web.services import Shoal

router = APIRouter(tags=["templates"])


class TemplateOut(BaseModel):
    """`lacking` says what the data doesn't hold; it is empty for a template that can be used as it is."""

    id: str
    name: str
    description: str
    purpose: str
    rule: RuleJson
    text: str
    words: str
    lacking: list[str]


@router.get("/api/templates", operation_id="list_templates")
def list_templates(shoal: Shoal, who: Viewer) -> list[TemplateOut]:
    """Common audiences, those that the data can answer first."""
    found = [
        TemplateOut(
            id=template.id,
            name=template.name,
            description=template.description,
            purpose=template.purpose,
            rule=to_json(template.rule),
            text=template.text,
            words=describe(template.rule, segment_names={}),
            lacking=list(lacking),
        )
        for template, lacking in templates_for(shoal.catalog())
    ]
    return sorted(found, key=lambda template: bool(template.lacking))
