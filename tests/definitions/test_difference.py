"""What changed between two versions, in words."""

import pytest

from shoal.definitions import describe_difference
from shoal.rules import parse_text, to_json

A = 'country is "TR"'
B = 'did "Order Completed" at least 2 times in last 30 days'
C = 'has tag "vip"'


def definition(rule: str | None = A, **fields: object) -> dict[str, object]:
    plain = {
        "name": "Buyers",
        "kind": "rule",
        "rule": None if rule is None else to_json(parse_text(rule)),
        "description": "",
        "zone": None,
        "labels": [],
        "pinned": False,
        "active": True,
        "schedule": None,
        "planned": None,
    }
    return plain | fields


def difference(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
    return describe_difference(before, after, {"vips": "VIPs"})


def test_equal_definitions_have_none() -> None:
    assert difference(definition(), definition()) == ()
    assert difference(definition(None), definition(None)) == ()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "Customers", "name “Buyers” → “Customers”"),
        ("description", "All of them", "description added: “All of them”"),
        ("zone", "Europe/Madrid", "zone the workspace's → Europe/Madrid"),
        ("schedule", "daily at 06:00", "schedule manual → daily at 06:00"),
        ("pinned", True, "pinned"),
        ("active", False, "deactivated"),
        ("labels", ["x"], "label “x” added"),
        ("planned", {"active": False, "at": "2026-03-09T00:00:00Z"}, "planned: inactive from 2026-03-09T00:00:00Z"),
    ],
)
def test_a_field_is_one_line(field: str, value: object, words: str) -> None:
    assert difference(definition(), definition(**{field: value})) == (words,)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("description", "All of them", "description taken away"),
        ("pinned", True, "no longer pinned"),
        ("active", False, "activated"),
        ("labels", ["x"], "label “x” removed"),
        ("planned", {"active": False, "at": "2026-03-09T00:00:00Z"}, "plan cancelled"),
    ],
)
def test_a_field_taken_away_is_one_line(field: str, value: object, words: str) -> None:
    assert difference(definition(**{field: value}), definition()) == (words,)


def test_a_plan_that_came_about_is_no_cancelled_one() -> None:
    before = definition(planned={"active": False, "at": "2026-03-09T00:00:00Z"})
    assert difference(before, definition(active=False)) == ("deactivated",)


def rules(before: str, after: str) -> tuple[str, ...]:
    return difference(definition(before), definition(after))


def test_conditions_are_added_removed_and_changed() -> None:
    assert rules(A, f"{A} and {B}") == ('added: did "Order Completed" at least 2 times in the last 30 days',)
    assert rules(f"{A} and {C}", A) == ('removed: has the tag "vip"',)
    assert rules(f"{A} and {B}", f"{A} and " + B.replace("30", "7")) == (
        'changed: did "Order Completed" at least 2 times in the last 30 days → '
        'did "Order Completed" at least 2 times in the last 7 days',
    )
    assert rules(A, C) == ('removed: country is "TR"', 'added: has the tag "vip"')


def test_negation_is_part_of_a_condition() -> None:
    assert rules(f"{A} and {C}", f"{A} and not {C}") == ('changed: has the tag "vip" → does not have the tag "vip"',)
    assert rules("in segment vips", "not in segment vips") == ('changed: is in "VIPs" → is not in "VIPs"',)


def test_other_logic_is_told_with_both_rules() -> None:
    assert rules(f"{A} and {C}", f"{A} or {C}") == (
        'conditions combined differently: country is "TR" and has the tag "vip" → country is "TR" or has the tag "vip"',
    )
    assert rules(f"({A} or {C}) and {B}", f"{A} or ({C} and {B})")[0].startswith("conditions combined differently")


def test_what_is_combined_alike_is_not_told() -> None:
    assert len(rules(f"{A} and {C}", f"{A} and ({C} and {B})")) == 1
    assert len(rules(f"{A} and {C}", f'country is "ES" and {C}')) == 1
    assert len(rules(f"({A} or {B}) and {C}", f'({A} or {B} or country is "ES") and {C}')) == 1


def test_the_same_meaning_written_differently_is_said_so() -> None:
    assert rules(f"{A} and {C}", f"{C} and {A}") == ("rule written differently, with the same meaning",)


def test_repeated_conditions_are_counted() -> None:
    assert rules(f"({A} and {B}) or ({A} and {C})", f"{A} and {B}")[:2] == (
        'removed: country is "TR"',
        'removed: has the tag "vip"',
    )
