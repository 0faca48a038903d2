"""Sources: who may send records over HTTP, each with a write key of its own.

A write key can do nothing but send, and stands in web pages and apps for everybody to read: it is kept as it is.
"""

import threading
from dataclasses import dataclass, replace

from sqlalchemy import insert, select, update

from shoal.model.errors import Conflict, InvalidInput, NotFound
from shoal.model.instant import format_instant
from shoal.model.segment import MAX_NAME, slug
from shoal.storage.records import Records, audit_rows
from shoal.storage.records import tables as t

KEY_MARK = "shoal_wk_"
_FRESH = 2_000_000  # microseconds for which keys are known without looking: another process may change them


@dataclass(frozen=True, slots=True)
class Source:
    """`id` never changes: the log names it, and message ids are unique within it. Times are microseconds."""

    id: str
    name: str
    write_key: str
    created_at: int
    created_by: str
    disabled_at: int | None

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "name": self.name,
            "write_key": self.write_key,
            "created_at": format_instant(self.created_at),
            "created_by": self.created_by,
            "disabled_at": None if self.disabled_at is None else format_instant(self.disabled_at),
        }


class Sources:
    """Reads and changes the sources of a workspace. Changes take who makes them (`actor`), when (`now`, microseconds),
    and leave an audit row; `secret` is a fresh unguessable text."""

    def __init__(self, records: Records, workspace_id: str) -> None:
        self._records = records
        self._workspace_id = workspace_id
        self._turn = threading.Lock()
        self._keys: dict[str, Source] = {}
        self._looked_at: int | None = None

    def list(self) -> tuple[Source, ...]:
        """All of them by name, those that are disabled too."""
        query = select(t.source).where(t.source.c.workspace_id == self._workspace_id)
        with self._records.read() as connection:
            rows = connection.execute(query).mappings().all()
        found = [Source(**{name: row[name] for name in Source.__slots__}) for row in rows]
        return tuple(sorted(found, key=lambda source: (source.name.casefold(), source.id)))

    def get(self, id: str) -> Source:
        """By id or name. Raises NotFound with the nearest id."""
        found = self.list()
        for source in found:
            if id in (source.id, source.name):
                return source
        raise NotFound.named("source", id, [source.id for source in found])

    def with_key(self, write_key: str, now: int) -> Source | None:
        """The source of a key that works. Raises StorageError: that nobody could look isn't that nobody has it."""
        with self._turn:
            if self._looked_at is None or not 0 <= now - self._looked_at < _FRESH or write_key not in self._keys:
                self._keys = {source.write_key: source for source in self.list()}
                self._looked_at = now
            found = self._keys.get(write_key)
        return found if found is not None and found.disabled_at is None else None

    def create(self, name: str, *, actor: str, secret: str, now: int) -> Source:
        """Raises InvalidInput for a name that can't be, Conflict for one that another source has."""
        name = name.strip()
        if not name or len(name) > MAX_NAME:
            raise InvalidInput(f"the name of a source has 1 to {MAX_NAME} characters")
        known = self.list()
        if any(source.name.casefold() == name.casefold() for source in known):
            raise Conflict(f"a source is called {name!r} already", hint="choose another name")
        id = slug(name, {source.id for source in known})
        made = Source(id, name, KEY_MARK + secret, now, actor, None)
        values = {field: getattr(made, field) for field in Source.__slots__}
        with self._records.write() as connection:
            connection.execute(insert(t.source).values(workspace_id=self._workspace_id, **values))
            audit_rows.append(
                connection, self._workspace_id, at=now, actor=actor, action="source.create", subject=id,
                detail={"name": name},
            )  # fmt: skip
        self._forget()
        return made

    def renew_key(self, id: str, *, actor: str, secret: str, now: int) -> Source:
        """Gives a source another write key; the one of before stops working."""
        return self._change(replace(self.get(id), write_key=KEY_MARK + secret), "source.renew_key", actor, now)

    def disable(self, id: str, *, actor: str, now: int) -> Source:
        """Its key stops working; what it sent stays."""
        found = self.get(id)
        return found if found.disabled_at is not None else self._change(
            replace(found, disabled_at=now), "source.disable", actor, now
        )  # fmt: skip

    def enable(self, id: str, *, actor: str, now: int) -> Source:
        found = self.get(id)
        return found if found.disabled_at is None else self._change(
            replace(found, disabled_at=None), "source.enable", actor, now
        )  # fmt: skip

    def _change(self, source: Source, action: str, actor: str, now: int) -> Source:
        values = {"write_key": source.write_key, "disabled_at": source.disabled_at}
        s = t.source.c
        with self._records.write() as connection:
            connection.execute(
                update(t.source).where(s.workspace_id == self._workspace_id, s.id == source.id).values(values)
            )
            audit_rows.append(
                connection, self._workspace_id, at=now, actor=actor, action=action, subject=source.id,
                detail={"name": source.name},
            )  # fmt: skip
        self._forget()
        return source

    def _forget(self) -> None:
        with self._turn:
            self._looked_at = None
