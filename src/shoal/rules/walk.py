"""Ways through a rule tree: its conditions with their JSON paths, the segments it names, and rebuilding."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from shoal.model.rule import (
    AllOf,
    AnyOf,
    AttributeCondition,
    Behaviour,
    CompareCondition,
    DeviceCondition,
    EventCondition,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    Node,
    Not,
    PropertyCondition,
    Rule,
    SameDevice,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    Test,
    ValueOfCondition,
)


def leaf_paths(rule: Rule) -> Iterator[tuple[str, Node]]:
    """Every condition on people with its path in `to_json(rule)`, in the order written.

    Stays outside `where` and item trees, whose leaves are not about people. A rule of one condition has the path "".
    """
    yield from _leaves(rule, "")


def _leaves(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    prefix = f"{path}." if path else ""
    match node:
        case AllOf(children):
            yield from _numbered(children, f"{prefix}all")
        case AnyOf(children):
            yield from _numbered(children, f"{prefix}any")
        case Not(AnyOf(children)):
            yield from _numbered(children, f"{prefix}none")
        case Not(child):
            yield from _leaves(child, f"{prefix}not")
        case _:
            yield path, node


def _numbered(children: tuple[Node, ...], path: str) -> Iterator[tuple[str, Node]]:
    for i, child in enumerate(children):
        yield from _leaves(child, f"{path}[{i}]")


def references(rule: Rule) -> frozenset[str]:
    """The ids of the segments whose members the rule asks for now; they are computed first."""
    return frozenset(leaf.segment for _, leaf in leaf_paths(rule) if isinstance(leaf, SegmentCondition))


def remembered(rule: Rule) -> frozenset[str]:
    """The ids of the segments whose changes or past members the rule asks for; they are read from the ledger."""
    return frozenset(leaf.segment for _, leaf in leaf_paths(rule) if isinstance(leaf, LedgerCondition))


def measures_in(rule: Rule) -> frozenset[str]:
    """The ids of the named measures that the rule uses."""
    return frozenset(leaf.measure for _, leaf in leaf_paths(rule) if isinstance(leaf, ValueOfCondition))


def map_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each node directly below it changed: group members, a negated child, where, item trees."""
    match node:
        case AllOf(children):
            return AllOf(tuple(change(child) for child in children))
        case AnyOf(children):
            return AnyOf(tuple(change(child) for child in children))
        case Not(child):
            return Not(change(child))
        case EventCondition(where=where) | LifecycleCondition(where=where) if where is not None:
            return replace(node, where=change(where))
        case SequenceCondition(steps):
            return replace(node, steps=tuple(_map_where(step, change) for step in steps))
        case CompareCondition(first, second):
            return replace(node, first=_map_where(first, change), second=_map_where(second, change))
        case SameDevice(where):
            return SameDevice(change(where))
        case AttributeCondition() | PropertyCondition() | ItemCondition() | DeviceCondition():
            tree = item_tree(node.test)
            return node if tree is None else replace(node, test=replace(node.test, value=change(tree)))
        case _:
            return node


S = TypeVar("S", SequenceStep, Behaviour)


def _map_where(step: S, change: Callable[[Node], Node]) -> S:
    return step if step.where is None else replace(step, where=change(step.where))


def item_tree(test: Test) -> Node | None:
    """The tree of an any_item or all_items test."""
    if test.op in ("any_item", "all_items") and not isinstance(test.value, str | bool | tuple | None):
        return test.value  # type: ignore[return-value]
    return None
