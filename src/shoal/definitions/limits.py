"""What stands beside a segment's rule: people named one by one, a waterfall, a cap; read from and written to JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from shoal.model.errors import InvalidInput, Problem, did_you_mean
from shoal.model.paths import parse_path
from shoal.model.segment import Cap, CapBy, Segment, Waterfall

KEYS = ("include", "exclude", "cap", "waterfall")
MAX_NAMED = 10_000
MAX_CAP = 1_000_000_000
MAX_PRIORITY = 10_000

_BY: tuple[Literal["attribute", "value_of", "score"], ...] = ("attribute", "value_of", "score")
_CAP_EXAMPLE = "write cap: {n: 1000, by: {attribute: points}, order: highest}"
_WATERFALL_EXAMPLE = "write waterfall: {set: lifecycle, priority: 1}"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a segment, as in `model.segment.Segment`."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cap: Cap | None = None
    waterfall: Waterfall | None = None


def limits_of(segment: Segment) -> Limits:
    return Limits(segment.include, segment.exclude, segment.cap, segment.waterfall)


def limits_as_json(limits: Limits) -> dict[str, object]:
    """Each limit only where it says something."""
    out: dict[str, object] = {}
    if limits.include:
        out["include"] = list(limits.include)
    if limits.exclude:
        out["exclude"] = list(limits.exclude)
    if limits.cap is not None:
        out["cap"] = cap_as_json(limits.cap)
    if limits.waterfall is not None:
        out["waterfall"] = waterfall_as_json(limits.waterfall)
    return out


def cap_as_json(cap: Cap) -> dict[str, object]:
    return {"n": cap.n, "by": {cap.by.kind: cap.by.name}, "order": cap.order}


def waterfall_as_json(waterfall: Waterfall) -> dict[str, object]:
    return {"set": waterfall.set, "priority": waterfall.priority}


def read_limits(value: Mapping[str, object], problems: list[Problem]) -> Limits:
    """The limits in a mapping of a segment; what is wrong with them is added to `problems`."""
    return Limits(
        _names(value.get("include"), "include", problems),
        _names(value.get("exclude"), "exclude", problems),
        _cap(value.get("cap"), problems),
        _waterfall(value.get("waterfall"), problems),
    )


def _names(value: object, key: str, problems: list[Problem]) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) and name for name in value):
        problems.append(Problem(key, "wrong_type", f"`{key}` is a list of people, each a text", f"write {key}: [u-17]"))
        return ()
    if len(value) > MAX_NAMED:
        message = f"`{key}` names {len(value):,} people; at most {MAX_NAMED:,} are allowed"
        problems.append(Problem(key, "too_many", message, "make a static segment of them, and use that in the rule"))
        return ()
    return tuple(dict.fromkeys(value))


def _mapping(
    value: object, key: str, keys: tuple[str, ...], example: str, problems: list[Problem]
) -> Mapping[str, object] | None:
    if not isinstance(value, Mapping):
        problems.append(Problem(key, "wrong_type", f"`{key}` is no mapping", example))
        return None
    for name in value:
        if name not in keys:
            hint = did_you_mean(str(name), keys) or example
            problems.append(Problem(f"{key}.{name}", "unknown_key", f"`{key}` has no `{name}`", hint))
    return value


def _whole(value: object, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value % 1 or not 1 <= value <= most:
        return None
    return int(value)


def _cap(value: object, problems: list[Problem]) -> Cap | None:
    if value is None:
        return None
    given = _mapping(value, "cap", ("n", "by", "order"), _CAP_EXAMPLE, problems)
    if given is None:
        return None
    number = _whole(given.get("n"), MAX_CAP)
    if number is None:
        problems.append(Problem("cap.n", "wrong_number", f"`n` is a whole number from 1 to {MAX_CAP:,}", _CAP_EXAMPLE))
    order = given.get("order", "highest")
    if order not in ("highest", "lowest"):
        problems.append(Problem("cap.order", "unknown_order", "`order` is highest or lowest", _CAP_EXAMPLE))
    by = _cap_by(given.get("by"), problems)
    if number is None or by is None or order not in ("highest", "lowest"):
        return None
    return Cap(number, by, order)


def _cap_by(value: object, problems: list[Problem]) -> CapBy | None:
    kinds = [kind for kind in _BY if isinstance(value, Mapping) and kind in value]
    name = cast(Mapping[str, object], value)[kinds[0]] if len(kinds) == 1 else None
    if not isinstance(name, str) or not name or len(cast(Mapping[str, object], value)) != 1:
        message = "`by` names one attribute, measure (value_of) or score"
        problems.append(Problem("cap.by", "wrong_type", message, _CAP_EXAMPLE))
        return None
    if kinds[0] == "attribute":
        try:
            parse_path(name)
        except InvalidInput as error:
            problems.append(Problem("cap.by", "bad_path", error.message, error.hint))
            return None
    return CapBy(kinds[0], name)


def _waterfall(value: object, problems: list[Problem]) -> Waterfall | None:
    if value is None:
        return None
    given = _mapping(value, "waterfall", ("set", "priority"), _WATERFALL_EXAMPLE, problems)
    if given is None:
        return None
    name, priority = given.get("set"), _whole(given.get("priority"), MAX_PRIORITY)
    if not isinstance(name, str) or not name.strip() or len(name) > 100:
        message = "`set` is the name of the waterfall, at most 100 characters"
        problems.append(Problem("waterfall.set", "wrong_type", message, _WATERFALL_EXAMPLE))
        return None
    if priority is None:
        message = f"`priority` is a whole number from 1, which comes first, to {MAX_PRIORITY:,}"
        problems.append(Problem("waterfall.priority", "wrong_number", message, _WATERFALL_EXAMPLE))
        return None
    return Waterfall(name, priority)


def describe_limits(limits: Limits) -> list[str]:
    """The limits in words, one sentence part each."""
    out = []
    if limits.include:
        out.append(f"{_people(limits.include)} always in")
    if limits.exclude:
        out.append(f"{_people(limits.exclude)} never in")
    if limits.waterfall is not None:
        out.append(f"place {limits.waterfall.priority} in the waterfall “{limits.waterfall.set}”")
    if limits.cap is not None:
        cap = limits.cap
        kind = {"attribute": "", "value_of": "measure ", "score": "score "}[cap.by.kind]
        out.append(f"at most {cap.n:,} people, {cap.order} {kind}{cap.by.name} first")
    return out


def _people(names: tuple[str, ...]) -> str:
    return f"{names[0]} is" if len(names) == 1 else f"{len(names):,} people are"
