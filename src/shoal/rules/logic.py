"""What follows from a rule's own wording: conditions that no one or everyone passes, and those that say nothing new.

The rule is taken apart into facts, each an exact set of values of one operand (`regions`), joined by and / or. Within
an `and` the facts about one operand are intersected: an empty set is a contradiction, a fact that the others imply is
redundant. Within an `or` they are united. Alternatives are judged beside what stands around them. Nothing is claimed
that doesn't hold for all data at every instant in every zone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from shoal.model.errors import Problem
from shoal.model.measure import MeasureDefinition
from shoal.model.rule import (
    NEGATIVE_OPERATORS,
    AllOf,
    AnyOf,
    AttributeCondition,
    Behaviour,
    Between,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    Duration,
    EventCondition,
    ItemCondition,
    LifecycleCondition,
    LocationCondition,
    Measure,
    NamedPlace,
    Node,
    Not,
    PropertyCondition,
    ReachableCondition,
    RfmCondition,
    Rolling,
    Rule,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    TagCondition,
    Test,
    ValueOfCondition,
    Window,
)
from shoal.rules.json_writing import to_json
from shoal.rules.normalise import normalise
from shoal.rules.printing import format_text
from shoal.rules.regions import (
    ALL,
    ANY_TEXT,
    CERTAIN_NUMBER,
    COUNT,
    NUMBER,
    SIZE,
    VALUE,
    Line,
    Operand,
    Region,
    atom,
    below,
    choices,
    interval,
    named,
    number_line,
    only,
    region_of,
)
from shoal.rules.spans import contains, longest
from shoal.rules.types import canonical_path
from shoal.rules.walk import item_tree

Verdict = Literal["no one", "everyone", None]


def verdict(rule: Rule, measures: Mapping[str, MeasureDefinition] | None = None) -> Verdict:
    """Whether the wording alone says that no one, or everyone, passes. The rule has its types written in."""
    return _Analysis(measures or {}).whole(rule, "")


def contradictions(rule: Rule, measures: Mapping[str, MeasureDefinition]) -> tuple[Problem, ...]:
    """Warnings about conditions that the rest of the rule, or their own wording, decides.

    Codes: contradiction, never_true, always_true, duplicate_condition, redundant_condition.
    """
    analysis = _Analysis(measures)
    analysis.whole(rule, "")
    return tuple(analysis.findings.values())


# --- facts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a number counts: equal but for the window, so that longer windows hold at least as many."""

    what: str
    where: str | None
    window: Window | None


@dataclass(frozen=True, slots=True)
class _Fact:
    """A leaf, or the opposite of one: the values that pass, and what else is then certain."""

    path: str
    node: Node
    region: Region
    implied: tuple[Region, ...] = ()
    counted: _Counted | None = None
    negated: bool = False
    derived: bool = False  # a conclusion from the condition, not what it says itself
    partial: bool = False  # one of several facts that a condition states, of which nothing is said alone

    @property
    def opposite(self) -> "_Fact":
        return replace(self, region=~self.region, implied=(), negated=not self.negated)

    @property
    def meaning(self) -> object:
        return self.region


@dataclass(frozen=True, slots=True)
class _Many:
    """All (`every`) or some of the parts."""

    path: str
    every: bool
    parts: "tuple[_Formula, ...]"

    @property
    def opposite(self) -> "_Many":
        return _Many(self.path, not self.every, tuple(part.opposite for part in self.parts))

    @property
    def meaning(self) -> object:
        return self.every, frozenset(part.meaning for part in self.parts)


_Formula = _Fact | _Many


@dataclass(slots=True)
class _Known:
    """What is certain at some point of the rule, by operand, with where it was said."""

    regions: dict[str, Region] = field(default_factory=dict)
    said: dict[str, list[_Fact]] = field(default_factory=dict)
    counted: list[_Fact] = field(default_factory=list)

    def copy(self) -> "_Known":
        return _Known(dict(self.regions), {key: list(facts) for key, facts in self.said.items()}, list(self.counted))

    def of(self, operand: Operand) -> Region:
        return self.regions.get(operand.key) or Region.full(operand)

    def add(self, fact: _Fact, region: Region, *, derived: bool = False) -> None:
        key = region.operand.key
        self.regions[key] = self.of(region.operand) & region
        self.said.setdefault(key, []).append(replace(fact, region=region, derived=derived))


# --- the analysis -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Analysis:
    measures: Mapping[str, MeasureDefinition]
    findings: dict[str, Problem] = field(default_factory=dict)

    def whole(self, tree: Node, path: str) -> Verdict:
        formula = self.formula(tree, path)
        return self.every(_Known(), [formula])

    def say(self, at: "_Formula", code: str, message: str, hint: str | None = None) -> None:
        """One finding for each condition and group: the first."""
        if isinstance(at, _Fact) and at.partial and code != "contradiction":
            return
        self.findings.setdefault(at.path, Problem(at.path, code, message, hint, "warning"))

    # --- and ---

    def every(self, known: _Known, parts: Sequence[_Formula]) -> Verdict:
        """The verdict on all of the parts together, beside what is known around them; `known` learns the facts."""
        facts, several = _flat(parts, every=True)
        outside = {id(fact) for said in known.said.values() for fact in said}
        everyone = True
        for fact in facts:
            result = self._fact(known, fact, outside)
            if result == "no one":
                return "no one"
            everyone = everyone and result == "everyone"
        if not self._implied(known, facts, outside):
            return "no one"
        self._repeated(several)
        for many in several:
            result = self.some(known, many)
            if result == "no one":
                return "no one"
            everyone = everyone and result == "everyone"
        return "everyone" if everyone else None

    def _fact(self, known: _Known, fact: _Fact, outside: set[int]) -> Verdict:
        region = fact.region
        if not region or region.is_full:
            holds = region.is_full
            if holds != fact.negated:
                self.say(fact, "always_true", "this holds for everyone", "remove it, or compare with another value")
            else:
                hint = "compare with another value"
                if isinstance(fact.node, SequenceCondition):
                    hint = "what must not follow takes as long as the window: make the window longer"
                self.say(fact, "never_true", "this holds for no one", hint)
            return "everyone" if holds else "no one"
        before = known.of(region.operand)
        said = known.said.get(region.operand.key, [])
        if not before & region:
            self._contradiction(fact, region, said)
            return "no one"
        if before.within(region):
            twin = next((other for other in said if other.region == region and not other.derived), None)
            if twin is not None:
                self.say(fact, "duplicate_condition", f"this repeats {_place(twin)}", "remove one of them")
            else:
                reason = next((other for other in said if other.region.within(region)), None)
                because = "the conditions beside it" if reason is None else _place(reason)
                self.say(fact, "redundant_condition", f"this follows from {because}", "remove it: it changes nothing")
            return "everyone"
        self._weaker(fact, region, said, outside)
        known.add(fact, region)
        if fact.counted is not None:
            known.counted.append(fact)
        return None

    def _contradiction(self, fact: _Fact, region: Region, said: Iterable[_Fact]) -> None:
        culprit = next((other for other in said if not other.region & region), None)
        if culprit is None:
            self.say(fact, "contradiction", "no one passes this and the conditions beside it")
        elif culprit.region == ~region:
            self.say(fact, "contradiction", f"this is the opposite of {_place(culprit)}: no one passes both")
        else:
            self.say(fact, "contradiction", f"no one passes both this and {_place(culprit)}")

    def _weaker(self, fact: _Fact, region: Region, said: Iterable[_Fact], outside: set[int]) -> None:
        """Earlier conditions of the same `and` that say less than this one."""
        for other in said:
            here = id(other) not in outside and not other.derived and other.path != fact.path
            if here and region.within(other.region):
                message = f"this follows from {_place(fact)}"
                self.say(other, "redundant_condition", message, "remove it: it changes nothing")

    def _implied(self, known: _Known, facts: Sequence[_Fact], outside: set[int]) -> bool:
        """Draws the conclusions of the facts on other operands; False when one of them can't be."""
        for fact in facts:
            conclusions = [(region, fact) for region in fact.implied]
            for region, reason in [*conclusions, *self._by_window(known, fact)]:
                said = known.said.get(region.operand.key, [])
                if not known.of(region.operand) & region:
                    self._contradiction(reason, region, [other for other in said if other.path != reason.path])
                    return False
                self._weaker(reason, region, said, outside)
                known.add(reason, region, derived=True)
        return True

    def _by_window(self, known: _Known, fact: _Fact) -> Iterator[tuple[Region, _Fact]]:
        """What a count says of the counts in longer and in shorter windows."""
        mine = fact.counted
        if mine is None:
            return
        for other in known.counted:
            its = other.counted
            if its is None or its.what != mine.what or fact.region.operand == other.region.operand:
                continue
            if its.where in (None, mine.where) and contains(its.window, mine.window):
                least = _line(known.of(fact.region.operand)).least
                if least:
                    yield Region.of(other.region.operand, number=~below(least, included=False)), fact
            if mine.where in (None, its.where) and contains(mine.window, its.window):
                most = _line(known.of(fact.region.operand)).most
                if most is not None:
                    yield Region.of(other.region.operand, number=below(most, included=True)), fact

    # --- or ---

    def some(self, known: _Known, many: _Many) -> Verdict:
        """The verdict on some part of many, beside what is known."""
        facts, several = _flat(many.parts, every=False)
        self._repeated(several)
        results: list[Verdict] = []
        united: dict[str, list[_Fact]] = {}
        for fact in facts:
            results.append(self._alternative(known, many, fact, united))
        for part in several:
            results.append(self.every(known.copy(), [part]))
        if "everyone" in results:
            return "everyone"
        if all(result == "no one" for result in results):
            if results:
                self.say(many, "contradiction", "no one passes any of these")
            return "no one"
        return None

    def _alternative(self, known: _Known, many: _Many, fact: _Fact, united: dict[str, list[_Fact]]) -> Verdict:
        region, operand = fact.region, fact.region.operand
        around = known.of(operand)
        if not region or region.is_full:
            return self._fact(_Known(), fact, set())
        said = known.said.get(operand.key, [])
        if not around & region:
            if not fact.partial:
                self._contradiction(fact, region, said)
            return "no one"
        if around.within(region):
            reason = next((other for other in said if other.region.within(region)), None)
            if reason is not None:
                message = f"one of these always holds: {fact.path} follows from {_place(reason)}"
                self.say(many, "redundant_condition", message, "remove them: they change nothing")
            return "everyone"
        before = united.setdefault(operand.key, [])
        joint = region
        for other in before:
            joint |= other.region
        if around.within(joint):
            self._all_covered(fact, before)
            return "everyone"
        twin = next((other for other in before if other.region == region), None)
        wider = next((other for other in before if region.within(other.region)), None)
        if twin is not None:
            self.say(fact, "duplicate_condition", f"this repeats {_place(twin)}", "remove one of them")
        elif wider is not None:
            message = f"whoever passes this passes {_place(wider)} as well"
            self.say(fact, "redundant_condition", message, "remove it: it adds no one")
        for other in before:
            if other.region != region and other.region.within(region):
                message = f"whoever passes this passes {_place(fact)} as well"
                self.say(other, "redundant_condition", message, "remove it: it adds no one")
        before.append(fact)
        return None

    def _all_covered(self, fact: _Fact, before: Sequence[_Fact]) -> None:
        opposite = next((other for other in before if other.region == ~fact.region), None)
        if opposite is not None:
            message = f"this is the opposite of {_place(opposite)}: everyone passes one of them"
            self.say(fact, "always_true", message)
            return
        names = " or ".join(_place(other) for other in before)
        both_negative = _is_negative(fact) and all(map(_is_negative, before))
        hint = "write and between them, or is_none_of with all the values" if both_negative else "everyone passes"
        self.say(fact, "always_true", f"everyone passes this or {names}", hint if both_negative else None)

    def _repeated(self, several: Sequence[_Many]) -> None:
        """Whole groups that stand there twice."""
        seen: dict[object, _Many] = {}
        for many in several:
            twin = seen.setdefault(many.meaning, many)
            if twin is not many:
                self.say(many, "duplicate_condition", f"this repeats {twin.path}", "remove one of them")

    # --- from nodes to facts ---

    def formula(self, node: Node, path: str) -> _Formula:
        prefix = f"{path}." if path else ""
        match node:
            case AllOf(children):
                return _Many(path, True, self._numbered(children, f"{prefix}all"))
            case AnyOf(children):
                return _Many(path, False, self._numbered(children, f"{prefix}any"))
            case Not(AnyOf(children)):
                return _Many(path, False, self._numbered(children, f"{prefix}none")).opposite
            case Not(child):
                return self.formula(child, f"{prefix}not").opposite
        self._inside(node, prefix)
        return self._leaf(node, path)

    def _numbered(self, children: Sequence[Node], path: str) -> tuple[_Formula, ...]:
        return tuple(self.formula(child, f"{path}[{i}]") for i, child in enumerate(children))

    def _inside(self, node: Node, prefix: str) -> None:
        """Trees inside a condition speak of something else: an event, an item, a device."""
        for path, tree in _trees(node):
            if tree is not None:
                self.whole(tree, f"{prefix}{path}")

    def _leaf(self, node: Node, path: str) -> _Formula:
        if isinstance(node, ValueOfCondition) and node.measure in self.measures:
            known = self.measures[node.measure]
            meant = EventCondition(known.event, known.where, known.measure, node.test, known.window)
            return _renamed(_leaf(meant, path), node)
        return _leaf(node, path)


def _renamed(formula: _Formula, node: Node) -> _Formula:
    return replace(formula, node=node) if isinstance(formula, _Fact) else formula


def _flat(parts: Iterable[_Formula], *, every: bool) -> tuple[list[_Fact], list[_Many]]:
    """The facts and the groups of the other kind, groups of the same kind opened."""
    facts: list[_Fact] = []
    several: list[_Many] = []
    for part in parts:
        if isinstance(part, _Fact):
            facts.append(part)
        elif part.every == every or len(part.parts) == 1:
            inner = _flat(part.parts, every=every)
            facts += inner[0]
            several += inner[1]
        else:
            several.append(part)
    return facts, several


def _trees(node: Node) -> Iterator[tuple[str, Node | None]]:
    match node:
        case EventCondition(where=where) | LifecycleCondition(where=where):
            yield "where", where
        case SequenceCondition(steps):
            for i, step in enumerate(steps):
                yield f"sequence[{i}].where", step.where
        case CompareCondition(first, second):
            yield "compare[0].where", first.where
            yield "compare[1].where", second.where
        case SameDevice(where):
            yield "device.where", where
        case AttributeCondition() | PropertyCondition() | ItemCondition():
            yield "value", item_tree(node.test)


def _place(fact: _Fact) -> str:
    """Where a condition stands, and how it reads."""
    text = format_text(_untyped(fact.node))
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    return f"{fact.path or 'it'} ({'not ' if fact.negated else ''}{shown})"


def _untyped(node: Node) -> Node:
    """As people write it: types were written in, and go without saying."""
    match node:
        case AttributeCondition() | PropertyCondition() | ItemCondition() | DeviceCondition() | ValueOfCondition():
            return replace(node, test=replace(node.test, type=None))
    return node


def _is_negative(fact: _Fact) -> bool:
    test = getattr(fact.node, "test", None)
    return (isinstance(test, Test) and test.op in NEGATIVE_OPERATORS) != fact.negated


def _line(region: Region) -> Line:
    line = region.part("number")
    assert isinstance(line, Line)
    return line


# --- the facts of each kind of condition ------------------------------------------------------------------------------


def _leaf(node: Node, path: str) -> _Formula:
    match node:
        case AttributeCondition(name, test):
            return _value(node, path, test, "attribute", name)
        case PropertyCondition(name, test):
            return _value(node, path, test, "property", name)
        case ItemCondition(name, test):
            return _value(node, path, test, "item", name)
        case DeviceCondition("count", test):
            return _Fact(path, node, _number(test, Operand(named("devices"), COUNT, whole=True)))
        case EventCondition():
            return _event(node, path)
        case TagCondition():
            return _tags(node, path)
        case SegmentCondition(segment, op):
            inside = _Fact(path, node, atom("segment", segment))
            return inside if op == "in" else replace(inside, region=~inside.region)
        case SequenceCondition():
            return _sequence(node, path)
        case LifecycleCondition():
            return _lifecycle(node, path)
        case CompareCondition():
            return _compare(node, path)
        case ConsentCondition(purpose, channel, op):
            return _Fact(path, node, Region.of(_consent(purpose, channel), text=only(op)))
        case ReachableCondition(channel):
            allowed = ~Region.of(_consent("marketing", channel), text=only("denied"))
            return _Fact(path, node, atom("reachable", channel), (allowed,))
        case LocationCondition(NamedPlace(kind, names), at):
            operand = Operand(named("location", at, kind), VALUE)
            return _Fact(path, node, Region.of(operand, text=only(*names)))
        case RfmCondition():
            return _rfm(node, path)
        case ScoreCondition(score, test, band):
            operand = Operand(named("band", score), VALUE)
            region = Region.of(operand, text=only(band or "")) if test is None else region_of(test, "score", score)
            return _Fact(path, node, region)
        case SampleCondition(percent, seed):
            drawn = Operand(named("sample", seed), (("number", interval(Fraction(0), Fraction(100), open_high=True)),))
            return _Fact(path, node, Region.of(drawn, number=below(Fraction(percent), included=False)))
        case ValueOfCondition(measure, test):
            return _Fact(path, node, region_of(test, "value_of", measure))
        case DeviceCondition(name, test) if test.op in NEGATIVE_OPERATORS and test.missing == "include":
            twin = DeviceCondition(name, replace(test, op=NEGATIVE_OPERATORS[test.op]))
            return _Fact(path, node, ~_wording(twin))
        case _:
            return _Fact(path, node, _wording(node))


def _wording(node: Node) -> Region:
    return atom(to_json(normalise(node)))


def _value(node: Node, path: str, test: Test, kind: str, name: str) -> _Formula:
    """A comparison of the value at a path, of whatever type."""
    if test.type == "list" or (test.op in ("is_empty", "size") and test.type is None):
        return _list(node, path, test, kind, name)
    region = region_of(test, kind, name)
    positive = test.op not in NEGATIVE_OPERATORS or test.missing == "exclude"
    stored = {"string": {"text": ANY_TEXT}, "date": {"text": ANY_TEXT}, "version": {"text": ANY_TEXT}}
    held = stored.get(test.type or "", {"number": ALL} if test.type == "number" else {})
    base = Region.of(Operand(named(kind, canonical_path(name)), VALUE), **held) if positive and held else None
    return _Fact(path, node, region, () if base is None or base.operand == region.operand else (base,))


_LISTED = {"contains_any_of": False, "contains_all_of": True, "contains_none_of": False}


def _list(node: Node, path: str, test: Test, kind: str, name: str) -> _Formula:
    where = canonical_path(name)
    a_list = Region.of(Operand(named(kind, where), VALUE), other=only("yes"))
    size = Operand(named(kind, where, "size"), SIZE, whole=True)
    if test.op == "is_empty":
        return _Fact(path, node, Region.of(size, number=number_line("eq", Decimal(0))), (a_list,))
    if test.op == "size" and isinstance(test.value, Test):
        return _Fact(path, node, _number(test.value, size), (a_list,) if test.value.op != "ne" else ())
    if test.op == "contains":
        return _Fact(path, node, _held(kind, where, test.value), (a_list,))
    if test.op in _LISTED and isinstance(test.value, tuple):
        facts = tuple(_Fact(path, node, _held(kind, where, value), (a_list,), partial=True) for value in test.value)
        many = _Many(path, _LISTED[test.op], facts)
        if test.op != "contains_none_of":
            return many
        if test.missing == "include":
            return many.opposite
        return _Fact(path, node, _wording(node), (a_list,))
    return _Fact(path, node, _wording(node), (a_list,) if test.op in ("any_item", "all_items") else ())


def _held(kind: str, path: str, value: object) -> Region:
    return atom(kind, path, "contains", type(value).__name__, str(value))


def _number(test: Test, operand: Operand) -> Region:
    """A test on a number that may be missing only where the operand's universe says so."""
    present = Region.of(operand, number=ALL)
    positive = NEGATIVE_OPERATORS.get(test.op, test.op)
    passing = present if positive == "is_set" else Region.of(operand, number=number_line(positive, _numbers(test)))
    if positive == test.op:
        return passing
    return ~passing if test.missing == "include" else present & ~passing


def _numbers(test: Test) -> object:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _event(node: EventCondition, path: str) -> _Formula:
    kind = node.measure.kind
    where = None if node.where is None else json.dumps(to_json(normalise(node.where)), sort_keys=True, default=str)
    of = canonical_path(node.measure.property or "")
    window = None if node.window is None else repr(node.window)
    key = named("event", node.event, where, kind, of, window)
    if kind in ("first_time", "last_time"):
        return _Fact(path, node, region_of(node.test, key, "", time=True))
    if kind in ("most_frequent", "first", "last"):
        return _Fact(path, node, region_of(node.test, key, ""))
    if kind in ("count", "distinct", "active_days"):
        region = _number(node.test, Operand(key, COUNT, whole=True))
        return _Fact(path, node, region, (), _Counted(named(node.event, kind, of), where, node.window))
    return _Fact(path, node, _number(node.test, Operand(key, CERTAIN_NUMBER if kind == "sum" else NUMBER)))


def _some(event: str, where: Node | None, window: Window | None, *, least: int = 1, negate: bool = False) -> Region:
    """That the event happened at least so often in the window, or didn't."""
    test = Test("gte", Decimal(least), "number")
    fact = _event(EventCondition(event, where, Measure("count"), test, window), "")
    assert isinstance(fact, _Fact)
    return ~fact.region if negate else fact.region


def _tags(node: TagCondition, path: str) -> _Formula:
    if node.within is not None:
        age = Operand(named("tagged", node.tags[0]), NUMBER)
        region = Region.of(age, number=below(Fraction(node.within.microseconds), included=True))
        return _Fact(path, node, region, (atom("tag", node.tags[0]),))
    several = len(node.tags) > 1
    facts = tuple(_Fact(path, node, atom("tag", tag), partial=several) for tag in node.tags)
    if not several:
        return facts[0].opposite if node.op == "has_none_of" else facts[0]
    many = _Many(path, node.op == "has_all_of", facts)
    return many.opposite if node.op == "has_none_of" else many


def _sequence(node: SequenceCondition, path: str) -> _Formula:
    first = node.steps[0]
    region = _wording(node)
    span = longest(node.window)
    waits = [step.within.microseconds for step in node.steps if step.absent and step.within is not None]
    if span is not None and waits and max(waits) >= span.microseconds:
        region = region & ~region  # the wait is never over while the first step is in the window
    return _Fact(path, node, region, (_some(first.event, first.where, node.window),))


def _lifecycle(node: LifecycleCondition, path: str) -> _Formula:
    length = node.period
    latest = Rolling(length)
    before = Between(Duration(2 * length.count, length.unit), length)
    event, where = node.event, node.where
    implied: Mapping[str, tuple[Region, ...]] = {
        "first_time": (_some(event, where, latest), _some(event, where, before, negate=True)),
        "stopped": (_some(event, where, latest, negate=True), _some(event, where, before)),
        "restarted": (_some(event, where, latest), _some(event, where, before, negate=True), _some(event, where, None)),
        "regularly": (_some(event, where, None, least=node.times * node.periods_in),),
    }
    return _Fact(path, node, _wording(node), implied[node.word])


_SIGNS = {
    "eq": ("equal",),
    "ne": ("less", "more"),
    "gt": ("more",),
    "gte": ("more", "equal"),
    "lt": ("less",),
    "lte": ("less", "equal"),
}


def _compare(node: CompareCondition, path: str) -> _Formula:
    first, second = (json.dumps(_behaviour(side), sort_keys=True, default=str) for side in (node.first, node.second))
    signs = _SIGNS[node.op]
    if first > second:  # A more often than B is B less often than A
        first, second = second, first
        signs = tuple({"more": "less", "less": "more"}.get(sign, sign) for sign in signs)
    known = ("equal",) if first == second else ("less", "equal", "more")
    operand = Operand(named("compare", first, second, repr(node.window)), choices(*known))
    return _Fact(path, node, Region.of(operand, text=only(*signs)))


def _behaviour(side: Behaviour) -> object:
    return [side.event, None if side.where is None else to_json(normalise(side.where))]


def _consent(purpose: str, channel: str | None) -> Operand:
    return Operand(named("consent", purpose, channel), choices("granted", "denied", "unknown"))


def _rfm(node: RfmCondition, path: str) -> _Formula:
    cells = {"r": node.recency, "f": node.frequency, "m": node.money}
    facts = []
    for part, wanted in cells.items():
        of = node.value if part == "m" else ""
        key = named("rfm", part, node.event, of, repr(node.window))
        operand = Operand(key, choices("1", "2", "3", "4", "5", missing=True))
        if wanted:
            facts.append(_Fact(path, node, Region.of(operand, text=only(*map(str, wanted))), partial=True))
    if not facts:
        return _Fact(path, node, _some(node.event, None, node.window))
    return replace(facts[0], partial=False) if len(facts) == 1 else _Many(path, True, tuple(facts))
