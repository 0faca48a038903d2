"""The Python library: `shoal.open(path)`, with the names of the command line."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from shoal import ingest, membership
from shoal.app import clock, wiring
from shoal.app.settings import Settings, load_settings
from shoal.definitions import Draft
from shoal.ingest import Receipt
from shoal.membership import Preview, SegmentResult, Verdict
from shoal.model.catalog import Catalog
from shoal.model.errors import InvalidInput
from shoal.model.instant import to_microseconds, within_calendar
from shoal.model.segment import Segment

Instant = str | datetime | None  # text without offset is in the workspace's zone; None is now


def open(path: str | Path | None = None, *, create: bool = False) -> "Shoal":
    """The data directory at `path` (else as the settings say). Use it in a `with`, or `close` it.

    Raises NotFound when there is no data and `create` is False.
    """
    data_dir = None if path is None else Path(path)
    settings = load_settings(os.environ, Path.cwd(), data_dir=data_dir)
    if create and not wiring.has_data(settings.data_dir):
        with wiring.opened(settings, write=True, create=True):
            pass
    return Shoal(settings)


class Shoal:
    """A data directory. Reading needs nothing; `ingest`, `refresh` and `create_segment` take the right to write while
    they run, and raise Busy when another process has it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = wiring.opened(settings, write=False)
        self._opened = self._opening.__enter__()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._opening.__exit__(None, None, None)

    # --- asking ----------------------------------------------------------------------------------------------------

    def catalog(self) -> Catalog:
        """The events, properties, attributes and tags of the data, and the segments."""
        return self._opened.catalog()

    def preview(self, rule: wiring.RuleSource, *, as_of: Instant = None, zone: str | None = None) -> Preview:
        """Counts who matches a rule (text, JSON text, or decoded JSON). Raises RuleError with every problem."""
        typed, _ = self._opened.read_rule(rule)
        return membership.preview(
            self._opened.store, self._opened.definitions.all(), typed, as_of=self._instant(as_of, zone), zone=zone
        )

    def segments(self) -> tuple[Segment, ...]:
        return self._opened.definitions.list()

    def segment(self, id: str) -> "SegmentHandle":
        """Raises NotFound with the nearest id."""
        return SegmentHandle(self, self._opened.definitions.get(id))

    def members(self, segment: str, *, columns: Sequence[str] = (), as_of: Instant = None) -> pa.Table:
        """`profile_id` and the chosen attribute paths as an Arrow table (`.to_pandas()`, `polars.from_arrow(…)`).

        The members that the last refresh published, or the last one until `as_of`. Raises NotFound before the first.
        """
        self._opened.definitions.get(segment)
        self._opened.check_columns(columns)
        moment = None if as_of is None else self._instant(as_of)
        return membership.member_rows(self._opened.store, segment, list(columns), as_of=moment)

    def explain(self, segment: str, profile: str, *, as_of: Instant = None) -> Verdict:
        """Why a person (a profile id, any identifier, or an e-mail address) is in the segment, or isn't."""
        definition = self._opened.definitions.get(segment)
        moment = self._instant(as_of)
        number = self._opened.find_profile(profile, moment)
        return membership.explain(self._opened.store, self._opened.definitions.all(), definition, number, as_of=moment)

    # --- changing --------------------------------------------------------------------------------------------------

    def ingest(self, events: Iterable[Mapping[str, object]], *, source: str = "python") -> Receipt:
        """Takes records in the Segment tracking format (`type`, `event`, `userId`, …). They are durable on return."""
        with self._writing() as opened:
            return ingest.accept(opened.store, (dict(event) for event in events), source=source, now=clock.now())

    def refresh(self, *segments: str, as_of: Instant = None) -> tuple[SegmentResult, ...]:
        """Works out the members of the segments, of all when none is named."""
        with self._writing() as opened:
            for id in segments:
                opened.definitions.get(id)
            return tuple(
                membership.refresh(
                    opened.store,
                    opened.definitions.all(),
                    list(segments) or None,
                    as_of=wiring.publishable(self._instant(as_of), clock.now()),
                    now=clock.now,
                    progress=None,
                    by=opened.actor,
                )
            )

    def create_segment(
        self, name: str, rule: wiring.RuleSource, *, description: str = "", labels: Sequence[str] = ()
    ) -> "SegmentHandle":
        with self._writing() as opened:
            typed, _ = opened.read_rule(rule)
            draft = Draft(name, typed, description=description, labels=tuple(labels))
            made = opened.definitions.create(draft, actor=opened.actor, now=clock.now())
        return SegmentHandle(self, made)

    # --- parts -----------------------------------------------------------------------------------------------------

    def _instant(self, moment: Instant, zone: str | None = None) -> int:
        if not isinstance(moment, datetime):
            return self._opened.instant(moment, zone)
        if moment.tzinfo is None:
            raise InvalidInput(f"{moment} has no time zone", hint="write datetime(…, tzinfo=UTC)")
        return within_calendar(to_microseconds(moment))

    @contextmanager
    def _writing(self) -> Iterator[wiring.Opened]:
        with wiring.opened(self._settings, write=True) as opened:
            yield opened


class SegmentHandle:
    """One segment of an open data directory."""

    def __init__(self, shoal: Shoal, definition: Segment) -> None:
        self._shoal = shoal
        self.definition = definition

    @property
    def id(self) -> str:
        return self.definition.id

    def members(self, *, columns: Sequence[str] = (), as_of: Instant = None) -> pa.Table:
        """As `Shoal.members`."""
        return self._shoal.members(self.id, columns=columns, as_of=as_of)

    def refresh(self, *, as_of: Instant = None) -> SegmentResult:
        return self._shoal.refresh(self.id, as_of=as_of)[0]
