"""The loops over events. Pure functions on arrays; compiled once and kept on disk.

All of them visit events newest first, from `high` − 1 down to `low`, so that a longer window only adds the older part
to what the shorter one left.
"""

# mypy: disable-error-code="untyped-decorator"

import numba as nb
import numpy as np
import numpy.typing as npt

from shoal.columns.values import NO_NUMBER

Profiles = npt.NDArray[np.int32]
Counts = npt.NDArray[np.unsignedinteger]
Int64s = npt.NDArray[np.int64]

NEVER = np.iinfo(np.int64).min
FAR = 2**62  # later than any event, and so is half of it
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@nb.njit(nogil=True, cache=True)
def count_events(profile: Profiles, low: int, high: int, counts: Counts, limit: int) -> None:
    """Adds each event to its profile's count; counts stop at `limit`."""
    for i in range(low, high):
        p = profile[i]
        c = counts[p]
        counts[p] = c + counts.dtype.type(c < limit)


@nb.njit(nogil=True, cache=True)
def add_numbers(
    profile: Profiles,
    codes: npt.NDArray[np.integer],
    scaled: Int64s,
    low: int,
    high: int,
    totals: Int64s,
    counts: npt.NDArray[np.int32],
) -> None:
    """Adds each event's number to its profile's total. `scaled` is by code with one more entry for missing."""
    for i in range(low, high):
        value = scaled[codes[i]]
        if value != NO_NUMBER:
            totals[profile[i]] += value
            counts[profile[i]] += 1


@nb.njit(nogil=True, cache=True)
def extreme_ranks(
    profile: Profiles,
    codes: npt.NDArray[np.integer],
    rank: npt.NDArray[np.int32],
    low: int,
    high: int,
    lowest: npt.NDArray[np.int32],
    highest: npt.NDArray[np.int32],
) -> None:
    """Keeps each profile's lowest and highest rank; -1 in `highest` is none yet."""
    for i in range(low, high):
        r = rank[codes[i]]
        if r >= 0:
            p = profile[i]
            if highest[p] < 0:
                lowest[p] = r
                highest[p] = r
            elif r > highest[p]:
                highest[p] = r
            elif r < lowest[p]:
                lowest[p] = r


@nb.njit(nogil=True, cache=True)
def last_events(profile: Profiles, low: int, high: int, last: npt.NDArray[np.int32]) -> None:
    """The position of each profile's last event."""
    for i in range(low, high):
        last[profile[i]] = i


@nb.njit(nogil=True, cache=True)
def first_events(profile: Profiles, low: int, high: int, first: npt.NDArray[np.int32]) -> None:
    """The position of each profile's first event; an older part overwrites what a newer one left."""
    for i in range(high - 1, low - 1, -1):
        first[profile[i]] = i


@nb.njit(nogil=True, cache=True)
def next_times(profile: Profiles, time: Int64s, before: Profiles, times: Int64s, upcoming: Int64s, out: Int64s) -> None:
    """out[i] = the first `time` after times[i] among events of the profile before[i].

    `upcoming` is by profile, FAR; what has no later event gets FAR.
    """
    j = time.size - 1
    for i in range(times.size - 1, -1, -1):
        while j >= 0 and time[j] > times[i]:
            upcoming[profile[j]] = time[j]
            j -= 1
        out[i] = upcoming[before[i]]


@nb.njit(nogil=True, cache=True)
def next_within(
    profile: Profiles,
    time: Int64s,
    before: Profiles,
    times: Int64s,
    within: int,
    upcoming: Int64s,
    out: npt.NDArray[np.bool_],
) -> None:
    """As `next_times`, but whether that time comes up to `within` (at most FAR / 2) after times[i]."""
    j = time.size - 1
    for i in range(times.size - 1, -1, -1):
        while j >= 0 and time[j] > times[i]:
            upcoming[profile[j]] = time[j]
            j -= 1
        out[i] = upcoming[before[i]] <= times[i] + within


@nb.njit(nogil=True, cache=True)
def count_days(
    profile: Profiles, day: Int64s, low: int, high: int, latest: Int64s, counts: npt.NDArray[np.int32]
) -> None:
    """Counts the distinct days of each profile; days descend with the events, so a new day differs from the latest."""
    for i in range(high - 1, low - 1, -1):
        p = profile[i]
        if day[i] != latest[p]:
            latest[p] = day[i]
            counts[p] += 1


@nb.njit(nogil=True, cache=True)
def count_few_values(
    profile: Profiles,
    codes: npt.NDArray[np.integer],
    countable: npt.NDArray[np.bool_],
    low: int,
    high: int,
    seen: npt.NDArray[np.uint64],
    counts: npt.NDArray[np.int32],
) -> None:
    """Counts the distinct values of each profile; `seen` has a bit for each code."""
    for i in range(low, high):
        code = codes[i]
        if code >= 0 and countable[code]:
            p = profile[i]
            before = seen[p]
            seen[p] = before | (np.uint64(1) << np.uint64(code))
            counts[p] += seen[p] != before


@nb.njit(nogil=True, cache=True)
def partition(
    profile: Profiles,
    codes: npt.NDArray[np.integer],
    countable: npt.NDArray[np.bool_],
    edges: Int64s,
    shift: int,
    blocks: int,
) -> tuple[Int64s, Int64s]:
    """The countable occurrences in edges[-1] ≤ i < edges[0], newest first, dealt to blocks of 2^shift profiles.

    An occurrence is (profile within the block) << 40 | code << 8 | window, window w being edges[w + 1] ≤ i < edges[w]
    (edges descend). Block b has occurrences[offsets[b] : offsets[b + 1]].
    """
    offsets = np.zeros(blocks + 1, np.int64)
    for i in range(edges[-1], edges[0]):
        code = codes[i]
        if code >= 0 and countable[code]:
            offsets[(profile[i] >> shift) + 1] += 1
    for block in range(blocks):
        offsets[block + 1] += offsets[block]
    occurrences = np.empty(offsets[blocks], np.int64)
    free = offsets[:blocks].copy()
    within = np.int64((1 << shift) - 1)
    for w in range(edges.size - 1):
        for i in range(edges[w] - 1, edges[w + 1] - 1, -1):
            code = codes[i]
            if code >= 0 and countable[code]:
                p = np.int64(profile[i])
                mine = p >> shift
                occurrences[free[mine]] = ((p & within) << 40) | (np.int64(code) << 8) | np.int64(w)
                free[mine] += 1
    return occurrences, offsets


@nb.njit(nogil=True, cache=True)
def count_new_values(occurrences: Int64s, first_profile: int, table: Int64s, fresh: npt.NDArray[np.int32]) -> None:
    """fresh[w, p] += the values of profile p that window w has and no shorter one.

    `occurrences` are one block of `partition`. `table` is empty (-1), a power of two, at least twice as long.
    """
    mask = np.uint64(table.size - 1)
    for i in range(occurrences.size):
        key = occurrences[i] >> 8
        slot = ((np.uint64(key) * _GOLDEN) >> np.uint64(20)) & mask
        while table[slot] != -1 and table[slot] != key:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] == -1:
            table[slot] = key
            fresh[occurrences[i] & 255, first_profile + (key >> 32)] += 1


@nb.njit(nogil=True, cache=True)
def postings(
    codes: npt.NDArray[np.integer], slot_of_code: npt.NDArray[np.int32], low: int, high: int, slots: int
) -> tuple[npt.NDArray[np.int32], Int64s]:
    """The positions of the events of each asked value, ascending: slot s has positions[offsets[s] : offsets[s + 1]].

    `slot_of_code` is -1 for values nobody asked about, and for its last entry, missing.
    """
    offsets = np.zeros(slots + 1, np.int64)
    for i in range(low, high):
        slot = slot_of_code[codes[i]]
        if slot >= 0:
            offsets[slot + 1] += 1
    for s in range(slots):
        offsets[s + 1] += offsets[s]
    positions = np.empty(offsets[slots], np.int32)
    free = offsets[:slots].copy()
    for i in range(low, high):
        slot = slot_of_code[codes[i]]
        if slot >= 0:
            positions[free[slot]] = i
            free[slot] += 1
    return positions, offsets


@nb.njit(nogil=True, cache=True)
def select(codes: npt.NDArray[np.integer], table: npt.NDArray[np.bool_], low: int, high: int) -> npt.NDArray[np.int32]:
    """The positions in [low, high) whose code passes the table."""
    size = 0
    for i in range(low, high):
        size += table[codes[i]]
    positions = np.empty(size, np.int32)
    filled = 0
    for i in range(low, high):
        if table[codes[i]]:
            positions[filled] = i
            filled += 1
    return positions


@nb.njit(nogil=True, cache=True)
def fold_latest(
    row: npt.NDArray[np.int32], codes: npt.NDArray[np.integer], high: int, untouched: int, out: npt.NDArray[np.int32]
) -> None:
    """The latest code of each row number; records ascend by time, `untouched` says nothing of the row."""
    for i in range(high):
        if codes[i] != untouched:
            out[row[i]] = codes[i]
