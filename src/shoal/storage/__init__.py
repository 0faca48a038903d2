"""Everything that lies on disk: the log and its manifest, profiles and their identifiers, records."""

from typing import TYPE_CHECKING

from shoal.storage.log import DataFile, Snapshot
from shoal.storage.records import Records
from shoal.storage.store import Store

if TYPE_CHECKING:
    from shoal.storage.append import INCOMING, PROPERTIES_SHAPE, Appended

__all__ = ["INCOMING", "PROPERTIES_SHAPE", "Appended", "DataFile", "Records", "Snapshot", "Store"]


def __getattr__(name: str) -> object:
    """What only writers need is loaded when it is first used."""
    if name in ("INCOMING", "PROPERTIES_SHAPE", "Appended"):
        from shoal.storage import append

        return getattr(append, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
