"""Published member sets: one generation a segment and refresh, switched in one transaction, and the change log.

`shoal.storage.member_sets` says how they lie on disk, and reads them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyroaring import BitMap
from sqlalchemy import Connection, Table, func, insert, select, update

from shoal.model.errors import NotFound
from shoal.model.segment import Cause
from shoal.storage import Store, layout, member_sets
from shoal.storage.member_sets import CHANGES, MEMBERS
from shoal.storage.records import tables

STATIC = "static"  # the fingerprint of generations whose members no rule gave


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """A published set of members. Times are microseconds since 1970 UTC."""

    id: int
    segment: str
    members: int
    as_of: int
    published_at: int
    watermark: int
    fingerprint: str
    definition_version: int


@dataclass(frozen=True, slots=True)
class Membership:
    """The members of a segment, by dense profile number, and the generation that published them."""

    profiles: BitMap
    generation: GenerationInfo


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Profiles that entered or left for one cause."""

    direction: str  # entered, left
    cause: Cause
    profiles: bytes  # Roaring
    count: int


@dataclass(frozen=True, slots=True)
class NewGeneration:
    """What one segment's refresh publishes."""

    segment: str
    definition_version: int
    fingerprint: str
    profiles: bytes  # Roaring
    members: int
    changes: tuple[ChangeSet, ...]


def publish(
    connection: Connection,
    store: Store,
    run: int,
    made: Sequence[NewGeneration],
    *,
    as_of: int,
    watermark: int,
    at: int,
) -> None:
    """Switches the segments to their new generations within the caller's transaction; the files are durable by then."""
    g, c = tables.generation, tables.change_set
    first_id = (connection.execute(select(func.max(g.c.id))).scalar() or 0) + 1
    number = _next_number(connection)
    offset = change_offset = 0
    generations: list[tuple[object, ...]] = []
    changes: list[tuple[object, ...]] = []
    workspace = store.workspace_id
    for id_, new in enumerate(made, first_id):
        length = len(new.profiles)
        about = (new.definition_version, new.fingerprint, new.members)
        place = (f"{MEMBERS}/{run}.roar", offset, length)
        generations.append((workspace, id_, new.segment, run, as_of, at, watermark, *about, *place))
        offset += length
        for change in new.changes:
            what = (new.segment, change.direction, change.cause, as_of, change.count)
            place = (f"{CHANGES}/{run}.roar", change_offset, len(change.profiles))
            changes.append((workspace, number, id_, *what, *place))
            number += change.count
            change_offset += len(change.profiles)
    insert_rows(connection, g, _GENERATION, generations)
    insert_rows(connection, c, _CHANGE_SET, changes)
    if generations:
        refreshed = select(g.c.segment_id).where(g.c.run_id == run)
        connection.execute(
            update(g)
            .where(g.c.file.is_not(None), g.c.run_id != run, g.c.segment_id.in_(refreshed))
            .values(file=None, offset=None, length=None)
        )


_GENERATION = (
    *("workspace_id", "id", "segment_id", "run_id", "as_of", "published_at", "watermark"),
    *("definition_version", "fingerprint", "members", "file", "offset", "length"),
)
_CHANGE_SET = (
    *("workspace_id", "first_number", "generation_id", "segment_id", "direction", "cause", "at", "count"),
    *("file", "offset", "length"),
)


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Inserts many rows given as tuples in the order of `names`, as plain as the driver takes them."""
    if rows:
        compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(names))
        places = [list(names).index(name) for name in compiled.positiontup or ()]
        if places != list(range(len(names))):
            rows = [tuple(row[place] for place in places) for row in rows]
        connection.exec_driver_sql(str(compiled), list(rows))


def _next_number(connection: Connection) -> int:
    c = tables.change_set
    last = connection.execute(
        select(c.c.first_number, c.c.count).order_by(c.c.first_number.desc()).limit(1)
    ).one_or_none()
    return 1 if last is None else last.first_number + last.count


def write_files(store: Store, run: int, made: Sequence[NewGeneration]) -> None:
    """Writes the sets of a refresh, durably, before the transaction that makes them count."""
    tmp = store.directory / layout.TMP
    for folder, blobs in (
        (MEMBERS, [new.profiles for new in made]),
        (CHANGES, [change.profiles for new in made for change in new.changes]),
    ):
        if not blobs:
            continue
        layout.make_folder(store.directory / folder)
        layout.write_whole(store.directory / folder / f"{run}.roar", tmp, _writer(blobs))
        layout.sync_folder(store.directory / folder)


class _writer:  # noqa: N801  (a function with its data)
    def __init__(self, blobs: Iterable[bytes]) -> None:
        self._blobs = blobs

    def __call__(self, path: Path) -> None:
        with path.open("wb") as file:
            file.writelines(self._blobs)


def remove_unused(store: Store) -> None:
    """Removes member files that no present generation lies in, and files of refreshes that never were published."""
    g, c = tables.generation, tables.change_set
    with store.publishing:
        with store.records.read() as connection:
            used = {file for (file,) in connection.execute(select(g.c.file).where(g.c.file.is_not(None)).distinct())}
            used |= {file for (file,) in connection.execute(select(c.c.file).distinct())}
        for folder in (MEMBERS, CHANGES):
            for path in (store.directory / folder).glob("*.roar"):
                if f"{folder}/{path.name}" not in used:
                    path.unlink(missing_ok=True)


_INFO = (
    tables.generation.c.id,
    tables.generation.c.segment_id,
    tables.generation.c.members,
    tables.generation.c.as_of,
    tables.generation.c.published_at,
    tables.generation.c.watermark,
    tables.generation.c.fingerprint,
    tables.generation.c.definition_version,
)


def latest_generations(store: Store) -> dict[str, GenerationInfo]:
    """The present generation of every segment that was ever refreshed."""
    return {present.generation.segment: present.generation for present in present_sets(store)}


@dataclass(frozen=True, slots=True)
class PresentSet:
    """The present generation of a segment, and where its members lie."""

    generation: GenerationInfo
    file: str
    offset: int
    length: int


def present_sets(store: Store) -> list[PresentSet]:
    """One for each segment that was ever refreshed."""
    g = tables.generation
    query = select(*_INFO, g.c.file, g.c.offset, g.c.length).where(
        g.c.workspace_id == store.workspace_id, g.c.file.is_not(None)
    )
    with store.records.read() as connection:
        rows = connection.execute(query).all()
    return [PresentSet(GenerationInfo(*row[:-3]), *row[-3:]) for row in rows]


def present_state(store: Store) -> tuple[object, ...]:
    """Changes whenever what `present_sets` gives does."""
    g = tables.generation.c
    query = select(func.max(g.id), func.count()).where(g.workspace_id == store.workspace_id, g.file.is_not(None))
    with store.records.read() as connection:
        return tuple(connection.execute(query).one())


def members(store: Store, segment: str, *, as_of: int | None = None) -> Membership:
    """The members of the present generation, or of the last one with an as_of up to the given one.

    A static segment has no members until the first are added. Raises NotFound when there is no such generation.
    """
    found = member_sets.published(store.records, store.workspace_id, store.directory, segment, as_of=as_of)
    if found is None:
        return _before_the_first(store, segment, as_of)
    row, profiles = found
    return Membership(profiles, GenerationInfo(*(getattr(row, column.name) for column in _INFO)))


def _before_the_first(store: Store, segment: str, as_of: int | None) -> Membership:
    s, g = tables.segment.c, tables.generation.c
    with store.records.read() as connection:
        static = connection.execute(
            select(s.created_at).where(s.workspace_id == store.workspace_id, s.id == segment, s.kind == STATIC)
        ).scalar()
        refreshed = connection.execute(
            select(g.id).where(g.workspace_id == store.workspace_id, g.segment_id == segment).limit(1)
        ).scalar()
    if static is not None and (as_of is None or as_of >= static):
        return Membership(BitMap(), GenerationInfo(0, segment, 0, static, static, 0, STATIC, 1))
    never = static is None and refreshed is None
    raise NotFound(
        f"{segment!r} has never been refreshed" if never else f"{segment!r} had no members yet at that time",
        hint=f"`shoal refresh {segment}` computes them; `shoal preview` asks about any time",
    )


def changed_since(store: Store, segments: Collection[str], generation: int, as_of: int) -> BitMap:
    """Who entered or left any of the segments in a generation after the given one, or at a later instant."""
    c = tables.change_set.c
    query = select(c.file, c.offset, c.length).where(
        c.workspace_id == store.workspace_id,
        c.segment_id.in_(segments),
        (c.generation_id > generation) | (c.at > as_of),
    )
    with store.records.read() as connection:
        rows = connection.execute(query).all()
    return BitMap().union(*(member_sets.read_set(store.directory / row.file, row.offset, row.length) for row in rows))


def last_change(store: Store, segment: str, profiles: BitMap, as_of: int) -> tuple[str, int] | None:
    """The direction and the instant of the last change until `as_of` that had any of the profiles; merges aside."""
    c = tables.change_set.c
    query = (
        select(c.direction, c.at, c.file, c.offset, c.length)
        .where(c.workspace_id == store.workspace_id, c.segment_id == segment, c.at <= as_of, c.cause != "identity")
        .order_by(c.first_number.desc())
    )
    with store.records.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        if not profiles.isdisjoint(member_sets.read_set(store.directory / row.file, row.offset, row.length)):
            return row.direction, row.at
    return None


def read_sets(store: Store, present: Iterable[PresentSet]) -> Mapping[str, bytes]:
    """The Roaring bytes of many segments' present generations."""
    files: dict[str, bytes] = {}
    out = {}
    for one in present:
        if one.file not in files:
            with layout.disk_errors(store.directory / one.file):
                files[one.file] = (store.directory / one.file).read_bytes()
        data = files[one.file][one.offset : one.offset + one.length]
        if len(data) != one.length:
            raise member_sets.damaged(store.directory / one.file)
        out[one.generation.segment] = data
    return out
