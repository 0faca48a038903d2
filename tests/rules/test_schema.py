"""The published schema is the one the tables give, and names everything there is."""

from pathlib import Path

from shoal.model.rule import ANY_OPERATORS, OPERATORS
from shoal.rules.schema import schema, schema_text

PUBLISHED = Path(__file__).parents[2] / "schema" / "rule.schema.json"


def test_the_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run python -m shoal.rules.schema"


def test_every_operator_is_in_the_schema() -> None:
    text = schema_text()
    for op in {op for ops in OPERATORS.values() for op in ops} | set(ANY_OPERATORS):
        assert f'"{op}"' in text


def test_every_reference_leads_somewhere() -> None:
    whole = schema()
    definitions = whole["$defs"]
    assert isinstance(definitions, dict)

    def walk(part: object) -> None:
        if isinstance(part, dict):
            target = part.get("$ref")
            assert target is None or str(target).removeprefix("#/$defs/") in definitions
            for child in part.values():
                walk(child)
        elif isinstance(part, list):
            for child in part:
                walk(child)

    walk(whole)
