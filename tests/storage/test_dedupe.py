"""Message ids: accepted once for the life of the log, whatever the batches, restarts and merges of runs."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.storage import dedupe
from shoal.storage.dedupe import Occurrences, SeenIds
from shoal.storage.hashing import Keys


def keys_of(numbers: list[int]) -> Keys:
    """Few distinct high halves, so that the low ones matter."""
    numbers = sorted(numbers, key=lambda n: (n % 3, n))
    return Keys(np.array([n % 3 for n in numbers], np.uint64), np.array(numbers, np.uint64))


@pytest.fixture(autouse=True)
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dedupe, "_MIN_RUN", 8)


@settings(max_examples=60, deadline=None)
@given(
    batches=st.lists(st.lists(st.integers(0, 200), max_size=30, unique=True), max_size=20),
    restarts=st.sets(st.integers(0, 20)),
)
def test_it_is_a_set_over_batches_and_restarts(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]], restarts: set[int]
):
    folder = tmp_path_factory.mktemp("seen")
    accepted: list[Keys] = []
    model: set[int] = set()

    def from_log(first: int, last: int):
        yield from accepted[first - 1 : last]

    seen = SeenIds(folder / "ids", folder, 0, from_log)
    for number, batch in enumerate(batches):
        if number in restarts:
            seen = SeenIds(folder / "ids", folder, len(accepted), from_log)
        asked = keys_of(batch)
        assert seen.contains(asked).tolist() == [int(low) in model for low in asked.low]
        new = [n for n in batch if n not in model]
        accepted.append(keys_of(new))
        seen.add(len(accepted), len(accepted), keys_of(new))
        model |= set(new)
    assert len(seen) == len(model)


def test_runs_stay_few(tmp_path: Path):
    seen = SeenIds(tmp_path / "ids", tmp_path, 0, lambda first, last: iter(()))
    for batch in range(1, 257):
        seen.add(batch, batch, keys_of([batch * 10 + i for i in range(10)]))
    assert len(seen) == 2560
    assert len(list((tmp_path / "ids").iterdir())) <= 12


def test_a_damaged_or_missing_run_is_read_from_the_log_again(tmp_path: Path):
    batches = [keys_of([batch * 10 + i for i in range(10)]) for batch in range(6)]
    seen = SeenIds(tmp_path / "ids", tmp_path, 0, lambda first, last: iter(()))
    for number, keys in enumerate(batches, start=1):
        seen.add(number, number, keys)
    files = sorted((tmp_path / "ids").iterdir())
    files[0].write_bytes(b"no array")
    files[-1].unlink()
    again = SeenIds(tmp_path / "ids", tmp_path, 6, lambda first, last: iter(batches[first - 1 : last]))
    assert all(again.contains(keys).all() for keys in batches)


def test_a_run_of_batches_that_were_never_committed_is_dropped(tmp_path: Path):
    seen = SeenIds(tmp_path / "ids", tmp_path, 0, lambda first, last: iter(()))
    seen.add(1, 1, keys_of(list(range(10))))
    again = SeenIds(tmp_path / "ids", tmp_path, 0, lambda first, last: iter(()))
    assert not again.contains(keys_of([3])).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), max_size=15), max_size=8))
def test_occurrences_number_equal_keys_in_order(tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]):
    occurrences = Occurrences(tmp_path_factory.mktemp("occurrences"))
    met: dict[int, int] = {}
    for batch in batches:
        expected = []
        for number in batch:
            expected.append(met.get(number, 0))
            met[number] = met.get(number, 0) + 1
        keys = Keys(np.array([n % 3 for n in batch], np.uint64), np.array(batch, np.uint64))
        assert occurrences.count(keys).tolist() == expected
