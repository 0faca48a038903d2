"""Cases that say who is in a segment: a made-up person with a few records, an instant, and in or out.

They are judged by the plain meaning of rules (`shoal.oracle`), without any data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shoal import oracle
from shoal.model.errors import InvalidInput, Problem, did_you_mean
from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, SegmentRule, TagRecord, World
from shoal.model.instant import parse_instant
from shoal.model.measure import MeasureDefinition
from shoal.model.segment import Segment
from shoal.rules import describe_condition, leaf_paths, references, remembered, resolve_types

_KEYS = ("name", "as_of", "profile", "others", "segments", "expect")
_PROFILE_KEYS = ("id", "attributes", "events", "tags", "devices")
_EVENT_KEYS = ("event", "at", "properties", "context")
_DEVICE_KEYS = ("id", "platform", "os_version", "app_version", "model", "at")
_EXAMPLE = "write {name: …, as_of: 2026-03-08T12:00:00Z, profile: {…}, expect: in}"
_ME = "the profile"


class InvalidCase(InvalidInput):
    """A case that can't be read: the place in it, and what is wrong."""

    code = "invalid_case"

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.path}: {problem.message}" if problem.path else problem.message, hint=problem.hint)


@dataclass(frozen=True, slots=True)
class Case:
    """`others` are people beside the one asked about, for conditions that rank; `fixtures` says of segments that no
    file has whether the person is in them."""

    name: str
    as_of: int
    profile: History
    others: tuple[History, ...]
    fixtures: Mapping[str, bool]
    expect: Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """`verdicts` are the conditions of the rule with what they came to, for the person asked about."""

    case: Case
    found: Literal["in", "out"]
    verdicts: tuple[tuple[str, bool], ...]

    @property
    def passed(self) -> bool:
        return self.found == self.case.expect


def read_case(value: object, *, zone: str) -> Case:
    """A case from a decoded YAML mapping; times without offset are in the zone. Raises InvalidCase."""
    given = _mapping(value, "", _KEYS)
    expect = given.get("expect")
    if expect not in ("in", "out"):
        raise _invalid("expect", f"`expect` is in or out, not {expect!r}", _EXAMPLE)
    if "as_of" not in given:
        raise _invalid("as_of", "the case has no `as_of`", _EXAMPLE)
    fixtures = _mapping(given.get("segments", {}), "segments", None)
    for name, verdict in fixtures.items():
        if verdict not in ("in", "out"):
            raise _invalid(f"segments.{name}", f"that is in or out, not {verdict!r}", "write segments: {vip: in}")
    return Case(
        name=str(given.get("name", "without a name")),
        as_of=_instant(given["as_of"], "as_of", zone),
        profile=_history(given.get("profile", {}), "profile", _ME, zone),
        others=tuple(
            _history(other, f"others[{i}]", f"other {i + 1}", zone)
            for i, other in enumerate(_sequence(given.get("others", []), "others"))
        ),
        fixtures={name: verdict == "in" for name, verdict in fixtures.items()},
        expect=expect,
    )


def run_case(
    case: Case,
    segment: Segment,
    segments: Mapping[str, Segment],
    measures: Mapping[str, MeasureDefinition],
    *,
    zone: str,
) -> CaseResult:
    """Judges a case of a segment; `segments` are those that rules may name. Raises InvalidCase for one that nothing
    says anything of."""
    people = (case.profile, *case.others)
    rules = {id_: _rule(other) for id_, other in {**segments, segment.id: segment}.items()}
    for name, inside in case.fixtures.items():
        rules[name] = SegmentRule(None, members=frozenset({case.profile.profile_id} if inside else ()))
    for id_, known in list(rules.items()):
        for name in () if known.rule is None else references(known.rule) | remembered(known.rule):
            if name not in rules and id_ == segment.id:
                hint = f"add its file, or write segments: {{{name}: in}} in the case"
                raise _invalid("segments", f"the rule names the segment {name!r}, of which nothing is said", hint)
    world = World(people, rules, zone, measures)
    asked = case.profile.profile_id
    found = asked in oracle.segment_members(world, segment.id, case.as_of)
    verdicts = []
    rule = rules[segment.id].rule
    if rule is not None:
        for _, leaf in leaf_paths(rule):
            inside = asked in oracle.members(leaf, world, case.as_of, zone=segment.zone)
            names = {id_: other.name for id_, other in segments.items()}
            verdicts.append((describe_condition(leaf, segment_names=names), inside))
    return CaseResult(case, "in" if found else "out", tuple(verdicts))


def _rule(segment: Segment) -> SegmentRule:
    rule = None if segment.rule is None else resolve_types(segment.rule, None)
    include, exclude = frozenset(segment.include), frozenset(segment.exclude)
    return SegmentRule(rule, segment.zone, True, frozenset(), include, exclude, segment.cap, segment.waterfall)


# --- reading ----------------------------------------------------------------------------------------------------------


def _invalid(path: str, message: str, hint: str | None = None) -> InvalidCase:
    return InvalidCase(Problem(path, "bad_case", message, hint))


def _mapping(value: object, path: str, keys: Sequence[str] | None) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _invalid(path, f"expected is a mapping, not {value!r}", _EXAMPLE)
    for key in value:
        if keys is not None and key not in keys:
            hint = did_you_mean(str(key), keys) or f"known are {', '.join(keys)}"
            raise _invalid(f"{path}.{key}" if path else str(key), f"`{key}` means nothing here", hint)
    return value


def _sequence(value: object, path: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise _invalid(path, f"expected is a list, not {value!r}")
    return value


def _instant(value: object, path: str, zone: str) -> int:
    try:
        return parse_instant(str(value), zone)
    except InvalidInput as error:
        raise _invalid(path, error.message, error.hint) from None


def _history(value: object, path: str, id_: str, zone: str) -> History:
    given = _mapping(value, path, _PROFILE_KEYS)
    attributes = _values(_mapping(given.get("attributes", {}), f"{path}.attributes", None))
    events = [
        _event(event, f"{path}.events[{i}]", i, zone)
        for i, event in enumerate(_sequence(given.get("events", []), f"{path}.events"))
    ]
    tags = [
        _tag(tag, f"{path}.tags[{i}]", i, zone)
        for i, tag in enumerate(_sequence(given.get("tags", []), f"{path}.tags"))
    ]
    devices = [
        _device(device, f"{path}.devices[{i}]", i, zone)
        for i, device in enumerate(_sequence(given.get("devices", []), f"{path}.devices"))
    ]
    records = (AttributeRecord(None, "attributes", attributes),)  # so that a profile without records is somebody
    return History(str(given.get("id", id_)), tuple(events), records, tuple(tags), tuple(devices))


def _event(value: object, path: str, number: int, zone: str) -> Event:
    given = _mapping(value, path, _EVENT_KEYS)
    name = given.get("event")
    if not isinstance(name, str) or "at" not in given:
        raise _invalid(path, "an event has a name and a time", "write {event: Product Added, at: 2026-03-07T10:00:00Z}")
    parts = (_values(_mapping(given.get(key, {}), f"{path}.{key}", None)) for key in ("properties", "context"))
    return Event(name, _instant(given["at"], f"{path}.at", zone), f"{number:06}", *parts)


def _tag(value: object, path: str, number: int, zone: str) -> TagRecord:
    if isinstance(value, str):
        return TagRecord(None, f"{number:06}", value)
    given = _mapping(value, path, ("tag", "at"))
    if not isinstance(given.get("tag"), str) or "at" not in given:
        raise _invalid(path, "a tag is a text, or has a name and a time", "write {tag: vip, at: 2026-03-01T00:00:00Z}")
    return TagRecord(_instant(given["at"], f"{path}.at", zone), f"{number:06}", str(given["tag"]))


def _device(value: object, path: str, number: int, zone: str) -> DeviceRecord:
    given = _mapping(value, path, _DEVICE_KEYS)
    at = None if "at" not in given else _instant(given["at"], f"{path}.at", zone)
    fields = {key: str(given[key]) for key in ("platform", "os_version", "app_version", "model") if key in given}
    return DeviceRecord(at, f"{number:06}", str(given.get("id", f"device {number}")), **fields)


def _values(value: object) -> dict[str, object]:
    """JSON values as the oracle takes them: no floats."""
    plain = _plain(value)
    assert isinstance(plain, dict)
    return plain


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return Decimal(repr(value)) if isinstance(value, float) else value
