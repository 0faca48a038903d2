"""Data in: files imported, records accepted, each checked, recognised when sent twice, and durable before it counts."""

from shoal.ingest.importing import ImportReport, Progress, import_events

__all__ = ["ImportReport", "Progress", "import_events"]
