"""What a person writes of a segment, before it has an id, versions and dates; and all that can be wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shoal.model.errors import InvalidInput, Problem
from shoal.model.instant import zone_info
from shoal.model.rule import Rule
from shoal.model.segment import MAX_DESCRIPTION, MAX_NAME, Segment

MAX_LABELS = 20
MAX_LABEL = 50

_SCHEDULE = re.compile(
    r"manual"
    r"|every \d{1,4} (minutes?|hours?|days?)"
    r"|daily at ([01]\d|2[0-3]):[0-5]\d"
    r"|[\d*/,\-]+( [\d*/,\-]+){2}( [\d*/,\-A-Za-z]+){2}"  # cron: minute hour day month weekday
)


class InvalidSegment(InvalidInput):
    """A definition that can't be saved. Holds every problem found, not the first; paths name the fields."""

    code = "invalid_segment"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{first.message}{more}", hint=first.hint)

    def as_json(self) -> dict[str, object]:
        return super().as_json() | {"problems": [p.as_json() for p in self.problems]}


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a rule segment that people set. `zone` None means the workspace's, `schedule` None means manual."""

    name: str
    rule: Rule
    description: str = ""
    zone: str | None = None
    labels: tuple[str, ...] = ()
    pinned: bool = False
    active: bool = True
    schedule: str | None = None


def draft_of(segment: Segment) -> Draft:
    """The draft that would make this segment. Raises InvalidInput for a segment without a rule."""
    if segment.rule is None:
        raise InvalidInput(f"{segment.id!r} is a {segment.kind} segment and has no rule to edit")
    return Draft(
        name=segment.name,
        rule=segment.rule,
        description=segment.description,
        zone=segment.zone,
        labels=segment.labels,
        pinned=segment.pinned,
        active=segment.active,
        schedule=segment.schedule,
    )


def validate(draft: Draft) -> None:
    """Raises InvalidSegment with every problem of the fields. The rule has its own checker, `shoal.rules.check`."""
    problems = [
        *_text_problems("name", draft.name, MAX_NAME),
        *_text_problems("description", draft.description, MAX_DESCRIPTION),
        *_label_problems(draft.labels),
    ]
    if not draft.name.strip():
        problems.append(Problem("name", "empty", "a segment needs a name"))
    if draft.zone is not None:
        problems += _zone_problems(draft.zone)
    if draft.schedule is not None and not _SCHEDULE.fullmatch(draft.schedule):
        problems.append(
            Problem(
                "schedule",
                "unknown",
                f"{draft.schedule!r} is no schedule",
                "write manual, every 15 minutes, daily at 06:00, or cron such as 0 6 * * *",
            )
        )
    if problems:
        raise InvalidSegment(problems)


def _text_problems(field: str, text: str, limit: int) -> list[Problem]:
    problems = []
    if len(text) > limit:
        problems.append(
            Problem(field, "too_long", f"the {field} has {len(text):,} characters; at most {limit} are allowed")
        )
    if any(not c.isprintable() and c not in "\n\t" for c in text) or (field == "name" and "\n" in text):
        problems.append(Problem(field, "unprintable", f"the {field} has characters that can't be shown"))
    return problems


def _label_problems(labels: tuple[str, ...]) -> list[Problem]:
    problems = []
    if len(labels) > MAX_LABELS:
        problems.append(Problem("labels", "too_many", f"{len(labels)} labels; at most {MAX_LABELS} are allowed"))
    for label in labels:
        if not label.strip():
            problems.append(Problem("labels", "empty", "a label needs a name"))
        else:
            problems += _text_problems("labels", label, MAX_LABEL)
    return problems


def _zone_problems(zone: str) -> list[Problem]:
    try:
        zone_info(zone)
    except InvalidInput as error:
        return [Problem("zone", "unknown", error.message, error.hint)]
    return []
