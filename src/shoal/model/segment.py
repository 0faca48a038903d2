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
class CapBy:
    """The number that a cap orders people by: an attribute by its path, a named measure or a score by its id."""

    kind: Literal["attribute", "value_of", "score"]
    name: str


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `n` members: those with the highest (lowest) number; people without one come last.

    Ties go by ascending profile id bytes.
    """

    n: int
    by: CapBy
    order: Literal["highest", "lowest"] = "highest"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Segments of one `set` exclude each other: a person is in the active one of the smallest `priority` only.

    Equal priorities go by segment id.
    """

    set: str
    priority: int


PERSON_ZONE = "person"  # each profile's own zone: its attribute `timezone`, else the workspace's zone


@dataclass(frozen=True, slots=True)
class Segment:
    """A named audience. `id` is a slug that never changes and is never reused; times are microseconds since 1970 UTC.

    `version` counts the edits of any field; `rule` is None for a static segment; `zone` None means the workspace's,
    "person" each profile's own. Members are the rule's, and `include`, without `exclude` (profile ids), then those
    that no earlier segment of the waterfall took, then as many as the cap lets.
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
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cap: Cap | None = None
    waterfall: Waterfall | None = None


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
