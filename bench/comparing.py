"""What a piece of work took, and that both sides gave the same answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bench.questions import Question

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


class DifferentAnswers(Exception):  # noqa: N818 (a verdict on the benchmark, not an error of the program)
    """Both sides must give the same people; nothing else is worth timing."""


def require_equal(
    question: Question, as_of: int, found: npt.NDArray[np.int64], expected: npt.NDArray[np.int64]
) -> None:
    """Raises DifferentAnswers unless both are the same people."""
    if not np.array_equal(found, expected):
        raise DifferentAnswers(_difference(question, as_of, found, expected))


def timed(work: Callable[[], T]) -> tuple[Took, T]:
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return Took(time.process_time() - cpu, time.perf_counter() - wall), result


def _difference(question: Question, as_of: int, found: np.ndarray, expected: np.ndarray) -> str:
    extra, missing = np.setdiff1d(found, expected), np.setdiff1d(expected, found)
    return (
        f"{question.id} has {len(found)} members, by hand {len(expected)}: {len(extra)} too many {extra[:5].tolist()}, "
        f"{len(missing)} missing {missing[:5].tolist()}\nrule {question.rule}\n{question.sql(as_of)}"
    )
