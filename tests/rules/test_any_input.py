"""Whatever is given, the answer is a rule or a RuleError that says where and why."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules.trees import rules

from shoal.model.errors import Problem, RuleError
from shoal.model.rule import Node
from shoal.rules import format_text, parse, parse_json, parse_text, to_json
from shoal.rules.vocabulary import TERMINALS

MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEYS = ["all", "any", "none", "not", "attribute", "event", "where", "op", "value", "type", "window", "measure", "tag"]

anything: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["is", "gt", "30d"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def answered(ask: Callable[[], Node]) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        ask()
    except RuleError as error:
        problems = error.problems
    assert all(problem.message and problem.code for problem in problems)


@MANY
@given(anything)
def test_any_values(value: Any) -> None:
    answered(lambda: parse_json(value))


@MANY
@given(rules, anything, st.data())
def test_a_rule_with_one_part_exchanged(rule: Node, part: Any, data: st.DataObject) -> None:
    value: Any = to_json(rule)
    place: Any = value
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and data.draw(st.booleans()):
            place = place[key]
        else:
            place[key] = part
            break
    answered(lambda: parse_json(value))
    answered(lambda: parse(json.dumps(value)))


@MANY
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    answered(lambda: parse_text(text))


PIECES = sorted({phrase for terminal in TERMINALS.values() for phrase in terminal.phrases})
SIGNS = [
    '"x"',
    "5",
    "30d",
    "2026-01-01",
    "(",
    ")",
    ",",
    "%",
    "days",
    "times",
    "of",
    "over",
    "to",
    "ago",
    "a.b",
    "and",
    "or",
]


@MANY
@given(st.lists(st.sampled_from([*PIECES, *SIGNS]), max_size=12).map(" ".join))
def test_any_words_of_the_language(text: str) -> None:
    answered(lambda: parse_text(text))


@MANY
@given(rules, st.data())
def test_a_text_with_a_piece_cut_out(rule: Node, data: st.DataObject) -> None:
    text = format_text(rule)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 10)))
    answered(lambda: parse(text[:start] + text[end:]))
