"""One strict pass over JSON text: is each cell an object, and which shape has it?

A shape is a 64-bit number that is equal for texts with the same names and value types, whatever the values and the
order of names; equal neighbours in a list count once. So the catalog reads one text of each shape instead of all.
"""

import numba as nb
import numpy as np
import pyarrow as pa

INVALID = 0
MISSING = 1

MAX_JSON_DEPTH = 64
_MAX_NAMES = 4096
# Beyond this a number is no finite 64-bit float, and Python refuses to read very long digits.
_MAX_EXPONENT = 308
_MAX_NUMBER = 400

_STRING = np.uint64(0x9E3779B97F4A7C15)
_NUMBER = np.uint64(0xC2B2AE3D27D4EB4F)
_BOOLEAN = np.uint64(0x165667B19E3779F9)
_NULL = np.uint64(0x27D4EB2F165667C5)
_OBJECT = np.uint64(0x85EBCA77C2B2AE63)
_LIST = np.uint64(0xD6E8FEB86659FD93)
_FNV = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)


def shapes(texts: pa.Array) -> np.ndarray:
    """uint64[n] for a string column of n rows: INVALID where the text is no JSON object, MISSING where it is null.

    Refused beyond plain JSON: a name twice in one object, half a surrogate pair, numbers beyond ±1e308, more than
    64 levels: other readers of the log would differ on them.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if len(texts) == 0:
        return np.zeros(0, dtype=np.uint64)
    if texts.null_count == len(texts):
        return np.full(len(texts), MISSING, dtype=np.uint64)
    data, offsets = text_buffers(texts)
    found = _scan_all(data, offsets)
    if texts.null_count:
        found[texts.is_null().to_numpy(zero_copy_only=False)] = MISSING
    return found


def text_buffers(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes (uint8) and the n + 1 offsets (int64) of a string column, nulls being empty."""
    if pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_decode()
    wide = pa.types.is_large_string(texts.type) or pa.types.is_large_binary(texts.type)
    _, offsets, data = texts.buffers()
    kind = np.int64 if wide else np.int32
    all_offsets = np.frombuffer(offsets, dtype=kind)[texts.offset : texts.offset + len(texts) + 1]
    raw = np.frombuffer(data, dtype=np.uint8) if data is not None and data.size else np.zeros(1, dtype=np.uint8)
    return raw, all_offsets.astype(np.int64)


@nb.njit(cache=True, nogil=True)
def _scan_all(data: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    n = len(offsets) - 1
    out = np.zeros(n, dtype=np.uint64)
    kinds = np.zeros(MAX_JSON_DEPTH, dtype=np.uint8)
    sums = np.zeros(MAX_JSON_DEPTH, dtype=np.uint64)
    lasts = np.zeros(MAX_JSON_DEPTH, dtype=np.uint64)
    names = np.zeros(_MAX_NAMES, dtype=np.uint64)
    bases = np.zeros(MAX_JSON_DEPTH, dtype=np.int64)
    for i in range(n):
        out[i] = _scan_one(data, offsets[i], offsets[i + 1], kinds, sums, lasts, names, bases)
    return out


@nb.njit(cache=True, nogil=True)
def _scan_one(
    data: np.ndarray,
    start: int,
    end: int,
    kinds: np.ndarray,
    sums: np.ndarray,
    lasts: np.ndarray,
    names: np.ndarray,
    bases: np.ndarray,
) -> np.uint64:
    none = np.uint64(INVALID)
    depth = -1
    top = 0  # names held of all open objects
    p = _space(data, start, end)
    if p >= end or data[p] != 123:  # {
        return none
    while True:
        # One value starts at p.
        p = _space(data, p, end)
        if p >= end:
            return none
        c = data[p]
        value = none
        if c in (123, 91):  # { [
            depth += 1
            if depth >= MAX_JSON_DEPTH:
                return none
            kinds[depth] = c
            sums[depth] = _OBJECT if c == 123 else _LIST
            lasts[depth] = none
            bases[depth] = top
            p = _space(data, p + 1, end)
            if p >= end:
                return none
            if c == 91 and data[p] != 93:
                continue
            if c == 123 and data[p] != 125:
                p, top = _name(data, p, end, names, bases[depth], top)
                if p < 0:
                    return none
                continue
            value = _mix(sums[depth])
            depth -= 1
            p += 1
        elif c == 34:
            p, _ = _string(data, p, end)
            value = _STRING
        elif c == 45 or 48 <= c <= 57:
            p = _number(data, p, end)
            value = _NUMBER
        else:
            p, value = _word(data, p, end)
        if p < 0:
            return none
        # A value ends at p: give it to what is open, and close what ends here.
        while True:
            p = _space(data, p, end)
            if depth < 0:
                return value if p == end else none
            if p >= end:
                return none
            if kinds[depth] == 123:
                sums[depth] += _mix(names[top - 1] ^ _mix(value))
            elif value != lasts[depth]:
                lasts[depth] = value
                sums[depth] = _mix(sums[depth] ^ value)
            c = data[p]
            p += 1
            if c == 44:  # ,
                if kinds[depth] == 123:
                    p, top = _name(data, _space(data, p, end), end, names, bases[depth], top)
                    if p < 0:
                        return none
                break
            if (c == 125 and kinds[depth] == 123) or (c == 93 and kinds[depth] == 91):
                value = _mix(sums[depth])
                top = bases[depth]
                depth -= 1
                continue
            return none


@nb.njit(cache=True, nogil=True, inline="always")
def _mix(x: np.uint64) -> np.uint64:
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x | np.uint64(2)  # never INVALID or MISSING


@nb.njit(cache=True, nogil=True, inline="always")
def _space(data: np.ndarray, p: int, end: int) -> int:
    while p < end and (data[p] == 32 or data[p] == 10 or data[p] == 13 or data[p] == 9):
        p += 1
    return p


@nb.njit(cache=True, nogil=True)
def _name(data: np.ndarray, p: int, end: int, names: np.ndarray, base: int, top: int) -> tuple[int, int]:
    """Reads `"name" :` and remembers the name; the place after the colon, or -1."""
    if p >= end or data[p] != 34 or top >= len(names):
        return -1, top
    p, key = _string(data, p, end)
    if p < 0:
        return -1, top
    for i in range(base, top):
        if names[i] == key:
            return -1, top
    names[top] = key
    p = _space(data, p, end)
    if p >= end or data[p] != 58:
        return -1, top
    return p + 1, top + 1


@nb.njit(cache=True, nogil=True)
def _string(data: np.ndarray, p: int, end: int) -> tuple[int, np.uint64]:
    """The place after the closing quote, or -1, and a hash of the characters."""
    key = _FNV
    p += 1
    while p < end:
        c = data[p]
        if c == 34:
            return p + 1, key
        if c < 32:
            return -1, key
        if c == 92:
            code, p = _escape(data, p, end)
            if code < 0:
                return -1, key
            key = _hash_utf8(key, code)
            continue
        key = (key ^ np.uint64(c)) * _PRIME
        p += 1
    return -1, key


@nb.njit(cache=True, nogil=True)
def _hash_utf8(key: np.uint64, code: np.int64) -> np.uint64:
    """The hash goes over UTF-8, so that an escaped name equals the same name written out."""
    if code < 0x80:
        return (key ^ np.uint64(code)) * _PRIME
    if code < 0x800:
        key = (key ^ np.uint64(0xC0 | code >> 6)) * _PRIME
    elif code < 0x10000:
        key = (key ^ np.uint64(0xE0 | code >> 12)) * _PRIME
        key = (key ^ np.uint64(0x80 | (code >> 6 & 0x3F))) * _PRIME
    else:
        key = (key ^ np.uint64(0xF0 | code >> 18)) * _PRIME
        key = (key ^ np.uint64(0x80 | (code >> 12 & 0x3F))) * _PRIME
        key = (key ^ np.uint64(0x80 | (code >> 6 & 0x3F))) * _PRIME
    return (key ^ np.uint64(0x80 | (code & 0x3F))) * _PRIME


@nb.njit(cache=True, nogil=True)
def _escape(data: np.ndarray, p: int, end: int) -> tuple[np.int64, int]:
    """The code point of the escape at p (a surrogate pair is one), or -1, and the place after it."""
    if p + 1 >= end:
        return np.int64(-1), p
    c = data[p + 1]
    if c == 117:  # \uXXXX
        first = _hex4(data, p + 2, end)
        if first < 0 or 0xDC00 <= first <= 0xDFFF:
            return np.int64(-1), p
        if first < 0xD800 or first > 0xDBFF:
            return first, p + 6
        if p + 8 > end or data[p + 6] != 92 or data[p + 7] != 117:
            return np.int64(-1), p
        second = _hex4(data, p + 8, end)
        if second < 0xDC00 or second > 0xDFFF:
            return np.int64(-1), p
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), p + 12
    if c in (34, 92, 47):
        return np.int64(c), p + 2
    if c == 98:
        return np.int64(8), p + 2
    if c == 102:
        return np.int64(12), p + 2
    if c == 110:
        return np.int64(10), p + 2
    if c == 114:
        return np.int64(13), p + 2
    if c == 116:
        return np.int64(9), p + 2
    return np.int64(-1), p


@nb.njit(cache=True, nogil=True)
def _hex4(data: np.ndarray, p: int, end: int) -> np.int64:
    if p + 4 > end:
        return np.int64(-1)
    code = np.int64(0)
    for i in range(p, p + 4):
        c = np.int64(data[i])
        if 48 <= c <= 57:
            digit = c - 48
        elif 97 <= (c | 32) <= 102:
            digit = (c | 32) - 87
        else:
            return np.int64(-1)
        code = code * 16 + digit
    return code


@nb.njit(cache=True, nogil=True)
def _digits(data: np.ndarray, p: int, end: int) -> int:
    while p < end and 48 <= data[p] <= 57:
        p += 1
    return p


@nb.njit(cache=True, nogil=True)
def _number(data: np.ndarray, start: int, end: int) -> int:
    p = start + 1 if data[start] == 45 else start
    if p >= end or not 48 <= data[p] <= 57:
        return -1
    whole = p
    p = p + 1 if data[p] == 48 else _digits(data, p, end)
    magnitude = np.int64(p - whole)
    if p < end and data[p] == 46:
        fraction = p + 1
        p = _digits(data, fraction, end)
        if p == fraction:
            return -1
    if p < end and data[p] | 32 == 101:
        p += 1
        negative = p < end and data[p] == 45
        if p < end and (data[p] == 43 or data[p] == 45):
            p += 1
        first = p
        p = _digits(data, p, end)
        if p == first or p - first > 4:
            return -1
        exponent = np.int64(0)
        for i in range(first, p):
            exponent = exponent * 10 + np.int64(data[i]) - 48
        magnitude += -exponent if negative else exponent
        if exponent > _MAX_NUMBER:
            return -1
    return -1 if magnitude > _MAX_EXPONENT or p - start > _MAX_NUMBER else p


@nb.njit(cache=True, nogil=True)
def _word(data: np.ndarray, p: int, end: int) -> tuple[int, np.uint64]:
    """true, false or null at p: the place after it, or -1, and its shape."""
    if p + 4 <= end:
        a, b, c, d = data[p], data[p + 1], data[p + 2], data[p + 3]
        if a == 116 and b == 114 and c == 117 and d == 101:
            return p + 4, _BOOLEAN
        if a == 110 and b == 117 and c == 108 and d == 108:
            return p + 4, _NULL
        if a == 102 and b == 97 and c == 108 and d == 115 and p + 5 <= end and data[p + 4] == 101:
            return p + 5, _BOOLEAN
    return -1, _NULL
