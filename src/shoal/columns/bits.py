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
def _ones(word: np.uint64) -> np.uint64:
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * np.uint64(0x0101010101010101)) >> np.uint64(56)


@nb.njit(nogil=True, cache=True)
def _write_roaring(words: Words, counts: npt.NDArray[np.int64], out: npt.NDArray[np.uint8]) -> int:
    """The portable Roaring format (RoaringFormatSpec, no run containers); returns its length."""
    containers = 0
    for chunk in range(counts.size):
        counts[chunk] = 0
        for w in range(chunk * CHUNK_WORDS, (chunk + 1) * CHUNK_WORDS):
            counts[chunk] += np.int64(_ones(words[w]))
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
                members[filled] = w * 64 + np.int64(_ones(lowest - np.uint64(1)))
                filled += 1
                word ^= lowest
        position += 2 * size
    return position


@nb.njit(nogil=True, cache=True)
def _read_roaring(data: npt.NDArray[np.uint8], words: Words) -> bool:
    """Sets the bits of a set without run containers; False when it isn't one, or goes beyond the words."""
    if data.size < 8 or data[:8].view(np.uint32)[0] != _COOKIE:
        return False
    containers = np.int64(data[:8].view(np.uint32)[1])
    position = 8 + 8 * containers
    if data.size < position:
        return False
    keys = data[8 : 8 + 4 * containers].view(np.uint16)
    for container in range(containers):
        first = np.int64(keys[2 * container]) * CHUNK_WORDS
        size = np.int64(keys[2 * container + 1]) + 1
        length = 8192 if size > _ARRAY_LIMIT else 2 * size
        if first + CHUNK_WORDS > words.size or position + length > data.size:
            return False
        if size > _ARRAY_LIMIT:
            words[first : first + CHUNK_WORDS] = data[position : position + length].view(np.uint64)
        else:
            for member in data[position : position + length].view(np.uint16):
                words[first + (member >> 6)] |= np.uint64(1) << np.uint64(member & 63)
        position += length
    return position == data.size


class RoaringWriter:
    """Writes sets in the portable Roaring format straight from their bits, with one buffer for all."""

    def __init__(self, profiles: int) -> None:
        chunks = word_count(profiles) // CHUNK_WORDS
        self._counts = np.empty(chunks, np.int64)
        self._out = np.empty(8 + chunks * (8 + 8192), np.uint8)

    def write(self, words: Words) -> tuple[bytes, int]:
        """The bytes, and how many members the set has."""
        length = _write_roaring(words, self._counts, self._out)
        return self._out[:length].tobytes(), int(self._counts.sum())


def to_roaring(words: Words) -> bytes:
    return RoaringWriter(words.size * 64).write(words)[0]


def from_roaring(data: bytes, profiles: int) -> Words:
    """Raises ValueError when the data is no Roaring bitmap or names a profile beyond `profiles`."""
    words = empty(profiles)
    if _read_roaring(np.frombuffer(data, np.uint8), words):
        return words
    members = np.array(BitMap.deserialize(data).to_array(), np.int64)
    if members.size and members[-1] >= profiles:
        raise ValueError(f"profile {members[-1]} in a set over {profiles} profiles")
    return from_numbers(members, profiles)
