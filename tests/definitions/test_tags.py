"""Tags: described, put on people, taken away, and what rules make of them."""

import pytest
from pyroaring import BitMap
from sqlalchemy import select
from tests.membership.conftest import HOUR, Workspace

from shoal.definitions import Tags
from shoal.definitions.tags import InvalidTag
from shoal.ingest import tag
from shoal.model.errors import Conflict, InvalidInput, NotFound
from shoal.storage import Store
from shoal.storage.records import tables as t


def tagged(shop: Workspace, name: str = "vip") -> int:
    shop.clock += 1  # a record counts for what is asked after it
    return shop.preview(f'has tag "{name}"').count


def test_a_tag_is_put_on_people_and_taken_away(shop: Workspace) -> None:
    tags = Tags(shop.store)

    first = tags.apply("vip", shop.numbers("ann", "bob"), actor="eve", now=shop.clock)
    again = tags.apply("vip", shop.numbers("bob", "cat"), actor="eve", now=shop.clock)

    assert (first.accepted, first.duplicates, again.accepted, again.duplicates) == (2, 0, 1, 1)
    assert tagged(shop) == 3
    assert tags.remove("vip", shop.numbers("ann", "eve"), actor="eve", now=shop.clock).accepted == 1
    assert tagged(shop) == 2
    assert [(found.name, found.profiles) for found in tags.list()] == [("vip", 2)]


def test_the_last_of_several_changes_of_one_instant_counts(shop: Workspace) -> None:
    for present in (True, False, True, False, True, False):
        assert tag(shop.store, shop.numbers("ann"), "vip", present, now=shop.clock).accepted == 1
    assert tagged(shop) == 0
    assert Tags(shop.store).list() == ()


def test_tagging_again_keeps_the_time(shop: Workspace) -> None:
    tag(shop.store, shop.numbers("ann"), "vip", True, now=shop.clock)
    shop.clock += 3 * HOUR
    tag(shop.store, shop.numbers("ann", "bob"), "vip", True, now=shop.clock)
    shop.clock += 1

    assert shop.preview('tagged "vip" in last 2 hours').count == 1


def test_tags_are_in_the_log(shop: Workspace) -> None:
    receipt = tag(shop.store, shop.numbers("ann", "cat"), "vip", True, now=shop.clock)
    assert receipt.watermark == shop.store.watermark()
    directory = shop.store.directory.parent
    shop.store.close()

    again = Store.open(directory, write=False, now=shop.clock)
    assert again.catalog().tags == {"vip": 2}
    again.close()
    shop.store = Store.open(directory, write=True, now=shop.clock)
    shop.store.rebuild()
    assert shop.store.catalog().tags == {"vip": 2}


def test_refreshes_know_tags_as_data(shop: Workspace) -> None:
    vips = shop.segment("VIPs", 'has tag "vip"')
    shop.refresh()
    tag(shop.store, shop.numbers("ann"), "vip", True, now=shop.clock)
    shop.clock += HOUR
    shop.refresh()

    with shop.store.records.read() as connection:
        causes = connection.execute(select(t.change_set.c.cause).where(t.change_set.c.segment_id == vips)).all()
    assert [tuple(row) for row in causes] == [("data",)]


def test_people_known_by_a_device_only_are_tagged(workspace: Workspace) -> None:
    workspace._accept({"type": "track", "anonymousId": "a1", "event": "Opened", "timestamp": "2026-03-01T00:00:00Z"})
    tag(workspace.store, BitMap([0]), "vip", True, now=workspace.clock)

    assert tagged(workspace) == 1
    assert workspace.store.profile_count() == 1


def test_merged_people_are_tagged_once(shop: Workspace) -> None:
    both = shop.numbers("ann", "eve")
    shop.alias("ann", previous="eve")

    assert tag(shop.store, both, "vip", True, now=shop.clock).accepted == 1
    assert tagged(shop) == 1


def test_a_tag_is_described_before_and_after(shop: Workspace) -> None:
    tags = Tags(shop.store)

    made = tags.create("vip", "Invited by hand", actor="eve", now=17)
    assert made.as_json() == {
        "name": "vip",
        "description": "Invited by hand",
        "profiles": 0,
        "created_at": "1970-01-01T00:00:00.000017Z",
        "created_by": "eve",
    }
    assert tags.describe("vip", "By phone", actor="bob", now=18).description == "By phone"
    assert tags.get("vip").created_by == "eve"
    with pytest.raises(Conflict):
        tags.create("vip", actor="eve", now=19)
    with pytest.raises(NotFound) as raised:
        tags.describe("vips", "x", actor="eve", now=19)
    assert "vip" in str(raised.value.hint)


def test_tags_that_came_with_the_data_can_be_described(shop: Workspace) -> None:
    tags = Tags(shop.store)
    tag(shop.store, shop.numbers("ann"), "vip", True, now=shop.clock)
    assert tags.get("vip").created_by is None

    assert tags.describe("vip", "By phone", actor="bob", now=18).profiles == 1


def test_deleting_takes_a_tag_from_everyone(shop: Workspace) -> None:
    tags = Tags(shop.store)
    tags.apply("vip", shop.numbers("ann", "bob"), actor="eve", now=shop.clock)
    tags.describe("vip", "By phone", actor="eve", now=shop.clock)

    assert tags.delete("vip", actor="eve", now=shop.clock).accepted == 2

    assert tags.list() == ()
    assert tagged(shop) == 0
    with pytest.raises(NotFound):
        tags.delete("vip", actor="eve", now=shop.clock)


@pytest.mark.parametrize("name", ["", " ", "a\u202eb", "a\nb", "ş" * 101])
def test_names_that_no_tag_can_have_are_refused(shop: Workspace, name: str) -> None:
    with pytest.raises(InvalidTag):
        Tags(shop.store).apply(name, shop.numbers("ann"), actor="eve", now=shop.clock)
    assert shop.store.catalog().tags == {}


def test_profiles_that_are_not_there_are_refused(shop: Workspace) -> None:
    with pytest.raises(InvalidInput, match="no profile with the number 99"):
        tag(shop.store, BitMap([99]), "vip", True, now=shop.clock)


def test_every_change_is_in_the_audit(shop: Workspace) -> None:
    tags = Tags(shop.store)
    tags.create("vip", actor="eve", now=1)
    tags.apply("vip", shop.numbers("ann"), actor="eve", now=shop.clock)
    tags.remove("vip", shop.numbers("ann"), actor="bob", now=shop.clock)
    tags.delete("vip", actor="bob", now=shop.clock)

    with shop.store.records.read() as connection:
        query = select(t.audit.c.actor, t.audit.c.action).where(t.audit.c.subject == "vip").order_by(t.audit.c.id)
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows == [("eve", "tag.create"), ("eve", "tag.apply"), ("bob", "tag.remove"), ("bob", "tag.delete")]
