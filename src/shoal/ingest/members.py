"""Uploaded members: a CSV, text or JSON file of identifiers, read whole."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shoal.ingest.prepared import MAX_ID
from shoal.model.errors import InvalidInput, NotFound

MAX_BYTES = 64 * 2**20
MAX_ROWS = 1_000_000

# What a column may be called, in the order in which one is picked; without case, spaces, dashes and underscores.
_NAMES = {
    "profile_id": ("profileid", "profile", "shoalid"),
    "user_id": ("userid", "user", "customerid", "customer", "externalid"),
    "anonymous_id": ("anonymousid", "anonymous", "deviceid"),
    "email": ("email", "emailaddress", "mail"),
    None: ("id", "identifier", "identifiers", "member", "members"),
}
KINDS = tuple(kind for kind in _NAMES if kind is not None)
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class MemberRows:
    """Identifiers as text, none of them empty, with their lines in the file (from 1).

    `kind` is what all of them are: profile_id, user_id, anonymous_id or email; None is any of these.
    """

    identifiers: pa.Array
    lines: np.ndarray
    kind: str | None


def member_rows_of(identifiers: Sequence[str], kind: str | None = None) -> MemberRows:
    """Rows of identifiers that were given one by one. Raises InvalidInput as `parse_members` does."""
    if kind is not None and kind not in KINDS:
        raise InvalidInput(f"there is no identifier of the kind {kind!r}", hint=f"known are {', '.join(KINDS)}")
    return _rows(list(identifiers), list(range(1, len(identifiers) + 1)), kind)


def parse_members(data: bytes, *, name: str = "the file", column: str | None = None) -> MemberRows:
    """One identifier a row: the only column of a text or CSV file, or the one named by its header; or a JSON list of
    texts, or of objects.

    Without `column`, a header such as profile_id, user_id, anonymous_id or email says which. Raises InvalidInput for a
    file that can't be read so, or is too large; NotFound for a column that isn't there.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"{name} has {len(data):,} bytes; at most {MAX_BYTES // 2**20} MB are read")
    text = _text(data, name)
    if text.lstrip()[:1] == "[":
        return _json_rows(text, name, column)
    return _delimited_rows(text, name, column)


def _text(data: bytes, name: str) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{name} is no {encoding.removesuffix('-sig').upper()} text (byte {error.start + 1})",
            hint="save it as CSV in UTF-8",
        ) from None


def _kind(header: str) -> tuple[bool, str | None]:
    """Whether this is a column's name that we know, and what the column holds then."""
    plain = header.strip().casefold().replace("_", "").replace("-", "").replace(" ", "")
    for kind, names in _NAMES.items():
        if plain in names:
            return True, kind
    return False, None


def _delimited_rows(text: str, name: str, column: str | None) -> MemberRows:
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    values: list[str] = []
    lines: list[int] = []
    place: int | None = None
    kind: str | None = None
    width = 0
    try:
        for row in reader:
            if not any(row):
                continue
            if place is None:
                place, kind, has_header = _chosen(row, name, column)
                width = len(row)
                if has_header:
                    continue
            if len(row) != width:
                raise InvalidInput(f"{name}, line {reader.line_num}: {len(row)} columns instead of {width}")
            values.append(row[place])
            lines.append(reader.line_num)
            if len(values) > MAX_ROWS:
                break
    except csv.Error as error:
        raise InvalidInput(f"{name}, line {reader.line_num}: {error}") from None
    return _rows(values, lines, kind, name)


def _chosen(header: Sequence[str], name: str, column: str | None) -> tuple[int, str | None, bool]:
    """The place of the column, what it holds, and whether the row is a header."""
    if column is not None:
        if column not in header:
            raise NotFound.named("column", column, header)
        return header.index(column), _kind(column)[1], True
    known = [_kind(cell) for cell in header]
    for kind in _NAMES:
        if (True, kind) in known:
            return known.index((True, kind)), kind, True
    if len(header) > 1:
        shown = ", ".join(repr(cell) for cell in header[:20])
        raise InvalidInput(
            f"{name} has {len(header)} columns and none is called {', '.join(KINDS)}",
            hint=f"say which column holds the identifiers; there are {shown}",
        )
    return 0, None, False


def _json_rows(text: str, name: str, column: str | None) -> MemberRows:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{name} is no JSON: {error}") from None
    except RecursionError:
        raise InvalidInput(f"{name} is no JSON list of identifiers: it is nested too deeply") from None
    kind: str | None = None
    if content and isinstance(content[0], dict):
        place, kind, _ = _chosen([str(key) for key in content[0]], name, column)
        column = str([*content[0]][place])
        content = [item.get(column) if isinstance(item, dict) else item for item in content]
    for number, item in enumerate(content, 1):
        if item is not None and (isinstance(item, bool) or not isinstance(item, str | int)):
            raise InvalidInput(f"{name}, item {number}: {json.dumps(item)[:80]} is no identifier")
    texts = ["" if item is None else str(item) for item in content]
    return _rows(texts, list(range(1, len(texts) + 1)), kind, name)


def _rows(values: list[str], lines: list[int], kind: str | None, name: str = "the list") -> MemberRows:
    if len(values) > MAX_ROWS:
        raise InvalidInput(f"{name} has more than {MAX_ROWS:,} rows", hint="split it")
    kept = [(value.strip(), line) for value, line in zip(values, lines, strict=True)]
    kept = [(value, line) for value, line in kept if value]
    if not kept:
        raise InvalidInput(f"{name} holds no identifiers")
    for value, line in kept:
        if len(value) > MAX_ID or not value.isascii():
            _require_text(value, line, name)
    identifiers = pa.array([value for value, _ in kept], pa.string())
    return MemberRows(identifiers, np.array([line for _, line in kept], np.int64), kind)


def _require_text(value: str, line: int, name: str) -> None:
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise InvalidInput(f"{name}, line {line}: a character that is none") from None
    if size > MAX_ID:
        raise InvalidInput(
            f"{name}, line {line}: an identifier of {size:,} bytes; at most {MAX_ID} are allowed",
            hint="is it a list of identifiers?",
        )
