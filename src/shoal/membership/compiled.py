"""Segments made ready for the engine: normal form, fingerprint, lowered for one instant."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from shoal.columns.people import person_zones
from shoal.columns.program import Expression, Source
from shoal.columns.responses import last_message
from shoal.membership.lower import Lowering, Referenced
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.measure import MeasureDefinition
from shoal.model.rule import AllOf, AnyOf, Not, Rule
from shoal.model.segment import Segment
from shoal.rules import fingerprint, measures_in, normalise, references, remembered, resolve_types

T = TypeVar("T")
_MOST_RULES = 20_000


class _Known(Generic[T]):
    """What was worked out for rule objects, found by identity: comparing or hashing a tree costs more than looking."""

    def __init__(self, work_out: Callable[[Rule], T]) -> None:
        self._work_out = work_out
        self._kept: dict[int, tuple[Rule, T]] = {}

    def __call__(self, rule: Rule) -> T:
        kept = self._kept.get(id(rule))
        if kept is None:
            if len(self._kept) > _MOST_RULES:
                self._kept.clear()
            # The rule is kept beside its result, so that its id can't be given to another one.
            kept = self._kept[id(rule)] = (rule, self._work_out(rule))
        return kept[1]


_references = _Known(references)
_remembered = _Known(remembered)
_measures_in = _Known(measures_in)


def _normal_form(rule: Rule) -> Rule:
    return _shared(normalise(resolve_types(rule, None)))


_conditions: dict[Rule, Rule] = {}


def _shared(rule: Rule) -> Rule:
    """The same tree with equal conditions of all rules as one object, so that each is lowered once."""
    match rule:
        case AllOf(children):
            return AllOf(tuple(map(_shared, children)))
        case AnyOf(children):
            return AnyOf(tuple(map(_shared, children)))
        case Not(child):
            return Not(_shared(child))
    if len(_conditions) > _MOST_RULES:
        _conditions.clear()
    return _conditions.setdefault(rule, rule)


normal_form = _Known(_normal_form)


def _no_fingerprints(_: Rule) -> dict[tuple[object, ...], str]:
    return {}


_fingerprints = _Known(_no_fingerprints)  # by zone and the segments named


@dataclass(frozen=True)
class Segments:
    """All segments of a workspace, as rules may refer to them."""

    segments: Mapping[str, Segment]
    workspace_zone: str
    measures: Mapping[str, MeasureDefinition] = field(default_factory=dict)

    @cached_property
    def referenced(self) -> Mapping[str, Referenced]:
        """Every segment as lowering takes it."""
        return {
            name: Referenced(
                None if segment.rule is None else normal_form(segment.rule),
                self.zone_of(segment),
                segment.active,
                segment.include,
                segment.exclude,
                segment.cap,
                segment.waterfall,
            )
            for name, segment in self.segments.items()
        }

    def zone_of(self, segment: Segment) -> str:
        return segment.zone or self.workspace_zone

    def rule_of(self, segment: Segment) -> Rule:
        if segment.rule is None:
            raise InvalidInput(f"{segment.id!r} is a {segment.kind} segment and has no rule")
        return normal_form(segment.rule)

    def stored_in(self, segment: Segment) -> frozenset[str]:
        """The segments without a rule that a segment's rule names, also through other segments, and those whose
        changes it asks about."""
        found: set[str] = set()
        pending = [segment.rule]
        while pending:
            rule = pending.pop()
            for name in () if rule is None else _references(rule) | _remembered(rule):
                if name not in self.segments:
                    continue
                inner = self.segments[name].rule
                if inner is None:
                    found.add(name)
                pending.append(inner)
        return frozenset(found)

    def require(self, rule: Rule) -> None:
        """Raises NotFound for a segment or a measure that isn't there, InvalidInput with the path for a cycle."""
        self._walk(rule, ())

    def require_segment(self, segment: Segment) -> None:
        """As `require`, for the whole definition."""
        self._require_definition(segment, (segment.id,))

    def _walk(self, rule: Rule, above: tuple[str, ...]) -> None:
        for name in sorted(name for name in _measures_in(rule) if name not in self.measures):
            raise NotFound.named("measure", name, self.measures, listing="shoal measures list")
        for name in sorted(name for name in _remembered(rule) if name not in self.segments):
            raise NotFound.named("segment", name, self.segments, listing="shoal segments list")
        for name in sorted(_references(rule)):
            if name in above:
                path = " → ".join((*above[above.index(name) :], name))
                raise InvalidInput(f"segments refer to each other in a circle: {path}")
            if name not in self.segments:
                raise NotFound.named("segment", name, self.segments, listing="shoal segments list")
            self._require_definition(self.segments[name], (*above, name))

    def _require_definition(self, segment: Segment, above: tuple[str, ...]) -> None:
        if segment.rule is not None:
            self._walk(segment.rule, above)
        for other in self.earlier(segment):
            if other.rule is not None:
                self._walk(other.rule, (*above, other.id))
        if segment.cap is not None and segment.cap.by.kind == "value_of" and segment.cap.by.name not in self.measures:
            raise NotFound.named("measure", segment.cap.by.name, self.measures, listing="shoal measures list")

    def earlier(self, segment: Segment) -> list[Segment]:
        """The active segments of its waterfall that take their people first."""
        mine = segment.waterfall
        if mine is None:
            return []
        return [
            other
            for other in self.segments.values()
            if other.active
            and other.waterfall is not None
            and other.waterfall.set == mine.set
            and (other.waterfall.priority, other.id) < (mine.priority, segment.id)
        ]

    def fingerprint(self, rule: Rule, zone: str) -> str:
        """Equal for rules of one meaning. The segments it names must exist, without a cycle."""
        named = []
        for name in sorted(_references(rule)):
            inner = self.segments[name]
            print_ = "stored" if inner.rule is None else self.fingerprint_of(inner)
            named.append((name, print_ if inner.active else "inactive"))
        used = tuple((name, self.measures.get(name)) for name in sorted(_measures_in(rule)))
        known = _fingerprints(rule)
        key = (zone, *named, *used)
        if key not in known:
            known[key] = fingerprint(normal_form(rule), zone=zone, references=dict(named), measures=self.measures)
        return known[key]

    def fingerprint_of(self, segment: Segment) -> str:
        """Equal for definitions of one meaning: the rule's, unless the segment has limits as well."""
        rule = self.fingerprint(self.rule_of(segment), self.zone_of(segment))
        earlier = self.earlier(segment)
        if not (segment.include or segment.exclude or segment.cap or earlier):
            return rule
        cap = segment.cap
        measure = None if cap is None or cap.by.kind != "value_of" else self.measures.get(cap.by.name)
        others = [
            (other.id, self.fingerprint(self.rule_of(other), self.zone_of(other)), other.include, other.exclude)
            for other in earlier
            if other.rule is not None
        ]
        content = (rule, sorted(segment.include), sorted(segment.exclude), cap, measure, sorted(others))
        return hashlib.sha256(repr(content).encode()).hexdigest()[:32]


class Compiler:
    """Lowers rules for one instant over one source."""

    def __init__(self, definitions: Segments, source: Source, as_of: int) -> None:
        self._definitions = definitions
        self._lowering = Lowering(
            as_of,
            definitions.workspace_zone,
            definitions.referenced,
            lambda channel, campaign: last_message(source, as_of, channel, campaign),
            definitions.measures,
            lambda: person_zones(source, as_of),
        )

    def segment(self, segment: Segment) -> Expression:
        """The whole definition, whether the segment is active or not."""
        self._definitions.rule_of(segment)
        self._definitions.require_segment(segment)
        return self._lowering.definition(segment.id)

    def chosen(self, segment: Segment) -> Expression:
        """Rule, include and exclude, before waterfall and cap."""
        self._definitions.require_segment(segment)
        return self._lowering.chosen(segment.id)

    def rule(self, rule: Rule, zone: str | None) -> Expression:
        """A rule, or a part of one, as it is written: children keep their places."""
        self._definitions.require(rule)
        return self._lowering.lower(resolve_types(rule, None), zone or self._definitions.workspace_zone)
