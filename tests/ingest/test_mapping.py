"""Mappings: read from YAML with all faults told, written back the same, calculations parsed."""

from decimal import Decimal

import pytest

from shoal.ingest import Mapping_
from shoal.ingest.mapping import Cell, EventName, Operation, TimeColumn, parse_expression
from shoal.model.errors import InvalidInput

FULL = """
kind: events
zone: Europe/London
csv: {delimiter: ";", encoding: latin-1}
event: {column: InvoiceNo, starts_with: {C: Order Cancelled}, equals: {X: Gift}, default: Order Completed}
user_id: CustomerID
anonymous_id: Cookie
time: {column: InvoiceDate, format: "%d/%m/%Y %H:%M", zone: Europe/Paris}
message_id: Line
properties:
  order_id: InvoiceNo
  quantity: {column: Quantity, type: number, decimal: ","}
  day: {column: Day, type: date, format: "%d.%m.%Y"}
  categories: {column: Cats, type: list, separator: "|"}
  total: {compute: Quantity * (UnitPrice - 1.5)}
  channel: {constant: web}
attributes:
  country: Country
"""


def test_every_part_is_read_and_written_back():
    mapping = Mapping_.loads(FULL)
    assert mapping.event == EventName(
        column="InvoiceNo", starts_with={"C": "Order Cancelled"}, equals={"X": "Gift"}, default="Order Completed"
    )
    assert mapping.time == TimeColumn("InvoiceDate", "%d/%m/%Y %H:%M", "Europe/Paris")
    assert mapping.properties["quantity"] == Cell(column="Quantity", type="number", decimal=",")
    assert mapping.columns() == (
        "CustomerID",
        "Cookie",
        "Line",
        "InvoiceNo",
        "InvoiceDate",
        "Quantity",
        "Day",
        "Cats",
        "UnitPrice",
        "Country",
    )
    assert Mapping_.loads(mapping.dumps()) == mapping


@pytest.mark.parametrize(
    "text",
    [
        "{kind: profiles, user_id: id, attributes: {country: Country}}",
        "{kind: tags, user_id: id, tag: vip}",
        "{kind: tags, anonymous_id: id, tag: {column: Label}, present: {column: Has, type: boolean}, time: At}",
        "{kind: events, event: Order, user_id: id, time: {column: t, format: epoch_ms}}",
    ],
)
def test_short_mappings_too(text: str):
    assert Mapping_.loads(Mapping_.loads(text).dumps()) == Mapping_.loads(text)


def test_all_faults_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        Mapping_.loads(
            """
            kind: events
            usr_id: CustomerID
            zone: Mars/Base
            time: {column: t, format: sometimes}
            properties: {a: {column: x, type: numbr}, b: {compute: "x / 2"}, c: {}, d: {column: x, separator: ","}}
            """
        )
    for part in (
        "no 'usr_id', did you mean 'user_id'?",
        "no time zone 'Mars/Base'",
        "time.format is 'sometimes'",
        "properties.a.type is 'numbr'",
        "properties.b: can't read '/ 2'",
        "properties.c needs one of column, compute and constant",
        "properties.d.separator goes with type list",
        "user_id or anonymous_id is missing",
        "event is missing",
    ):
        assert part in caught.value.message


@pytest.mark.parametrize("text", ["", "- a", "{", "kind: [1]", "kind: people"])
def test_what_is_no_mapping_is_refused(text: str):
    with pytest.raises(InvalidInput):
        Mapping_.loads(text)


def test_unknown_columns_are_named_with_the_nearest_and_all():
    with pytest.raises(InvalidInput, match="no column 'Contry'") as caught:
        Mapping_.loads("{kind: profiles, user_id: id, attributes: {country: Contry}}").check(["id", "Country"])
    assert caught.value.hint == "did you mean 'Country'?; its columns are 'id', 'Country'"


def test_calculations_bind_as_usual():
    assert parse_expression("a + b * -2.5") == Operation(
        "+", "a", Operation("*", "b", Operation("-", Decimal(0), Decimal("2.5")))
    )
    assert parse_expression('("Unit Price" - x) * y') == Operation("*", Operation("-", "Unit Price", "x"), "y")


@pytest.mark.parametrize("text", ["", "a +", "a b", "(a", "a)", "a / b", "sum(a)"])
def test_other_calculations_are_refused(text: str):
    with pytest.raises(InvalidInput, match="calculation"):
        parse_expression(text)
