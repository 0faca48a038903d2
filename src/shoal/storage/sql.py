"""DuckDB over a snapshot of the log: in memory, with bounded memory, and no way out of the workspace's folder."""

import os
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from shoal.storage import layout
from shoal.storage.log import DATASETS, SCHEMAS, Snapshot

MEMORY_LIMIT = "2GB"

_SQL_TYPES = {
    "int32": "INTEGER",
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "timestamp[us, tz=UTC]": "TIMESTAMPTZ",
}


def private_connection(tmp: Path, *, memory_limit: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """A connection for Shoal's own columns: hashes, JSON, typing. Nothing outside it can be reached from its SQL."""
    connection = _configured(tmp, memory_limit)
    _lock(connection)
    return connection


def snapshot_connection(
    folder: Path, snapshot: Snapshot, survivors: np.ndarray, *, memory_limit: str = MEMORY_LIMIT
) -> duckdb.DuckDBPyConnection:
    """Views named after the datasets, plus `profiles`. `survivors` is the canonical array of the snapshot.

    `profile` in the views is canonical. Times are TIMESTAMPTZ; fetch them through Arrow, or as epoch_us(time).
    """
    connection = _configured(layout.spill_folder(folder), memory_limit)
    merged = np.flatnonzero(survivors != np.arange(len(survivors))).astype(np.int32)
    connection.register("resolved_arrow", pa.table({"merged": merged, "canonical": survivors[merged]}))
    connection.execute("CREATE TABLE resolved AS SELECT * FROM resolved_arrow")
    connection.unregister("resolved_arrow")
    for dataset in DATASETS:
        connection.execute(f"CREATE VIEW {dataset} AS {_select(dataset, snapshot, merged=len(merged) > 0)}")
    connection.execute(
        f"CREATE VIEW profiles AS SELECT profile, id AS profile_id, time AS first_seen FROM "
        f"({_select('identifiers', snapshot, merged=False)}) "
        "WHERE id IS NOT NULL AND profile NOT IN (SELECT merged FROM resolved)"
    )
    connection.execute("SET allowed_directories = [?]", [f"{folder}{os.sep}"])
    _lock(connection)
    return connection


def _configured(tmp: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    connection.execute(f"SET threads = {os.cpu_count() or 1}")
    connection.execute("SET temp_directory = ?", [str(tmp)])
    connection.execute("SET enable_progress_bar = false")
    return connection


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _select(dataset: str, snapshot: Snapshot, *, merged: bool) -> str:
    schema = SCHEMAS[dataset]
    files = snapshot.of(dataset)
    if not files:
        nothing = ", ".join(f"NULL::{_SQL_TYPES[str(f.type)]} AS {f.name}" for f in schema)
        return f"SELECT {nothing} WHERE false"
    paths = ", ".join("'" + str(file.path).replace("'", "''") + "'" for file in files)
    source = f"read_parquet([{paths}], hive_partitioning = false)"
    if not merged or "profile" not in schema.names:
        return f"SELECT {', '.join(schema.names)} FROM {source}"
    columns = ", ".join(
        "coalesce(r.canonical, t.profile) AS profile" if name == "profile" else f"t.{name}" for name in schema.names
    )
    return f"SELECT {columns} FROM {source} t LEFT JOIN resolved r ON r.merged = t.profile"
