"""Segments as people name and keep them."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from shoal.model.rule import Rule

SegmentKind = Literal["rule", "static"]
SegmentStatus = Literal["draft", "ready", "calculating", "queued", "failed", "skipped", "inactive"]
Cause = Literal["data", "clock", "definition", "identity"]

MAX_NAME = 100
MAX_DESCRIPTION = 500


@dataclass(frozen=True, slots=True)
class Planned:
    """What `active` of a segment becomes, and when (microseconds since 1970 UTC)."""

    active: bool
    at: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A named audience. `id` is a slug that never changes and is never reused; times are microseconds since 1970 UTC.

    `version` counts the edits of any field; `rule` is None for a static segment; `zone` None means the workspace's.
    """

    id: str
    name: str
    description: str
    kind: SegmentKind
    rule: Rule | None
    zone: str | None
    labels: tuple[str, ...]
    pinned: bool
    active: bool
    schedule: str | None
    version: int
    created_at: int
    created_by: str
    updated_at: int
    planned: Planned | None = None


def slug(name: str, taken: Container[str]) -> str:
    """An id for a new segment: the ASCII-folded name, with -2, -3, … where it is taken."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", folded.lower()).strip("_")[:80] or "segment"
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
