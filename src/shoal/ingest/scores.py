"""Scores of models from a file."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from shoal.model.errors import InvalidInput
from shoal.storage import Store
from shoal.storage.scores import table_of

COLUMNS = ("profile", "score", "band")


def read_scores(store: Store, file: Path) -> tuple[pa.Table, list[str]]:
    """A set of scores as `storage.scores` takes it, and the names in the file that are nobody's.

    The file is CSV or Parquet with the columns profile (a profile id or any identifier), score (a number) and, if any,
    band. Raises InvalidInput for a file that can't be read, lacks a column, or has something else in it, with the row.
    """
    rows = _rows(file)
    known: dict[str, tuple[str, str | None]] = {}
    unmatched: list[str] = []
    ids = store.profile_ids(store.snapshot())
    found = store.find_profiles([name for name, _, _ in rows])
    for number, ((name, score, band), dense) in enumerate(zip(rows, found.tolist(), strict=True), 1):
        text = _number(score, number)
        if dense < 0:
            unmatched.append(name)
            continue
        profile = ids[dense].as_py()
        if profile in known:
            raise InvalidInput(f"row {number} scores {name!r} again", hint="a set has each person once")
        known[profile] = (text, band)
    scores, bands = [each[0] for each in known.values()], [each[1] for each in known.values()]
    return table_of(list(known), scores, bands), unmatched


def _rows(file: Path) -> list[tuple[str, object, str | None]]:
    try:
        if file.suffix == ".parquet":
            table = pa.parquet.read_table(file)
        else:
            types = dict.fromkeys(COLUMNS, pa.string())
            table = pa.csv.read_csv(file, convert_options=pa.csv.ConvertOptions(column_types=types))
    except (OSError, pa.ArrowException) as error:
        raise InvalidInput(f"{file} can't be read: {error}") from None
    missing = [name for name in COLUMNS[:2] if name not in table.column_names]
    if missing:
        have = ", ".join(table.column_names)
        raise InvalidInput(f"{file} has no column {missing[0]!r}", hint=f"it has {have}; needed are profile and score")
    bands = table["band"].to_pylist() if "band" in table.column_names else [None] * len(table)
    return [
        (str(profile), score, str(band) if band not in (None, "") else None)
        for profile, score, band in zip(table["profile"].to_pylist(), table["score"].to_pylist(), bands, strict=True)
    ]


def _number(value: object, row: int) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidInput(f"row {row} has {value!r} as score", hint="a score is a number, such as 0.73")
    return format(number.normalize(), "f")
