"""What a rule means, in plain Python: one profile and its records at a time, exact, and as slow as it needs to be.

This is the specification that everything else that evaluates rules is held to. It reads top to bottom: who is a
member, what is known of a person, the conditions, the tests on one value, dates and windows. It never reads a clock
and never guesses: a construct that it doesn't cover raises ValueError. Where the description of the language leaves
a choice, the choice is made here:

- A null is a missing value. A `[]` path gives the list of its items' values, without the missing ones; it is missing
  where there is no list to visit. Lists inside visited lists are visited only by a further `[]`.
- `size` of a missing list is a missing number, which a negative test such as `ne` is true for.
- A test inside any_item / all_items is negative per item; without a list, any_item and all_items are both false.
- A path that goes through `context` reads the event's context; `context` alone and `context[]` are properties.
- Text in the data without offset is in the workspace's zone; a rule says the offset of an instant.
- Local dates end at the years 1 and 9999; what lies beyond is the first or last day.
- Versions: empty parts say nothing (1..2 is 1.2); a letter part is a run of anything but digits, `.` and `-`; it sorts
  before every number; letters compare by code points; digits are 0–9.
- Names are exact: the event, the tag and the segment of a rule fit whole names, by code points.
"""

from shoal.model.history import History, World
from shoal.model.rule import Rule
from shoal.oracle.evaluation import Evaluation
from shoal.oracle.known import Person

__all__ = ["holds", "members", "segment_members"]


def members(rule: Rule, world: World, as_of: int, *, zone: str | None = None) -> frozenset[str]:
    """The ids of the profiles that fit the rule at `as_of` (microseconds since 1970 UTC).

    `zone` is the rule's own, None the workspace's. Every test in the rule has its type. Raises ValueError for a rule
    that isn't covered or makes no sense, InvalidInput for a zone that doesn't exist.
    """
    evaluation = Evaluation(world, as_of, zone)
    return frozenset(person.id for person in evaluation.everyone if evaluation.holds(rule, person))


def holds(rule: Rule, profile: History, world: World, as_of: int, *, zone: str | None = None) -> bool:
    """Whether `profile` is among the members; never before its first record. Raises as `members` does."""
    person = Person(profile, as_of)
    return person.is_known and Evaluation(world, as_of, zone).holds(rule, person)


def segment_members(world: World, segment: str, as_of: int) -> frozenset[str]:
    """The ids of the profiles that a segment's whole definition has: its rule and its limits. Raises as `members`."""
    evaluation = Evaluation(world, as_of, None)
    return frozenset(person.id for person in evaluation.everyone if evaluation.in_segment(segment, person))
