"""The rival: DuckDB with the layout that suits these questions best, asked one hand-written query a segment."""

import time
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from bench.world import CATEGORIES, EVENTS, ZONE

THREADS = 2


def build(world: Path, file: Path) -> float:
    """Loads the world into `file`, events sorted by (event, time), small types throughout; returns the seconds.

    The local day, hour and weekday (1 is Monday) stand in columns of their own, so that no query converts times.
    """
    file.unlink(missing_ok=True)
    began = time.perf_counter()
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"SET threads = {THREADS}; SET memory_limit = '8GB'; SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET temp_directory = '{file}.tmp'")
        for name, values in (("event_name", EVENTS), ("category_name", CATEGORIES)):
            quoted = ", ".join(f"'{value}'" for value in values)
            connection.execute(f"CREATE TYPE {name} AS ENUM ({quoted})")
        number = "substr(user_id, 2)::INTEGER AS uid"
        connection.execute(f"""
            CREATE TABLE events AS
            SELECT {number}, time::TIMESTAMP AS ts, event::event_name AS event, category::category_name AS category,
                   (price * 100)::INTEGER AS cents, item_id, campaign::SMALLINT AS campaign,
                   local::DATE AS day, hour(local)::UTINYINT AS hour, isodow(local)::UTINYINT AS weekday
            FROM (SELECT *, time AT TIME ZONE '{ZONE}' AS local FROM read_parquet('{world}/events/*.parquet'))
            ORDER BY event, ts""")
        connection.execute(f"""
            CREATE TABLE users AS
            SELECT {number}, country, city, plan, platform, age::TINYINT AS age, points::INTEGER AS points,
                   signup::TIMESTAMP AS signup
            FROM read_parquet('{world}/profiles.parquet') ORDER BY uid""")
        connection.execute(f"CREATE TABLE tags AS SELECT {number}, tag FROM read_parquet('{world}/tags.parquet')")
    return time.perf_counter() - began


class Rival:
    """Answers questions; its first query has read everything once, so that no query waits for the disk."""

    def __init__(self, file: Path) -> None:
        self._connection = duckdb.connect(str(file), read_only=True)
        self._connection.execute(f"SET threads = {THREADS}; SET memory_limit = '8GB'")
        self._connection.execute(
            "SELECT sum(cents), sum(item_id), sum(campaign), max(ts), max(uid), max(category) FROM events"
        )

    def members(self, sql: str) -> npt.NDArray[np.int64]:
        """The numbers of the people who fit, ascending."""
        found: npt.NDArray[np.int64] = self._connection.execute(sql).fetchnumpy()["uid"]
        return np.sort(found.astype(np.int64))

    def close(self) -> None:
        self._connection.close()
