"""Requests in the Segment tracking format, as SDKs send them: bodies to JSON lines. Pure.

The forms were captured from segment-analytics-python, analytics-node, analytics-next, rudder-sdk-python and
rudder-sdk-node: https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from shoal.model.errors import InvalidInput

# The last part of a path → the call it makes; None for several calls, each with its type. Browsers use the initials.
CALLS: Mapping[str, str | None] = {
    **{call: call for call in ("track", "identify", "page", "screen", "group", "alias")},
    **{call[0]: call for call in ("track", "identify", "page", "screen", "group", "alias")},
    **dict.fromkeys(("batch", "b", "import")),
}

_NONE = msgspec.Raw(b"")


class Malformed(InvalidInput):
    """The request as a whole isn't what an SDK sends: nothing of it is kept."""

    code = "invalid_request"


class TooLarge(InvalidInput):
    """The request unpacks to more bytes than are taken."""

    code = "too_large"


@dataclass(frozen=True, slots=True)
class Delivery:
    """JSON lines that belong to the owner of one write key; None where the body names none."""

    write_key: str | None
    lines: bytes


class _Batch(msgspec.Struct, rename="camel", gc=False):
    batch: list[msgspec.Raw]
    context: msgspec.Raw = _NONE
    sent_at: msgspec.Raw = _NONE
    write_key: str | None = None


class _Keyed(msgspec.Struct, rename="camel", gc=False):
    write_key: str | None = None


_BATCH = msgspec.json.Decoder(_Batch)
_KEYED = msgspec.json.Decoder(_Keyed)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """The body behind a Content-Encoding. Raises TooLarge as soon as it has more than `limit` bytes, Malformed."""
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        return body
    if kind not in ("gzip", "x-gzip", "deflate"):
        raise Malformed(f"Content-Encoding {encoding!r} isn't known", hint="send gzip, or no encoding")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, whichever its first bytes say
    try:
        out = unpacking.decompress(body, limit + 1)
    except zlib.error as error:
        raise Malformed(f"the body is no {kind}: {error}") from None
    if len(out) > limit or unpacking.unconsumed_tail:
        raise TooLarge(f"the request unpacks to more than {limit:,} bytes", hint="send it in parts")
    if not unpacking.eof:
        raise Malformed(f"the {kind} body ends too early")
    return out


def deliveries(call: str, body: bytes) -> list[Delivery]:
    """The records of a request to `/v1/{call}` (a key of CALLS), by write key, in order.

    What `sentAt` and `context` say of a whole batch is said in each record that doesn't say so itself; records of
    `import` keep their times as they are. Raises Malformed for a body that is no JSON of the right form; a single
    record that is wrong is a line like the others, which whoever reads the lines refuses.
    """
    try:
        if CALLS[call] is not None:
            key = _KEYED.decode(body).write_key
            return [Delivery(key, _line(body, b"", _ending("type", CALLS[call])))]
        return _of_batch(_BATCH.decode(body), call == "import")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"the body is no JSON of a {call} call: {error}") from None


def _of_batch(batch: _Batch, imported: bool) -> list[Delivery]:
    sent = bytes(batch.sent_at)
    start = b'"sentAt":' + sent if sent and not imported else b""
    end = _ending("sentAt", None) if imported else b""
    context = _object(batch.context)
    by_key: dict[str | None, list[bytes]] = {}
    for item in batch.batch:
        text = bytes(item)
        if context:
            text = _with_context(text, context)
        key = batch.write_key or _key_of(text)
        by_key.setdefault(key, []).append(_line(text, start, end))
    return [Delivery(key, b"".join(lines)) for key, lines in by_key.items()]


def _line(text: bytes, start: bytes, end: bytes) -> bytes:
    """One JSON object as a line, with fields before its own, which win, and after them, which win over those.

    Line breaks can only stand between the parts of valid JSON.
    """
    text = text.strip().replace(b"\r", b" ").replace(b"\n", b" ")
    if text.startswith(b"{") and text.endswith(b"}"):
        inside = text[1:-1].strip()
        text = b"{" + b",".join(part for part in (start, inside, end) if part) + b"}"
    return text + b"\n"


def _ending(name: str, value: str | None) -> bytes:
    return msgspec.json.encode(name) + b":" + msgspec.json.encode(value)


def _key_of(text: bytes) -> str | None:
    if b'"writeKey"' not in text:
        return None
    try:
        return _KEYED.decode(text).write_key
    except msgspec.MsgspecError:
        return None  # the record is refused for what it is


def _object(raw: msgspec.Raw) -> dict[str, msgspec.Raw]:
    text = bytes(raw)
    return _FIELDS.decode(text) if text and text != b"null" else {}


def _with_context(text: bytes, context: Mapping[str, msgspec.Raw]) -> bytes:
    try:
        fields = _FIELDS.decode(text)
        own = _object(fields.get("context", _NONE))
    except msgspec.MsgspecError:
        return text
    return msgspec.json.encode(fields | {"context": dict(context) | own})
