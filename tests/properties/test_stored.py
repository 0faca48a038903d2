"""The whole way: records in a store's log, columns on disk, the engine; held to the oracle."""

from pathlib import Path
from random import Random

import pytest
from tests.properties import stored_world
from tests.properties.worlds import seeded_case

from shoal import oracle
from shoal.storage import Store

RULES = 160


@pytest.mark.parametrize("block", range(8))
def test_members_from_disk_are_those_of_the_oracle(block: int, tmp_path: Path) -> None:
    asked = 0
    for seed in range(10_000 + block, 10_000 + RULES, 8):
        case = seeded_case(seed)
        if any(segment.rule is None for segment in case.world.segments.values()):
            continue  # segments with stored members of their own come with a later version
        expected = oracle.members(case.rule, case.world, case.as_of, zone=case.zone)
        directory = tmp_path / str(seed)
        store = stored_world.write(case.world, directory, Random(seed))
        question = (case.rule, case.world, case.as_of, case.zone)
        assert stored_world.stored_members(store, *question) == expected, f"seed {seed}: {case.rule}"
        store.close()
        again = Store.open(directory, write=False, now=stored_world.NOW)
        assert stored_world.stored_members(again, *question) == expected, f"seed {seed}, from kept columns: {case.rule}"
        again.close()
        asked += 1
    assert asked >= 5
