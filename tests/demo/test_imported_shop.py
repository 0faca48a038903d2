"""The generated shop imported and its example segments refreshed: the members are those of the SQL by hand."""

from dataclasses import replace

import example_sql
import numpy as np
import pytest
from example_sql import END

from shoal import ingest, membership
from shoal.definitions import Definitions, from_yaml
from shoal.demo import example_segments
from shoal.rules import resolve_types
from shoal.storage import Store

SEGMENTS = {segment["id"]: segment for segment in example_segments()}
TAGS = "kind: tags\nuser_id: userId\ntag: {column: tag}\ntime: timestamp\n"


def now() -> int:
    return END


@pytest.fixture(scope="module")
def store(shop, tmp_path_factory):
    store = Store.open(tmp_path_factory.mktemp("data"), write=True, now=END)
    tags = ingest.Mapping_.loads(TAGS)
    reports = (
        ingest.import_profiles(store, shop.profiles, source="demo", now=now),
        ingest.import_tags(store, shop.tags, mapping=tags, source="demo", now=now),
        ingest.import_events(store, shop.events, source="demo", now=now),
    )
    accepted = [report.accepted for report in reports]
    assert accepted == [shop.profile_rows, shop.tag_rows, sum(shop.event_counts.values())]
    definitions = Definitions(store.records, store.workspace_id)
    drafts = []
    for name, segment in SEGMENTS.items():
        draft = from_yaml({key: value for key, value in segment.items() if key != "id"})
        drafts.append((name, replace(draft, rule=resolve_types(draft.rule, store.catalog()))))
    definitions.create_all(drafts, actor="test", now=END)
    results = membership.refresh(store, definitions.all(), None, as_of=END, now=now)
    assert [(result.segment, result.error) for result in results if result.status != "ready"] == []
    yield store
    store.close()


@pytest.fixture(scope="module")
def names(store) -> np.ndarray:
    """The user id of each profile by dense number, or the anonymous id of visitors without an account."""
    rows = store.sql().execute("SELECT profile, kind, value FROM identifiers ORDER BY kind").fetchall()
    canonical = store.canonical(store.snapshot())
    found = {int(canonical[profile]): value for profile, _, value in rows}  # user_id comes last
    return np.array([found.get(number) for number in range(len(canonical))])


def test_everybody_is_one_profile(shop, store):
    canonical = store.canonical(store.snapshot())
    assert len(set(canonical.tolist())) == shop.people


@pytest.fixture(scope="module")
def answers(shop):
    return example_sql.connect(shop, END)


@pytest.mark.parametrize("name", sorted(set(SEGMENTS) - {"top_loyalty"}))
def test_members_are_those_of_the_sql(name, store, names, answers):
    found = set(names[np.array(membership.members(store, name).profiles, dtype=np.int64)])
    assert found == example_sql.members(answers, name)


def test_the_ranking_has_the_right_size_and_no_better_people_outside(store, names, answers):
    """Ties at the cut go by profile id, which the SQL doesn't know."""
    by_hand = example_sql.members(answers, "top_loyalty")
    found = set(names[np.array(membership.members(store, "top_loyalty").profiles, dtype=np.int64)])
    assert len(found) == len(by_hand)
    points = dict(answers.execute("SELECT person, (a ->> '$.loyaltyPoints')::INT FROM attributes").fetchall())
    assert sorted(points[person] for person in found) == sorted(points[person] for person in by_hand)
