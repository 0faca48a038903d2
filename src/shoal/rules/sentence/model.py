"""A language model beside the grammar: what it is asked, and how its answer becomes a rule, or doesn't."""

import json
from dataclasses import dataclass, replace
from typing import Protocol

from shoal.model.catalog import Catalog
from shoal.model.errors import RuleError
from shoal.model.rule import Rule
from shoal.rules.check import check
from shoal.rules.json_form import parse_json
from shoal.rules.schema import schema
from shoal.rules.sentence.reading import Fragment, Reading

_TRIES = 2
_MOST_NAMES = 200
_INSTRUCTIONS = """\
You turn a sentence about customers into a segment rule. Answer with one JSON object and nothing else:
{"rule": RULE or null, "not_understood": [pieces of the sentence, word for word, that the rule doesn't express]}.
RULE follows the JSON Schema below. Use only the events, properties, attributes, tags and segments that the catalog
names, spelled as there. Leave out what you can't express and name it under not_understood; never guess."""


class LanguageModel(Protocol):
    """Something that completes text, reached by whoever puts the product together. `name` is shown to people."""

    @property
    def name(self) -> str: ...

    def complete(self, instructions: str, question: str) -> str:
        """The answer to a question under instructions. Raises ShoalError where the model can't be asked."""
        ...


@dataclass(frozen=True, slots=True)
class _Refused(Exception):  # noqa: N818
    why: str


def propose(sentence: str, catalog: Catalog, grammar: Reading, model: LanguageModel) -> Reading:
    """The model's rule where it fits the language and the catalog, else the grammar's, with a note that says why.

    The model only proposes: its answer is read by the same parser and checked as any other rule, and a second try is
    told what was wrong with the first.
    """
    instructions = f"{_INSTRUCTIONS}\n\nJSON Schema:\n{json.dumps(schema())}\n\nCatalog:\n{_catalog(catalog)}"
    question, why = sentence, ""
    for _ in range(_TRIES):
        try:
            rule, missing = _read(model.complete(instructions, question), catalog)
        except _Refused as refused:
            why = refused.why
            question = f"{sentence}\n\nYour last answer was refused: {why}. Answer again."
            continue
        notes = (f"the rule was proposed by {model.name}: read it before you save it",)
        return Reading(rule, _fragments(sentence, missing), notes)
    note = f"{model.name} was asked and proposed nothing that fits: {why}"
    return replace(grammar, notes=(*grammar.notes, note))


def _read(answer: str, catalog: Catalog) -> tuple[Rule | None, list[str]]:
    start, end = answer.find("{"), answer.rfind("}")
    try:
        document = json.loads(answer[start : end + 1])
    except ValueError:
        raise _Refused("it is no JSON object") from None
    if not isinstance(document, dict) or "rule" not in document:
        raise _Refused('it has no "rule"')
    missing = document.get("not_understood") or []
    if not isinstance(missing, list) or not all(isinstance(piece, str) for piece in missing):
        raise _Refused('"not_understood" is no list of texts')
    if document["rule"] is None:
        return None, missing
    try:
        typed, problems = check(parse_json(document["rule"]), catalog)
    except RuleError as error:
        raise _Refused("; ".join(_said(p.path, p.message, p.hint) for p in error.problems[:5])) from None
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise _Refused("; ".join(_said(p.path, p.message, p.hint) for p in errors[:5]))
    return typed, missing


def _said(path: str, message: str, hint: str | None) -> str:
    return f"{path}: {message}" + (f" ({hint})" if hint else "")


def _fragments(sentence: str, pieces: list[str]) -> tuple[Fragment, ...]:
    found = []
    for piece in pieces:
        start = sentence.casefold().find(piece.casefold())
        if piece and start >= 0:
            found.append(Fragment(sentence[start : start + len(piece)], start, start + len(piece), None))
        elif piece:
            found.append(Fragment(piece, 0, 0, None))
    return tuple(found)


def _catalog(catalog: Catalog) -> str:
    """Names and types. No values: what people are called and where they live stays here."""
    events = sorted(catalog.events.values(), key=lambda event: -event.count)[:_MOST_NAMES]
    return json.dumps(
        {
            "events": {event.name: {path: list(f.types) for path, f in event.properties.items()} for event in events},
            "attributes": {path: list(field.types) for path, field in list(catalog.attributes.items())[:_MOST_NAMES]},
            "tags": list(catalog.tags)[:_MOST_NAMES],
            "segments": dict(list(catalog.segments.items())[:_MOST_NAMES]),
            "measures": list(catalog.measures)[:_MOST_NAMES],
            "scores": {name: list(bands) for name, bands in catalog.scores.items()},
        }
    )
