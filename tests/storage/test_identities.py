"""Who is who: one profile for identifiers that were seen together, whatever the order and the batches."""

from collections.abc import Callable
from hashlib import md5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_rows import NOW, column, incoming, rows, whole

from shoal.model.errors import NotFound
from shoal.storage import Appended, Store

Append = Callable[..., Appended]


def test_dense_numbers_follow_the_order_of_first_sight(store: Store, append: Append):
    append({"event": "A", "time": 5, "user_id": "ann"}, {"event": "A", "time": 1, "anonymous_id": "x"})
    append({"event": "A", "time": 0, "user_id": "bob"}, {"event": "A", "time": 9, "user_id": "ann"})
    assert [store.find_profile(name) for name in ("ann", "x", "bob")] == [0, 1, 2]
    assert column(store, "SELECT profile FROM events WHERE user_id = 'ann'") == [0, 0]


def test_a_user_id_and_an_anonymous_id_of_one_text_are_two_people(store: Store, append: Append):
    append({"event": "A", "time": 1, "user_id": "7"}, {"event": "A", "time": 1, "anonymous_id": "7"})
    assert store.profile_count() == 2


def test_the_profile_id_depends_on_the_first_identifier_alone(store: Store, append: Append):
    append({"event": "A", "time": 1, "user_id": "ann", "anonymous_id": "x"})
    assert store.profile_ids(store.snapshot()).to_pylist() == ["p" + md5(b"user_id\x00ann").hexdigest()[:24]]


def test_two_identifiers_on_one_record_are_one_profile(store: Store, append: Append):
    append(
        {"event": "A", "time": 1, "anonymous_id": "x"}, {"event": "B", "time": 2, "anonymous_id": "x", "user_id": "ann"}
    )
    append({"event": "C", "time": 3, "user_id": "ann"})
    assert store.profile_count() == 1
    assert rows(store, "SELECT * FROM merges") == []


def test_the_profile_with_the_earlier_first_event_survives_a_merge(store: Store, append: Append):
    append({"event": "A", "time": 50, "user_id": "ann"})
    append({"event": "A", "time": 10, "anonymous_id": "x"})
    append({"event": "Login", "time": 60, "user_id": "ann", "anonymous_id": "x"})
    assert rows(store, "SELECT survivor, merged FROM merges") == [(1, 0)]
    assert whole(store.canonical(store.snapshot())) == [1, 1]
    assert store.find_profile("ann") == store.find_profile("x") == 1


def test_a_merge_uses_first_events_of_earlier_sessions(store: Store, append: Append, data):
    append({"event": "A", "time": 50, "user_id": "ann"}, {"event": "A", "time": 10, "anonymous_id": "x"})
    store.close()
    again = Store.open(data, write=True, now=NOW)
    again.appender.append(
        incoming({"event": "L", "time": 60, "user_id": "ann", "anonymous_id": "x", "message_id": "z"}),
        source="s",
        now=NOW,
    )
    assert rows(again, "SELECT survivor, merged FROM merges") == [(1, 0)]
    again.close()


def test_without_events_the_smaller_id_survives(store: Store, append: Append):
    append({"attributes": "{}", "user_id": "ann"}, {"attributes": "{}", "anonymous_id": "x"})
    append({"attributes": "{}", "user_id": "ann", "anonymous_id": "x"})
    ids = store.profile_ids(store.snapshot()).to_pylist()
    assert rows(store, "SELECT survivor FROM merges") == [(ids.index(min(ids)),)]


def test_merged_ids_resolve_for_ever(store: Store, append: Append):
    append(*({"event": "A", "time": time, "anonymous_id": name} for time, name in enumerate("abc")))
    ids = store.profile_ids(store.snapshot()).to_pylist()
    append(
        {"event": "A", "time": 9, "user_id": "u", "anonymous_id": "b"},
        {"event": "A", "time": 9, "user_id": "u", "anonymous_id": "c"},
    )
    append({"event": "A", "time": 9, "user_id": "u", "anonymous_id": "a"})
    assert {store.find_profile(i) for i in ids} == {store.find_profile("u")} == {0}


def test_an_alias_joins_the_previous_id_of_either_kind(store: Store, append: Append):
    append({"event": "A", "time": 1, "anonymous_id": "old"}, {"event": "A", "time": 2, "user_id": "ann"})
    append({"attributes": "{}", "time": 3, "user_id": "ann", "previous_id": "old"})
    assert store.find_profile("old") == store.find_profile("ann") == 0


def test_an_alias_before_the_previous_id_was_seen_still_joins(store: Store, append: Append):
    append({"attributes": "{}", "time": 3, "user_id": "ann", "previous_id": "old"})
    append({"event": "A", "time": 1, "anonymous_id": "old"})
    assert store.profile_count() == 1


def test_somebody_unknown_is_not_found(store: Store, append: Append):
    append({"event": "A", "time": 1, "user_id": "ann"})
    with pytest.raises(NotFound, match="no profile 'bob'"):
        store.find_profile("bob")


identifiers = st.tuples(
    st.sampled_from([None, "u1", "u2", "u3", "u4"]), st.sampled_from([None, "a1", "a2", "a3", "a4"])
).filter(any)


@settings(max_examples=25, deadline=None)
@given(records=st.lists(identifiers, min_size=1, max_size=15), cuts=st.sets(st.integers(1, 14)))
def test_it_is_union_find_over_the_records(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str | None, str | None]], cuts: set[int]
):
    store = Store.open(tmp_path_factory.mktemp("identities"), write=True, now=NOW)
    table = [
        {"event": "A", "time": i, "user_id": u, "anonymous_id": a, "message_id": str(i)}
        for i, (u, a) in enumerate(records)
    ]
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(table)], strict=True):
        if table[start:end]:
            store.appender.append(incoming(*table[start:end]), source="s", now=NOW)
    parts: list[set[str]] = []
    for record in records:
        joined = {name for name in record if name}
        for part in [p for p in parts if p & joined]:
            parts.remove(part)
            joined |= part
        parts.append(joined)
    found: dict[int, set[str]] = {}
    for name in {name for record in records for name in record if name}:
        found.setdefault(store.find_profile(name), set()).add(name)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, parts))
    # The survivor's first event is the earliest of the people it stands for.
    survivors = store.canonical(store.snapshot())
    first = dict(rows(store, "SELECT profile, min(epoch_us(time)) FROM events GROUP BY 1"))
    for profile, names in found.items():
        assert first[profile] == min(i for i, record in enumerate(records) if names & set(record))
        assert survivors[profile] == profile
    store.close()
