"""CSV, Parquet and other JSON lines by a mapping: types are strict, values stay exact, a misfit refuses its row."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shoal.model.errors import InvalidInput
from shoal.storage import Store

BASE = "kind: events\nevent: A\nuser_id: id\ntime: t\n"
T = "2023-11-14T22:13:20Z"


def properties(rows) -> list[dict[str, object]]:
    found = rows("SELECT properties FROM events ORDER BY message_id, properties")
    return [json.loads(text, parse_float=str) for (text,) in found]


def csv_of(column: str, *cells: str) -> str:
    return f"id,t,{column}\n" + "".join(f"u,{T},{cell}\n" for cell in cells)


@pytest.mark.parametrize(
    ("cell", "type_", "value"),
    [
        ("12.50", "number", "12.50"),
        ("-3", "number", -3),
        (" 7 ", "number", 7),
        ("1e3", "number", "1e3"),
        ('"1.234,50"', "number, decimal: ','", "1234.50"),
        ("00123", "string", "00123"),
        ("12345678901234567890", "string", "12345678901234567890"),
        ("true", "boolean", True),
        ("FALSE", "boolean", False),
        ("2024-02-29", "date", "2024-02-29"),
        ("29.02.2024", 'date, format: "%d.%m.%Y"', "2024-02-29"),
        ("29.02.2024 10:30", 'date, format: "%d.%m.%Y %H:%M", zone: Europe/Istanbul', "2024-02-29T07:30:00Z"),
        ("2024-02-29T10:30:00.5+03:00", "date", "2024-02-29T07:30:00.500000Z"),
        ("a|b| |c", "list, separator: '|'", ["a", "b", "c"]),
        ('"{""k"": [1, 2.50]}"', "json", {"k": [1, "2.50"]}),
        ('"say ""hi""\\ Zoë\n"', "string", 'say "hi"\\ Zoë\n'),
    ],
)
def test_a_cell_becomes_a_typed_value(file, load, rows, cell: str, type_: str, value: object):
    report = load(file("x.csv", csv_of("c", cell)), BASE + f"properties: {{v: {{column: c, type: {type_}}}}}")
    assert report.reasons == {}
    assert properties(rows) == [{"v": value}]


@pytest.mark.parametrize(
    ("cell", "type_", "reason"),
    [
        ("007", "number", "c is no number"),
        ("1,5", "number", "2 columns"),
        ("NaN", "number", "c is no number"),
        ("inf", "number", "c is no number"),
        ("1e999", "number", "properties is no JSON object"),
        ("12.", "number", "c is no number"),
        ("yes", "boolean", "c is not true or false"),
        ("1", "boolean", "c is not true or false"),
        ("2023-02-29", "date", "c is no date"),
        ("tomorrow", "date", "c is no date"),
        ("{", "json", "c is no JSON"),
    ],
)
def test_a_cell_that_does_not_fit_rejects_its_row(file, load, rejected, rows, cell: str, type_: str, reason: str):
    report = load(
        file("x.csv", csv_of("c", "1" if type_ == "number" else "", cell)),
        BASE + f"properties: {{v: {{column: c, type: {type_}}}}}",
    )
    assert (report.accepted, report.rejected) == (1, 1)
    ((line, told, text),) = rejected()
    assert line == "3"
    assert reason.split(" ", 1)[1] in told
    assert text == f"u,{T},{cell}"


def test_empty_cells_are_missing(file, load, rows):
    load(
        file("x.csv", f"id,t,a,b,c,d\nu,{T},,,,\n"),
        BASE
        + "properties: {a: a, b: {column: b, type: number}, c: {column: c, type: date}, d: {column: d, type: list}}",
    )
    assert properties(rows) == [{}]


@pytest.mark.parametrize(
    ("quantity", "price", "total"),
    [
        ("3", "0.10", "0.3"),
        ("-2", "12.75", "-25.5"),
        ("1", "1.000001", "1.000001"),
        ("200", "5", 1000),
        ("0", "9.99", 0),
    ],
)
def test_calculations_are_exact(file, load, rows, quantity: str, price: str, total: object):
    text = f"id,t,q,p\nu,{T},{quantity},{price}\n"
    load(file("x.csv", text), BASE + "properties: {total: {compute: q * p}}")
    assert properties(rows) == [{"total": total}]


@pytest.mark.parametrize("price", ["0.1234567", "x", "1234567890123", "1e3000"])
def test_what_cannot_be_calculated_exactly_is_rejected(file, load, price: str):
    report = load(file("x.csv", f"id,t,q,p\nu,{T},1,{price}\n"), BASE + "properties: {total: {compute: q * p}}")
    assert report.reasons == {"q * p can't be calculated exactly": 1}


def test_a_calculation_over_a_missing_cell_is_missing(file, load, rows):
    load(
        file("x.csv", f"id,t,q,p\nu,{T},,5\n"),
        BASE + "properties: {total: {compute: q * p - 1}, q: q, way: {constant: web}}",
    )
    assert properties(rows) == [{"way": "web"}]


def test_too_many_factors_are_refused(file, load):
    with pytest.raises(InvalidInput, match="too many factors"):
        load(file("x.csv", f"id,t,p\nu,{T},5\n"), BASE + "properties: {total: {compute: p * p * p}}")


def test_event_names_by_column_beginning_and_default(file, load, rows):
    mapping = "event: {column: n, equals: {Z: Zero}, starts_with: {C: Cancelled, CX: Crossed}, default: Done}\n"
    load(file("x.csv", csv_of("n", "C1", "CX1", "Z", "77", "")), BASE.replace("event: A\n", mapping))
    assert rows("SELECT event, count(*) FROM events GROUP BY 1 ORDER BY 1") == [
        ("Cancelled", 1),
        ("Crossed", 1),
        ("Done", 2),
        ("Zero", 1),
    ]


def test_a_row_without_an_event_name_is_rejected(file, load):
    report = load(file("x.csv", csv_of("n", "Open", "")), BASE.replace("event: A", "event: {column: n}"))
    assert report.reasons == {"no event name in n": 1}


@pytest.mark.parametrize(
    ("cell", "form", "micro"),
    [
        ("01/12/2010 08:26", "'%d/%m/%Y %H:%M'", 1_291_191_960_000_000),
        ("1291191960", "epoch_s", 1_291_191_960_000_000),
        ("1291191960.5", "epoch_s", 1_291_191_960_500_000),
        ("1291191960123", "epoch_ms", 1_291_191_960_123_000),
        ("1291191960123456", "epoch_us", 1_291_191_960_123_456),
        ("2010-12-01 08:26", "iso", 1_291_191_960_000_000),
    ],
)
def test_times_in_their_formats(file, load, rows, cell: str, form: str, micro: int):
    load(
        file("x.csv", f"id,t\nu,{cell}\n"),
        BASE.replace("time: t", f"time: {{column: t, format: {form}, zone: Europe/London}}"),
    )
    assert rows("SELECT epoch_us(time) FROM events") == [(micro,)]


def test_bad_and_missing_times_are_rejected(file, load):
    report = load(file("x.csv", "id,t\nu,soon\nu,\nu,2023-01-01\n"), BASE)
    assert (report.accepted, report.reasons) == (1, {"t is no time": 1, "no time": 1})


def test_a_bad_time_format_is_an_error(file, load):
    with pytest.raises(InvalidInput, match="no time format"):
        load(file("x.csv", "id,t\nu,1\n"), BASE.replace("time: t", "time: {column: t, format: '%Q'}"))


def test_parquet_columns_keep_their_own_types(tmp_path: Path, load, rows):
    columns = {
        "id": pa.array([17850.0, None]),
        "t": pa.array([datetime(2023, 11, 14, 22, 13, 20)] * 2, pa.timestamp("us")),
        "n": pa.array([3, 4], pa.int64()),
        "f": pa.array([0.1, 2.0]),
        "d": pa.array([Decimal("1.50"), None], pa.decimal128(10, 2)),
        "b": [True, None],
        "day": pa.array([date(2024, 2, 29), None]),
        "tags": [["a", "b"], None],
        "address": [{"city": "İzmir"}, None],
    }
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    cells = ", ".join(f"{name}: {name}" for name in columns if name not in ("id", "t"))
    report = load(tmp_path / "x.parquet", BASE + f"zone: Europe/Istanbul\nproperties: {{{cells}}}")
    assert report.reasons == {"neither a user id nor an anonymous id": 1}
    assert rows("SELECT user_id, epoch_us(time) FROM events") == [("17850", 1_700_000_000_000_000 - 3 * 3_600_000_000)]
    assert properties(rows) == [
        {
            "n": 3,
            "f": "0.1",
            "d": "1.50",
            "b": True,
            "day": "2024-02-29",
            "tags": ["a", "b"],
            "address": {"city": "İzmir"},
        }
    ]


def test_nan_and_infinity_are_rejected(tmp_path: Path, load):
    pq.write_table(
        pa.table({"id": ["u"] * 3, "t": [T] * 3, "f": [1.0, float("nan"), float("inf")]}), tmp_path / "x.parquet"
    )
    report = load(tmp_path / "x.parquet", BASE + "properties: {f: f}")
    assert (report.accepted, report.reasons) == (1, {"f is NaN or infinite": 2})


def test_a_type_that_a_parquet_column_has_not_is_an_error(tmp_path: Path, load):
    pq.write_table(pa.table({"id": ["u"], "t": [T], "n": [1]}), tmp_path / "x.parquet")
    with pytest.raises(InvalidInput, match="which is no boolean"):
        load(tmp_path / "x.parquet", BASE + "properties: {n: {column: n, type: boolean}}")


def test_json_lines_of_another_form(file, load, rows, rejected):
    text = f'{{"id": 7, "t": "{T}", "amount": 1.50, "name": "x\\"y", "more": {{"a": 1}}, "no": null}}\n[1]\n'
    load(
        file("x.jsonl", text),
        BASE
        + "properties: {amount: {column: amount, type: number}, name: name, more: {column: more, type: json}, no: no}",
    )
    assert properties(rows) == [{"amount": "1.50", "name": 'x"y', "more": {"a": 1}}]
    assert [row[0] for row in rejected()] == ["2"]


def test_attributes_from_event_rows_hold_from_the_rows_time(file, load, rows):
    load(file("x.csv", csv_of("country", "TR", "TR", "ES")), BASE + "attributes: {country: country}")
    assert rows("SELECT epoch_us(time), attributes FROM attributes ORDER BY 2") == [
        (1_700_000_000_000_000, '{"country":"ES"}'),
        (1_700_000_000_000_000, '{"country":"TR"}'),
    ]


def test_profiles_hold_from_the_beginning_unless_they_say_when(file, load, rows, store: Store):
    mapping = "{kind: profiles, user_id: id, time: at, attributes: {age: {column: age, type: number}, city: city}}"
    report = load(file("x.csv", f"id,at,age,city\na,,30,Ankara\nb,{T},x,\nc,{T},40,\n"), mapping, kind="profiles")
    assert (report.accepted, report.reasons) == (2, {"age is no number": 1})
    assert rows("SELECT user_id, epoch_us(time), attributes FROM attributes ORDER BY 1") == [
        ("a", None, '{"age":30,"city":"Ankara"}'),
        ("c", 1_700_000_000_000_000, '{"age":40}'),
    ]


def test_tags_by_constant_or_column_present_or_not(file, load, rows):
    load(file("x.csv", "id\na\nb\n"), "{kind: tags, user_id: id, tag: vip}", kind="tags")
    mapping = "{kind: tags, user_id: id, tag: {column: label}, present: {column: has, type: boolean}}"
    text = f"id,label,has\na,vip,false\nb,,true\nc,new,\nd,new,maybe\ne,{'x' * 201},true\n"
    report = load(file("y.csv", text), mapping, kind="tags")
    assert report.reasons == {"no tag": 1, "has is not true or false": 1, "the tag is longer than 200 bytes": 1}
    assert rows("SELECT tag, present, count(*) FROM tags GROUP BY ALL ORDER BY ALL") == [
        ("new", True, 1),
        ("vip", False, 1),
        ("vip", True, 2),
    ]


def test_repeated_lines_stay_and_the_same_file_again_adds_nothing(file, load, rows):
    path = file("x.csv", csv_of("item", "tea", "tea", "cup", "tea"))
    first, second = (load(path, BASE + "properties: {item: item}") for _ in range(2))
    assert (first.accepted, first.duplicates, second.accepted, second.duplicates) == (4, 0, 0, 4)
    assert rows("SELECT count(*), count(DISTINCT message_id) FROM events") == [(4, 4)]


def test_a_longer_version_of_the_file_adds_only_the_new_lines(file, load):
    load(file("x.csv", csv_of("item", "tea", "tea")), BASE + "properties: {item: item}")
    assert (
        load(file("x.csv", csv_of("item", "tea", "tea", "cup", "tea")), BASE + "properties: {item: item}").accepted == 2
    )


def test_a_mapping_for_unknown_columns_is_an_error_that_writes_nothing(file, load, store: Store):
    with pytest.raises(InvalidInput, match="no column 'itm'"):
        load(file("x.csv", csv_of("item", "tea")), BASE + "properties: {item: itm}")
    assert store.watermark() == 0


def test_a_file_that_needs_a_mapping_says_so(file, load):
    with pytest.raises(InvalidInput, match="needs a mapping"):
        load(file("x.csv", "id,t\nu,1\n"))


def test_a_mapping_of_another_kind_is_refused(file, load):
    with pytest.raises(InvalidInput, match="the mapping is for tags, not events"):
        load(file("x.csv", "id\nu\n"), "{kind: tags, user_id: id, tag: vip}")


def test_a_header_alone_has_no_rows(file, load):
    with pytest.raises(InvalidInput, match="has no rows"):
        load(file("x.csv", "id,t\n"), BASE)


def test_the_real_shop(public_data: Path, load, rows):
    mapping = """
    zone: Europe/London
    event: {column: InvoiceNo, starts_with: {C: Order Cancelled}, default: Order Completed}
    user_id: CustomerID
    time: InvoiceDate
    properties: {order_id: InvoiceNo, quantity: Quantity, price: UnitPrice, total: {compute: Quantity * UnitPrice}}
    attributes: {country: Country}
    """
    report = load(public_data / "online_retail" / "lines.parquet", mapping)
    assert (report.read, report.accepted, report.profiles) == (541_909, 406_829, 4_372)
    assert report.reasons == {"neither a user id nor an anonymous id": 135_080}
    assert rows("SELECT event, count(*) FROM events GROUP BY 1 ORDER BY 1") == [
        ("Order Cancelled", 8_905),
        ("Order Completed", 397_924),
    ]
    assert rows("SELECT sum((properties ->> 'total')::DECIMAL(18, 4))::VARCHAR FROM events") == [("8300065.8140",)]
