"""People that a definition names one by one."""

from collections.abc import Sequence

from shoal.model.errors import InvalidInput, NotFound
from shoal.storage import Store


def people_named(store: Store, names: Sequence[str]) -> tuple[str, ...]:
    """The profile ids of people given by profile id or any identifier, each once.

    Raises InvalidInput with the names that are nobody's.
    """
    ids = store.profile_ids(store.snapshot())
    found: dict[str, None] = {}
    unknown = []
    for name in names:
        try:
            found[ids[store.find_profile(name)].as_py()] = None
        except NotFound:
            unknown.append(name)
    if unknown:
        some = ", ".join(map(repr, unknown[:5])) + (f" and {len(unknown) - 5:,} more" if len(unknown) > 5 else "")
        raise InvalidInput(
            f"nobody is known as {some}", hint="give profile ids, user ids, e-mails or other identifiers"
        )
    return tuple(found)
