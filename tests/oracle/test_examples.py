"""The oracle against expectations worked out by hand; a second implementation answers the same ones."""

from dataclasses import replace

import pytest
from tests.cases.loader import Example, examples

from shoal.model.rule import Not
from shoal.oracle import holds, members

EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_members(example: Example) -> None:
    assert members(example.typed, example.world, example.as_of, zone=example.zone) == example.members


@pytest.mark.parametrize("example", EXAMPLES[::5], ids=lambda example: example.name)
def test_one_profile(example: Example) -> None:
    for profile in example.world.profiles:
        found = holds(example.typed, profile, example.world, example.as_of, zone=example.zone)
        assert found == (profile.profile_id in example.members)


@pytest.mark.parametrize("example", EXAMPLES[::7], ids=lambda example: example.name)
def test_before_the_first_record_nobody_is_known(example: Example) -> None:
    timed = [replace(each, attributes=(), tags=(), devices=()) for each in example.world.profiles]
    world = replace(example.world, profiles=tuple(timed))
    assert members(Not(example.typed), world, -(10**17), zone=example.zone) == frozenset()


def test_there_are_many() -> None:
    assert len(EXAMPLES) >= 250
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES)
