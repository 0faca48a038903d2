"""What the readers of conditions share: names, paths, lengths, windows and trees inside conditions."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from shoal.model.errors import InvalidInput
from shoal.model.paths import parse_path
from shoal.model.rule import Channel, Duration, Limited, MeasureKind, Node, Span, Window
from shoal.rules.collector import Json, at, did_you_mean_key
from shoal.rules.literals import Refused, read_duration, shown
from shoal.rules.operands import TestReader
from shoal.rules.windows import read_window

Place = Literal["rule", "where", "item", "device"]

CHANNELS: tuple[Channel, ...] = get_args(Channel)
MEASURES: tuple[MeasureKind, ...] = get_args(MeasureKind)
PROPERTY_MEASURES: tuple[MeasureKind, ...] = (
    "sum",
    "avg",
    "min",
    "max",
    "distinct",
    "most_frequent",
    "first",
    "last",
)
TIME_MEASURES: tuple[MeasureKind, ...] = ("first_time", "last_time")
NEVER_MISSING: tuple[MeasureKind, ...] = ("count", "sum", "distinct", "active_days")


@dataclass(slots=True)
class ConditionReader(TestReader):
    """Reads parts of conditions; what can't be read gives None and at least one problem."""

    @abstractmethod
    def node(self, value: object, path: str, place: Place) -> Node | None:
        """A tree, or None with at least one problem."""

    def items(self, value: object, path: str) -> Node | None:
        return self.node(value, path, "item")

    def path(self, value: object, path: str, noun: str) -> str | None:
        name = self.name(value, path, noun)
        if name is None:
            return None
        try:
            parse_path(name)
        except InvalidInput as error:
            self.refuse(path, "bad_path", error.message, error.hint)
            return None
        return name

    def name(self, value: object, path: str, noun: str) -> str | None:
        if isinstance(value, str) and value:
            return value
        given = "an empty text" if value == "" else shown(value)
        self.refuse(path, "bad_name", f"{noun} is named by a text, not {given}")
        return None

    def names(self, value: object, path: str, noun: str) -> tuple[str, ...] | None:
        """One name or a list of them."""
        if not isinstance(value, list | tuple):
            name = self.name(value, path, noun)
            return None if name is None else (name,)
        if not value:
            plural = f"{noun.split(maxsplit=1)[-1]}s".replace("ys", "ies")
            self.refuse(path, "empty_list", f"the list of {plural} is empty", f"name at least one {plural[:-1]}")
            return None
        names = [self.name(each, f"{path}[{i}]", noun) for i, each in enumerate(value)]
        read = tuple(name for name in names if name is not None)
        return read if len(read) == len(names) else None

    def duration(self, value: object, path: str) -> Duration | None:
        try:
            return read_duration(value)
        except Refused as refused:
            self.pass_on(path, refused)
            return None

    def required_duration(self, value: Json, path: str, key: str, example: str) -> Duration | None:
        if key in value:
            return self.duration(value[key], at(path, key))
        hint = did_you_mean_key(value, key) or f'for example "{key}": "{example}"'
        self.refuse(path, f"missing_{key}", f"the condition has no {key}", hint)
        return None

    def whole(self, value: Json, path: str, key: str, most: int) -> int:
        """A whole number from 1, which it is where nothing is said and after a problem."""
        number = value.get(key, 1)
        whole = isinstance(number, int | float | Decimal) and not isinstance(number, bool) and number % 1 == 0
        if whole and 1 <= number <= most:  # type: ignore[operator]
            return int(number)  # type: ignore[call-overload]
        self.refuse(at(path, key), "wrong_operand", f"{key} is a whole number from 1 to {most}, not {shown(number)}")
        return 1

    def word(self, value: object, path: str, noun: str, known: Sequence[str]) -> str | None:
        if isinstance(value, str) and value in known:
            return value
        self.refuse_word(value, path, noun, known)
        return None

    def where(self, value: Json, path: str) -> Node | None:
        """The tree under `where`; None where there is none, and after a problem."""
        return self.node(value["where"], at(path, "where"), "where") if "where" in value else None

    def window(self, value: Json, path: str) -> Window | None:
        """The window; None where there is none, and after a problem."""
        return read_window(value["window"], at(path, "window"), self) if "window" in value else None

    def span(self, value: Json, path: str, noun: str) -> Span | None:
        """A window without limits on hours, weekdays and places."""
        window = self.window(value, path)
        if isinstance(window, Limited):
            limits = [key for key in ("hours", "weekdays", "near") if key in _mapping(value["window"])]
            for key in limits:
                message = f"{key} limits events; it can't stand on {noun}"
                self.refuse(at(at(path, "window"), key), "misplaced", message, f"leave {key} out")
            return None
        return window


def _mapping(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}
