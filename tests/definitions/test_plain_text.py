"""Rules as people read them: types are shown only where they decide something."""

import pytest

from shoal.definitions import plain_text
from shoal.rules import parse, parse_json, resolve_types, to_json


@pytest.mark.parametrize(
    "text",
    [
        'country is "TR"',
        "age > 22",
        "age between 18 and 30 or not vip is true",
        'did "Order Completed" where (total > 100 and currency is "EUR") at least 3 times in last 30 days',
        'device os_version >= "17.2" and device platform is "iOS"',
    ],
)
def test_what_the_operator_says_is_not_said_again(text: str) -> None:
    typed = resolve_types(parse(text), None)

    assert " as " not in plain_text(typed)
    assert resolve_types(parse(plain_text(typed)), None) == typed


def test_a_type_that_decides_is_shown() -> None:
    for kind in ("string", "list"):
        rule = parse_json({"attribute": "interests", "op": "contains", "value": "tea", "type": kind})

        assert to_json(parse(plain_text(rule)))["type"] == kind


def test_types_inside_item_trees_are_left_out_too() -> None:
    items = {"all": [{"item": "price", "op": "gt", "value": 5}, {"item": "sku", "op": "is", "value": "a"}]}
    rule = resolve_types(parse_json({"attribute": "cart", "op": "any_item", "value": items}), None)

    assert " as " not in plain_text(rule)
    assert resolve_types(parse(plain_text(rule)), None) == rule
