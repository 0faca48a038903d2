"""Members as files: CSV that opens safely in a spreadsheet, and Parquet. A file appears whole or not at all."""

import csv
import json
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.model.errors import InvalidInput, StorageError

_FORMULA_STARTS = {"=", "+", "-", "@", "\t", "\r", "\n"}
_BLANKS_AND_QUOTES = re.compile(r"""^[\s'"\ufeff\u200b]*""")


def check_target(path: Path) -> None:
    """Raises InvalidInput when the name or the folder can't take a file of members."""
    if path.suffix not in (".csv", ".parquet"):
        raise InvalidInput(f"{path.name!r} is neither .csv nor .parquet", hint="the ending says the format")
    if not path.absolute().parent.is_dir():
        raise InvalidInput(f"there is no folder {path.absolute().parent}")
    if path.is_dir():
        raise InvalidInput(f"{path} is a folder")


def write_rows(rows: pa.Table, path: Path, *, raw: bool = False) -> None:
    """Writes the table to a temporary file beside `path`, then renames it.

    `raw` writes CSV cells as they are, for programs. Raises StorageError when the disk refuses.
    """
    check_target(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.suffix == ".csv":
            _write_csv(rows, temporary, (lambda cell: cell) if raw else safe_cell)
        else:
            pq.write_table(rows, temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        _fsync_folder(path.absolute().parent)
    except OSError as error:
        raise StorageError(
            f"{path} can't be written: {(error.strerror or str(error)).lower()}",
            hint="check the free space and the permissions; a file that was there before is unchanged",
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def safe_cell(value: object) -> object:
    """The value, with a `'` before text that a spreadsheet would run as a formula. Numbers stay numbers.

    Looks behind quotes and blanks, and at full-width forms, as spreadsheets do.
    """
    if not isinstance(value, str):
        return value
    behind = _BLANKS_AND_QUOTES.sub("", value, count=1)
    risky = value[:1] in _FORMULA_STARTS or unicodedata.normalize("NFKC", behind[:1]) in _FORMULA_STARTS
    return f"'{value}" if risky else value


def _write_csv(rows: pa.Table, path: Path, guard: Callable[[object], object]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guard(name) for name in rows.column_names])
        for batch in rows.to_batches(max_chunksize=10_000):
            columns = [column.to_pylist() for column in batch.columns]
            writer.writerows([guard(_csv_value(value)) for value in row] for row in zip(*columns, strict=True))


def _csv_value(value: object) -> object:
    """Booleans, lists and objects as JSON writes them; nothing for a missing value."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool | list | dict) else value


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
