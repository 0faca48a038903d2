"""Rows into a store's log, and rows out of it."""

import numpy as np
import pyarrow as pa

from shoal.storage import INCOMING, Store

NOW = 1_700_000_000_000_000


def incoming(*rows: dict[str, object]) -> pa.Table:
    """Records as a table of schema INCOMING; what a row leaves out is null."""
    columns = []
    for field in INCOMING:
        plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        column = pa.array([row.get(field.name) for row in rows], plain)
        columns.append(column.dictionary_encode() if pa.types.is_dictionary(field.type) else column)
    return pa.table(columns, names=INCOMING.names)


def column(store: Store, query: str) -> list[object]:
    """The first column of a query over the store's log."""
    connection = store.sql()
    try:
        return [row[0] for row in connection.sql(query).fetchall()]
    finally:
        connection.close()


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    connection = store.sql()
    try:
        return connection.sql(query).fetchall()
    finally:
        connection.close()


def whole(array: np.ndarray) -> list[int]:
    return [int(value) for value in array]
