"""The records database: definitions, runs, the manifest. SQLite in the workspace's folder, or another by URL."""

from shoal.storage.records.engine import HEAD, Records

__all__ = ["HEAD", "Records"]
