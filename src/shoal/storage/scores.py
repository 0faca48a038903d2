"""Scores: what models say of people, as files of profile ids with a number and a band, and rows that list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import func, insert, select

from shoal.columns.values import ValueColumn, Values
from shoal.model.errors import CorruptStore, InvalidInput
from shoal.storage import layout
from shoal.storage.records import Records, tables

FOLDER = "scores"
SCHEMA = pa.schema([("profile_id", pa.string()), ("score", pa.string()), ("band", pa.string())])


@dataclass(frozen=True, slots=True)
class ScoreSetInfo:
    """One run of a model. Times are microseconds since 1970 UTC; it counts from `at` on."""

    score: str
    at: int
    added_at: int
    added_by: str
    profiles: int
    bands: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a workspace: `folder` is its directory."""

    records: Records
    workspace_id: str
    folder: Path

    def all(self) -> tuple[ScoreSetInfo, ...]:
        """Every set, newest first."""
        s = tables.score_set.c
        query = select(tables.score_set).where(s.workspace_id == self.workspace_id).order_by(s.at.desc(), s.id.desc())
        with self.records.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            ScoreSetInfo(r.score, r.at, r.added_at, r.added_by, r.profiles, tuple(r.bands), r.file) for r in rows
        )

    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The scores and the bands that their sets have."""
        found: dict[str, dict[str, None]] = {}
        for one in self.all():
            found.setdefault(one.score, {}).update(dict.fromkeys(one.bands))
        return {name: tuple(bands) for name, bands in sorted(found.items())}

    def add(self, score: str, table: pa.Table, *, at: int, now: int, actor: str) -> ScoreSetInfo:
        """Adds a set: a table of SCHEMA, each profile id once, numbers as plain decimal text.

        Raises InvalidInput for a table that can't be one.
        """
        table = table.cast(SCHEMA)
        if table["profile_id"].null_count or len(pc.unique(table["profile_id"])) < len(table):
            raise InvalidInput("a set of scores has each profile once", hint="leave the older of two rows out")
        bands = sorted(band for band in pc.unique(table["band"]).to_pylist() if band is not None)
        s = tables.score_set
        with self.records.write() as connection:
            number = (connection.execute(select(func.max(s.c.id))).scalar() or 0) + 1
            file = f"{FOLDER}/{number}.parquet"
            layout.make_folder(self.folder / FOLDER)
            with layout.disk_errors(self.folder / file):
                pq.write_table(table, self.folder / file, compression="zstd")
            row = {"score": score, "at": at, "added_at": now, "added_by": actor}
            row |= {"profiles": len(table), "bands": bands, "file": file}
            connection.execute(insert(s).values(workspace_id=self.workspace_id, id=number, **row))
        return ScoreSetInfo(score, at, now, actor, len(table), tuple(bands), file)

    def latest(self, score: str, before: int) -> ScoreSetInfo | None:
        """The last set of a score timed before an instant."""
        return next((one for one in self.all() if one.score == score and one.at < before), None)

    def read(self, one: ScoreSetInfo) -> pa.Table:
        try:
            return pq.read_table(self.folder / one.file).cast(SCHEMA)
        except (OSError, pa.ArrowException) as error:
            raise CorruptStore(f"the scores in {one.file} can't be read: {error}") from error


def columns_of(table: pa.Table, ids: pa.Array, survivors: np.ndarray | None) -> tuple[ValueColumn, ValueColumn]:
    """A set by profile number: numbers and bands. A profile's own row counts before those of profiles merged into it,
    of which the one of the smallest id does."""
    numbers = pc.index_in(table["profile_id"].combine_chunks(), value_set=ids.cast(pa.string()))
    known = np.flatnonzero(np.asarray(pc.is_valid(numbers)))
    rows = known[pc.sort_indices(table["profile_id"].take(pa.array(known))).to_numpy()]
    profiles = numbers.take(pa.array(rows)).to_numpy(zero_copy_only=False).astype(np.int64)
    owners = profiles if survivors is None else survivors[profiles].astype(np.int64)
    row_of = np.full(len(ids), -1, np.int64)
    for places in (np.flatnonzero(owners != profiles)[::-1], np.flatnonzero(owners == profiles)):
        row_of[owners[places]] = rows[places]
    return _column(table["score"], row_of, Values.of_json), _column(table["band"], row_of, _texts)


def _texts(texts: pa.Array) -> tuple[Values, np.ndarray]:
    return Values.of_strings(texts), np.arange(len(texts), dtype=np.int32)


def _column(texts: pa.ChunkedArray, row_of: np.ndarray, read: object) -> ValueColumn:
    encoded = texts.combine_chunks().dictionary_encode()
    values, codes_of_texts = read(encoded.dictionary)  # type: ignore[operator]
    codes = np.append(codes_of_texts, np.int32(-1))[pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)]
    return ValueColumn(np.append(codes, np.int32(-1))[row_of], values)


def table_of(profile_ids: Sequence[str], scores: Sequence[str | None], bands: Sequence[str | None]) -> pa.Table:
    return pa.table({"profile_id": profile_ids, "score": scores, "band": bands}, SCHEMA)
