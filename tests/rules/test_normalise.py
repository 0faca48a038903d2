"""One form per meaning, and fingerprints that tell meanings apart."""

import random
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.worlds import seeded_case
from tests.rules.trees import rules

from shoal import oracle
from shoal.model.errors import InvalidInput
from shoal.model.rule import AllOf, AnyOf, Node, Not
from shoal.rules import SEMANTICS_VERSION, fingerprint, format_text, normalise, parse, references, resolve_types

SOME = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def typed(source: Any) -> Node:
    return resolve_types(parse(source), None)


def mark(rule: Node, zone: str = "UTC") -> str:
    known: dict[str, str] = defaultdict(str, {segment: f"fingerprint of {segment}" for segment in references(rule)})
    return fingerprint(rule, zone=zone, references=known)


@SOME
@given(rules)
def test_the_normal_form_of_a_normal_form_is_itself(rule: Node) -> None:
    once = normalise(rule)
    assert repr(normalise(once)) == repr(once)


def disguised(rule: Node, rng: random.Random) -> Node:
    """The same meaning, spelled worse: reordered, repeated, wrapped and doubly negated."""
    if isinstance(rule, AllOf | AnyOf):
        children = [disguised(child, rng) for child in rule.children]
        children += [disguised(child, rng) for child in rule.children if rng.random() < 0.3]
        rng.shuffle(children)
        rule = type(rule)(tuple(children))
    elif isinstance(rule, Not):
        rule = Not(disguised(rule.child, rng))
    wrap = rng.choice([lambda r: r, lambda r: Not(Not(r)), lambda r: AllOf((r,)), lambda r: AnyOf((r, r))])
    return wrap(rule)


@SOME
@given(rules, st.integers(0, 10**6))
def test_spelling_leaves_the_fingerprint_alone(rule: Node, seed: int) -> None:
    assert mark(disguised(rule, random.Random(seed))) == mark(rule)


@pytest.mark.parametrize("seed", range(150))
def test_the_normal_form_keeps_the_members(seed: int) -> None:
    case = seeded_case(seed)
    expected = oracle.members(case.rule, case.world, case.as_of, zone=case.zone)
    found = oracle.members(normalise(case.rule), case.world, case.as_of, zone=case.zone)
    assert found == expected, format_text(case.rule)


SAME = [
    ("a is set and b is set", "b is set and a is set"),
    ("a is set and (b is set and c is set)", "(a is set and b is set) and c is set"),
    ("not not a is set", "a is set"),
    ("none (a is set, a is set)", "not a is set"),
    ("all (any (a is set))", "a is set"),
    ("a is set and everyone", "a is set"),
    ("a is set and no one", "no one"),
    ("a is set or everyone", "everyone"),
    ("not everyone", "no one"),
    ("not in segment x", "not (in segment x)"),
    ('has no tag ("b", "a", "b")', 'not has any tag ("a", "b")'),
    ('has any tag ("a")', 'has tag "a"'),
    ('has all tags ("a")', 'has tag "a"'),
    ('tagged "a" in last 14 days', 'tagged "a" in last 2 weeks'),
    ('a in ("y", "x", "y")', 'a in ("x", "y")'),
    ('a in ("x")', 'a is "x"'),
    ("a in (5)", "a = 5"),
    ('a not in ("x") excluding missing', 'a is not "x" excluding missing'),
    ("a not in (5)", "a != 5"),
    ('a contains all of ("x")', 'a contains "x" as list'),
    ("a > 1.50", "a > 1.5"),
    ("a in last 24 hours", "a in last 1 day"),
    ("a after 2026-01-01T03:00+03:00", "a after 2026-01-01T00:00:00Z"),
    ('["a"].b is set', "a.b is set"),
    ('a any item (["b"] is set and b is set)', "a any item (b is set)"),
    ('did "X" in last 14 days', 'did "X" in last 336 hours'),
    ('did "X" between 30 and 0 days ago', 'did "X" in last 30 days'),
    ('did "X" where all ()', 'did "X"'),
    ('did "X" where (a is set and a is set)', 'did "X" where a is set'),
    ('did "X" from 2026-01-01T02:00+02:00', 'did "X" from 2026-01-01T00:00Z'),
    ('count of "X" != 2 excluding missing', 'did "X" not exactly 2 times'),
    ('opened any push in last 7 days', 'opened any push in last 1 week'),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_meaning_has_one_form(one: str, other: str) -> None:
    assert repr(normalise(typed(one))) == repr(normalise(typed(other)))
    assert mark(typed(one)) == mark(typed(other))


DIFFERENT = [
    ("a is set and b is set", "a is set or b is set"),
    ("a is set", "not a is set"),
    ('a is "1"', "a = 1"),
    ("a contains any of (1)", "a contains any of (true)"),
    ("a contains any of (1)", 'a contains any of ("1")'),
    ('a contains "x" as string', 'a contains "x" as list'),
    ('a is "x"', 'a is "x" ignoring case'),
    ('a is not "x"', 'a is not "x" excluding missing'),
    ("a is set", "attribute 'b' is set"),
    ('did "X"', 'did "Y"'),
    ('did "X" in last 30 days', 'did "X" in last 30 calendar days'),
    ('did "X" this month', 'did "X" last month'),
    ('did "X" in last 3 calendar months', 'did "X" in last 1 calendar quarter'),
    ("a on 2026-01-01", "a on 2026-01-01T00:00Z"),
    ('device model is "x"', 'model is "x"'),
    ("in segment x", "in segment y"),
    ('did "X" where any ()', 'did "X"'),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_meanings_have_other_fingerprints(one: str, other: str) -> None:
    assert mark(typed(one)) != mark(typed(other))


@pytest.mark.parametrize(
    ("text", "depends"),
    [
        ('a is "x" and b > 5 and c >= "2.1" and has tag "t" and in segment s', False),
        ('did "X" where a > 5 in last 30 days', False),
        ('did "X" between 90 and 30 days ago', False),
        ('did "X" from 2026-01-01T00:00Z', False),
        ('last time of "X" before last 14 days', False),
        ('last time of "X" after 2026-01-01T00:00Z', False),
        ('did "X" from 2026-01-01', True),
        ('did "X" today', True),
        ('did "X" last month', True),
        ('active days of "X" > 3', True),
        ("signed_up in last 30 days", True),  # the value may be a bare date
        ("signed_up after 2026-01-01T00:00Z", True),
        ('last time of "X" after 2026-01-01', True),
        ('last time of "X" weekday is monday', True),
        ('did "X" where not due in last 3 days', True),
        ("a any item (due is today)", True),
        ("opened any push yesterday", True),
    ],
)
def test_the_zone_counts_only_where_days_do(text: str, depends: bool) -> None:
    rule = typed(text)
    assert (mark(rule, "Europe/Istanbul") != mark(rule, "UTC")) is depends


def test_a_fingerprint_follows_the_segments_it_names() -> None:
    rule = typed("not (in segment x)")
    first, second = (fingerprint(rule, zone="UTC", references={"x": known}) for known in ("1", "2"))
    assert first != second
    assert fingerprint(rule, zone="UTC", references={"x": "1", "unused": "3"}) == first
    with pytest.raises(InvalidInput, match="'x' has no fingerprint"):
        fingerprint(rule, zone="UTC", references={})


def test_a_fingerprint_is_stable() -> None:
    """A change here recomputes every segment of every workspace: raise SEMANTICS_VERSION when it is meant."""
    assert SEMANTICS_VERSION == 2
    rule = typed('country in ("TR", "ES") and did "Order Completed" where total > 99.90 in last 30 days')
    assert mark(rule) == "7de8e428a1eae0cefaebd1e88f881668"
