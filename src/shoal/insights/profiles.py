"""One person: found by name or identifier, everything known, what happened and when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from shoal import membership
from shoal.columns import bits
from shoal.columns.program import BEGINNING, NO_TAG
from shoal.columns.subset import Subset
from shoal.columns.values import STRING
from shoal.membership import Person
from shoal.model.errors import NotFound
from shoal.model.instant import format_instant
from shoal.model.segment import Segment
from shoal.storage import Store

_DEVICE_FIELDS = ("platform", "model", "os_version", "app_version")
_SEARCHED = ("name", "firstName", "lastName", "username", "email", "phone")


@dataclass(frozen=True, slots=True)
class Found:
    """A person that a search found, and what of them has the text: an identifier, or an attribute's path."""

    number: int
    person: Person
    matched: str


def find_profiles(
    store: Store, text: str, *, as_of: int, limit: int, within: BitMap | None = None
) -> tuple[Found, ...]:
    """The people whose profile id or identifier is the text, then those with it somewhere in a name, e-mail or phone.

    `within` are the profiles that are looked at; all living ones without it. An empty text finds anybody.
    """
    source = store.source()
    allowed = bits.unpack(source.everyone(as_of), source.profiles)
    if within is not None:
        mask = np.zeros(source.profiles, np.bool_)
        mask[np.array(within, np.int64)] = True
        allowed = allowed & mask
    text = text.strip()
    matched: dict[int, str] = {}
    if text:
        for number, kind in _identified(store, text):
            if allowed[number]:
                matched.setdefault(number, kind)
        for number, path in _named(store, text, as_of, allowed, limit):
            matched.setdefault(number, path)
    else:
        matched = dict.fromkeys(np.flatnonzero(allowed)[:limit].tolist(), "")
    numbers = list(matched)[:limit]
    people = membership.people(store, numbers, as_of=as_of)
    return tuple(Found(n, person, matched[n]) for n, person in zip(numbers, people, strict=True))


def _identified(store: Store, text: str) -> list[tuple[int, str]]:
    connection = store.sql()
    try:
        rows = connection.execute(
            "SELECT DISTINCT profile, CASE WHEN id = $text THEN 'profile_id' ELSE kind END FROM identifiers "
            "WHERE id = $text OR value = $text LIMIT 100",
            {"text": text},
        ).fetchall()
    finally:
        connection.close()
    return [(int(number), str(kind)) for number, kind in rows]


def _named(store: Store, text: str, as_of: int, allowed: npt.NDArray[np.bool_], limit: int) -> list[tuple[int, str]]:
    """People with the text, in any case, in one of the attributes that name a person; every word of it in some."""
    source, known = store.source(), store.catalog().attributes
    paths = [path for path in _SEARCHED if path in known]
    all_words = allowed.copy()
    by_path: dict[str, npt.NDArray[np.bool_]] = {}
    for word in text.split()[:5]:
        some = np.zeros(source.profiles, np.bool_)
        for path in paths:
            column = source.attribute(path, as_of)
            found = pc.match_substring(column.values.text.cast(pa.string()), word, ignore_case=True)
            table = np.append(found.to_numpy(zero_copy_only=False) & (column.values.kinds == STRING), False)
            has = table[column.codes]
            by_path.setdefault(path, has)
            some |= has
        all_words &= some
    numbers = np.flatnonzero(all_words)[:limit].tolist()
    return [(n, next((path for path in paths if by_path[path][n]), "")) for n in numbers]


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """What is known of a person as of an instant. `attributes` are JSON values by name; times are ISO 8601 in JSON."""

    person: Person
    attributes: Mapping[str, Any]
    tags: tuple[tuple[str, int | None], ...]
    devices: tuple[Mapping[str, str | None], ...]
    identifiers: tuple[tuple[str, str], ...]
    first_seen: int | None
    last_seen: int | None
    events: tuple[tuple[str, int, int], ...]  # name, how many, the last one's time

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.person.id,
            "name": self.person.name,
            "detail": self.person.detail,
            "attributes": dict(self.attributes),
            "tags": [{"tag": tag, "since": _instant(since)} for tag, since in self.tags],
            "devices": [dict(device) for device in self.devices],
            "identifiers": [{"kind": kind, "value": value} for kind, value in self.identifiers],
            "first_seen": _instant(self.first_seen),
            "last_seen": _instant(self.last_seen),
            "events": [{"name": name, "count": count, "last": _instant(last)} for name, count, last in self.events],
        }


def profile_card(store: Store, profile: int, *, as_of: int) -> ProfileCard:
    """`profile` is the canonical dense number."""
    source, catalog = store.source(), store.catalog()
    attributes = {}
    for path in catalog.attributes:
        if "." not in path and "[" not in path:
            column = source.attribute(path, as_of)
            code = int(column.codes[profile])
            if code >= 0:
                attributes[path] = json.loads(column.values.json_text(code))
    tags: list[tuple[str, int | None]] = []
    for tag in catalog.tags:
        times = source.tag(tag, as_of)
        if times is not None and times[profile] != NO_TAG:
            tags.append((tag, None if times[profile] == BEGINNING else int(times[profile])))
    events = []
    first = last = None
    for name in catalog.events:
        columns = source.events(name)
        mine = columns.time[columns.profile == profile]
        mine = mine[mine < as_of]
        if mine.size:
            events.append((name, int(mine.size), int(mine[-1])))
            first = int(mine[0]) if first is None else min(first, int(mine[0]))
            last = int(mine[-1]) if last is None else max(last, int(mine[-1]))
    events.sort(key=lambda row: -row[1])
    return ProfileCard(
        person=membership.people(store, [profile], as_of=as_of)[0],
        attributes=attributes,
        tags=tuple(sorted(tags)),
        devices=_devices(store, profile, as_of),
        identifiers=_identifiers(store, profile),
        first_seen=first,
        last_seen=last,
        events=tuple(events),
    )


def measures_of(store: Store, profile: int, *, as_of: int) -> dict[str, object]:
    """By id of a named measure: what it is for one person, as a JSON value; None where there is nothing."""
    known = membership.named_measures(store)
    person = Subset.one(store.source(), profile)
    found = membership.measure_values(person, known, list(known), as_of=as_of, zone=store.zone)
    return {id_: _shown(values[0], known[id_].measure.kind) for id_, values in found.items()}


def _shown(value: object, kind: str) -> object:
    if value is None:
        return None
    if kind in ("first_time", "last_time"):
        return format_instant(cast(int, value))
    if isinstance(value, str):  # a value of the data
        return json.loads(value)
    return int(value) if isinstance(value, int | Fraction) and value == int(value) else float(cast(Fraction, value))


def _devices(store: Store, profile: int, as_of: int) -> tuple[Mapping[str, str | None], ...]:
    source = store.source()
    devices: list[dict[str, str | None]] = []
    for field in _DEVICE_FIELDS:
        found = source.device_field(field, as_of)
        mine = np.flatnonzero(found.profile == profile)
        if not devices:
            devices = [{} for _ in range(mine.size)]
        for device, at in zip(devices, mine.tolist(), strict=True):
            code = int(found.column.codes[at])
            device[field] = found.column.values.text[code].as_py() if code >= 0 else None
    return tuple(devices)


def _identifiers(store: Store, profile: int) -> tuple[tuple[str, str], ...]:
    connection = store.sql()
    try:
        rows = connection.execute(
            "SELECT DISTINCT kind, value FROM identifiers WHERE profile = ? ORDER BY kind, value LIMIT 200", [profile]
        ).fetchall()
    finally:
        connection.close()
    return tuple((str(kind), str(value)) for kind, value in rows)


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event of a person; `place` is where the next page goes on."""

    event: str
    at: int
    properties: Any
    message_id: str

    @property
    def place(self) -> tuple[int, str]:
        return self.at, self.message_id

    def as_json(self) -> dict[str, object]:
        return {"event": self.event, "at": format_instant(self.at), "properties": self.properties}


def timeline(
    store: Store, profile: int, *, before: tuple[int, str] | None, limit: int, event: str | None, as_of: int
) -> tuple[TimelineEvent, ...]:
    """A person's events before a place, newest first; `event` names the only kind that is wanted."""
    at, message = before or (as_of, "")
    connection = store.sql()
    try:
        rows = connection.execute(
            "SELECT event, epoch_us(time) AS moment, message_id, properties FROM events WHERE profile = $profile "
            "AND (epoch_us(time) < $at OR (epoch_us(time) = $at AND message_id < $message)) "
            "AND ($event IS NULL OR event = $event) ORDER BY moment DESC, message_id DESC LIMIT $limit",
            {"profile": profile, "at": at, "message": message, "event": event, "limit": limit},
        ).fetchall()
    finally:
        connection.close()
    return tuple(
        TimelineEvent(name, int(time), json.loads(properties) if properties else {}, message_id)
        for name, time, message_id, properties in rows
    )


def profile_segments(
    store: Store, segments: Mapping[str, Segment], profile: int
) -> tuple[tuple[Segment, int | None], ...]:
    """The segments whose stored members the person is among, by name, and since when; None when that isn't known."""
    found = []
    for segment in segments.values():
        try:
            members = membership.members(store, segment.id)
        except NotFound:
            continue
        if profile in members.profiles:
            change = membership.last_change(store, segment.id, BitMap([profile]), members.generation.as_of)
            found.append((segment, None if change is None else change[1]))
    return tuple(sorted(found, key=lambda row: row[0].name.casefold()))


def _instant(time: int | None) -> str | None:
    return None if time is None else format_instant(time)


__all__: Sequence[str] = [
    "Found",
    "ProfileCard",
    "TimelineEvent",
    "find_profiles",
    "measures_of",
    "profile_card",
    "profile_segments",
    "timeline",
]
