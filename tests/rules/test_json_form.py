"""What the JSON form refuses, with which words, and what it fills in."""

from decimal import Decimal
from typing import Any

import pytest

from shoal.model.errors import RuleError
from shoal.model.rule import (
    EVERYONE,
    MAX_DEPTH,
    MAX_LIST,
    MAX_NODES,
    AttributeCondition,
    Calendar,
    Duration,
    EventCondition,
    ItemCondition,
    Measure,
    ResponseCondition,
    Rolling,
    Test,
)
from shoal.rules import parse, parse_json, to_json

SET = {"attribute": "a", "op": "is_set"}


def problems(source: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleError) as caught:
        parse(source)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def hint(source: Any) -> str:
    with pytest.raises(RuleError) as caught:
        parse(source)
    return str(caught.value.problems[0].hint)


def event(**keys: Any) -> dict[str, Any]:
    return {"event": "Order Completed", **keys}


def attribute(op: str, *value: Any, **keys: Any) -> dict[str, Any]:
    return {"attribute": "x", "op": op, **({"value": value[0]} if value else {}), **keys}


# --- what is filled in ---


def test_an_event_alone_means_at_least_once_ever() -> None:
    assert parse_json(event()) == EventCondition(
        "Order Completed", None, Measure("count"), Test("gte", Decimal(1), "number"), None
    )
    assert to_json(parse_json(event(measure="count", op="gte", value=1))) == event()


def test_a_measure_has_its_type_and_a_comparison_has_only_what_was_written() -> None:
    time = parse_json(event(measure="last_time", op="before_last", value="14d"))
    assert isinstance(time, EventCondition)
    assert time.test == Test("before_last", Duration(14, "d"), "date")

    plain = parse_json(attribute("gt", 5))
    assert isinstance(plain, AttributeCondition)
    assert plain.test.type is None


def test_a_response_is_to_any_message_unless_it_says_which() -> None:
    assert parse_json({"response": "clicked", "channel": "push"}) == ResponseCondition(
        "clicked", "any", None, "push", None
    )


def test_calendar_makes_a_window_of_local_units() -> None:
    rolling, calendar = (parse_json(event(window={"last": "7d"} | extra)) for extra in ({}, {"calendar": True}))
    assert isinstance(rolling, EventCondition)
    assert isinstance(calendar, EventCondition)
    assert (rolling.window, calendar.window) == (Rolling(Duration(7, "d")), Calendar(7, "d"))


def test_numbers_are_exact() -> None:
    for source in (
        '{"attribute": "x", "op": "gt", "value": 0.10}',
        attribute("gt", 0.1),
        attribute("gt", Decimal("0.1")),
    ):
        rule = parse(source)
        assert isinstance(rule, AttributeCondition)
        assert rule.test.value == Decimal("0.1")


def test_items_are_compared_inside_any_item() -> None:
    rule = parse_json(attribute("any_item", {"item": "", "op": "is", "value": "x"}))
    assert isinstance(rule, AttributeCondition)
    assert rule.test.value == ItemCondition("", Test("is", "x"))


def test_nothing_but_everyone() -> None:
    assert parse('{"all": []}') == EVERYONE


# --- what is refused ---

ONE_PROBLEM: list[tuple[Any, str, str]] = [
    ([], "", "not_an_object"),
    ({}, "", "unknown_condition"),
    ({"atribute": "x", "op": "is_set"}, "", "unknown_condition"),
    ({"attribute": "x", "tag": "y", "op": "has"}, "", "two_conditions"),
    ({"all": SET}, "all", "not_a_list"),
    ({"not": []}, "not", "not_an_object"),
    ({"all": [], "comment": "x"}, "comment", "unknown_key"),
    ({"property": "x", "op": "is_set"}, "property", "misplaced"),
    ({"item": "x", "op": "is_set"}, "item", "misplaced"),
    (event(where=SET), "where.attribute", "misplaced"),
    (event(where={"event": "y"}), "where.event", "misplaced"),
    (attribute("any_item", SET), "value.attribute", "misplaced"),
    ({"event": ""}, "event", "bad_name"),
    ({"attribute": 5, "op": "is_set"}, "attribute", "bad_name"),
    ({"attribute": "a..b", "op": "is_set"}, "attribute", "bad_path"),
    ({"attribute": "[].b", "op": "is_set"}, "attribute", "bad_path"),
    # operators
    ({"attribute": "x"}, "", "missing_op"),
    (attribute("iz", 1), "op", "unknown_operator"),
    (attribute(">", 1), "op", "unknown_operator"),
    (attribute(None, 1), "op", "unknown_operator"),  # type: ignore[arg-type]
    (attribute("gt", 1, type="string"), "op", "wrong_operator"),
    (attribute("gt", 1, type="text"), "type", "unknown_type"),
    (event(op="is", value="x"), "op", "wrong_operator"),
    (event(measure="first_time", op="gt", value=5), "op", "wrong_operator"),
    (event(op="top_percent", value=5), "op", "misplaced"),
    (event(where={"property": "x", "op": "top_percent", "value": 5}), "where.op", "misplaced"),
    ({"device": "model", "op": "on", "value": "2026-01-01"}, "op", "wrong_operator"),
    ({"device": "platform", "op": "gt", "value": "2"}, "op", "wrong_operator"),
    # right sides
    (attribute("is"), "", "missing_value"),
    (attribute("is", 5), "value", "wrong_operand"),
    (attribute("is", None), "value", "wrong_operand"),
    (attribute("is", ["x"]), "value", "wrong_operand"),
    (attribute("gt", True), "value", "wrong_operand"),
    (attribute("gt", "2026-01-01"), "value", "wrong_operand"),
    (attribute("gt", "beta"), "value", "bad_version"),
    (attribute("gt", "5", type="number"), "value", "wrong_operand"),
    (attribute("is_true", True), "value", "unexpected_value"),
    (attribute("is_set", 1), "value", "unexpected_value"),
    (attribute("is_set", type="string"), "type", "unexpected_value"),
    (attribute("is_any_of", "TR"), "value", "wrong_operand"),
    (attribute("is_any_of", []), "value", "empty_list"),
    (attribute("is_any_of", ["x", 5]), "value", "wrong_operand"),
    (attribute("is_any_of", ["x", None]), "value[1]", "wrong_operand"),
    (attribute("contains_any_of", []), "value", "empty_list"),
    (attribute("between", [5, 1]), "value", "between_order"),
    (attribute("between", ["2026-02-01", "2026-01-01"]), "value", "between_order"),
    (attribute("between", [1]), "value", "wrong_operand"),
    (attribute("between", [1, "2026-01-01"]), "value", "wrong_operand"),
    (attribute("contains", ""), "value", "empty_pattern"),
    (attribute("starts_with", ""), "value", "empty_pattern"),
    (attribute("matches", ""), "value", "empty_pattern"),
    (attribute("matches", "("), "value", "bad_pattern"),
    (attribute("matches", "(?=x)"), "value", "bad_pattern"),
    (attribute("matches", "x" * 257), "value", "pattern_too_long"),
    (attribute("on", "yesterday"), "value", "bad_date"),
    (attribute("on", "2026-02-30"), "value", "bad_date"),
    (attribute("on", "2026-02-01T10:00"), "value", "bad_date"),
    (attribute("on", "20260201"), "value", "bad_date"),
    (attribute("in_last", "30"), "value", "bad_duration"),
    (attribute("in_last", "0d"), "value", "bad_duration"),
    (attribute("in_last", "3mo"), "value", "bad_duration"),
    (attribute("in_last", "999999999d"), "value", "bad_duration"),
    (attribute("anniversary_in_next", "12h"), "value", "bad_duration"),
    (attribute("month_is", 13), "value", "wrong_operand"),
    (attribute("month_is", 1.5), "value", "wrong_operand"),
    (attribute("weekday_is", "monday"), "value", "wrong_operand"),
    (attribute("top_percent", 0), "value", "wrong_operand"),
    (attribute("top_percent", 101), "value", "wrong_operand"),
    (attribute("size", 2), "value", "wrong_operand"),
    (attribute("size", {"op": "is", "value": "2"}), "value.op", "wrong_operator"),
    (attribute("size", {"op": "is_set"}), "value.op", "wrong_operator"),
    (attribute("gt", float("inf")), "value", "bad_number"),
    (attribute("gt", Decimal("0.1234567890123456789")), "value", "bad_number"),
    (attribute("gt", 10**40), "value", "bad_number"),
    (attribute("is", "\ud800"), "value", "bad_text"),
    # options
    (attribute("is", "x", ignore_case="yes"), "ignore_case", "wrong_operand"),
    (attribute("gt", 5, ignore_case=True), "ignore_case", "unexpected_key"),
    (attribute("is", "x", missing="exclude"), "missing", "unexpected_key"),
    (attribute("is_missing", missing="exclude"), "missing", "unexpected_key"),
    (attribute("is_not", "x", missing="no"), "missing", "unknown_choice"),
    # measures and windows
    (event(measure="sum", op="gt", value=5), "measure", "bad_measure"),
    (event(measure="total", op="gt", value=5), "measure", "unknown_measure"),
    (event(measure={"sum": "a", "avg": "b"}, op="gt", value=5), "measure", "bad_measure"),
    (event(measure={"summ": "a"}, op="gt", value=5), "measure.summ", "unknown_measure"),
    (event(measure={"sum": "total"}), "", "missing_op"),
    (event(value=5), "", "missing_op"),
    (event(op="gte"), "", "missing_value"),
    (event(window="30d"), "window", "bad_window"),
    (event(window={}), "window", "bad_window"),
    (event(window={"last": "30d", "previous": "1mo"}), "window", "bad_window"),
    (event(window={"last": "3mo"}), "window.last", "bad_duration"),
    (event(window={"last": "12h", "calendar": True}), "window.last", "bad_duration"),
    (event(window={"previous": "0d"}), "window.previous", "bad_duration"),
    (event(window={"between": ["30d", "90d"]}), "window.between", "window_order"),
    (event(window={"between": ["30d", "720h"]}), "window.between", "window_order"),
    (event(window={"between": ["30d"]}), "window.between", "bad_window"),
    (event(window={"from": "2026-02-01", "to": "2026-02-01"}), "window.from", "window_order"),
    (event(window={"from": "2026-01-01T00:00Z", "to": "2026-01-01T03:00+03:00"}), "window.from", "window_order"),
    (event(window={"from": "soon"}), "window.from", "bad_date"),
    (event(window={"to": "soon"}), "window", "bad_date"),
    (event(window={"last": "7d", "zone": "Europe/Istanbul"}), "window.zone", "unknown_key"),
    # tags, segments, responses, devices
    ({"tag": "vip"}, "", "missing_op"),
    ({"tag": "vip", "op": "hass"}, "op", "unknown_operator"),
    ({"tag": [], "op": "has_any_of"}, "tag", "empty_list"),
    ({"tag": ["a", "b"], "op": "has"}, "tag", "wrong_operand"),
    ({"tag": "vip", "op": "has", "value": "x"}, "value", "unexpected_value"),
    ({"tag": "vip", "op": "tagged_within"}, "value", "bad_duration"),
    ({"segment": "x"}, "", "missing_op"),
    ({"segment": "x", "op": "is"}, "op", "unknown_operator"),
    ({"response": "openned"}, "response", "unknown_response"),
    ({"response": "opened", "channel": "sms"}, "channel", "unknown_channel"),
    ({"response": "opened", "op": "gte", "value": 2}, "op", "unknown_key"),
    ({"device": "os", "op": "is", "value": "x"}, "device", "unknown_field"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "path", "code"), ONE_PROBLEM, ids=lambda value: str(value)[:60])
def test_a_wrong_rule_is_refused_where_it_is_wrong(source: Any, path: str, code: str) -> None:
    assert (path, code) in problems(source)


def test_every_problem_is_found_not_the_first() -> None:
    rule = {
        "all": [
            {"attribute": "a", "op": "iz", "value": 1},
            event(where={"property": "total", "op": "gt", "value": "x y"}, window={"last": "3 days"}, color="red"),
            {"none": [{"tag": "vip", "op": "was"}, {"foo": 1}]},
        ]
    }
    assert problems(rule) == [
        ("all[0].op", "unknown_operator"),
        ("all[1].color", "unknown_key"),
        ("all[1].where.value", "bad_version"),
        ("all[1].window.last", "bad_duration"),
        ("all[2].none[0].op", "unknown_operator"),
        ("all[2].none[1]", "unknown_condition"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"atribute": "x", "op": "is_set"}, "did you mean 'attribute'?"),
        (attribute("contians", "x"), "did you mean 'contains'?"),
        (attribute("==", 5), "write is for text, eq for numbers"),
        (attribute("is", 5), "write eq for a number, or quote it to compare text"),
        (attribute("is", True), "use is_true, without a value"),
        (attribute("between", [5, 1]), "write [1, 5]"),
        (attribute("gt", "2026-01-01"), "write after"),
        ({"attribute": "x", "opp": "is", "value": "y"}, "did you mean 'op'?"),
        (event(windoww={"last": "30d"}), "did you mean 'window'?"),
        (event(measure={"summ": "a"}, op="gt", value=5), "did you mean 'sum'?"),
        (event(window={"last": "3mo"}), 'add "calendar": true for calendar units, or use days ("90d")'),
        (event(window={"between": ["30d", "90d"]}), 'the larger comes first: ["90d", "30d"]'),
        ({"response": "openned"}, "did you mean 'opened'?"),
    ],
    ids=str,
)
def test_hints_say_what_to_write(source: Any, expected: str) -> None:
    assert hint(source) == expected


# --- limits ---


def nested(levels: int) -> dict[str, Any]:
    rule: dict[str, Any] = SET
    for _ in range(levels):
        rule = {"not": rule}
    return rule


def test_depth_is_limited_without_recursion() -> None:
    assert parse(nested(MAX_DEPTH - 1))
    for levels in (MAX_DEPTH, 40, 50_000):
        assert problems(nested(levels)) == [("", "too_deep")]
    assert problems('{"not":' * 100_000 + "1" + "}" * 100_000) == [("", "too_deep")]
    assert problems({"junk": [[[[[[[[nested(200)]]]]]]]]}) == [("", "too_deep")]


def test_depth_counts_where_and_item_trees() -> None:
    where: dict[str, Any] = {"property": "x", "op": "is_set"}
    for _ in range(MAX_DEPTH - 2):
        where = {"not": where}
    assert parse(event(where=where))
    assert problems({"not": event(where=where)}) == [("", "too_deep")]


def test_nodes_are_limited() -> None:
    assert parse({"any": [SET] * (MAX_NODES - 1)})
    assert problems({"any": [SET] * MAX_NODES}) == [("", "too_many_nodes")]
    assert problems({"any": [SET] * 1_000_000}) == [("", "too_many_nodes")]


def test_lists_are_limited() -> None:
    values = [f"v{i}" for i in range(MAX_LIST)]
    assert parse(attribute("is_any_of", values))
    assert problems(attribute("is_any_of", [*values, "one more"])) == [("value", "list_too_long")]


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert problems({"all": endless}) == [("", "too_deep")]


def test_size_is_limited_before_anything_is_read() -> None:
    assert problems('{"attribute": "' + "x" * 10_000_000 + '"}') == [("", "too_large")]
    assert problems(b"{" + b" " * 10_000_000 + b"}") == [("", "too_large")]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('{"attribute": "x" "op": "is_set"}', "bad_json"),
        ('{"attribute": "x", "op": "gt", "value": NaN}', "bad_number"),
        ('{"attribute": "x", "op": "gt", "value": 1e999999999999999999}', "bad_number"),
        ('{"attribute": "x", "op": "gt", "value": ' + "9" * 5000 + "}", "bad_number"),
        ('{"attribute": "x", "op": "is", "op": "is_not", "value": "y"}', "duplicate_key"),
        (b'{"attribute": "\xff"}', "bad_text"),
        ("[{}, {}]", "not_an_object"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_text_that_is_no_strict_json_is_refused(source: str | bytes, code: str) -> None:
    assert [found for _, found in problems(source)] == [code]
