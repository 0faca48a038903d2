"""The engine held to the oracle over the conditions that came after the first ones, and the limits of segments."""

import pytest
from tests.properties import language
from tests.properties.memory_records import engine_members
from tests.properties.worlds import Case, everyone
from tests.properties.worlds_of_all import KINDS, seeded_case_of

from shoal.model.history import Event, History, World
from shoal.model.rule import AllOf, AnyOf, Node, PropertyCondition, SequenceCondition, SequenceStep, StepValue, Test
from shoal.oracle import members
from shoal.rules import parse, to_json


def mismatch(kind: str, seed: int) -> str | None:
    case = seeded_case_of(kind, seed)
    expected = members(case.rule, case.world, case.as_of, zone=case.zone)
    found = engine_members(case.rule, case.world, case.as_of, zone=case.zone, normal=seed % 2 == 0)
    if found == expected:
        return None
    return f"{kind} {seed}: engine only {sorted(found - expected)}, oracle only {sorted(expected - found)}: {case.rule}"


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_engine_agrees_with_the_oracle(kind: str) -> None:
    assert [found for found in (mismatch(kind, seed) for seed in range(250)) if found] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(KINDS))
def test_the_engine_agrees_with_the_oracle_in_many_worlds(kind: str) -> None:
    assert [found for found in (mismatch(kind, seed) for seed in range(250, 10_000)) if found] == []


def _tells_apart(case: Case) -> bool:
    found = members(case.rule, case.world, case.as_of, zone=case.zone)
    return bool(found) and found != everyone(case)


@pytest.mark.parametrize("kind", list(KINDS))
def test_many_cases_tell_people_apart(kind: str) -> None:
    cases = [seeded_case_of(kind, seed) for seed in range(200)]
    assert sum(map(_tells_apart, cases)) >= 45


@pytest.mark.parametrize("join", [AllOf, AnyOf])
@pytest.mark.parametrize("empty", [AllOf(()), AnyOf(())])
def test_an_empty_group_beside_a_comparison_with_an_earlier_step(join: type[AllOf | AnyOf], empty: Node) -> None:
    events = (Event("A", 10, "1", {"p": 1}, {}), Event("B", 20, "2", {"p": 2}, {}))
    world = World((History("p", events, (), (), ()),), {}, "UTC")
    greater = PropertyCondition("p", Test("gt", StepValue(1, "p"), "number"))
    rule = SequenceCondition((SequenceStep("A"), SequenceStep("B", join((greater, empty)))), None)
    assert engine_members(rule, world, 100, normal=False) == members(rule, world, 100)


@pytest.mark.parametrize("kind", ["order", "people"])
def test_the_rules_are_of_the_language(kind: str) -> None:
    for seed in range(200):
        rule = seeded_case_of(kind, seed).rule
        assert parse(to_json(rule)) == rule


def test_the_worlds_cover_the_language() -> None:
    found = language.coverage(seeded_case_of(kind, seed) for kind in KINDS for seed in range(830))

    assert sorted(what for what in language.everything() if not found[what]) == []
