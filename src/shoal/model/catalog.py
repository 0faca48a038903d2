"""The catalog: which events, properties, attributes and tags the data holds, with types, examples and volumes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shoal.model.measure import MeasureDefinition
from shoal.model.rule import ValueType


@dataclass(frozen=True, slots=True)
class Field:
    """An event property or a profile attribute, by its path.

    `types` counts the set values by type ("object" is a value with parts, listed as fields of its own); `examples`
    holds frequent values as JSON text, most frequent first. `share` is the part of the events (of the profiles) that
    have it set, between 0 and 1. Counts come from all data, examples from a part of it.
    """

    path: str
    types: Mapping[str, int]
    examples: tuple[str, ...] = ()
    share: float = 0.0

    @property
    def value_types(self) -> tuple[ValueType, ...]:
        """The types a comparison can have on this field, most frequent first. Versions and dates are strings."""
        names: tuple[ValueType, ...] = ("string", "number", "boolean", "list")
        return tuple(sorted((n for n in names if self.types.get(n)), key=lambda n: -self.types[n]))


@dataclass(frozen=True, slots=True)
class EventType:
    """One event name. Times are microseconds since 1970 UTC."""

    name: str
    count: int
    profiles: int
    first_seen: int
    last_seen: int
    properties: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the data holds. `tags` counts the profiles that have each; `segments` are the ids a rule may name.

    `measures` are the named measures by id, `scores` the names of scores with their bands. `values(event, path)` reads
    every text of a property, or with event None of an attribute, most frequent first; None where there are too many to
    look through. Without it the examples are all that is known.
    """

    profiles: int = 0
    events: Mapping[str, EventType] = field(default_factory=dict)
    attributes: Mapping[str, Field] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)  # id → name
    measures: Mapping[str, MeasureDefinition] = field(default_factory=dict)
    scores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Callable[[str | None, str], Sequence[str] | None] | None = field(default=None, compare=False, repr=False)
