"""What the engine computes: distinct leaves, and the trees over them.

Everything that depends on an instant, a zone or another segment is resolved here already: windows are instants,
segments are their trees. Leaves compare by identity: whoever lowers rules makes one leaf for each distinct condition,
so that it is computed once, and looked up without comparing trees.
"""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from shoal.columns.bits import Words
from shoal.columns.dates import Frame
from shoal.columns.values import ValueColumn
from shoal.model.rule import Channel, Measure, Node, ResponseWord, Test

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


Leaf = AttributeLeaf | RankLeaf | DeviceLeaf | EventLeaf | TagLeaf | ResponseLeaf | StoredLeaf


@dataclass(frozen=True, slots=True, eq=False)
class And:
    children: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    children: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Complement:
    child: "Expression"


Expression = And | Or | Complement | Leaf


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


NO_TAG = int(np.iinfo(np.int64).max)
