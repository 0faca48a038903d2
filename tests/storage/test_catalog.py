"""The catalog: counts from all data, by path and type, over batches."""

import json
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from log_rows import NOW, incoming

from shoal.storage import Appended, Store
from shoal.storage.append import _TOTAL_EVERY
from shoal.storage.tally import read_json, walk

Append = Callable[..., Appended]


def test_events_with_counts_times_and_people(append: Append, store: Store):
    append({"event": "A", "time": 5, "user_id": "ann"}, {"event": "A", "time": 3, "user_id": "bob"})
    append({"event": "A", "time": 9, "user_id": "ann"}, {"event": "B", "time": 1, "user_id": "cem"})
    catalog = store.catalog()
    a = catalog.events["A"]
    assert (a.count, a.profiles, a.first_seen, a.last_seen) == (3, 2, 3, 9)
    assert (catalog.profiles, set(catalog.events)) == (3, {"A", "B"})


def test_properties_by_path_type_and_share(append: Append, store: Store):
    append(
        {
            "event": "A",
            "time": 1,
            "user_id": "u",
            "properties": '{"price": 1.50, "products": [{"price": 2}, {"price": "x"}], "a.b": true}',
        },
        {
            "event": "A",
            "time": 2,
            "user_id": "u",
            "properties": '{"price": null, "products": []}',
            "context": '{"device": {"type": "ios"}}',
        },
        {"event": "A", "time": 3, "user_id": "u", "properties": '{"price": "free"}'},
        {"event": "A", "time": 4, "user_id": "u"},
    )
    fields = store.catalog().events["A"].properties
    assert {path: dict(field.types) for path, field in fields.items()} == {
        "price": {"number": 1, "string": 1},
        "products": {"list": 2},
        "products[]": {"object": 1},
        "products[].price": {"number": 1, "string": 1},
        '["a.b"]': {"boolean": 1},
        "context.device": {"object": 1},
        "context.device.type": {"string": 1},
    }
    assert fields["price"].share == 0.5
    assert set(fields["price"].examples) == {"1.50", '"free"'}
    assert fields["products"].value_types == ("list",)


def test_attributes_with_the_share_of_profiles(append: Append, store: Store):
    append(
        *({"attributes": '{"country": "TR", "address": {"city": "İzmir"}}', "user_id": f"u{i % 3}"} for i in range(6))
    )
    append({"event": "A", "time": 1, "user_id": "other"})
    country = store.catalog().attributes["country"]
    assert (dict(country.types), country.share, country.examples) == ({"string": 6}, 0.75, ('"TR"',))
    assert store.catalog().attributes["address.city"].examples == ('"İzmir"',)


def test_tags_count_the_profiles_that_have_them_now(append: Append, store: Store):
    append(
        {"tag": "vip", "present": True, "user_id": "ann"},
        {"tag": "vip", "present": True, "user_id": "bob", "time": 5},
        {"tag": "vip", "present": False, "user_id": "bob", "time": 6},
        {"tag": "old", "present": False, "user_id": "ann", "time": 7},
        {"tag": "old", "present": True, "user_id": "ann"},
    )
    assert store.catalog().tags == {"old": 0, "vip": 1}


def test_merged_profiles_count_once(append: Append, store: Store):
    append({"event": "A", "time": 1, "user_id": "ann"}, {"event": "A", "time": 2, "anonymous_id": "x"})
    append({"event": "A", "time": 3, "user_id": "ann", "anonymous_id": "x"})
    assert store.catalog().profiles == 1


def test_sums_kept_over_many_batches_change_nothing(store: Store):
    for i in range(_TOTAL_EVERY + 3):
        row = {"event": "A", "time": i, "user_id": f"u{i}", "properties": json.dumps({"n": i}), "message_id": str(i)}
        store.appender.append(incoming(row), source="s", now=NOW)
    a = store.catalog().events["A"]
    assert (a.count, a.first_seen, a.last_seen, dict(a.properties["n"].types)) == (67, 0, 66, {"number": 67})
    assert a.profiles in range(65, 70)


def test_numbers_of_profiles_are_close_for_many(store: Store):
    table = incoming(*({"event": "A", "time": 1, "user_id": f"u{i}", "message_id": str(i)} for i in range(20_000)))
    store.appender.append(table, source="s", now=NOW)
    assert abs(store.catalog().events["A"].profiles - 20_000) < 1_000


objects = st.dictionaries(
    st.sampled_from(["a", "b", "a.b", ""]),
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "c"]), inner, max_size=2),
        max_leaves=6,
    ),
    max_size=3,
)


@settings(max_examples=20, deadline=None)
@given(st.lists(objects, min_size=1, max_size=12))
def test_types_are_counted_as_a_plain_walk_counts_them(tmp_path_factory, values: list[dict[str, object]]):
    store = Store.open(tmp_path_factory.mktemp("catalog"), write=True, now=NOW)
    texts = [json.dumps(value) for value in values]
    table = incoming(
        *({"event": "A", "time": 1, "user_id": "u", "properties": t, "message_id": str(i)} for i, t in enumerate(texts))
    )
    store.appender.append(table, source="s", now=NOW)
    expected: dict[str, dict[str, int]] = {}
    for text in texts:
        for path, kind in {(path, kind) for path, kind, _ in walk(read_json(text))}:
            expected.setdefault(path, {}).setdefault(kind, 0)
            expected[path][kind] += 1
    found = {path: dict(field.types) for path, field in store.catalog().events["A"].properties.items()}
    assert found == expected
    store.close()
