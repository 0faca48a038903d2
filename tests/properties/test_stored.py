"""The whole way: records in a store's log, columns on disk, the engine; held to the oracle."""

from pathlib import Path
from random import Random

import pytest
from tests.properties import stored_world
from tests.properties.worlds import seeded_case

from shoal import oracle
from shoal.rules import references
from shoal.storage import Store

RULES = 160


@pytest.mark.parametrize("block", range(8))
def test_members_from_disk_are_those_of_the_oracle(block: int, tmp_path: Path) -> None:
    asked = 0
    for seed in range(10_000 + block, 10_000 + RULES, 8):
        case = seeded_case(seed)
        expected = oracle.members(case.rule, case.world, case.as_of, zone=case.zone)
        directory = tmp_path / str(seed)
        store = stored_world.write(case.world, directory, Random(seed), case.as_of)
        question = (case.rule, case.world, case.as_of, case.zone)
        assert stored_world.stored_members(store, *question) == expected, f"seed {seed}: {case.rule}"
        store.close()
        again = Store.open(directory, write=False, now=stored_world.NOW)
        assert stored_world.stored_members(again, *question) == expected, f"seed {seed}, from kept columns: {case.rule}"
        again.close()
        asked += 1
    assert asked == RULES // 8


def test_static_segments_count_as_they_were_at_the_instant(tmp_path: Path) -> None:
    told_apart = asked = 0
    for seed in range(30_000, 33_000):
        case = seeded_case(seed, max_profiles=12, max_events=6, depth=2)
        named = references(case.rule) & {name for name, s in case.world.segments.items() if s.rule is None and s.active}
        if not named:
            continue
        asked += 1
        expected = oracle.members(case.rule, case.world, case.as_of, zone=case.zone)
        store = stored_world.write(case.world, tmp_path / str(seed), Random(seed), case.as_of)
        question = (case.rule, case.world)
        assert stored_world.stored_members(store, *question, case.as_of, case.zone) == expected, f"seed {seed}"
        told_apart += stored_world.stored_members(store, *question, case.as_of + 1, case.zone) != expected
        store.close()
        if asked == 40:
            break
    assert asked == 40
    assert told_apart >= 10, "what comes later must differ, or the instant proves little"
