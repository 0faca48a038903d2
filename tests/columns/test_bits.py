"""Sets as packed bits, and the Roaring bytes written straight from them."""

import numpy as np
import pytest
from pyroaring import BitMap

from shoal.columns import bits

SIZES = (1, 63, 64, 65, 4_096, 65_535, 65_536, 65_537, 200_000)


@pytest.mark.parametrize("profiles", SIZES)
@pytest.mark.parametrize("share", [0.0, 0.0005, 0.05, 0.0625, 0.07, 0.6, 1.0])
def test_roaring_bytes_hold_the_set(profiles: int, share: float) -> None:
    mask = np.random.default_rng(profiles).random(profiles) < share
    words = bits.pack(mask)
    data, count = bits.RoaringWriter(profiles).write(words)
    assert count == bits.count(words) == mask.sum()
    assert BitMap.deserialize(data) == BitMap(np.flatnonzero(mask).tolist())
    assert np.array_equal(bits.from_roaring(data, profiles), words)
    assert np.array_equal(bits.unpack(words, profiles), mask)
    assert bits.numbers(words).tolist() == np.flatnonzero(mask).tolist()


def test_both_sides_of_the_array_container_limit() -> None:
    for size in (4_095, 4_096, 4_097):
        mask = np.zeros(65_536, np.bool_)
        mask[:size] = True
        assert BitMap.deserialize(bits.to_roaring(bits.pack(mask))) == BitMap(range(size))


def test_a_buffer_is_used_again_without_traces() -> None:
    writer = bits.RoaringWriter(70_000)
    full, empty = bits.pack(np.ones(70_000, np.bool_)), bits.empty(70_000)
    assert writer.write(full)[1] == 70_000
    assert writer.write(empty) == (BitMap().serialize(), 0)


def test_sets_written_by_others_are_read() -> None:
    with_runs = BitMap(range(5_000, 60_000))
    with_runs.run_optimize()
    assert bits.numbers(bits.from_roaring(with_runs.serialize(), 65_536)).tolist() == list(range(5_000, 60_000))


def test_a_set_over_fewer_profiles_fits_more() -> None:
    data = bits.to_roaring(bits.pack(np.array([True, False, True])))
    assert bits.numbers(bits.from_roaring(data, 1_000_000)).tolist() == [0, 2]


@pytest.mark.parametrize("damage", ["cut", "beyond", "nonsense"])
def test_damaged_bytes_are_refused(damage: str) -> None:
    data = bits.to_roaring(bits.pack(np.ones(200_000, np.bool_)))
    bad = {"cut": data[:-1], "beyond": data, "nonsense": b"no bitmap at all"}[damage]
    with pytest.raises(ValueError, match=r"(?i)bitmap|profile|roaring|deserializ"):
        bits.from_roaring(bad, 100 if damage == "beyond" else 200_000)


def test_looked_up_bits_read_the_last_entry_for_missing() -> None:
    codes = np.array([0, 1, -1, 2] * 40, np.int8)
    words = bits.empty(codes.size)
    bits.pack_lookup(codes, np.array([True, False, False, True]), words)
    assert bits.unpack(words, codes.size).tolist() == [True, False, True, False] * 40
