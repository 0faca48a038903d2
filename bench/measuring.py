"""Runs both sides in turns and says what each took, in CPU seconds (all threads) and by the clock."""

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.comparing import DifferentAnswers, Took, require_equal, timed
from bench.costs import Cost, costs_of
from bench.ours import Ours
from bench.questions import Mix, Question, make_questions
from bench.rival import Rival, build
from bench.world import SECOND, Size, write_world

T = TypeVar("T")


@dataclass
class MixFindings:
    """What the segments of one mix took. `by_hand` is scaled to all where only `asked` of them were asked."""

    name: str
    first_refresh: Took = field(default_factory=Took)
    refreshes: list[Took] = field(default_factory=list)
    by_hand: Took = field(default_factory=Took)
    asked: int = 0
    members: int = 0
    previews: list[float] = field(default_factory=list)

    @property
    def refresh(self) -> Took:
        """The mean of the warm refreshes."""
        total = sum(self.refreshes, Took())
        return total.times(1 / len(self.refreshes))


@dataclass
class Findings:
    """What one run measured."""

    size: Size
    mixes: list[MixFindings] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    layout_seconds: float = 0.0
    import_events: int = 0
    importing: Took = field(default_factory=Took)
    restart_seconds: float = 0.0
    peak_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: the mixes in turn; see `python -m bench --help` for the rest."""

    mixes: tuple[Mix, ...]
    rounds: int
    share: float
    previews: int
    each: int


def measure(size: Size, directory: Path, plan: Plan, say: Callable[[str], None]) -> Findings:
    """A part of the segments is asked by hand, in turns with a refresh of all of the mix before each.

    Raises DifferentAnswers when the members of any segment asked differ, or the count of any preview.
    """
    findings = Findings(size)
    asked = {mix: make_questions(size.segments, seed=1, mix=mix) for mix in plan.mixes}
    say("making the world")
    _apart(write_world, size, directory)
    say("building the rival's layout")
    findings.layout_seconds = _apart(build, directory, directory / "rival.duckdb")
    say("importing")
    store = directory / "store"
    shutil.rmtree(store, ignore_errors=True)
    ours = Ours(store)
    findings.importing, findings.import_events = timed(lambda: ours.import_world(directory))
    for mix, questions in asked.items():
        say(f"first refresh, mix {mix.name}")
        ours.define(questions)
        mine = MixFindings(mix.name)
        mine.first_refresh, _ = timed(lambda: ours.refresh(size.as_of - 60 * SECOND))
        findings.mixes.append(mine)
    findings.peak_bytes = peak_bytes()
    say("restarting")
    ours.close()
    findings.restart_seconds = _restart(store, size)
    ours = Ours(store)
    rival = Rival(directory / "rival.duckdb")
    for mine, (mix, questions) in zip(findings.mixes, asked.items(), strict=True):
        ours.define(questions)
        ours.refresh(size.as_of - 30 * SECOND)
        ours.settle()
        _take_turns(mine, size, questions, ours, rival, plan, say)
        say(f"previews, mix {mix.name}")
        _preview(mine, size, make_questions(plan.previews, seed=2, mix=mix), ours, rival)
    if plan.each:
        findings.costs = costs_of(plan.mixes, plan.each, size.as_of, ours, rival, say)
    ours.close()
    rival.close()
    return findings


def peak_bytes() -> int:
    """The most memory this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _take_turns(
    findings: MixFindings,
    size: Size,
    questions: list[Question],
    ours: Ours,
    rival: Rival,
    plan: Plan,
    say: Callable[[str], None],
) -> None:
    """Each turn a minute later than the one before, so that neither side can repeat an answer."""
    rounds = plan.rounds
    order = np.random.default_rng(3).permutation(len(questions))[: max(rounds, round(plan.share * len(questions)))]
    spent = Took()
    for turn in range(rounds):
        say(f"mix {findings.name}, turn {turn + 1} of {rounds}")
        as_of = size.as_of + turn * 60 * SECOND
        took, findings.members = timed(lambda t=as_of: ours.refresh(t))  # type: ignore[misc]
        findings.refreshes.append(took)
        for number in order[turn::rounds]:
            question = questions[number]
            took, expected = timed(lambda q=question, t=as_of: rival.members(q.sql(t)))  # type: ignore[misc]
            spent += took
            require_equal(question, as_of, ours.members(question.id), expected)
    findings.asked = len(order)
    findings.by_hand = spent.times(len(questions) / len(order))


def _preview(findings: MixFindings, size: Size, questions: list[Question], ours: Ours, rival: Rival) -> None:
    """Rules that no segment has; the first few warm up what only previews use."""
    unseen = [q for q in questions if "'segment'" not in str(q.rule) and q.cap is None]
    for question in unseen[:3]:
        ours.preview(question, size.as_of)
    for question in unseen[3:]:
        took, count = timed(lambda q=question: ours.preview(q, size.as_of))  # type: ignore[misc]
        findings.previews.append(took.wall)
        expected = len(rival.members(question.sql(size.as_of)))
        if count != expected:
            raise DifferentAnswers(f"preview of {question.rule}: {count}, by hand {expected}")


def _apart(function: Callable[..., T], *arguments: object) -> T:
    """In a process of its own, so that its memory isn't counted here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _restart(store: Path, size: Size) -> float:
    """From starting a process to its first answer, a preview."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench.restart", str(store), str(size.as_of)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began
