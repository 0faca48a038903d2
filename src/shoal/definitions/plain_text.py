"""The text of a rule for people: without the types that its operators and values say already."""

from dataclasses import replace

from shoal.model.rule import (
    AttributeCondition,
    DeviceCondition,
    ItemCondition,
    Node,
    PropertyCondition,
    Rule,
    Test,
    ValueOfCondition,
)
from shoal.rules import format_text
from shoal.rules.types import possible_types
from shoal.rules.walk import map_children


def plain_text(rule: Rule) -> str:
    """Text that gives the same rule once its types are resolved, whatever the data holds."""
    return format_text(_without_plain_types(rule))


def _without_plain_types(node: Node) -> Node:
    node = map_children(node, _without_plain_types)
    if isinstance(node, AttributeCondition | PropertyCondition | ItemCondition | DeviceCondition | ValueOfCondition):
        return replace(node, test=_without_plain_type(node.test))
    return node


def _without_plain_type(test: Test) -> Test:
    untyped = replace(test, type=None)
    return untyped if possible_types(untyped) == (test.type,) else test
