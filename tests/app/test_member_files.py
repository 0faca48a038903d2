"""Members as files."""

import csv
import errno
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shoal.membership.files import safe_cell, write_rows
from shoal.model.errors import InvalidInput, StorageError

ROWS = pa.table(
    {
        "profile_id": ["a", "b", "c"],
        "=note": ["=1+1", "plain", None],
        "balance": [-5, 0, 7],
        "vip": [True, False, None],
        "tags": [["x", "ğ"], [], None],
    }
)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_csv_is_safe_to_open_and_keeps_numbers(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "out.csv")

    assert read_csv(tmp_path / "out.csv") == [
        ["profile_id", "'=note", "balance", "vip", "tags"],
        ["a", "'=1+1", "-5", "true", '["x", "ğ"]'],
        ["b", "plain", "0", "false", "[]"],
        ["c", "", "7", "", ""],
    ]


def test_raw_csv_is_as_the_data_is(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "out.csv", raw=True)

    assert read_csv(tmp_path / "out.csv")[1][:3] == ["a", "=1+1", "-5"]


def test_parquet_is_as_the_data_is(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "out.parquet")

    assert pq.read_table(tmp_path / "out.parquet").equals(ROWS)


@pytest.mark.parametrize(
    "cell",
    [
        "=1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\rx",
        "\nx",
        " =1",
        "\u00a0=1",
        "\ufeff=1",
        '"=1"',
        "'=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " ' \"＝1",
    ],
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "1-2", "x@y.z", "'", " ", "  a", "ő", -1, -1.5, 0, None, True])
def test_other_cells_stay(cell: object) -> None:
    assert safe_cell(cell) == cell


@pytest.mark.parametrize(
    ("name", "words"), [("out.xlsx", "neither .csv nor .parquet"), ("gone/out.csv", "no folder"), ("out", "neither")]
)
def test_a_place_that_cant_take_it(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        write_rows(ROWS, tmp_path / name)


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out.csv").write_text("before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="no space left on device"):
        write_rows(ROWS, tmp_path / "out.csv")

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "before"
