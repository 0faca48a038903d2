"""The type of a comparison, from its operator, its right side and what the catalog has seen."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from shoal.model.catalog import Catalog, Field
from shoal.model.errors import InvalidInput
from shoal.model.paths import format_path, is_list_path, parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    OPERATORS,
    REFERENCE_OPERATORS,
    AttributeCondition,
    Behaviour,
    CompareCondition,
    DeviceCondition,
    EventCondition,
    ItemCondition,
    LifecycleCondition,
    Measure,
    Node,
    OtherValue,
    PropertyCondition,
    Rule,
    Scalar,
    ScoreCondition,
    SequenceCondition,
    SequenceStep,
    StepValue,
    Test,
    ValueOfCondition,
    ValueType,
)
from shoal.rules.walk import item_tree, map_children

S = TypeVar("S", SequenceStep, Behaviour)

_LITERAL_TYPES: dict[type, tuple[ValueType, ...]] = {
    bool: ("list",),
    Decimal: ("number", "list"),
    str: ("string", "date", "version", "list"),
}


def resolve_types(rule: Rule, catalog: Catalog | None) -> Rule:
    """The rule with a type in every test but is_set and is_missing; types that were written stay.

    Without a catalog, or where it knows nothing, operator and literal decide; `contains` then means text.
    """
    return _Resolver(catalog or Catalog()).node(rule, None, "")


def possible_types(test: Test) -> tuple[ValueType, ...]:
    """The types that know the operator and can hold its right side, whatever the data holds."""
    if test.type is not None:
        return (test.type,)
    types: tuple[ValueType, ...] = tuple(kind for kind in OPERATORS if test.op in OPERATORS[kind])
    if len(types) <= 1:
        return types
    if test.ignore_case:
        return ("string",)
    values: tuple[Scalar, ...] = test.value if isinstance(test.value, tuple) else ()
    if isinstance(test.value, str | bool | Decimal):
        values = (test.value,)
    if isinstance(test.value, OtherValue | StepValue):
        return tuple(kind for kind in types if test.op in REFERENCE_OPERATORS.get(kind, ()))
    if test.op == "between":
        return ("number",) if all(isinstance(v, Decimal) for v in values) else ("date",)
    return tuple(kind for kind in types if all(kind in _LITERAL_TYPES[type(v)] for v in values))


def choose_type(test: Test, path: str, field: Field | None) -> ValueType | None:
    """The type of a test on a value at `path`; None for is_set and is_missing, which have none."""
    if test.op in ANY_OPERATORS:
        return None
    types = possible_types(test)
    if isinstance(test.value, OtherValue | StepValue):
        seen = field.value_types if field is not None else ()
        return next((kind for kind in seen if kind in types), types[0])
    if len(types) > 1 and "list" in types:
        if path and is_list_path(path):
            return "list"
        seen = field.value_types if field is not None else ()
        if seen and set(seen) <= {"list", "boolean"} and "list" in seen:
            return "list"
        types = tuple(kind for kind in types if kind != "list")
    return types[0] if types else "string"


def is_date(test: Test) -> bool:
    """True for a test that reads its value as a date."""
    return test.op not in ANY_OPERATORS and possible_types(test) == ("date",)


def field_of(fields: Mapping[str, Field], path: str) -> Field | None:
    """The catalog's field at a path, however the path is spelled."""
    return fields.get(path) or fields.get(canonical_path(path))


def canonical_path(path: str) -> str:
    """One spelling per path: `["a"].b` as `a.b`. A path that can't be read stays as it is."""
    try:
        return format_path(parse_path(path)) if path else path
    except InvalidInput:
        return path


class _Resolver:
    """Carries down what the place of a condition says: the event of a `where`, the list of an item tree."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def node(self, node: Node, event: str | None, base: str) -> Node:
        match node:
            case EventCondition(where=where, measure=measure):
                if where is not None:
                    node = replace(node, where=self.node(where, node.event, ""))
                return replace(node, test=_typed(node.test, self.measured(node.test, node.event, measure)))
            case LifecycleCondition(where=where) if where is not None:
                return replace(node, where=self.node(where, node.event, ""))
            case SequenceCondition(steps):
                return replace(node, steps=tuple(self.inside(step) for step in steps))
            case CompareCondition(first, second):
                return replace(node, first=self.inside(first), second=self.inside(second))
            case ValueOfCondition(measure=name, test=test):
                known = self.catalog.measures.get(name)
                kind = choose_type(test, "", None)
                if known is not None:
                    kind = self.measured(test, known.event, known.measure)
                return replace(node, test=_typed(test, kind))
            case ScoreCondition(test=test) if test is not None:
                return replace(node, test=_typed(test, "number"))
            case AttributeCondition() | PropertyCondition() | ItemCondition():
                return self._tested(node, event, base)
            case DeviceCondition("count", test):
                return replace(node, test=_typed(test, "number"))
            case DeviceCondition(test=test):
                return replace(node, test=_typed(test, _device_type(test)))
            case _:
                return map_children(node, lambda child: self.node(child, event, base))

    def _tested(
        self, node: AttributeCondition | PropertyCondition | ItemCondition, event: str | None, base: str
    ) -> Node:
        path = node.path
        if isinstance(node, ItemCondition):
            path = f"{base}[]" if not node.path else f"{base}[].{node.path}"
        test = _typed(node.test, choose_type(node.test, node.path, self.field(path, event)))
        tree = item_tree(test)
        if tree is not None:
            test = replace(test, value=self.node(tree, event, path))
        elif isinstance(test.value, Test):
            test = replace(test, value=_typed(test.value, "number"))
        return replace(node, test=test)

    def inside(self, step: S) -> S:
        """A step or a behaviour with the tests on its event typed."""
        return step if step.where is None else replace(step, where=self.node(step.where, step.event, ""))

    def measured(self, test: Test, event: str, measure: Measure) -> ValueType | None:
        """The type of a test on what a measure gives."""
        if measure.kind in ("most_frequent", "first", "last"):
            field = self.field(measure.property or "", event)
            kind = choose_type(test, "", field)
            return "string" if kind == "list" else kind
        return "date" if measure.kind in ("first_time", "last_time") else "number"

    def field(self, path: str, event: str | None) -> Field | None:
        if event is None:
            return field_of(self.catalog.attributes, path)
        seen = self.catalog.events.get(event)
        return None if seen is None else field_of(seen.properties, path)


def _typed(test: Test, kind: ValueType | None) -> Test:
    if test.op in ANY_OPERATORS or test.type is not None or kind is None:
        return test
    return replace(test, type=kind)


def _device_type(test: Test) -> ValueType:
    return "string" if test.op in OPERATORS["string"] else "version"
