"""What refreshes made: the runs of a workspace, newest first, and each one's segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, case, func, select

from shoal.model.errors import NotFound
from shoal.model.instant import format_instant
from shoal.storage import Store
from shoal.storage.records import tables

RunState = Literal["running", "interrupted", "failed", "done"]


@dataclass(frozen=True, slots=True)
class Run:
    """One refresh. `failed` and `ready` count its segments; `error` says why the whole run ended early."""

    id: int
    state: RunState
    started_at: int
    started_by: str | None
    finished_at: int | None
    as_of: int
    segments: int
    ready: int
    failed: int
    skipped: int
    error: str | None

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "state": self.state,
            "started_at": format_instant(self.started_at),
            "started_by": self.started_by,
            "finished_at": None if self.finished_at is None else format_instant(self.finished_at),
            "as_of": format_instant(self.as_of),
            "segments": self.segments,
            "ready": self.ready,
            "failed": self.failed,
            "skipped": self.skipped,
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class SegmentRun:
    """What one run made of one segment; counts are None where it published nothing."""

    run: int
    segment: str
    status: str  # ready, failed, skipped
    members: int | None
    entered: int | None
    left: int | None
    milliseconds: int
    error: str | None
    as_of: int
    started_at: int
    started_by: str | None

    def as_json(self) -> dict[str, object]:
        return {
            "run": self.run,
            "segment": self.segment,
            "status": self.status,
            "members": self.members,
            "entered": self.entered,
            "left": self.left,
            "ms": self.milliseconds,
            "error": self.error,
            "as_of": format_instant(self.as_of),
            "started_at": format_instant(self.started_at),
            "started_by": self.started_by,
        }


@dataclass(frozen=True, slots=True)
class RunDetail:
    run: Run
    segments: tuple[SegmentRun, ...]

    def as_json(self) -> dict[str, object]:
        return {"run": self.run.as_json(), "segments": [row.as_json() for row in self.segments]}


def runs(store: Store, *, before: int | None = None, limit: int = 20, running: bool = False) -> tuple[Run, ...]:
    """The newest runs with an id below `before`. `running` says whether this process refreshes just now: the newest
    run without an end is then under way, while all others without one were interrupted."""
    r = tables.run
    query = select(r).where(r.c.workspace_id == store.workspace_id)
    if before is not None:
        query = query.where(r.c.id < before)
    with store.records.read() as connection:
        rows = connection.execute(query.order_by(r.c.id.desc()).limit(limit)).mappings().all()
        counts = _counts(connection, [row["id"] for row in rows])
        newest = connection.execute(select(func.max(r.c.id))).scalar()
    out = []
    for row in rows:
        ready, failed, skipped = counts.get(row["id"], (0, 0, 0))
        state: RunState = "failed" if row["error"] else "done"
        if row["finished_at"] is None:
            state = "running" if running and row["id"] == newest else "interrupted"
        about = {name: row[name] for name in ("id", "started_at", "started_by", "finished_at", "as_of", "error")}
        out.append(
            Run(state=state, segments=ready + failed + skipped, ready=ready, failed=failed, skipped=skipped, **about)
        )
    return tuple(out)


def _counts(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    s = tables.run_segment
    of = [func.sum(case((s.c.status == status, 1), else_=0)) for status in ("ready", "failed", "skipped")]
    query = select(s.c.run_id, *of).where(s.c.run_id.in_(ids)).group_by(s.c.run_id)
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def run_detail(store: Store, id: int, *, running: bool = False) -> RunDetail:
    """One run with all its segments, those that failed first. Raises NotFound."""
    found = [run for run in runs(store, before=id + 1, limit=1, running=running) if run.id == id]
    if not found:
        raise NotFound(f"there is no refresh with the id {id}")
    rows = _segment_rows(store, tables.run_segment.c.run_id == id, 10_000)
    order = {"failed": 0, "ready": 1, "skipped": 2}
    return RunDetail(found[0], tuple(sorted(rows, key=lambda row: (order.get(row.status, 3), row.segment))))


def segment_runs(store: Store, segment: str, *, before: int | None = None, limit: int = 20) -> tuple[SegmentRun, ...]:
    """The newest runs of one segment with an id below `before`."""
    where = tables.run_segment.c.segment_id == segment
    if before is not None:
        where = where & (tables.run_segment.c.run_id < before)
    return _segment_rows(store, where, limit)


def _segment_rows(store: Store, where: ColumnElement[bool], limit: int) -> tuple[SegmentRun, ...]:
    s, r = tables.run_segment, tables.run
    query = (
        select(
            s.c.run_id,
            s.c.segment_id,
            s.c.status,
            s.c.members,
            s.c.entered,
            s.c.left,
            s.c.milliseconds,
            s.c.error,
            r.c.as_of,
            r.c.started_at,
            r.c.started_by,
        )
        .join(r, r.c.id == s.c.run_id)
        .where(s.c.workspace_id == store.workspace_id, where)
        .order_by(s.c.run_id.desc())
        .limit(limit)
    )
    with store.records.read() as connection:
        return tuple(SegmentRun(*row[:6], row[6] or 0, *row[7:]) for row in connection.execute(query))
