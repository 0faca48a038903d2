"""CSV: rows as columns of text, broken lines set aside, line numbers and the raw text of every row kept.

Rows end with a line feed (a carriage return before it is dropped). A field that begins with a quote ends with one;
two quotes inside stand for one; it may hold delimiters and line ends. Empty lines are skipped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numba as nb
import numpy as np
import pyarrow as pa

from shoal.ingest.files import TextFile
from shoal.ingest.prepared import Reject
from shoal.model.errors import InvalidInput, NotFound

_DELIMITERS = (",", ";", "\t", "|")
_QUOTE = 34
# A quote that isn't closed within this many bytes was none: its line is rejected and reading goes on behind it.
_MAX_FIELD = 65_536

_OK, _COLUMNS, _QUOTES, _ENCODING = range(4)


@dataclass(frozen=True, slots=True)
class TextRows:
    """Rows of a file: a table with a string column for each asked column, null where empty; their first lines; and
    rows that couldn't be read."""

    table: pa.Table
    lines: np.ndarray
    rejects: list[Reject]
    read: int
    done: int
    _text: bytes
    _spans: np.ndarray

    def texts(self, rows: list[int]) -> list[str]:
        return [self._text[start:end].decode(errors="replace") for start, end in self._spans[rows].tolist()]


class DelimitedFile:
    """A CSV file with a header. Raises InvalidInput when it has none, or names a column twice."""

    def __init__(self, path: Path, *, delimiter: str | None = None, encoding: str | None = None) -> None:
        self._path = path
        self._encoding = encoding
        head = next(TextFile(path, encoding).blocks(), b"")
        first = head.split(b"\n", 1)[0]
        self._delimiter = delimiter or _guess_delimiter(first.decode(errors="replace"))
        if len(self._delimiter.encode()) != 1:
            raise InvalidInput(f"the delimiter {self._delimiter!r} is not one ASCII character")
        rows = _tokenise(head, ord(self._delimiter), 0, True, -1)
        if rows.count == 0 or rows.status[0] == _QUOTES:
            raise InvalidInput(f"{path} has no header line")
        width = int(rows.widths[0])
        try:
            self.columns = tuple(
                _text_column(head, rows.starts[place : place + 1], rows.ends[place : place + 1])[0].as_py() or ""
                for place in range(width)
            )
        except UnicodeDecodeError:
            hint = "save it as UTF-8, or write a mapping with its encoding, such as csv: {encoding: utf-16}"
            raise InvalidInput(f"{path} is not UTF-8 text", hint=hint) from None
        repeated = sorted({name for name in self.columns if self.columns.count(name) > 1})
        if repeated:
            raise InvalidInput(f"{path} has columns of one name: {', '.join(map(repr, repeated))}")
        self.total = TextFile(path).total
        self.unit = "bytes"

    def rows(self, columns: Sequence[str]) -> Iterator[TextRows]:
        """The rows in blocks of some megabytes. Raises NotFound for a column that isn't there."""
        for name in columns:
            if name not in self.columns:
                raise NotFound.named("column", name, self.columns)
        places = [self.columns.index(name) for name in columns]
        file = TextFile(self._path, self._encoding)
        rest = b""
        line = 1
        header = True
        blocks = file.blocks()
        block = next(blocks, None)
        while block is not None:
            following = next(blocks, None)
            text = rest + block
            found = _tokenise(text, ord(self._delimiter), line, following is None, len(self.columns))
            rest = text[found.consumed :]
            line = found.next_line
            yield self._block(text, found, columns, places, 1 if header else 0, file.done)
            header = False
            block = following

    def _block(
        self, text: bytes, found: "_Tokens", columns: Sequence[str], places: Sequence[int], skip: int, done: int
    ) -> TextRows:
        status = found.status.copy()
        _mark_bad_encoding(text, found, status)
        status[:skip] = _OK
        good = np.flatnonzero(status == _OK)[skip:]
        first_field = found.first_field[good]
        arrays = [_text_column(text, found.starts[first_field + p], found.ends[first_field + p]) for p in places]
        rejects = [
            Reject(
                int(found.lines[row]),
                _reason(int(status[row]), int(found.widths[row]), len(self.columns)),
                text[found.spans[row, 0] : found.spans[row, 1]].decode(errors="replace"),
            )
            for row in np.flatnonzero(status != _OK).tolist()
        ]
        return TextRows(
            table=pa.table(arrays, names=list(columns)) if columns else pa.table({}),
            lines=found.lines[good],
            rejects=rejects,
            read=found.count - skip,
            done=done,
            _text=text,
            _spans=found.spans[good],
        )


def _reason(status: int, width: int, expected: int) -> str:
    if status == _COLUMNS:
        return f"{width} columns instead of {expected}"
    return "a quote that doesn't close, or text after one" if status == _QUOTES else "not UTF-8"


def _guess_delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _mark_bad_encoding(text: bytes, found: "_Tokens", status: np.ndarray) -> None:
    try:
        text.decode()
    except UnicodeDecodeError:
        for row in range(found.count):
            try:
                text[found.spans[row, 0] : found.spans[row, 1]].decode()
            except UnicodeDecodeError:
                status[row] = _ENCODING


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Rows found in a text: spans int64[n, 2], lines, statuses, widths; fields as starts and ends of all rows in
    sequence, those of row i from first_field[i] on. `consumed` bytes were used; the next line is `next_line`."""

    count: int
    spans: np.ndarray
    lines: np.ndarray
    status: np.ndarray
    widths: np.ndarray
    first_field: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    consumed: int
    next_line: int


def _tokenise(text: bytes, delimiter: int, line: int, final: bool, width: int) -> _Tokens:
    data = np.frombuffer(text, dtype=np.uint8)
    rows = int((data == 10).sum()) + 1
    fields = int((data == delimiter).sum()) + rows
    spans = np.zeros((rows, 2), dtype=np.int64)
    lines = np.zeros(rows, dtype=np.int64)
    status = np.zeros(rows, dtype=np.uint8)
    widths = np.zeros(rows, dtype=np.int64)
    first_field = np.zeros(rows, dtype=np.int64)
    starts = np.zeros(fields, dtype=np.int64)
    ends = np.zeros(fields, dtype=np.int64)
    count, consumed, next_line = _scan(
        data, delimiter, line, final, width, spans, lines, status, widths, first_field, starts, ends
    )
    return _Tokens(
        count,
        spans[:count],
        lines[:count],
        status[:count],
        widths[:count],
        first_field[:count],
        starts,
        ends,
        consumed,
        next_line,
    )


@nb.njit(cache=True, nogil=True)
def _scan(
    data: np.ndarray,
    delimiter: int,
    line: int,
    final: bool,
    width: int,
    spans: np.ndarray,
    lines: np.ndarray,
    status: np.ndarray,
    widths: np.ndarray,
    first_field: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
) -> tuple[int, int, int]:
    """Fills the arrays; returns the rows, the bytes used and the next line. A row that isn't whole at the end stays
    for the next block unless this is the last."""
    n = len(data)
    count = 0
    field = 0
    p = 0
    while p < n:
        begin = p
        first = field
        state = _OK
        lines_in_row = 1
        while True:  # one field at p
            if data[p] == _QUOTE if p < n else False:
                close, breaks = _closing_quote(data, p + 1)
                if close < 0 and not final and n - p <= _MAX_FIELD:
                    return count, begin, line
                after = close + 1
                if close >= 0 and after == n and not final:
                    return count, begin, line
                ok = close >= 0 and (
                    after == n
                    or data[after] == delimiter
                    or data[after] == 10
                    or (data[after] == 13 and (after + 1 == n or data[after + 1] == 10))
                )
                if not ok:
                    state = _QUOTES
                    break
                starts[field] = p + 1
                ends[field] = -close  # negative: was quoted, so pairs of quotes may be inside
                lines_in_row += breaks
                p = after
            else:
                start = p
                while p < n and data[p] != delimiter and data[p] != 10:
                    p += 1
                end = p
                if end > start and data[end - 1] == 13 and (p == n or data[p] == 10):
                    end -= 1
                starts[field] = start
                ends[field] = end
            field += 1
            if p < n and data[p] == 13:
                p += 1
            if p >= n or data[p] == 10:
                break
            p += 1  # the delimiter
        if state == _QUOTES:  # go on behind the end of the first line
            p = begin
            while p < n and data[p] != 10:
                p += 1
            field = first
            lines_in_row = 1
        if p >= n and not final:
            return count, begin, line
        end = p
        p += 1
        if end > begin and data[end - 1] == 13:
            end -= 1
        here = line
        line += lines_in_row
        if end == begin:  # an empty line
            field = first
            continue
        spans[count, 0] = begin
        spans[count, 1] = end
        lines[count] = here
        widths[count] = field - first
        first_field[count] = first
        if state == _OK and width >= 0 and field - first != width:
            state = _COLUMNS
        status[count] = state
        count += 1
    return count, n, line


@nb.njit(cache=True, nogil=True)
def _closing_quote(data: np.ndarray, p: int) -> tuple[int, int]:
    """The place of the quote that ends a field whose text begins at p, or −1, and the line ends on the way."""
    breaks = 0
    last = min(len(data), p + _MAX_FIELD)
    while p < last:
        c = data[p]
        if c == _QUOTE:
            if p + 1 < len(data) and data[p + 1] == _QUOTE:
                p += 2
                continue
            return p, breaks
        if c == 10:
            breaks += 1
        p += 1
    return -1, breaks


def _text_column(text: bytes, starts: np.ndarray, ends: np.ndarray) -> pa.Array:
    """The fields as a string column; empty ones are null. Ends below 0 mark quoted fields."""
    data = np.frombuffer(text, dtype=np.uint8)
    lengths = np.abs(ends) - starts
    offsets = np.zeros(len(starts) + 1, dtype=np.int32)
    out = np.empty(int(lengths.sum()), dtype=np.uint8)
    used = _gather(data, starts, ends, out, offsets)
    empty = offsets[1:] == offsets[:-1]
    valid = pa.array(~empty).buffers()[1] if empty.any() else None
    buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(out[:used])]
    return pa.StringArray.from_buffers(len(starts), buffers[1], buffers[2], buffers[0], int(empty.sum()))


@nb.njit(cache=True, nogil=True)
def _gather(data: np.ndarray, starts: np.ndarray, ends: np.ndarray, out: np.ndarray, offsets: np.ndarray) -> int:
    q = 0
    for i in range(len(starts)):
        p = starts[i]
        end = ends[i]
        if end >= 0:
            for k in range(p, end):
                out[q] = data[k]
                q += 1
        else:
            end = -end
            while p < end:
                out[q] = data[p]
                q += 1
                p += 2 if data[p] == _QUOTE else 1
        offsets[i + 1] = q
    return q
