"""Both forms keep every rule, whatever its conditions, operators, types and names."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from tests.rules.trees import KEYWORDS, RANKS, event_conditions, one_test, paths, rules

from shoal.model.rule import (
    OPERATORS,
    AllOf,
    AttributeCondition,
    Duration,
    EventCondition,
    ItemCondition,
    Measure,
    Node,
    Not,
    PropertyCondition,
    Test,
    ValueType,
)
from shoal.rules import format_text, parse, parse_json, parse_text, to_json
from shoal.rules.json_writing import DEFAULT_COUNT
from shoal.rules.vocabulary import TERMINALS


def phrases() -> list[str]:
    """Every phrase of the text form that is made of words."""
    return [phrase for terminal in TERMINALS.values() for phrase in terminal.phrases if phrase[0].isalpha()]


ONE = Decimal(1)
MANY = settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(event_conditions(1))
def test_any_test_may_follow_any_window(condition: EventCondition) -> None:
    """A parser that looks one word ahead could take the beginning of a test for more of the window."""
    assert repr(parse_text(format_text(condition))) == repr(condition)


EVERY_OPERATOR = [(kind, op) for kind, ops in OPERATORS.items() for op in ops]


@pytest.mark.parametrize(("kind", "op"), EVERY_OPERATOR, ids=lambda word: word)
def test_every_operator_keeps_every_value_and_option(kind: ValueType, op: str) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(one_test(kind, op), paths)
    def keeps(test: Test, path: str) -> None:
        rules: list[Node] = [AttributeCondition(path, test)]
        if op not in RANKS:
            items = Test("any_item", ItemCondition(path, test))
            where = PropertyCondition(path, test)
            rules += [EventCondition("X", where, Measure("count"), DEFAULT_COUNT, None), AttributeCondition("a", items)]
        for rule in rules:
            assert repr(parse_text(format_text(rule))) == repr(rule)
            assert repr(parse_json(to_json(rule))) == repr(rule)

    keeps()
