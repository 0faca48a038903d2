"""What a measure gives for each profile, as exact numbers: for one person's page, and to rank people by."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from shoal.columns import zones
from shoal.columns.events import Event
from shoal.columns.measures import occurrences, property_of
from shoal.columns.program import EventLeaf, Source
from shoal.columns.value_measures import by_profile, chosen_values
from shoal.columns.values import BOOLEAN, NO_NUMBER, NUMBER, SCALE, STRING, ValueColumn


def measured(leaf: EventLeaf, source: Source) -> list[object]:
    """By profile: an int or Fraction (a float where a sum had to be rounded), an instant for a time, the JSON text of a
    value of the data; None where there is nothing."""
    whole = Event(leaf.event, source).where(leaf.where, leaf.frame, leaf.start, leaf.end)
    low, high = whole.index(leaf.start), whole.index(leaf.end)
    at = slice(low, max(low, high))
    profile, time, kind = whole.profile[at], whole.time[at], leaf.measure.kind
    if kind == "count":
        return np.bincount(profile, minlength=source.profiles).tolist()
    if kind == "active_days":
        return _distinct_pairs(profile, zones.local_days(time, leaf.frame.zone), source.profiles)
    if kind in ("first_time", "last_time"):
        order, offsets = by_profile(profile, source.profiles)
        return [
            int(time[order[begin if kind == "first_time" else end - 1]]) if begin < end else None
            for begin, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
        ]
    prop = property_of(whole, str(leaf.measure.property))
    inside = slice(prop.index(at.start), prop.index(at.stop))
    owner, codes, values = prop.profile[inside], prop.codes[inside], prop.values
    if kind == "distinct":
        countable = np.append(np.isin(values.kinds, (STRING, NUMBER, BOOLEAN)), False)[codes]
        return _distinct_pairs(owner[countable], codes[countable].astype(np.int64), source.profiles)
    if kind in ("most_frequent", "first", "last"):
        found = occurrences(whole, prop, inside.start, inside.stop)
        chosen = chosen_values(kind, found, np.zeros(1, np.int64), source.profiles)[0]
        return [None if code < 0 else values.json_text(code) for code in chosen.tolist()]
    numbers = np.append(values.kinds == NUMBER, False)[codes]
    return _of_numbers(kind, owner[numbers], ValueColumn(codes[numbers], values), source.profiles)


def _distinct_pairs(profile: npt.NDArray[np.int32], value: npt.NDArray[np.int64], profiles: int) -> list[object]:
    pairs = np.unique(np.stack([profile.astype(np.int64), value], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=profiles).tolist()


def _of_numbers(kind: str, profile: npt.NDArray[np.int32], column: ValueColumn, profiles: int) -> list[object]:
    """sum, avg, min and max of numbers."""
    order, offsets = by_profile(profile, profiles)
    scaled = column.values.scaled
    texts = column.values.text
    out: list[object] = []
    for begin, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        codes = column.codes[order[begin:end]].tolist()
        if not codes:
            out.append(0 if kind == "sum" else None)
        elif kind in ("min", "max"):
            numbers = [Fraction(Decimal(texts[code].as_py())) for code in set(codes)]
            out.append(min(numbers) if kind == "min" else max(numbers))
        else:
            total = _total([int(scaled[code]) for code in codes], codes, column)
            out.append(total if kind == "sum" else total / len(codes))
    return out


def _total(scaled: list[int], codes: list[int], column: ValueColumn) -> Fraction | float:
    """Exact in millionths; one rounding where some number has none."""
    if NO_NUMBER not in scaled:
        return Fraction(sum(scaled), SCALE)
    return math.fsum(column.values.floats[codes].tolist())
