"""What the people of the generated shop do: order, receive messages, visit, look, fill carts.

Orders follow the Pareto/NBD family: everybody buys at a rate of their own (gamma), and after each order may drop out
for good (geometric). Everything is drawn as whole columns; nothing loops over people or events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from shoal.demo.goods import CATEGORIES, Audience, Campaign, Goods
from shoal.demo.people import DAY, HOUR, SECOND, Devices, Flags, Floats, Ints, People, Rhythm

SERVER = -1  # the "device" of events that our own servers send

BROWSE, CART, ORDER = 0, 1, 2
QUERIES = (
    "running shoes",
    "gift",
    "summer dress",
    "headphones",
    "linen",
    "sale",
    "backpack",
    "face cream",
    "lamp",
    "toys",
)
COUPONS = ("", "WELCOME10", "APP5", "SALE20")
_DISCOUNTS = np.array([0, 10, 5, 20])  # percent


@dataclass(frozen=True, slots=True)
class Events:
    """All events of one name: who, when, on which device, and columns that only this event has."""

    name: str
    person: Ints
    time: Ints
    device: Ints
    columns: Mapping[str, Ints] = field(default_factory=dict)

    def only(self, keep: Flags | Ints) -> "Events":
        columns = {name: values[keep] for name, values in self.columns.items()}
        return Events(self.name, self.person[keep], self.time[keep], self.device[keep], columns)

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Orders:
    """When people order, by person, then time."""

    person: Ints
    time: Ints


def make_orders(rng: np.random.Generator, people: People, rhythm: Rhythm) -> tuple[Orders, People]:
    """The orders, and the people with the end of their activity moved to the order they drop out after."""
    opens = np.minimum(np.maximum(people.begin, people.created + 600 * SECOND), people.end)
    span = _busy_days(people, rhythm, opens, people.end)
    person = np.repeat(np.arange(len(people)), rng.poisson(people.buying * span))
    time = rhythm.sample(rng, opens[person], people.end[person], people.zone[person])
    order = np.lexsort((time, person))
    person, time = person[order], time[order]
    allowed = rng.geometric(np.maximum(people.loyalty, 1e-3))
    rank = _rank_in_runs(person)
    dropping = rank == allowed[person] - 1
    end = people.end.copy()
    end[person[dropping]] = time[dropping] + HOUR
    keep = rank < allowed[person]
    return Orders(person[keep], time[keep]), replace(people, end=end)


# --- campaigns ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Responses:
    """Events about messages, and the instants at which people gave up their e-mail consent (0: never)."""

    events: tuple[Events, ...]
    unsubscribed: Ints


def make_responses(
    rng: np.random.Generator,
    people: People,
    devices: Devices,
    *,
    orders: Orders,
    campaigns: Sequence[Campaign],
    end: int,
) -> Responses:
    """Campaigns in the order they were sent; who unsubscribes gets no later e-mail."""
    unsubscribed = np.zeros(len(people), dtype=np.int64)
    pieces: dict[str, list[Events]] = {}
    private_mail = devices.platform[devices.start[:-1]] == 0
    private_mail &= rng.random(len(people)) < 0.3  # their mail program opens everything by itself
    for number, campaign in enumerate(campaigns):
        start = (end // DAY - campaign.day) * DAY + campaign.hour * HOUR
        able = _audience(people, devices, orders, campaign=campaign, unsubscribed=unsubscribed, start=start)
        who = np.flatnonzero(able & (rng.random(len(people)) < campaign.share))
        sent = start + (rng.random(len(who)) * 1800 * SECOND).astype(np.int64)
        if campaign.channel == "email":
            made = _email(rng, people, devices, campaign=campaign, who=who, sent=sent, private=private_mail)
        else:
            made = _push(rng, people, devices, campaign=campaign, who=who, sent=sent)
        for events in made:
            fits = events.only(events.time < end)
            columns = {**fits.columns, "message": np.full(len(fits), number)}
            pieces.setdefault(events.name, []).append(replace(fits, columns=columns))
        for events in made:
            if events.name == "Unsubscribed":
                unsubscribed[events.person] = events.time
    return Responses(tuple(_joined(name, parts) for name, parts in pieces.items()), unsubscribed)


def _audience(
    people: People, devices: Devices, orders: Orders, *, campaign: Campaign, unsubscribed: Ints, start: int
) -> Flags:
    """Who may get a message at `start`: reachable on its channel, willing, and in its audience."""
    if campaign.channel == "email":
        able = people.reachable & people.consent & ((unsubscribed == 0) | (unsubscribed >= start))
    else:
        able = people.push & (devices.platform[devices.start[:-1]] < 2)
    able &= people.known & (people.created < start)
    return np.asarray(able & _targeted(campaign.audience, people, orders, start))


def _targeted(audience: Audience, people: People, orders: Orders, start: int) -> Flags:
    everyone = np.ones(len(people), dtype=bool)
    match audience:
        case "active":
            return np.asarray(people.end > start)
        case "lapsed":
            return np.asarray(people.end < start - 30 * DAY)
        case "buyers":
            buyers = np.zeros(len(people), dtype=bool)
            buyers[orders.person[orders.time < start]] = True
            return buyers
        case "turkish" | "spanish":
            return np.asarray(people.country == (0 if audience == "turkish" else 1))
        case "new":
            return np.asarray(people.created > start - 14 * DAY)
        case "staff":
            return np.asarray(np.arange(len(people)) < 12)
        case _:
            return everyone


def _email(
    rng: np.random.Generator,
    people: People,
    devices: Devices,
    *,
    campaign: Campaign,
    who: Ints,
    sent: Ints,
    private: Flags,
) -> list[Events]:
    server = np.full(len(who), SERVER)
    bounced = people.bad_address[who] | (rng.random(len(who)) < 0.003)
    arrived = sent + (rng.exponential(40, len(who)) * SECOND).astype(np.int64)
    delivered = Events("Email Delivered", who, arrived, server).only(~bounced)
    interest = people.keen[who] * campaign.appeal * np.where(people.end[who] > sent, 0.8, 0.24)
    opens = ~bounced & (rng.random(len(who)) < interest)
    opened = arrived + (rng.lognormal(np.log(2.1), 1.25, len(who)) * HOUR).astype(np.int64)
    clicks = opens & (rng.random(len(who)) < 0.10 + 0.22 * people.keen[who])
    clicked = opened + (rng.exponential(45, len(who)) * SECOND).astype(np.int64) + SECOND
    leaves = ~bounced & (rng.random(len(who)) < np.where(opens, 0.006, 0.0008))
    machine = ~bounced & private[who]
    seen = arrived + (5 * SECOND + rng.exponential(90, len(who)) * SECOND).astype(np.int64)
    no, yes = np.zeros(len(who), dtype=np.int64), np.ones(len(who), dtype=np.int64)
    device = devices.start[who]
    return [
        Events("Message Sent", who, sent, server),
        Events("Email Bounced", who, arrived, server).only(bounced),
        delivered,
        Events("Email Opened", who, seen, server, {"machine": yes}).only(machine),
        Events("Email Opened", who, opened, server, {"machine": no}).only(opens),
        Events("Email Link Clicked", who, clicked, device).only(clicks),
        Events("Unsubscribed", who, opened + 90 * SECOND, server).only(leaves),
    ]


def _push(
    rng: np.random.Generator, people: People, devices: Devices, *, campaign: Campaign, who: Ints, sent: Ints
) -> list[Events]:
    gone = people.end[who] < sent - 60 * DAY  # the app was removed
    bounced = rng.random(len(who)) < np.where(gone, 0.35, 0.012)
    device = devices.start[who]
    arrived = sent + (rng.exponential(8, len(who)) * SECOND).astype(np.int64)
    taps = ~bounced & (
        rng.random(len(who)) < people.keen[who] * campaign.appeal * np.where(people.end[who] > sent, 0.26, 0.01)
    )
    tapped = arrived + (rng.lognormal(np.log(14), 1.4, len(who)) * 60 * SECOND).astype(np.int64)
    return [
        Events("Message Sent", who, sent, np.full(len(who), SERVER)),
        Events("Push Notification Bounced", who, arrived, np.full(len(who), SERVER)).only(bounced),
        Events("Push Notification Received", who, arrived, device).only(~bounced),
        Events("Push Notification Tapped", who, tapped, device).only(taps),
    ]


# --- visits -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visits:
    """One row a visit (a session in the app or on the site)."""

    person: Ints
    time: Ints
    kind: Ints  # BROWSE, CART (filled a cart and left) or ORDER
    device: Ints

    def __len__(self) -> int:
        return len(self.person)


def make_visits(
    rng: np.random.Generator,
    people: People,
    devices: Devices,
    *,
    orders: Orders,
    responses: Responses,
    rhythm: Rhythm,
) -> Visits:
    """Visits people make by themselves, at sign-up, after a click, and to order."""
    span = _busy_days(people, rhythm, people.begin, people.end)
    own = np.repeat(np.arange(len(people)), rng.poisson(people.visiting * span))
    own_time = rhythm.sample(rng, people.begin[own], people.end[own], people.zone[own])
    arrivals = np.flatnonzero(people.anonymous)  # the first visit, and for those with an account the one to sign up
    signing_up = np.flatnonzero(people.anonymous & people.known)
    clicks = [e for e in responses.events if e.name in ("Email Link Clicked", "Push Notification Tapped")]
    clicked = np.concatenate([own[:0], *(e.person for e in clicks)])
    clicked_time = np.concatenate([own[:0], *(e.time for e in clicks)]) + 3 * SECOND
    browsing = np.concatenate([own, arrivals, signing_up, clicked])
    time = np.concatenate(
        [
            own_time,
            people.first[arrivals],
            np.maximum(people.first, people.created - 90 * SECOND)[signing_up],
            clicked_time,
        ]
    )
    kind = np.where(rng.random(len(browsing)) < people.cart[browsing], CART, BROWSE)
    person = np.concatenate([browsing, orders.person])
    time = np.concatenate([time, orders.time - 5 * 60 * SECOND])
    kind = np.concatenate([kind, np.full(len(orders.person), ORDER)])
    second = (devices.start[person + 1] - devices.start[person] > 1) & (rng.random(len(person)) < 0.25)
    return Visits(person, time, kind, devices.start[person] + second)


@dataclass(frozen=True, slots=True)
class Items:
    """What was put into carts, one row a product, by visit."""

    visit: Ints
    product: Ints
    quantity: Ints


@dataclass(frozen=True, slots=True)
class Shopping:
    """What visits left behind. The items of an order are those from its column `first_item` to `end_item`."""

    events: tuple[Events, ...]
    items: Items


def make_shopping(
    rng: np.random.Generator, people: People, devices: Devices, *, goods: Goods, visits: Visits, sale: tuple[int, int]
) -> Shopping:
    """The events of all visits, and what follows from orders. `sale` is when the sale coupon works."""
    count = len(visits)
    app = devices.platform[visits.device] < 2
    buying = visits.kind > BROWSE
    adds = np.where(buying, 1 + np.minimum(rng.poisson(0.55, count), 3), 0)
    views = np.where(buying, adds + rng.poisson(0.7, count), np.minimum(rng.geometric(0.44, count) - 1, 8))
    searches = np.minimum(rng.poisson(0.3, count), 2)
    lists = np.where(app, rng.random(count) < 0.5, True)
    checkout = (visits.kind == ORDER) | ((visits.kind == CART) & (rng.random(count) < 0.34))
    pace = np.minimum(rng.lognormal(np.log(21), 0.5, count), 110) * SECOND

    def at(visit: Ints, slot: Ints | int) -> Ints:
        """Steps of a visit happen in numbered slots, so that they come in the right order."""
        jitter = rng.random(len(visit)) * 0.9
        return np.asarray(visits.time[visit] + ((slot + jitter) * pace[visit]).astype(np.int64))

    def made(name: str, visit: Ints, slot: Ints | int, **columns: Ints) -> Events:
        return Events(name, visits.person[visit], at(visit, slot), visits.device[visit], columns)

    all_visits = np.arange(count)
    in_app = all_visits[app]
    view = np.repeat(all_visits, views)
    place = _rank_in_runs(view)
    product = _choose_products(rng, goods, people.favourite[visits.person[view]])
    add = place < adds[view]
    searched = np.repeat(all_visits, searches)
    query = rng.integers(0, len(QUERIES), len(searched))
    listed = all_visits[lists]
    wished = rng.random(len(view)) < 0.035
    quantity = 1 + (rng.random(int(add.sum())) < 0.13) + (rng.random(int(add.sum())) < 0.03)
    items = Items(view[add], product[add], quantity)
    value = np.bincount(items.visit, goods.price[items.product] * quantity, count).astype(np.int64)
    last = 4 + 2 * views
    ordered = all_visits[visits.kind == ORDER]
    paying = all_visits[checkout]
    order = _order_columns(rng, visits.time[ordered], value[ordered], sale) | {
        "first_item": np.searchsorted(items.visit, ordered, side="left"),
        "end_item": np.searchsorted(items.visit, ordered, side="right"),
    }
    completed = made("Order Completed", ordered, last[ordered] + 1, **order)
    opened = made("Application Opened", in_app, 0, from_background=rng.integers(0, 2, len(in_app)))
    events = (
        replace(opened, time=visits.time[in_app]),
        made("Products Searched", searched, 1 + _rank_in_runs(searched), query=query),
        made("Product List Viewed", listed, 3, category=_category_seen(rng, people, visits.person[listed])),
        made("Product Viewed", view, 4 + 2 * place, product=product),
        made("Product Added to Wishlist", view[wished], 5 + 2 * place[wished], product=product[wished]),
        made("Product Added", items.visit, 5 + 2 * place[add], product=items.product, quantity=quantity),
        made("Checkout Started", paying, last[paying], value=value[paying]),
        completed,
        made("Application Backgrounded", in_app, last[in_app] + 2),
        *_after_orders(rng, completed, items),
    )
    return Shopping(events, items)


def make_sign_ups(rng: np.random.Generator, people: People, devices: Devices) -> tuple[Events, ...]:
    """Accounts made and apps installed inside the window."""
    new = np.flatnonzero(people.anonymous & people.known)
    device = devices.start[new]
    sign_ups = Events(
        "Signed Up", new, people.created[new], device, {"method": rng.choice(3, len(new), p=[0.55, 0.27, 0.18])}
    )
    came = np.flatnonzero(people.anonymous)
    with_app = came[devices.platform[devices.start[came]] < 2]
    installed = Events("Application Installed", with_app, people.first[with_app] - 40 * SECOND, devices.start[with_app])
    return sign_ups, installed


def _order_columns(rng: np.random.Generator, time: Ints, subtotal: Ints, sale: tuple[int, int]) -> dict[str, Ints]:
    """Amounts in cents, the coupon, and the orders' numbers by time."""
    in_sale = (time >= sale[0]) & (time < sale[1])
    coupon = np.where(in_sale, 3 * (rng.random(len(time)) < 0.6), rng.choice(3, len(time), p=[0.8, 0.12, 0.08]))
    discount = subtotal * _DISCOUNTS[coupon] // 100
    shipping = np.where(subtotal - discount < 5000, 495, 0)
    return {
        "discount": discount,
        "shipping": shipping,
        "total": subtotal - discount + shipping,
        "coupon": coupon,
        "number": np.argsort(np.argsort(time, kind="stable"), kind="stable"),
    }


def _after_orders(rng: np.random.Generator, completed: Events, items: Items) -> tuple[Events, Events]:
    """Some orders come back; some products get a review."""
    days = (rng.gamma(3, 2.2, len(completed)) * DAY).astype(np.int64) + DAY
    back = rng.random(len(completed)) < 0.055
    columns = {name: completed.columns[name] for name in ("total", "number")}
    refunded = replace(
        completed,
        name="Order Refunded",
        time=completed.time + days,
        device=np.full(len(completed), SERVER),
        columns=columns,
    )
    first = items.product[completed.columns["first_item"]]
    rating = rng.choice([1, 2, 3, 4, 5], len(completed), p=[0.05, 0.05, 0.12, 0.30, 0.48])
    columns = {"product": first, "rating": np.where(back, np.minimum(rating, 3), rating)}
    reviewed = replace(completed, name="Product Reviewed", time=completed.time + days // 2 + DAY, columns=columns)
    return refunded.only(back), reviewed.only(rng.random(len(completed)) < 0.09)


def _category_seen(rng: np.random.Generator, people: People, person: Ints) -> Ints:
    favourite = rng.random(len(person)) < 0.5
    return np.where(favourite, people.favourite[person], rng.integers(0, len(CATEGORIES), len(person)))


def _choose_products(rng: np.random.Generator, goods: Goods, favourite: Ints) -> Ints:
    """By popularity: half of the time in the person's favourite category, else in all."""
    by_category = np.argsort(goods.category, kind="stable")
    weights = goods.popularity[by_category]
    category = goods.category[by_category]
    within = np.cumsum(weights)
    totals = np.bincount(category, weights, len(CATEGORIES))
    starts = np.concatenate([[0.0], np.cumsum(totals)])
    drawn = rng.random(len(favourite))
    inside = rng.random(len(favourite)) < 0.5
    position = np.where(inside, starts[favourite] + drawn * totals[favourite], drawn)
    chosen = np.minimum(np.searchsorted(within, position, side="right"), len(within) - 1)
    return by_category[chosen]


def _busy_days(people: People, rhythm: Rhythm, begin: Ints, end: Ints) -> Floats:
    """The length of people's activity in average days."""
    high, low = (rhythm.busyness(rhythm.local(time, people.zone)) for time in (end, begin))
    return np.maximum(high - low, 0.0)


def _rank_in_runs(values: Ints) -> Ints:
    """0, 1, 2, … within each run of equal neighbours."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    new = np.concatenate([[True], values[1:] != values[:-1]])
    starts = np.flatnonzero(new)
    return np.arange(len(values)) - np.repeat(starts, np.diff(np.append(starts, len(values))))


def _joined(name: str, parts: Sequence[Events]) -> Events:
    columns = {column: np.concatenate([p.columns[column] for p in parts]) for column in parts[0].columns}
    person, time, device = (np.concatenate([getattr(p, part) for p in parts]) for part in ("person", "time", "device"))
    return Events(name, person, time, device, columns)
