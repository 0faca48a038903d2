"""A store in a fresh folder, and records to append to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from log_rows import NOW, incoming

from shoal.storage import Appended, Store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    opened = Store.open(data, write=True, now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def append(store: Store) -> Callable[..., Appended]:
    """Appends rows, each with a message id of its own unless it says one."""
    count = 0

    def add(*rows: dict[str, object], source: str = "test") -> Appended:
        nonlocal count
        named = []
        for row in rows:
            count += 1
            named.append({"message_id": f"message {count}"} | row)
        return store.appender.append(incoming(*named), source=source, now=NOW)

    return add
