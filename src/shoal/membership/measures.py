"""The named measures of a workspace, as rules need them, and what they are for people."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Text, cast, select

from shoal.model.errors import InvalidInput
from shoal.model.measure import MeasureDefinition
from shoal.model.rule import EventCondition, Node, Test
from shoal.rules import parse_json, resolve_types, to_json
from shoal.storage import Store
from shoal.storage.records import Records, tables

if TYPE_CHECKING:
    from shoal.columns.program import Source

_SET = Test("is_set")  # every measure knows it


def named_measures(store: Store) -> Mapping[str, MeasureDefinition]:
    """By id."""
    return read_measures(store.records, store.workspace_id)


def read_measures(records: Records, workspace_id: str) -> Mapping[str, MeasureDefinition]:
    m = tables.measure.c
    query = select(m.id, cast(m.definition, Text).label("definition")).where(
        m.workspace_id == workspace_id, m.deleted_at.is_(None)
    )
    with records.read() as connection:
        rows = connection.execute(query.order_by(m.id)).all()
    return {row.id: _definition_of(row.definition) for row in rows}


@lru_cache(maxsize=2_000)
def _definition_of(text: str) -> MeasureDefinition:
    return measure_from_rule(parse_json(json.loads(text) | {"op": "is_set"}))


def measure_from_rule(rule: Node) -> MeasureDefinition:
    """The measure that one condition on an event is about. Raises InvalidInput for any other rule."""
    if not isinstance(rule, EventCondition):
        hint = 'write sum of total over "Order Completed" in last 365 days'
        raise InvalidInput("a measure is one aggregate over an event", hint=hint)
    typed = resolve_types(rule, None)
    assert isinstance(typed, EventCondition)
    return MeasureDefinition(typed.event, typed.where, typed.measure, typed.window)


def condition_of(definition: MeasureDefinition, test: Test = _SET) -> EventCondition:
    return EventCondition(definition.event, definition.where, definition.measure, test, definition.window)


def definition_as_json(definition: MeasureDefinition) -> dict[str, object]:
    """The JSON of the event condition without its test."""
    form = to_json(condition_of(definition))
    form.setdefault("measure", "count")
    return {key: value for key, value in form.items() if key in ("event", "where", "measure", "window")}


def measure_values(
    source: "Source", measures: Mapping[str, MeasureDefinition], ids: Sequence[str], *, as_of: int, zone: str
) -> dict[str, list[object]]:
    """By id of a measure: what it is for each profile of the source; see `columns.numbers.measured`."""
    from dataclasses import replace

    from shoal.columns.dates import Frame
    from shoal.columns.numbers import measured
    from shoal.columns.program import EventLeaf
    from shoal.membership.lower import Lowering

    lowering = Lowering(as_of, zone, {}, _no_message)
    out = {}
    for id_ in ids:
        leaf = lowering.lower(condition_of(measures[id_]), zone)
        assert isinstance(leaf, EventLeaf)
        out[id_] = measured(replace(leaf, frame=Frame(as_of, zone, zone)), source)
    return out


def _no_message(_channel: object, _campaign: object) -> None:
    """Measures ask for no message."""
