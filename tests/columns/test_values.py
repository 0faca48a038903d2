"""Distinct JSON values by code."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from shoal.columns.values import BOOLEAN, LIST, NO_NUMBER, NUMBER, OBJECT, STRING, Values, number_text, parts
from shoal.model.paths import EACH


def of(*texts: str | None) -> tuple[Values, list[int]]:
    values, codes = Values.of_json(pa.array(texts, pa.string()))
    return values, codes.tolist()


def test_one_code_for_one_value() -> None:
    values, codes = of("1", "1.0", "1.00", "1e0", '"1"', "true", '"a"', '"\\u0061"', "[1, 2.0]", "[1,2]", "-0.0", "0")
    assert codes == [0, 0, 0, 0, 1, 2, 3, 3, 4, 4, 5, 5]
    assert values.kinds.tolist() == [NUMBER, STRING, BOOLEAN, STRING, LIST, NUMBER]


def test_null_and_nothing_are_missing() -> None:
    values, codes = of("null", None, "", '""')
    assert codes == [-1, -1, -1, 0]
    assert values.json_text(0) == '""'


@pytest.mark.parametrize(
    ("text", "millionths"),
    [
        ("0.1", 100_000),
        ("-12.345678", -12_345_678),
        ("9000000000000", 9 * 10**18),
        ("9000000000000.000001", NO_NUMBER),
        ("0.0000001", NO_NUMBER),
        ("1e3", 1_000_000_000),
        ("9007199254740993", NO_NUMBER),
        ("8999999999999.999999", 9 * 10**18 - 1),
    ],
)
def test_numbers_are_millionths_where_they_fit(text: str, millionths: int) -> None:
    values, _ = of(text)
    assert values.scaled.tolist() == [millionths]
    assert values.inexact.tolist() == [millionths == NO_NUMBER]


def test_numbers_are_ranked_exactly() -> None:
    texts = ["0.1", "0.1000000000000000001", "9007199254740993", "9007199254740992", "-5", '"x"']
    values, codes = of(*texts)
    ranks = values.number_order[codes].tolist()
    assert ranks == [1, 2, 4, 3, 0, -1]


def test_number_text_is_one_spelling() -> None:
    assert [number_text(Decimal(t)) for t in ("1E+3", "0.10", "-0", "100", "1.0")] == ["1000", "0.1", "0", "100", "1"]


def test_parts_of_objects_and_lists() -> None:
    values, codes = of('{"a": {"b": 1}}', '{"a": 2}', '[{"a": 1}, {"a": "x"}, {}, 3]', '"text"')
    found, inner = parts(values, ("a", "b"))
    assert [None if inner[c] < 0 else found.json_text(inner[c]) for c in codes] == ["1", None, None, None]
    found, inner = parts(values, (EACH, "a"))
    assert [None if inner[c] < 0 else found.json_text(inner[c]) for c in codes] == [None, None, '[1,"x"]', None]
    assert values.kinds.tolist() == [OBJECT, OBJECT, LIST, STRING]


def test_many_values_are_found_without_a_python_string_each(monkeypatch: pytest.MonkeyPatch) -> None:
    values, _ = of('"a"', '"b"', "1", '"é"')
    few = values.strings_equal(["a", "é", "z", "1"])
    monkeypatch.setattr("shoal.columns.values._MANY", 1)
    assert np.array_equal(values.strings_equal(["a", "é", "z", "1"]), few)
    assert few.tolist() == [True, False, False, True]
