"""Segments with what refreshing made of them: status, number of members, dates. Status is derived, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from shoal.definitions.definitions import Definitions
from shoal.definitions.limits import cap_as_json, waterfall_as_json
from shoal.membership import GenerationInfo, latest_generations, latest_results
from shoal.model.instant import format_instant
from shoal.model.segment import Segment, SegmentStatus
from shoal.rules import to_json
from shoal.storage import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """`members`, `refreshed_at` and `as_of` are of the last good refresh; `error` is set when the last one failed."""

    segment: Segment
    status: SegmentStatus
    members: int | None
    refreshed_at: int | None
    as_of: int | None
    error: str | None

    def as_json(self) -> dict[str, object]:
        """The segment in JSON, as every interface shows it; instants are ISO 8601."""
        segment = self.segment
        return {
            "id": segment.id,
            "name": segment.name,
            "description": segment.description,
            "kind": segment.kind,
            "rule": None if segment.rule is None else to_json(segment.rule),
            "zone": segment.zone,
            "include": [*segment.include],
            "exclude": [*segment.exclude],
            "cap": None if segment.cap is None else cap_as_json(segment.cap),
            "waterfall": None if segment.waterfall is None else waterfall_as_json(segment.waterfall),
            "labels": [*segment.labels],
            "pinned": segment.pinned,
            "active": segment.active,
            "planned": None
            if segment.planned is None
            else {"active": segment.planned.active, "at": format_instant(segment.planned.at)},
            "status": self.status,
            "members": self.members,
            "refreshed_at": _instant(self.refreshed_at),
            "as_of": _instant(self.as_of),
            "created_by": segment.created_by,
            "created_at": _instant(segment.created_at),
            "updated_at": _instant(segment.updated_at),
            "version": segment.version,
            "schedule": segment.schedule,
            "error": self.error,
        }


def overviews(
    store: Store, definitions: Definitions, under_way: Mapping[str, SegmentStatus] | None = None
) -> tuple[Overview, ...]:
    """Every segment, by name. `under_way` are those being refreshed or waiting for it."""
    generations = latest_generations(store)
    results = {id: (row.status, row.error) for id, row in latest_results(store).items()}
    return tuple(overview(segment, generations, results, under_way or {}) for segment in definitions.list())


def overview_of(store: Store, segment: Segment, under_way: Mapping[str, SegmentStatus] | None = None) -> Overview:
    """One segment, as `overviews` has it."""
    results = {id: (row.status, row.error) for id, row in latest_results(store).items()}
    return overview(segment, latest_generations(store), results, under_way or {})


def overview(
    segment: Segment,
    generations: Mapping[str, GenerationInfo],
    results: Mapping[str, tuple[str, str | None]],
    under_way: Mapping[str, SegmentStatus],
) -> Overview:
    """`generations` holds the latest published members by segment id, `results` the latest run's (status, error)."""
    generation = generations.get(segment.id)
    last, error = results.get(segment.id, (None, None))
    return Overview(
        segment=segment,
        status=under_way.get(segment.id) or _status(segment, generation, last),
        members=(0 if segment.rule is None else None) if generation is None else generation.members,
        refreshed_at=None if generation is None else generation.published_at,
        as_of=None if generation is None else generation.as_of,
        error=error if last == "failed" else None,
    )


def _status(segment: Segment, generation: GenerationInfo | None, last: str | None) -> SegmentStatus:
    if not segment.active:
        return "inactive"
    if last == "failed":
        return "failed"
    return "draft" if generation is None and segment.rule is not None else "ready"


def _instant(time: int | None) -> str | None:
    return None if time is None else format_instant(time)
