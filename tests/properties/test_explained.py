"""Explanations held to the oracle: the verdict, and the instant at which time alone changes it."""

from pathlib import Path
from random import Random

import pytest
from tests.properties import stored_world
from tests.properties.worlds import Case, seeded_case

from shoal import membership, oracle
from shoal.columns import zones
from shoal.model.history import History
from shoal.model.segment import Segment

DAY = 86_400_000_000


def segment(case: Case) -> Segment:
    return Segment("asked", "Asked", "", "rule", case.rule, case.zone, (), False, True, None, 1, 0, "test", 0)


def settled(person: History, as_of: int) -> bool:
    """Whether the person is known, and nothing but events is dated later."""
    records = (*person.attributes, *person.tags, *person.devices)
    known = any(r.time is None or r.time < as_of for r in (*person.events, *records))
    return known and all(r.time is None or r.time < as_of for r in records)


def later_instants(case: Case, person: History, end: int) -> list[int]:
    """Instants up to `end` at which something may have changed: midnights, and whole days and hours after events."""
    today = zones.local_day(case.as_of, case.zone)
    found = {zones.midnight(today + ahead, case.zone) for ahead in range(1, 60)}
    found |= {event.time + days * DAY + 1 for event in person.events for days in (0, 1, 2, 7, 14, 30)}
    return sorted(time for time in found if case.as_of < time < end)[:20]


@pytest.mark.parametrize("seeds", [range(50_000, 50_014), pytest.param(range(50_014, 50_100), marks=pytest.mark.slow)])
def test_explanations_are_right_now_and_until_they_flip(tmp_path: Path, seeds: range) -> None:
    asked = flipped = 0
    for seed in seeds:
        case = seeded_case(seed, max_profiles=6, max_events=10, depth=3)
        with_store = stored_world.write(case.world, tmp_path / str(seed), Random(seed), case.as_of, stay=True)
        others = stored_world.definitions(case.world)
        for number, person in list(enumerate(case.world.profiles))[:3]:

            def holds(time: int, case: Case = case, person: History = person) -> bool:
                return oracle.holds(case.rule, person, case.world, time, zone=case.zone)

            now = holds(case.as_of)
            verdict = membership.explain(with_store, others, segment(case), number, as_of=case.as_of)
            assert verdict.verdict == now, f"seed {seed}, person {number}: {case.rule}"
            asked += 1
            if not all(settled(each, case.as_of) for each in case.world.profiles):
                continue
            if verdict.flips_at is not None:
                assert holds(verdict.flips_at) != now, f"seed {seed}, person {number}: {case.rule}"
                assert holds(verdict.flips_at - 1) == now, f"seed {seed}, person {number}: {case.rule}"
                flipped += 1
            for time in later_instants(case, person, verdict.flips_at or case.as_of + 400 * DAY):
                assert holds(time) == now, f"seed {seed}, person {number}, {time}: {case.rule}"
        with_store.close()
    assert asked >= 20
    assert flipped >= 2
