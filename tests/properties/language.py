"""5,000 random rules held to the oracle, and what of the whole language they cover.

`python -m tests.properties.language` prints a table of every kind of condition, operator, window and option with how
many rules have it. Exits 1 when one rule's members differ from the oracle's, or when something of the language is in
no rule.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import get_args

from rich.console import Console
from rich.table import Table
from tests.properties import worlds
from tests.properties.memory_records import engine_members
from tests.properties.worlds import Case, seeded_case
from tests.properties.worlds_of_all import KINDS, seeded_case_of

from shoal.model.history import SegmentRule
from shoal.model.rule import (
    REFERENCE_OPERATORS,
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
    LifecycleWord,
    Limited,
    LocationCondition,
    NamedPlace,
    Not,
    OtherValue,
    Place,
    PropertyCondition,
    ReachableCondition,
    RfmCondition,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SequenceCondition,
    SequenceStep,
    StepValue,
    TagCondition,
    Test,
    ValueOfCondition,
)
from shoal.oracle import members

RULES = 5_000
_OPS = ("eq", "ne", "gt", "gte", "lt", "lte")


def cases(rules: int) -> Iterator[tuple[str, Case]]:
    """Half of them over the first conditions, half over those that came after and the limits of segments."""
    share = rules // (2 * len(KINDS))
    for kind in KINDS:
        for seed in range(share):
            yield f"{kind} {seed}", seeded_case_of(kind, seed)
    for seed in range(rules - share * len(KINDS)):
        yield f"seed {seed}", seeded_case(seed)


def mismatch(name: str, case: Case) -> str | None:
    expected = members(case.rule, case.world, case.as_of, zone=case.zone)
    found = engine_members(case.rule, case.world, case.as_of, zone=case.zone)
    if found == expected:
        return None
    return f"{name}: engine only {sorted(found - expected)}, oracle only {sorted(expected - found)}: {case.rule}"


# --- the whole language ---


def everything() -> frozenset[str]:
    """All that `coverage` should find in enough rules, beside what `worlds.everything` names."""
    wanted = {f"sequence: {what}" for what in ("2 steps", "3 steps or more", "a window")}
    wanted |= {
        f"sequence: a step {what}" for what in ("within", "absent", "absent within", "with same", "with a where")
    }
    wanted |= {f"lifecycle: {word}" for word in get_args(LifecycleWord)} | {"lifecycle: with a where"}
    wanted |= {f"compare: {op}" for op in _OPS} | {"compare: with a where", "compare: a window"}
    wanted |= {f"measure: {kind}" for kind in ("most_frequent", "first", "last")}
    wanted |= {f"window: {limit}" for limit in ("hours", "hours past midnight", "weekdays", "near")}
    wanted |= {f"place: {kind.__name__}" for kind in get_args(Place) if kind is not NamedPlace}
    wanted |= {f"place: {kind}" for kind in ("country", "region", "city")}
    wanted |= {f"place: {at}" for at in ("last_known", "event")}
    wanted |= {f"changes: {op}" for op in ("entered", "left", "was_in")} | {"changes: for any cause"}
    wanted |= {"device: count", "device: one device", "tag: tagged_within"}
    wanted |= {f"reachable: {channel}" for channel in ("push", "email")}
    wanted |= {f"consent: {op}" for op in ("granted", "denied", "unknown")}
    wanted |= {f"consent: channel {channel}" for channel in (None, "push", "email")}
    wanted |= {"measure: named", "sample: some", "score: band"} | {f"rfm: {part}" for part in "rfm"}
    wanted |= {f"score: {op}" for op in ("gte", "ne", "is_missing", "top_percent", "bottom_percent")}
    for place in ("attribute", "property", "earlier step"):
        wanted |= {f"right side: {place} {kind} {op}" for kind, ops in REFERENCE_OPERATORS.items() for op in ops}
    wanted |= {f"segment: {what}" for what in ("include", "exclude", "waterfall", "zone person")}
    wanted |= {f"cap: {by} {order}" for by in ("attribute", "score", "value_of") for order in ("highest", "lowest")}
    return frozenset(wanted)


def coverage(found_in: Iterable[Case]) -> Counter[str]:
    found: Counter[str] = Counter()
    for case in found_in:
        _rule(case.rule, found)
        for segment in case.world.segments.values():
            _segment(segment, found)
    return found


def _segment(segment: SegmentRule, found: Counter[str]) -> None:
    found["segment: include"] += bool(segment.include)
    found["segment: exclude"] += bool(segment.exclude)
    found["segment: waterfall"] += segment.waterfall is not None
    found["segment: zone person"] += segment.zone == "person"
    if segment.cap is not None:
        found[f"cap: {segment.cap.by.kind} {segment.cap.order}"] += 1
    if segment.rule is not None:
        _rule(segment.rule, found)


def _rule(node: object, found: Counter[str]) -> None:
    match node:
        case AllOf(children) | AnyOf(children):
            for child in children:
                _rule(child, found)
        case Not(child):
            _rule(child, found)
        case SequenceCondition(steps, window):
            found["sequence: 2 steps" if len(steps) == 2 else "sequence: 3 steps or more"] += 1
            found["sequence: a window"] += window is not None
            _window(window, found)
            for step in steps:
                _step(step, found)
        case LifecycleCondition(word, where=where):
            found[f"lifecycle: {word}"] += 1
            found["lifecycle: with a where"] += where is not None
            _rule(where, found)
        case CompareCondition(first, second, op, window):
            found[f"compare: {op}"] += 1
            found["compare: a window"] += window is not None
            _window(window, found)
            for side in (first, second):
                found["compare: with a where"] += side.where is not None
                _rule(side.where, found)
        case EventCondition(where=where, measure=measure, window=window):
            found[f"measure: {measure.kind}"] += 1
            _window(window, found)
            _rule(where, found)
        case AttributeCondition(test=test):
            _right_side(test, "attribute", found)
        case PropertyCondition(test=test) | ItemCondition(test=test):
            _right_side(test, "property", found)
        case _:
            _known(node, found)


def _known(node: object, found: Counter[str]) -> None:
    match node:
        case LocationCondition(place, at):
            found[f"place: {at}"] += 1
            _place(place, found)
        case LedgerCondition(op=op, causes=causes):
            found[f"changes: {op}"] += 1
            found["changes: for any cause"] += causes == "all"
        case DeviceCondition("count"):
            found["device: count"] += 1
        case SameDevice():
            found["device: one device"] += 1
        case TagCondition(op="tagged_within"):
            found["tag: tagged_within"] += 1
        case ReachableCondition(channel):
            found[f"reachable: {channel}"] += 1
        case ConsentCondition(_, channel, op):
            found[f"consent: {op}"] += 1
            found[f"consent: channel {channel}"] += 1
        case ValueOfCondition():
            found["measure: named"] += 1
        case SampleCondition():
            found["sample: some"] += 1
        case RfmCondition(recency, frequency, money):
            for part, cells in zip("rfm", (recency, frequency, money), strict=True):
                found[f"rfm: {part}"] += bool(cells)
        case ScoreCondition(_, test, _):
            found["score: band" if test is None else f"score: {test.op}"] += 1


def _step(step: SequenceStep | Behaviour, found: Counter[str]) -> None:
    assert isinstance(step, SequenceStep)
    found["sequence: a step within"] += step.within is not None and not step.absent
    found["sequence: a step absent"] += step.absent and step.within is None
    found["sequence: a step absent within"] += step.absent and step.within is not None
    found["sequence: a step with same"] += bool(step.same)
    found["sequence: a step with a where"] += step.where is not None
    _rule(step.where, found)


def _window(window: object, found: Counter[str]) -> None:
    if not isinstance(window, Limited):
        return
    if window.hours is not None:
        found["window: hours" if window.hours[0] < window.hours[1] else "window: hours past midnight"] += 1
    found["window: weekdays"] += bool(window.weekdays)
    if window.near is not None:
        found["window: near"] += 1
        _place(window.near, found)


def _place(place: Place, found: Counter[str]) -> None:
    found[f"place: {place.kind if isinstance(place, NamedPlace) else type(place).__name__}"] += 1


def _right_side(test: Test, owner: str, found: Counter[str]) -> None:
    if isinstance(test.value, OtherValue):
        found[f"right side: {owner} {test.type} {test.op}"] += 1
    elif isinstance(test.value, StepValue):
        found[f"right side: earlier step {test.type} {test.op}"] += 1


# --- the table ---


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.properties.language", description=__doc__)
    arguments.add_argument("--rules", type=int, default=RULES)
    rules = arguments.parse_args().rules
    made = list(cases(rules))
    wrong = [found for found in (mismatch(name, case) for name, case in made) if found]
    counts = coverage(case for _, case in made) + worlds.coverage(case for _, case in made)
    wanted = everything() | worlds.everything()
    table = Table("Condition, operator or option", "Rules", title=f"{rules:,} random rules")
    table.columns[1].justify = "right"
    for what in sorted(wanted):
        table.add_row(what, f"{counts[what]:,}", style="" if counts[what] else "red")
    console = Console()
    console.print(table)
    missing = sorted(what for what in wanted if not counts[what])
    covered = len(wanted) - len(missing)
    console.print(f"{rules:,} rules, {len(wrong)} mismatches with the oracle; {covered} of {len(wanted)} covered")
    for line in (*wrong, *(f"in no rule: {what}" for what in missing)):
        console.print(line)
    sys.exit(1 if wrong or missing else 0)


if __name__ == "__main__":
    main()
