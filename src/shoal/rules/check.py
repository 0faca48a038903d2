"""A rule against the catalog: names nobody has, operators that don't fit the data, values that never occur."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from shoal.model.catalog import Catalog, Field
from shoal.model.errors import Problem, did_you_mean
from shoal.model.instant import from_microseconds
from shoal.model.paths import is_list_path
from shoal.model.rule import (
    ANY_OPERATORS,
    OPERATORS,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Behaviour,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    EventCondition,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    Limited,
    LocationCondition,
    Measure,
    NamedPlace,
    Node,
    Not,
    OtherValue,
    Place,
    PropertyCondition,
    RfmCondition,
    Rule,
    SameDevice,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    TagCondition,
    Test,
    ValueOfCondition,
    ValueType,
    Window,
)
from shoal.rules.literals import looks_like_date, looks_like_version, shown
from shoal.rules.logic import contradictions
from shoal.rules.types import canonical_path, field_of, possible_types, resolve_types
from shoal.rules.walk import item_tree

PLATFORMS = ("iOS", "Android", "Web")
# A field with fewer examples than this is taken to have no other values.
_FEW_VALUES = 5
_NONE_YET: Mapping[str, str] = {
    "segments": "there are no segments yet",
    "properties": "that event has no properties",
}
_STORED_AS: Mapping[ValueType, str] = {"date": "string", "version": "string"}
_NOUNS: Mapping[str, str] = {
    "string": "texts",
    "number": "numbers",
    "boolean": "true or false",
    "list": "lists",
    "object": "objects with parts",
    "date": "dates",
    "version": "versions",
}


def check(rule: Rule, catalog: Catalog) -> tuple[Rule, tuple[Problem, ...]]:
    """The rule with types written in, and everything the catalog has to say about it.

    Errors: events, properties, attributes and segments that nothing has, operators that no stored value fits, types
    that the data leaves open. Warnings: tags nobody has, values that were never seen, conditions that contradict or
    repeat each other.
    """
    checker = _Checker(catalog)
    checker.node(rule, "", _Scope())
    typed = resolve_types(rule, catalog)
    return typed, (*checker.problems, *contradictions(typed, catalog.measures))


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a condition stands: the event of the `where` around it, and the list whose items it compares."""

    event: str | None = None
    base: str = ""


@dataclass(slots=True)
class _Checker:
    catalog: Catalog
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        path: str,
        code: str,
        message: str,
        hint: str | None = None,
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        self.problems.append(Problem(path, code, message, hint, severity))

    def node(self, node: Node, path: str, scope: _Scope) -> None:
        prefix = f"{path}." if path else ""
        match node:
            case AllOf(children):
                self._group(children, f"{prefix}all", scope)
            case AnyOf(children):
                self._group(children, f"{prefix}any", scope)
            case Not(AnyOf(children)):
                self._group(children, f"{prefix}none", scope)
            case Not(child):
                self.node(child, f"{prefix}not", scope)
            case EventCondition():
                self._event(node, prefix)
            case SequenceCondition() | CompareCondition() | LifecycleCondition():
                self._behaviour(node, prefix)
            case LedgerCondition(segment):
                self._segment(segment, prefix)
            case SameDevice(where):
                self.node(where, f"{prefix}device.where", scope)
            case ConsentCondition(purpose):
                self._purpose(purpose, prefix)
            case LocationCondition(place):
                self._place(place, prefix)
            case ValueOfCondition():
                self._value_of(node, prefix)
            case RfmCondition(event=event, value=value):
                scope = _Scope(event)
                if self._event_named(event, prefix):
                    self._measure(Measure("sum", value), value, prefix, scope, f"{prefix}value")
            case ScoreCondition():
                self._score(node, prefix)
            case AttributeCondition() | PropertyCondition() | ItemCondition():
                self._comparison(node, prefix, scope)
            case DeviceCondition():
                self._device(node, prefix)
            case TagCondition():
                self._tags(node, prefix)
            case SegmentCondition(segment):
                self._segment(segment, prefix)
            case _:
                pass

    # --- groups ---

    def _group(self, children: Sequence[Node], path: str, scope: _Scope) -> None:
        for i, child in enumerate(children):
            self.node(child, f"{path}[{i}]", scope)

    # --- names ---

    def _event_named(self, name: str, prefix: str) -> bool:
        """Whether the catalog has the event; a problem when not."""
        if name in self.catalog.events:
            return True
        hint = did_you_mean(name, self.catalog.events) or _available("events", self.catalog.events)
        self.add(f"{prefix}event", "unknown_event", f"no event {shown(name)} was ever seen", hint)
        return False

    def _behaviour(self, node: SequenceCondition | CompareCondition | LifecycleCondition, prefix: str) -> None:
        match node:
            case SequenceCondition(steps, window):
                for i, step in enumerate(steps):
                    self._done(step, f"{prefix}sequence[{i}].")
                    for name in step.same:
                        for event, at in ((step.event, i), (steps[0].event, 0)):
                            if event in self.catalog.events:
                                self._field(name, _Scope(event), f"{prefix}sequence[{at if at else i}].same")
                self._window(steps[0].event, window, prefix)
            case CompareCondition(first, second, _, window):
                for i, side in enumerate((first, second)):
                    self._done(side, f"{prefix}compare[{i}].")
                    self._window(side.event, window, prefix)
            case LifecycleCondition(_, event, where):
                self._done(Behaviour(event, where), prefix)

    def _done(self, what: Behaviour | SequenceStep, prefix: str) -> None:
        if self._event_named(what.event, prefix) and what.where is not None:
            self.node(what.where, f"{prefix}where", _Scope(what.event))

    def _window(self, name: str, window: Window | None, prefix: str) -> None:
        """Windows of fixed days that lie outside the time from which the event is known."""
        span = window.span if isinstance(window, Limited) else window
        seen = self.catalog.events.get(name)
        if isinstance(window, Limited) and window.near is not None:
            self._place(window.near, f"{prefix}window.near.")
        if seen is None or seen.count == 0 or not isinstance(span, Absolute):
            return
        first = from_microseconds(seen.first_seen).date().isoformat()
        if span.end is not None and span.end[:10] < first:
            message = f"the window ends before the first {shown(name)}, of {first}"
            self.add(f"{prefix}window", "window_without_data", message, "choose later days", "warning")

    def _purpose(self, purpose: str, prefix: str) -> None:
        known = {path.split(".")[1] for path in self.catalog.attributes if path.startswith("consent.")}
        if purpose not in known:
            hint = did_you_mean(purpose, known) or f"purposes: {', '.join(sorted(known)) or 'none yet'}"
            message = f"nobody said anything of {shown(purpose)}"
            self.add(f"{prefix}consent", "unknown_purpose", message, hint, "warning")

    def _place(self, place: Place, prefix: str) -> None:
        """Names of places that no event and no address ever had."""
        if not isinstance(place, NamedPlace):
            return
        fields = [field_of(self.catalog.attributes, f"address.{place.kind}")]
        for event in self.catalog.events.values():
            fields.append(field_of(event.properties, f"context.location.{place.kind}"))
        seen = [field for field in fields if field is not None and field.examples]
        known = {value for field in seen for value in map(_decoded, field.examples) if isinstance(value, str)}
        few = self.catalog.values is None and all(len(field.examples) < _FEW_VALUES for field in seen)
        for name in place.names:
            hint = did_you_mean(name, known)
            if known and name not in known and (hint or few):
                message = f"no {place.kind} was ever called {shown(name)}"
                hint = hint or _available(place.kind, sorted(known))
                self.add(f"{prefix}location", "value_never_seen", message, hint, "warning")

    def _value_of(self, node: ValueOfCondition, prefix: str) -> None:
        known = self.catalog.measures.get(node.measure)
        if known is None:
            hint = did_you_mean(node.measure, self.catalog.measures) or _available("measures", self.catalog.measures)
            self.add(f"{prefix}value_of", "unknown_measure", f"there is no measure {shown(node.measure)}", hint)
            return
        kind = known.measure.kind
        if kind in ("most_frequent", "first", "last"):
            return
        wanted: ValueType = "date" if kind in ("first_time", "last_time") else "number"
        if node.test.op not in (*ANY_OPERATORS, *OPERATORS[wanted]) or wanted not in possible_types(node.test):
            if node.test.op in ANY_OPERATORS:
                return
            message = f"the measure {node.measure} gives {_NOUNS[wanted]}, which {node.test.op} doesn't compare"
            self.add(f"{prefix}op", "wrong_type", message, f"operators here: {', '.join(OPERATORS[wanted])}")

    def _score(self, node: ScoreCondition, prefix: str) -> None:
        known = self.catalog.scores.get(node.score)
        if known is None:
            hint = did_you_mean(node.score, self.catalog.scores) or _available("scores", self.catalog.scores)
            self.add(f"{prefix}score", "unknown_score", f"there is no score {shown(node.score)}", hint)
        elif node.band is not None and node.band not in known:
            hint = did_you_mean(node.band, known) or _available("bands", known)
            message = f"{node.score} has no band {shown(node.band)}"
            self.add(f"{prefix}band", "unknown_band", message, hint, "warning")

    def _event(self, node: EventCondition, prefix: str) -> None:
        if not self._event_named(node.event, prefix):
            return
        scope = _Scope(node.event)
        self._window(node.event, node.window, prefix)
        if node.where is not None:
            self.node(node.where, f"{prefix}where", scope)
        if node.measure.property is not None:
            self._measure(node.measure, node.measure.property, prefix, scope)

    def _measure(self, measure: Measure, name: str, prefix: str, scope: _Scope, path: str | None = None) -> None:
        path = path or f"{prefix}measure.{measure.kind}"
        seen = self._field(name, scope, path)
        of_any_type = measure.kind in ("distinct", "most_frequent", "first", "last")
        if seen is None or of_any_type or "number" in seen.value_types or is_list_path(name):
            return
        self.add(
            path,
            "wrong_type",
            f"{measure.kind} reads numbers, and {name} holds {_held(seen)}",
            "distinct counts different values of any type",
        )

    def _segment(self, segment: str, prefix: str) -> None:
        if segment in self.catalog.segments:
            return
        by_name = {name.casefold(): known for known, name in self.catalog.segments.items()}
        known = by_name.get(segment.casefold())
        hint = f"did you mean {known!r}?" if known else did_you_mean(segment, self.catalog.segments)
        hint = hint or _available("segments", self.catalog.segments)
        self.add(f"{prefix}segment", "unknown_segment", f"there is no segment {shown(segment)}", hint)

    def _tags(self, node: TagCondition, prefix: str) -> None:
        for tag in node.tags:
            if tag not in self.catalog.tags:
                hint = did_you_mean(tag, self.catalog.tags) or _available("tags", self.catalog.tags)
                self.add(f"{prefix}tag", "unknown_tag", f"nobody has the tag {shown(tag)}", hint, "warning")

    def _device(self, node: DeviceCondition, prefix: str) -> None:
        values = node.test.value if isinstance(node.test.value, tuple) else (node.test.value,)
        exact = node.test.op in ("is", "is_not", "is_any_of", "is_none_of") and not node.test.ignore_case
        for value in values if node.field == "platform" and exact else ():
            if value not in PLATFORMS:
                hint = did_you_mean(str(value), PLATFORMS) or f"platforms: {', '.join(PLATFORMS)}"
                self.add(f"{prefix}value", "value_never_seen", f"no platform is called {shown(value)}", hint, "warning")

    def _field(self, name: str, scope: _Scope, path: str) -> Field | None:
        """What the catalog knows of a name; a problem when nothing ever had it, None when it can't tell."""
        fields = self._fields(scope)
        seen = field_of(fields, name)
        if seen is not None:
            return seen
        canonical = canonical_path(name)
        if is_list_path(name):
            base = canonical.split("[]", maxsplit=1)[0]
            whole = field_of(fields, base)
            listed = any(known.startswith(f"{base}[]") for known in fields)
            if whole is not None and "list" not in whole.value_types:
                self.add(path, "wrong_type", f"{base} holds {_held(whole)}, no lists", f"compare {base} itself")
                return None
            if whole is not None and not listed:
                return None
        elif canonical.startswith("context.") and not any(known.startswith("context.") for known in fields):
            return None
        elif any(known.startswith((f"{canonical}.", f"{canonical}[")) for known in fields):
            return None  # an object, known by its parts only
        code = "unknown_attribute" if scope.event is None else "unknown_property"
        owner = "no profile" if scope.event is None else f"no event {shown(scope.event)}"
        hint = did_you_mean(name, fields) or _available("attributes" if scope.event is None else "properties", fields)
        self.add(path, code, f"{owner} ever had {shown(name)}", hint)
        return None

    def _fields(self, scope: _Scope) -> Mapping[str, Field]:
        if scope.event is None:
            return self.catalog.attributes
        event = self.catalog.events.get(scope.event)
        return {} if event is None else event.properties

    # --- comparisons ---

    def _comparison(
        self, node: AttributeCondition | PropertyCondition | ItemCondition, prefix: str, scope: _Scope
    ) -> None:
        name, key = node.path, "attribute" if isinstance(node, AttributeCondition) else "property"
        if isinstance(node, ItemCondition):
            key, name = "item", f"{scope.base}[].{node.path}" if node.path else f"{scope.base}[]"
            seen = field_of(self._fields(scope), name)  # the catalog may know nothing of the items of a list
        else:
            seen = self._field(name, scope, f"{prefix}{key}")
        tree = item_tree(node.test)
        if tree is not None:
            self.node(tree, f"{prefix}value", replace(scope, base=name))
        if isinstance(node.test.value, OtherValue):
            self._field(node.test.value.path, scope, f"{prefix}value.{key}")
        self._list_path(node, prefix, key)
        self._case(node.test, prefix)
        if seen is not None and node.test.op not in ANY_OPERATORS:
            self._fit(node.test, name, seen, prefix, scope)

    def _list_path(self, node: AttributeCondition | PropertyCondition | ItemCondition, prefix: str, key: str) -> None:
        if node.path and is_list_path(node.path) and node.test.op not in ANY_OPERATORS:
            types = possible_types(node.test)
            if "list" not in types:
                base = node.path.split("[]", maxsplit=1)[0]
                self.add(
                    f"{prefix}{key}",
                    "wrong_type",
                    f"{node.path} is a list of values, which {node.test.op} never fits",
                    f'compare {base} with "op": "any_item" or "all_items"',
                )

    def _case(self, test: Test, prefix: str) -> None:
        texts = test.value if isinstance(test.value, tuple) else (test.value,)
        if test.ignore_case and any(c in text for text in texts if isinstance(text, str) for c in "İı"):
            self.add(
                f"{prefix}value",
                "dotted_i",
                "dotted İ and dotless ı differ from i and I even when case is ignored",
                "name each spelling with is_any_of",
                "warning",
            )

    def _fit(self, test: Test, name: str, seen: Field, prefix: str, scope: _Scope) -> None:
        kinds = seen.value_types
        types = possible_types(test)
        fitting = [kind for kind in types if _STORED_AS.get(kind, kind) in kinds]
        if not fitting:
            expected = " or ".join(dict.fromkeys(_NOUNS[kind] for kind in types))
            hint = _fitting_hint(test, seen)
            self.add(
                f"{prefix}op", "wrong_type", f"{test.op} compares {expected}, and {name} holds {_held(seen)}", hint
            )
            return
        if test.type is None and len({_STORED_AS.get(kind, kind) for kind in fitting}) > 1:
            choice = " or ".join(f'"type": "{kind}"' for kind in fitting)
            self.add(
                f"{prefix}op", "ambiguous_type", f"{name} holds {_held(seen)}; {test.op} means either", f"add {choice}"
            )
            return
        self._readable(test, fitting[0], name, seen, prefix)
        self._values(test, name, self._texts(scope.event, seen, test), prefix)

    def _texts(self, event: str | None, seen: Field, test: Test) -> tuple[Sequence[str], bool]:
        """The texts of a field, and whether they are all there are: examples do where the value is among them."""
        examples = [value for value in map(_decoded, seen.examples) if isinstance(value, str)]
        if self.catalog.values is None:
            return examples, 0 < len(seen.examples) < _FEW_VALUES
        wanted = test.value if isinstance(test.value, tuple) else (test.value,)
        if all(value in examples for value in wanted):
            return examples, False
        every = self.catalog.values(event, seen.path)
        return (examples, False) if every is None else (every, bool(every))

    def _readable(self, test: Test, kind: ValueType, name: str, seen: Field, prefix: str) -> None:
        """Dates and versions are stored as text; warn when none of the examples can be read as one."""
        texts = [value for value in map(_decoded, seen.examples) if isinstance(value, str)]
        reads = {"date": looks_like_date, "version": looks_like_version}.get(kind)
        if reads is not None and texts and not any(reads(text) for text in texts):
            message = f"none of the frequent values of {name} is a {kind}, such as {shown(texts[0])}"
            self.add(f"{prefix}op", "never_readable", message, f"{test.op} is false for such values", "warning")

    def _values(self, test: Test, name: str, texts: tuple[Sequence[str], bool], prefix: str) -> None:
        """Values that nothing has, where all are known or one of them is nearly the same."""
        if test.op not in ("is", "is_not", "is_any_of", "is_none_of") or test.ignore_case:
            return
        known, complete = texts
        for value in test.value if isinstance(test.value, tuple) else (test.value,):
            if not isinstance(value, str) or value in known:
                continue
            hint = did_you_mean(value, known)
            if hint or complete:
                message = f"{name} was never seen to be {shown(value)}"
                self.add(f"{prefix}value", "value_never_seen", message, hint or _available("values", known), "warning")


def _held(seen: Field) -> str:
    """`texts, such as "TR" and "ES"`."""
    kinds = sorted(seen.types, key=lambda kind: -seen.types[kind])
    nouns = " and ".join(_NOUNS.get(kind, kind) for kind in kinds if seen.types[kind]) or "nothing"
    examples = " and ".join(example if len(example) <= 40 else f"{example[:39]}…" for example in seen.examples[:2])
    return f"{nouns}, such as {examples}" if examples else nouns


def _fitting_hint(test: Test, seen: Field) -> str | None:
    """What to write instead, for the mistakes people make."""
    kinds = seen.value_types
    value = test.value[0] if isinstance(test.value, tuple) else test.value
    if "number" in kinds and isinstance(value, str):
        return "write the number without quotes"
    if "string" in kinds and isinstance(value, Decimal):
        return f'to compare text, quote the value: "{value}"'
    if "boolean" in kinds:
        return "use is_true or is_false"
    if "list" in kinds:
        return "use contains, contains_any_of, size or any_item"
    if "string" in kinds and test.op in ("is_true", "is_false"):
        return f'it is text: compare it with is "{test.op[3:]}"'
    return "compare one of its parts, such as name.part" if seen.types.get("object") else None


def _available(what: str, names: Iterable[str]) -> str:
    listed = list(names)
    if not listed:
        return _NONE_YET.get(what, f"there are no {what} yet: import some first")
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return f"{what}: {', '.join(listed[:8])}{more}"


def _decoded(example: str) -> object:
    try:
        return json.loads(example)
    except ValueError:
        return example
