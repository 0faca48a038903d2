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
Compare = Callable[[Codes, Codes], Mask]


def pairs_pass(left: ValueColumn, right: ValueColumn, test: Test, frame: Frame) -> Mask:
    """Whether each row's left value passes the test with its right value; the columns have equal lengths."""
    width = len(right.values) + 1
    keys = (left.codes.astype(np.int64) + 1) * width + right.codes + 1
    distinct, inverse = np.unique(keys, return_inverse=True)
    pairs = PairTest(left.values, right.values, test, frame)
    return pairs.passes(distinct // width - 1, distinct % width - 1)[inverse]


class PairTest:
    """A test between values of two dictionaries; what it needs of each is computed once."""

    def __init__(self, left: Values, right: Values, test: Test, frame: Frame) -> None:
        self._left, self._right = (
            np.append(predicates.has_type(values, test, frame), False) for values in (left, right)
        )
        self._test = test
        self._positive = NEGATIVE_OPERATORS.get(test.op, test.op)
        self._compare = _COMPARE[str(test.type)](_Sides(left, right, self._positive, test, frame))

    def passes(self, a: Codes, b: Codes) -> Mask:
        """Whether each left code passes with the right code beside it; -1 is missing."""
        known = self._left[a] & self._right[b]
        passed = np.zeros(a.size, np.bool_)
        passed[known] = self._compare(a[known], b[known])
        if self._positive == self._test.op:
            return passed
        return ~passed if self._test.missing == "include" else known & ~passed


@dataclass(frozen=True, slots=True)
class _Sides:
    """Two dictionaries and a positive operator; what is compared are codes of values that have the test's type."""

    left: Values
    right: Values
    op: str
    test: Test
    frame: Frame


def _strings(sides: _Sides) -> Compare:
    fold: Callable[[str], str] = str.casefold if sides.test.ignore_case else str
    compare: Callable[[str, str], bool] = {
        "is": str.__eq__,
        "contains": str.__contains__,
        "starts_with": str.startswith,
        "ends_with": str.endswith,
    }[sides.op]

    def texts(values: Values, codes: Codes) -> list[str]:
        return [fold(text) for text in values.text.take(pa.array(codes)).to_pylist()]

    return lambda a, b: np.fromiter(map(compare, texts(sides.left, a), texts(sides.right, b)), np.bool_, a.size)


def _numbers(sides: _Sides) -> Compare:
    compare = _NUMPY[sides.op]

    def passes(a: Codes, b: Codes) -> Mask:
        left, right = sides.left.scaled[a], sides.right.scaled[b]
        passed: Mask = compare(left, right)
        for i in np.flatnonzero((left == NO_NUMBER) | (right == NO_NUMBER)).tolist():
            one, other = sides.left.text[int(a[i])].as_py(), sides.right.text[int(b[i])].as_py()
            passed[i] = bool(compare(Decimal(one), Decimal(other)))
        return passed

    return passes


def _versions(sides: _Sides) -> Compare:
    compare = _NUMPY[sides.op]
    left, right = predicates.version_keys(sides.left), predicates.version_keys(sides.right)

    def passes(a: Codes, b: Codes) -> Mask:
        pairs = zip(a.tolist(), b.tolist(), strict=True)
        return np.array([compare(predicates.compare_versions(left[i], right[j]), 0) for i, j in pairs], np.bool_)

    return passes


def _dates(sides: _Sides) -> Compare:
    """Local days with a day on the right, instants with an instant."""
    left, right = predicates.dates_of(sides.left, sides.frame), predicates.dates_of(sides.right, sides.frame)
    compare, zone = COMPARISONS[sides.op], sides.frame.zone
    days, instants = left.local_days(zone), left.instants(zone)

    def passes(a: Codes, b: Codes) -> Mask:
        result: Mask = np.where(right.bare[b], compare(days[a], right.days[b]), compare(instants[a], right.times[b]))
        return result

    return passes


_NUMPY: dict[str, Callable[[Any, Any], Any]] = {
    "eq": np.equal,
    "gt": np.greater,
    "gte": np.greater_equal,
    "lt": np.less,
    "lte": np.less_equal,
}
_COMPARE: dict[str, Callable[[_Sides], Compare]] = {
    "string": _strings,
    "number": _numbers,
    "version": _versions,
    "date": _dates,
}
