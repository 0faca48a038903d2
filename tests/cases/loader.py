"""Reads the cases in this folder: small worlds with a rule and the members expected of it, worked out by hand.

A file holds {"as_of", "zone", "cases": [...]}. A case has a "name", "profiles", and either "rule" and "members" or
several of them under "expect"; its own "as_of", "zone", "world_zone" (default: UTC) and "segments" where they matter.

- "profiles" maps ids to {"attributes", "events", "tags", "devices"}. Attributes are an object that holds from the
  beginning, or [[time, {…}], …]; events [[name, time, properties, context], …]; tags ["vip", [time, "vip", false], …];
  devices [[time, device_id, {…}], …]. Times are ISO 8601 or null. A last element of an entry that starts with "#" is
  its message id; else message ids follow the order of the entries.
- "values" maps ids to values of the attribute `x`, one profile each; a profile without `x` is added as "missing".
- "segments" maps ids to {"rule"} or {"members"}, with "zone" and "active".
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, SegmentRule, TagRecord, World
from shoal.model.instant import parse_instant
from shoal.model.rule import Rule
from shoal.rules import parse, resolve_types

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """`rule` is the JSON form; `typed` the tree with its types. `zone` is the rule's, `as_of` microseconds UTC."""

    name: str
    world: World
    rule: dict[str, Any]
    typed: Rule
    zone: str
    as_of: int
    members: frozenset[str]


def examples(*names: str) -> list[Example]:
    """All examples of the named files (without .json), or of all files."""
    paths = [FOLDER / f"{name}.json" for name in names] or sorted(FOLDER.glob("*.json"))
    return [example for path in paths for example in _examples_in(path)]


def _examples_in(path: Path) -> Iterator[Example]:
    content = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    for case in content["cases"]:
        zone = case.get("zone", content.get("zone", "UTC"))
        as_of = parse_instant(case.get("as_of", content.get("as_of")), "UTC")
        world = _world(case)
        for number, expected in enumerate(case.get("expect", [case])):
            rule = expected["rule"]
            name = f"{path.stem}: {case['name']}" + (f" #{number}" if "expect" in case else "")
            typed = resolve_types(parse(rule), None)
            yield Example(name, world, rule, typed, zone, as_of, frozenset(expected["members"]))


def _world(case: Mapping[str, Any]) -> World:
    profiles = [_profile(name, content) for name, content in case.get("profiles", {}).items()]
    if "values" in case:
        profiles += [_profile(name, {"attributes": {"x": value}}) for name, value in case["values"].items()]
        profiles.append(_profile("missing", {"attributes": {"y": 1}}))
    segments = {name: _segment(content) for name, content in case.get("segments", {}).items()}
    return World(tuple(profiles), segments, case.get("world_zone", "UTC"))


def _segment(content: Mapping[str, Any]) -> SegmentRule:
    rule = resolve_types(parse(content["rule"]), None) if "rule" in content else None
    members = frozenset(content.get("members", ()))
    return SegmentRule(rule, content.get("zone"), content.get("active", True), members)


def _profile(profile_id: str, content: Mapping[str, Any]) -> History:
    attributes = content.get("attributes", [])
    if isinstance(attributes, dict):
        attributes = [[None, attributes]]
    tags = [[None, entry] if isinstance(entry, str) else entry for entry in content.get("tags", [])]
    return History(
        profile_id,
        events=tuple(
            Event(name, _instant(time), message_id, *rest)
            for message_id, (name, time, *rest) in _numbered(content.get("events", []))
        ),
        attributes=tuple(
            AttributeRecord(_time(time), message_id, values) for message_id, (time, values) in _numbered(attributes)
        ),
        tags=tuple(TagRecord(_time(time), message_id, *rest) for message_id, (time, *rest) in _numbered(tags)),
        devices=tuple(
            DeviceRecord(_time(time), message_id, device_id, **said)
            for message_id, (time, device_id, said) in _numbered(content.get("devices", []))
        ),
    )


def _numbered(entries: list[list[Any]]) -> Iterator[tuple[str, list[Any]]]:
    for number, entry in enumerate(entries):
        named = isinstance(entry[-1], str) and entry[-1].startswith("#")
        yield (entry[-1][1:], entry[:-1]) if named else (f"m{number:03}", entry)


def _instant(text: str) -> int:
    return parse_instant(text, "UTC")


def _time(text: str | None) -> int | None:
    return None if text is None else _instant(text)
