"""Some of a source's profiles as a source of their own: one person, or a sample of everybody."""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.program import DeviceColumn, EventColumns, MemberChange, Source
from shoal.columns.values import ValueColumn


class Subset:
    """A `Source` of the given profiles (ascending dense numbers), which get the numbers 0, 1, 2, …

    Ranks among everybody can't be worked out from it: a rank here is among the chosen.
    """

    def __init__(self, source: Source, chosen: npt.NDArray[np.integer]) -> None:
        self._source = source
        self._chosen = chosen
        self._numbers: npt.NDArray[np.int32] | None = None
        self._positions: dict[str, npt.NDArray[np.intp]] = {}
        self._events: dict[str, EventColumns] = {}
        self._values: dict[tuple[str, str], ValueColumn] = {}
        self._memo: dict[object, object] = {}

    @classmethod
    def one(cls, source: Source, profile: int) -> "Subset":
        return cls(source, np.array([profile], np.int64))

    @property
    def profiles(self) -> int:
        return int(self._chosen.size)

    @property
    def memo(self) -> MutableMapping[object, object]:
        return self._memo

    def everyone(self, as_of: int) -> Words:
        return self.part_of(self._source.everyone(as_of))

    def part_of(self, words: Words) -> Words:
        """The chosen profiles of a set over all."""
        at = self._chosen.astype(np.uint64)
        held = words[self._chosen // 64] >> (at % np.uint64(64)) & np.uint64(1)
        return bits.pack(held.astype(np.bool_))

    def events(self, name: str) -> EventColumns:
        if name not in self._events:
            at = self._at(name)
            whole = self._source.events(name)
            self._events[name] = EventColumns(self._renumbered(whole.profile[at]), whole.time[at])
        return self._events[name]

    def prepare(self, name: str, paths: Iterable[str]) -> None:
        self._source.prepare(name, paths)

    def event_values(self, name: str, path: str) -> ValueColumn:
        if (name, path) not in self._values:
            column = self._source.event_values(name, path)
            self._values[name, path] = ValueColumn(column.codes[self._at(name)], column.values)
        return self._values[name, path]

    def attribute(self, path: str, as_of: int) -> ValueColumn:
        column = self._source.attribute(path, as_of)
        return ValueColumn(column.codes[self._chosen], column.values)

    def tag(self, name: str, as_of: int) -> npt.NDArray[np.int64] | None:
        times = self._source.tag(name, as_of)
        return None if times is None else times[self._chosen]

    def device_field(self, field: str, as_of: int) -> DeviceColumn:
        devices = self._source.device_field(field, as_of)
        mine = self._owned(devices.profile)
        column = ValueColumn(devices.column.codes[mine], devices.column.values)
        return DeviceColumn(self._renumbered(devices.profile[mine]), column)

    def id_order(self) -> npt.NDArray[np.int32]:
        return np.argsort(np.argsort(self._source.id_order()[self._chosen])).astype(np.int32)

    def stored(self, segment: str, as_of: int) -> Words:
        return self.part_of(self._source.stored(segment, as_of))

    def events_with(self, path: str) -> Sequence[str]:
        return self._source.events_with(path)

    def attribute_times(self, name: str, as_of: int) -> npt.NDArray[np.int64]:
        return self._source.attribute_times(name, as_of)[self._chosen]

    def devices(self, as_of: int) -> npt.NDArray[np.int32]:
        owners = self._source.devices(as_of)
        return self._renumbered(owners[self._owned(owners)])

    def profile_ids(self) -> pa.Array:
        return self._source.profile_ids().take(pa.array(self._chosen))

    def named(self, ids: Sequence[str]) -> Words:
        return self.part_of(self._source.named(ids))

    def scores(self, name: str, as_of: int) -> tuple[ValueColumn, ValueColumn] | None:
        found = self._source.scores(name, as_of)
        if found is None:
            return None
        number, band = (ValueColumn(column.codes[self._chosen], column.values) for column in found)
        return number, band

    def changes(self, segment: str) -> Sequence[MemberChange]:
        return [replace(change, profiles=self.part_of(change.profiles)) for change in self._source.changes(segment)]

    def _at(self, name: str) -> npt.NDArray[np.intp]:
        """The positions of the chosen profiles' events."""
        if name not in self._positions:
            self._positions[name] = self._owned(self._source.events(name).profile)
        return self._positions[name]

    def _owned(self, profiles: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
        if self._chosen.size == 1:
            return np.flatnonzero(profiles == self._chosen[0])
        return np.flatnonzero(self._number_of()[profiles] >= 0)

    def _renumbered(self, profiles: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        if self._chosen.size == 1:
            return np.zeros(profiles.size, np.int32)
        return self._number_of()[profiles]

    def _number_of(self) -> npt.NDArray[np.int32]:
        """The new number of each profile of the source, -1 where it isn't chosen."""
        if self._numbers is None:
            self._numbers = np.full(self._source.profiles, -1, np.int32)
            self._numbers[self._chosen] = np.arange(self._chosen.size, dtype=np.int32)
        return self._numbers


SAMPLE_PARTS = 16


def sampled(profiles: int) -> npt.NDArray[np.int64]:
    """One in sixteen of the profile numbers, always the same ones, spread by a multiplicative hash (Knuth)."""
    numbers = np.arange(profiles, dtype=np.uint64)
    with np.errstate(over="ignore"):
        mixed = numbers * np.uint64(0x9E3779B97F4A7C15)
    return np.flatnonzero(mixed >> np.uint64(60) == 0)
