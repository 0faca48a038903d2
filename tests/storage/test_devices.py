"""Devices, read from the context of records."""

from collections.abc import Callable

import pytest
from log_rows import rows

from shoal.storage import Appended, Store

Append = Callable[..., Appended]


@pytest.mark.parametrize(
    ("context", "device"),
    [
        ('{"device": {"id": "d", "type": "ios", "model": "iPhone17"}}', ("d", "iOS", None, None, "iPhone17")),
        ('{"device": {"type": "Android"}, "os": {"version": "14"}}', ("platform:Android", "Android", "14", None, None)),
        (
            '{"os": {"name": "iPadOS", "version": "17.1"}, "app": {"version": "3.2"}}',
            ("platform:iOS", "iOS", "17.1", "3.2", None),
        ),
        ('{"os": {"name": "Android"}, "userAgent": "x"}', ("platform:Android", "Android", None, None, None)),
        ('{"page": {"path": "/"}}', ("platform:Web", "Web", None, None, None)),
        ('{"userAgent": "Mozilla"}', ("platform:Web", "Web", None, None, None)),
        ('{"library": {"name": "analytics.js"}}', ("platform:Web", "Web", None, None, None)),
        ('{"device": {"id": "d"}}', ("d", None, None, None, None)),
        ('{"device": {"id": "d", "model": {"x": 1}}}', ("d", None, None, None, None)),
    ],
)
def test_a_context_tells_a_device(append: Append, store: Store, context: str, device: tuple[str | None, ...]):
    append({"event": "A", "time": 1, "user_id": "u", "context": context})
    assert rows(store, "SELECT device_id, platform, os_version, app_version, model FROM devices") == [device]


@pytest.mark.parametrize(
    "context",
    ['{"library": {"name": "analytics-python"}}', "{}", '{"os": {"name": "Linux"}}', '{"device": {"id": ""}}'],
)
def test_a_context_that_tells_none(append: Append, store: Store, context: str):
    append({"event": "A", "time": 1, "user_id": "u", "context": context})
    assert rows(store, "SELECT * FROM devices") == []


def test_only_the_first_and_last_of_equal_states_are_kept(append: Append, store: Store):
    ios = '{"device": {"id": "d", "type": "ios"}, "os": {"version": "%s"}}'
    times = [(1, "16"), (2, "16"), (3, "16"), (4, "17"), (5, "16"), (6, "16")]
    append(*({"event": "A", "time": t, "user_id": "u", "context": ios % version} for t, version in reversed(times)))
    append({"event": "A", "time": 2, "user_id": "other", "context": ios % "16"})
    assert rows(store, "SELECT profile, epoch_us(time), os_version FROM devices ORDER BY 1, 2") == [
        (0, 1, "16"),
        (0, 3, "16"),
        (0, 4, "17"),
        (0, 5, "16"),
        (0, 6, "16"),
        (1, 2, "16"),
    ]
