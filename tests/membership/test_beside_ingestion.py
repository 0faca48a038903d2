"""Refreshes while records come in: nothing fails, and each generation says which records it knew."""

import threading

import pytest
from tests.membership.conftest import Workspace

from shoal import ingest, membership
from shoal.storage import Store


def send(workspace: Workspace, users: range) -> None:
    records = [
        {"type": "track", "userId": f"u{n}", "event": "Order Completed", "messageId": f"o{n}", "properties": {}}
        for n in users
    ]
    ingest.accept(workspace.store, records, source="web", now=workspace.clock)


def test_records_that_come_in_during_a_refresh_are_for_the_next(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyers = shop.segment("Buyers", 'did "Order Completed"')
    shop.clock += 1
    shop.refresh()
    send(shop, range(1))
    shop.clock += 1
    plain_source = Store.source

    def source_and_then_more(store: Store) -> object:
        found = plain_source(store)
        monkeypatch.setattr(Store, "source", plain_source)
        send(shop, range(1, 100))
        return found

    monkeypatch.setattr(Store, "source", source_and_then_more)
    result = shop.refresh()[buyers]
    assert (result.status, result.members) == ("ready", 3)
    generation = membership.latest_generations(shop.store)[buyers]
    assert generation.watermark < shop.store.watermark()
    assert membership.verify(shop.store, shop.definitions.all(), None, sample=10, as_of=None).ok
    shop.clock += 1
    assert shop.refresh()[buyers].entered == 99


def test_refreshes_and_previews_beside_ingestion_all_succeed(shop: Workspace) -> None:
    buyers = shop.segment("Buyers", 'did "Order Completed" where total is missing')
    shop.refresh()
    failed: list[BaseException] = []

    def ingest_some(first: int) -> None:
        try:
            for start in range(first, first + 300, 20):
                send(shop, range(start, start + 20))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=ingest_some, args=(first,)) for first in (1_000, 2_000)]
    for thread in threads:
        thread.start()
    statuses = set()
    while any(thread.is_alive() for thread in threads):
        shop.clock += 1
        statuses.add(shop.refresh()[buyers].status)
        shop.preview('did "Order Completed"')
    for thread in threads:
        thread.join()
    assert (failed, statuses) == ([], {"ready"})
    shop.clock += 1
    assert shop.refresh()[buyers].members == 600
