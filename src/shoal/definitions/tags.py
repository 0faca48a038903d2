"""Tags: what people say of them, who has them, and how they are put on and taken away."""

from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from shoal import ingest
from shoal.definitions.draft import InvalidSegment, text_problems
from shoal.ingest import Receipt
from shoal.ingest.prepared import MAX_NAME
from shoal.model.errors import Conflict, NotFound, Problem
from shoal.model.instant import format_instant
from shoal.model.segment import MAX_DESCRIPTION
from shoal.storage import Store
from shoal.storage.records import audit_rows
from shoal.storage.records import tables as t


class InvalidTag(InvalidSegment):
    """A name or description that no tag can have, with every problem found."""

    code = "invalid_tag"


@dataclass(frozen=True, slots=True)
class Tag:
    """`profiles` counts who has it; nobody created it when it came with the data only. Times are microseconds."""

    name: str
    description: str
    profiles: int
    created_at: int | None
    created_by: str | None

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "description": self.description,
            "profiles": self.profiles,
            "created_at": None if self.created_at is None else format_instant(self.created_at),
            "created_by": self.created_by,
        }


class Tags:
    """Reads and changes the tags of a workspace. Changes take who makes them (`actor`) and when (`now`, microseconds).

    Who has a tag is in the log, so that rules and the past know it; what people say of it is in the records.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> tuple[Tag, ...]:
        """Every tag that somebody has or that was described, by name."""
        return tuple(sorted(self._all().values(), key=lambda tag: (tag.name.casefold(), tag.name)))

    def get(self, name: str) -> Tag:
        """Raises NotFound with the nearest name."""
        found = self._all()
        if name not in found:
            raise NotFound.named("tag", name, found, listing="shoal tags list")
        return found[name]

    def _all(self) -> dict[str, Tag]:
        with self._store.records.read() as connection:
            query = select(t.tag).where(t.tag.c.workspace_id == self._store.workspace_id)
            rows = {row["name"]: row for row in connection.execute(query).mappings()}
        counts = {name: count for name, count in self._store.catalog().tags.items() if count or name in rows}
        out = {}
        for name in {**counts, **rows}:
            row = rows.get(name)
            about = ("", None, None) if row is None else (row["description"], row["created_at"], row["created_by"])
            out[name] = Tag(name, about[0], counts.get(name, 0), about[1], about[2])
        return out

    def create(self, name: str, description: str = "", *, actor: str, now: int) -> Tag:
        """Describes a tag before anybody has it. Raises InvalidTag, and Conflict for one that is there."""
        _validate(name, description)
        if name in self._all():
            raise Conflict(f"there is a tag {name!r} already", hint="describe it, or choose another name")
        with self._store.records.write() as connection:
            self._describe(connection, name, description, actor, now)
            self._record(connection, "create", name, {"description": description}, actor, now)
        return self.get(name)

    def describe(self, name: str, description: str, *, actor: str, now: int) -> Tag:
        """Raises NotFound, InvalidTag."""
        self.get(name)
        _validate(name, description)
        with self._store.records.write() as connection:
            self._describe(connection, name, description, actor, now)
            self._record(connection, "describe", name, {"description": description}, actor, now)
        return self.get(name)

    def apply(self, name: str, profiles: BitMap, *, actor: str, now: int) -> Receipt:
        """Puts the tag on profiles (dense numbers); those who have it keep their time of tagging. Raises InvalidTag.

        A tag that is put on nobody isn't made.
        """
        _validate(name, "")
        if not profiles:
            return Receipt(0, 0, {}, self._store.watermark())
        receipt = ingest.tag(self._store, profiles, name, True, now=now)
        with self._store.records.write() as connection:
            query = select(t.tag.c.name).where(self._is(name))
            if connection.execute(query).one_or_none() is None:
                self._describe(connection, name, "", actor, now)
            self._record(connection, "apply", name, {"profiles": receipt.accepted}, actor, now)
        return receipt

    def remove(self, name: str, profiles: BitMap, *, actor: str, now: int) -> Receipt:
        """Takes the tag from those of the profiles who have it. Raises NotFound."""
        self.get(name)
        receipt = ingest.tag(self._store, profiles, name, False, now=now)
        with self._store.records.write() as connection:
            self._record(connection, "remove", name, {"profiles": receipt.accepted}, actor, now)
        return receipt

    def delete(self, name: str, *, actor: str, now: int) -> Receipt:
        """Takes the tag from everyone and forgets its description. Raises NotFound."""
        self.get(name)
        everyone = BitMap(range(self._store.profile_count()))
        receipt = ingest.tag(self._store, everyone, name, False, now=now)
        with self._store.records.write() as connection:
            connection.execute(delete(t.tag).where(self._is(name)))
            self._record(connection, "delete", name, {"profiles": receipt.accepted}, actor, now)
        return Receipt(receipt.accepted, 0, {}, receipt.watermark)

    # --- rows ------------------------------------------------------------------------------------------------------

    def _is(self, name: str) -> ColumnElement[bool]:
        return (t.tag.c.workspace_id == self._store.workspace_id) & (t.tag.c.name == name)

    def _describe(self, connection: Connection, name: str, description: str, actor: str, now: int) -> None:
        done = connection.execute(update(t.tag).where(self._is(name)).values(description=description))
        if done.rowcount == 0:
            row = {"name": name, "description": description, "created_at": now, "created_by": actor}
            connection.execute(insert(t.tag).values(workspace_id=self._store.workspace_id, **row))

    def _record(
        self, connection: Connection, change: str, name: str, detail: dict[str, object], actor: str, now: int
    ) -> None:
        audit_rows.append(
            connection,
            self._store.workspace_id,
            at=now,
            actor=actor,
            action=f"tag.{change}",
            subject=name,
            detail=detail,
        )


def _validate(name: str, description: str) -> None:
    problems = [*text_problems("name", name, MAX_NAME), *text_problems("description", description, MAX_DESCRIPTION)]
    if not name.strip():
        problems.append(Problem("name", "empty", "a tag needs a name"))
    if len(name.encode(errors="replace")) > MAX_NAME:
        problems.append(Problem("name", "too_long", f"the name of a tag has at most {MAX_NAME} bytes"))
    if problems:
        raise InvalidTag(problems)
