"""The JSON scanner agrees with a strict reading in Python, and equal shapes mean equal names and types."""

import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.storage.json_scan import INVALID, MISSING, shapes

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(-1e307, 1e307) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def shape(text: str | None) -> int:
    return int(shapes(pa.array([text], pa.string()))[0])


def described(value: object) -> object:
    """The shape, worked out in Python: names with the shapes of their values, lists without equal neighbours."""
    if isinstance(value, dict):
        return {"object": sorted((name, repr(described(part))) for name, part in value.items())}
    if isinstance(value, list):
        items = [repr(described(item)) for item in value]
        return ["list", *[item for place, item in enumerate(items) if place == 0 or items[place - 1] != item]]
    if isinstance(value, bool):
        return "boolean"
    return "null" if value is None else "string" if isinstance(value, str) else "number"


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=5), values, max_size=4), min_size=2, max_size=2), st.booleans())
def test_shapes_are_equal_exactly_when_the_structures_are(pair: list[dict[str, object]], ascii_only: bool):
    a, b = (shape(json.dumps(value, ensure_ascii=ascii_only, indent=1)) for value in pair)
    assert INVALID not in (a, b)
    assert (a == b) == (described(pair[0]) == described(pair[1]))


@settings(deadline=None)
@given(st.text(alphabet='{}[]:,"\\u0019 .eE+-tfn\x00\x1fé😀', max_size=12))
def test_only_objects_of_strict_json_are_valid(text: str):
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name twice")
        return dict(pairs)

    def refused(constant: str) -> None:
        raise ValueError(constant)

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=refused)
        json.dumps(value, ensure_ascii=False).encode()
    except ValueError:
        value = None
    assert (shape(text) != INVALID) == isinstance(value, dict)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": 1e999}',
        '{"a": 01}',
        '{"a": 1, "a": 2}',
        '{"a": 1, "\\u0061": 2}',
        '{"a": "\\ud83d"}',
        '{"a": "\n"}',
        '{"a": 1} {}',
        '{"a": ' * 70 + "1" + "}" * 70,
        "[1]",
        "1",
        "",
    ],
)
def test_what_other_readers_would_read_differently_is_refused(text: str):
    assert shape(text) == INVALID


def test_a_null_cell_is_missing():
    assert shape(None) == MISSING


def test_a_slice_of_a_column_is_read_at_its_place():
    column = pa.array(['{"a": 1}', None, '{"b": "x"}', "bad"]).slice(1)
    assert shapes(column).tolist() == [MISSING, shape('{"b": "y"}'), INVALID]
