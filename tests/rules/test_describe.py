"""Rules in the words of people who never see the language."""

import pytest
from hypothesis import HealthCheck, given, settings
from tests.rules.trees import rules

from shoal.model.rule import AllOf, Node
from shoal.rules import describe, describe_condition, leaf_paths, parse_text, references, to_json

SAYS = [
    ("everyone", "everyone"),
    ("no one", "no one"),
    ("not everyone", "no one"),
    (
        'did "Order Completed" where total > 100 at least 3 times in last 30 days',
        'did "Order Completed" at least 3 times in the last 30 days where total is more than 100',
    ),
    ('did "X"', 'did "X"'),
    ('not did "X" in last 24 hours', 'did not do "X" in the last 24 hours'),
    ('not did "X" at least 3 times', 'did "X" fewer than 3 times'),
    ('did "X" exactly once last month', 'did "X" exactly once last month'),
    ('did "X" between 2 and 5 times', 'did "X" between 2 and 5 times'),
    ('did "X" where (a > 1 and b is set)', 'did "X" where (a is more than 1 and b is set)'),
    ('did "X" where b is set and a is set', 'did "X" where b is set, and a is set'),
    ('country in ("TR", "ES")', 'country is "TR" or "ES"'),
    ('country not in ("TR", "ES")', 'country is none of "TR" or "ES" (or is missing)'),
    ('country is not "TR"', 'country is not "TR" (or is missing)'),
    ('country is not "TR" excluding missing', 'country is not "TR" (and is set)'),
    ('not country is "TR"', 'country is not "TR" (or is missing)'),
    ('not country is not "TR"', 'country is "TR"'),
    ('name contains "x" ignoring case', 'name contains "x" (in any case)'),
    ("a is missing", "a is missing"),
    ("not a is set", "a is missing"),
    ('app >= "2.1" as version', "app is version 2.1 or newer"),
    ("birthday in month 5", "birthday is in May"),
    ("day weekday is monday", "day is on a Monday"),
    ("seen before last 14 days", "seen is more than 14 days ago"),
    ("seen in last 1 day", "seen is in the last day"),
    ("birthday anniversary in next 7 days", "birthday has its anniversary in the next 7 days"),
    ("ltv in top 20%", "ltv is among the highest 20 %"),
    ("tags size >= 2", "tags has at least 2 items"),
    (
        "products any item (price > 5 and qty > 1)",
        "products has an item where (price is more than 5 and qty is more than 1)",
    ),
    ('tags all items (item starts with "a")', 'tags has only items where it starts with "a"'),
    ('sum of total over "X" in last 365 days > 500', 'the sum of total over "X" in the last 365 days is more than 500'),
    ('last time of "X" before last 14 days', 'the last "X" is more than 14 days ago'),
    ('active days of "X" where a is set >= 3', 'the number of days with "X" (where a is set) is at least 3'),
    ('not avg of total over "X" > 5', 'the average total over "X" is not more than 5 (or is missing)'),
    ('did "X" from 2026-01-01 to 2026-02-01', 'did "X" from 2026-01-01 to the end of 2026-01-31'),
    ('did "X" until 2026-02-01', 'did "X" until the end of 2026-01-31'),
    ('did "X" from 2026-01-01', 'did "X" since 2026-01-01'),
    ('did "X" between 90 and 30 days ago', 'did "X" between 90 and 30 days ago'),
    ('did "X" in last 7 calendar days', 'did "X" in the last 7 calendar days'),
    ('did "X" in previous 2 months', 'did "X" in the 2 months before this one'),
    ('did "X" yesterday', 'did "X" yesterday'),
    ('has tag "vip"', 'has the tag "vip"'),
    ('has no tag ("a", "b")', 'does not have any of the tags "a" or "b"'),
    ('not tagged "vip" in last 30 days', 'was not tagged "vip" in the last 30 days'),
    ("in segment big", 'is in "Big spenders"'),
    ("not in segment other", 'is not in "other"'),
    ("clicked any push in last 30 days", "clicked any push message in the last 30 days"),
    ("not (clicked any push)", "did not click any push message"),
    ("not opened last email", "was sent the last e-mail but did not open it"),
    ('device platform is "iOS"', 'has a device whose platform is "iOS"'),
    ('device platform is not "iOS"', 'has no device whose platform is "iOS"'),
    ("a is set and (b is set or c is set)", "a is set and (b is set or c is set)"),
    ("none (a is set, b is set)", "a is missing and b is missing"),
    ("not (a is set and b is set)", "a is missing or b is missing"),
    (f"a in ({', '.join(map(str, range(100)))})", "a is 0, 1, 2, 3, 4 or 95 more"),
]


@pytest.mark.parametrize(("text", "words"), SAYS, ids=[text[:60] for text, _ in SAYS])
def test_plain_words(text: str, words: str) -> None:
    assert describe(parse_text(text), segment_names={"big": "Big spenders"}) == words


def test_a_condition_reads_like_the_rule_it_is() -> None:
    assert describe_condition(parse_text("a > 5")) == "a is more than 5"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rules)
def test_every_rule_can_be_described(rule: Node) -> None:
    assert describe(rule).strip()


# --- ways through a rule ---


def test_conditions_are_found_by_their_json_path() -> None:
    rule = parse_text('a is set and none (b is set, not did "X" where c is set) and not (d is set or e is set)')
    assert [path for path, _ in leaf_paths(rule)] == [
        "all[0]",
        "all[1].none[0]",
        "all[1].none[1].not",
        "all[2].none[0]",
        "all[2].none[1]",
    ]
    assert [path for path, _ in leaf_paths(parse_text("a is set"))] == [""]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rules)
def test_paths_lead_to_the_conditions_in_the_json_form(rule: Node) -> None:
    for path, leaf in leaf_paths(rule):
        place: object = to_json(rule)
        for step in path.replace("[", ".[").split(".") if path else ():
            place = place[int(step[1:-1])] if step.startswith("[") else place[step]  # type: ignore[index]
        assert place == to_json(leaf)


def test_references_are_the_segments_named() -> None:
    assert references(parse_text("in segment a or not (in segment b and not in segment a)")) == {"a", "b"}
    assert references(AllOf(())) == frozenset()
