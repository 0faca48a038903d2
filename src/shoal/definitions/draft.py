"""What a person writes of a segment, before it has an id, versions and dates; and all that can be wrong with it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from shoal.model.errors import InvalidInput, Problem
from shoal.model.instant import zone_info
from shoal.model.rule import Rule
from shoal.model.segment import MAX_DESCRIPTION, MAX_NAME, PERSON_ZONE, Cap, Segment, SegmentKind, Waterfall

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
    """The fields that people set. `rule` is None for a static segment; `zone` None means the workspace's, `schedule`
    None means manual. `include`, `exclude`, `cap` and `waterfall` are as in `Segment`."""

    name: str
    rule: Rule | None
    description: str = ""
    zone: str | None = None
    labels: tuple[str, ...] = ()
    pinned: bool = False
    active: bool = True
    schedule: str | None = None
    kind: SegmentKind = "rule"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cap: Cap | None = None
    waterfall: Waterfall | None = None


def draft_of(segment: Segment) -> Draft:
    """The draft that would make this segment."""
    return Draft(
        name=segment.name,
        rule=segment.rule,
        description=segment.description,
        zone=segment.zone,
        labels=segment.labels,
        pinned=segment.pinned,
        active=segment.active,
        schedule=segment.schedule,
        kind=segment.kind,
        include=segment.include,
        exclude=segment.exclude,
        cap=segment.cap,
        waterfall=segment.waterfall,
    )


def validate(draft: Draft) -> None:
    """Raises InvalidSegment with every problem of the fields. The rule has its own checker, `shoal.rules.check`."""
    problems = [
        *text_problems("name", draft.name, MAX_NAME),
        *text_problems("description", draft.description, MAX_DESCRIPTION),
        *_label_problems(draft.labels),
    ]
    if not any(unicodedata.category(c)[0] in "LNPS" for c in draft.name):
        problems.append(Problem("name", "empty", "a segment needs a name"))
    problems += _kind_problems(draft)
    if draft.zone not in (None, PERSON_ZONE):
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


def text_problems(field: str, text: str, limit: int) -> list[Problem]:
    """What is wrong with a name or a description: its length, and characters that can't be shown."""
    problems = []
    if len(text) > limit:
        problems.append(
            Problem(field, "too_long", f"the {field} has {len(text):,} characters; at most {limit} are allowed")
        )
    allowed = "\n\t" if field == "description" else ""
    refused = sorted({c for c in text if c not in allowed and not _can_be_shown(c)})
    if refused:
        codes = ", ".join(f"U+{ord(c):04X}" for c in refused[:5])
        problems.append(
            Problem(field, "unprintable", f"the {field} has characters that can't be shown", f"take out {codes}")
        )
    return problems


def _can_be_shown(character: str) -> bool:
    """Emoji are joined, and right-to-left text is marked, by invisible characters; those that turn the direction of
    what stands around a name are refused, as control characters and what is no character are."""
    code = ord(character)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return unicodedata.category(character) not in _NEVER_SHOWN and not _TURNS.match(character)


_NEVER_SHOWN = ("Cc", "Co", "Cs", "Zl", "Zp")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def _kind_problems(draft: Draft) -> list[Problem]:
    if draft.kind == "rule":
        return [Problem("rule", "missing", "a rule segment needs a rule")] if draft.rule is None else []
    problems = []
    if draft.rule is not None:
        problems.append(Problem("rule", "not_allowed", f"a {draft.kind} segment has no rule: its members are chosen"))
    if draft.include or draft.exclude or draft.cap or draft.waterfall:
        message = f"a {draft.kind} segment has no limits: its members are chosen"
        problems.append(Problem("cap", "not_allowed", message))
    if draft.schedule not in (None, "manual"):
        problems.append(Problem("schedule", "not_allowed", f"a {draft.kind} segment isn't refreshed on a schedule"))
    return problems


def _label_problems(labels: tuple[str, ...]) -> list[Problem]:
    problems = []
    if len(labels) > MAX_LABELS:
        problems.append(Problem("labels", "too_many", f"{len(labels)} labels; at most {MAX_LABELS} are allowed"))
    for label in labels:
        if not label.strip():
            problems.append(Problem("labels", "empty", "a label needs a name"))
        else:
            problems += text_problems("labels", label, MAX_LABEL)
    return problems


def _zone_problems(zone: str | None) -> list[Problem]:
    try:
        zone_info(str(zone))
    except InvalidInput as error:
        hint = error.hint or "for each person's own zone, write person"
        return [Problem("zone", "unknown", error.message, hint)]
    return []
