"""Both forms keep every rule, whatever its conditions, operators, types and names."""

import json
import re
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules.trees import KEYWORDS, event_conditions, rules

from shoal.model.rule import (
    ANY_OPERATORS,
    OPERATORS,
    AllOf,
    AttributeCondition,
    Duration,
    EventCondition,
    Measure,
    MeasureKind,
    Node,
    Not,
    PropertyCondition,
    ResponseWord,
    TagOperator,
    Test,
)
from shoal.rules import format_text, parse, parse_json, parse_text, to_json
from shoal.rules.vocabulary import TERMINALS


def phrases() -> list[str]:
    """Every phrase of the text form that is made of words."""
    return [phrase for terminal in TERMINALS.values() for phrase in terminal.phrases if phrase[0].isalpha()]


ONE = Decimal(1)
MANY = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(rules)
def test_text_keeps_every_rule(rule: Node) -> None:
    # repr tells True from 1 and text from numbers, which == does not
    assert repr(parse_text(format_text(rule))) == repr(rule)


@MANY
@given(rules)
def test_json_keeps_every_rule(rule: Node) -> None:
    assert repr(parse_json(to_json(rule))) == repr(rule)
    assert repr(parse(json.dumps(to_json(rule)))) == repr(rule)


@pytest.mark.parametrize("word", sorted(set(KEYWORDS.split()) | {w for p in phrases() for w in p.split()}))
def test_every_word_of_the_language_is_a_name_too(word: str) -> None:
    for test in (Test("is_set"), Test("is", "x"), Test("is_any_of", ("x",)), Test("in_last", Duration(1, "d"))):
        condition = AttributeCondition(word, test)
        for rule in (condition, Not(condition), AllOf((condition, condition))):
            assert parse_text(format_text(rule)) == rule
    where = PropertyCondition(word, Test("is_set"))
    inside = EventCondition("X", where, Measure("sum", word), Test("gt", ONE, "number"), None)
    assert parse_text(format_text(inside)) == inside


def test_any_test_may_follow_any_window() -> None:
    """A parser that looks one word ahead could take the beginning of a test for more of the window."""

    @settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
    @given(event_conditions(1))
    def keeps(condition: EventCondition) -> None:
        assert repr(parse_text(format_text(condition))) == repr(condition)

    keeps()


def test_the_random_rules_hold_every_operator_measure_and_window() -> None:
    seen: set[str] = set()

    @settings(
        max_examples=1000, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(rules, min_size=2, max_size=4))
    def look(several: list[Node]) -> None:
        seen.update(re.findall(r"\w+", repr(several)))

    look()
    operators = {op for ops in OPERATORS.values() for op in ops} | set(ANY_OPERATORS) | set(get_args(TagOperator))
    windows = {"Rolling", "Between", "Calendar", "Previous", "Absolute"}
    assert operators | windows | set(get_args(MeasureKind)) | set(get_args(ResponseWord)) <= seen
