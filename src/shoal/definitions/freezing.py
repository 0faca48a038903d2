"""A static copy of a segment's members: those of today, or of an earlier time."""

from collections.abc import Callable
from dataclasses import replace

from pyroaring import BitMap
from sqlalchemy import Connection

from shoal import membership
from shoal.definitions.definitions import Definitions
from shoal.definitions.draft import Draft, draft_of
from shoal.model.segment import Segment
from shoal.storage import Store


def freeze(
    store: Store,
    definitions: Definitions,
    source_id: str,
    *,
    name: str | None = None,
    id: str | None = None,
    as_of: int | None = None,
    actor: str,
    now: Callable[[], int],
) -> Segment:
    """Makes a static segment with the stored members of another one, as of a past instant when one is given.

    Definition and members appear together. The name is `… copy` unless one is given. Raises NotFound for a segment that
    had no members yet, and what `Definitions.create` raises.
    """
    from shoal.membership.static import publish_members

    source = definitions.get(source_id)
    members = membership.members(store, source_id, as_of=as_of).profiles
    draft = replace(_static(source), name=name or definitions.free_name(source.name))

    def put_in(connection: Connection, segment: Segment) -> None:
        publish_members(connection, store, segment, BitMap(), members, now=now, by=actor)

    with store.publishing:
        return definitions.create(draft, id=id, actor=actor, now=now(), also=put_in)


def _static(source: Segment) -> Draft:
    return replace(draft_of(source), rule=None, kind="static", schedule=None, pinned=False, active=True)
