"""What a person is called, for people to read: from the attributes that usually hold it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoal.columns.values import STRING, ValueColumn
from shoal.storage import Store

# Attributes of the tracking format that name a person, and that place one, the best first.
NAMES = ("name", "firstName", "lastName", "username", "email")
_WHOLE, _FIRST, _LAST, _USER, EMAIL = NAMES
_PLACES = ("city", "address.city", "country", "address.country")


@dataclass(frozen=True, slots=True)
class Person:
    """`name` and `detail` (an e-mail address, else a place) are None where the data doesn't say."""

    id: str
    name: str | None
    detail: str | None


def people(store: Store, numbers: Sequence[int] | npt.NDArray[np.integer], *, as_of: int) -> tuple[Person, ...]:
    """The persons with these dense numbers, in this order; for a page of them, not for everybody."""
    chosen = np.asarray(numbers, np.int64)
    if chosen.size == 0:
        return ()
    ids = store.profile_ids(store.snapshot())
    known = store.catalog().attributes
    texts = {path: _texts(store, path, chosen, as_of) for path in (*NAMES, *_PLACES) if path in known}

    def of(path: str, row: int) -> str | None:
        return texts[path][row] if path in texts else None

    out = []
    for row, number in enumerate(chosen.tolist()):
        both = " ".join(filter(None, (of(_FIRST, row), of(_LAST, row))))
        name = of(_WHOLE, row) or both or of(_USER, row)
        place = next((found for path in _PLACES if (found := of(path, row))), None)
        out.append(Person(ids[number].as_py(), name or of(EMAIL, row), of(EMAIL, row) if name else place))
    return tuple(out)


def _texts(store: Store, path: str, chosen: npt.NDArray[np.int64], as_of: int) -> list[str | None]:
    column = store.source().attribute(path, as_of)
    return [_text(column, int(code)) for code in column.codes[chosen]]


def _text(column: ValueColumn, code: int) -> str | None:
    if code < 0 or column.values.kinds[code] != STRING:
        return None
    text: str = column.values.text[code].as_py()
    return text.strip() or None


def values_of(
    store: Store, numbers: Sequence[int], paths: Sequence[str], *, as_of: int
) -> tuple[dict[str, object], ...]:
    """The attributes at the paths as JSON values, one mapping a person; None where one isn't set."""
    columns = {path: store.source().attribute(path, as_of) for path in paths}
    return tuple(
        {path: _json(column, int(column.codes[number])) for path, column in columns.items()} for number in numbers
    )


def _json(column: ValueColumn, code: int) -> object:
    return None if code < 0 else json.loads(column.values.json_text(code))
