"""What came in over HTTP, moved to the log by a thread of the server soon after it was acknowledged."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from shoal.ingest.accept import apply_pending, receive
from shoal.ingest.sources import Source
from shoal.model.errors import ShoalError
from shoal.storage import Store

# Between two batches: short enough for live segments, long enough that a second doesn't make a dozen files.
_PAUSE_SECONDS = 0.4
_AGAIN_SECONDS = 2.0
log = structlog.get_logger("shoal.ingest")


@dataclass(slots=True)
class Counts:
    """What a source sent since the server started. `last_at` is microseconds since 1970 UTC."""

    accepted: int = 0
    rejected: int = 0
    last_at: int | None = None


@dataclass
class Receiver:
    """`applied` is called by the thread after records became visible, with how many were new."""

    store: Store
    applied: Callable[[int], None] = lambda _: None
    _counts: dict[str, Counts] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _arrived: threading.Event = field(default_factory=threading.Event)
    _stopping: bool = False
    _failing: str | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="receiver", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Moves what is still waiting, and ends the thread."""
        self._stopping = True
        self._arrived.set()
        if self._thread is not None:
            self._thread.join()

    def receive(self, source: Source, lines: bytes, *, now: int) -> None:
        """As `accept.receive`; the records are visible within about a second."""
        rejected = receive(self.store, lines, source=source.id, now=now)
        rows = lines.count(b"\n")
        with self._turn:
            counts = self._counts.setdefault(source.id, Counts())
            counts.accepted += rows - len(rejected)
            counts.rejected += len(rejected)
            counts.last_at = now
        self._arrived.set()

    def counts(self, source: str) -> Counts:
        with self._turn:
            return self._counts.get(source) or Counts()

    def require_working(self) -> None:
        """Raises ShoalError while what is received doesn't reach the log, saying why."""
        if self._thread is None or not self._thread.is_alive():
            raise ShoalError("nobody moves what is received to the log", hint="start the server again")
        if self._failing is not None:
            waiting = self.store.inbox.waiting_bytes
            raise ShoalError(f"{self._failing} ({waiting:,} bytes wait, and are safe; it is tried again)")

    def _work(self) -> None:
        while not self._stopping:
            self._arrived.wait()
            self._arrived.clear()
            if not self._apply():
                self._arrived.set()
                time.sleep(_AGAIN_SECONDS)
            time.sleep(_PAUSE_SECONDS)
        self._apply()

    def _apply(self) -> bool:
        try:
            new = apply_pending(self.store)
            self._failing = None
            if new:
                self.applied(new)
        except Exception as error:  # whatever it is: what waits is durable, and the thread goes on
            self._failing = error.message if isinstance(error, ShoalError) else str(error)
            log.exception("what was received didn't reach the log", exc_info=error)
        return self._failing is None
