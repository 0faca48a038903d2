"""Devices, as the context of records tells them."""

import duckdb
import numpy as np
import pyarrow as pa

FIELDS = ("device_id", "platform", "os_version", "app_version", "model")

# json_extract_string of an object or a list gives its text, which is no version or model.
_FIELDS_OF_CONTEXT = """
    WITH texts AS (
        SELECT place, list_transform(
            json_extract_string(context, ['$.device.id', '$.device.type', '$.os.name', '$.os.version',
                                          '$.app.version', '$.device.model', '$.userAgent', '$.library.name']),
            lambda t: CASE WHEN t = '' OR t LIKE '{%' OR t LIKE '[%' THEN NULL ELSE t END) AS t,
            json_type(context, '$.page') IN ('OBJECT', 'VARCHAR') AS has_page
        FROM distinct_contexts
    ), known AS (
        SELECT place, t, CASE
            WHEN lower(t[2]) = 'ios' THEN 'iOS'
            WHEN lower(t[2]) = 'android' THEN 'Android'
            WHEN lower(t[3]) IN ('ios', 'ipados') THEN 'iOS'
            WHEN lower(t[3]) = 'android' THEN 'Android'
            WHEN has_page OR t[7] IS NOT NULL OR t[8] = 'analytics.js' THEN 'Web'
            END AS platform
        FROM texts
    )
    SELECT coalesce(t[1], 'platform:' || platform) AS device_id, platform, t[4] AS os_version, t[5] AS app_version,
           t[6] AS model
    FROM known ORDER BY place
"""


def devices_of(connection: duckdb.DuckDBPyConnection, contexts: pa.Array) -> pa.Table:
    """The columns FIELDS for each context (JSON object text, none null); device_id is null where none is told."""
    table = pa.table({"place": np.arange(len(contexts)), "context": contexts})
    connection.register("distinct_contexts", table)
    try:
        return connection.sql(_FIELDS_OF_CONTEXT).to_arrow_table()
    finally:
        connection.unregister("distinct_contexts")


def telling_rows(profiles: np.ndarray, devices: np.ndarray, states: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The rows that say something new of a device: the first and the last, in time, of each run of equal states.

    The last of a run matters when an older record arrives later. Shapes: four int columns of length n; a device is a
    number for its id, a state one for all its fields. Returns row numbers, ascending.
    """
    device = profiles.astype(np.int64) << 32 | devices
    order = np.lexsort((times, device))
    device, states = device[order], states[order]
    changes = np.ones(len(order) + 1, dtype=np.bool_)
    changes[1:-1] = (device[1:] != device[:-1]) | (states[1:] != states[:-1])
    return np.sort(order[changes[:-1] | changes[1:]])
