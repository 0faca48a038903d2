"""Rules: read, check, describe, count."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from shoal import insights, membership
from shoal.definitions import plain_text
from shoal.model.errors import RuleError
from shoal.rules import describe, parse, to_json
from shoal.rules.schema import schema
from shoal.web.problems import Fault, fault
from shoal.web.rule_schema import RuleJson
from shoal.web.security import Anyone, Viewer
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["rules"])

Text = Annotated[str, Field(max_length=200_000)]


class RuleIn(BaseModel):
    """A rule as JSON, or as text."""

    rule: RuleJson | Text


class RuleForms(BaseModel):
    """One rule in its three forms. `lines` are the words of each condition, with its path in the JSON form."""

    rule: RuleJson
    text: str
    words: str
    warnings: list[Fault]


class Checked(BaseModel):
    """`ok` is false when there is an error; `rule`, `text` and `words` are null when the rule can't be read at all."""

    ok: bool
    problems: list[Fault]
    rule: RuleJson | None
    text: str | None
    words: str | None


class PreviewIn(RuleIn):
    """`exact` false asks for an estimate from a sample of the profiles, which is there sooner."""

    zone: str | None = None
    as_of: str | None = Field(None, description="another instant than now, ISO 8601")
    exact: bool = True
    segment: str | None = Field(None, description="a segment whose stored members the count is compared with")


class ClauseOut(BaseModel):
    """One condition by itself: its path in the rule's JSON, its words, for how many people it holds, and the
    milliseconds that it took."""

    path: str
    text: str
    count: int
    ms: float


class SampleMember(BaseModel):
    """A member, with what names a person where the data has it."""

    id: str
    name: str | None
    detail: str | None


class Missing(BaseModel):
    """People without a value that the rule asks for, one row an attribute."""

    attribute: str
    count: int


class ShortHistory(BaseModel):
    """A window of the rule that reaches further back than the data does. `data_from` is null where the event never
    happened."""

    path: str
    text: str
    window_start: str
    data_from: str | None
    people: int = Field(description="people first seen inside the window, who can't have done anything before")


class Impact(BaseModel):
    """The rule against the stored members of a segment."""

    members: int
    entered: int
    left: int


class SimilarOut(BaseModel):
    """A segment that is the same, or whose stored members nearly are; `share` of those in either are in both."""

    id: str
    name: str
    members: int
    share: float
    same_rule: bool


class PreviewOut(BaseModel):
    """`interval` bounds the count with 95 % confidence (both ends the count itself when `exact`)."""

    count: int
    exact: bool
    interval: tuple[int, int]
    as_of: str
    total: int
    reachable: dict[str, int]
    missing: int
    missing_by: list[Missing]
    short_history: list[ShortHistory]
    clauses: list[ClauseOut]
    platforms: dict[str, int]
    sample: list[SampleMember]
    impact: Impact | None
    findings: list[Fault] = Field(description="conditions that hold for no one or for everyone, as the data is now")
    similar: list[SimilarOut]
    warnings: list[Fault]
    ms: float


class SentenceIn(BaseModel):
    """`assisted` lets a language model propose what the grammar doesn't understand, where one is set up."""

    sentence: str = Field(max_length=2_000, examples=["people in Turkey who bought at least twice last month"])
    assisted: bool = True


class FragmentOut(BaseModel):
    """Characters `start` up to `end` of the sentence, that no part of the rule stands for."""

    text: str
    start: int
    end: int
    hint: str | None


class ReadingOut(BaseModel):
    """What a sentence stands for. Without a rule nothing was understood; `notes` are the choices that were made."""

    complete: bool
    rule: RuleJson | None
    text: str | None
    words: str | None
    not_understood: list[FragmentOut]
    notes: list[str]
    warnings: list[Fault]


def forms(services: Services, source: RuleJson | str) -> RuleForms:
    typed, warnings = services.rule(source)
    names = {segment.id: segment.name for segment in services.definitions.list()}
    return RuleForms(
        rule=to_json(typed),
        text=plain_text(typed),
        words=describe(typed, segment_names=names),
        warnings=[fault(problem) for problem in warnings],
    )


@router.post("/api/rules/parse", operation_id="parse_rule")
def parse_rule(body: RuleIn, shoal: Shoal, who: Viewer) -> RuleForms:
    """The rule in JSON, text and words, with its types filled in. 422 with every fault for one that can't be."""
    return forms(shoal, body.rule)


@router.post("/api/rules/describe", operation_id="describe_rule")
def describe_rule(body: RuleIn, shoal: Shoal, who: Viewer) -> RuleForms:
    """The same as parse: the plain words are one of the forms."""
    return forms(shoal, body.rule)


@router.post("/api/rules/check", operation_id="check_rule")
def check_rule(body: RuleIn, shoal: Shoal, who: Viewer) -> Checked:
    """Every problem of a rule, errors and warnings, as an answer and not as a failure: for while somebody types."""
    try:
        found = forms(shoal, body.rule)
    except RuleError as error:
        problems = [fault(problem) for problem in error.problems]
        try:
            readable = parse(body.rule)
        except RuleError:
            return Checked(ok=False, problems=problems, rule=None, text=None, words=None)
        names = {segment.id: segment.name for segment in shoal.definitions.list()}
        return Checked(
            ok=False,
            problems=problems,
            rule=to_json(readable),
            text=plain_text(readable),
            words=describe(readable, segment_names=names),
        )
    return Checked(ok=True, problems=found.warnings, rule=found.rule, text=found.text, words=found.words)


@router.post("/api/rules/sentence", operation_id="read_sentence")
def read_sentence(body: SentenceIn, shoal: Shoal, who: Viewer) -> ReadingOut:
    """The rule of an English sentence, its words, and what of the sentence it doesn't express. Nothing is saved."""
    model = shoal.language_model if body.assisted else None
    reading = insights.understand(body.sentence, shoal.catalog(), as_of=shoal.now(), zone=shoal.store.zone, model=model)
    made = None if reading.rule is None else forms(shoal, to_json(reading.rule))
    return ReadingOut(
        complete=reading.complete,
        rule=None if made is None else made.rule,
        text=None if made is None else made.text,
        words=None if made is None else made.words,
        not_understood=[FragmentOut.model_validate(asdict(part)) for part in reading.not_understood],
        notes=list(reading.notes),
        warnings=[] if made is None else made.warnings,
    )


@router.post("/api/rules/preview", operation_id="preview_rule")
def preview_rule(body: PreviewIn, shoal: Shoal, who: Viewer) -> PreviewOut:
    """Who matches, clause by clause, without saving anything."""
    typed, warnings = shoal.rule(body.rule)
    zone = body.zone or None
    moment = shoal.now() if body.as_of is None else shoal.instant(body.as_of, zone)
    made = membership.preview(
        shoal.store, shoal.definitions.all(), typed, as_of=moment, zone=zone, exact=body.exact, against=body.segment
    )
    return PreviewOut.model_validate(made.as_json() | {"warnings": [fault(problem) for problem in warnings]})


@router.get("/schemas/rule.json", operation_id="rule_schema", response_class=JSONResponse)
def rule_schema(who: Anyone) -> dict[str, object]:
    """The JSON Schema of rules."""
    return schema()
