"""Runs refreshes one after the other in a thread of the server, and says how far the present one is.

Nothing here is stored: what is waiting or under way lives and dies with the process, so that no crash leaves a segment
"calculating". What a run made of its segments is in the records (history.py).
"""

import gc
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

import structlog

from shoal import membership
from shoal.definitions import Definitions
from shoal.membership import Progress as Step
from shoal.model.errors import Conflict, NotFound, ShoalError
from shoal.model.instant import format_instant
from shoal.model.segment import SegmentStatus
from shoal.storage import Store

TaskState = Literal["waiting", "running", "done", "failed", "cancelled"]
_IDLE_SECONDS = 1.0
log = structlog.get_logger("shoal.refresh")


class Cancelled(ShoalError):
    """Somebody stopped the refresh; the members of before are kept."""

    code = "cancelled"
    actor = "user"


@dataclass(frozen=True, slots=True)
class Task:
    """A part of a refresh: reading the records, computing conditions, comparing members, publishing."""

    name: str
    state: TaskState
    done: int = 0
    total: int = 0
    started_at: int | None = None
    finished_at: int | None = None
    detail: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "started_at": _instant(self.started_at),
            "finished_at": _instant(self.finished_at),
            "detail": self.detail,
        }


# What the steps of `membership.refresh` are called by, in their order.
_TASKS = (("Reading rules", "records"), ("Computing", "conditions"), ("Comparing members", "members"))
_LAST = "publishing"
_NAMES = (*(name for _, name in _TASKS), _LAST)


@dataclass(frozen=True, slots=True)
class Request:
    """One refresh that somebody asked for. `ids` None means every rule segment."""

    number: int
    ids: tuple[str, ...] | None
    by: str
    asked_at: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The present refresh, or the last one of this process. `revision` grows with each change."""

    revision: int = 0
    running: bool = False
    number: int | None = None
    by: str = ""
    segments: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    started_at: int | None = None
    finished_at: int | None = None
    error: str | None = None
    waiting: tuple[Request, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "revision": self.revision,
            "running": self.running,
            "number": self.number,
            "by": self.by,
            "segments": list(self.segments),
            "tasks": [task.as_json() for task in self.tasks],
            "started_at": _instant(self.started_at),
            "finished_at": _instant(self.finished_at),
            "error": self.error,
            "waiting": [
                {
                    "number": r.number,
                    "segments": None if r.ids is None else list(r.ids),
                    "by": r.by,
                    "asked_at": format_instant(r.asked_at),
                }
                for r in self.waiting
            ],
        }


@dataclass
class Refresher:
    """`now` is the clock, microseconds since 1970 UTC; `each_second` is called between refreshes by the same thread."""

    store: Store
    definitions: Definitions
    now: Callable[[], int]
    each_second: Callable[[], None] = lambda: None
    _waiting: deque[Request] = field(default_factory=deque)
    _progress: Progress = field(default_factory=Progress)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _cancelled_by: str | None = None
    _stopping: bool = False
    _thread: threading.Thread | None = None
    _last_number: int = 0

    def start(self) -> None:
        """Starts the thread that works through what is asked for."""
        self._thread = threading.Thread(target=self._work, name="refresher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Cancels what is under way and waits for the thread's end."""
        with self._changed:
            self._stopping = True
            self._cancelled_by = "the server's end"
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def require_alive(self) -> None:
        """Raises ShoalError when the thread isn't there to work."""
        if self._thread is None or not self._thread.is_alive():
            raise ShoalError("nobody works through the refreshes", hint="start the server again")

    # --- asking ------------------------------------------------------------------------------------------------------

    def ask(self, ids: Sequence[str] | None, *, by: str) -> Request:
        """Puts a refresh at the end of the queue; one that waits already and does the same is returned instead.

        Raises NotFound for a segment that isn't there.
        """
        if ids is not None:
            known = self.definitions.all()
            for id_ in ids:
                if id_ not in known:
                    raise NotFound.named("segment", id_, known)
        wanted = None if ids is None else tuple(dict.fromkeys(ids))
        with self._changed:
            for request in self._waiting:
                if request.ids is None or (wanted is not None and set(wanted) <= set(request.ids)):
                    return request
            self._last_number += 1
            request = Request(self._last_number, wanted, by, self.now())
            self._waiting.append(request)
            self._set()
            return request

    def cancel(self, number: int, *, by: str) -> None:
        """Stops the refresh when it is under way, or takes it out of the queue.

        Raises NotFound for a number that was never given out, Conflict for one that is over.
        """
        with self._changed:
            if not 1 <= number <= self._last_number:
                raise NotFound(f"there is no refresh {number}")
            waiting = [request for request in self._waiting if request.number == number]
            if waiting:
                self._waiting.remove(waiting[0])
                self._set()
            elif self._progress.running and self._progress.number == number:
                self._cancelled_by = by
            else:
                raise Conflict(f"refresh {number} is over already")

    def progress(self) -> Progress:
        with self._changed:
            return self._progress

    def under_way(self) -> dict[str, SegmentStatus]:
        """The segments that are being computed or wait for it, with that word."""
        with self._changed:
            out: dict[str, SegmentStatus] = {}
            for request in self._waiting:
                out |= dict.fromkeys(self._ids(request), "queued")
            if self._progress.running:
                out |= dict.fromkeys(self._progress.segments, "calculating")
            return out

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is under way and nothing waits; False when that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._progress.running, seconds)

    def _ids(self, request: Request) -> tuple[str, ...]:
        if request.ids is not None:
            return request.ids
        return tuple(s.id for s in self.definitions.all().values() if s.rule is not None and s.active)

    # --- working -----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopping, _IDLE_SECONDS)
                if self._stopping:
                    return
                request = self._waiting.popleft() if self._waiting else None
                if request is not None:
                    self._cancelled_by = None
                    tasks = tuple(Task(name, "waiting") for name in _NAMES)
                    ids = self._ids(request)
                    self._set(
                        running=True,
                        number=request.number,
                        by=request.by,
                        segments=ids,
                        tasks=tasks,
                        started_at=self.now(),
                        finished_at=None,
                        error=None,
                    )
            try:
                if request is None:
                    self.each_second()
                else:
                    self._run(request)
            except Exception as error:  # the thread outlives whatever a run or a tick raises; both are told
                log.exception("the refresher's work failed", exc_info=error)
                with self._changed:
                    self._end(str(error))

    def _run(self, request: Request) -> None:
        error = None
        try:
            membership.refresh(
                self.store,
                self.definitions.all(),
                None if request.ids is None else self._still_there(request.ids),
                as_of=self.now(),
                now=self.now,
                progress=self._step,
                by=request.by,
            )
        except ShoalError as failure:
            error = failure.message
            if not isinstance(failure, Cancelled):
                log.error("a refresh failed", number=request.number, code=failure.code, error=failure.message)
        else:
            _set_aside()
        with self._changed:
            self._end(error)

    def _still_there(self, ids: Sequence[str]) -> list[str]:
        known = self.definitions.all()
        return [id_ for id_ in ids if id_ in known]

    def _step(self, step: Step) -> None:
        """Takes what `membership.refresh` reports; raises Cancelled when somebody wants it to end."""
        with self._changed:
            if self._cancelled_by is not None:
                raise Cancelled(f"cancelled by {self._cancelled_by}", hint="the members of before are kept")
            name = next((name for start, name in _TASKS if step.what.startswith(start)), _LAST)
            at = _NAMES.index(name)
            now = self.now()
            tasks = list(self._progress.tasks)
            for i, task in enumerate(tasks):
                if i < at and task.state != "done":
                    tasks[i] = replace(task, state="done", started_at=task.started_at or now, finished_at=now)
            begun = tasks[at].started_at or now
            tasks[at] = replace(
                tasks[at], state="running", done=step.done, total=step.total, started_at=begun, detail=step.what
            )
            self._set(tasks=tuple(tasks))

    def _end(self, error: str | None) -> None:
        now = self.now()
        stopped: TaskState = "cancelled" if self._cancelled_by is not None else "failed"
        tasks = list(self._progress.tasks)
        if error is None:
            tasks = [replace(task, state="done", finished_at=task.finished_at or now) for task in tasks]
        else:  # the task under way, or the next one when it ended between two
            at = next((i for i, task in enumerate(tasks) if task.state in ("running", "waiting")), None)
            if at is not None:
                tasks[at] = replace(tasks[at], state=stopped, finished_at=now, detail=error)
        self._set(running=False, tasks=tuple(tasks), finished_at=now, error=error)

    def _set(self, **changes: object) -> None:
        """Changes the progress, with the lock held."""
        waiting = tuple(self._waiting)
        revision = self._progress.revision + 1
        self._progress = replace(self._progress, **changes, revision=revision, waiting=waiting)  # type: ignore[arg-type]
        with suppress(RuntimeError):
            self._changed.notify_all()


def _instant(time: int | None) -> str | None:
    return None if time is None else format_instant(time)


def _set_aside() -> None:
    """Has later collections of garbage leave out what a first refresh loaded, which lives as long as the process.

    Looking it all through takes a tenth of a second, as long as a refresh of many segments.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
