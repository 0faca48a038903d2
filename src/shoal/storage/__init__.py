"""Everything that lies on disk: the log and its manifest, profiles and their identifiers, records."""

from shoal.storage.append import INCOMING, PROPERTIES_SHAPE, Appended
from shoal.storage.log import DataFile, Snapshot
from shoal.storage.records import Records
from shoal.storage.store import Store

__all__ = ["INCOMING", "PROPERTIES_SHAPE", "Appended", "DataFile", "Records", "Snapshot", "Store"]
