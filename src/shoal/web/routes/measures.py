"""Named measures: aggregates over events that rules use and profiles show."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shoal.definitions import Measures, measure_as_json, parse_measure
from shoal.membership.measures import condition_of, measure_from_rule
from shoal.model.errors import RuleError
from shoal.model.measure import MeasureDefinition, NamedMeasure
from shoal.rules import check
from shoal.web.security import Marketer, Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["measures"])

Definition = dict[str, object] | Annotated[str, Field(max_length=20_000)]


class MeasureUse(BaseModel):
    kind: str
    id: str
    name: str


class MeasureOut(BaseModel):
    """`definition` is the JSON of an event condition without its test; `text` and `words` say the same."""

    id: str
    name: str
    description: str
    definition: dict[str, object]
    text: str
    words: str
    version: int
    created_at: str
    created_by: str
    updated_at: str
    used_by: list[MeasureUse]


class MeasureIn(BaseModel):
    """`definition` is text such as `sum of total over "Order Completed"`, or JSON."""

    name: Annotated[str, Field(max_length=1000)]
    description: str = Field("", max_length=5000)
    definition: Definition


class MeasurePatch(BaseModel):
    """What changes; a field that is left out stays."""

    name: Annotated[str, Field(max_length=1000)] | None = None
    description: str | None = Field(None, max_length=5000)
    definition: Definition | None = None


def _measures(shoal: Services) -> Measures:
    return Measures(shoal.store, shoal.definitions)


def _out(shoal: Services, measure: NamedMeasure) -> MeasureOut:
    uses = [{"kind": use.kind, "id": use.id, "name": use.name} for use in _measures(shoal).uses(measure.id)]
    return MeasureOut.model_validate(measure_as_json(measure) | {"used_by": uses})


def _checked(shoal: Services, source: Definition) -> MeasureDefinition:
    """The definition with its types. Raises RuleError for one that the data can't give."""
    typed, problems = check(condition_of(parse_measure(source)), shoal.catalog())
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise RuleError(errors)
    return measure_from_rule(typed)


@router.get("/api/measures", operation_id="list_measures")
def list_measures(shoal: Shoal, who: Viewer) -> list[MeasureOut]:
    """Every measure, by name."""
    return [_out(shoal, measure) for measure in _measures(shoal).list()]


@router.post("/api/measures", operation_id="create_measure", status_code=201)
def create_measure(body: MeasureIn, shoal: Shoal, who: Marketer) -> MeasureOut:
    """Gives an aggregate a name."""
    definition = _checked(shoal, body.definition)
    made = _measures(shoal).create(body.name, definition, body.description, actor=who.name, now=shoal.now())
    return _out(shoal, made)


@router.get("/api/measures/{id}", operation_id="get_measure")
def get_measure(id: str, shoal: Shoal, who: Viewer) -> MeasureOut:
    """One measure and what uses it."""
    return _out(shoal, _measures(shoal).get(id))


@router.patch("/api/measures/{id}", operation_id="edit_measure")
def edit_measure(id: str, body: MeasurePatch, shoal: Shoal, who: Marketer) -> MeasureOut:
    """Changes a measure: segments that use it mean the new one with their next refresh."""
    after = _measures(shoal).edit(
        id,
        name=body.name,
        description=body.description,
        definition=None if body.definition is None else _checked(shoal, body.definition),
        actor=who.name,
        now=shoal.now(),
    )
    return _out(shoal, after)


@router.delete("/api/measures/{id}", operation_id="delete_measure", status_code=204)
def delete_measure(id: str, shoal: Shoal, who: Marketer) -> None:
    """409 while a segment uses it, saying which."""
    _measures(shoal).delete(id, actor=who.name, now=shoal.now())
