"""JSON lines in the tracking format."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from shoal.ingest.files import TextFile
from shoal.ingest.prepared import MAX_RECORD, Prepared, Refusals, split
from shoal.ingest.tracking import FIELDS, Fields, records_of

# Rows and bytes of one commit: large enough to pay for it, small enough for memory.
_ROWS = 400_000
_BYTES = 192 * 1024 * 1024

_NONE = msgspec.Raw(b"")


class _Line(msgspec.Struct, rename="camel", gc=False):
    type: str | None = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    user_id: str | int | None = None
    anonymous_id: str | int | None = None
    previous_id: str | int | None = None
    group_id: str | int | None = None
    timestamp: str | int | float | None = None
    original_timestamp: str | int | float | None = None
    sent_at: str | int | float | None = None
    message_id: str | None = None
    properties: msgspec.Raw = _NONE
    context: msgspec.Raw = _NONE
    traits: msgspec.Raw = _NONE


_DECODER = msgspec.json.Decoder(_Line)
_TEXTS = ("type", "event", "name", "category", "message_id")
_SCALARS = ("user_id", "anonymous_id", "previous_id", "group_id", "timestamp", "original_timestamp", "sent_at")
_OBJECTS = ("properties", "context", "traits")


class LinesReader:
    """Batches of a file of JSON lines. `zone` is that of timestamps without an offset."""

    def __init__(self, path: Path, zone: str) -> None:
        self._file = TextFile(path)
        self._zone = zone
        self.total = self._file.total
        self.unit = "bytes"

    def batches(self) -> Iterator[Prepared]:
        blocks: list[LineBlock] = []
        line = 1
        for text in self._file.blocks():
            block = LineBlock(text, line)
            line += block.rows
            blocks.append(block)
            if sum(b.rows for b in blocks) >= _ROWS or sum(len(b.text) for b in blocks) >= _BYTES:
                yield self._prepared(blocks)
                blocks = []
        if blocks:
            yield self._prepared(blocks)

    def _prepared(self, blocks: "list[LineBlock]") -> Prepared:
        rows = sum(block.rows for block in blocks)
        columns = {name: pa.concat_arrays([block.columns[name] for block in blocks]) for name in FIELDS.values()}
        refusals = Refusals([reason for block in blocks for reason in block.reasons])
        lines = np.concatenate([block.lines for block in blocks])
        starts = np.cumsum([0] + [block.rows for block in blocks])

        def texts(wanted: list[int]) -> list[str]:
            places = np.searchsorted(starts, wanted, side="right") - 1
            return [blocks[p].raw(row - int(starts[p])) for p, row in zip(places, wanted, strict=True)]

        records = records_of(Fields(columns, rows), self._zone, refusals)
        accepted, rejects = split(records, refusals, lines, texts)
        return Prepared(accepted, rejects, rows, self._file.done)


class LineBlock:
    """Some lines of the file, decoded: columns of texts, and the reasons of lines that aren't records."""

    def __init__(self, text: bytes, first_line: int) -> None:
        self.text = text
        ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == 10)
        if not text.endswith(b"\n"):
            ends = np.append(ends, len(text))
        self._starts = np.concatenate([[0], ends[:-1] + 1])
        self._ends = ends
        self.rows = len(ends)
        self.lines = np.arange(first_line, first_line + self.rows)
        self.reasons: list[str | None] = [None] * self.rows
        decoded = self._decoded()
        self.columns = _columns(decoded)
        long = np.flatnonzero(self._ends - self._starts > MAX_RECORD)
        for row in long.tolist():
            self.reasons[row] = self.reasons[row] or f"longer than {MAX_RECORD} bytes"

    def raw(self, row: int) -> str:
        return self.text[self._starts[row] : self._ends[row]].decode(errors="replace").rstrip("\r")

    def _decoded(self) -> list[_Line]:
        try:
            self.text.decode()
            decoded = _DECODER.decode_lines(self.text)
            if len(decoded) == self.rows:
                return decoded
        except (msgspec.MsgspecError, UnicodeDecodeError):
            pass  # some line is no record: look at each
        return [self._line(row) for row in range(self.rows)]

    def _line(self, row: int) -> _Line:
        text = self.text[self._starts[row] : self._ends[row]]
        try:
            text.decode()
            return _DECODER.decode(text)
        except UnicodeDecodeError:
            self.reasons[row] = "not UTF-8"
        except msgspec.ValidationError as error:
            self.reasons[row] = str(error)
        except msgspec.DecodeError as error:
            self.reasons[row] = f"no JSON: {error}" if text.strip() else "an empty line"
        return _Line()


def _columns(records: list[_Line]) -> dict[str, pa.Array]:
    columns = {name: pa.array([getattr(r, name) for r in records], pa.string()) for name in _TEXTS}
    columns |= {name: _scalars([getattr(r, name) for r in records]) for name in _SCALARS}
    columns |= {name: _objects([getattr(r, name) for r in records]) for name in _OBJECTS}
    return columns


def _scalars(values: list[str | int | float | None]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # numbers among them become their digits
        return pa.array([v if v is None or isinstance(v, str) else str(v) for v in values], pa.string())


def _objects(values: list[msgspec.Raw]) -> pa.Array:
    texts = [bytes(value) for value in values]
    if not any(texts):
        return pa.nulls(len(texts), pa.string())
    return pa.array([text or None for text in texts], pa.string())
