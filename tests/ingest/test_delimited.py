"""CSV: what the csv module of Python writes comes back, and broken lines are set aside with their numbers."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.ingest import delimited, files
from shoal.ingest.delimited import DelimitedFile
from shoal.model.errors import InvalidInput, NotFound

cells = st.text(alphabet='ab,;"\n é', max_size=6)


@settings(max_examples=80, deadline=None)
@given(
    table=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=12),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.sampled_from([1, 5, 40, 10_000]),
)
def test_it_reads_what_is_written_by_the_rules(tmp_path_factory, table, quoting, end, block):
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=end).writerows([["a", "b", "c"], *table])
    path.write_bytes(text.getvalue().encode())
    whole_blocks = files.TextFile.blocks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited.TextFile, "blocks", lambda self, size=block: whole_blocks(self, block))
        found = list(DelimitedFile(path, delimiter=",").rows("abc"))
    assert [list(row.values()) for part in found for row in part.table.to_pylist()] == [
        [cell or None for cell in row] for row in table
    ]
    assert [reject for part in found for reject in part.rejects] == []


def read(path: Path, **options: str) -> tuple[list[dict[str, str]], list[tuple[int, str, str]], list[int]]:
    table = DelimitedFile(path, **options)
    parts = list(table.rows(table.columns))
    return (
        [row for part in parts for row in part.table.to_pylist()],
        [(r.line, r.reason, r.raw) for part in parts for r in part.rejects],
        [int(line) for part in parts for line in part.lines],
    )


def test_broken_lines_are_set_aside_and_reading_goes_on(file):
    path = file("x.csv", b'a,b\r\n1,"two\nlines"\n\n3\n"4"x,5\n6,7,8\n9,\xff\n10,"11\n12,13\n')
    found, rejects, lines = read(path)
    assert found == [{"a": "1", "b": "two\nlines"}, {"a": "12", "b": "13"}]
    assert lines == [2, 10]
    assert rejects == [
        (5, "1 columns instead of 2", "3"),
        (6, "a quote that doesn't close, or text after one", '"4"x,5'),
        (7, "3 columns instead of 2", "6,7,8"),
        (8, "not UTF-8", "9,\ufffd"),
        (9, "a quote that doesn't close, or text after one", '10,"11'),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_in_the_header(file, delimiter: str):
    assert read(file("x.csv", f"a{delimiter}b\n1{delimiter}2\n"))[0] == [{"a": "1", "b": "2"}]


def test_other_encodings_are_read_by_name(file):
    assert read(file("x.csv", "şehir\nİzmir\n".encode("windows-1254")), encoding="windows-1254")[0] == [
        {"şehir": "İzmir"}
    ]
    assert read(file("y.csv", "a,b\n1,ü\n".encode("utf-16")), encoding="utf-16")[0] == [{"a": "1", "b": "ü"}]
    with pytest.raises(InvalidInput, match="no text encoding 'utf-99'"):
        DelimitedFile(file("z.csv", "a\n1\n"), encoding="utf-99")


def test_a_quote_inside_plain_text_is_text(file):
    assert read(file("x.csv", 'size,n\n5" pipe,1\n'))[0] == [{"size": '5" pipe', "n": "1"}]


def test_column_names_must_be_unique_and_known(file):
    with pytest.raises(InvalidInput, match="columns of one name: 'a'"):
        DelimitedFile(file("x.csv", "a,b,a\n1,2,3\n"))
    with pytest.raises(NotFound, match="no column 'amuont'") as caught:
        list(DelimitedFile(file("y.csv", "id,amount\n1,2\n")).rows(["amuont"]))
    assert caught.value.hint == "did you mean 'amount'?"
