"""Sets of profiles as packed bits: uint64 words, profile p is bit p % 64 of word p // 64, padding bits are 0.

The number of words is a multiple of 1,024, so that a set splits into the chunks of 65,536 that Roaring uses.
"""

# mypy: disable-error-code="untyped-decorator"

import numba as nb
import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

Words = npt.NDArray[np.uint64]

CHUNK_WORDS = 1024
_ARRAY_LIMIT = 4096  # up to so many members a Roaring container is a sorted array, above it is bits
_COOKIE = 12346  # portable Roaring format, containers without runs


def word_count(profiles: int) -> int:
    chunks = max(1, -(-profiles // (CHUNK_WORDS * 64)))
    return chunks * CHUNK_WORDS


def empty(profiles: int) -> Words:
    return np.zeros(word_count(profiles), np.uint64)


def pack(mask: npt.NDArray[np.bool_]) -> Words:
    """A boolean array by profile as words."""
    words = empty(mask.size)
    packed = np.packbits(mask, bitorder="little")
    words.view(np.uint8)[: packed.size] = packed
    return words


def unpack(words: Words, profiles: int) -> npt.NDArray[np.bool_]:
    return np.unpackbits(words.view(np.uint8), count=profiles, bitorder="little").view(np.bool_)


def numbers(words: Words) -> npt.NDArray[np.int64]:
    """The members in ascending order."""
    return np.flatnonzero(np.unpackbits(words.view(np.uint8), bitorder="little"))


def count(words: Words) -> int:
    return int(np.bitwise_count(words).sum())


def from_numbers(members: npt.NDArray[np.integer], profiles: int) -> Words:
    mask = np.zeros(profiles, np.bool_)
    mask[members] = True
    return pack(mask)


@nb.njit(nogil=True, cache=True)
def pack_lookup(codes: npt.NDArray[np.integer], table: npt.NDArray[np.bool_], words: Words) -> None:
    """Bit p of `words` becomes table[codes[p]]; a code of -1 reads the table's last entry."""
    full = codes.size // 64
    for w in range(full):
        word = np.uint64(0)
        base = w * 64
        for bit in range(64):
            word |= np.uint64(table[codes[base + bit]]) << np.uint64(bit)
        words[w] = word
    if full * 64 < codes.size:
        word = np.uint64(0)
        for bit in range(codes.size - full * 64):
            word |= np.uint64(table[codes[full * 64 + bit]]) << np.uint64(bit)
        words[full] = word


@nb.njit(nogil=True, cache=True)
def _write_roaring(words: Words, counts: npt.NDArray[np.int64], out: npt.NDArray[np.uint8]) -> int:
    containers = 0
    for chunk in range(counts.size):
        containers += counts[chunk] > 0
    header = out[:8].view(np.uint32)
    header[0] = _COOKIE
    header[1] = containers
    keys = out[8 : 8 + 4 * containers].view(np.uint16)
    offsets = out[8 + 4 * containers : 8 + 8 * containers].view(np.uint32)
    position = 8 + 8 * containers
    container = 0
    for chunk in range(counts.size):
        size = counts[chunk]
        if size == 0:
            continue
        keys[2 * container] = chunk
        keys[2 * container + 1] = size - 1
        offsets[container] = position
        container += 1
        first = chunk * CHUNK_WORDS
        if size > _ARRAY_LIMIT:
            out[position : position + 8192].view(np.uint64)[:] = words[first : first + CHUNK_WORDS]
            position += 8192
            continue
        members = out[position : position + 2 * size].view(np.uint16)
        filled = 0
        for w in range(CHUNK_WORDS):
            word = words[first + w]
            while word != 0:
                lowest = word & (~word + np.uint64(1))
                # The number of zeros below the lowest set bit is the population count of the bits below it.
                below = lowest - np.uint64(1)
                below -= (below >> np.uint64(1)) & np.uint64(0x5555555555555555)
                below = (below & np.uint64(0x3333333333333333)) + (
                    (below >> np.uint64(2)) & np.uint64(0x3333333333333333)
                )
                below = (below + (below >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
                bit = (below * np.uint64(0x0101010101010101)) >> np.uint64(56)
                members[filled] = w * 64 + np.int64(bit)
                filled += 1
                word &= word - np.uint64(1)
        position += 2 * size
    return position


def to_roaring(words: Words) -> bytes:
    """The set in the portable Roaring format, written straight from the bits (RoaringFormatSpec, no run containers)."""
    counts = np.bitwise_count(words).reshape(-1, CHUNK_WORDS).sum(axis=1, dtype=np.int64)
    sizes = np.where(counts > _ARRAY_LIMIT, 8192, 2 * counts)
    out = np.zeros(8 + 8 * int((counts > 0).sum()) + int(sizes.sum()), np.uint8)
    length = _write_roaring(words, counts, out)
    return out[:length].tobytes()


def from_roaring(data: bytes, profiles: int) -> Words:
    """Raises ValueError when the data is no Roaring bitmap or names a profile beyond `profiles`."""
    members = np.array(BitMap.deserialize(data).to_array(), np.int64) if data else np.empty(0, np.int64)
    if members.size and members[-1] >= profiles:
        raise ValueError(f"profile {members[-1]} in a set over {profiles} profiles")
    return from_numbers(members, profiles)
