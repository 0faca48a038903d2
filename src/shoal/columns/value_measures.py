"""The first, last and most frequent value of a property, by profile and window."""

# mypy: disable-error-code="untyped-decorator"

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from shoal.columns.values import BOOLEAN, NUMBER, STRING, Values

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]


def chosen_values(
    kind: str,
    profile: Int32s,
    time: Int64s,
    event: Int64s,
    codes: Codes,
    values: Values,
    profiles: int,
) -> Int32s:
    """By profile: the code of its first, last or most frequent value; -1 where it has none.

    `profile`, `time`, `event` (a number for each event, ascending) and `codes` are by occurrence, ascending by time.
    docs/guide/rules.md has what decides between equals.
    """
    out = np.full(profiles, -1, np.int32)
    if kind == "first":
        first_values(profile, codes, out)
    elif kind == "last":
        last_values(profile, time, event, codes, np.full(profiles, -1, np.int64), out)
    else:
        countable = np.append(np.isin(values.kinds, (STRING, NUMBER, BOOLEAN)), False)
        order, offsets = by_profile(profile, profiles)
        most_frequent_values(order, offsets, time, codes, countable, np.append(_rank(values), np.int64(-1)), out)
    return out


def _rank(values: Values) -> Int64s:
    """Orders values: booleans, numbers, then text by code points (which is the order of UTF-8 bytes)."""
    rank = np.zeros(len(values), np.int64)
    for place, kind in enumerate((BOOLEAN, NUMBER, STRING)):
        at = np.flatnonzero(values.kinds == kind)
        if kind == NUMBER:
            order = values.number_order[at].astype(np.int64)
        else:
            order = np.empty(at.size, np.int64)
            order[pc.sort_indices(values.text.take(at)).to_numpy()] = np.arange(at.size)
        rank[at] = order + (np.int64(place) << 40)
    return rank


@nb.njit(nogil=True, cache=True)
def first_values(profile: Int32s, codes: Codes, out: Int32s) -> None:
    for i in range(profile.size - 1, -1, -1):
        if codes[i] >= 0:
            out[profile[i]] = codes[i]


@nb.njit(nogil=True, cache=True)
def last_values(profile: Int32s, time: Int64s, event: Int64s, codes: Codes, at: Int64s, out: Int32s) -> None:
    """Of events at the latest time the first one counts, and of its items the last. `at` is scratch, -1 by profile."""
    for i in range(profile.size):
        if codes[i] >= 0:
            p = profile[i]
            best = at[p]
            if best < 0 or time[i] > time[best] or event[i] == event[best]:
                at[p] = i
                out[p] = codes[i]


@nb.njit(nogil=True, cache=True)
def by_profile(profile: Int32s, profiles: int) -> tuple[Int64s, Int64s]:
    """Occurrences by profile, in their order: profile p has order[offsets[p] : offsets[p + 1]]."""
    offsets = np.zeros(profiles + 1, np.int64)
    for i in range(profile.size):
        offsets[profile[i] + 1] += 1
    for p in range(profiles):
        offsets[p + 1] += offsets[p]
    order = np.empty(profile.size, np.int64)
    free = offsets[:profiles].copy()
    for i in range(profile.size):
        order[free[profile[i]]] = i
        free[profile[i]] += 1
    return order, offsets


@nb.njit(nogil=True, cache=True)
def most_frequent_values(
    order: Int64s,
    offsets: Int64s,
    time: Int64s,
    codes: Codes,
    countable: npt.NDArray[np.bool_],
    rank: Int64s,
    out: Int32s,
) -> None:
    """The value that a profile has most often; of equals the most recent, then the one of the lowest rank."""
    for p in range(offsets.size - 1):
        mine = order[offsets[p] : offsets[p + 1]]
        if mine.size == 0:
            continue
        held = np.empty(mine.size, np.int64)
        for k in range(mine.size):
            held[k] = codes[mine[k]]
        by_code = np.argsort(held, kind="mergesort")
        best, best_count, best_time = np.int64(-1), 0, np.int64(0)
        start = 0
        while start < by_code.size:
            code = held[by_code[start]]
            end = start
            while end < by_code.size and held[by_code[end]] == code:
                end += 1
            if code >= 0 and countable[code]:
                count, latest = end - start, time[mine[by_code[end - 1]]]
                wins = count > best_count or (
                    count == best_count and (latest > best_time or (latest == best_time and rank[code] < rank[best]))
                )
                if wins:
                    best, best_count, best_time = code, count, latest
            start = end
        out[p] = best
