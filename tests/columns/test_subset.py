"""Some of the profiles by themselves: the same answers as among all, and estimates that keep their promise."""

import numpy as np
import pytest
from tests.properties.memory_records import WorldRecords
from tests.properties.worlds import seeded_case

from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.columns.folding import FoldedSource
from shoal.columns.program import RankLeaf
from shoal.columns.responses import last_message
from shoal.columns.subset import SAMPLE_PARTS, Subset, sampled
from shoal.membership.lower import Lowering, Referenced
from shoal.membership.previewing import _Scale


@pytest.mark.parametrize("block", range(4))
def test_a_rule_on_some_profiles_answers_as_on_all(block: int) -> None:
    told_apart = 0
    for seed in range(block * 100, block * 100 + 100):
        case = seeded_case(seed)
        source = FoldedSource(WorldRecords(case.world))
        lowering = Lowering(
            case.as_of,
            case.world.zone,
            {name: Referenced(s.rule, s.zone or case.world.zone, s.active) for name, s in case.world.segments.items()},
            lambda channel, campaign, source=source, as_of=case.as_of: last_message(source, as_of, channel, campaign),
        )
        expression = lowering.lower(case.rule, case.zone or case.world.zone)
        leaves = leaves_of([expression])
        if any(isinstance(leaf, RankLeaf) for leaf in leaves):  # a rank is among everybody
            continue
        chosen = np.flatnonzero(np.random.default_rng(seed).random(source.profiles) < 0.5)
        everyone = evaluate(leaves, source, as_of=case.as_of).members(expression)
        expected = bits.unpack(everyone, source.profiles)[chosen]
        subset = Subset(source, chosen)
        found = evaluate(leaves, subset, as_of=case.as_of).members(expression)
        assert bits.unpack(found, chosen.size).tolist() == expected.tolist(), f"seed {seed}: {case.rule}"
        told_apart += bool(expected.any() and not expected.all())
    assert told_apart >= 25, "most subsets must have members and others"


def test_the_sample_is_one_in_sixteen_and_grows_with_the_profiles() -> None:
    small, large = sampled(100_000), sampled(1_000_000)

    assert large.size == pytest.approx(1_000_000 / SAMPLE_PARTS, rel=0.01)
    assert small.tolist() == large[large < 100_000].tolist()


@pytest.mark.parametrize("share", [0.002, 0.03, 0.5, 0.97])
def test_the_interval_has_the_exact_count_as_often_as_it_says(share: float) -> None:
    profiles = 32_000
    chosen, rng = sampled(profiles), np.random.default_rng(20_260_308)
    scale = _Scale(chosen.size, profiles)
    hits = 0
    for _ in range(600):
        members = rng.random(profiles) < share
        low, high = scale.interval(int(members[chosen].sum()))
        hits += low <= members.sum() <= high

    assert 0.925 <= hits / 600 <= 0.985


def test_nobody_in_the_sample_may_be_somebody_and_all_of_it_everyone() -> None:
    scale = _Scale(2_000, 32_000)

    assert scale.interval(0)[0] == 0
    assert 0 < scale.interval(0)[1] < 100
    assert scale.interval(2_000)[1] == 32_000
    assert _Scale(500, 500).interval(123) == (123, 123)
