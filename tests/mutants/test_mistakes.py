"""The comparison with the oracle notices mistakes: enough of them, each of which can still be planted."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.mutants.__main__ import REQUIRED
from tests.mutants.mistakes import MISTAKES, Mistake


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_what_a_mistake_replaces_stands_there_once(mistake: Mistake) -> None:
    found = importlib.util.find_spec(mistake.module)
    assert found is not None
    assert found.origin is not None
    source = Path(found.origin).read_text(encoding="utf-8")
    assert source.count(mistake.right) == 1
    compile(source.replace(mistake.right, mistake.wrong), found.origin, "exec")


def test_names_are_unique_and_there_are_enough() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) >= 130


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_nearly_all_mistakes_are_caught(every: int) -> None:
    """Prints the score; `python -m tests.mutants` does the same by hand."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--workers", str(os.cpu_count() or 1), "--every", str(every)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert REQUIRED >= 0.95
