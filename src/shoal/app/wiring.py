"""The composition root: settings in, an opened data directory out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from shoal.app import clock
from shoal.app.settings import Settings
from shoal.definitions import Definitions
from shoal.model.catalog import Catalog
from shoal.model.errors import Busy, InvalidInput, NotFound, Problem, RuleError
from shoal.model.instant import format_instant, parse_instant, within_calendar
from shoal.model.rule import Rule
from shoal.rules import check, parse
from shoal.storage import Store
from shoal.storage.layout import INBOX, RECORDS

Write = bool | Literal["records"]
RuleSource = str | bytes | dict[str, object] | list[object]


@dataclass(frozen=True, slots=True)
class Opened:
    """A data directory while a command, or the Python library, works on it."""

    store: Store
    definitions: Definitions
    actor: str

    @property
    def zone(self) -> str:
        return self.store.zone

    def catalog(self) -> Catalog:
        """What the data holds, and the segments that a rule may name."""
        names = {segment.id: segment.name for segment in self.definitions.list()}
        from shoal.membership.measures import named_measures

        measures, scores = named_measures(self.store), self.store.scores.names()
        catalog = replace(self.store.catalog(), segments=names, measures=measures, scores=scores)
        return replace(catalog, values=self._values)

    def _values(self, event: str | None, path: str) -> Sequence[str] | None:
        from shoal.insights import texts  # loads much, and few rules ask for it

        return texts(self.store, as_of=clock.now())(event, path)

    def read_rule(self, source: RuleSource) -> tuple[Rule, tuple[Problem, ...]]:
        """The rule with its types, and the checker's warnings. Raises RuleError with every fault."""
        return self.checked(parse(source))

    def checked(self, rule: Rule, coming: Mapping[str, str] | None = None) -> tuple[Rule, tuple[Problem, ...]]:
        """As `read_rule`, for a parsed rule. `coming` has segments (id → name) that are about to be made."""
        catalog = self.catalog()
        typed, problems = check(rule, replace(catalog, segments={**catalog.segments, **(coming or {})}))
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise RuleError(errors)
        return typed, tuple(problems)

    def check_columns(self, paths: Sequence[str]) -> None:
        """Raises NotFound for an attribute path that no profile has."""
        known = self.store.catalog().attributes if paths else {}
        for path in paths:
            if path not in known:
                raise NotFound.named("attribute", path, known, listing="shoal catalog")

    def find_profile(self, text: str, as_of: int) -> int:
        """The dense number of the person with this profile id, identifier, or e-mail address (attribute `email`).

        Raises NotFound, and InvalidInput for an address that several people have.
        """
        try:
            return self.store.find_profile(text)
        except NotFound:
            from shoal import membership

            found = membership.profiles_with(self.store, "email", text, as_of=as_of) if "@" in text else ()
            if not found:
                raise
        if len(found) > 1:
            raise InvalidInput(f"{len(found):,} profiles have the e-mail address {text!r}", hint="give a profile id")
        return found[0]

    def instant(self, text: str | None, zone: str | None = None) -> int:
        """The instant of an `--as-of`, in microseconds; None is now. A time without offset is in the zone."""
        return clock.now() if text is None else within_calendar(parse_instant(text, zone or self.zone))


def publishable(moment: int, now: int) -> int:
    """The instant. Raises InvalidInput for the future: members of then would keep today's from being published."""
    if moment > now:
        raise InvalidInput(
            f"{format_instant(moment)} is in the future: members can't be worked out before",
            hint="`shoal preview --as-of` says who matches then if nothing else happens",
        )
    return moment


@contextmanager
def opened(settings: Settings, *, write: Write, create: bool = False) -> Iterator[Opened]:
    """Opens the data directory of the settings, and closes it in the end.

    `write` "records" is for what changes nothing but records, whose database has a lock of its own: a server may have
    the directory meanwhile. Raises NotFound when there is no data and `create` is False, Busy when somebody else writes
    and `write` is True.
    """
    if not create and not has_data(settings.data_dir):
        raise NotFound(
            f"there is no data in {settings.data_dir}",
            hint="start with `shoal demo` or `shoal import events FILE`, or name another directory with --data-dir",
        )
    store = _store(settings, write)
    try:
        if store.writable and (store.directory / INBOX).exists():
            from shoal.ingest import apply_pending

            apply_pending(store)  # what was accepted before a crash and isn't in the log yet
        yield Opened(store, Definitions(store.records, store.workspace_id), settings.actor)
    finally:
        store.close()


def _store(settings: Settings, write: Write) -> Store:
    try:
        return Store.open(settings.data_dir, write=bool(write), now=clock.now(), zone=settings.zone)
    except Busy:
        if write != "records":
            raise
        return Store.open(settings.data_dir, write=False, now=clock.now(), zone=settings.zone)


def has_data(directory: Path) -> bool:
    """True when Shoal made a workspace there."""
    return (directory / "main" / RECORDS).exists()
