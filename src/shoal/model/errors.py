"""The one tree of errors. Each says what happened, what was expected or available, and who must act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, Literal

Actor = Literal["user", "operator", "retry", "us"]


class ShoalError(Exception):
    """Anything Shoal refuses or fails to do.

    `code` is stable and machine-readable, `hint` says what to do next, `actor` says who must act: the `user` (bad
    input), the `operator` (disk, permissions, another server), nobody but time (`retry`), or `us` (a bug in Shoal).
    """

    code: ClassVar[str] = "error"
    actor: ClassVar[Actor] = "us"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "message": self.message, "hint": self.hint, "actor": self.actor}


class InvalidInput(ShoalError):
    """The request, the file or the setting is wrong; changing it helps."""

    code = "invalid_input"
    actor = "user"
    exit_code = 2


class NotFound(InvalidInput):
    """A name that nothing has."""

    code = "not_found"

    @classmethod
    def named(cls, noun: str, name: str, available: Iterable[str], *, listing: str | None = None) -> "NotFound":
        """`listing` is the command that shows what there is, for example `shoal segments list`."""
        hint = did_you_mean(name, available)
        if hint is None and listing is not None:
            hint = f"`{listing}` shows what there is"
        return cls(f"there is no {noun} {name!r}", hint=hint)


class Conflict(InvalidInput):
    """The change contradicts the present state: a name taken, a segment in use, a newer version, a cycle."""

    code = "conflict"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a rule, with its place: `path` walks the JSON form, as in `all[1].where.op`."""

    path: str
    code: str
    message: str
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"

    def as_json(self) -> dict[str, object]:
        return {
            "path": self.path,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "severity": self.severity,
        }


class RuleError(InvalidInput):
    """A rule that can't be read, or doesn't fit the catalog. Holds every problem found, not the first."""

    code = "invalid_rule"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        place = f" at {first.path}" if first.path else ""
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{first.message}{place}{more}", hint=first.hint)

    def as_json(self) -> dict[str, object]:
        return super().as_json() | {"problems": [p.as_json() for p in self.problems]}


class Busy(ShoalError):
    """Somebody else holds what is needed just now, such as another server on the data directory."""

    code = "busy"
    actor = "retry"


class StorageError(ShoalError):
    """The disk refused: full, read-only, missing permission."""

    code = "storage"
    actor = "operator"


class CorruptStore(StorageError):
    """A stored file doesn't hold what it should; `shoal doctor` says what is damaged, `shoal rebuild` restores it."""

    code = "corrupt"


def did_you_mean(name: str, available: Iterable[str]) -> str | None:
    """The nearest of the available names as a hint, compared without case, or None when none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in available}
    near = get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.6)
    return f"did you mean {by_folded[near[0]]!r}?" if near else None
