"""Records in the Segment tracking format: columns of its fields to records for the store."""

import json
from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.ingest import times
from shoal.ingest.prepared import Refusals, checked, incoming

PAGE_EVENT = "Page Viewed"
SCREEN_EVENT = "Screen Viewed"

KINDS = ("track", "page", "screen", "identify", "alias", "group")

# Field of the format → column; files may lack any of them. The last three hold JSON objects as text.
FIELDS = {
    "type": "type",
    "event": "event",
    "name": "name",
    "category": "category",
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "previousId": "previous_id",
    "groupId": "group_id",
    "timestamp": "timestamp",
    "originalTimestamp": "original_timestamp",
    "messageId": "message_id",
    "properties": "properties",
    "context": "context",
    "traits": "traits",
}

_CALLS = {kind: i for i, kind in enumerate(KINDS)}
_TRACK, _PAGE, _SCREEN, _IDENTIFY, _ALIAS, _GROUP = range(len(KINDS))


class _Traits(msgspec.Struct):
    traits: msgspec.Raw = msgspec.Raw(b"")


@dataclass(frozen=True, slots=True)
class Fields:
    """The columns FIELDS of n records, strings or null; `time` int64[n] instead of the timestamps where it is known
    already, with `has_time` bool[n]."""

    columns: dict[str, pa.Array]
    rows: int
    time: np.ndarray | None = None
    has_time: np.ndarray | None = None

    def get(self, name: str) -> pa.Array:
        column = self.columns.get(name)
        return pa.nulls(self.rows, pa.string()) if column is None else column


def records_of(fields: Fields, zone: str, refusals: Refusals) -> pa.Table:
    """The records as a table of schema INCOMING, row by row; what can't be one is marked in `refusals`.

    `zone` is that of timestamps without an offset. track, page and screen become events; identify, alias and group
    set attributes. A record other than an event may have no time: then it holds from the beginning.
    """
    calls = _calls(fields, refusals)
    is_event = calls <= _SCREEN
    time, has_time = _times(fields, zone, refusals)
    records = incoming(
        {
            "event": _event_names(fields, calls, refusals),
            "time": pa.array(time, mask=~has_time),
            "message_id": _present(fields.get("message_id")),
            "user_id": _present(fields.get("user_id")),
            "anonymous_id": _present(fields.get("anonymous_id")),
            "previous_id": _only(_present(fields.get("previous_id")), calls == _ALIAS),
            "properties": _properties(fields, calls),
            "context": _set_objects(fields.get("context")),
            "attributes": _attributes(fields, calls, is_event),
        },
        fields.rows,
    )
    alias_without = (calls == _ALIAS) & np.asarray(pc.is_null(records["previous_id"]))
    refusals.refuse(alias_without, "previousId is missing in an alias call")
    return checked(records, refusals)


def _calls(fields: Fields, refusals: Refusals) -> np.ndarray:
    """uint8[n]: which call each record is; without a type, one with an event is a track call."""
    kinds = fields.get("type").dictionary_encode()
    known = [_CALLS.get(str(kind).lower(), -1) for kind in kinds.dictionary.to_pylist()]
    calls = np.array([*known, -2], dtype=np.int8)[kinds.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
    has_event = np.asarray(pc.is_valid(_present(fields.get("event"))))
    refusals.refuse((calls == -2) & ~has_event, "type is missing")
    refusals.refuse(calls == -1, f"type is none of {', '.join(KINDS)}")
    return np.where(calls < 0, _TRACK, calls).astype(np.uint8)


def _event_names(fields: Fields, calls: np.ndarray, refusals: Refusals) -> pa.Array:
    names = _present(fields.get("event"))
    refusals.refuse((calls == _TRACK) & np.asarray(pc.is_null(names)), "event is missing in a track call")
    if (calls != _TRACK).any():
        names = pc.if_else(pa.array(calls == _TRACK), names, None)
        names = pc.if_else(pa.array(calls == _PAGE), PAGE_EVENT, names)
        names = pc.if_else(pa.array(calls == _SCREEN), SCREEN_EVENT, names)
    return names


def _times(fields: Fields, zone: str, refusals: Refusals) -> tuple[np.ndarray, np.ndarray]:
    if fields.time is not None and fields.has_time is not None:
        return fields.time, fields.has_time
    texts = pc.coalesce(_present(fields.get("timestamp")), _present(fields.get("original_timestamp")))
    time, kinds = times.read_iso(texts)
    given = np.asarray(pc.is_valid(texts))
    refusals.refuse(given & (kinds == times.UNREADABLE), "timestamp is no ISO 8601 time")
    local = (kinds == times.DATE) | (kinds == times.LOCAL)
    if local.any():
        time[local] = times.to_instants(time[local], zone)
    return time, given & (kinds != times.UNREADABLE)


def _properties(fields: Fields, calls: np.ndarray) -> pa.Array:
    properties = _set_objects(fields.get("properties"))
    named = np.flatnonzero((calls == _PAGE) | (calls == _SCREEN))
    named = named[
        np.asarray(pc.is_valid(fields.get("name")))[named] | np.asarray(pc.is_valid(fields.get("category")))[named]
    ]
    if len(named):
        rows = pa.array(named)
        texts = [
            _with_names(*row)
            for row in zip(
                properties.take(rows).to_pylist(),
                fields.get("name").take(rows).to_pylist(),
                fields.get("category").take(rows).to_pylist(),
                strict=True,
            )
        ]
        mask = np.zeros(fields.rows, dtype=np.bool_)
        mask[named] = True
        properties = pc.replace_with_mask(properties, pa.array(mask), pa.array(texts, pa.string()))
    return pc.if_else(pa.array(calls <= _SCREEN), properties, None)


def _with_names(properties: str | None, name: str | None, category: str | None) -> str:
    """The properties of a page or screen call, with its name and category unless they are among them."""
    text = (properties or "{}").strip()
    if not text.startswith("{"):
        return text
    present: dict[str, msgspec.Raw] = {}
    if '"name"' in text or '"category"' in text:
        try:
            present = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        except msgspec.DecodeError:
            return text
    parts = [
        f"{json.dumps(key)}:{json.dumps(value, ensure_ascii=False)}"
        for key, value in (("name", name), ("category", category))
        if value is not None and key not in present
    ]
    body = text[1:].lstrip()
    if not parts:
        return text
    return "{" + ",".join(parts) + ("" if body.startswith("}") else ",") + body


def _attributes(fields: Fields, calls: np.ndarray, is_event: np.ndarray) -> pa.Array:
    """The attributes text: of identify calls the traits (RudderStack keeps them in the context), else an empty object,
    so that the record is kept; of events null."""
    if is_event.all():
        return pa.nulls(fields.rows, pa.string())
    traits = _set_objects(fields.get("traits"))
    lacking = np.flatnonzero((calls == _IDENTIFY) & np.asarray(pc.is_null(traits)))
    inner = {int(row): _context_traits(fields.get("context")[int(row)].as_py()) for row in lacking}
    group = np.flatnonzero(calls == _GROUP)
    ids = fields.get("group_id")
    inner |= {int(row): _group_attributes(ids[int(row)].as_py()) for row in group}
    texts = pc.fill_null(pc.if_else(pa.array(calls == _IDENTIFY), traits, None), "{}")
    if inner:
        rows = sorted(inner)
        mask = np.zeros(fields.rows, dtype=np.bool_)
        mask[rows] = True
        texts = pc.replace_with_mask(texts, pa.array(mask), pa.array([inner[row] for row in rows], pa.string()))
    return pc.if_else(pa.array(is_event), None, texts)


def _context_traits(context: str | None) -> str:
    if context is None or '"traits"' not in context:
        return "{}"
    try:
        traits = bytes(msgspec.json.decode(context, type=_Traits).traits)
    except msgspec.MsgspecError:
        return "{}"  # the context itself is refused by then
    return traits.decode() if traits not in (b"", b"null") else "{}"


def _group_attributes(group_id: str | None) -> str:
    """A group call says which account a person belongs to; its traits describe the account, not the person."""
    return json.dumps({"groupId": group_id}, ensure_ascii=False) if group_id else "{}"


def _present(texts: pa.Array) -> pa.Array:
    """Empty texts become null."""
    if texts.null_count == len(texts):
        return texts.cast(pa.string())
    empty = pc.equal(texts, "")
    return pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts


def _set_objects(texts: pa.Array) -> pa.Array:
    """The JSON text null, and no text, become null."""
    if texts.null_count == len(texts):
        return texts.cast(pa.string())
    absent = pc.or_(pc.equal(texts, "null"), pc.equal(texts, ""))
    return pc.if_else(absent, None, texts) if pc.any(absent).as_py() else texts


def _only(texts: pa.Array, rows: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(rows), texts, None) if texts.null_count < len(texts) else texts
