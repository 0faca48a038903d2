"""The oracle held to what must be true of any evaluator, and the random cases held to what they promise."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from tests.properties.metamorphic import broken, relations
from tests.properties.worlds import Case, cases, coverage, everyone, everything, interesting, seeded_case

from shoal.model.rule import Rule
from shoal.oracle import holds, members
from shoal.rules import parse, to_json

FEW = [seeded_case(seed) for seed in range(400)]


def answer(case: Case) -> frozenset[str]:
    return members(case.rule, case.world, case.as_of, zone=case.zone)


def rules_of(case: Case) -> list[Rule]:
    return [case.rule, *(each.rule for each in case.world.segments.values() if each.rule is not None)]


@pytest.mark.parametrize("start", range(0, 400, 50))
def test_related_questions_get_fitting_answers(start: int) -> None:
    def evaluate(rule, world, as_of, zone):
        return members(rule, world, as_of, zone=zone)

    for seed, case in enumerate(FEW[start : start + 50], start):
        assert [each.name for each in broken(case, evaluate)] == [], f"seed {seed}: {case.rule}"


def test_the_relations_apply_often() -> None:
    names = Counter(relation.name for case in FEW for relation in relations(case))
    assert len(names) >= 60
    assert names["everything some whole weeks later, in UTC"] >= 100
    assert names["everyone decided in two halves"] >= 200


def test_a_broken_evaluator_is_noticed() -> None:
    def forgets_the_latest_microsecond(rule, world, as_of, zone):
        return members(rule, world, as_of - 1, zone=zone)

    def keeps_no_zone(rule, world, as_of, zone):
        return members(rule, world, as_of, zone=world.zone)

    for evaluate in (forgets_the_latest_microsecond, keeps_no_zone):
        assert any(broken(case, evaluate) for case in FEW[:100])


def test_one_profile_at_a_time_gives_the_members() -> None:
    for case in FEW[:100]:
        one_by_one = {
            profile.profile_id
            for profile in case.world.profiles
            if holds(case.rule, profile, case.world, case.as_of, zone=case.zone)
        }
        assert one_by_one == answer(case)


def test_cases_stay_within_the_language() -> None:
    for case in FEW:
        for rule in rules_of(case):
            assert parse(to_json(rule)) == rule


def test_cases_are_small_and_repeatable() -> None:
    for seed, case in enumerate(FEW[:50]):
        assert case == seeded_case(seed)
        assert 3 <= len(case.world.profiles) <= 30
        assert sum(len(profile.events) for profile in case.world.profiles) <= 200


def test_most_cases_tell_people_apart() -> None:
    answers = [(case, answer(case)) for case in FEW]
    assert sum(interesting(case, found) for case, found in answers) >= 0.58 * len(FEW)
    assert 0.3 <= sum(len(found) for _, found in answers) / sum(len(everyone(case)) for case, _ in answers) <= 0.7


def test_cases_cover_the_whole_language() -> None:
    found = coverage(seeded_case(seed) for seed in range(4000))
    assert sorted(what for what in everything() if not found[what]) == []


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(max_profiles=6, depth=3))
def test_hypothesis_can_choose(case: Case) -> None:
    assert answer(case) <= everyone(case)
