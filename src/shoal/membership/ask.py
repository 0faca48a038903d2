"""What people look up about published members: rows with chosen attributes."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.columns.values import BOOLEAN, NUMBER, SCALE, STRING, ValueColumn
from shoal.membership.generations import members
from shoal.model.paths import parse_path
from shoal.storage import Store


def member_rows(store: Store, segment: str, columns: Sequence[str], *, as_of: int | None = None) -> pa.Table:
    """`profile_id` and one column for each attribute path, as of the generation's instant, by ascending profile id.

    A column of numbers is int64 or double, of booleans boolean; anything else is text, lists and objects as JSON.
    Raises NotFound before the first refresh, InvalidInput for a malformed path.
    """
    for path in columns:
        parse_path(path)
    published = members(store, segment, as_of=as_of)
    numbers = np.array(published.profiles, np.int64)
    ids = store.profile_ids(store.snapshot()).take(pa.array(numbers))
    arrays = {"profile_id": ids}
    for path in columns:
        column = store.source().attribute(path, published.generation.as_of)
        arrays[path] = _array(ValueColumn(column.codes[numbers], column.values))
    return pa.table(arrays).sort_by("profile_id")


def profiles_with(store: Store, path: str, text: str, *, as_of: int) -> tuple[int, ...]:
    """The canonical dense numbers of the profiles whose attribute is exactly this text at `as_of`."""
    column = store.source().attribute(path, as_of)
    values = column.values
    is_it = pc.equal(values.text, text).to_numpy(zero_copy_only=False) & (values.kinds == STRING)
    return tuple(np.flatnonzero(np.isin(column.codes, np.flatnonzero(is_it))).tolist())


def _array(column: ValueColumn) -> pa.Array:
    values = column.values
    missing = column.codes < 0
    kinds = np.unique(values.kinds[np.unique(column.codes[~missing])])
    codes = pa.array(column.codes.astype(np.int32), mask=missing)
    if kinds.size == 1 and kinds[0] == NUMBER:
        return _numbers(column, missing)
    if kinds.size == 1 and kinds[0] == BOOLEAN:
        return pc.equal(values.text, "true").take(codes)
    # Strings stand as they are; numbers, lists and objects beside them as JSON text.
    return values.text.take(codes)


def _numbers(column: ValueColumn, missing: npt.NDArray[np.bool_]) -> pa.Array:
    used = np.unique(column.codes[~missing])
    if not column.values.inexact[used].any() and not (column.values.scaled[used] % SCALE).any():
        return pa.array(np.append(column.values.scaled // SCALE, 0)[column.codes], mask=missing)
    return pa.array(np.append(column.values.floats, 0.0)[column.codes], mask=missing)
