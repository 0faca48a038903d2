"""How the number of members went: from the published generations and the change log, without looking at members."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select

from shoal.columns import zones
from shoal.model.instant import format_instant
from shoal.storage import Store
from shoal.storage.records import tables

DAY = 86_400_000_000
_SHORT = 2 * DAY  # spans up to this show every refresh, longer ones local days
_MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Point:
    """`members` at the instant `at`; `entered` and `left` since the point before."""

    at: int
    members: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Points in ascending order. `change` is the fraction between the first and the last of them; None from nobody.

    `causes` sums up the changes by direction and cause.
    """

    points: tuple[Point, ...]
    change: float | None
    causes: dict[str, dict[str, int]]

    def as_json(self) -> dict[str, object]:
        return {
            "points": [
                {"at": format_instant(p.at), "members": p.members, "entered": p.entered, "left": p.left}
                for p in self.points
            ],
            "members": self.points[-1].members if self.points else None,
            "change": self.change,
            "since": format_instant(self.points[0].at) if self.points else None,
            "causes": self.causes,
        }


@dataclass(frozen=True, slots=True)
class Spark:
    """A small trend. `change` as in `Trend`; `since` is the instant of the first point."""

    points: tuple[int, ...]
    change: float | None
    since: int | None

    def as_json(self) -> dict[str, object]:
        since = None if self.since is None else format_instant(self.since)
        return {"points": list(self.points), "change": self.change, "since": since}


def trend(store: Store, segment: str, *, start: int, end: int, zone: str) -> Trend:
    """The members between two instants by local day of the zone, or by refresh in a short span.

    A day's point is the last generation as of that day; a day without one carries the number of the day before.
    """
    g, c = tables.generation, tables.change_set
    mine = (g.c.workspace_id == store.workspace_id) & (g.c.segment_id == segment) & (g.c.as_of <= end)
    with store.records.read() as connection:
        first = connection.execute(select(func.max(g.c.as_of)).where(mine, g.c.as_of < start)).scalar()
        query = select(g.c.as_of, g.c.members).where(mine).order_by(g.c.as_of, g.c.id)
        query = query.where(g.c.as_of >= (start if first is None else first))
        generations = connection.execute(query).all()
        changes = connection.execute(
            select(c.c.at, c.c.direction, c.c.cause, func.sum(c.c.count))
            .where(c.c.workspace_id == store.workspace_id, c.c.segment_id == segment)
            .where(c.c.at > start, c.c.at <= end)
            .group_by(c.c.at, c.c.direction, c.c.cause)
        ).all()
    times = np.array([row.as_of for row in generations], np.int64)
    counts = [row.members for row in generations]
    instants = _instants(times, start, end, zone)
    last = np.searchsorted(times, instants, "right") - 1
    kept = [(int(at), counts[i]) for at, i in zip(instants, last, strict=True) if i >= 0]
    points = _with_changes(kept, [(row[0], row[1], int(row[3])) for row in changes])
    causes: dict[str, dict[str, int]] = {"entered": {}, "left": {}}
    for _, direction, cause, count in changes:
        causes[direction][cause] = causes[direction].get(cause, 0) + int(count)
    return Trend(points, _change([point.members for point in points]), causes)


def _instants(times: "np.ndarray[tuple[int], np.dtype[np.int64]]", start: int, end: int, zone: str) -> list[int]:
    """Where the points lie: at each refresh of a short span, else at the ends of local days; `end` is always one."""
    if end - start <= _SHORT:
        inside = times[(times >= start) & (times <= end)].tolist()
        return sorted({start, *inside, end})
    first = max(zones.local_day(start, zone), zones.local_day(end, zone) - _MOST_DAYS)
    days = range(first, zones.local_day(end, zone))
    return [*(zones.midnight(day + 1, zone) - 1 for day in days), end]


def _with_changes(points: Sequence[tuple[int, int]], changes: Sequence[tuple[int, str, int]]) -> tuple[Point, ...]:
    ends = np.array([at for at, _ in points], np.int64)
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for at, direction, count in changes:
        sums[int(np.searchsorted(ends, at, "left")), direction] += count
    return tuple(Point(at, members, sums[i, "entered"], sums[i, "left"]) for i, (at, members) in enumerate(points))


def sparklines(store: Store, ids: Sequence[str], *, start: int, end: int, points: int) -> dict[str, Spark]:
    """Small trends of many segments, in one look at the records. A segment that was never refreshed has none.

    As in `trend`, the first point is what the segment had at `start`, where it was refreshed before.
    """
    g, earlier = tables.generation, tables.generation.alias()
    wanted = set(ids)
    before = (
        select(func.max(earlier.c.as_of))
        .where(earlier.c.segment_id == g.c.segment_id, earlier.c.as_of < start)
        .scalar_subquery()
    )
    query = (
        select(g.c.segment_id, g.c.as_of, g.c.members)
        .where(g.c.workspace_id == store.workspace_id, g.c.as_of >= func.coalesce(before, start), g.c.as_of <= end)
        .order_by(g.c.segment_id, g.c.as_of, g.c.id)
    )
    if len(wanted) <= 500:  # more parameters than that are slower than reading all
        query = query.where(g.c.segment_id.in_(wanted))
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    with store.records.read() as connection:
        for segment, as_of, members in connection.execute(query):
            rows[segment].append((max(as_of, start), members))
    return {segment: _spark(found, points) for segment, found in rows.items() if segment in wanted}


def _spark(rows: Sequence[tuple[int, int]], points: int) -> Spark:
    last = len(rows) - 1
    steps = max(min(points, len(rows)) - 1, 1)
    at = sorted({round(i * last / steps) for i in range(steps + 1)})
    members = tuple(rows[i][1] for i in at)
    return Spark(members, _change(members), rows[0][0])


def _change(members: Sequence[int]) -> float | None:
    if len(members) < 2 or members[0] == 0:
        return None
    return members[-1] / members[0] - 1
