"""Cheap commands start at once: the engine's libraries are loaded by the commands that need them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_world import Shoal

HEAVY = ("numba", "duckdb", "pyarrow", "sqlalchemy", "numpy", "lark", "yaml", "alembic", "msgspec")


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint('loaded', *sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "code",
    [
        "import shoal",
        "from shoal.app.cli import main; main(['--help'])",
        "from shoal.app.cli import main; main(['version'])",
        "from shoal.app.cli import main; main(['segments', 'create', '--help'])",
        "from shoal.app.cli import main; main(['refresh'])",  # an error that needs no data
    ],
)
def test_no_heavy_module_is_loaded(code: str) -> None:
    loaded = loaded_after(code)

    assert "shoal" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_library_loads_the_engine_when_it_is_opened() -> None:
    assert "pyarrow" in loaded_after("import shoal; shoal.open")


def test_python_m_shoal_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "shoal", "--version"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("shoal 0.")


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import shoal; shoal.opne"], capture_output=True, text=True, check=False
    )

    assert "AttributeError: module 'shoal' has no attribute 'opne'" in done.stderr


def test_letters_that_the_terminal_cant_show_are_replaced(tmp_path: Path) -> None:
    script = "from shoal.app.cli import main; main(['catalog', 'ş'])"
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "SHOAL_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=ascii_only)

    assert "no data" in done.stderr


def test_a_reader_that_goes_away_is_no_failure() -> None:
    script = "from shoal.app.cli import main; main(['segments', 'create', '--help'])"
    done = subprocess.run(
        f'{sys.executable} -c "{script}" | head -1', shell=True, capture_output=True, text=True, check=True
    )

    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["segments", "list"], ["segments", "show", "buyers"], ["members", "buyers"]])
def test_looking_at_segments_loads_no_engine(command: list[str], data: Path, shoal: Shoal) -> None:
    assert shoal("segments", "create", "Buyers", "--rule", 'did "Order Completed"').code == 0
    assert shoal("refresh", "--all").code == 0

    loaded = loaded_after(f"from shoal.app.cli import main; assert main({[*command, '--data-dir', str(data)]}) == 0")

    assert "sqlalchemy" in loaded
    assert loaded.isdisjoint({"numba", "duckdb"})
