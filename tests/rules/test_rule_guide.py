"""The guide to the language shows everything there is, and every example in it is right."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from shoal.model.rule import (
    ANY_OPERATORS,
    OPERATORS,
    DeviceField,
    LifecycleWord,
    MeasureKind,
    ResponseWord,
    TagOperator,
    ValueType,
)
from shoal.rules import format_text, parse, parse_json, parse_text, vocabulary

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "rules.md").read_text(encoding="utf-8")
ROWS = [re.findall(r"`([^`]+)`", line) for line in GUIDE.splitlines() if line.startswith("|") and "`{" in line]
BLOCKS = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
TYPE_OF_SECTION = {"string": "Text", "number": "Numbers", "boolean": "True and false", "version": "Versions",
                   "date": "Dates", "list": "Lists"}  # fmt: skip


def section(heading: str) -> str:
    return re.split(r"\n##+ ", GUIDE.split(f"# {heading}\n", 1)[1], maxsplit=1)[0]


def test_there_are_examples() -> None:
    assert len(ROWS) > 90
    assert BLOCKS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[-2])
def test_text_and_json_of_each_row_mean_the_same(row: list[str]) -> None:
    text, source = row[-2:]
    assert parse_text(text) == parse_json(json.loads(source))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[-2])
def test_the_text_of_each_row_is_how_rules_are_printed(row: list[str]) -> None:
    text = row[-2]
    if row[0] != "count":  # printed as did … more than 3 times
        assert format_text(parse_text(text)) == text


@pytest.mark.parametrize("text", BLOCKS, ids=lambda text: text[:40])
def test_the_longer_examples_can_be_read(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize("kind", get_args(ValueType))
def test_every_operator_of_a_type_has_its_row(kind: ValueType) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section(TYPE_OF_SECTION[kind]), re.MULTILINE)
    assert rows == list(OPERATORS[kind])


def test_everything_else_has_its_row() -> None:
    rows = {row[0] for row in ROWS}
    for word in (
        *ANY_OPERATORS,
        *get_args(MeasureKind),
        *get_args(TagOperator),
        *get_args(ResponseWord),
        *get_args(DeviceField),
        *get_args(LifecycleWord),
        "in",
        "not_in",
        "entered",
        "left",
        "was_in",
        "sequence",
        "compare",
        "hours",
        "weekdays",
        "near",
        "within_km",
        "inside",
        "box",
        "country",
        "last_known",
        "event",
        "one_device",
        "reachable_on",
        "granted",
        "denied",
        "unknown",
        "value_of",
        "rfm",
        "score",
        "band",
        "sample",
        "attribute",
        "property",
        "property_of",
    ):
        assert word in rows


def test_every_word_of_windows_counts_and_types_is_there() -> None:
    phrases = [
        *vocabulary.WINDOW_WORDS,
        *(phrases[0] for phrases in vocabulary.COUNTS.values()),
        *vocabulary.REPEATS,
        *(phrases[0] for phrases in vocabulary.TYPES.values()),
        vocabulary.IGNORING_CASE[0],
        vocabulary.EXCLUDING_MISSING[0],
        *(phrases[0] for phrases in vocabulary.WHICH.values()),
    ]
    for phrase in phrases:
        assert re.search(rf"`[^`\n]*\b{phrase}\b[^`\n]*`", GUIDE), phrase
