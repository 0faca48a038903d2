"""What the last runs made of each segment."""

from dataclasses import dataclass

from sqlalchemy import func, select

from shoal.storage import Store
from shoal.storage.records import tables


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """What a refresh made of one segment; counts are None where there is no new generation."""

    segment: str
    status: str  # ready, failed, skipped
    members: int | None
    entered: int | None
    left: int | None
    milliseconds: int
    error: str | None


# The columns of the table for a row of (workspace, run, *SegmentResult).
RUN_SEGMENT = (
    "workspace_id",
    "run_id",
    "segment_id",
    "status",
    "members",
    "entered",
    "left",
    "milliseconds",
    "error",
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """The last run of a segment. `at` is when it ended, microseconds since 1970 UTC."""

    segment: str
    status: str
    error: str | None
    at: int


def latest_results(store: Store) -> dict[str, RunRow]:
    """The outcome of the last finished run of each segment."""
    r, s = tables.run, tables.run_segment
    last = (
        select(s.c.segment_id, func.max(s.c.run_id).label("run_id"))
        .where(s.c.workspace_id == store.workspace_id)
        .group_by(s.c.segment_id)
        .subquery()
    )
    query = (
        select(s.c.segment_id, s.c.status, s.c.error, r.c.finished_at)
        .join(last, (last.c.segment_id == s.c.segment_id) & (last.c.run_id == s.c.run_id))
        .join(r, r.c.id == s.c.run_id)
    )
    with store.records.read() as connection:
        return {row.segment_id: RunRow(*row) for row in connection.execute(query)}
