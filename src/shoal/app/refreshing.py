"""Refreshes for commands: done here, or by the server that has the data directory."""

from collections.abc import Callable, Sequence

from shoal import membership
from shoal.app import clock
from shoal.app.running import server_of
from shoal.app.wiring import Opened, publishable
from shoal.membership import Progress, SegmentResult
from shoal.model.errors import Busy, InvalidInput
from shoal.refresh import SegmentRun, run_detail, runs

Report = Callable[[Progress], None]
_LATEST_RUNS = 50


def refresh(
    shoal: Opened, ids: Sequence[str] | None, *, as_of: int | None = None, report: Report
) -> tuple[tuple[SegmentResult, ...], int]:
    """Refreshes the segments (all rule segments when `ids` is None) at `as_of`, or now; gives the instant as well.

    Raises as `membership.refresh` does, and Busy when another process than a server writes.
    """
    if shoal.store.writable:
        moment = publishable(clock.now() if as_of is None else as_of, clock.now())
        segments = shoal.definitions.all()
        by, now = shoal.actor, clock.now
        found = membership.refresh(shoal.store, segments, ids, as_of=moment, now=now, progress=report, by=by)
        return found, moment
    server = server_of(shoal.store.directory)
    if server is None:
        raise Busy(
            f"{shoal.store.directory} is being written to by another process",
            hint="wait for it or stop it; commands that only read work meanwhile",
        )
    if as_of is not None:
        raise InvalidInput(
            "a server has the data directory, and it refreshes as of now", hint="leave --as-of out, or stop the server"
        )
    newest = next((run.id for run in runs(shoal.store, limit=1)), 0)
    server.refresh(
        ids, actor=shoal.actor, show=lambda done, total, what: report(Progress(what=what, done=done, total=total))
    )
    return _made_since(shoal, newest, ids)


def _made_since(shoal: Opened, newest: int, ids: Sequence[str] | None) -> tuple[tuple[SegmentResult, ...], int]:
    """What the runs after one made of the segments: somebody else may have asked for some of them as well."""
    found: dict[str, SegmentRun] = {}
    for run in runs(shoal.store, limit=_LATEST_RUNS):
        if run.id > newest:
            for row in run_detail(shoal.store, run.id).segments:
                if ids is None or row.segment in ids:
                    found.setdefault(row.segment, row)
    results = tuple(
        SegmentResult(row.segment, row.status, row.members, row.entered, row.left, row.milliseconds, row.error)
        for row in found.values()
    )
    return results, max((row.as_of for row in found.values()), default=clock.now())
