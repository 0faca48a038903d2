"""What the catalog has to say about a rule, before anybody waits for its members."""

import pytest

from shoal.model.catalog import Catalog, EventType, Field
from shoal.model.errors import Problem, RuleError
from shoal.model.rule import AttributeCondition, Test, ValueType
from shoal.rules import check, parse, parse_text, resolve_types


def field(path: str, examples: tuple[str, ...] = (), **types: int) -> Field:
    return Field(path, types, examples)


def fields(*known: Field) -> dict[str, Field]:
    return {each.path: each for each in known}


CATALOG = Catalog(
    profiles=100,
    events={
        "Order Completed": EventType(
            "Order Completed",
            50,
            30,
            0,
            1,
            fields(
                field("total", ("99.5", "10"), number=50),
                field("coupon", ('"SUMMER"',), string=10, number=3),
                field("products", list=50),
                field("products[].price", number=50),
                field("shipping", object=50),
                field("shipping.city", ('"Bodrum"',), string=50),
            ),
        ),
        "Application Opened": EventType("Application Opened", 500, 90, 0, 1, {}),
    },
    attributes=fields(
        field("country", ('"TR"', '"ES"', '"DE"'), string=100),
        field("city", tuple(f'"city {i}"' for i in range(8)), string=100),
        field("age", ("31", "45"), number=100),
        field("vip", ("true", "false"), boolean=100),
        field("tags", list=80),
        field("notes", string=10, list=5),
        field("birthday", ('"1990-05-01"',), string=100),
        field("app", ('"2.1.0"',), string=100),
        field("a.b", ("1",), number=1),
    ),
    tags={"vip": 5, "new": 3},
    segments={"big_spenders": "Big spenders"},
)


def found(text: str) -> list[tuple[str, str, str]]:
    return [(p.path, p.code, p.severity) for p in check(parse_text(text), CATALOG)[1]]


def only(text: str) -> Problem:
    (problem,) = check(parse_text(text), CATALOG)[1]
    return problem


@pytest.mark.parametrize(
    "text",
    [
        'country is "TR" and age > 30 and vip is true and birthday in month 5 and app >= "2.0"',
        'tags contains "x" and tags size > 2 and tags any item (item is "x")',
        '["a"]["b"] = 1',
        'did "Order Completed" where (total > 5 and shipping.city is "Bodrum" and shipping is set)',
        'sum of total over "Order Completed" > 5 and max of products[].price over "Order Completed" > 5',
        'did "Order Completed" where products any item (price > 5)',
        'did "Order Completed" where context.app.version >= "2.0"',
        'has tag "vip" and in segment big_spenders and device platform is "iOS"',
        "age in top 20% and not vip is false",
        'clicked any push in last 30 days',
    ],
)  # fmt: skip
def test_a_rule_that_fits_the_data_has_no_problems(text: str) -> None:
    assert found(text) == []


ERRORS = [
    ('did "Order Complete"', "event", "unknown_event", "did you mean 'Order Completed'?"),
    ('did "Purchase"', "event", "unknown_event", "events: Order Completed, Application Opened"),
    ('contry is "TR"', "attribute", "unknown_attribute", "did you mean 'country'?"),
    ("a.c = 1", "attribute", "unknown_attribute", "did you mean 'a.b'?"),
    ('did "Order Completed" where totl > 5', "where.property", "unknown_property", "did you mean 'total'?"),
    ('sum of totl over "Order Completed" > 5', "measure.sum", "unknown_property", "did you mean 'total'?"),
    ("in segment big_spender", "segment", "unknown_segment", "did you mean 'big_spenders'?"),
    ('in segment "Big spenders"', "segment", "unknown_segment", "did you mean 'big_spenders'?"),
    ("country > 5", "op", "wrong_type", 'to compare text, quote the value: "5"'),
    ('age is "31"', "op", "wrong_type", "write the number without quotes"),
    ('vip is "true"', "op", "wrong_type", "use is_true or is_false"),
    ("country is true", "op", "wrong_type", 'it is text: compare it with is "true"'),
    ('tags is "x"', "op", "wrong_type", "use contains, contains_any_of, size or any_item"),
    ('notes contains "x"', "op", "ambiguous_type", 'add "type": "string" or "type": "list"'),
    ('sum of coupons over "Order Completed" > 5', "measure.sum", "unknown_property", "did you mean 'coupon'?"),
    ('sum of shipping.city over "Order Completed" > 5', "measure.sum", "wrong_type",
     "distinct counts different values of any type"),
    ('did "Order Completed" where products[].price > 5', "where.property", "wrong_type",
     'compare products with "op": "any_item" or "all_items"'),
    ('did "Order Completed" where total[].price size > 5', "where.property", "wrong_type", "compare total itself"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "code", "hint"), ERRORS, ids=[text for text, *_ in ERRORS])
def test_what_cant_be_right_is_an_error(text: str, path: str, code: str, hint: str) -> None:
    problem = only(text)
    assert (problem.path, problem.code, problem.severity) == (path, code, "error")
    assert problem.hint == hint


def test_a_wrong_type_names_what_the_data_holds() -> None:
    assert only("country > 5").message == 'gt compares numbers, and country holds texts, such as "TR" and "ES"'


WARNINGS = [
    ('has tag "vipp"', "tag", "unknown_tag", "did you mean 'vip'?"),
    ('country is "tr"', "value", "value_never_seen", "did you mean 'TR'?"),
    ('country in ("TR", "FR")', "value", "value_never_seen", "values: TR, ES, DE"),
    ('country is "İzmir" ignoring case', "value", "dotted_i", "name each spelling with is_any_of"),
    ('device platform is "ios"', "value", "value_never_seen", "did you mean 'iOS'?"),
    ("country in last 30 days", "op", "never_readable", "in_last is false for such values"),
    ('country > "2.1"', "op", "never_readable", "gt is false for such values"),
    ('has tag "vip" and has tag "vip"', "all[1]", "duplicate_condition", "remove one of them"),
    ("age > 5 and not age > 5", "all[1].not", "contradiction", None),
    ("age > 5 or not age > 5", "any[1].not", "always_true", None),
]


@pytest.mark.parametrize(("text", "path", "code", "hint"), WARNINGS, ids=[text for text, *_ in WARNINGS])
def test_what_looks_odd_is_a_warning(text: str, path: str, code: str, hint: str | None) -> None:
    problem = only(text)
    assert (problem.path, problem.code, problem.severity) == (path, code, "warning")
    assert problem.hint == hint


def test_values_are_not_doubted_where_the_examples_are_only_a_part() -> None:
    assert found('city is "somewhere else"') == []


def test_every_problem_is_found() -> None:
    rule = 'contry is "TR" and did "Purchase" and none (has tag "vipp", age is "5")'
    assert found(rule) == [
        ("all[0].attribute", "unknown_attribute", "error"),
        ("all[1].event", "unknown_event", "error"),
        ("all[2].none[0].tag", "unknown_tag", "warning"),
        ("all[2].none[1].op", "wrong_type", "error"),
    ]


def test_an_empty_catalog_says_that_there_is_nothing_yet() -> None:
    (problem,) = check(parse_text('did "X"'), Catalog())[1]
    assert problem.hint == "there are no events yet: import some first"

    (problem,) = check(parse_text('country is "TR"'), Catalog())[1]
    assert problem.hint == "there are no attributes yet: import some first"


def test_parse_with_a_catalog_refuses_errors_and_lets_warnings_pass() -> None:
    with pytest.raises(RuleError, match="no event"):
        parse('did "Purchase"', catalog=CATALOG)
    rule = parse('country is "FR"', catalog=CATALOG)
    assert isinstance(rule, AttributeCondition)
    assert rule.test == Test("is", "FR", "string")


# --- types ---


def type_of(text: str, catalog: Catalog | None = None) -> ValueType | None:
    rule = resolve_types(parse_text(text), catalog)
    assert isinstance(rule, AttributeCondition)
    return rule.test.type


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('a is "5"', "string"),
        ('a in ("x")', "string"),
        ('a contains "x"', "string"),
        ('a contains "x" ignoring case', "string"),
        ("a contains any of (true)", "list"),
        ("items[].name size > 2", "list"),
        ('items[].name contains "x"', "list"),
        ('a contains "x" as list', "list"),
        ("a = 5", "number"),
        ("a in (5)", "number"),
        ("a between 1 and 5", "number"),
        ("a in top 5%", "number"),
        ("a is true", "boolean"),
        ('a >= "2.1"', "version"),
        ('a equals "2.1"', "version"),
        ("a between 2026-01-01 and 2026-02-01", "date"),
        ("a in month 3", "date"),
        ("a weekday is monday", "date"),
        ("a is today", "date"),
        ("a in last 30 days", "date"),
        ("a is empty", "list"),
        ("a is set", None),
        ("a is missing", None),
    ],
)
def test_operator_and_value_tell_the_type(text: str, kind: ValueType | None) -> None:
    assert type_of(text) == kind


def test_the_catalog_decides_where_the_operator_does_not() -> None:
    assert type_of('tags contains "x"', CATALOG) == "list"
    assert type_of('city contains "x"', CATALOG) == "string"
    assert type_of('tags contains "x" as string', CATALOG) == "string"
    assert type_of('unknown contains "x"', CATALOG) == "string"


def test_types_reach_into_where_items_sizes_and_devices() -> None:
    rule = resolve_types(
        parse_text(
            'did "X" where (a > 5 and b any item (c contains "x" and d size > 2))'
            ' and device app_version >= "2.1" and device model is "x"'
        ),
        None,
    )
    text = repr(rule)
    assert "type=None" not in text
    assert text.count("type='version'") == 1
