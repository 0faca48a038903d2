"""The command line, run in this process at a fixed time, on a small imported world."""

import shutil
from pathlib import Path

import pytest
from small_world import NOW, RECORDS, Done, Shoal, write_lines

from shoal.app import clock
from shoal.app.cli import main


@pytest.fixture
def shoal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shoal:
    """Runs `shoal …` in an empty directory, on a terminal of 80 columns where nobody can be asked."""
    for name in ("SHOAL_DATA", "SHOAL_ZONE", "SHOAL_CONFIG", "SHOAL_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHOAL_ACTOR", "ayşe")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Done(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with RECORDS, made once; tests take a copy of it."""
    folder = tmp_path_factory.mktemp("imported")
    file = write_lines(folder / "records.jsonl", RECORDS)
    assert main(["import", "events", str(file), "--data-dir", str(folder / "data"), "--source", "shop"]) == 0
    return folder / "data"


@pytest.fixture
def data(imported: Path, tmp_path: Path, shoal: Shoal) -> Path:
    """The small world as the default data directory of the commands."""
    return Path(shutil.copytree(imported, tmp_path / "shoal-data"))
