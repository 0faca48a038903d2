"""One person's records, and a small world of them: what the oracle reads, and what an example in a test is made of.

JSON values are str, bool, int, Decimal, None, list and dict. Times are microseconds since 1970 UTC; a `time` of None
on an attribute, tag or device record holds from the beginning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shoal.model.measure import MeasureDefinition
from shoal.model.rule import Rule
from shoal.model.segment import Cap, Cause, Waterfall

JsonValue = object


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    time: int
    message_id: str
    properties: Mapping[str, JsonValue] = field(default_factory=dict)
    context: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttributeRecord:
    """Attributes set together. A null unsets; an object replaces the whole top-level attribute."""

    time: int | None
    message_id: str
    attributes: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class TagRecord:
    time: int | None
    message_id: str
    tag: str
    present: bool = True


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """What a record said of a device. Each field keeps its latest set value; None says nothing."""

    time: int | None
    message_id: str
    device_id: str
    platform: str | None = None
    os_version: str | None = None
    app_version: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """One canonical profile and all its records, in any order, each message id once."""

    profile_id: str
    events: tuple[Event, ...] = ()
    attributes: tuple[AttributeRecord, ...] = ()
    tags: tuple[TagRecord, ...] = ()
    devices: tuple[DeviceRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """What a rule needs to know of another segment: its definition, or for a kind without rule its stored members.

    `zone` is "person" for each profile's own. `include` and `exclude` are profile ids.
    """

    rule: Rule | None
    zone: str | None = None  # None: the workspace's
    active: bool = True
    members: frozenset[str] = frozenset()
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    cap: Cap | None = None
    waterfall: Waterfall | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change of a segment's members. `cause` is "first" for those of the first generation."""

    profile_id: str
    time: int
    direction: Literal["entered", "left"]
    cause: Cause | Literal["first"]


@dataclass(frozen=True, slots=True)
class ScoreSet:
    """One run of a model: the score of each profile that it scored, and its band if any. Counts from `time` on."""

    time: int
    values: Mapping[str, Decimal]
    bands: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """Everything a rule can depend on beside `as_of`."""

    profiles: tuple[History, ...]
    segments: Mapping[str, SegmentRule] = field(default_factory=dict)
    zone: str = "UTC"
    measures: Mapping[str, MeasureDefinition] = field(default_factory=dict)
    scores: Mapping[str, tuple[ScoreSet, ...]] = field(default_factory=dict)
    ledger: Mapping[str, tuple[LedgerEntry, ...]] = field(default_factory=dict)  # by segment, in any order
