"""What changed between two versions of a segment, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shoal.definitions.limits import describe_limits, read_limits
from shoal.model.rule import (
    AllOf,
    AnyOf,
    AttributeCondition,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    EventCondition,
    LedgerCondition,
    LifecycleCondition,
    Node,
    Not,
    ResponseCondition,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    TagCondition,
    ValueOfCondition,
)
from shoal.rules import describe, normalise, parse_json

_LONGEST = 200  # characters of a rule that is shown whole


def describe_difference(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[str, ...]:
    """One line for each difference between two definitions in JSON (`Version.definition`), nothing for equal ones.

    `names` maps segment ids to names, for rules that mention them.
    """
    return (
        *_texts(before, after),
        *_rules(before.get("rule"), after.get("rule"), names),
        *_labels(before, after),
        *_settings(before, after),
    )


def _texts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if before["name"] != after["name"]:
        yield f"name “{before['name']}” → “{after['name']}”"
    old, new = before.get("description", ""), after.get("description", "")
    if old != new:
        yield "description taken away" if not new else f"description {'changed' if old else 'added'}: “{_short(new)}”"


def _labels(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    old, new = before.get("labels", []), after.get("labels", [])
    yield from (f"label “{label}” added" for label in new if label not in old)
    yield from (f"label “{label}” removed" for label in old if label not in new)


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key, otherwise in (("zone", "the workspace's"), ("schedule", "manual")):
        if before.get(key) != after.get(key):
            yield f"{key} {before.get(key) or otherwise} → {after.get(key) or otherwise}"
    if before.get("pinned", False) != after.get("pinned", False):
        yield "pinned" if after["pinned"] else "no longer pinned"
    if before.get("active", True) != after.get("active", True):
        yield "activated" if after["active"] else "deactivated"
    yield from _limits(before, after)
    plan = after.get("planned")
    if before.get("planned") != plan and plan is not None:
        yield f"planned: {'active' if plan['active'] else 'inactive'} from {plan['at']}"
    elif before.get("planned") != plan and before.get("active", True) == after.get("active", True):
        yield "plan cancelled"


def _limits(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Each limit that changed, by itself."""
    for key, gone in (
        ("include", "no one is always in any more"),
        ("exclude", "no one is left out by name any more"),
        ("waterfall", "no longer in a waterfall"),
        ("cap", "no cap any more"),
    ):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        words = describe_limits(read_limits({key: new}, []))
        yield words[0] if words else gone


# --- rules ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition as it counts, negations included: its words, and what it is about."""

    words: str
    about: tuple[object, ...]


def _rules(before: Any, after: Any, names: Mapping[str, str]) -> Iterator[str]:
    if before == after or before is None or after is None:
        return
    old, new = parse_json(before), parse_json(after)
    if normalise(old) == normalise(new):
        yield "rule written differently, with the same meaning"
        return
    left, right = list(_conditions(old, False, names)), list(_conditions(new, False, names))
    removed = _without(left, right)
    added = _without(right, left)
    pairs = _paired(removed, added)
    yield from (f"changed: {one.words} → {other.words}" for one, other in pairs)
    yield from (f"removed: {one.words}" for one in removed if one not in [pair[0] for pair in pairs])
    yield from (f"added: {one.words}" for one in added if one not in [pair[1] for pair in pairs])
    # What both have, with each changed condition as one, must be combined in the same way.
    renamed = {one.words: other.words for one, other in pairs}
    shared = {c.words for c in right} - {c.words for c in added} | set(renamed.values())
    if _shape(old, False, names, renamed, shared) != _shape(new, False, names, {}, shared):
        was, now = _short(describe(old, segment_names=names)), _short(describe(new, segment_names=names))
        yield f"conditions combined differently: {was} → {now}"


def _conditions(node: Node, negated: bool, names: Mapping[str, str]) -> Iterator[_Condition]:
    match node:
        case AllOf(children) | AnyOf(children):
            for child in children:
                yield from _conditions(child, negated, names)
        case Not(child):
            yield from _conditions(child, not negated, names)
        case _:
            yield _Condition(_words(node, negated, names), _about(node))


def _words(node: Node, negated: bool, names: Mapping[str, str]) -> str:
    return describe(Not(node) if negated else node, segment_names=names)


def _about(node: Node) -> tuple[object, ...]:
    match node:
        case EventCondition(event):
            return ("event", event)
        case AttributeCondition(path):
            return ("attribute", path)
        case DeviceCondition(field):
            return ("device", field)
        case TagCondition(tags):
            return ("tag", tags)
        case SegmentCondition(segment) | LedgerCondition(segment):
            return ("segment", segment)
        case SequenceCondition(steps):
            return ("sequence", *(step.event for step in steps))
        case LifecycleCondition(_, event):
            return ("lifecycle", event)
        case CompareCondition(first, second):
            return ("compare", first.event, second.event)
        case ConsentCondition(purpose):
            return ("consent", purpose)
        case ValueOfCondition(measure):
            return ("value_of", measure)
        case ScoreCondition(score):
            return ("score", score)
        case ResponseCondition(response):
            return ("response", response)
    return (type(node).__name__,)


def _without(conditions: Sequence[_Condition], others: Sequence[_Condition]) -> list[_Condition]:
    """Those that aren't among the others, each counted as often as it is there."""
    left = list(others)
    out = []
    for condition in conditions:
        if condition in left:
            left.remove(condition)
        else:
            out.append(condition)
    return out


def _paired(removed: Sequence[_Condition], added: Sequence[_Condition]) -> list[tuple[_Condition, _Condition]]:
    """Conditions about one thing, of which each rule has the like: one that was changed."""
    left = list(added)
    out = []
    for condition in removed:
        other = next((one for one in left if one.about == condition.about), None)
        if other is not None:
            left.remove(other)
            out.append((condition, other))
    return out


Shape = str | tuple[str, frozenset[Any]] | None


def _shape(node: Node, negated: bool, names: Mapping[str, str], renamed: Mapping[str, str], shared: set[str]) -> Shape:
    """How the shared conditions are combined: words, or all or any of such; None where there are none of them."""
    match node:
        case AllOf(children) | AnyOf(children):
            word = "all" if isinstance(node, AllOf) != negated else "any"
            inner: set[Any] = set()
            for child in children:
                part = _shape(child, negated, names, renamed, shared)
                if isinstance(part, tuple) and part[0] == word:
                    inner |= part[1]
                elif part is not None:
                    inner.add(part)
            if len(inner) < 2:
                return next(iter(inner), None)
            return (word, frozenset(inner))
        case Not(child):
            return _shape(child, not negated, names, renamed, shared)
    words = _words(node, negated, names)
    words = renamed.get(words, words)
    return words if words in shared else None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
