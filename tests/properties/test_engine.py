"""The engine held to the oracle: the same members for every rule, world, instant and zone."""

from collections import Counter

import pytest
from tests.cases.loader import Example, examples
from tests.properties.memory_records import engine_answers, engine_members, in_many_windows
from tests.properties.metamorphic import broken
from tests.properties.worlds import coverage, everything, interesting, seeded_case

from shoal import oracle

RULES_IN_ALL = 2_400
BLOCKS = 24
SIZE = RULES_IN_ALL // BLOCKS


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_the_engine_agrees_with_the_worked_examples(example: Example) -> None:
    found = engine_members(example.typed, example.world, example.as_of, zone=example.zone)
    assert found == example.members


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_engine_agrees_with_the_oracle_on_random_rules(block: int) -> None:
    told_apart = 0
    for seed in range(block * SIZE, (block + 1) * SIZE):
        case = seeded_case(seed)
        expected = oracle.members(case.rule, case.world, case.as_of, zone=case.zone)
        found = engine_members(case.rule, case.world, case.as_of, zone=case.zone)
        assert found == expected, f"seed {seed}: {case.rule}"
        told_apart += interesting(case, expected)
    assert told_apart >= 0.4 * SIZE, "most cases must have members and others, or agreeing proves little"


@pytest.mark.parametrize("block", range(8))
def test_conditions_that_share_a_sweep_keep_apart(block: int) -> None:
    shared = 0
    for seed in range(20_000 + block * 50, 20_050 + block * 50):
        case = seeded_case(seed)
        rules = in_many_windows(case.rule)
        answers = engine_answers(rules, case.world, case.as_of, zone=case.zone, normal=seed % 2 == 0)
        for rule, found in zip(rules, answers, strict=True):
            assert found == oracle.members(rule, case.world, case.as_of, zone=case.zone), f"seed {seed}: {rule}"
        shared += len(rules) > 1
    assert shared >= 15


def test_the_random_rules_use_the_whole_language() -> None:
    used = coverage(seeded_case(seed) for seed in range(RULES_IN_ALL))
    assert everything() - used.keys() == set()


@pytest.mark.parametrize("block", range(4))
def test_related_questions_get_fitting_answers(block: int) -> None:
    def evaluate(rule, world, as_of, zone):
        return engine_members(rule, world, as_of, zone=zone)

    names: Counter[str] = Counter()
    for seed in range(block * 25, block * 25 + 25):
        case = seeded_case(seed)
        assert [relation.name for relation in broken(case, evaluate)] == [], f"seed {seed}: {case.rule}"
        names.update(["case"])
    assert names["case"] == 25


def test_threads_and_the_normal_form_change_nothing() -> None:
    for seed in range(100):
        case = seeded_case(seed)
        one = engine_members(case.rule, case.world, case.as_of, zone=case.zone, threads=1)
        assert one == engine_members(case.rule, case.world, case.as_of, zone=case.zone, threads=2)
        assert one == engine_members(case.rule, case.world, case.as_of, zone=case.zone, threads=8, normal=False)
