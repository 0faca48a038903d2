"""What another definition would make of a segment's members."""

from collections.abc import Mapping

from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.membership.compiled import Compiler, Segments
from shoal.model.measure import MeasureDefinition
from shoal.model.segment import Segment
from shoal.storage import Store

Known = tuple[Mapping[str, Segment], Mapping[str, MeasureDefinition]]


def change_of(store: Store, segment: str, before: Known, after: Known, *, as_of: int) -> tuple[int, int, int, int]:
    """Members before and after, how many would enter and leave, by both definitions at one instant.

    A segment that isn't there has no members.
    """
    source = store.source()
    found = []
    for segments, measures in (before, after):
        known = segments.get(segment)
        if known is None or known.rule is None or not known.active:
            found.append(bits.empty(source.profiles))
            continue
        expression = Compiler(Segments(segments, store.zone, measures), source, as_of).segment(known)
        found.append(evaluate(leaves_of([expression]), source, as_of=as_of).members(expression))
    old, new = found
    return bits.count(old), bits.count(new), bits.count(new & ~old), bits.count(old & ~new)
