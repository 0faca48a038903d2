"""Tests whose right side is another value of the data: decided once for each distinct pair of values."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.columns import predicates
from shoal.columns.dates import COMPARISONS, Frame, Mask
from shoal.columns.values import NO_NUMBER, ValueColumn, Values
from shoal.model.rule import NEGATIVE_OPERATORS, Test

Codes = npt.NDArray[np.int64]


def pairs_pass(left: ValueColumn, right: ValueColumn, test: Test, frame: Frame) -> Mask:
    """Whether each row's left value passes the test with its right value; the columns have equal lengths."""
    width = len(right.values) + 1
    keys = (left.codes.astype(np.int64) + 1) * width + right.codes + 1
    distinct, inverse = np.unique(keys, return_inverse=True)
    return _distinct_pass(left.values, right.values, distinct // width - 1, distinct % width - 1, test, frame)[inverse]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of codes whose values all have the test's type, and the positive operator."""

    left: Values
    right: Values
    a: Codes
    b: Codes
    op: str
    test: Test
    frame: Frame


def _distinct_pass(left: Values, right: Values, a: Codes, b: Codes, test: Test, frame: Frame) -> Mask:
    typed = [np.append(predicates.has_type(values, test, frame), False) for values in (left, right)]
    known = typed[0][a] & typed[1][b]
    positive = NEGATIVE_OPERATORS.get(test.op, test.op)
    passed = np.zeros(a.size, np.bool_)
    passed[known] = _COMPARE[str(test.type)](_Pairs(left, right, a[known], b[known], positive, test, frame))
    if positive == test.op:
        return passed
    return ~passed if test.missing == "include" else known & ~passed


def _strings(pairs: _Pairs) -> Mask:
    fold: Callable[[str], str] = str.casefold if pairs.test.ignore_case else str
    compare: Callable[[str, str], bool] = {
        "is": str.__eq__,
        "contains": str.__contains__,
        "starts_with": str.startswith,
        "ends_with": str.endswith,
    }[pairs.op]
    left = [fold(text) for text in pairs.left.text.take(pa.array(pairs.a)).to_pylist()]
    right = [fold(text) for text in pairs.right.text.take(pa.array(pairs.b)).to_pylist()]
    return np.fromiter(map(compare, left, right), np.bool_, len(left))


def _numbers(pairs: _Pairs) -> Mask:
    left, right = pairs.left.scaled[pairs.a], pairs.right.scaled[pairs.b]
    passed: Mask = _NUMPY[pairs.op](left, right)
    for i in np.flatnonzero((left == NO_NUMBER) | (right == NO_NUMBER)).tolist():
        one = Decimal(pairs.left.text[int(pairs.a[i])].as_py())
        other = Decimal(pairs.right.text[int(pairs.b[i])].as_py())
        passed[i] = bool(_NUMPY[pairs.op](one, other))
    return passed


def _versions(pairs: _Pairs) -> Mask:
    left, right = predicates.version_keys(pairs.left), predicates.version_keys(pairs.right)
    found = [
        _NUMPY[pairs.op](predicates.compare_versions(left[i], right[j]), 0)
        for i, j in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)
    ]
    return np.array(found, np.bool_)


def _dates(pairs: _Pairs) -> Mask:
    """Local days with a day on the right, instants with an instant."""
    left, right = predicates.dates_of(pairs.left, pairs.frame), predicates.dates_of(pairs.right, pairs.frame)
    zone = pairs.frame.zone
    days = COMPARISONS[pairs.op](left.local_days(zone)[pairs.a], right.days[pairs.b])
    instants = COMPARISONS[pairs.op](left.instants(zone)[pairs.a], right.times[pairs.b])
    result: Mask = np.where(right.bare[pairs.b], days, instants)
    return result


_NUMPY: dict[str, Callable[[Any, Any], Any]] = {
    "eq": np.equal,
    "gt": np.greater,
    "gte": np.greater_equal,
    "lt": np.less,
    "lte": np.less_equal,
}
_COMPARE: dict[str, Callable[[_Pairs], Mask]] = {
    "string": _strings,
    "number": _numbers,
    "version": _versions,
    "date": _dates,
}


class Literals:
    """A test on `left` values with one right value at a time; what was decided for a right value is kept."""

    def __init__(self, left: Values, right: Values, test: Test, frame: Frame) -> None:
        self._left, self._right, self._test, self._frame = left, right, test, frame
        self._rows: dict[int, Mask] = {}

    def passes(self, left: int, right: int) -> bool:
        """Whether the left code passes with the right code; -1 is missing."""
        if right not in self._rows:
            codes = np.append(np.arange(len(self._left)), -1)
            other = np.full(codes.size, right)
            self._rows[right] = _distinct_pass(self._left, self._right, codes, other, self._test, self._frame)
        return bool(self._rows[right][left])
