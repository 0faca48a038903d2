"""Guesses: from names and whole columns, never from the first rows alone."""

from pathlib import Path

import pytest

from shoal.ingest import Mapping_, guess_mapping
from shoal.ingest.mapping import TimeColumn
from shoal.model.errors import InvalidInput


def types(mapping: Mapping_) -> dict[str, str | None]:
    return {name: cell.type for name, cell in mapping.properties.items()}


def test_columns_are_recognised_by_name_and_content(file):
    path = file(
        "order lines.csv",
        "Customer ID;Order Date;zip;count;price;flag;card;born;note;empty\n"
        "1;25/12/2020 10:00;01234;5;1.50;true;1234567890123456;1990-01-02;x;\n"
        "2;03/04/2020 11:30;99999;-7;2;FALSE;1;2001-05-06;y;\n",
    )
    mapping = guess_mapping(path)
    assert (mapping.user_id, mapping.time) == ("Customer ID", TimeColumn("Order Date", "%d/%m/%Y %H:%M"))
    numbers, texts = ("count", "price"), ("zip", "card", "note")
    expected = dict.fromkeys(numbers, "number") | dict.fromkeys(texts, "string")
    assert types(mapping) == expected | {"flag": "boolean", "born": "date"}
    assert mapping.event is not None
    assert mapping.event.constant == "Order Lines"


def test_a_time_column_with_values_that_are_no_times_is_named(file):
    path = file("x.csv", "user_id,time\nu,2024-01-01\nv,never\n")
    with pytest.raises(InvalidInput, match=r"column 'time' of x\.csv holds values that are no times"):
        guess_mapping(path)


def test_a_file_without_readable_rows_is_refused(file, tmp_path):
    (tmp_path / "latin.csv").write_bytes("user_id,time,city\nu,2024-01-01,Málaga\n".encode("latin-1"))
    (tmp_path / "wide.csv").write_bytes("user_id,time\nu,2024-01-01\n".encode("utf-16"))
    for path in (file("header.csv", "user_id,time\n"), tmp_path / "latin.csv"):
        with pytest.raises(InvalidInput, match="no row with a value"):
            guess_mapping(path)
    with pytest.raises(InvalidInput, match="not UTF-8"):
        guess_mapping(tmp_path / "wide.csv")


def test_one_late_cell_decides_a_column(file):
    rows = "".join(f"u,2024-01-01,{i}\n" for i in range(1, 5000)) + "u,2024-01-01,x7\n"
    assert types(guess_mapping(file("x.csv", "user_id,time,code\n" + rows))) == {"code": "string"}


def test_a_day_and_month_that_cannot_be_told_apart_are_noted(file):
    mapping = guess_mapping(file("x.csv", "user_id,date\nu,03/04/2020\n"))
    assert mapping.time == TimeColumn("date", "%m/%d/%Y")
    assert any("fits %m/%d/%Y and %d/%m/%Y" in note for note in mapping.notes)


def test_event_and_message_columns_are_used(file):
    mapping = guess_mapping(
        file("x.csv", "userId,timestamp,event,message_id,total\nu,2024-01-01T10:00:00Z,Open,m1,5\n")
    )
    assert mapping.event is not None
    assert (mapping.event.column, mapping.message_id, types(mapping)) == (
        "event",
        "message_id",
        {"total": "number"},
    )


def test_profiles_and_tags(file):
    people = guess_mapping(file("x.csv", "customer_id,country,age\n1,TR,30\n"), kind="profiles")
    assert {name: cell.type for name, cell in people.attributes.items()} == {"country": "string", "age": "number"}
    tags = guess_mapping(file("y.csv", "user,label,has\nu,vip,true\n"), kind="tags")
    assert tags.tag is not None
    assert tags.present is not None
    assert (tags.tag.column, tags.present.column) == ("label", "has")


def test_a_guess_imports(file, load):
    path = file("x.csv", "customer;when;amount\n7;01.02.2024 10:00;12.50\n")
    report = load(path, guess_mapping(path).dumps())
    assert report.accepted == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [("name,time\nx,2024-01-01\n", "an identifier"), ("user_id,name\nu,x\n", "the time")],
)
def test_what_cannot_be_guessed_is_named_with_the_columns(file, text: str, what: str):
    with pytest.raises(InvalidInput, match=f"taken for {what}") as caught:
        guess_mapping(file("x.csv", text))
    assert "'name'" in (caught.value.hint or "")


def test_the_real_shop(public_data: Path):
    mapping = guess_mapping(public_data / "online_retail" / "lines.parquet")
    assert (mapping.user_id, mapping.time) == ("CustomerID", TimeColumn("InvoiceDate"))
    assert types(mapping)["InvoiceNo"] == "string"
    assert types(mapping)["Quantity"] == "number"
