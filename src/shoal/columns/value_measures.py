"""The first, last and most frequent value of a property, by profile and window."""

# mypy: disable-error-code="untyped-decorator"

from dataclasses import dataclass

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from shoal.columns.values import BOOLEAN, NUMBER, STRING, Values

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Values of a property, ascending by time. `event` numbers the events, ascending: one may have several values."""

    profile: Int32s
    time: Int64s
    event: Int64s
    codes: Codes
    values: Values


def chosen_values(kind: str, found: Occurrences, edges: Int64s, profiles: int) -> Int32s:
    """By window and profile: the code of the first, last or most frequent value; -1 where there is none.

    Window w has the occurrences from edges[w] on; the edges descend. docs/guide/rules.md has what decides between
    equals.
    """
    out = np.full((edges.size, profiles), -1, np.int32)
    if kind == "first":
        first_values(found.profile, found.codes, edges, out)
    elif kind == "last":
        at = np.full(profiles, -1, np.int64)
        last_values(found.profile, found.time, found.event, found.codes, at)
        code = np.append(found.codes, found.codes.dtype.type(-1))[at]
        for window, edge in enumerate(edges.tolist()):
            np.copyto(out[window], code, where=at >= edge)
    else:
        values = found.values
        countable = np.append(np.isin(values.kinds, (STRING, NUMBER, BOOLEAN)), False)
        order, offsets = by_profile(found.profile, profiles)
        most_frequent_values(order, offsets, edges, found.time, found.codes, countable, _rank(values), out)
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
def first_values(profile: Int32s, codes: Codes, edges: Int64s, out: Int32s) -> None:
    high = profile.size
    for w in range(edges.size):
        if w:
            out[w] = out[w - 1]
        for i in range(high - 1, edges[w] - 1, -1):
            if codes[i] >= 0:
                out[w, profile[i]] = codes[i]
        high = edges[w]


@nb.njit(nogil=True, cache=True)
def last_values(profile: Int32s, time: Int64s, event: Int64s, codes: Codes, at: Int64s) -> None:
    """at[p] = where the value is: of events at the latest time the first one counts, and of its items the last.

    `at` is -1 where there is none.
    """
    for i in range(profile.size):
        if codes[i] >= 0:
            best = at[profile[i]]
            if best < 0 or time[i] > time[best] or event[i] == event[best]:
                at[profile[i]] = i


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
    edges: Int64s,
    time: Int64s,
    codes: Codes,
    countable: npt.NDArray[np.bool_],
    rank: Int64s,
    out: Int32s,
) -> None:
    """The value that a profile has most often; of equals the most recent, then the one of the lowest rank.

    Newest first, so that counts only grow from one window to the next and a value's first occurrence is its latest.
    """
    count = np.zeros(countable.size, np.int64)
    latest = np.zeros(countable.size, np.int64)
    for p in range(offsets.size - 1):
        best, w = np.int64(-1), 0
        for k in range(offsets[p + 1] - 1, offsets[p] - 1, -1):
            i = order[k]
            while i < edges[w]:
                out[w, p] = best
                w += 1
            code = np.int64(codes[i])
            if code < 0 or not countable[code]:
                continue
            if count[code] == 0:
                latest[code] = time[i]
            count[code] += 1
            ahead = 1 if best < 0 else count[code] - count[best]
            if ahead == 0:
                ahead = latest[code] - latest[best]
            if ahead == 0:
                ahead = rank[best] - rank[code]
            if ahead > 0:
                best = code
        while w < edges.size:
            out[w, p] = best
            w += 1
        for k in range(offsets[p], offsets[p + 1]):
            count[codes[order[k]]] = 0
