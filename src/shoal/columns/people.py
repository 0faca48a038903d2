"""Conditions on what is known of people: devices, consent, places, samples, scores, changes."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import cast
from zoneinfo import available_timezones

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.columns import bits, places
from shoal.columns.bits import Words
from shoal.columns.dates import Mask
from shoal.columns.pairs import pairs_pass
from shoal.columns.predicates import decide_tree, has_type, lookup_table
from shoal.columns.program import (
    BEFORE_ALL,
    ComparedLeaf,
    ConsentLeaf,
    DeviceCountLeaf,
    DeviceLeaf,
    LedgerLeaf,
    PlaceLeaf,
    ReachableLeaf,
    SameDeviceLeaf,
    SampleLeaf,
    ScoreLeaf,
    Source,
    ZoneLeaf,
)
from shoal.columns.ranks import best_share
from shoal.columns.responses import channel_mask, is_true
from shoal.columns.values import BOOLEAN, OBJECT, STRING, ValueColumn, Values
from shoal.model.paths import format_path
from shoal.model.rule import NEGATIVE_OPERATORS, Channel, DeviceCondition, NamedPlace, Node

# Attributes by which apps say whether somebody allows notifications; the first that says so counts.
PUSH_ALLOWED = ("pushEnabled", "push_enabled")
_UNSUBSCRIBED = "Unsubscribed"
_TOKEN, _LOCATION = "context.device.token", "context.location"
_NEVER = int(np.iinfo(np.int64).max)

Int64s = npt.NDArray[np.int64]


def looked_up(column: ValueColumn, table: Mask) -> Words:
    words = bits.empty(column.codes.size)
    bits.pack_lookup(column.codes, table, words)
    return words


def compared(leaf: ComparedLeaf, source: Source, as_of: int) -> Words:
    left, right = source.attribute(leaf.path, as_of), source.attribute(leaf.other, as_of)
    return bits.pack(pairs_pass(left, right, leaf.test, leaf.frame))


def in_zone(leaf: ZoneLeaf, source: Source, as_of: int) -> Words:
    column = source.attribute("timezone", as_of)
    known = zone_table(column.values)
    if leaf.zone == leaf.workspace_zone:
        wrong = np.append(~known | column.values.strings_equal([leaf.zone]), True)
        return looked_up(column, wrong)
    return looked_up(column, np.append(known & column.values.strings_equal([leaf.zone]), False))


def zone_table(values: Values) -> Mask:
    """Which values are names of time zones."""
    return values.strings_equal(sorted(available_timezones()))


def person_zones(source: Source, as_of: int) -> list[str]:
    """The zones that people have of their own, without the workspace's."""
    column = source.attribute("timezone", as_of)
    used = np.unique(column.codes[column.codes >= 0])
    known = used[zone_table(column.values)[used]]
    return sorted(column.values.text.take(pa.array(known)).to_pylist())


# --- devices ----------------------------------------------------------------------------------------------------------


def on_device(leaf: DeviceLeaf, source: Source, as_of: int) -> Words:
    devices = source.device_field(leaf.field, as_of)
    table = lookup_table(devices.column.values, leaf.test, leaf.frame)
    if leaf.test.op not in NEGATIVE_OPERATORS:
        return bits.pack(_owners(devices.profile[table[devices.column.codes]], source.profiles))
    positive = ~lookup_table(devices.column.values, replace(leaf.test, missing="include"), leaf.frame)
    passed = ~_owners(devices.profile[positive[devices.column.codes]], source.profiles)
    if leaf.test.missing == "exclude":
        typed = np.append(has_type(devices.column.values, leaf.test, leaf.frame), False)
        passed &= _owners(devices.profile[typed[devices.column.codes]], source.profiles)
    return bits.pack(passed)


def _owners(profiles: npt.NDArray[np.int32], size: int) -> Mask:
    mask = np.zeros(size, np.bool_)
    mask[profiles] = True
    return mask


def device_count(leaf: DeviceCountLeaf, source: Source, as_of: int) -> Words:
    counts = np.bincount(source.devices(as_of), minlength=source.profiles)
    distinct, inverse = np.unique(counts, return_inverse=True)
    numbers, _ = Values.of_json(pa.array(distinct.astype(str), pa.string()))
    return bits.pack(lookup_table(numbers, leaf.test, leaf.frame)[:-1][inverse])


def same_device(leaf: SameDeviceLeaf, source: Source, as_of: int) -> Words:
    owners = source.devices(as_of)

    def decide(node: Node) -> Mask:
        assert isinstance(node, DeviceCondition)
        column = source.device_field(node.field, as_of).column
        return lookup_table(column.values, node.test, leaf.frame)[column.codes]

    return bits.pack(_owners(owners[decide_tree(leaf.where, decide, owners.size)], source.profiles))


# --- consent ----------------------------------------------------------------------------------------------------------

_GRANTED, _DENIED, _UNKNOWN = "granted", "denied", "unknown"


def consents(leaf: ConsentLeaf, source: Source, as_of: int) -> Words:
    """What people said of a purpose; an unsubscription after it takes marketing back."""
    column = source.attribute(format_path(("consent", leaf.purpose)), as_of)
    said = _by_value(column.values, lambda value: _word(value, leaf.channel))
    table = np.append(said == leaf.op, leaf.op == _UNKNOWN)
    passed = table[column.codes]
    if leaf.channel is not None and leaf.purpose == "marketing":
        taken_back = _unsubscribed(leaf.channel, source, as_of)
        passed = passed | taken_back if leaf.op == _DENIED else passed & ~taken_back
    return bits.pack(passed)


def _by_value(values: Values, decide: Callable[[object], str]) -> npt.NDArray[np.str_]:
    return np.array([decide(json.loads(values.json_text(code))) for code in range(len(values))], np.str_)


def _word(value: object, channel: Channel | None) -> str:
    """granted, denied or unknown, from true or false, the words, or an object of channels."""
    own = _plain_word(value)
    parts: dict[str, object] = value if isinstance(value, dict) else {}
    if channel is not None:
        return _plain_word(parts.get(channel)) or own or _UNKNOWN
    words = set(map(_plain_word, parts.values()))
    return own or (_GRANTED if _GRANTED in words else _DENIED if _DENIED in words else _UNKNOWN)


def _plain_word(value: object) -> str | None:
    if isinstance(value, bool):
        return _GRANTED if value else _DENIED
    return value if value in (_GRANTED, _DENIED) else None


def _unsubscribed(channel: Channel, source: Source, as_of: int) -> Mask:
    """Who unsubscribed from the channel, not before what they last said of consent."""
    events = source.events(_UNSUBSCRIBED)
    keep = (events.time < as_of) & ~is_true(source.event_values(_UNSUBSCRIBED, "machine"))
    keep &= channel_mask(source, _UNSUBSCRIBED, channel)
    latest = np.full(source.profiles, BEFORE_ALL, np.int64)
    np.maximum.at(latest, events.profile[keep], events.time[keep])
    done = _owners(events.profile[keep], source.profiles)
    result: Mask = done & (latest >= source.attribute_times("consent", as_of))
    return result


def reachable(leaf: ReachableLeaf, source: Source, as_of: int) -> Words:
    """Whom a message on the channel can reach."""
    if leaf.channel == "email":
        column = source.attribute("email", as_of)
        texts = (column.values.kinds == STRING) & ~column.values.strings_equal([""])
        able: Mask = np.append(texts, False)[column.codes]
    else:
        able = _allows_push(source, as_of)
    return bits.pack(able) & ~consents(ConsentLeaf("marketing", leaf.channel, _DENIED), source, as_of)


def _allows_push(source: Source, as_of: int) -> Mask:
    """What the attributes say; who says nothing is reached where some device has a token."""
    able = _has_token(source, as_of)
    for path in reversed(PUSH_ALLOWED):
        column = source.attribute(path, as_of)
        said = np.append(column.values.kinds == BOOLEAN, False)[column.codes]
        able = np.where(said, is_true(column), able)
    return able


def _has_token(source: Source, as_of: int) -> Mask:
    """Who had a device with a push token before; the first time of each is kept with the source."""
    first = cast("Int64s | None", source.memo.get("first tokens"))
    if first is None:
        first = np.full(source.profiles, _NEVER, np.int64)
        for name in source.events_with(_TOKEN):
            events, column = source.events(name), source.event_values(name, _TOKEN)
            texts = (column.values.kinds == STRING) & ~column.values.strings_equal([""])
            at = np.append(texts, False)[column.codes]
            np.minimum.at(first, events.profile[at], events.time[at])
        source.memo["first tokens"] = first
    return first < as_of


# --- places -----------------------------------------------------------------------------------------------------------


def located(leaf: PlaceLeaf, source: Source, as_of: int) -> Words:
    """Whose last known place lies in it: that of the last event with one, else the address."""
    column = last_known_places(source, as_of)
    return bits.pack(np.append(_inside(leaf, column.values), False)[column.codes])


def _inside(leaf: PlaceLeaf, values: Values) -> Mask:
    wheres = [json.loads(values.text[code].as_py()) for code in range(len(values))]
    if isinstance(leaf.place, NamedPlace):
        kind, names = leaf.place.kind, leaf.place.names
        return np.array([where.get(kind) in names for where in wheres], np.bool_)
    degrees = [np.array([_degree(where.get(part)) for where in wheres], np.float64) for part in places.PARTS]
    return places.contains(leaf.place, *degrees)


def _degree(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")


def last_known_places(source: Source, as_of: int) -> ValueColumn:
    """By profile: the location (a JSON object) of the last event that has one, else the attribute address."""
    kept = cast("tuple[int, ValueColumn] | None", source.memo.get("places"))
    if kept is not None and kept[0] == as_of:
        return kept[1]
    latest = np.full(source.profiles, BEFORE_ALL, np.int64)
    texts = _objects(source.attribute("address", as_of))
    found = np.full(source.profiles, -1, np.int64)  # a number in `columns` for each profile
    columns: list[pa.Array] = [texts[0]]
    found[:] = texts[1]
    size = len(texts[0])
    for name in sorted(source.events_with(_LOCATION)):
        events = source.events(name)
        values, codes = _objects(source.event_values(name, _LOCATION))
        at = np.flatnonzero((codes >= 0) & (events.time < as_of))
        if at.size == 0:
            continue
        last = np.full(source.profiles, -1, np.int64)
        last[events.profile[at]] = at  # ascending in time, so that the last one stays
        mine = np.flatnonzero(last >= 0)
        newer = mine[events.time[last[mine]] >= latest[mine]]
        latest[newer] = events.time[last[newer]]
        found[newer] = size + codes[last[newer]]
        columns.append(values)
        size += len(values)
    result = ValueColumn(found, Values(np.full(size, OBJECT, np.uint8), pa.concat_arrays(columns)))
    source.memo["places"] = (as_of, result)
    return result


def _objects(column: ValueColumn) -> tuple[pa.Array, Int64s]:
    """The texts of the values that are objects, and the code of each row among them; -1 for all else."""
    at = np.flatnonzero(column.values.kinds == OBJECT)
    lookup = np.full(len(column.values) + 1, -1, np.int64)
    lookup[at] = np.arange(at.size)
    return column.values.text.take(pa.array(at)), lookup[column.codes]


# --- scores, samples, changes -----------------------------------------------------------------------------------------


def scored(leaf: ScoreLeaf, source: Source, as_of: int, everyone: Words) -> Words:
    found = source.scores(leaf.score, as_of)
    if found is None:
        nothing = ValueColumn(np.full(source.profiles, -1, np.int8), Values.of_strings(pa.array([], pa.string())))
        found = (nothing, nothing)
    number, band = found
    if leaf.test is None:
        return looked_up(band, np.append(band.values.strings_equal([str(leaf.band)]), False))
    if leaf.test.op in ("top_percent", "bottom_percent"):
        return best_share(number, leaf.test, source, everyone)
    return looked_up(number, lookup_table(number.values, leaf.test, leaf.frame))


def sampled(leaf: SampleLeaf, source: Source) -> Words:
    """docs/guide/rules.md, "Samples": the same people for one seed, whatever the data."""
    key = ("sample", leaf.seed)
    drawn = cast("npt.NDArray[np.uint64] | None", source.memo.get(key))
    if drawn is None:
        drawn = _drawn(leaf.seed, source.profile_ids().to_pylist())
        source.memo[key] = drawn
    p, q = leaf.percent.as_integer_ratio()
    limit = p * 2**64 // (100 * q)
    return bits.pack(drawn < np.uint64(limit) if limit < 2**64 else np.ones(drawn.size, np.bool_))


def _drawn(seed: str, ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    start = hashlib.sha256(seed.encode() + b"\x00")

    def one(profile: str) -> bytes:
        digest = start.copy()
        digest.update(profile.encode())
        return digest.digest()[:8]

    return np.frombuffer(b"".join(map(one, ids)), ">u8").astype(np.uint64)


def changed(leaf: LedgerLeaf, source: Source) -> Words:
    out = bits.empty(source.profiles)
    for change in source.changes(leaf.segment):
        if change.time >= leaf.end:
            break
        if leaf.op == "was_in":
            out = out | change.profiles if change.entered else out & ~change.profiles
        elif change.time >= leaf.start and change.entered == (leaf.op == "entered") and (change.counts or leaf.every):
            out |= change.profiles
    return out
