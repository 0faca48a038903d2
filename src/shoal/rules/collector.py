"""Problems gathered while a rule is read, each with its path into the JSON form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shoal.model.errors import Problem, did_you_mean
from shoal.rules.literals import Refused, shown

Json = Mapping[str, object]


@dataclass(slots=True)
class Collector:
    """A reader that goes on after a problem; what it can't read is None and at least one problem."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, code: str, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(path, code, message, hint))

    def pass_on(self, path: str, refused: Refused) -> None:
        self.refuse(path, refused.code, refused.message, refused.hint)

    def refuse_word(self, value: object, path: str, noun: str, known: Sequence[str]) -> None:
        hint = did_you_mean(value, known) if isinstance(value, str) else None
        code = f"unknown_{noun.split(maxsplit=1)[0]}"
        self.refuse(path, code, f"there is no {noun} {shown(value)}", hint or f"known: {', '.join(known)}")

    def known_keys(self, value: Json, path: str, known: Sequence[str]) -> None:
        for key in value:
            if key not in known:
                hint = did_you_mean(str(key), known) or f"known here: {', '.join(known)}"
                self.refuse(at(path, str(key)), "unknown_key", f"the key {shown(key)} means nothing here", hint)


def at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def did_you_mean_key(value: Json, *wanted: str) -> str | None:
    """A hint when some other key of the object is nearly a wanted one."""
    return next((hint for hint in (did_you_mean(str(key), wanted) for key in value if key not in wanted) if hint), None)
