"""The JSON form: strict reading that collects every problem. `json_writing` has the other direction.

Paths of problems walk the JSON form as it was given: `all[1].where.op`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shoal.model.errors import RuleError, did_you_mean
from shoal.model.rule import AllOf, AnyOf, AttributeCondition, ItemCondition, Node, Not, PropertyCondition, Rule
from shoal.rules.collector import Json, at
from shoal.rules.decoding import decode, limits
from shoal.rules.json_behaviour import BehaviourReader
from shoal.rules.json_parts import Place
from shoal.rules.json_people import PeopleReader
from shoal.rules.literals import shown
from shoal.rules.operands import TEST_KEYS, Subject

_LOGIC = ("all", "any", "none", "not")
_CONDITIONS = (
    "attribute",
    "property",
    "item",
    "event",
    "sequence",
    "lifecycle",
    "compare",
    "tag",
    "segment",
    "response",
    "device",
    "consent",
    "location",
    "value_of",
    "rfm",
    "score",
    "sample",
)
_NODE_KEYS = (*_LOGIC, *_CONDITIONS)
_WITH_EVENT = ("lifecycle", "rfm")  # conditions that have a key `event` of their own

# Where each condition can stand; all others stand in rules only.
_PLACES: Mapping[str, tuple[Place, ...]] = {
    "property": ("where",),
    "item": ("item",),
    "device": ("rule", "device"),
    "location": ("rule", "where"),
}


def parse_json(value: object) -> Rule:
    """A rule from its JSON form, as text or already decoded.

    Raises RuleError with every problem found.
    """
    if isinstance(value, str | bytes):
        value = decode(value)
    problems = list(limits(value, _NODE_KEYS))
    if not problems:
        reader = _Reader(problems)
        rule = reader.node(value, "", "rule")
        if rule is not None and not problems:
            return rule
    raise RuleError(problems)


@dataclass(slots=True)
class _Reader(BehaviourReader, PeopleReader):
    """Walks decoded JSON of bounded depth; a part that can't be read gives None and at least one problem."""

    # --- nodes ---

    def node(self, value: object, path: str, place: Place) -> Node | None:
        if not isinstance(value, Mapping):
            self.refuse(
                path,
                "not_an_object",
                f"a condition is an object, not {shown(value)}",
                f"for example {_EXAMPLES[place]}",
            )
            return None
        kinds = [key for key in _NODE_KEYS if key in value]
        if any(key in _WITH_EVENT for key in kinds):
            kinds = [key for key in kinds if key != "event"]
        if len(kinds) != 1:
            self._refuse_kinds(value, path, place, kinds)
            return None
        kind = kinds[0]
        if kind in _LOGIC:
            return self._logic(kind, value, path, place)
        if place not in _PLACES.get(kind, ("rule",)):
            self.refuse(at(path, kind), "misplaced", *_misplaced(kind, place))
            return None
        if kind == "device":
            return self.read_device(value, path, place)
        if kind == "location":
            return self.read_location(value, path, place)
        readers: Mapping[str, Callable[[Json, str], Node | None]] = {
            "attribute": self._attribute,
            "property": self._property,
            "item": self._item,
            "event": self.read_event,
            "sequence": self.read_sequence,
            "lifecycle": self.read_lifecycle,
            "compare": self.read_compare,
            "tag": self.read_tag,
            "segment": self.read_segment,
            "response": self.read_response,
            "consent": self.read_consent,
            "value_of": self.read_value_of,
            "rfm": self.read_rfm,
            "score": self.read_score,
            "sample": self.read_sample,
        }
        return readers[kind](value, path)

    def _refuse_kinds(self, value: Json, path: str, place: Place, kinds: Sequence[str]) -> None:
        if len(kinds) > 1:
            both = " and ".join(kinds)
            self.refuse(path, "two_conditions", f"{both} stand in one object", 'write {"all": [{…}, {…}]} for both')
            return
        hint = next((h for h in (did_you_mean(str(k), _NODE_KEYS) for k in value) if h), None)
        found = ", ".join(str(k) for k in value) or "no keys"
        self.refuse(
            path, "unknown_condition", f"no kind of condition has {found}", hint or f"for example {_EXAMPLES[place]}"
        )

    def _logic(self, kind: str, value: Json, path: str, place: Place) -> Node | None:
        self.known_keys(value, path, (kind,))
        if kind == "not":
            child = self.node(value["not"], at(path, "not"), place)
            return None if child is None else Not(child)
        children = value[kind]
        if not isinstance(children, list | tuple):
            self.refuse(
                at(path, kind),
                "not_a_list",
                f"{kind} takes a list of conditions, not {shown(children)}",
                f'write {{"{kind}": [...]}}',
            )
            return None
        nodes = [self.node(child, f"{at(path, kind)}[{i}]", place) for i, child in enumerate(children)]
        read = tuple(node for node in nodes if node is not None)
        if len(read) < len(nodes):
            return None
        if kind == "all":
            return AllOf(read)
        return AnyOf(read) if kind == "any" else Not(AnyOf(read))

    # --- comparisons of one value ---

    def _attribute(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("attribute", *TEST_KEYS))
        name = self.path(value["attribute"], at(path, "attribute"), "an attribute")
        test = self.test(value, path, Subject("an attribute", ranks=True, other="attribute"))
        return None if name is None or test is None else AttributeCondition(name, test)

    def _property(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("property", *TEST_KEYS))
        name = self.path(value["property"], at(path, "property"), "a property")
        test = self.test(value, path, Subject("a property", other="property"))
        return None if name is None or test is None else PropertyCondition(name, test)

    def _item(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("item", *TEST_KEYS))
        name: str | None = ""
        if value["item"] != "":
            name = self.path(value["item"], at(path, "item"), "a part of an item")
        test = self.test(value, path, Subject("a part of an item"))
        return None if name is None or test is None else ItemCondition(name, test)


_EXAMPLES: Mapping[Place, str] = {
    "rule": '{"attribute": "country", "op": "is", "value": "TR"}',
    "where": '{"property": "total", "op": "gt", "value": 100}',
    "item": '{"item": "price", "op": "gt", "value": 100}',
    "device": '{"device": "platform", "op": "is", "value": "iOS"}',
}


def _misplaced(kind: str, place: Place) -> tuple[str, str]:
    if kind == "property":
        return "a property is compared inside the where of an event", 'write {"event": "…", "where": {"property": …}}'
    if kind == "item":
        return (
            "an item is compared inside any_item or all_items",
            'write {"property": "products", "op": "any_item", "value": {"item": …}}',
        )
    if place == "where":
        return f"{kind} is about the person; where compares properties of one event", "put it beside the event with all"
    if place == "device":
        return f"{kind} doesn't apply to one device", 'compare {"device": "platform", …} here'
    return f"{kind} doesn't apply to one item of a list", 'compare {"item": …} here'
