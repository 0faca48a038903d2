"""Refreshes that are asked for: one after the other, coalesced, cancelled, remembered."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import update

from shoal import ingest, membership
from shoal.definitions import Definitions, Draft
from shoal.model.errors import Conflict, NotFound, ShoalError
from shoal.refresh import Refresher, run_detail, runs, segment_runs
from shoal.rules import parse, resolve_types
from shoal.storage import Store
from shoal.storage.records import tables

NOW = 1_772_971_200_000_000


class Workspace:
    """Two people, and a refresher whose clock counts up by a second with each look."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.definitions = Definitions(store.records, store.workspace_id)
        self.clock = NOW
        self.hold: Callable[[], None] = lambda: None
        self.refresher = Refresher(store, self.definitions, self.now)
        known = {"type": "identify", "timestamp": "2026-03-01T00:00:00Z"}
        people = [known | {"userId": f"u{i}", "messageId": f"m{i}", "traits": {"age": 20 + i}} for i in range(2)]
        ingest.accept(store, people, source="test", now=NOW)

    def now(self) -> int:
        self.hold()
        self.clock += 1_000_000
        return self.clock

    def segment(self, name: str, text: str) -> str:
        rule = resolve_types(parse(text), None)
        return self.definitions.create(Draft(name, rule), actor="test", now=NOW).id


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    store = Store.open(tmp_path, write=True, now=NOW)
    workspace = Workspace(store)
    yield workspace
    workspace.refresher.stop()
    store.close()


def test_what_is_asked_for_is_done_and_remembered(workspace: Workspace) -> None:
    old = workspace.segment("Old", "age > 20")
    asked = workspace.refresher.ask([old, old], by="ayşe")
    assert workspace.refresher.under_way() == {old: "queued"}

    workspace.refresher.start()
    assert workspace.refresher.wait(30)

    progress = workspace.refresher.progress()
    assert (progress.number, progress.by, progress.running, progress.error) == (asked.number, "ayşe", False, None)
    assert {task.state for task in progress.tasks} == {"done"}
    assert all(task.started_at is None or task.started_at <= (task.finished_at or 0) for task in progress.tasks)
    assert workspace.refresher.under_way() == {}
    (run,) = runs(workspace.store)
    assert (run.state, run.started_by, run.segments, run.ready) == ("done", "ayşe", 1, 1)
    (made,) = segment_runs(workspace.store, old)
    assert (made.status, made.members, made.entered, made.left) == ("ready", 1, 1, 0)
    assert run_detail(workspace.store, run.id).segments == (made,)


def test_the_same_is_asked_for_once(workspace: Workspace) -> None:
    a, b = workspace.segment("A", "age > 20"), workspace.segment("B", "age > 21")
    ask = workspace.refresher.ask

    both = ask([a, b], by="x")
    assert ask([b], by="y") == both
    assert ask([a], by="y") == both
    everything = ask(None, by="y")
    assert everything.number == both.number + 1
    assert ask(None, by="z") == everything
    assert [request.number for request in workspace.refresher.progress().waiting] == [1, 2]


def test_what_came_in_meanwhile_is_asked_for_again(workspace: Workspace) -> None:
    """A refresh that has begun may have read the rule of before."""
    a = workspace.segment("A", "age > 20")
    first = workspace.refresher.ask([a], by="x")
    begun, go = Event(), Event()

    def hold() -> None:
        if workspace.refresher._progress.running:
            begun.set()
            assert go.wait(30)

    workspace.hold = hold
    workspace.refresher.start()
    assert begun.wait(30)
    workspace.hold = lambda: None
    second = workspace.refresher.ask([a], by="x")
    go.set()

    assert second.number == first.number + 1
    assert workspace.refresher.wait(30)
    assert len(runs(workspace.store)) == 2


def test_a_waiting_refresh_is_taken_back(workspace: Workspace) -> None:
    a = workspace.segment("A", "age > 20")
    number = workspace.refresher.ask([a], by="x").number

    workspace.refresher.cancel(number, by="y")

    assert workspace.refresher.under_way() == {}
    with pytest.raises(Conflict):
        workspace.refresher.cancel(number, by="y")
    with pytest.raises(NotFound):
        workspace.refresher.cancel(number + 1, by="y")
    with pytest.raises(NotFound):
        workspace.refresher.ask(["nothing"], by="y")


def test_a_cancelled_refresh_keeps_the_members_of_before(workspace: Workspace) -> None:
    a = workspace.segment("A", "age > 20")
    workspace.refresher.start()
    workspace.refresher.ask([a], by="x")
    assert workspace.refresher.wait(30)
    before = membership.members(workspace.store, a)
    cancelled = Event()

    def cancel_once() -> None:
        if workspace.refresher._progress.running and not cancelled.is_set():
            cancelled.set()
            workspace.refresher.cancel(2, by="bob")

    workspace.hold = cancel_once
    workspace.refresher.ask([a], by="x")
    assert workspace.refresher.wait(30)

    progress = workspace.refresher.progress()
    assert cancelled.is_set()
    assert progress.error == "cancelled by bob"
    assert "cancelled" in {task.state for task in progress.tasks}
    assert membership.members(workspace.store, a).generation == before.generation
    assert runs(workspace.store)[0].state == "failed"


def test_a_segment_that_fails_stops_no_other(workspace: Workspace) -> None:
    good, bad = workspace.segment("Good", "age > 20"), workspace.segment("Bad", 'in segment "good"')
    with workspace.store.records.write() as connection:  # as nothing but a defect could leave it
        rule = {"segment": "gone", "op": "in"}
        connection.execute(update(tables.segment).where(tables.segment.c.id == bad).values(rule=rule))

    definitions = Definitions(workspace.store.records, workspace.store.workspace_id)
    workspace.refresher.definitions = definitions
    workspace.refresher.ask(None, by="x")
    workspace.refresher.start()
    assert workspace.refresher.wait(30)

    (run,) = runs(workspace.store)
    assert (run.state, run.ready, run.failed) == ("done", 1, 1)
    first, second = run_detail(workspace.store, run.id).segments
    assert (first.segment, first.status, first.members) == (bad, "failed", None)
    assert first.error is not None
    assert "gone" in first.error
    assert (second.segment, second.status, second.members) == (good, "ready", 1)


def test_the_thread_outlives_what_it_cannot_do(workspace: Workspace) -> None:
    a = workspace.segment("A", "age > 20")
    failures = iter([OSError("the disk is full")])

    def fail() -> None:
        for failure in failures:
            raise failure

    workspace.refresher.each_second = fail
    workspace.refresher.start()
    workspace.refresher.ask([a], by="x")
    assert workspace.refresher.wait(30)
    workspace.refresher.require_alive()
    assert membership.members(workspace.store, a).generation is not None


def test_after_the_end_nobody_works(workspace: Workspace) -> None:
    workspace.refresher.start()
    workspace.refresher.require_alive()

    workspace.refresher.stop()

    with pytest.raises(ShoalError):
        workspace.refresher.require_alive()
