"""Data in: files imported, records accepted, each checked, recognised when sent twice, and durable before it counts."""

from shoal.ingest.accept import Receipt, accept, apply_pending
from shoal.ingest.guess import guess_mapping
from shoal.ingest.importing import (
    ImportReport,
    Progress,
    import_events,
    import_profiles,
    import_tags,
    needs_mapping,
)
from shoal.ingest.latest import latest
from shoal.ingest.mapping import Mapping_
from shoal.ingest.members import MemberRows, member_rows_of, parse_members
from shoal.ingest.receiving import Receiver
from shoal.ingest.sources import Sources
from shoal.ingest.tagging import tag

__all__ = [
    "ImportReport",
    "Mapping_",
    "MemberRows",
    "Progress",
    "Receipt",
    "Receiver",
    "Sources",
    "accept",
    "apply_pending",
    "guess_mapping",
    "import_events",
    "import_profiles",
    "import_tags",
    "latest",
    "member_rows_of",
    "needs_mapping",
    "parse_members",
    "tag",
]
