"""What a condition of each kind costs either side, in CPU seconds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from bench.comparing import require_equal, timed
from bench.ours import Ours, segments_of
from bench.questions import Kind, Mix, Question, questions_of
from bench.rival import Rival
from bench.world import SECOND

REPEATS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of one condition: `together` with others of its kind, `alone`, and as a query by hand."""

    kind: str
    together: float
    alone: float
    by_hand: float


def costs_of(
    mixes: Iterable[Mix], count: int, as_of: int, ours: Ours, rival: Rival, say: Callable[[str], None]
) -> list[Cost]:
    """For each kind of the mixes, `count` conditions, and caps. Raises DifferentAnswers when members differ."""
    mixes = list(mixes)
    kinds = {kind.name: kind for mix in mixes for kind in mix.kinds}
    out = []
    for kind in kinds.values():
        say(f"what it costs: {kind.name}")
        out.append(_cost(kind.name, questions_of(kind, count, seed=6), as_of, ours, rival))
    capping = next((mix for mix in mixes if mix.capped), None)
    if capping is not None:
        out.append(_cost("cap", _capped(capping, next(iter(kinds.values())), count), as_of, ours, rival))
    return out


def _capped(mix: Mix, kind: Kind, count: int) -> list[Question]:
    """Conditions of a cheap kind, each with a cap."""
    rng = np.random.default_rng(8)
    mix = replace(mix, capped=1.0)
    return [replace(question, cap=mix.cap(rng)) for question in questions_of(kind, count, seed=6)]


def _cost(name: str, questions: list[Question], as_of: int, ours: Ours, rival: Rival) -> Cost:
    segments = segments_of(questions)
    for_each = [{id_: segment} for id_, segment in segments.items()]
    together = alone = 0.0
    ours.compute(segments, as_of - 60 * SECOND)  # so that columns and kernels are warm, as in a refresh
    for repeat in range(REPEATS):
        instant = as_of + repeat * 60 * SECOND
        took, found = timed(lambda t=instant: ours.compute(segments, t))  # type: ignore[misc]
        together += took.cpu
        took, _ = timed(lambda t=instant: [ours.compute(one, t) for one in for_each])  # type: ignore[misc]
        alone += took.cpu
    by_hand = 0.0
    for question, profiles in zip(questions, found, strict=True):
        took, expected = timed(lambda q=question: rival.members(q.sql(instant)))  # type: ignore[misc]
        by_hand += took.cpu
        require_equal(question, instant, ours.people(profiles), expected)
    count = len(questions)
    return Cost(name, together / (REPEATS * count), alone / (REPEATS * count), by_hand / count)
