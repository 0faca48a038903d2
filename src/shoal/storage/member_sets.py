"""Published member sets on disk: the present one of a segment whole, older ones by undoing the changes since.

members/<run>.roar    member sets as Roaring, one after the other; kept while some segment's present one is in it
changes/<run>.roar    the sets that entered or left, kept for good
"""

from pathlib import Path
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Connection, Row, select

from shoal.model.errors import CorruptStore
from shoal.storage.records import Records
from shoal.storage.records.tables import change_set, generation

MEMBERS, CHANGES = "members", "changes"


def published(
    records: Records,
    workspace_id: str,
    folder: Path,
    segment: str,
    *,
    as_of: int | None = None,
    before: int | None = None,
) -> tuple[Row[Any], BitMap] | None:
    """The row and the members of the last generation with an as_of up to the given one and an id below `before`.

    None when there is no such generation. Profiles are the dense numbers as published. Raises CorruptStore.
    """
    for attempt in (1, 2):
        with records.read() as connection:
            row = generation_at(connection, workspace_id, segment, as_of=as_of, before=before)
            if row is None:
                return None
            try:
                return row, read_generation(connection, workspace_id, folder, segment, row.id)
            except FileNotFoundError:
                # A generation was published between our look at the records and at the file; look again.
                if attempt == 2:
                    raise CorruptStore(
                        f"the members of {segment!r} are missing on disk",
                        hint="run `shoal rebuild` to make them again",
                    ) from None
    raise AssertionError


def generation_at(
    connection: Connection, workspace_id: str, segment: str, *, as_of: int | None = None, before: int | None = None
) -> Row[Any] | None:
    g = generation.c
    query = select(generation).where(g.workspace_id == workspace_id, g.segment_id == segment)
    if as_of is not None:
        query = query.where(g.as_of <= as_of)
    if before is not None:
        query = query.where(g.id < before)
    return connection.execute(query.order_by(g.id.desc()).limit(1)).one_or_none()


def read_generation(connection: Connection, workspace_id: str, folder: Path, segment: str, id: int) -> BitMap:
    """The members of one generation. Raises FileNotFoundError when a newer one took the place of the present one."""
    g, c = generation.c, change_set.c
    present = connection.execute(
        select(g.file, g.offset, g.length).where(
            g.workspace_id == workspace_id, g.segment_id == segment, g.file.is_not(None)
        )
    ).one()
    undone = connection.execute(
        select(c.direction, c.file, c.offset, c.length)
        .where(c.workspace_id == workspace_id, c.segment_id == segment, c.generation_id > id)
        .order_by(c.first_number.desc())
    ).all()
    profiles = read_set(folder / present.file, present.offset, present.length)
    for change in undone:
        changed = read_set(folder / change.file, change.offset, change.length)
        profiles = profiles - changed if change.direction == "entered" else profiles | changed
    return profiles


def replayed(records: Records, workspace_id: str, folder: Path, segment: str, *, through: int) -> BitMap:
    """The members that the change log alone gives, from the first change through a generation. Raises CorruptStore."""
    c = change_set.c
    with records.read() as connection:
        changes = connection.execute(
            select(c.direction, c.file, c.offset, c.length)
            .where(c.workspace_id == workspace_id, c.segment_id == segment, c.generation_id <= through)
            .order_by(c.first_number)
        ).all()
    profiles = BitMap()
    for change in changes:
        path = folder / change.file
        try:
            changed = read_set(path, change.offset, change.length)
        except FileNotFoundError:
            raise damaged(path) from None
        profiles = profiles | changed if change.direction == "entered" else profiles - changed
    return profiles


def changes(
    records: Records, workspace_id: str, folder: Path, segment: str, *, before: int | None = None
) -> list[tuple[int, str, str, BitMap]]:
    """(instant, direction, cause, profiles) of each set of changes, in order; of generations below `before`.

    Raises CorruptStore.
    """
    c = change_set.c
    query = select(c.at, c.direction, c.cause, c.file, c.offset, c.length).where(
        c.workspace_id == workspace_id, c.segment_id == segment
    )
    if before is not None:
        query = query.where(c.generation_id < before)
    with records.read() as connection:
        rows = connection.execute(query.order_by(c.first_number)).all()
    try:
        return [(r.at, r.direction, r.cause, read_set(folder / r.file, r.offset, r.length)) for r in rows]
    except FileNotFoundError as error:
        raise damaged(Path(str(error.filename))) from None


def read_set(path: Path, offset: int, length: int) -> BitMap:
    """Raises CorruptStore, and FileNotFoundError."""
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(length)
    if len(data) != length:
        raise damaged(path)
    try:
        return BitMap.deserialize(data)
    except ValueError as error:
        raise damaged(path) from error


def damaged(path: Path) -> CorruptStore:
    return CorruptStore(f"{path} doesn't hold the members it should", hint="run `shoal rebuild` to make them again")
