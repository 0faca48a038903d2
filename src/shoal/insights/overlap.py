"""How segments overlap: every exact combination of two to five of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pyroaring import BitMap

from shoal import membership
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.rule import AllOf, Node, Rule, SegmentCondition
from shoal.storage import Store

FEWEST, MOST = 2, 5


@dataclass(frozen=True, slots=True)
class Combination:
    """The people in exactly these of the segments, and in none of the others."""

    segments: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """`sizes` by segment, `union` in any; `combinations` are disjoint and add up to the union, largest first."""

    sizes: Mapping[str, int]
    union: int
    combinations: tuple[Combination, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "sizes": dict(self.sizes),
            "union": self.union,
            "combinations": [{"segments": list(c.segments), "count": c.count} for c in self.combinations],
        }


def overlap(store: Store, ids: Sequence[str]) -> Overlap:
    """The stored members of the segments beside each other. Raises InvalidInput for fewer than 2 or more than 5."""
    if not FEWEST <= len(set(ids)) == len(ids) <= MOST:
        raise InvalidInput(f"{FEWEST} to {MOST} different segments can be compared, not {len(ids)}")
    sets = {id_: _members(store, id_) for id_ in ids}
    union = BitMap.union(*sets.values())
    found = []
    for choice in product((True, False), repeat=len(ids)):
        inside = tuple(id_ for id_, chosen in zip(ids, choice, strict=True) if chosen)
        if inside:
            found.append(Combination(inside, len(_exactly(sets, inside))))
    found.sort(key=lambda c: (-c.count, len(c.segments)))
    return Overlap({id_: len(one) for id_, one in sets.items()}, len(union), tuple(found))


def combination(store: Store, inside: Sequence[str], outside: Sequence[str]) -> BitMap:
    """The people in all of `inside` and in none of `outside`, by dense number."""
    sets = {id_: _members(store, id_) for id_ in (*inside, *outside)}
    return _exactly(sets, tuple(inside))


def combination_rule(inside: Sequence[str], outside: Sequence[str]) -> Rule:
    """The rule whose members are the combination."""
    children: list[Node] = [SegmentCondition(id_, "in") for id_ in inside]
    children += [SegmentCondition(id_, "not_in") for id_ in outside]
    return AllOf(tuple(children))


def _exactly(sets: Mapping[str, BitMap], inside: Sequence[str]) -> BitMap:
    found = BitMap.intersection(*(sets[id_] for id_ in inside))
    for id_, one in sets.items():
        if id_ not in inside:
            found = found - one
    return found


def _members(store: Store, id: str) -> BitMap:
    try:
        return membership.members(store, id).profiles
    except NotFound:  # never refreshed: nobody is in it yet
        return BitMap()
