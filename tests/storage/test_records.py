"""The records database: its schema is what the migrations make, its writers don't lose one another's work."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, select, text, update

from shoal.model.errors import CorruptStore, StorageError
from shoal.storage.records import HEAD, Records, tables
from shoal.storage.records.migrations import configuration


@pytest.fixture
def records(tmp_path: Path) -> Records:
    made = Records.at(tmp_path / "records.sqlite")
    made.upgrade()
    return made


def test_the_constant_names_the_newest_migration():
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD


def test_the_migrations_make_exactly_the_tables(records: Records):
    with records.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_migrations_run_down_and_up_again():
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "head")
        command.downgrade(configuration(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(configuration(connection), "head")
        assert set(tables.metadata.tables) <= set(inspect(connection).get_table_names())


def test_opening_an_up_to_date_database_does_not_load_alembic(records: Records, tmp_path: Path):
    program = (
        "import sys; from pathlib import Path; from shoal.storage.records import Records; "
        f"Records.at(Path({str(tmp_path / 'records.sqlite')!r})).upgrade(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_database_of_a_newer_version_is_refused(records: Records):
    with records.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="revision 9999"):
        records.upgrade()


def test_concurrent_read_modify_write_loses_nothing(records: Records):
    t = tables.workspace
    with records.write() as connection:
        connection.execute(insert(t).values(workspace_id="main", zone="UTC", created_at=0))

    def add_one() -> None:
        for _ in range(10):
            with records.write() as connection:
                present = connection.execute(select(t.c.created_at)).scalar_one()
                connection.execute(update(t).values(created_at=present + 1))

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.read() as connection:
        assert connection.execute(select(t.c.created_at)).scalar_one() == 40


def test_a_reader_sees_one_state_while_somebody_writes(records: Records):
    t = tables.workspace
    with records.read() as reading:
        assert reading.execute(select(t.c.zone)).all() == []
        with records.write() as writing:
            writing.execute(insert(t).values(workspace_id="main", zone="UTC", created_at=0))
        assert reading.execute(select(t.c.zone)).all() == []
    with records.read() as reading:
        assert reading.execute(select(t.c.zone)).all() == [("UTC",)]


def test_a_damaged_database_is_named(tmp_path: Path):
    path = tmp_path / "records.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(CorruptStore, match=r"records\.sqlite is damaged"):
        Records.at(path).revision()
