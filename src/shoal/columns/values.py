"""Columns of values by code: one small integer a row, and the distinct JSON values behind the codes.

A test is decided once for each distinct value and then looked up, whatever the number of rows.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.model.paths import EACH, Step

Codes = npt.NDArray[np.integer]

STRING, NUMBER, BOOLEAN, LIST, OBJECT = range(5)

SCALE: Final = 1_000_000  # numbers are held as integers of millionths where they fit
MAX_SCALED: Final = 9_000_000_000_000 * SCALE
NO_NUMBER: Final = np.iinfo(np.int64).min  # not a number, or one that millionths don't hold exactly

_EXACT = Context(prec=2_000)  # more digits than a stored number has: the usual 28 would round
_MANY = 200_000


class Values:
    """Distinct values. `kinds[c]` is the kind of value c, `text[c]` the string itself, or canonical JSON text.

    No two entries are equal values (1 and 1.0 are one), so codes can be compared and counted.
    """

    def __init__(self, kinds: npt.NDArray[np.uint8], text: pa.Array) -> None:
        self.kinds = kinds
        self.text = text

    def __len__(self) -> int:
        return int(self.kinds.size)

    @cached_property
    def scaled(self) -> npt.NDArray[np.int64]:
        """Numbers as millionths; NO_NUMBER where the value is no number or doesn't fit (`inexact`)."""
        out = np.full(len(self), NO_NUMBER, np.int64)
        at = np.flatnonzero(self.kinds == NUMBER)
        if at.size:
            texts = self.text.take(pa.array(at))
            plain = _plain_number(texts)
            exact = at[plain]
            decimals = pc.cast(texts.filter(pa.array(plain)), pa.decimal128(38, 6))
            out[exact] = _unscaled(decimals)
            for code in at[~plain]:
                number = _EXACT.multiply(Decimal(self.text[int(code)].as_py()), Decimal(SCALE))
                if number == number.to_integral_value() and abs(number) <= MAX_SCALED:
                    out[code] = int(number)
        return out

    @cached_property
    def floats(self) -> npt.NDArray[np.float64]:
        """Numbers as the nearest double; NaN where the value is no number."""
        out = np.full(len(self), np.nan)
        at = np.flatnonzero(self.kinds == NUMBER)
        if at.size:
            out[at] = pc.cast(self.text.take(pa.array(at)), pa.float64()).to_numpy()
        return out

    @cached_property
    def inexact(self) -> npt.NDArray[np.bool_]:
        """True for numbers that millionths don't hold."""
        return (self.kinds == NUMBER) & (self.scaled == NO_NUMBER)

    @cached_property
    def number_order(self) -> npt.NDArray[np.int32]:
        """The rank of each number among the numbers, ascending from 0; -1 where the value is no number."""
        out = np.full(len(self), -1, np.int32)
        at = np.flatnonzero(self.kinds == NUMBER)
        if self.inexact.any():
            ordered = sorted(at.tolist(), key=lambda code: Decimal(self.text[code].as_py()))
            out[ordered] = np.arange(at.size, dtype=np.int32)
        else:
            out[at[np.argsort(self.scaled[at], kind="stable")]] = np.arange(at.size, dtype=np.int32)
        return out

    @cached_property
    def _codes_of_strings(self) -> dict[str, int]:
        at = np.flatnonzero(self.kinds == STRING)
        return dict(zip(self.text.take(pa.array(at)).to_pylist(), at.tolist(), strict=True))

    def strings_equal(self, strings: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which values are one of the strings."""
        if len(self) > _MANY:  # a Python string for each would take more memory than the column
            found = pc.call_function("is_in", [self.text], pc.SetLookupOptions(pa.array(strings, pa.string())))
            return found.to_numpy(zero_copy_only=False) & (self.kinds == STRING)
        out = np.zeros(len(self), np.bool_)
        for string in strings:
            code = self._codes_of_strings.get(string)
            if code is not None:
                out[code] = True
        return out

    @cached_property
    def lists(self) -> dict[int, list[object]]:
        """The parsed lists by code; numbers inside are Decimal."""
        return {
            int(code): json.loads(self.text[int(code)].as_py(), parse_float=Decimal, parse_int=Decimal)
            for code in np.flatnonzero(self.kinds == LIST)
        }

    def json_text(self, code: int) -> str:
        text: str = self.text[code].as_py()
        return json.dumps(text, ensure_ascii=False) if self.kinds[code] == STRING else text

    @classmethod
    def of_json(cls, texts: pa.Array) -> "tuple[Values, npt.NDArray[np.int32]]":
        """Distinct values from distinct JSON texts, and the code of each text (-1 for null).

        Texts are valid JSON; several may write one value (`1`, `1.0`, `"\\u0061"`, `"a"`).
        """
        texts = texts.cast(pa.string())
        first = _first_bytes(texts)
        kinds = np.full(len(texts), NUMBER, np.uint8)
        kinds[first == ord('"')] = STRING
        kinds[(first == ord("t")) | (first == ord("f"))] = BOOLEAN
        kinds[first == ord("[")] = LIST
        kinds[first == ord("{")] = OBJECT
        canonical = _canonical(texts, kinds)
        absent = (first == ord("n")) | (first == 0)
        present = np.flatnonzero(~absent)
        codes = np.full(len(texts), -1, np.int32)
        if present.size == 0:
            return cls(np.empty(0, np.uint8), pa.array([], pa.string())), codes
        # Kinds other than strings start with a byte that tells them apart, so kind and text make one key.
        prefixed = pc.binary_join_element_wise(
            pc.cast(pa.array(kinds[present]), pa.string()), canonical.take(pa.array(present)), ""
        )
        encoded = prefixed.dictionary_encode()
        codes[present] = encoded.indices.to_numpy()
        first_rows = np.full(len(encoded.dictionary), -1, np.int64)
        first_rows[codes[present][::-1]] = present[::-1]
        return cls(kinds[first_rows], canonical.take(pa.array(first_rows))), codes

    @classmethod
    def of_strings(cls, strings: pa.Array) -> "Values":
        """Distinct plain strings."""
        return cls(np.full(len(strings), STRING, np.uint8), strings.cast(pa.string()))


def _first_bytes(texts: pa.Array) -> npt.NDArray[np.uint8]:
    """The first byte of each text, 0 for an empty or null one."""
    starts = pc.utf8_slice_codeunits(pc.fill_null(texts, ""), 0, 1)
    firsts = starts.dictionary_encode()
    codes = np.array([ord(s) if s else 0 for s in firsts.dictionary.to_pylist()], np.uint8)
    return codes[firsts.indices.to_numpy()] if len(texts) else np.empty(0, np.uint8)


def _canonical(texts: pa.Array, kinds: npt.NDArray[np.uint8]) -> pa.Array:
    """One text for one value: strings decoded, numbers without exponent or trailing zeros, the rest compact."""
    odd = (kinds == LIST) | (kinds == OBJECT)
    strings = kinds == STRING
    escaped = strings & _matches(texts, r"\\")
    plain = pc.utf8_slice_codeunits(texts, 1, -1)
    out = pc.if_else(pa.array(strings), plain, texts)
    numbers = kinds == NUMBER
    whole = _matches(texts, r"^(0|-?[1-9][0-9]*)$")
    fraction = numbers & _matches(texts, r"^(-?[1-9][0-9]*|0)\.[0-9]+$")
    if fraction.any():
        out = pc.if_else(pa.array(fraction), pc.utf8_rtrim(pc.utf8_rtrim(texts, "0"), "."), out)
    rewrite = np.flatnonzero(escaped | odd | (numbers & ~whole & ~fraction))
    if rewrite.size == 0:
        return out
    rewritten = [_canonical_text(t) for t in texts.take(pa.array(rewrite)).to_pylist()]
    mask = np.zeros(len(texts), np.bool_)
    mask[rewrite] = True
    return pc.replace_with_mask(out, pa.array(mask), pa.array(rewritten, pa.string()))


def _canonical_text(text: str | None) -> str:
    if not text or text == "null":
        return ""
    first = text[0]
    if first == '"':
        string: str = json.loads(text)
        # A lone surrogate is no text that can be stored; it reads as the replacement character.
        return string.encode("utf-8", "replace").decode()
    if first in "[{":
        return canonical_json(json.loads(text, parse_float=Decimal, parse_int=Decimal))
    return number_text(Decimal(text))


def number_text(number: Decimal) -> str:
    """A number without exponent, trailing zeros or a negative zero."""
    if number == 0:
        return "0"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical_json(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{canonical_json(v)}" for k, v in sorted(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical_json, value)) + "]"
    if isinstance(value, Decimal):
        return number_text(value)
    return json.dumps(value)


def _plain_number(texts: pa.Array) -> npt.NDArray[np.bool_]:
    return _matches(texts, r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$")


def _matches(texts: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    found = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
    result: npt.NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return result


def _unscaled(decimals: pa.Array) -> npt.NDArray[np.int64]:
    """The integers behind decimal128 values that fit 64 bits."""
    halves = np.frombuffer(decimals.buffers()[1], np.int64)
    return halves[2 * decimals.offset : 2 * (decimals.offset + len(decimals)) : 2]


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """`codes` by row: ≥ 0 an entry of `values`, -1 missing."""

    codes: Codes
    values: Values


def narrow(codes: npt.NDArray[np.integer], values: int) -> Codes:
    """The codes in the smallest signed integers that hold them."""
    for dtype in (np.int8, np.int16):
        if values <= np.iinfo(dtype).max:
            return codes.astype(dtype, copy=False)
    return codes.astype(np.int32, copy=False)


def parts(values: Values, steps: Sequence[Step]) -> tuple[Values, npt.NDArray[np.int32]]:
    """What lies at `steps` inside each value, and the code of each; a path with EACH gives lists.

    A value without that part, or of a kind that has no parts, has none.
    """
    texts: list[str | None] = []
    for code in range(len(values)):
        if values.kinds[code] not in (LIST, OBJECT):
            texts.append(None)
            continue
        found = _walk(json.loads(values.text[code].as_py(), parse_float=Decimal, parse_int=Decimal), list(steps))
        texts.append(None if found is None else canonical_json(found))
    distinct = pa.array(texts, pa.string()).dictionary_encode()
    result, codes_of_distinct = Values.of_json(distinct.dictionary)
    indices = pc.fill_null(distinct.indices, -1).to_numpy(zero_copy_only=False)
    lookup = np.append(codes_of_distinct, np.int32(-1))
    return result, lookup[indices]


def _walk(value: object, steps: list[Step]) -> object | None:
    for position, step in enumerate(steps):
        if step is EACH:
            if not isinstance(value, list):
                return None
            rest = steps[position + 1 :]
            found = [_walk(item, rest) for item in value]
            flat: list[object] = []
            for item in found:
                if EACH in rest and isinstance(item, list):
                    flat.extend(item)
                elif item is not None:
                    flat.append(item)
            return flat
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value
