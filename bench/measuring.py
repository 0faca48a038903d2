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

from bench.ours import Ours
from bench.questions import Question, make_questions
from bench.rival import Rival, build
from bench.world import SECOND, Size, write_world

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds."""

    cpu: float = 0.0
    wall: float = 0.0

    def __add__(self, other: "Took") -> "Took":
        return Took(self.cpu + other.cpu, self.wall + other.wall)

    def times(self, factor: float) -> "Took":
        return Took(self.cpu * factor, self.wall * factor)


@dataclass
class Findings:
    """What one run measured. `by_hand` is scaled to all segments where only `asked` of them were asked."""

    size: Size
    layout_seconds: float = 0.0
    import_events: int = 0
    importing: Took = field(default_factory=Took)
    first_refresh: Took = field(default_factory=Took)
    refreshes: list[Took] = field(default_factory=list)
    by_hand: Took = field(default_factory=Took)
    asked: int = 0
    members: int = 0
    previews: list[float] = field(default_factory=list)
    restart_seconds: float = 0.0
    peak_bytes: int = 0

    @property
    def refresh(self) -> Took:
        """The mean of the warm refreshes."""
        total = sum(self.refreshes, Took())
        return total.times(1 / len(self.refreshes))


class DifferentAnswers(Exception):  # noqa: N818 (a verdict on the benchmark, not an error of the program)
    """Both sides must give the same people; nothing else is worth timing."""


def measure(
    size: Size, directory: Path, *, rounds: int, share: float, previews: int, say: Callable[[str], None]
) -> Findings:
    """`share` of the segments are asked by hand, in `rounds` turns with a refresh of all before each.

    Raises DifferentAnswers when the members of any segment asked differ, or the count of any preview.
    """
    findings = Findings(size)
    questions = make_questions(size.segments, seed=1)
    say("making the world")
    _apart(write_world, size, directory)
    say("building the rival's layout")
    findings.layout_seconds = _apart(build, directory, directory / "rival.duckdb")
    say("importing")
    store = directory / "store"
    shutil.rmtree(store, ignore_errors=True)
    ours = Ours(store)
    findings.importing, findings.import_events = timed(lambda: ours.import_world(directory))
    ours.define(questions)
    say("first refresh")
    findings.first_refresh, _ = timed(lambda: ours.refresh(size.as_of - 60 * SECOND))
    findings.peak_bytes = peak_bytes()
    say("restarting")
    ours.close()
    findings.restart_seconds = _restart(store, size)
    ours = Ours(store)
    ours.define(questions)
    ours.refresh(size.as_of - 30 * SECOND)
    rival = Rival(directory / "rival.duckdb")
    _take_turns(findings, questions, ours, rival, rounds=rounds, share=share, say=say)
    say("previews")
    _preview(findings, make_questions(previews, seed=2), ours, rival)
    ours.close()
    rival.close()
    return findings


def timed(work: Callable[[], T]) -> tuple[Took, T]:
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return Took(time.process_time() - cpu, time.perf_counter() - wall), result


def peak_bytes() -> int:
    """The most memory this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _take_turns(
    findings: Findings,
    questions: list[Question],
    ours: Ours,
    rival: Rival,
    *,
    rounds: int,
    share: float,
    say: Callable[[str], None],
) -> None:
    """Each turn a minute later than the one before, so that neither side can repeat an answer."""
    order = np.random.default_rng(3).permutation(len(questions))[: max(rounds, round(share * len(questions)))]
    spent = Took()
    for turn in range(rounds):
        say(f"turn {turn + 1} of {rounds}")
        as_of = findings.size.as_of + turn * 60 * SECOND
        took, findings.members = timed(lambda t=as_of: ours.refresh(t))  # type: ignore[misc]
        findings.refreshes.append(took)
        for number in order[turn::rounds]:
            question = questions[number]
            took, expected = timed(lambda q=question, t=as_of: rival.members(q.sql(t)))  # type: ignore[misc]
            spent += took
            if not np.array_equal(ours.members(question.id), expected):
                raise DifferentAnswers(_difference(question, as_of, ours.members(question.id), expected))
    findings.asked = len(order)
    findings.by_hand = spent.times(len(questions) / len(order))


def _preview(findings: Findings, questions: list[Question], ours: Ours, rival: Rival) -> None:
    """Rules that no segment has; the first few warm up what only previews use."""
    as_of = findings.size.as_of
    unseen = [question for question in questions if '"segment"' not in str(question.rule).replace("'", '"')]
    for question in unseen[:3]:
        ours.preview(question, as_of)
    for question in unseen[3:]:
        took, count = timed(lambda q=question: ours.preview(q, as_of))  # type: ignore[misc]
        findings.previews.append(took.wall)
        expected = len(rival.members(question.sql(as_of)))
        if count != expected:
            raise DifferentAnswers(f"preview of {question.rule}: {count}, by hand {expected}")


def _difference(question: Question, as_of: int, found: np.ndarray, expected: np.ndarray) -> str:
    extra, missing = np.setdiff1d(found, expected), np.setdiff1d(expected, found)
    return (
        f"{question.id} has {len(found)} members, by hand {len(expected)}: {len(extra)} too many {extra[:5].tolist()}, "
        f"{len(missing)} missing {missing[:5].tolist()}\nrule {question.rule}\n{question.sql(as_of)}"
    )


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
