"""Named measures: an aggregate over events that people give a name, show on profiles and use in rules."""

from dataclasses import dataclass

from shoal.model.rule import Measure, Node, Window


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """What a named measure computes: `measure` over the events named `event` that fit `where` and lie in `window`."""

    event: str
    where: Node | None
    measure: Measure
    window: Window | None


@dataclass(frozen=True, slots=True)
class NamedMeasure:
    """A measure as people name and keep it. `id` is a slug that never changes; times are microseconds since 1970 UTC.

    It has no zone of its own: local days are those of the segment, or of the workspace on a profile's page.
    """

    id: str
    name: str
    description: str
    definition: MeasureDefinition
    version: int
    created_at: int
    created_by: str
    updated_at: int
