"""A little shop for the routes: twelve people, of whom six ordered, and a few segments."""

from dataclasses import dataclass

from fastapi.testclient import TestClient
from served import NOW, Served

from shoal import ingest
from shoal.model.instant import format_instant

DAY = 86_400_000_000
HOUR = 3_600_000_000
BUYERS = 'did "Order Completed" in last 30 days'


def send(served: Served, *records: dict[str, object]) -> None:
    """Takes tracking records in, each with an id of its own."""
    made = [record | {"messageId": served.secret()} for record in records]
    receipt = ingest.accept(served.store, made, source="test", now=served.now)
    assert receipt.accepted == len(made), receipt


def track(user: str, event: str, at: int, **properties: object) -> dict[str, object]:
    when = format_instant(at)
    return {"type": "track", "userId": user, "event": event, "timestamp": when, "properties": properties}


def fill(served: Served) -> None:
    """u0 … u11, the even ones in Türkiye; u0 … u5 ordered for 0, 50, … 250, u0 first, a day apart."""
    traits = [
        {
            "country": "TR" if i % 2 == 0 else "ES",
            "age": 20 + i,
            "email": f"u{i}@example.com",
            "note": f"=HYPERLINK({i})",
        }
        for i in range(12)
    ]
    known = format_instant(NOW - 40 * DAY)
    send(
        served,
        *({"type": "identify", "userId": f"u{i}", "timestamp": known, "traits": traits[i]} for i in range(12)),
        *(track(f"u{i}", "Order Completed", NOW - (7 - i) * DAY, total=50 * i) for i in range(6)),
        *(track(f"u{i}", "Product Viewed", NOW - i * HOUR, product_id=f"p{i % 3}") for i in range(8)),
    )


@dataclass
class Shop:
    """A served shop, and an admin's program that calls it."""

    served: Served
    client: TestClient

    @classmethod
    def open(cls, served: Served) -> "Shop":
        fill(served)
        client = served.client()
        client.headers.update(served.key_of("admin", lasts=10_000 * DAY))
        return cls(served, client)

    def segment(self, name: str, rule: object = BUYERS, **fields: object) -> str:
        """The id of a new segment; a static one without a rule."""
        kind = {"kind": "static"} if rule is None else {"rule": rule}
        made = self.client.post("/api/segments", json={"name": name, **kind, **fields})
        assert made.status_code == 201, made.text
        return made.json()["id"]

    def refresh(self) -> None:
        """Works through everything that was asked for."""
        refresher = self.served.services.refresher
        refresher.start()
        try:
            assert refresher.wait(60)
        finally:
            refresher.stop()
            refresher._stopping = False

    def static(self, name: str, *users: str) -> str:
        """The id of a new static segment with these people, or with nobody."""
        made = self.segment(name, None)
        body = {"identifiers": list(users), "kind": "user_id"}
        if users:
            assert self.client.post(f"/api/segments/{made}/members", json=body).status_code == 200
        return made
