"""A store in a fresh folder, and files to import."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shoal.ingest import ImportReport, Mapping_, import_events, import_profiles, import_tags
from shoal.storage import Store

NOW = 1_700_000_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", write=True, now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file to import."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def load(store: Store, tmp_path: Path) -> Callable[..., ImportReport]:
    """Imports a file as the command line would, with rejects to rejects.csv."""
    importers = {"events": import_events, "profiles": import_profiles, "tags": import_tags}

    def run(path: Path, mapping: str | None = None, kind: str = "events", **options: object) -> ImportReport:
        return importers[kind](
            store,
            path,
            mapping=Mapping_.loads(mapping) if mapping else None,
            now=lambda: NOW,
            rejects=tmp_path / "rejects.csv",
            **options,
        )

    return run


@pytest.fixture
def rows(store: Store) -> Callable[[str], list[tuple[object, ...]]]:
    """The rows of a query over the log."""

    def query(sql: str) -> list[tuple[object, ...]]:
        connection = store.sql()
        try:
            return connection.sql(sql).fetchall()
        finally:
            connection.close()

    return query


@pytest.fixture
def rejected(tmp_path: Path) -> Callable[[], list[list[str]]]:
    """The rows of the file of rejected rows, without its header."""
    import csv

    def read() -> list[list[str]]:
        with (tmp_path / "rejects.csv").open(newline="") as rejects:
            return list(csv.reader(rejects))[1:]

    return read
