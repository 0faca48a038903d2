"""What the engine computes: distinct leaves, and the trees over them.

Everything that depends on an instant, a zone or another segment is resolved here already: windows are instants,
segments are their trees. Leaves compare by identity: whoever lowers rules makes one leaf for each distinct condition,
so that it is computed once, and looked up without comparing trees.
"""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.columns.bits import Words
from shoal.columns.dates import Frame
from shoal.columns.values import ValueColumn
from shoal.model.rule import Channel, Measure, Node, Place, ResponseWord, Test

BEGINNING = int(np.iinfo(np.int64).min)  # the time of records that hold from the beginning


@dataclass(frozen=True, slots=True, eq=False)
class AttributeLeaf:
    path: str
    test: Test
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class RankLeaf:
    """The profiles with the highest (lowest) numbers at `path`: ⌈percent · n / 100⌉ of the n that have one."""

    path: str
    test: Test


@dataclass(frozen=True, slots=True, eq=False)
class DeviceLeaf:
    """Some device passes the positive twin of the test, or for a negative operator none does."""

    field: str
    test: Test
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class EventLeaf:
    """A test on a measure over the events with start ≤ time < end that fit `where`."""

    event: str
    where: Node | None
    measure: Measure
    start: int
    end: int
    test: Test
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class TagLeaf:
    """Has any (all) of the tags; with `since`, added at or after it."""

    tags: tuple[str, ...]
    every: bool
    since: int | None


@dataclass(frozen=True, slots=True, eq=False)
class ResponseLeaf:
    """Responses that must be joined with what was sent. `message` None is the last one sent to the person."""

    response: ResponseWord
    message: str | None
    any_message: bool
    campaign: str | None
    channel: Channel | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class StoredLeaf:
    """The stored members of a segment that has no rule."""

    segment: str


@dataclass(frozen=True, slots=True, eq=False)
class ComparedLeaf:
    """A test on the attribute at `path` whose right side is the attribute at `other`."""

    path: str
    other: str
    test: Test
    frame: Frame


@dataclass(frozen=True, slots=True)
class LocalTime:
    """In a `where`: the event's local time of day is in [start, end) microseconds, its weekday (0 Monday) one of these.

    A start after the end wraps midnight; no weekdays are all of them.
    """

    hours: tuple[int, int] | None
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class SequenceStepLeaf:
    """A step: events that fit, `within` microseconds of the previous present step; `same` as the first step's event."""

    event: str
    where: Node | None
    within: int | None
    absent: bool
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SequenceLeaf:
    """Steps in order; the first step's event in start ≤ time < end and with `limits`, all before frame.as_of."""

    steps: tuple[SequenceStepLeaf, ...]
    start: int
    end: int
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class CompareLeaf:
    """How often the first event happened in start ≤ time < end, compared with the second."""

    first: tuple[str, Node | None]
    second: tuple[str, Node | None]
    op: str
    start: int
    end: int
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class ZoneLeaf:
    """The profiles whose own zone it is."""

    zone: str
    workspace_zone: str


@dataclass(frozen=True, slots=True, eq=False)
class DeviceCountLeaf:
    test: Test
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class SameDeviceLeaf:
    """Some one device fits the whole tree."""

    where: Node
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class ConsentLeaf:
    purpose: str
    channel: Channel | None
    op: str


@dataclass(frozen=True, slots=True, eq=False)
class ReachableLeaf:
    channel: Channel


@dataclass(frozen=True, slots=True, eq=False)
class PlaceLeaf:
    """The last known place of the profile lies in it."""

    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class ScoreLeaf:
    """A test on a score, or with `band` its band."""

    score: str
    test: Test | None
    band: str | None
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class RfmLeaf:
    """Cells of recency, frequency and money over the events in start ≤ time < end; empty: any cell."""

    event: str
    value: str
    start: int
    end: int
    cells: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class SampleLeaf:
    percent: Decimal
    seed: str


@dataclass(frozen=True, slots=True, eq=False)
class LedgerLeaf:
    """Entered or left in start ≤ time < end (`every` change, or those of data, clock and identity only), or for was_in
    a member after the changes before `end`."""

    segment: str
    op: str
    start: int
    end: int
    every: bool


@dataclass(frozen=True, slots=True, eq=False)
class NamedLeaf:
    """The profiles with these ids, or that they were merged into."""

    ids: tuple[str, ...]


Leaf = (
    AttributeLeaf
    | ComparedLeaf
    | RankLeaf
    | DeviceLeaf
    | DeviceCountLeaf
    | SameDeviceLeaf
    | EventLeaf
    | SequenceLeaf
    | CompareLeaf
    | TagLeaf
    | ResponseLeaf
    | StoredLeaf
    | ZoneLeaf
    | ConsentLeaf
    | ReachableLeaf
    | PlaceLeaf
    | ScoreLeaf
    | RfmLeaf
    | SampleLeaf
    | LedgerLeaf
    | NamedLeaf
)


@dataclass(frozen=True, slots=True, eq=False)
class And:
    children: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    children: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Complement:
    child: "Expression"


@dataclass(frozen=True, slots=True, eq=False)
class AtLeast:
    """At least `count` of the children hold."""

    count: int
    children: "tuple[Expression, ...]"


NumberLeaf = AttributeLeaf | ScoreLeaf | EventLeaf


@dataclass(frozen=True, slots=True, eq=False)
class Top:
    """The `count` members of `child` with the highest (lowest) number; those without one come last.

    `numbers` gives them, each for the people of its expression: an attribute by its path, a score, or an event
    condition whose measure it is. Ties go by ascending profile id.
    """

    child: "Expression"
    count: int
    highest: bool
    numbers: tuple[tuple["Expression", "NumberLeaf"], ...]


Expression = And | Or | Complement | AtLeast | Top | Leaf


@dataclass(frozen=True, slots=True)
class EventColumns:
    """The events of one name, ascending by time: dense profile numbers (int32) and times (int64 microseconds)."""

    profile: npt.NDArray[np.int32]
    time: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DeviceColumn:
    """The folded value of one field by device, and the profile of each device."""

    profile: npt.NDArray[np.int32]
    column: ValueColumn


class Source(Protocol):
    """The data of some profiles, numbered 0 … profiles − 1; one partition of them or all.

    Folded columns (attributes, devices, tags) hold what the records timed before `as_of` say.
    """

    @property
    def profiles(self) -> int: ...

    @property
    def memo(self) -> MutableMapping[object, object]:
        """What the engine worked out from this source and may use again; lives and dies with the source."""
        ...

    def everyone(self, as_of: int) -> Words:
        """Living canonical profiles with any record before `as_of`, or timeless."""
        ...

    def events(self, name: str) -> EventColumns: ...

    def event_values(self, name: str, path: str) -> ValueColumn:
        """By event, in the order of `events(name)`."""
        ...

    def prepare(self, name: str, paths: Iterable[str]) -> None:
        """Announces the paths that `event_values` will be asked for, so that they can be read together."""
        ...

    def attribute(self, path: str, as_of: int) -> ValueColumn:
        """By profile."""
        ...

    def tag(self, name: str, as_of: int) -> npt.NDArray[np.int64] | None:
        """By profile: the time of the record that set the tag, BEGINNING where timeless, NO_TAG where it isn't set."""
        ...

    def device_field(self, field: str, as_of: int) -> DeviceColumn: ...

    def id_order(self) -> npt.NDArray[np.int32]:
        """The rank of each profile's id among all, by bytes."""
        ...

    def stored(self, segment: str, as_of: int) -> Words:
        """The members of a segment without a rule, as they were stored at `as_of`; none for one that has none."""
        ...

    def events_with(self, path: str) -> Sequence[str]:
        """The names of the events that may have a property; of others nothing is known there."""
        ...

    def attribute_times(self, name: str, as_of: int) -> npt.NDArray[np.int64]:
        """By profile: the time of the last record that set or unset the top-level attribute; BEFORE_ALL for none and
        for one without a time."""
        ...

    def devices(self, as_of: int) -> npt.NDArray[np.int32]:
        """By device that some record before `as_of` names: its profile."""
        ...

    def profile_ids(self) -> pa.Array:
        """By profile."""
        ...

    def named(self, ids: Sequence[str]) -> Words:
        """The surviving profiles of these ids; unknown ids name no one."""
        ...

    def scores(self, name: str, as_of: int) -> "tuple[ValueColumn, ValueColumn] | None":
        """By profile: number and band of the last set of scores timed before `as_of`; None where there is none."""
        ...

    def changes(self, segment: str) -> "Sequence[MemberChange]":
        """The changes of a segment's members, ascending by time."""
        ...


BEFORE_ALL = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True)
class MemberChange:
    """Profiles that entered or left a segment at one instant. `counts` is False for first generations and edits."""

    time: int
    entered: bool
    counts: bool
    profiles: Words


NO_TAG = int(np.iinfo(np.int64).max)
