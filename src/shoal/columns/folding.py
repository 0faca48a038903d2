"""The engine's view of stored records: canonical profiles, and attributes, tags and devices folded as of an instant."""

from collections.abc import Iterable, MutableMapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.program import BEFORE_ALL, NO_TAG, DeviceColumn, EventColumns, MemberChange
from shoal.columns.sweep import fold_latest
from shoal.columns.values import ValueColumn, narrow
from shoal.model.paths import format_path

UNTOUCHED = -2  # the code of a record that says nothing of the attribute

NEVER_SEEN = int(np.iinfo(np.int64).max)


class Records(Protocol):
    """Stored records as columns. Profiles are dense numbers as given out, before merges.

    Events ascend by time. Attribute, tag and device records ascend by time (BEGINNING where timeless), then by message
    id, so that the last one wins.
    """

    @property
    def profiles(self) -> int: ...

    @property
    def watermark(self) -> int:
        """The last batch of ingestion that the records hold."""
        ...

    def canonical(self) -> npt.NDArray[np.int32] | None:
        """The surviving profile of each; None where none was ever merged."""
        ...

    def first_seen(self) -> npt.NDArray[np.int64]:
        """By profile: the time of the first record, NEVER_SEEN where there is none."""
        ...

    def events(self, name: str) -> EventColumns: ...

    def event_values(self, name: str, path: str) -> ValueColumn: ...

    def prepare(self, name: str, paths: Iterable[str]) -> None:
        """Announces the paths that `event_values` will be asked for, so that they can be read together."""
        ...

    def attribute_records(self) -> EventColumns: ...

    def attribute_values(self, path: str) -> ValueColumn:
        """By record: a code, -1 unset, UNTOUCHED."""
        ...

    def tag_records(self, tag: str) -> tuple[EventColumns, npt.NDArray[np.bool_]] | None:
        """The records of one tag and whether each sets it; None for a tag never seen."""
        ...

    def device_records(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Times and device numbers by record; the canonical profile by device number."""
        ...

    def device_values(self, field: str) -> ValueColumn:
        """By record; UNTOUCHED where the record doesn't say."""
        ...

    def id_order(self) -> npt.NDArray[np.int32]: ...

    def stored(self, segment: str, as_of: int) -> Words:
        """The surviving profiles that a segment without a rule held at `as_of`."""
        ...

    def events_with(self, path: str) -> Sequence[str]:
        """The names of the events that may have a property."""
        ...

    def profile_ids(self) -> pa.Array:
        """By profile, those that were merged away included."""
        ...

    def scores(self, name: str, as_of: int) -> tuple[ValueColumn, ValueColumn] | None:
        """By surviving profile: number and band of the last set of scores timed before `as_of`."""
        ...

    def changes(self, segment: str) -> Sequence[MemberChange]:
        """The changes of a segment's members, by surviving profile, ascending by time."""
        ...


class FoldedSource:
    """A `program.Source` over stored records. Folded columns are kept for the life of the object."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._canonical = records.canonical()
        self._events: dict[str, EventColumns] = {}
        self._attributes: dict[tuple[str, int], ValueColumn] = {}
        self._attribute_records: EventColumns | None = None
        self._devices: dict[str, tuple[int, DeviceColumn]] = {}  # by field, as of the last instant that was asked for
        self._memo: dict[object, object] = {}

    @property
    def profiles(self) -> int:
        return self._records.profiles

    @property
    def watermark(self) -> int:
        """The last batch of ingestion that it holds; the store may have taken in more by now."""
        return self._records.watermark

    @property
    def records(self) -> Records:
        return self._records

    @property
    def canonical(self) -> npt.NDArray[np.int32] | None:
        """The surviving profile of each; None where none was ever merged."""
        return self._canonical

    @property
    def memo(self) -> MutableMapping[object, object]:
        return self._memo

    def everyone(self, as_of: int) -> Words:
        seen = self._records.first_seen()
        if self._canonical is None:
            return bits.pack(seen < as_of)
        first = np.full(self.profiles, NEVER_SEEN, np.int64)
        np.minimum.at(first, self._canonical, seen)
        return bits.pack(first < as_of)

    def _surviving(self, columns: EventColumns) -> EventColumns:
        if self._canonical is None:
            return columns
        return EventColumns(self._canonical[columns.profile], columns.time)

    def events(self, name: str) -> EventColumns:
        if name not in self._events:
            self._events[name] = self._surviving(self._records.events(name))
        return self._events[name]

    def event_values(self, name: str, path: str) -> ValueColumn:
        return self._records.event_values(name, path)

    def prepare(self, name: str, paths: Iterable[str]) -> None:
        self._records.prepare(name, paths)

    def attribute(self, path: str, as_of: int) -> ValueColumn:
        if self._attribute_records is None:
            self._attribute_records = self._surviving(self._records.attribute_records())
        records = self._attribute_records
        before = int(np.searchsorted(records.time, as_of, "left"))
        if (path, before) not in self._attributes:
            column = self._records.attribute_values(path)
            out = np.full(self.profiles, -1, np.int32)
            fold_latest(records.profile, column.codes, before, UNTOUCHED, out)
            self._attributes[path, before] = ValueColumn(narrow(out, len(column.values)), column.values)
        return self._attributes[path, before]

    def tag(self, name: str, as_of: int) -> npt.NDArray[np.int64] | None:
        found = self._records.tag_records(name)
        if found is None:
            return None
        records, present = self._surviving(found[0]), found[1]
        before = int(np.searchsorted(records.time, as_of, "left"))
        latest = np.full(self.profiles, -1, np.int32)
        fold_latest(records.profile, np.arange(before, dtype=np.int32), before, UNTOUCHED, latest)
        has = latest >= 0
        has[has] = present[latest[has]]
        out = np.full(self.profiles, NO_TAG, np.int64)
        out[has] = records.time[latest[has]]
        return out

    def device_field(self, field: str, as_of: int) -> DeviceColumn:
        time, device, profile = self._records.device_records()
        before = int(np.searchsorted(time, as_of, "left"))
        kept = self._devices.get(field)
        if kept is not None and kept[0] == before:
            return kept[1]
        column = self._records.device_values(field)
        out = np.full(profile.size, -1, np.int32)
        fold_latest(device, column.codes, before, UNTOUCHED, out)
        known = np.zeros(profile.size, np.bool_)  # devices that some record before as_of names
        known[device[:before]] = True
        folded = DeviceColumn(profile[known], ValueColumn(out[known], column.values))
        self._devices[field] = (before, folded)
        return folded

    def attribute_times(self, name: str, as_of: int) -> npt.NDArray[np.int64]:
        records = self._surviving(self._records.attribute_records())
        before = int(np.searchsorted(records.time, as_of, "left"))
        codes = self._records.attribute_values(format_path((name,))).codes
        latest = np.full(self.profiles, -1, np.int32)
        said = np.where(codes[:before] == UNTOUCHED, UNTOUCHED, np.arange(before, dtype=np.int32)).astype(np.int32)
        fold_latest(records.profile, said, before, UNTOUCHED, latest)
        times = records.time if records.time.size else np.zeros(1, np.int64)
        return np.where(latest >= 0, times[np.maximum(latest, 0)], BEFORE_ALL)

    def devices(self, as_of: int) -> npt.NDArray[np.int32]:
        time, device, profile = self._records.device_records()
        before = int(np.searchsorted(time, as_of, "left"))
        known = np.zeros(profile.size, np.bool_)
        known[device[:before]] = True
        return profile[known]

    def events_with(self, path: str) -> Sequence[str]:
        return self._records.events_with(path)

    def profile_ids(self) -> pa.Array:
        return self._records.profile_ids()

    def named(self, ids: Sequence[str]) -> Words:
        found = pc.index_in(pa.array(ids, pa.string()), value_set=self._records.profile_ids().cast(pa.string()))
        numbers = found.drop_null().to_numpy(zero_copy_only=False).astype(np.int64)
        if self._canonical is not None:
            numbers = self._canonical[numbers]
        return bits.from_numbers(np.unique(numbers), self.profiles)

    def scores(self, name: str, as_of: int) -> tuple[ValueColumn, ValueColumn] | None:
        return self._records.scores(name, as_of)

    def changes(self, segment: str) -> Sequence[MemberChange]:
        return self._records.changes(segment)

    def id_order(self) -> npt.NDArray[np.int32]:
        return self._records.id_order()

    def stored(self, segment: str, as_of: int) -> Words:
        return self._records.stored(segment, as_of)
