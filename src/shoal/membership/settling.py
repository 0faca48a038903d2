"""Members of static segments as new generations, and the people among them who were merged."""

from collections.abc import Mapping

import numpy as np
from pyroaring import BitMap

from shoal.columns import bits
from shoal.membership.generations import STATIC, ChangeSet, NewGeneration, present_sets
from shoal.model.segment import Cause, Segment
from shoal.storage import Store
from shoal.storage.store import surviving


def new_generation(
    segment: Segment, before: BitMap, wanted: BitMap, survivors: np.ndarray, cause: Cause
) -> NewGeneration | None:
    """What is published so that the members `before` become those `wanted`; None where nothing changes.

    People merged since are replaced by those they were merged into (cause identity); `wanted` holds survivors only.
    """
    settled = BitMap(surviving(before, survivors).astype(np.uint32))
    changes = (
        *_changes("left", "identity", before - settled, survivors.size),
        *_changes("entered", "identity", settled - before, survivors.size),
        *_changes("entered", cause, wanted - settled, survivors.size),
        *_changes("left", cause, settled - wanted, survivors.size),
    )
    if not changes:
        return None
    profiles = _roaring(wanted, survivors.size)
    return NewGeneration(segment.id, segment.version, STATIC, profiles, len(wanted), changes)


def settled(store: Store, segments: Mapping[str, Segment], survivors: np.ndarray, as_of: int) -> list[NewGeneration]:
    """A generation for each static segment that holds merged people. The caller holds `store.publishing`."""
    if (survivors == np.arange(survivors.size)).all():
        return []
    out = []
    for present in present_sets(store):
        generation = present.generation
        segment = segments.get(generation.segment)
        if segment is None or segment.rule is not None or generation.as_of > as_of:
            continue
        before = store.stored_members(segment.id, generation=generation.id)
        wanted = BitMap(surviving(before, survivors).astype(np.uint32))
        new = new_generation(segment, before, wanted, survivors, "identity")
        out += [] if new is None else [new]
    return out


def _changes(direction: str, cause: Cause, profiles: BitMap, size: int) -> tuple[ChangeSet, ...]:
    if not profiles:
        return ()
    return (ChangeSet(direction, cause, _roaring(profiles, size), len(profiles)),)


def _roaring(profiles: BitMap, size: int) -> bytes:
    """In the one form in which all sets are kept."""
    return bits.to_roaring(bits.from_numbers(np.array(profiles, np.int64), size))
