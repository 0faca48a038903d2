"""What people may type, what it means in the JSON form, and what they are told when it means nothing."""

from typing import Any

import pytest

from shoal.model.errors import Problem, RuleError
from shoal.rules import format_text, parse, parse_json, parse_text


def problem(text: str) -> Problem:
    with pytest.raises(RuleError) as caught:
        parse_text(text)
    return caught.value.problems[0]


def count(op: str, value: object, **keys: Any) -> dict[str, Any]:
    return {"event": "X", "op": op, "value": value, **keys}


def measure(name: object, op: str, value: object, **keys: Any) -> dict[str, Any]:
    return {"event": "X", "measure": name, "op": op, "value": value, **keys}


def a(op: str, *value: object, **keys: Any) -> dict[str, Any]:
    return {"attribute": "a", "op": op, **({"value": value[0]} if value else {}), **keys}


A, B, C = ({"attribute": name, "op": "is_set"} for name in "abc")

MEANS: list[tuple[str, dict[str, Any]]] = [
    # logic
    ("everyone", {"all": []}),
    ("no one", {"any": []}),
    ("a is set and b is set or c is set", {"any": [{"all": [A, B]}, C]}),
    ("a is set and (b is set or c is set)", {"all": [A, {"any": [B, C]}]}),
    ("a is set and (b is set and c is set)", {"all": [A, {"all": [B, C]}]}),
    ("not a is set and b is set", {"all": [{"not": A}, B]}),
    ("NOT (A is set AND b IS SET)", {"not": {"all": [{"attribute": "A", "op": "is_set"}, B]}}),
    ("all (a is set)", {"all": [A]}),
    ("any (a is set, b is set and c is set,)", {"any": [A, {"all": [B, C]}]}),
    ("none (a is set)", {"none": [A]}),
    ("((a is set))", A),
    # comparisons by sign, word and type of the right side
    ('a = "x"', a("is", "x")),
    ('a is "x"', a("is", "x")),
    ("a = 5", a("eq", 5)),
    ("a is 5", a("eq", 5)),
    ("a = true", a("is_true")),
    ("a is false", a("is_false")),
    ("a = 2026-01-01", a("on", "2026-01-01")),
    ('a = "2026-01-01"', a("is", "2026-01-01")),
    ('a != "x"', a("is_not", "x")),
    ("a is not 5", a("ne", 5)),
    ("a is not 2026-01-01", a("not_on", "2026-01-01")),
    ("a > 5", a("gt", 5)),
    ("a is more than 5", a("gt", 5)),
    ("a >= -0.5", a("gte", -0.5)),
    ("a is at least 5", a("gte", 5)),
    ("a < 5", a("lt", 5)),
    ("a is less than 5", a("lt", 5)),
    ("a <= 5", a("lte", 5)),
    ("a is at most 1e3", a("lte", 1000)),
    ('a >= "2.1"', a("gte", "2.1")),
    ('a equals "2.1"', a("eq", "2.1")),
    ('a does not equal "2.1"', a("ne", "2.1")),
    ('a = "2.1" as version', a("eq", "2.1", type="version")),
    ("a > 2026-01-01", a("after", "2026-01-01")),
    ('a > "2026-01-01"', a("after", "2026-01-01")),
    ('a > "2026-01-01" as version', a("gt", "2026-01-01", type="version")),
    ("a <= 2026-01-01T10:00Z", a("on_or_before", "2026-01-01T10:00Z")),
    ("a >= 2026-01-01", a("on_or_after", "2026-01-01")),
    ("a < 2026-01-01", a("before", "2026-01-01")),
    # the other operators
    ("a is set", A),
    ("a exists", A),
    ("a is missing", a("is_missing")),
    ("a is not set", a("is_missing")),
    ('a in ("x", "y")', a("is_any_of", ["x", "y"])),
    ("a is one of (1, 2)", a("is_any_of", [1, 2])),
    ('a not in ("x")', a("is_none_of", ["x"])),
    ('a is none of ("x")', a("is_none_of", ["x"])),
    ('a contains "x"', a("contains", "x")),
    ('a does not contain "x"', a("not_contains", "x")),
    ('a starts with "x"', a("starts_with", "x")),
    ('a ends with "x"', a("ends_with", "x")),
    (r'a matches "\\d"', a("matches", r"\d")),
    ('a does not match "x"', a("not_matches", "x")),
    ("a between 1 and 5", a("between", [1, 5])),
    ("a is not between 1 and 5", a("not_between", [1, 5])),
    ("a between 2026-01-01 and 2026-02-01", a("between", ["2026-01-01", "2026-02-01"])),
    ("a in top 20%", a("top_percent", 20)),
    ("a in the bottom 0.5 %", a("bottom_percent", 0.5)),
    ("a on 2026-01-01", a("on", "2026-01-01")),
    ("a not on 2026-01-01", a("not_on", "2026-01-01")),
    ("a on or before 2026-01-01", a("on_or_before", "2026-01-01")),
    ("a in last 30 days", a("in_last", "30d")),
    ("a in the last 2w", a("in_last", "2w")),
    ("a not in last 90 minutes", a("not_in_last", "90m")),
    ("a in next 24 hours", a("in_next", "24h")),
    ("a before last 14 days", a("before_last", "14d")),
    ("a after next 1 week", a("after_next", "1w")),
    ("a anniversary in next 7 days", a("anniversary_in_next", "7d")),
    ("a anniversary in last 1w", a("anniversary_in_last", "1w")),
    ("a in month 3", a("month_is", 3)),
    ("a weekday is monday", a("weekday_is", "mon")),
    ("a weekday is tue", a("weekday_is", "tue")),
    ("a is today", a("today")),
    ("a is this week", a("this_week")),
    ("a is this month", a("this_month")),
    ("a is this year", a("this_year")),
    ('a contains any of ("x", 1, true)', a("contains_any_of", ["x", 1, True])),
    ('a contains all of ("x")', a("contains_all_of", ["x"])),
    ('a contains none of ("x")', a("contains_none_of", ["x"])),
    ("a is empty", a("is_empty")),
    ("a size >= 2", a("size", {"op": "gte", "value": 2})),
    ("a size between 1 and 3", a("size", {"op": "between", "value": [1, 3]})),
    ('a any item (item = "x")', a("any_item", {"item": "", "op": "is", "value": "x"})),
    ("a all items (price > 5 and qty is set)", a("all_items", {"all": [
        {"item": "price", "op": "gt", "value": 5}, {"item": "qty", "op": "is_set"}]})),
    ('a any item (item "Unit Price" > 5)', a("any_item", {"item": "Unit Price", "op": "gt", "value": 5})),
    # options
    ('a is "x" ignoring case', a("is", "x", ignore_case=True)),
    ('a is not "x" excluding missing', a("is_not", "x", missing="exclude")),
    ('a contains "x" as list', a("contains", "x", type="list")),
    ('a contains "x" as text ignoring case', a("contains", "x", type="string", ignore_case=True)),
    # names
    ('attribute "Grand Total" > 5', {"attribute": "Grand Total", "op": "gt", "value": 5}),
    ('"Grand Total" > 5', {"attribute": "Grand Total", "op": "gt", "value": 5}),
    ('["a.b"].c[].d is set', {"attribute": '["a.b"].c[].d', "op": "is_set"}),
    ("last in last 30 days", {"attribute": "last", "op": "in_last", "value": "30d"}),
    ("android is set and inactive is true", {"all": [
        {"attribute": "android", "op": "is_set"}, {"attribute": "inactive", "op": "is_true"}]}),
    ("count > 3", {"attribute": "count", "op": "gt", "value": 3}),
    ("'it''s' is set".replace("''", "\\'"), {"attribute": "it's", "op": "is_set"}),
    # events
    ('did "X"', {"event": "X"}),
    ("did 'X'", {"event": "X"}),
    ('did "X" at least 3 times', count("gte", 3)),
    ('did "X" at most 3 times', count("lte", 3)),
    ('did "X" exactly once', count("eq", 1)),
    ('did "X" more than 3 times', count("gt", 3)),
    ('did "X" fewer than 3 times', count("lt", 3)),
    ('did "X" at least twice', count("gte", 2)),
    ('did "X" between 2 and 5 times', count("between", [2, 5])),
    ('count of "X" not between 2 and 5', count("not_between", [2, 5])),
    ('did "X" in last 30 days at least 2 times where total > 5', count(
        "gte", 2, window={"last": "30d"}, where={"property": "total", "op": "gt", "value": 5})),
    ('did "X" where (total > 5 or not brand is set)', {"event": "X", "where": {"any": [
        {"property": "total", "op": "gt", "value": 5}, {"not": {"property": "brand", "op": "is_set"}}]}}),
    ('did "X" where property "Grand Total" > 5', {"event": "X", "where": {
        "property": "Grand Total", "op": "gt", "value": 5}}),
    ('did "X" where context.app.version >= "2.0"', {"event": "X", "where": {
        "property": "context.app.version", "op": "gte", "value": "2.0"}}),
    ('sum of total over "X" > 500', measure({"sum": "total"}, "gt", 500)),
    ('average of total over "X" where b is set in last 30 days > 5', measure(
        {"avg": "total"}, "gt", 5, where={"property": "b", "op": "is_set"}, window={"last": "30d"})),
    ('minimum of total over "X" < 5', measure({"min": "total"}, "lt", 5)),
    ('highest property "Grand Total" over "X" < 5', measure({"max": "Grand Total"}, "lt", 5)),
    ('distinct product_id over "X" >= 3', measure({"distinct": "product_id"}, "gte", 3)),
    ('first time of "X" in last 30 days in last 14 days', measure(
        "first_time", "in_last", "14d", window={"last": "30d"})),
    ('last time of "X" before last 14 days', measure("last_time", "before_last", "14d")),
    ('last time of "X" is missing', {"event": "X", "measure": "last_time", "op": "is_missing"}),
    ('active days of "X" in last 30 days >= 5', measure("active_days", "gte", 5, window={"last": "30d"})),
    # windows
    ('did "X" in last 90 minutes', {"event": "X", "window": {"last": "90m"}}),
    ('did "X" in last 7 calendar days', {"event": "X", "window": {"last": "7d", "calendar": True}}),
    ('did "X" in last 2 calendar quarters', {"event": "X", "window": {"last": "2q", "calendar": True}}),
    ('did "X" in previous 2 months', {"event": "X", "window": {"previous": "2mo"}}),
    ('did "X" last month', {"event": "X", "window": {"previous": "1mo"}}),
    ('did "X" yesterday', {"event": "X", "window": {"previous": "1d"}}),
    ('did "X" this year', {"event": "X", "window": {"last": "1y", "calendar": True}}),
    ('did "X" between 90 and 30 days ago', {"event": "X", "window": {"between": ["90d", "30d"]}}),
    ('did "X" between 2 weeks and 36 hours ago', {"event": "X", "window": {"between": ["2w", "36h"]}}),
    ('did "X" between 90d and 30d ago', {"event": "X", "window": {"between": ["90d", "30d"]}}),
    ('did "X" from 2026-01-01 to 2026-02-01', {"event": "X", "window": {"from": "2026-01-01", "to": "2026-02-01"}}),
    ('did "X" from 2026-01-01', {"event": "X", "window": {"from": "2026-01-01"}}),
    ('did "X" until 2026-01-01T00:00Z', {"event": "X", "window": {"to": "2026-01-01T00:00Z"}}),
    # tags, segments, responses, devices
    ('has tag "vip"', {"tag": "vip", "op": "has"}),
    ('has any tag ("a", "b")', {"tag": ["a", "b"], "op": "has_any_of"}),
    ('has all tags ("a", "b")', {"tag": ["a", "b"], "op": "has_all_of"}),
    ('has no tag ("a", "b")', {"tag": ["a", "b"], "op": "has_none_of"}),
    ('not has tag "vip"', {"not": {"tag": "vip", "op": "has"}}),
    ('tagged "vip" in last 30 days', {"tag": "vip", "op": "tagged_within", "value": "30d"}),
    ("in segment big_spenders-2", {"segment": "big_spenders-2", "op": "in"}),
    ('not in segment "x y"', {"segment": "x y", "op": "not_in"}),
    ("not (in segment x)", {"not": {"segment": "x", "op": "in"}}),
    ("clicked any push in last 30 days", {"response": "clicked", "channel": "push", "window": {"last": "30d"}}),
    ('clicked message "m1"', {"response": "clicked", "message": "m1"}),
    ('opened email "m1"', {"response": "opened", "message": "m1", "channel": "email"}),
    ("not opened last email", {"response": "not_opened", "message": "last", "channel": "email"}),
    ("not (opened last email)", {"not": {"response": "opened", "message": "last", "channel": "email"}}),
    ("not clicked their last push", {"response": "not_clicked", "message": "last_sent_to_person", "channel": "push"}),
    ('received any message of campaign "c"', {"response": "received", "campaign": "c"}),
    ("marked as spam any email", {"response": "marked_as_spam", "channel": "email"}),
    ("unsubscribed from any email", {"response": "unsubscribed", "channel": "email"}),
    ("bounced any push", {"response": "bounced", "channel": "push"}),
    ('device platform is "iOS"', {"device": "platform", "op": "is", "value": "iOS"}),
    ('device app_version >= "2.1"', {"device": "app_version", "op": "gte", "value": "2.1"}),
    ('platform is "iOS"', {"attribute": "platform", "op": "is", "value": "iOS"}),
    ('device is "x"', {"attribute": "device", "op": "is", "value": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "json"), MEANS, ids=[text for text, _ in MEANS])
def test_text_means_the_same_as_json(text: str, json: dict[str, Any]) -> None:
    rule = parse_text(text)
    assert repr(rule) == repr(parse_json(json))
    assert repr(parse_text(format_text(rule))) == repr(rule)


def test_line_breaks_and_spaces_dont_matter() -> None:
    assert parse_text('did  "X"\n\twhere total>5\n  at  least 3\ntimes') == parse_text(
        'did "X" where total > 5 at least 3 times'
    )


def test_long_rules_are_printed_on_several_lines() -> None:
    rule = parse_text(" and ".join(f'attribute_{i} is "a value of it"' for i in range(5)))
    assert format_text(rule).count("\nand ") == 4


def test_parse_takes_text_and_json() -> None:
    text, json = 'country is "TR"', ' {"attribute": "country", "op": "is", "value": "TR"}'
    assert parse(text) == parse(text.encode()) == parse(json) == parse(f"\ufeff{json}".encode())
    assert parse('["a.b"] is set') == parse('{"attribute": "[\\"a.b\\"]", "op": "is_set"}')


# --- what people are told ---

TOLD: list[tuple[str, int, str, str | None]] = [
    # text, column, part of the message, hint
    ('country like "TR"', 9, "expected a comparison", None),
    ("country", 8, "but the rule ends here", None),
    ("a > 1 and", 10, "expected a condition", None),
    ("(a > 1", 7, "expected )", None),
    ("a > 1)", 6, "not )", None),
    ("did", 4, "expected a text in quotes", None),
    ("did Purchase", 5, "expected a text in quotes", 'names of events, tags and messages stand in quotes: "Purchase"'),
    ("did “X”", 5, "expected a text in quotes", 'use straight quotes: "..."'),
    ('did "X', 5, "expected a text in quotes", "the quote is never closed"),
    ("country = TR", 11, "expected a value", 'quote text: "TR"'),
    ('did "X" were total > 5', 9, "not were", "did you mean `where`?"),
    ('did "X" at leest 3 times', 9, "not at", "did you mean `at least`?"),
    ('did "X" in last 30 dyas', 20, "a unit of time", "did you mean `days`?"),
    ('did "X" in lats 30 days', 9, "not in", "did you mean `in last`?"),
    ('ded "X"', 5, "expected a comparison", "did you mean `did`?"),
    ('did "X" adn a > 1', 9, "not adn", "did you mean `and`?"),
    ('a strats with "x"', 3, "expected a comparison", "did you mean `starts with`?"),
    ('a does not contian "x"', 3, "expected a comparison", "did you mean `does not contain`?"),
    ('hass tag "vip"', 6, "expected a comparison", "did you mean `has tag`?"),
    ('did "X" in last 3 months', 19, "a month has no fixed length",
     "write days, or whole units: in last 3 calendar months"),
    ('did "X" in last 3 days in last 2 days', 24, "a second window", "each condition takes one; join two with and"),
    ('did "X" once twice', 9, "not once", None),
    ('did "X" at least once at most 5 times', 23, "a second count", "each condition takes one; join two with and"),
    ('a matches "\\d"', 11, "\\d means nothing in a text", "write \\\\d for a backslash"),
    ('a = "\\ud800"', 5, "half a character", None),
    ("a = 5..2", 5, "expected a value", None),
    ("a = 1e99", 5, "at most 1e30", None),
    # what only the JSON form's checks find: the place is that of the text
    ("a in ()", 3, "the list of is_any_of is empty", "name at least one value"),
    ("a > 1 and b between 5 and 1", 13, "5 is after 1", "write [1, 5]"),
    ('a > 1 and b matches "("', 21, "is no RE2 pattern", "look-around and back references don't exist in RE2"),
    ('did "X" where total in top 5%', 21, "top_percent ranks people", None),
    ('did "X" between 30 and 90 days ago', 9, "starts 30d ago", 'the larger comes first: ["90d", "30d"]'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "message", "hint"), TOLD, ids=[text for text, *_ in TOLD])
def test_mistakes_are_shown_in_place(text: str, column: int, message: str, hint: str | None) -> None:
    found = problem(text)
    first, shown, caret = found.message.split("\n")
    assert first.startswith(f"line 1, column {column}: ")
    assert message in first
    assert found.hint == hint
    assert shown.strip() == text
    assert caret.index("^") == column + 1  # two spaces stand before


def test_the_line_of_a_mistake_is_shown() -> None:
    found = problem('a > 1\nand b >\nand did "X"')
    assert found.message.split("\n")[0].startswith("line 3, column 1: expected a value")
    assert found.message.split("\n")[1:] == ['  and did "X"', "  ^^^"]


def test_a_mistake_in_a_long_line_is_shown_with_what_is_around() -> None:
    found = problem(" and ".join(["a > 1"] * 50) + ' "b"')
    _, shown, caret = found.message.split("\n")
    assert len(shown) < 110
    assert shown[caret.index("^") :].startswith('"b"')


def test_several_mistakes_of_meaning_are_all_told() -> None:
    with pytest.raises(RuleError) as caught:
        parse_text('a in () and b matches "(" and c between 5 and 1')
    assert [(p.path, p.code) for p in caught.value.problems] == [
        ("all[0].value", "empty_list"),
        ("all[1].value", "bad_pattern"),
        ("all[2].value", "between_order"),
    ]


@pytest.mark.parametrize("text", ["score = 5", "sample is set", "location is true", 'consent in ("a")', "rfm > 3"])
def test_words_of_conditions_are_names_too(text: str) -> None:
    assert parse_text(text)


# --- limits ---


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not " * 40 + "a is set", "too_deep"),
        ("not " * 10_000 + "a is set", "too_deep"),
        ("any (" * 40 + "a is set" + ")" * 40, "too_deep"),
        (" and ".join(["a is set"] * 600), "too_many_nodes"),
        (f"a in ({', '.join(['1'] * 10_001)})", "list_too_long"),
        (f'a = "{"x" * 10_000_000}"', "too_large"),
        ("(" * 50_000, "syntax"),
        ("", "syntax"),
        (" \n ", "syntax"),
        ("\x00", "syntax"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_too_much_is_refused_plainly(text: str, code: str) -> None:
    assert problem(text).code == code


def test_brackets_alone_are_no_depth() -> None:
    assert parse_text("(" * 1000 + "a is set" + ")" * 1000) == parse_text("a is set")
