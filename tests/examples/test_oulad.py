"""The questions about learners of two courses: the same people as independent SQL over the file itself."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.examples.asking import Questions

from shoal import ingest
from shoal.storage import Store

FOLDER = Path(__file__).parents[2] / "examples" / "oulad"
QUESTIONS = Questions(FOLDER)
NOW = QUESTIONS.as_of + 1


@pytest.fixture(scope="module")
def prepared(public_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what prepare.sql makes of the data set's own files."""
    folder = tmp_path_factory.mktemp("oulad")
    for file in (public_data / "oulad_part").glob("*.parquet"):
        shutil.copyfile(file, folder / file.name)
    before = Path.cwd()
    os.chdir(folder)
    try:
        duckdb.connect().execute((FOLDER / "prepare.sql").read_text(encoding="utf-8"))
    finally:
        os.chdir(before)
    return folder


@pytest.fixture(scope="module")
def courses(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("courses"), write=True, now=NOW, zone=QUESTIONS.zone)
    for file in ("events", "learners"):
        mapping = ingest.Mapping_.load(FOLDER / f"{file}.yaml")
        imported = ingest.import_events if mapping.kind == "events" else ingest.import_profiles
        report = imported(store, prepared / f"{file}.parquet", mapping=mapping, source=file, now=lambda: NOW)
        assert (report.rejected, report.duplicates) == (0, 0)
    QUESTIONS.ask(store, now=lambda: NOW)
    yield store
    store.close()


@pytest.mark.parametrize("name", QUESTIONS.by_name)
def test_the_members_are_those_of_the_sql(name: str, courses: Store, prepared: Path) -> None:
    expected = QUESTIONS.by_hand(name, courses, prepared / "events.parquet", ("learner", "VARCHAR"))
    assert QUESTIONS.answered(name, courses) == expected
    assert 0 < len(expected) < 2_515
