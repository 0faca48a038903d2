"""Segments that suggest themselves: from one attribute's values, by recency, frequency and money, or for a goal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from math import sqrt

import numpy as np
import numpy.typing as npt

from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.columns.folding import FoldedSource
from shoal.columns.values import LIST, NUMBER, OBJECT, STRING, ValueColumn
from shoal.insights.differentiators import PERSONAL, tells_persons_apart, value_and_test
from shoal.insights.distributions import ascending, counts_by_code, item_counts
from shoal.membership.compiled import Compiler, Segments
from shoal.membership.measures import named_measures
from shoal.model.catalog import Catalog
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.instant import format_instant
from shoal.model.measure import MeasureDefinition
from shoal.model.paths import is_list_path
from shoal.model.rule import (
    EVERYONE,
    AllOf,
    AttributeCondition,
    Behaviour,
    DeviceCondition,
    Duration,
    EventCondition,
    LifecycleCondition,
    Measure,
    Not,
    RfmCondition,
    Rolling,
    Rule,
    SequenceStep,
    TagCondition,
    Test,
    ValueOfCondition,
)
from shoal.model.segment import Segment
from shoal.rules import describe, normalise, to_json
from shoal.rules.literals import Refused, looks_like_date, read_duration
from shoal.storage import Store

MAX_PARTS = 20
MAX_DEPTH = 6
_MOST_VALUES = 30  # of one attribute, as splits of a tree
_MOST_EVENTS = 60
_MOST_TAGS = 60
_TREE_PEOPLE = 200_000  # a tree learns no more from more
_LEARNT = 0.7  # of them; the rest says how good the leaves are
_FEWEST = 30
_TIMES = (1, 2, 3, 5, 10)
_RECENT, _LONGER = Duration(30, "d"), Duration(90, "d")
_PLATFORMS = ("iOS", "Android", "Web")

Mask = npt.NDArray[np.bool_]

# The usual names of cells; each is a rule of its own, and a person may be in several.
_RFM: Sequence[tuple[str, tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = (
    ("Champions", (4, 5), (4, 5), (4, 5)),
    ("Loyal", (3, 4, 5), (4, 5), ()),
    ("Big spenders", (), (), (5,)),
    ("New", (5,), (1,), ()),
    ("Promising", (4, 5), (2, 3), ()),
    ("Need attention", (3,), (2, 3), ()),
    ("At risk", (1, 2), (3, 4, 5), ()),
    ("Can't lose them", (1, 2), (5,), (5,)),
    ("Hibernating", (1, 2), (1, 2), ()),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule with a name and how many match it now.

    For a goal, `goal_share` is the part of the people in it that reached the goal, with its 95 % interval, and `lift`
    that part over the part of everybody; both come from people that the tree wasn't made from.
    """

    name: str
    rule: Rule
    count: int
    share: float
    goal_share: float | None = None
    interval: tuple[float, float] | None = None
    lift: float | None = None

    def as_json(self, segment_names: Mapping[str, str]) -> dict[str, object]:
        return {
            "name": self.name,
            "rule": to_json(self.rule),
            "words": describe(self.rule, segment_names=segment_names),
            "count": self.count,
            "share": round(self.share, 4),
            "goal_share": None if self.goal_share is None else round(self.goal_share, 4),
            "interval": None if self.interval is None else [round(bound, 4) for bound in self.interval],
            "lift": None if self.lift is None else round(self.lift, 2),
        }


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`people` are everybody at `as_of`. For a goal, `goal_share` is the part of everybody that reached it, and
    `known_at` the instant that conditions were looked at, before the goal's window."""

    as_of: int
    people: int
    rows: tuple[Suggestion, ...]
    goal_share: float | None = None
    known_at: int | None = None

    def as_json(self, segment_names: Mapping[str, str]) -> dict[str, object]:
        return {
            "as_of": format_instant(self.as_of),
            "people": self.people,
            "goal_share": None if self.goal_share is None else round(self.goal_share, 4),
            "known_at": None if self.known_at is None else format_instant(self.known_at),
            "suggestions": [row.as_json(segment_names) for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class _World:
    store: Store
    segments: Mapping[str, Segment]
    catalog: Catalog
    as_of: int

    @property
    def source(self) -> FoldedSource:
        return self.store.source()

    def matching(self, rules: Sequence[Rule], as_of: int) -> tuple[list[Mask], Mask]:
        """For each rule a mask over the dense profile numbers, in one evaluation, and everybody's."""
        source = self.source
        compiler = Compiler(Segments(self.segments, self.store.zone, named_measures(self.store)), source, as_of)
        expressions = [compiler.rule(rule, None) for rule in rules]
        evaluation = evaluate(leaves_of(expressions), source, as_of=as_of)
        masks = [bits.unpack(evaluation.members(expression), source.profiles) for expression in expressions]
        return masks, bits.unpack(evaluation.everyone, source.profiles)

    def counted(self, named: Sequence[tuple[str, Rule]]) -> Suggestions:
        """The rules with their counts, without those that nobody matches."""
        masks, everyone = self.matching([rule for _, rule in named], self.as_of)
        people = int(everyone.sum())
        rows = [
            Suggestion(name, rule, int(mask.sum()), int(mask.sum()) / people)
            for (name, rule), mask in zip(named, masks, strict=True)
            if mask.any()
        ]
        return Suggestions(self.as_of, people, tuple(rows))


# --- from one attribute -------------------------------------------------------------------------------------------


def by_attribute(
    store: Store, segments: Mapping[str, Segment], catalog: Catalog, path: str, *, as_of: int, parts: int = 4
) -> Suggestions:
    """One segment a value, the most frequent first; for numbers, `parts` ranges of about as many people each.

    People without a value are a segment of their own. Raises NotFound for an attribute that nobody has, InvalidInput
    for parts beyond MAX_PARTS.
    """
    if path not in catalog.attributes or is_list_path(path):
        raise NotFound.named("attribute", path, catalog.attributes, listing="shoal catalog")
    if not 2 <= parts <= MAX_PARTS:
        raise InvalidInput(f"a segment is made for 2 to {MAX_PARTS} parts, not {parts}")
    world = _World(store, segments, catalog, as_of)
    column = world.source.attribute(path, as_of)
    everyone = np.flatnonzero(bits.unpack(world.source.everyone(as_of), world.source.profiles))
    counts = counts_by_code(column, everyone)
    label = path.replace("_", " ").replace(".", " ")
    named = list(_parts_of(column, counts, path, label, parts))
    named.append((f"No {label}", AttributeCondition(path, Test("is_missing"))))
    return world.counted(named)


def _parts_of(
    column: ValueColumn, counts: npt.NDArray[np.int64], path: str, label: str, parts: int
) -> Iterator[tuple[str, Rule]]:
    used = np.flatnonzero(counts)
    kinds = column.values.kinds[used]
    if used.size and (kinds == NUMBER).all() and used.size > parts:
        yield from _ranges(column, counts, path, label, parts)
    elif (kinds == LIST).any():
        items = item_counts(column, counts[:, None])
        best = sorted((text for text in items if text.startswith('"')), key=lambda text: -int(items[text][0]))
        for text in best[:parts]:
            item = str(json.loads(text))
            yield f"{label}: {item}", AttributeCondition(path, Test("contains", item, "list"))
    else:
        for code in used[np.argsort(-counts[used], kind="stable")][:parts].tolist():
            if column.values.kinds[code] == OBJECT:
                continue
            value, test = value_and_test(int(column.values.kinds[code]), str(column.values.text[code].as_py()))
            yield f"{label}: {str(value).lower() if isinstance(value, bool) else value}", AttributeCondition(path, test)


def _ranges(
    column: ValueColumn, counts: npt.NDArray[np.int64], path: str, label: str, parts: int
) -> Iterator[tuple[str, Rule]]:
    """Ranges with about as many people each; equal numbers stay together."""
    cuts = _cuts(column, counts, [step / parts for step in range(1, parts)])
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        tests = [Test("gte", low, "number")] if low is not None else []
        tests += [Test("lt", high, "number")] if high is not None else []
        children = tuple(AttributeCondition(path, test) for test in tests)
        name = f"under {high}" if low is None else f"{low} or more" if high is None else f"{low} to under {high}"
        if children:
            yield f"{label}: {name}", children[0] if len(children) == 1 else AllOf(children)


def _cuts(column: ValueColumn, counts: npt.NDArray[np.int64], at: Sequence[float]) -> list[Decimal]:
    """The distinct numbers that leave these parts of the people who have one below them, ascending."""
    codes, _ = ascending(column)
    codes = codes[counts[codes] > 0]
    if codes.size == 0:
        return []
    below = np.concatenate(([0], np.cumsum(counts[codes])))
    wanted = np.array(at) * below[-1]
    places = sorted({int(place) for place in np.abs(below[:-1, None] - wanted).argmin(axis=0) if place > 0})
    return [Decimal(str(column.values.text[int(codes[place])].as_py())) for place in places]


# --- recency, frequency, money --------------------------------------------------------------------------------------


def by_rfm(
    store: Store,
    segments: Mapping[str, Segment],
    catalog: Catalog,
    *,
    as_of: int,
    event: str = "Order Completed",
    value: str = "total",
) -> Suggestions:
    """The usual segments of fifths by recency, frequency and money over an event.

    Raises NotFound for an event or a property that the data doesn't have.
    """
    if event not in catalog.events:
        raise NotFound.named("event", event, catalog.events, listing="shoal catalog")
    if value not in catalog.events[event].properties:
        known = catalog.events[event].properties
        raise NotFound.named("property", value, known, listing=f'shoal catalog "{event}"')
    world = _World(store, segments, catalog, as_of)
    return world.counted([(name, RfmCondition(r, f, m, event=event, value=value)) for name, r, f, m in _RFM])


# --- for a goal -------------------------------------------------------------------------------------------------------


def by_goal(
    store: Store,
    segments: Mapping[str, Segment],
    catalog: Catalog,
    goal: Rule,
    *,
    as_of: int,
    lag: str | None = None,
    depth: int = 3,
) -> Suggestions:
    """Rules of which more people reach a goal than of everybody, from a decision tree over conditions.

    The tree (CART with Gini impurity) is made of conditions as they were `lag` before `as_of`, the goal as it is at
    `as_of`, so that what follows from the goal explains nothing; without a lag it is the goal's longest rolling window.
    It is learnt from 70 % of the people and judged by the others. Attributes, tags and segments that the goal names
    aren't looked at, with no lag its events neither. Raises InvalidInput where the goal holds for hardly anybody, or
    hardly anybody not, or for a lag that is no length of time.
    """
    if not 1 <= depth <= MAX_DEPTH:
        raise InvalidInput(f"a tree is 1 to {MAX_DEPTH} conditions deep, not {depth}")
    world = _World(store, segments, catalog, as_of)
    length = _longest_window(goal) if lag is None else _length(lag)
    known_at = as_of if length is None else as_of - length.microseconds
    (reached,), _ = world.matching([goal], as_of)
    candidates = list(_candidates(world, _named(goal, catalog.measures), known_at, events_too=known_at < as_of))
    masks, everyone = world.matching(candidates, known_at)
    people = np.flatnonzero(everyone)
    people = people[:: max(1, -(-people.size // _TREE_PEOPLE))]
    share = float(reached[people].mean()) if people.size else 0.0
    if min(share, 1 - share) * people.size < _FEWEST:
        raise InvalidInput(
            f"{int(reached[people].sum()):,} of {people.size:,} people reach the goal: too few to tell them apart",
            hint=f"take a goal that {_FEWEST} people or more reach, and as many don't",
        )
    leaves = _leaves(candidates, [mask[people] for mask in masks], reached[people], people, depth)
    rows = world.counted([(f"Likely {i}", rule) for i, (rule, *_) in enumerate(leaves, 1)]).rows
    by_rule = {suggestion.rule: suggestion for suggestion in rows}
    found = [
        replace(by_rule[rule], goal_share=hits / n, interval=_wilson(hits, n), lift=hits / n / share)
        for rule, hits, n in leaves
        if rule in by_rule and n >= _FEWEST and hits / n > share
    ]
    found.sort(key=lambda row: -(row.lift or 0))
    total = int(world.matching([EVERYONE], as_of)[1].sum())
    named = tuple(replace(row, name=f"Likely {i}") for i, row in enumerate(found, 1))
    return Suggestions(as_of, total, named, goal_share=share, known_at=known_at)


def _length(text: str) -> Duration:
    try:
        return read_duration(text, zero=True)
    except Refused as refused:
        raise InvalidInput(f"the lag: {refused.message}", hint=refused.hint) from None


def _longest_window(goal: Rule) -> Duration | None:
    """The longest rolling window of the goal's conditions."""
    lengths = (node.last for node in _nodes(goal) if isinstance(node, Rolling))
    return max(lengths, key=lambda length: length.microseconds, default=None)


def _named(goal: Rule, measures: Mapping[str, MeasureDefinition]) -> frozenset[str]:
    """The attributes, tags and events that the goal is about."""
    found: set[str] = set()
    for node in _nodes(goal):
        match node:
            case AttributeCondition(path):
                found.add(path)
            case TagCondition(tags):
                found.update(tags)
            case ValueOfCondition(measure) if measure in measures:
                found.add(measures[measure].event)
            case EventCondition() | SequenceStep() | LifecycleCondition() | Behaviour() | RfmCondition():
                found.add(node.event)
    return frozenset(found)


def _nodes(goal: object) -> Iterator[object]:
    """Everything that a rule is made of."""
    pending = [goal]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(node)
        elif is_dataclass(node):
            yield node
            pending.extend(getattr(node, part.name) for part in fields(node))


def _leaves(
    candidates: Sequence[Rule], columns: Sequence[Mask], reached: Mask, people: npt.NDArray[np.integer], depth: int
) -> list[tuple[Rule, int, int]]:
    """(rule, how many of the judged reached the goal, how many they are) of each leaf of a tree."""
    from sklearn.tree import DecisionTreeClassifier  # heavy, and for this alone

    features = np.stack(columns, axis=1).astype(np.float32)
    learnt = (people.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)) % np.uint64(
        100
    ) < 100 * _LEARNT
    least = max(_FEWEST, int(0.01 * learnt.sum()))
    share = float(reached[learnt].mean())
    # Less than chance would give the best of some hundred conditions is no split.
    telling = max(0.003, 12 / max(1, int(learnt.sum()))) * 2 * share * (1 - share)
    tree = DecisionTreeClassifier(
        max_depth=depth, min_samples_leaf=least, min_impurity_decrease=telling, random_state=0
    )
    tree.fit(features[learnt], reached[learnt])
    at = tree.apply(features[~learnt])
    found = []
    for leaf, path in _paths(tree.tree_, 0, ()):
        here = at == leaf
        rule = _simplified([(candidates[feature], holds) for feature, holds in path])
        found.append((rule, int(reached[~learnt][here].sum()), int(here.sum())))
    return [row for row in found if row[0] != EVERYONE]


def _paths(
    tree: object, node: int, above: tuple[tuple[int, bool], ...]
) -> Iterator[tuple[int, tuple[tuple[int, bool], ...]]]:
    """(leaf, (feature, whether it holds) on the way there); features are 0 or 1."""
    left = int(tree.children_left[node])  # type: ignore[attr-defined]
    if left < 0:
        yield node, above
        return
    feature = int(tree.feature[node])  # type: ignore[attr-defined]
    yield from _paths(tree, left, (*above, (feature, False)))
    yield from _paths(tree, int(tree.children_right[node]), (*above, (feature, True)))  # type: ignore[attr-defined]


def _simplified(path: Sequence[tuple[Rule, bool]]) -> Rule:
    """All conditions of a path, without those that another one of the path implies."""
    kept: list[Rule] = []
    for condition, holds in path:
        if not any(
            _implied(condition, holds, other, there) for other, there in path if (other, there) != (condition, holds)
        ):
            kept.append(condition if holds else _denied(condition))
    return kept[0] if len(kept) == 1 else AllOf(tuple(kept))


def _denied(condition: Rule) -> Rule:
    return normalise(Not(condition)) if isinstance(condition, AttributeCondition) else Not(condition)


def _implied(weak: Rule, weak_holds: bool, strong: Rule, strong_holds: bool) -> bool:
    """`at least 5` implies `at least 2`; `not at least 2` implies `not at least 5`."""
    if weak_holds != strong_holds:
        return False
    a, b = _threshold(weak), _threshold(strong)
    if a is None or b is None or a[0] != b[0]:
        return False
    return a[1] < b[1] if weak_holds else a[1] > b[1]


def _threshold(condition: Rule) -> tuple[object, Decimal] | None:
    """What is compared, and the number that it reaches."""
    match condition:
        case AttributeCondition(path, Test("gte", Decimal() as number)):
            return path, number
        case EventCondition(event, where, measure, Test("gte", Decimal() as number), window):
            return (event, where, measure, window), number
        case _:
            return None


def _wilson(hits: int, n: int) -> tuple[float, float]:
    z = 1.96
    middle = (hits + z * z / 2) / (n + z * z)
    half = z * sqrt(hits * (n - hits) / n + z * z / 4) / (n + z * z)
    return max(0.0, middle - half), min(1.0, middle + half)


# --- what a tree may ask ----------------------------------------------------------------------------------------------


def _candidates(world: _World, named: frozenset[str], as_of: int, *, events_too: bool) -> Iterator[Rule]:
    source, catalog = world.source, world.catalog
    everyone = np.flatnonzero(bits.unpack(source.everyone(as_of), source.profiles))
    for path in catalog.attributes:
        if path not in named and not is_list_path(path):
            yield from _of_attribute(source.attribute(path, as_of), path, everyone)
    for tag in sorted(catalog.tags, key=lambda tag: -catalog.tags[tag])[:_MOST_TAGS]:
        if tag not in named:
            yield TagCondition((tag,), "has")
    for platform in _PLATFORMS:
        yield DeviceCondition("platform", Test("is", platform, "string"))
    events = sorted(catalog.events.values(), key=lambda event: -event.profiles)[:_MOST_EVENTS]
    for event in events:
        if events_too or event.name not in named:
            for times in _TIMES:
                test = Test("gte", Decimal(times), "number")
                yield EventCondition(event.name, None, Measure("count"), test, Rolling(_RECENT))
            once = Test("gte", Decimal(1), "number")
            yield EventCondition(event.name, None, Measure("count"), once, Rolling(_LONGER))
            yield EventCondition(event.name, None, Measure("count"), once, None)


def _of_attribute(column: ValueColumn, path: str, everyone: npt.NDArray[np.integer]) -> Iterator[Rule]:
    counts = counts_by_code(column, everyone)
    used = np.flatnonzero(counts)
    kinds = column.values.kinds[used]
    if used.size == 0 or (kinds == OBJECT).any():
        return
    yield AttributeCondition(path, Test("is_set"))
    if path.rpartition(".")[2] in PERSONAL:
        return
    if (kinds == STRING).all() and looks_like_date(str(column.values.text[int(used[0])].as_py())):
        for days in (30, 90, 365):
            yield AttributeCondition(path, Test("in_last", Duration(days, "d"), "date"))
    elif tells_persons_apart(column, used, int(counts.sum())):
        return
    elif (kinds == NUMBER).all() and used.size > len(_TIMES):
        for cut in _cuts(column, counts, [step / 10 for step in range(1, 10)]):
            yield AttributeCondition(path, Test("gte", cut, "number"))
    elif (kinds == LIST).any():
        items = item_counts(column, counts[:, None])
        for text in sorted(items, key=lambda text: -int(items[text][0]))[:_MOST_VALUES]:
            if text.startswith('"'):
                yield AttributeCondition(path, Test("contains", str(json.loads(text)), "list"))
    else:
        for code in used[np.argsort(-counts[used], kind="stable")][:_MOST_VALUES].tolist():
            _, test = value_and_test(int(column.values.kinds[code]), str(column.values.text[code].as_py()))
            yield AttributeCondition(path, test)
