"""Static segments: members that people choose, in rules, through merges, and after damage."""

import threading
from random import Random

import pytest
from pyroaring import BitMap
from sqlalchemy import select
from tests.membership.conftest import HOUR, NOON, Workspace
from tests.membership.test_refresh import causes

from shoal import ingest, membership
from shoal.model.errors import CorruptStore, InvalidInput, NotFound
from shoal.storage.records import tables


def verified(shop: Workspace) -> tuple[str, ...]:
    report = membership.verify(shop.store, shop.definitions.all(), None, sample=20, as_of=None)
    return tuple(message for row in report.rows for message in row.mismatches)


def test_a_new_static_segment_has_nobody(shop: Workspace) -> None:
    vips = shop.static("VIPs")

    assert shop.members(vips) == set()
    with pytest.raises(NotFound, match="no members yet at that time"):
        shop.members(vips, as_of=NOON - 1)


def test_members_are_added_removed_and_replaced(shop: Workspace) -> None:
    vips = shop.static("VIPs")

    first = shop.change(vips, add=["ann", "bob"])
    second = shop.change(vips, add=["cat"], remove=["bob"])
    third = shop.change(vips, replace=["bob", "cat"])

    assert (first.members, first.entered, first.left) == (2, 2, 0)
    assert (second.members, second.entered, second.left) == (2, 1, 1)
    assert (third.members, third.entered, third.left) == (2, 1, 1)
    assert shop.members(vips) == {"bob", "cat"}
    assert causes(shop, vips)[:2] == [("entered", "data", 2), ("entered", "data", 1)]


def test_a_change_is_a_run_of_somebody(shop: Workspace) -> None:
    shop.static("VIPs", "ann")
    membership.refresh(shop.store, shop.definitions.all(), None, as_of=shop.clock, now=shop.now, by="eve")

    with shop.store.records.read() as connection:
        rows = connection.execute(select(tables.run.c.started_by, tables.run.c.finished_at)).all()
    assert [tuple(row) for row in rows] == [("test", NOON), ("eve", NOON)]
    assert membership.latest_results(shop.store)["vips"].status == "ready"


def test_what_changes_nothing_publishes_nothing(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann")

    again = shop.change(vips, add=["ann"], remove=["bob"])

    assert (again.members, again.entered, again.left) == (1, 0, 0)
    assert len(causes(shop, vips)) == 1


def test_the_past_is_kept(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann")
    shop.clock += HOUR
    shop.change(vips, add=["bob"], remove=["ann"])
    shop.clock += HOUR
    shop.change(vips, replace=[])

    assert [shop.members(vips, as_of=NOON + n * HOUR) for n in range(3)] == [{"ann"}, {"bob"}, set()]
    assert shop.members(vips) == set()


def test_a_clock_that_goes_back_loses_nothing(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann")
    shop.clock -= HOUR
    shop.change(vips, add=["bob"])

    assert shop.members(vips) == {"ann", "bob"}
    assert shop.members(vips, as_of=NOON) == {"ann", "bob"}


def test_only_static_segments_take_members(shop: Workspace) -> None:
    turks = shop.segment("Turks", 'country is "TR"')

    with pytest.raises(InvalidInput, match="rule segment"):
        shop.change(turks, add=["ann"])
    with pytest.raises(NotFound):
        shop.change("turkz", add=["ann"])
    vips = shop.static("VIPs")
    with pytest.raises(InvalidInput, match="no profile with the number 99"):
        membership.change_members(shop.store, shop.definitions.all(), vips, add=BitMap([99]), now=shop.now, by="test")


def test_refreshes_leave_them_alone(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann")
    shop.segment("Turks", 'country is "TR"')

    assert set(shop.refresh()) == {"turks"}
    assert shop.refresh(vips)[vips].status == "skipped"
    assert shop.members(vips) == {"ann"}


# --- in rules ---------------------------------------------------------------------------------------------------------


def test_rules_read_the_stored_members(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann", "bob")
    others = shop.segment("Other Turks", 'country is "TR" and not in segment vips')
    shop.segment("Both", "in segment vips and in segment other_turks or in segment vips")
    shop.refresh()
    assert (shop.members(others), shop.members("both")) == ({"cat"}, {"ann", "bob"})

    shop.change(vips, add=["cat"], remove=["ann"])  # no record came in meanwhile

    assert shop.preview("in segment vips").count == 2
    shop.refresh()
    assert (shop.members(others), shop.members("both")) == ({"ann"}, {"bob", "cat"})
    assert verified(shop) == ()


def test_rules_about_the_past_read_the_members_of_then(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann")
    shop.clock += 2 * HOUR
    shop.change(vips, replace=["bob", "cat"])

    assert shop.preview("in segment vips", as_of=NOON - HOUR).count == 0
    assert shop.preview("in segment vips", as_of=NOON + HOUR).count == 1
    assert shop.preview("in segment vips").count == 2


def test_other_members_are_data_and_not_the_clock(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann", "bob")
    wanted = shop.segment("Wanted", 'in segment vips or did "Order Completed" in last 4 hours')
    through = shop.segment("Through another", "not in segment wanted")
    shop.refresh()
    assert shop.members(wanted) == {"ann", "bob"}

    shop.change(vips, remove=["bob", "ann"], add=["eve"])
    shop.refresh()
    assert causes(shop, wanted)[1:] == [("entered", "data", 1), ("left", "data", 1)]  # ann still ordered lately
    assert causes(shop, through)[1:] == [("entered", "data", 1), ("left", "data", 1)]

    shop.clock += 5 * HOUR
    shop.refresh()
    assert causes(shop, wanted)[3:] == [("left", "clock", 1)]


def test_an_inactive_one_has_nobody_for_rules_and_stays_to_look_at(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann")
    wanted = shop.segment("Wanted", "in segment vips")
    shop.refresh()
    shop.definitions.activate(vips, False, actor="test", now=shop.clock)
    shop.refresh()

    assert shop.members(wanted) == set()
    assert shop.members(vips) == {"ann"}
    assert shop.explain(vips, "ann").verdict


# --- why --------------------------------------------------------------------------------------------------------------


def test_an_explanation_says_since_when(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann")
    shop.clock += HOUR
    shop.change(vips, add=["bob"], remove=["ann"])

    def why(user: str, as_of: int | None = None) -> tuple[bool, str]:
        verdict = shop.explain(vips, user, as_of)
        return verdict.verdict, verdict.because

    assert why("bob") == (True, "put into it at 2026-03-08 13:00")
    assert why("ann") == (False, "taken out of it at 2026-03-08 13:00")
    assert why("ann", NOON) == (True, "put into it at 2026-03-08 12:00")
    assert why("cat") == (False, "was never put into it")

    outside = shop.segment("Outside", 'not in segment vips and country is "TR"')
    verdict = shop.explain(outside, "ann")
    assert [(child.verdict, child.because) for child in verdict.children] == [
        (True, "taken out of it at 2026-03-08 13:00"),
        (True, 'country is "TR"'),
    ]


# --- merged people ----------------------------------------------------------------------------------------------------


def test_merged_people_become_one_member(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann", "eve")
    wanted = shop.segment("Wanted", "in segment vips")
    shop.refresh()
    shop.alias("ann", previous="eve")  # eve's profile goes into ann's, who did something first

    assert shop.preview("in segment vips").count == 1
    shop.refresh()

    assert len(membership.members(shop.store, vips).profiles) == 1
    assert membership.latest_generations(shop.store)[vips].members == 1
    assert causes(shop, vips)[1:] == [("left", "identity", 1)]
    assert set(membership.members(shop.store, wanted).profiles) == {shop.store.find_profile("ann")}
    assert verified(shop) == ()


def test_a_merged_member_hands_the_place_to_the_survivor(shop: Workspace) -> None:
    vips = shop.static("VIPs", "eve")
    shop.alias("ann", previous="eve")
    survivor = shop.store.find_profile("ann")

    result = shop.change(vips, add=["bob"])

    assert (result.members, result.entered, result.left) == (2, 2, 1)
    assert survivor in membership.members(shop.store, vips).profiles
    assert causes(shop, vips)[1:] == [("left", "identity", 1), ("entered", "identity", 1), ("entered", "data", 1)]
    assert shop.explain(vips, "eve").because == "put into it at 2026-03-08 12:00"
    assert verified(shop) == ()


# --- damage, and many at once -----------------------------------------------------------------------------------------


def test_rebuild_takes_them_from_the_change_log(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann", "bob")
    shop.change(vips, add=["cat"], remove=["bob"])
    shop.segment("Wanted", "in segment vips")
    shop.refresh()
    for file in (shop.store.directory / "members").iterdir():
        file.unlink()
    with pytest.raises(CorruptStore):
        shop.members(vips)

    report = membership.rebuild(shop.store, shop.definitions.all(), now=shop.now)

    assert {row.segment: row.state for row in report.rows} == {"vips": "restored", "wanted": "restored"}
    assert shop.members(vips) == shop.members("wanted") == {"ann", "cat"}
    assert verified(shop) == ()
    assert membership.rebuild(shop.store, shop.definitions.all(), now=shop.now).identical


def test_a_damaged_change_log_keeps_the_members_and_is_told(shop: Workspace) -> None:
    vips = shop.static("VIPs", "ann", "bob")
    for file in (shop.store.directory / "changes").iterdir():
        file.write_bytes(b"")

    assert membership.rebuild(shop.store, shop.definitions.all(), now=shop.now).identical
    assert shop.members(vips) == {"ann", "bob"}
    assert "doesn't hold the members" in verified(shop)[0]


def test_nothing_is_lost_between_threads_and_refreshes(shop: Workspace) -> None:
    for number in range(60):
        shop.identify(f"u{number}", "2026-03-01T00:00:00Z", country="TR")
    vips = shop.static("VIPs")
    shop.segment("Wanted", 'in segment vips and country is "TR"')
    problems: list[BaseException] = []

    def add(start: int) -> None:
        try:
            for number in range(start, 60, 4):
                shop.change(vips, add=[f"u{number}"])
        except BaseException as problem:
            problems.append(problem)

    def refresh() -> None:
        try:
            for _ in range(5):
                shop.refresh()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=add, args=(start,)) for start in range(4)] + [threading.Thread(target=refresh)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert shop.members(vips) == {f"u{number}" for number in range(60)}
    assert sum(count for *_, count in causes(shop, vips)) == 60
    shop.refresh()
    assert shop.members("wanted") == shop.members(vips)
    assert verified(shop) == ()


@pytest.mark.parametrize("seed", range(3))
def test_random_lives_stay_right(workspace: Workspace, seed: int) -> None:
    """Members come and go, people merge, refreshes and time pass: the members are those of a plain set all along."""
    rng = Random(seed)
    users = [f"u{number}" for number in range(12)]
    for user in users:
        workspace.identify(user, "2026-03-01T00:00:00Z", country=rng.choice(["TR", "ES"]))
    ids = {name: workspace.static(name) for name in ("one", "two")}
    workspace.segment("Some", "in segment one and not in segment two")
    workspace.segment("Turks of two", 'in segment two and country is "TR"')
    model: dict[str, set[int]] = {name: set() for name in ids}
    past: list[tuple[int, str, set[int]]] = []
    for _ in range(30):
        workspace.clock += rng.randrange(1, HOUR)
        step = rng.random()
        if step < 0.6:
            name, chosen = rng.choice(["one", "two"]), rng.sample(users, rng.randrange(5))
            numbers = set(workspace.numbers(*chosen))
            what = rng.choice(["add", "remove", "replace"])
            workspace.change(ids[name], **{what: chosen})
            before = model[name]
            model[name] = {"add": before | numbers, "remove": before - numbers, "replace": numbers}[what]
        elif step < 0.7:
            workspace.alias(*rng.sample(users, 2))
            survivors = workspace.store.canonical(workspace.store.snapshot())
            model = {name: {int(survivors[number]) for number in members} for name, members in model.items()}
            past.clear()  # what was published before still names those who were merged since
        else:
            workspace.refresh()
            for name, members in model.items():
                assert set(membership.members(workspace.store, ids[name]).profiles) == members
            assert set(membership.members(workspace.store, "some").profiles) == model["one"] - model["two"]
            assert verified(workspace) == ()
            past += [(workspace.clock, name, members) for name, members in model.items()]
    for moment, name, members in past:
        assert set(membership.members(workspace.store, ids[name], as_of=moment).profiles) == members
        assert workspace.preview(f"in segment {name}", as_of=moment).count == len(members)


# --- who is meant -----------------------------------------------------------------------------------------------------


def test_identifiers_of_every_kind_are_found(shop: Workspace) -> None:
    shop._accept(
        {"type": "identify", "userId": "fay", "anonymousId": "device-7", "traits": {"email": "Fay@Example.com"}}
    )
    shop.identify("gil", "2026-03-01T00:00:00Z", email="two@example.com")
    shop.identify("hal", "2026-03-01T00:00:00Z", email="two@example.com")
    profile_id = shop.store.profile_ids(shop.store.snapshot())[shop.store.find_profile("ann")].as_py()

    given = [profile_id, "bob", "device-7", "fay@example.com", "two@example.com", "nobody", "no@example.com"]
    found = membership.resolve_members(shop.store, ingest.member_rows_of(given), as_of=NOON + 1)

    assert found.profiles == shop.numbers("ann", "bob", "fay")
    assert [(one.line, one.text, one.reason) for one in found.unmatched] == [
        (5, "two@example.com", "ambiguous"),
        (6, "nobody", "unknown"),
        (7, "no@example.com", "unknown"),
    ]


@pytest.mark.parametrize(
    ("kind", "found"), [("user_id", {"ann"}), ("anonymous_id", {"bob"}), ("email", {"cat"}), (None, {"ann"})]
)
def test_a_kind_looks_at_nothing_else(workspace: Workspace, kind: str | None, found: set[str]) -> None:
    workspace._accept({"type": "identify", "userId": "ann", "traits": {}})
    workspace._accept({"type": "alias", "userId": "x@y", "previousId": "ann"})  # ann is also called x@y
    workspace._accept({"type": "identify", "userId": "bob", "anonymousId": "x@y", "traits": {}})
    workspace._accept({"type": "identify", "userId": "cat", "traits": {"email": "x@y"}})

    rows = ingest.member_rows_of(["x@y"], kind)
    resolved = membership.resolve_members(workspace.store, rows, as_of=NOON + 1)

    assert resolved.profiles == workspace.numbers(*found)


def test_an_address_counts_as_it_was_at_the_time(workspace: Workspace) -> None:
    workspace.identify("ann", "2026-03-01T00:00:00Z", email="old@example.com")
    workspace.identify("ann", "2026-03-05T00:00:00Z", email="new@example.com")

    rows = ingest.member_rows_of(["old@example.com", "new@example.com"])

    assert len(membership.resolve_members(workspace.store, rows, as_of=NOON).unmatched) == 1
    found = membership.resolve_members(workspace.store, rows, as_of=NOON - 5 * 24 * HOUR)
    assert [one.text for one in found.unmatched] == ["new@example.com"]
