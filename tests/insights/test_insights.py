"""Insights on small worlds, held to what plain Python makes of the same events."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from pyroaring import BitMap

from shoal import ingest, insights, membership
from shoal.definitions import Definitions, Draft
from shoal.insights import shares
from shoal.model.errors import InvalidInput, NotFound
from shoal.model.instant import format_instant
from shoal.rules import parse, resolve_types
from shoal.storage import Store

NOW = 1_772_971_200_000_000  # 2026-03-08T12:00:00Z
DAY = 86_400_000_000
MINUTE = 60_000_000


@dataclass
class World:
    """A workspace and, beside it, what was sent to it; records go there together, before the workspace is asked."""

    opened: Store
    sent: list[dict[str, object]] = field(default_factory=list)
    clock: int = NOW
    sent_at: int = NOW
    arrived: int = 0

    def __post_init__(self) -> None:
        self.definitions = Definitions(self.opened.records, self.opened.workspace_id)

    @property
    def store(self) -> Store:
        waiting = self.sent[self.arrived :]
        if waiting:
            assert ingest.accept(self.opened, waiting, source="test", now=self.sent_at).accepted == len(waiting)
            self.arrived = len(self.sent)
        return self.opened

    def send(self, *records: dict[str, object]) -> None:
        if self.clock != self.sent_at:
            assert self.store, "what was sent before goes there first, at its own time"
            self.sent_at = self.clock
        self.sent += [r | {"messageId": f"m{len(self.sent) + i}"} for i, r in enumerate(records)]

    def know(self, user: str, **traits: object) -> None:
        when = format_instant(NOW - 90 * DAY)
        self.send({"type": "identify", "userId": user, "timestamp": when, "traits": traits})

    def track(self, user: str, event: str, at: int, **properties: object) -> None:
        what = {"event": event, "timestamp": format_instant(at), "properties": properties}
        self.send({"type": "track", "userId": user, **what})

    def numbers(self, *users: str) -> BitMap:
        return BitMap(self.store.find_profile(user) for user in users)

    def segment(self, name: str, text: str) -> str:
        rule = resolve_types(parse(text), None)
        return self.definitions.create(Draft(name, rule), actor="test", now=self.clock).id

    def refresh(self) -> None:
        membership.refresh(self.store, self.definitions.all(), None, as_of=self.clock, now=lambda: self.clock)

    def metrics(self, *users: str, segment: str = "s") -> insights.Metrics:
        return insights.status_metrics(self.store, segment, self.numbers(*users), as_of=NOW)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = Store.open(tmp_path, write=True, now=NOW, zone="Europe/Istanbul")
    yield World(store)
    store.close()


# --- metrics --------------------------------------------------------------------------------------------------------


def test_revenue_is_what_was_ordered_less_what_was_refunded(world: World) -> None:
    for user in ("ann", "bob", "cat"):
        world.know(user)
    world.track("ann", "Order Completed", NOW - 3 * DAY, order_id="o1", revenue=100)
    world.track("ann", "Order Completed", NOW - 2 * DAY, order_id="o1", revenue=100)  # sent twice
    world.track("ann", "Order Refunded", NOW - DAY, order_id="o1", total=30)
    world.track("bob", "Order Completed", NOW - DAY, total=50)
    world.track("bob", "Order Completed", NOW - 31 * DAY, total=5_000)  # before the 30 days
    world.track("cat", "Order Completed", NOW - DAY, products=[{"price": 2.5, "quantity": 4}, {"price": 1}])

    revenue = world.metrics("ann", "cat").revenue

    assert (revenue.value, revenue.all) == (pytest.approx((70 + 11) / 2), pytest.approx((70 + 50 + 11) / 3))


def test_orders_in_other_currencies_are_left_out_and_said(world: World) -> None:
    world.track("ann", "Order Completed", NOW - DAY, total=10, currency="TRY")
    world.track("ann", "Order Completed", NOW - DAY, total=20, currency="TRY")
    world.track("ann", "Order Completed", NOW - DAY, total=7, currency="EUR")

    revenue = world.metrics("ann").revenue

    assert (revenue.value, revenue.currency) == (30, "TRY")
    assert revenue.reason is not None
    assert "1 orders" in revenue.reason or "1 order" in revenue.reason


def test_time_in_the_app_counts_no_stretch_twice(world: World) -> None:
    world.know("bob")
    start = NOW - DAY
    world.track("ann", "Application Opened", start)
    world.track("ann", "Application Opened", start + 2 * MINUTE)  # ends the visit before
    world.track("ann", "Application Backgrounded", start + 5 * MINUTE)
    world.track("ann", "Application Opened", start + 60 * MINUTE)
    world.track("ann", "Application Backgrounded", start + 120 * MINUTE)  # 30 minutes at most
    world.track("ann", "Application Opened", start + 300 * MINUTE)  # never closed

    found = world.metrics("ann")

    assert (found.app_opens.value, found.app_opens.all) == (4, 2)
    assert (found.time_in_app.value, found.time_in_app.all) == ((5 + 30) * 60, (5 + 30) * 30)


def test_messages_and_clicks(world: World) -> None:
    for n in range(4):
        world.track("ann", "Message Sent", NOW - DAY, channel="push", message_id=f"p{n}", segment="s")
    world.track("bob", "Message Sent", NOW - DAY, channel="push", message_id="p9", segment="other")
    world.track("ann", "Message Sent", NOW - DAY, channel="push", message_id="t", segment="s", test=True)
    tapped = "Push Notification Tapped"
    world.track("ann", tapped, NOW - DAY + 1, message_id="p0")
    world.track("ann", tapped, NOW - DAY + 2, message_id="p0")
    world.track("ann", tapped, NOW - DAY + 3, message_id="p1", machine=True)

    found = world.metrics("ann")

    assert (found.messages_sent.value, found.messages_sent.all) == (4, 5)
    assert (found.push_click_average.value, found.push_click_average.all) == (0.25, 0.2)


def test_what_the_data_cannot_say_has_a_reason(world: World) -> None:
    world.know("ann")

    found = world.metrics("ann")

    for name in ("messages_sent", "push_click_average", "app_opens", "time_in_app", "revenue"):
        metric = getattr(found, name)
        assert metric.value is None
        assert metric.reason


# --- beside a recount -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_counts_agree_with_a_recount(world: World, seed: int) -> None:
    rng = Random(seed)
    users = [f"u{i}" for i in range(30)]
    ages = {user: rng.choice([None, 20, 25, 30]) for user in users}
    cities = {user: rng.choice(["Izmir", "Ankara", "Bursa"]) for user in users}
    for user in users:
        world.know(user, city=cities[user], **({} if ages[user] is None else {"age": ages[user]}))
    events = [(rng.choice(users), NOW - rng.randrange(60 * DAY), rng.choice("abc")) for _ in range(300)]
    for user, at, value in events:
        world.track(user, "Seen", at, what=value)
    chosen = rng.sample(users, 12)

    cities_of = insights.distribution(world.store, world.numbers(*chosen), "city", as_of=NOW)
    ages_of = insights.distribution(world.store, world.numbers(*chosen), "age", as_of=NOW)
    days = insights.volume(world.store, "Seen", start=NOW - 20 * DAY, end=NOW, zone="UTC")
    values = insights.values(world.store, event="Seen", path="what", text="", as_of=NOW, limit=9)

    mine, whole = Counter(cities[user] for user in chosen), Counter(cities.values())
    assert {v.value: (v.members, v.all) for v in cities_of.values} == {
        city: (mine[city], whole[city]) for city in whole
    }
    known = [age for user in chosen if (age := ages[user]) is not None]
    assert (ages_of.members_with, ages_of.members, ages_of.all) == (len(known), 12, 30)
    assert ages_of.of_members is not None
    assert ages_of.of_members.mean == pytest.approx(sum(known) / len(known))
    assert (ages_of.of_members.least, ages_of.of_members.greatest) == (min(known), max(known))
    by_day = Counter(format_instant(at)[:10] for _, at, _ in events)
    assert len(days) == 21
    assert dict(days) == {day: by_day[day] for day, _ in days}
    assert {v.json: v.count for v in values} == {f'"{name}"': n for name, n in Counter(e[2] for e in events).items()}
    person = rng.choice(users)
    card = insights.profile_card(world.store, world.store.find_profile(person), as_of=NOW)
    times = [at for user, at, _ in events if user == person]
    assert card.events == ((("Seen", len(times), max(times)),) if times else ())
    told = insights.timeline(
        world.store, world.store.find_profile(person), before=None, limit=500, event="Seen", as_of=NOW
    )
    assert [event.at for event in told] == sorted(times, reverse=True)


def test_overlap_adds_up(world: World) -> None:
    rng = Random(7)
    marks = {f"u{i}": [rng.random() < 0.4 for _ in range(3)] for i in range(40)}
    for user, (a, b, c) in marks.items():
        world.know(user, a=a, b=b, c=c)
    ids = [world.segment(name, f"{name} is true") for name in "abc"]
    world.refresh()

    found = insights.overlap(world.store, ids)

    recount = Counter(tuple(i for i, mark in zip(ids, row, strict=True) if mark) for row in marks.values())
    recount.pop((), None)
    assert {c.segments: c.count for c in found.combinations if c.count} == dict(recount)
    assert found.union == sum(recount.values())
    assert len(found.combinations) == 7
    assert len(insights.combination(world.store, ids[:1], ids[1:])) == recount[(ids[0],)]
    for wrong in (ids[:1], [ids[0], ids[0]], [*ids, *"xyz"]):
        with pytest.raises(InvalidInput):
            insights.overlap(world.store, wrong)


# --- trend ----------------------------------------------------------------------------------------------------------


def test_the_trend_has_a_point_a_local_day(world: World) -> None:
    """Three people order on three days; the day between has the number of the day before."""
    segment = world.segment("Buyers", 'did "Order Completed"')
    for day, user in ((5, "ann"), (4, "bob"), (2, "cat")):
        world.track(user, "Order Completed", NOW - day * DAY, total=1)
    for day in (5, 4, 2, 0):
        world.clock = NOW - day * DAY + MINUTE
        world.refresh()

    found = insights.trend(world.store, segment, start=NOW - 6 * DAY, end=world.clock, zone="Europe/Istanbul")

    assert [(p.members, p.entered, p.left) for p in found.points] == [
        (1, 1, 0),
        (2, 1, 0),
        (2, 0, 0),
        (3, 1, 0),
        (3, 0, 0),
        (3, 0, 0),
    ]
    assert found.change == pytest.approx(2)
    assert found.points[0].at % DAY == 21 * 3_600_000_000 - 1  # the end of a day in Istanbul
    assert sum(found.causes["entered"].values()) == 3
    spark = insights.sparklines(world.store, [segment], start=0, end=world.clock, points=10)[segment]
    assert spark.points == (1, 2, 3, 3)
    assert insights.sparklines(world.store, ["none"], start=0, end=world.clock, points=10) == {}


# --- what sets apart ------------------------------------------------------------------------------------------------


def test_what_sets_members_apart_is_found_and_chance_is_not(world: World) -> None:
    rng = Random(3)
    for i in range(200):
        inside = i < 100
        likely = 0.8 if inside else 0.2
        world.know(f"u{i}", plan="pro" if rng.random() < likely else "free", coin=rng.choice(["heads", "tails"]))

    members = world.numbers(*(f"u{i}" for i in range(100)))
    found = insights.differentiators(world.store, members, None, as_of=NOW)

    first = found.rows[0]
    assert (found.inside, found.outside) == (100, 100)
    assert (first.kind, first.field) == ("attribute", "plan")
    assert {row.field for row in found.rows} == {"plan"}
    for row in found.rows:
        recount = membership.preview(
            world.store, {}, resolve_types(parse(dict(row.rule)), None), as_of=found.as_of, zone=None
        )
        assert recount.count == row.inside_count + row.outside_count
        assert row.interval[0] <= row.difference <= row.interval[1]
    none = insights.differentiators(world.store, BitMap(), None, as_of=NOW)
    assert none.rows == ()


def test_shares_agree_with_published_numbers() -> None:
    """Newcombe 1998, table II: 56/70 − 48/80, method 10; Wilson's interval of 0 of 10."""
    low, high = shares.newcombe(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert shares.wilson(0, 10) == (pytest.approx(0), pytest.approx(0.2775, abs=1e-4))
    assert shares.cohen_h(0.5, 0.5) == 0
    assert shares.adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert shares.chance(5, 10, 5, 10) == pytest.approx(1)


# --- people ---------------------------------------------------------------------------------------------------------


def test_people_are_found_by_what_names_them(world: World) -> None:
    world.know("ann", name="Ayşe Yılmaz", email="ayse@example.com")
    world.know("bob", name="Bob Ayşegül", email="bob@example.com")

    def found(text: str, within: BitMap | None = None) -> list[tuple[int, str]]:
        rows = insights.find_profiles(world.store, text, as_of=NOW, limit=10, within=within)
        return [(row.number, row.matched) for row in rows]

    ann, bob = world.numbers("ann")[0], world.numbers("bob")[0]
    assert found("ann") == [(ann, "user_id")]
    assert found("AYSE@") == [(ann, "email")]
    assert found("ayşe") == [(ann, "name"), (bob, "name")]
    assert found("ayşe yıl") == [(ann, "name")]
    assert found("ayşe", world.numbers("bob")) == [(bob, "name")]
    assert len(found("")) == 2
    assert found("nobody") == []


def test_unknown_events_have_no_volume(world: World) -> None:
    with pytest.raises(NotFound):
        insights.volume(world.store, "Nothing", start=0, end=NOW, zone="UTC")
