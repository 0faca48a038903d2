"""Tests decided for all distinct values of a column at once. The meaning of each operator is in docs/guide/rules.md."""

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.columns import dates
from shoal.columns.dates import Dates, Frame, Mask
from shoal.columns.values import BOOLEAN, LIST, NO_NUMBER, NUMBER, SCALE, STRING, Values, canonical_json, parts
from shoal.model.paths import parse_path
from shoal.model.rule import NEGATIVE_OPERATORS, AllOf, AnyOf, ItemCondition, Node, Not, Test

_LIMIT = 2**63 - 1


def lookup_table(values: Values, test: Test, frame: Frame) -> Mask:
    """Whether each value passes, by code; one more entry, the last, says it for a missing value."""
    if test.op == "size":
        return _size_table(values, test, frame)
    positive = NEGATIVE_OPERATORS.get(test.op, test.op)
    passed = _passes(values, positive, test, frame)
    if positive == test.op:
        return np.append(passed, False)
    if test.missing == "exclude":
        return np.append(~passed & has_type(values, test, frame), False)
    return np.append(~passed, True)


def has_type(values: Values, test: Test, frame: Frame) -> Mask:
    """Whether each value has the type of the test."""
    if test.type == "version":
        return np.array([key is not None for key in version_keys(values)], np.bool_)
    if test.type == "date":
        return dates_of(values, frame).readable
    if test.type is None:
        return np.ones(len(values), np.bool_)
    kind = {"string": STRING, "number": NUMBER, "boolean": BOOLEAN, "list": LIST}[test.type]
    result: Mask = values.kinds == kind
    return result


def _passes(values: Values, op: str, test: Test, frame: Frame) -> Mask:
    if op == "is_set":
        return np.ones(len(values), np.bool_)
    match test.type:
        case "string":
            return (values.kinds == STRING) & _string(values, op, test)
        case "number":
            return number_passes(values, op, test)
        case "boolean":
            wanted = "true" if op == "is_true" else "false"
            return (values.kinds == BOOLEAN) & _truth(pc.equal(values.text, wanted))
        case "version":
            return _version(values, op, str(test.value))
        case "date":
            return dates.passes(dates_of(values, frame), op, test, frame)
        case "list":
            return _list(values, op, test, frame)
    raise ValueError(f"a test without type: {test}")


def _truth(array: pa.Array) -> Mask:
    result: Mask = array.to_numpy(zero_copy_only=False)
    return result


# --- strings -------------------------------------------------------------------------------------------------------


def _string(values: Values, op: str, test: Test) -> Mask:
    if op == "matches":
        return _truth(pc.match_substring_regex(values.text, str(test.value), ignore_case=test.ignore_case))
    if op in ("is", "is_any_of") and not test.ignore_case:
        return values.strings_equal([str(v) for v in (test.value if isinstance(test.value, tuple) else (test.value,))])
    texts = values.text
    fold: Callable[[str], str] = str
    if test.ignore_case:
        texts = pa.array([text.casefold() for text in texts.to_pylist()], pa.string())
        fold = str.casefold
    if op == "is_any_of":
        assert isinstance(test.value, tuple)
        return _truth(pc.is_in(texts, pa.array([fold(str(v)) for v in test.value], pa.string())))
    compare: Callable[..., pa.Array] = {
        "is": pc.equal,
        "contains": pc.match_substring,
        "starts_with": pc.starts_with,
        "ends_with": pc.ends_with,
    }[op]
    return _truth(compare(texts, fold(str(test.value))))


# --- numbers -------------------------------------------------------------------------------------------------------


def number_passes(values: Values, op: str, test: Test) -> Mask:
    """Whether each value is a number that passes, compared exactly."""
    result = scaled_passes(values.scaled, op, test) & (values.scaled != NO_NUMBER)
    for code in np.flatnonzero(values.inexact).tolist():
        result[code] = decimal_passes(Decimal(values.text[code].as_py()), op, test)
    return result


def pair(test: Test) -> tuple[Any, Any]:
    """Both ends of a between."""
    assert isinstance(test.value, tuple)
    low, high = test.value
    return low, high


def alternatives(test: Test) -> tuple[Any, ...]:
    """The values of an is_any_of."""
    assert isinstance(test.value, tuple)
    return test.value


def scaled_passes(scaled: npt.NDArray[Any], op: str, test: Test, unit: int = SCALE) -> Mask:
    """Whether integers, counted in 1/`unit`, pass a test on numbers; exact whatever the literal's places."""
    if op == "between":
        low, high = pair(test)
        return _compare_scaled(scaled, "gte", low, unit) & _compare_scaled(scaled, "lte", high, unit)
    if op == "is_any_of":
        found = np.zeros(scaled.size, np.bool_)
        for value in alternatives(test):
            found |= _compare_scaled(scaled, "eq", value, unit)
        return found
    return _compare_scaled(scaled, op, test.value, unit)


def _compare_scaled(scaled: npt.NDArray[Any], op: str, value: Any, unit: int) -> Mask:
    exact = Decimal(value) * unit
    low = max(-_LIMIT, min(_LIMIT, int(exact.to_integral_value(ROUND_FLOOR))))
    high = max(-_LIMIT, min(_LIMIT, int(exact.to_integral_value(ROUND_CEILING))))
    match op:
        case "gt":
            return scaled > low
        case "gte":
            return scaled >= high
        case "lt":
            return scaled < high
        case "lte":
            return scaled <= low
        case "eq":
            return scaled == low if low == high == exact else np.zeros(scaled.size, np.bool_)
    raise ValueError(f"{op} is no operator on numbers")


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}


def decimal_passes(number: Any, op: str, test: Test, read: Callable[[Any], Any] = Decimal) -> bool:
    """One number against the test; `read` turns the literals into the number's own kind (float for float sums)."""
    if op == "between":
        low, high = pair(test)
        return bool(read(low) <= number <= read(high))
    if op == "is_any_of":
        return any(number == read(value) for value in alternatives(test))
    return _ORDER[op](number, read(test.value))


# --- versions ------------------------------------------------------------------------------------------------------

_VersionKey = tuple[tuple[int, int, str], ...]
_RELEASE_END = (1, 0, "")  # a missing number is 0 and sorts after any letter part


def version_key(text: str) -> tuple[tuple[int, int, str], ...] | None:
    """A key that orders versions: numbers numerically, a letter part before no part; None when it is no version."""
    text = text[1:] if text[:1] in ("v", "V") else text
    if not re.match(r"[0-9]", text):
        return None
    parts_ = re.findall(r"[0-9]+|[^0-9.\-]+", text.split("+", 1)[0])
    key = [(1, int(part), "") if part[0] in "0123456789" else (0, 0, part) for part in parts_]
    while key and key[-1] == _RELEASE_END:
        key.pop()
    return (*key, _RELEASE_END)


def version_keys(values: Values) -> list[_VersionKey | None]:
    keys: list[_VersionKey | None] = [None] * len(values)
    for code in np.flatnonzero(values.kinds == STRING).tolist():
        keys[code] = version_key(values.text[code].as_py())
    return keys


def compare_versions(a: _VersionKey, b: _VersionKey) -> int:
    length = max(len(a), len(b))
    padded = [key + (_RELEASE_END,) * (length - len(key)) for key in (a, b)]
    return (padded[0] > padded[1]) - (padded[0] < padded[1])


def _version(values: Values, op: str, literal: str) -> Mask:
    bound = version_key(literal)
    if bound is None:
        return np.zeros(len(values), np.bool_)
    keys = version_keys(values)
    return np.array([key is not None and _ORDER[op](compare_versions(key, bound), 0) for key in keys], np.bool_)


# --- dates ---------------------------------------------------------------------------------------------------------


def dates_of(values: Values, frame: Frame) -> Dates:
    """The values read as dates, kept with the values: reading is the dear part and the same for every test."""
    cache: dict[str, Dates] = values.__dict__.setdefault("_dates_by_zone", {})
    if frame.workspace_zone not in cache:
        read = dates.read_dates(values.text, frame.workspace_zone)
        strings = values.kinds == STRING
        cache[frame.workspace_zone] = Dates(read.readable & strings, read.bare & strings, read.days, read.times)
    return cache[frame.workspace_zone]


# --- lists ---------------------------------------------------------------------------------------------------------


def _list(values: Values, op: str, test: Test, frame: Frame) -> Mask:
    result = np.zeros(len(values), np.bool_)
    lists = values.lists
    if op in ("any_item", "all_items"):
        assert isinstance(test.value, AllOf | AnyOf | Not | ItemCondition)
        codes = np.array(list(lists), np.int64)
        result[codes] = _items(list(lists.values()), op, test.value, frame)
        return result
    wanted = {_item_key(value) for value in (test.value if isinstance(test.value, tuple) else (test.value,))}
    for code, items in lists.items():
        result[code] = _list_passes(items, op, wanted)
    return result


def _list_passes(items: object, op: str, wanted: set[tuple[str, object]]) -> bool:
    assert isinstance(items, list)
    if op == "is_empty":
        return not items
    keys = {_item_key(item) for item in items}
    return wanted <= keys if op == "contains_all_of" else not wanted.isdisjoint(keys)


def _size_table(values: Values, test: Test, frame: Frame) -> Mask:
    """The inner test on the number of items; what is no list has no number."""
    assert isinstance(test.value, Test)
    sizes = np.array([len(items) if isinstance(items, list) else 0 for items in values.lists.values()], np.int64)
    distinct, inverse = np.unique(sizes, return_inverse=True)
    table = lookup_table(Values.of_json(pa.array(distinct.astype(str), pa.string()))[0], test.value, frame)
    result = np.full(len(values) + 1, table[-1])
    result[np.array(list(values.lists), np.int64)] = table[:-1][inverse]
    return result


def _item_key(item: object) -> tuple[str, object]:
    """Equal for equal scalars of one type: true, 1 and "1" are three values."""
    if isinstance(item, list | dict) or item is None:
        return ("", id(item))
    return (type(item).__name__, item)


def _items(lists: list[object], op: str, tree: Node, frame: Frame) -> Mask:
    """any_item / all_items of each list: the tree is decided for all items of all lists together."""
    items = [item for one in lists for item in one]  # type: ignore[attr-defined]
    owner = np.repeat(np.arange(len(lists)), [len(one) for one in lists])  # type: ignore[arg-type]
    texts = pa.array([canonical_json(item) for item in items], pa.string()).dictionary_encode()
    values, codes = Values.of_json(texts.dictionary)
    item_codes = codes[texts.indices.to_numpy()] if items else np.empty(0, np.int32)

    def decide(leaf: Node) -> Mask:
        assert isinstance(leaf, ItemCondition)
        if not leaf.path:
            return lookup_table(values, leaf.test, frame)[item_codes]
        inner, inner_codes = parts(values, parse_path(leaf.path))
        table = lookup_table(inner, leaf.test, frame)
        return np.append(table[inner_codes], table[-1])[item_codes]

    passed = decide_tree(tree, decide, len(items))
    if op == "any_item":
        return np.bincount(owner[passed], minlength=len(lists)) > 0
    return np.bincount(owner[~passed], minlength=len(lists)) == 0


def decide_tree(node: Node, decide: Callable[[Node], Mask], size: int) -> Mask:
    """A tree over arrays: `decide` gives the mask of a leaf, `size` the rows."""
    match node:
        case AllOf(children):
            out = np.ones(size, np.bool_)
            for child in children:
                out &= decide_tree(child, decide, size)
            return out
        case AnyOf(children):
            out = np.zeros(size, np.bool_)
            for child in children:
                out |= decide_tree(child, decide, size)
            return out
        case Not(child):
            return ~decide_tree(child, decide, size)
    return decide(node)
