"""What members use and how they can be reached, and how much a workspace holds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap
from sqlalchemy import func, select

from shoal import membership
from shoal.columns import bits
from shoal.columns.folding import FoldedSource
from shoal.model.instant import format_instant
from shoal.storage import Store
from shoal.storage.records import tables
from shoal.storage.store import surviving

HOUR = 3_600_000_000

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Audience:
    """Members by platform (somebody with two counts twice) and by channel on which they can be reached."""

    members: int
    platforms: Mapping[str, int]
    reachable: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        return {"members": self.members, "platforms": dict(self.platforms), "reachable": dict(self.reachable)}


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """`data_until` is the time of the newest event, microseconds since 1970 UTC; None without events."""

    profiles: int
    events: int
    watermark: int
    data_until: int | None

    def as_json(self) -> dict[str, object]:
        until = None if self.data_until is None else format_instant(self.data_until)
        return {"profiles": self.profiles, "events": self.events, "watermark": self.watermark, "data_until": until}


def hour_of(as_of: int) -> int:
    """The instant's full hour: what describes a crowd is worked out once an hour."""
    return as_of // HOUR * HOUR


def numbers_of(source: FoldedSource, profiles: BitMap) -> npt.NDArray[np.int64]:
    """The surviving profiles of a set by dense number as it was published, ascending."""
    if source.canonical is not None:
        return surviving(profiles, source.canonical)
    numbers = np.array(profiles, np.int64)
    return numbers[numbers < source.profiles]


def mask_of(source: FoldedSource, profiles: BitMap) -> Mask:
    """A set as bool by profile."""
    mask = np.zeros(source.profiles, np.bool_)
    mask[numbers_of(source, profiles)] = True
    return mask


def audience(store: Store, profiles: BitMap | None, *, as_of: int) -> Audience:
    """Platforms and reach of the profiles with these dense numbers, or of everyone.

    Channels of which the data says nothing are left out; what a channel needs is said at `membership.reachable`.
    """
    source = store.source()
    mask = bits.unpack(source.everyone(as_of), source.profiles) if profiles is None else mask_of(source, profiles)
    return Audience(
        int(mask.sum()),
        membership.platforms(source, as_of, mask),
        membership.reachable(source, as_of, mask, store.catalog().attributes),
    )


def population(store: Store, *, as_of: int) -> int:
    """How many living profiles there are."""
    return bits.count(store.source().everyone(as_of))


def workspace_facts(store: Store, *, as_of: int) -> WorkspaceFacts:
    """How much the workspace holds."""
    f = tables.data_file
    query = select(func.sum(f.c.rows), func.max(f.c.max_time)).where(
        f.c.workspace_id == store.workspace_id, f.c.dataset == "events", f.c.removed.is_(None)
    )
    with store.records.read() as connection:
        events, until = connection.execute(query).one()
    return WorkspaceFacts(population(store, as_of=as_of), int(events or 0), store.watermark(), until)
