"""Named measures as people make and keep them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from shoal.definitions.definitions import Definitions, Use
from shoal.definitions.draft import InvalidSegment, text_problems
from shoal.membership.measures import condition_of, definition_as_json, measure_from_rule
from shoal.model.errors import Conflict, NotFound, Problem
from shoal.model.instant import format_instant
from shoal.model.measure import MeasureDefinition, NamedMeasure
from shoal.model.segment import MAX_DESCRIPTION, MAX_NAME, slug
from shoal.rules import describe, format_text, measures_in, parse, parse_json
from shoal.storage import Store
from shoal.storage.records import audit_rows
from shoal.storage.records import tables as t

_LISTING = "shoal measures list"
_IS_SET = " is set"


class InvalidMeasure(InvalidSegment):
    """A name or description that no measure can have, with every problem found."""

    code = "invalid_measure"


def parse_measure(source: str | dict[str, object]) -> MeasureDefinition:
    """From text such as `sum of total over "Order Completed" in last 365 days`, or the JSON of a condition without op.

    Raises RuleError, and InvalidInput for a rule that isn't one aggregate.
    """
    if isinstance(source, dict):
        return measure_from_rule(parse_json(source | {"op": "is_set"}))
    return measure_from_rule(parse(source.strip() + _IS_SET))


def measure_text(definition: MeasureDefinition) -> str:
    """The text that `parse_measure` reads."""
    return format_text(condition_of(definition)).removesuffix(_IS_SET)


def describe_measure(definition: MeasureDefinition) -> str:
    return describe(condition_of(definition)).removesuffix(_IS_SET)


def measure_as_json(measure: NamedMeasure) -> dict[str, object]:
    return {
        "id": measure.id,
        "name": measure.name,
        "description": measure.description,
        "definition": definition_as_json(measure.definition),
        "text": measure_text(measure.definition),
        "words": describe_measure(measure.definition),
        "version": measure.version,
        "created_at": format_instant(measure.created_at),
        "created_by": measure.created_by,
        "updated_at": format_instant(measure.updated_at),
    }


class Measures:
    """Reads and changes the measures of a workspace. Changes take who makes them (`actor`) and when (`now`)."""

    def __init__(self, store: Store, definitions: Definitions) -> None:
        self._store = store
        self._definitions = definitions

    def list(self) -> tuple[NamedMeasure, ...]:
        """By name."""
        return tuple(sorted(self.all().values(), key=lambda measure: measure.name.casefold()))

    def all(self) -> dict[str, NamedMeasure]:
        with self._store.records.read() as connection:
            return self._all(connection)

    def get(self, id: str) -> NamedMeasure:
        """Raises NotFound with the nearest id."""
        return _get(self.all(), id)

    def uses(self, id: str) -> tuple[Use, ...]:
        """The segments whose rules or caps are about the measure, by name."""
        _get(self.all(), id)
        return tuple(
            Use("segment", segment.id, segment.name)
            for segment in self._definitions.list()
            if (segment.rule is not None and id in measures_in(segment.rule))
            or (segment.cap is not None and (segment.cap.by.kind, segment.cap.by.name) == ("value_of", id))
        )

    def create(
        self,
        name: str,
        definition: MeasureDefinition,
        description: str = "",
        *,
        id: str | None = None,
        actor: str,
        now: int,
    ) -> NamedMeasure:
        """Raises InvalidMeasure, and Conflict for a name or id that is taken."""
        _validate(name, description)
        with self._store.records.write() as connection:
            _refuse_taken(name, self._all(connection))
            taken = set(connection.scalars(select(t.measure.c.id)))
            if id in taken:
                raise Conflict(f"the id {id!r} is taken, or was once", hint="ids are never given again")
            made = NamedMeasure(id or slug(name, taken), name, description, definition, 1, now, actor, now)
            connection.execute(insert(t.measure).values(workspace_id=self._store.workspace_id, **_row(made)))
            self._record(connection, "create", made, actor, now)
        return made

    def edit(
        self,
        id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        definition: MeasureDefinition | None = None,
        actor: str,
        now: int,
    ) -> NamedMeasure:
        """Changes what is given; segments that use the measure mean the new one from now on."""
        with self._store.records.write() as connection:
            everything = self._all(connection)
            before = _get(everything, id)
            after = replace(
                before,
                name=before.name if name is None else name,
                description=before.description if description is None else description,
                definition=definition or before.definition,
            )
            if after == before:
                return before
            _validate(after.name, after.description)
            _refuse_taken(after.name, everything, other_than=id)
            after = replace(after, version=before.version + 1, updated_at=now)
            self._save(connection, after)
            self._record(connection, "edit", after, actor, now)
        return after

    def save(
        self,
        connection: Connection,
        id: str,
        name: str,
        definition: MeasureDefinition,
        description: str,
        *,
        actor: str,
        now: int,
    ) -> None:
        """Creates or changes a measure within the caller's transaction."""
        _validate(name, description)
        everything = self._all(connection)
        _refuse_taken(name, everything, other_than=id)
        before = everything.get(id)
        if before is not None:
            after = replace(before, name=name, description=description, definition=definition)
            if after != before:
                after = replace(after, version=before.version + 1, updated_at=now)
                self._save(connection, after)
                self._record(connection, "edit", after, actor, now)
            return
        if id in set(connection.scalars(select(t.measure.c.id))):
            raise Conflict(f"the id {id!r} is taken, or was once", hint="ids are never given again")
        made = NamedMeasure(id, name, description, definition, 1, now, actor, now)
        connection.execute(insert(t.measure).values(workspace_id=self._store.workspace_id, **_row(made)))
        self._record(connection, "create", made, actor, now)

    def remove(self, connection: Connection, id: str, *, actor: str, now: int) -> None:
        """Deletes a measure within the caller's transaction; whoever calls it saw to it that nothing uses it."""
        before = _get(self._all(connection), id)
        self._save(connection, before, deleted_at=now)
        self._record(connection, "delete", before, actor, now)

    def delete(self, id: str, *, actor: str, now: int) -> None:
        """Raises Conflict while a segment uses the measure."""
        users = self.uses(id)
        if users:
            names = ", ".join(f"{use.kind} {use.id!r}" for use in users)
            raise Conflict(f"{id!r} is used by {names}", hint="change or delete what uses it first")
        with self._store.records.write() as connection:
            before = _get(self._all(connection), id)
            self._save(connection, before, deleted_at=now)
            self._record(connection, "delete", before, actor, now)

    def _all(self, connection: Connection) -> dict[str, NamedMeasure]:
        m = t.measure.c
        query = select(t.measure).where(m.workspace_id == self._store.workspace_id, m.deleted_at.is_(None))
        return {row["id"]: _from_row(row) for row in connection.execute(query.order_by(m.id)).mappings()}

    def _save(self, connection: Connection, measure: NamedMeasure, *, deleted_at: int | None = None) -> None:
        where = (t.measure.c.workspace_id == self._store.workspace_id, t.measure.c.id == measure.id)
        connection.execute(update(t.measure).where(*where).values(**_row(measure), deleted_at=deleted_at))

    def _record(self, connection: Connection, change: str, measure: NamedMeasure, actor: str, now: int) -> None:
        audit_rows.append(
            connection,
            self._store.workspace_id,
            at=now,
            actor=actor,
            action=f"measure.{change}",
            subject=measure.id,
            detail={"version": measure.version, "name": measure.name, "text": measure_text(measure.definition)},
        )


def _get(measures: Mapping[str, NamedMeasure], id: str) -> NamedMeasure:
    if id not in measures:
        raise NotFound.named("measure", id, measures, listing=_LISTING)
    return measures[id]


def _validate(name: str, description: str) -> None:
    problems = [
        *text_problems("name", name, MAX_NAME),
        *text_problems("description", description, MAX_DESCRIPTION),
    ]
    if not name.strip():
        problems.append(Problem("name", "empty", "a measure needs a name"))
    if problems:
        raise InvalidMeasure(problems)


def _refuse_taken(name: str, measures: Mapping[str, NamedMeasure], other_than: str | None = None) -> None:
    for measure in measures.values():
        if measure.id != other_than and measure.name.casefold() == name.casefold():
            raise Conflict(f"the name {name!r} is taken by measure {measure.id!r}", hint="choose another name")


def _row(measure: NamedMeasure) -> dict[str, Any]:
    row = {name: getattr(measure, name) for name in NamedMeasure.__slots__}
    return row | {"definition": definition_as_json(measure.definition)}


def _from_row(row: RowMapping) -> NamedMeasure:
    fields = {name: row[name] for name in NamedMeasure.__slots__}
    return NamedMeasure(**fields | {"definition": parse_measure(dict(row["definition"]))})
