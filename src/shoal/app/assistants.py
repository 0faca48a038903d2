"""A server for assistants in the Model Context Protocol: they read the catalog, try rules, and, where it is allowed,
make segments and save members to files.

Needs the extra `mcp`. Tools answer in the shapes of the HTTP API. Protocol: https://modelcontextprotocol.io
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, Field

import shoal
from shoal import insights, membership
from shoal.app import clock, wiring
from shoal.app.settings import Settings
from shoal.definitions import Draft, plain_text
from shoal.membership.files import check_target, write_rows
from shoal.model.catalog import Field as CatalogField
from shoal.model.errors import InvalidInput, RuleError, ShoalError
from shoal.rules import describe, to_json
from shoal.rules.schema import schema

Allowed = Literal["create", "export"]
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_INSTRUCTIONS = """\
Shoal keeps customer segments: rules over profiles and their events. Look at list_attributes and list_events before you
write a rule, spell names and values as they are there, and preview a rule before you offer it. A rule is text, such as
country is "TR" and did "Order Completed" at least 2 times in last 30 days, or JSON after the schema://rule resource.
read_sentence turns plain English into a rule. Show people the words of a rule and its count; let them decide."""


class FieldAnswer(BaseModel):
    path: str
    types: list[str]
    examples: list[str] = Field(description="JSON texts of frequent values")
    share: float = Field(description="the part of the profiles, or of the events, that has it")


class EventAnswer(BaseModel):
    name: str
    count: int
    profiles: int
    properties: list[FieldAnswer]


class Attributes(BaseModel):
    profiles: int
    attributes: list[FieldAnswer]
    tags: dict[str, int]


class Events(BaseModel):
    events: list[EventAnswer]


class SegmentAnswer(BaseModel):
    id: str
    name: str
    description: str
    rule: str | None
    words: str | None
    members: int | None


class SegmentAnswers(BaseModel):
    segments: list[SegmentAnswer]


class Problems(BaseModel):
    ok: bool
    problems: list[dict[str, Any]]
    text: str | None = None
    words: str | None = None


class Sentence(BaseModel):
    complete: bool
    text: str | None
    words: str | None
    not_understood: list[dict[str, Any]]
    notes: list[str]


class Document(BaseModel):
    """The answer as the command of the same name prints it with --json."""

    result: dict[str, Any]


class Exported(BaseModel):
    segment: str
    members: int
    file: str


@dataclass(frozen=True, slots=True)
class _Desk:
    settings: Settings
    allowed: frozenset[Allowed]
    exports: Path | None

    @contextmanager
    def reading(self) -> Iterator[wiring.Opened]:
        with wiring.opened(self.settings, write=False) as opened:
            yield opened

    @contextmanager
    def writing(self) -> Iterator[wiring.Opened]:
        with wiring.opened(self.settings, write="records") as opened:
            yield opened

    def require(self, what: Allowed) -> None:
        if what not in self.allowed:
            raise InvalidInput(
                f"this server doesn't {what}", hint=f"a person starts it with `shoal mcp --allow {what}` to let it"
            )


def assistant_server(
    settings: Settings, *, allow: frozenset[Allowed] = frozenset(), exports: Path | None = None
) -> MCPServer:
    """The server over a data directory. Without `allow` it only reads; it saves files in the folder `exports` alone."""
    desk = _Desk(settings, allow, exports)
    server = MCPServer(
        "shoal", title="Shoal", version=shoal.__version__, instructions=_INSTRUCTIONS, log_level="WARNING"
    )
    for tool in (*_catalog_tools(desk), *_rule_tools(desk), *_segment_tools(desk)):
        server.add_tool(_told(tool))
    server.resource("schema://rule", mime_type="application/json", description="The JSON Schema of rules")(schema)
    server.prompt(description="Find and save an audience")(_audience)
    return server


def _audience(who: str) -> str:
    """The words that start an assistant on an audience."""
    return (
        f"Find the people who are meant by: {who}. Read the catalog, write a rule, check and preview it, show its "
        "words and its count, say what it can't express, and create the segment only when I say so."
    )


def _told(tool: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The tool, whose errors say what happened and what to do, as a tool's result and not as a failure."""

    @wraps(tool)
    def telling(*given: Given.args, **named: Given.kwargs) -> Answer:
        try:
            return tool(*given, **named)
        except RuleError as error:
            lines = [f"{p.path or 'rule'}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in error.problems]
            raise ToolError("\n".join(lines)) from None
        except ShoalError as error:
            raise ToolError(error.message + (f" ({error.hint})" if error.hint else "")) from None

    return telling


def _catalog_tools(desk: _Desk) -> list[Callable[..., BaseModel]]:
    def list_attributes() -> Attributes:
        """The attributes of profiles with types, frequent values and how many have them, and the tags."""
        with desk.reading() as opened:
            catalog = opened.catalog()
            fields = [_field(field) for field in catalog.attributes.values()]
            return Attributes(profiles=catalog.profiles, attributes=fields, tags=dict(catalog.tags))

    def list_events(name_contains: str = "") -> Events:
        """The events with their properties, most frequent first."""
        with desk.reading() as opened:
            events = sorted(opened.catalog().events.values(), key=lambda event: -event.count)
        return Events(
            events=[
                EventAnswer(
                    name=event.name,
                    count=event.count,
                    profiles=event.profiles,
                    properties=[_field(field) for field in event.properties.values()],
                )
                for event in events
                if name_contains.casefold() in event.name.casefold()
            ]
        )

    def list_values(attribute: str | None = None, event: str | None = None, property: str | None = None) -> Document:
        """The most frequent values of an attribute, or of a property of an event, with counts."""
        path = attribute or property
        if path is None or (event is None) != (property is None):
            raise InvalidInput("say `attribute`, or `event` and `property`")
        with desk.reading() as opened:
            found = insights.values(opened.store, event=event, path=path, text="", as_of=clock.now(), limit=100)
        return Document(result={"values": [{"value": value.json, "count": value.count} for value in found]})

    return [list_attributes, list_events, list_values]


def _field(field: CatalogField) -> FieldAnswer:
    return FieldAnswer(path=field.path, types=[*field.types], examples=[*field.examples], share=round(field.share, 3))


def _rule_tools(desk: _Desk) -> list[Callable[..., BaseModel]]:
    def get_rule_schema() -> Document:
        """The JSON Schema of rules."""
        return Document(result=schema())

    def read_sentence(sentence: str) -> Sentence:
        """The rule of an English sentence, and what of the sentence it doesn't express."""
        with desk.reading() as opened:
            catalog = opened.catalog()
            reading = insights.understand(sentence, catalog, as_of=clock.now(), zone=opened.zone)
            typed = None if reading.rule is None else opened.checked(reading.rule)[0]
        return Sentence(
            complete=reading.complete,
            text=None if typed is None else plain_text(typed),
            words=None if typed is None else describe(typed, segment_names=catalog.segments),
            not_understood=[asdict(part) for part in reading.not_understood],
            notes=[*reading.notes],
        )

    def check(rule: str) -> Problems:
        """Every problem of a rule, text or JSON: errors, and warnings such as contradictions or values never seen."""
        with desk.reading() as opened:
            try:
                typed, warnings = opened.read_rule(rule)
            except RuleError as error:
                return Problems(ok=False, problems=[problem.as_json() for problem in error.problems])
            words = describe(typed, segment_names=opened.catalog().segments)
        return Problems(ok=True, problems=[p.as_json() for p in warnings], text=plain_text(typed), words=words)

    def preview(rule: str, as_of: str | None = None) -> Document:
        """How many people match a rule, clause by clause, by platform and channel. Nobody's name is in it."""
        with desk.reading() as opened:
            typed, _ = opened.read_rule(rule)
            made = membership.preview(
                opened.store, opened.definitions.all(), typed, as_of=opened.instant(as_of), zone=None
            )
        return Document(result={key: value for key, value in made.as_json().items() if key != "sample"})

    def explain(segment: str, profile: str) -> Document:
        """Why a person (a profile id, an identifier or an e-mail address) is in a segment, or isn't."""
        with desk.reading() as opened:
            definition, now = opened.definitions.get(segment), clock.now()
            number = opened.find_profile(profile, now)
            verdict = membership.explain(opened.store, opened.definitions.all(), definition, number, as_of=now)
        return Document(result=verdict.as_json())

    return [get_rule_schema, read_sentence, check, preview, explain]


def _segment_tools(desk: _Desk) -> list[Callable[..., BaseModel]]:
    def list_segments(name_contains: str = "") -> SegmentAnswers:
        """The segments with their rules in text and words and how many members the last refresh found."""
        with desk.reading() as opened:
            present = membership.latest_generations(opened.store)
            names = opened.catalog().segments
            return SegmentAnswers(
                segments=[
                    SegmentAnswer(
                        id=one.id,
                        name=one.name,
                        description=one.description,
                        rule=None if one.rule is None else plain_text(one.rule),
                        words=None if one.rule is None else describe(one.rule, segment_names=names),
                        members=present[one.id].members if one.id in present else None,
                    )
                    for one in opened.definitions.list()
                    if name_contains.casefold() in one.name.casefold()
                ]
            )

    def create_segment(name: str, rule: str, description: str = "", confirm: bool = False) -> Document:
        """Saves a segment. Ask the person first; without confirm=true it only says what would be saved."""
        desk.require("create")
        with desk.writing() as opened:
            typed, warnings = opened.read_rule(rule)
            told = {
                "name": name,
                "rule": to_json(typed),
                "text": plain_text(typed),
                "words": describe(typed, segment_names=opened.catalog().segments),
                "warnings": [problem.as_json() for problem in warnings],
            }
            if not confirm:
                return Document(result={"created": False, **told, "next": "call again with confirm=true to save it"})
            draft = Draft(name, typed, description=description, labels=("assistant",))
            made = opened.definitions.create(draft, actor=f"{opened.actor} (assistant)", now=clock.now())
        return Document(result={"created": True, "id": made.id, **told, "next": "a refresh gives it members"})

    def export_segment(segment: str, columns: list[str] | None = None, format: str = "csv") -> Exported:
        """Saves the members of the last refresh, with these attributes, into the folder for exports."""
        desk.require("export")
        if desk.exports is None:
            raise InvalidInput("there is no folder for exports", hint="start with `shoal mcp --exports FOLDER`")
        if format not in ("csv", "parquet"):
            raise InvalidInput(f"members are saved as csv or parquet, not as {format!r}")
        with desk.reading() as opened:
            opened.definitions.get(segment)
            opened.check_columns(columns or [])
            file = desk.exports / f"{segment}.{format}"
            check_target(file)
            rows = membership.member_rows(opened.store, segment, columns or [])
            write_rows(rows, file, raw=False)
        return Exported(segment=segment, members=rows.num_rows, file=str(file))

    return [list_segments, create_segment, export_segment]
