"""A workspace with a little data, and short ways to ask about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyroaring import BitMap

from shoal import ingest, membership
from shoal.definitions import Definitions, Draft
from shoal.model.instant import parse_instant
from shoal.model.rule import Rule
from shoal.rules import parse, resolve_types
from shoal.storage import Store

NOON = parse_instant("2026-03-08T12:00:00Z", "UTC")
HOUR = 3_600_000_000


def rule(text: str) -> Rule:
    return resolve_types(parse(text), None)


@dataclass
class Workspace:
    """`clock` is what `now` says; tests move it."""

    store: Store
    clock: int = NOON
    sent: int = 0
    definitions: Definitions = field(init=False)

    def __post_init__(self) -> None:
        self.definitions = Definitions(self.store.records, self.store.workspace_id)

    def now(self) -> int:
        return self.clock

    def send(self, user: str, event: str, at: str, **properties: object) -> None:
        self._accept({"type": "track", "userId": user, "event": event, "timestamp": at, "properties": properties})

    def alias(self, user: str, previous: str) -> None:
        self._accept({"type": "alias", "userId": user, "previousId": previous, "timestamp": "2026-03-02T00:00:00Z"})

    def identify(self, user: str, at: str, **traits: object) -> None:
        self._accept({"type": "identify", "userId": user, "timestamp": at, "traits": traits})

    def _accept(self, record: dict[str, object]) -> None:
        self.sent += 1
        receipt = ingest.accept(self.store, [record | {"messageId": f"m{self.sent}"}], source="test", now=self.clock)
        assert receipt.accepted == 1, receipt

    def segment(self, name: str, text: str, *, zone: str | None = None) -> str:
        return self.definitions.create(Draft(name, rule(text), zone=zone), actor="test", now=self.clock).id

    def static(self, name: str, *users: str) -> str:
        """A static segment with these people in it."""
        draft = Draft(name, None, kind="static")
        made = self.definitions.create(draft, actor="test", now=self.clock).id
        if users:
            self.change(made, add=users)
        return made

    def change(self, segment: str, **users: Iterable[str]) -> membership.SegmentResult:
        """Adds, removes or replaces members, given by user id."""
        people = {what: self.numbers(*names) for what, names in users.items()}
        segments = self.definitions.all()
        return membership.change_members(self.store, segments, segment, **people, now=self.now, by="test")

    def numbers(self, *users: str) -> BitMap:
        return BitMap(self.store.find_profile(user) for user in users)

    def edit(self, segment: str, text: str) -> None:
        present = self.definitions.get(segment)
        self.definitions.edit(segment, Draft(present.name, rule(text)), actor="test", now=self.clock)

    def refresh(self, *ids: str, as_of: int | None = None) -> dict[str, membership.SegmentResult]:
        results = membership.refresh(
            self.store,
            self.definitions.all(),
            list(ids) or None,
            as_of=self.clock if as_of is None else as_of,
            now=self.now,
        )
        return {result.segment: result for result in results}

    def members(self, segment: str, as_of: int | None = None) -> set[str]:
        """The user ids of the members."""
        published = membership.members(self.store, segment, as_of=as_of)
        with self.store.sql() as sql:
            names = dict(sql.execute("SELECT profile, value FROM identifiers WHERE kind = 'user_id'").fetchall())
        return {names[number] for number in published.profiles}

    def preview(self, text: str, as_of: int | None = None) -> membership.Preview:
        moment = self.clock if as_of is None else as_of
        return membership.preview(self.store, self.definitions.all(), rule(text), as_of=moment, zone=None)

    def explain(self, segment: str, user: str, as_of: int | None = None) -> membership.Verdict:
        segments = self.definitions.all()
        moment = self.clock if as_of is None else as_of
        return membership.explain(self.store, segments, segments[segment], self.store.find_profile(user), as_of=moment)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    store = Store.open(tmp_path / "data", write=True, now=NOON)
    yield Workspace(store)
    store.close()


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    """ann bought twice, bob once long ago, cat only looked; eve is in nobody's data but her own name."""
    workspace.identify("ann", "2026-03-01T00:00:00Z", country="TR", age=30)
    workspace.identify("bob", "2026-03-01T00:00:00Z", country="ES")
    workspace.identify("cat", "2026-03-01T00:00:00Z", country="TR", age=25)
    workspace.identify("eve", "2026-03-01T00:00:00Z")
    workspace.send("ann", "Order Completed", "2026-03-07T10:00:00Z", total=120.5)
    workspace.send("ann", "Order Completed", "2026-03-08T09:00:00Z", total=30)
    workspace.send("bob", "Order Completed", "2026-01-02T10:00:00Z", total=500)
    workspace.send("cat", "Product Viewed", "2026-03-08T11:30:00Z", product_id="p1")
    return workspace
