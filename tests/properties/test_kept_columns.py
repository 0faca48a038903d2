"""Columns kept on disk are a convenience: lost or damaged ones are made again, and the answer stays the same."""

from pathlib import Path
from random import Random

from tests.properties import stored_world
from tests.properties.worlds import seeded_case

from shoal import oracle
from shoal.storage import Store

DESCRIPTIONS = (b"", b"[]", b"null", b'{"files": 3}', b'{"files": [[1]]}', b"\xff\xfe")


def damage(file: Path, rng: Random) -> None:
    data = file.read_bytes()
    file.unlink()  # a new file: the old one may be mapped into memory
    match rng.choice(("gone", "empty", "short", "random")):
        case "empty":
            file.write_bytes(b"")
        case "short":
            file.write_bytes(data[: len(data) // 2])
        case "random":
            file.write_bytes(rng.choice(DESCRIPTIONS) if file.suffix == ".json" else rng.randbytes(300))


def test_damaged_columns_are_made_again(tmp_path: Path) -> None:
    damaged = 0
    for seed in range(60_000, 60_012):
        case = seeded_case(seed)
        rng = Random(seed)
        directory = tmp_path / str(seed)
        question = (case.rule, case.world, case.as_of, case.zone)
        expected = oracle.members(case.rule, case.world, case.as_of, zone=case.zone)
        store = stored_world.write(case.world, directory, rng, case.as_of)
        assert stored_world.stored_members(store, *question) == expected
        store.close()
        for writes in (False, True):
            files = sorted(file for file in directory.rglob("derived/**/*") if file.is_file())
            for file in rng.sample(files, rng.randint(1, len(files))):
                damage(file, rng)
                damaged += 1
            store = Store.open(directory, write=writes, now=stored_world.NOW)
            assert stored_world.stored_members(store, *question) == expected, f"seed {seed}"
            store.close()
    assert damaged > 30


def test_kept_columns_that_point_nowhere_are_made_again(tmp_path: Path) -> None:
    """A column of another size, type or range would make the engine read beyond its tables."""
    case = seeded_case(60_001)
    question = (case.rule, case.world, case.as_of, case.zone)
    store = stored_world.write(case.world, tmp_path, Random(1), case.as_of)
    expected = stored_world.stored_members(store, *question)
    store.close()
    changed = 0
    for file in tmp_path.rglob("derived/**/*.npy"):
        if file.name.startswith(("profile-", "codes-")):
            data = bytearray(file.read_bytes())
            data[-1:] = b"\x7f"
            file.unlink()
            file.write_bytes(data)
            changed += 1
    assert changed
    again = Store.open(tmp_path, write=False, now=stored_world.NOW)
    assert stored_world.stored_members(again, *question) == expected
    again.close()
