"""The generated shop as files that `shoal import` takes without a mapping: columns in, Parquet and CSV out.

All text is put together as whole Arrow columns: parts that repeat (a device, a product, an amount) are written once
and taken by index.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from shoal.demo.behaviour import COUPONS, QUERIES, SERVER, Events, Responses, Shopping
from shoal.demo.goods import CATEGORIES, Campaign, Goods
from shoal.demo.people import (
    DAY,
    PLANS,
    SECOND,
    VERSIONS,
    Devices,
    Flags,
    Floats,
    Ints,
    People,
    all_models,
    all_systems,
    first_names,
)
from shoal.demo.places import CITIES, COUNTRIES

TIME = pa.timestamp("us", tz="UTC")
EVENT_SCHEMA = pa.schema(
    [
        pa.field("messageId", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("event", pa.string(), nullable=False),
        pa.field("userId", pa.string()),
        pa.field("anonymousId", pa.string()),
        pa.field("timestamp", TIME, nullable=False),
        pa.field("properties", pa.string(), nullable=False),
        pa.field("context", pa.string()),
    ]
)
PROFILE_SCHEMA = pa.schema(
    [
        pa.field("messageId", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("userId", pa.string(), nullable=False),
        pa.field("anonymousId", pa.string()),
        pa.field("timestamp", TIME, nullable=False),
        pa.field("traits", pa.string(), nullable=False),
        pa.field("context", pa.string()),
    ]
)
ROW_GROUP = 250_000
FULL_CONTEXT = ("Application Opened", "Application Installed", "Product List Viewed", "Signed Up")
MAIL_HOSTS = ("example.com", "example.org", "example.net")


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything drawn, ready to be written. `seed` goes into the message ids."""

    seed: int
    start: int
    end: int
    people: People
    devices: Devices
    goods: Goods
    campaigns: Sequence[Campaign]
    responses: Responses
    shopping: Shopping
    other: Sequence[Events]


# --- events -------------------------------------------------------------------------------------------------------


def write_events(shop: Shop, path: Path, progress: Callable[[int, int], None]) -> dict[str, int]:
    """Writes one run of row groups for each event name, sorted by time inside; returns the number of each event."""
    everything = [
        _in_milliseconds(events.only((events.time >= shop.start) & (events.time < shop.end)))
        for events in (*shop.shopping.events, *shop.responses.events, *shop.other)
    ]
    total, done = sum(len(events) for events in everything), 0
    texts = _Texts(shop)
    with pq.ParquetWriter(path, EVENT_SCHEMA, compression="zstd", use_dictionary=["type", "event"]) as writer:
        for events in everything:
            ordered = events.only(np.lexsort((events.person, events.time)))
            for first in range(0, len(ordered), ROW_GROUP):
                chunk = ordered.only(np.arange(first, min(first + ROW_GROUP, len(ordered))))
                writer.write_table(texts.table(chunk, done))
                done += len(chunk)
                progress(done, total)
    return {events.name: len(events) for events in everything}


def _in_milliseconds(events: Events) -> Events:
    return replace(events, time=events.time // 1000 * 1000)


class _Texts:
    """The parts of the text that repeat, built once."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._user = _numbered("u", len(shop.people))
        self._anonymous = anonymous_ids(shop.seed, len(shop.people))
        self._products = _product_texts(shop.goods)
        self._categories = pa.array([json.dumps(name) for name in CATEGORIES])
        self._messages = pa.array([_message_text(campaign) for campaign in shop.campaigns])
        self._short, self._full = _device_contexts(shop)

    def table(self, events: Events, number: int) -> pa.Table:
        """`number` counts the events before these; message ids follow from it."""
        rows = len(events)
        constant = pa.repeat(pa.scalar("track"), rows)
        named = pa.repeat(pa.scalar(events.name), rows)
        ids = _numbered(f"demo{self._shop.seed}-", rows, number)
        user, anonymous = self._identity(events)
        properties = self._properties(events)
        columns = [
            ids,
            constant,
            named,
            user,
            anonymous,
            pa.array(events.time, TIME),
            properties,
            self._context(events),
        ]
        return pa.Table.from_arrays([_plain(column) for column in columns], schema=EVENT_SCHEMA)

    def _identity(self, events: Events) -> tuple[pa.Array, pa.Array]:
        """Before sign-up only the anonymous id, afterwards the user id, from apps and sites both."""
        people = self._shop.people
        known = people.known[events.person] & (events.time >= people.created[events.person])
        with_anonymous = people.anonymous[events.person] & (~known | (events.device != SERVER))
        return _taken(self._user, events.person, known), _taken(self._anonymous, events.person, with_anonymous)

    def _context(self, events: Events) -> pa.Array:
        version = self._shop.devices.version(np.maximum(events.device, 0), events.time)
        texts = self._full if events.name in FULL_CONTEXT else self._short
        return _taken(texts, events.device * len(VERSIONS) + version, events.device != SERVER)

    def _properties(self, events: Events) -> pa.Array:
        columns = events.columns
        match events.name:
            case "Application Opened":
                version = self._shop.devices.version(events.device, events.time)
                flag = _flags(columns["from_background"] == 1)
                return _joined('{"from_background":', flag, ',"version":"', _taken(pa.array(VERSIONS), version), '"}')
            case "Application Installed":
                version = self._shop.devices.version(events.device, events.time)
                return _joined('{"version":"', _taken(pa.array(VERSIONS), version), '"}')
            case "Signed Up":
                return _joined('{"method":"', _taken(pa.array(["email", "google", "apple"]), columns["method"]), '"}')
            case "Products Searched":
                return _joined('{"query":"', _taken(pa.array(QUERIES), columns["query"]), '"}')
            case "Product List Viewed":
                return _joined('{"category":', _taken(self._categories, columns["category"]), "}")
            case "Product Viewed" | "Product Added to Wishlist":
                return _joined("{", _taken(self._products, columns["product"]), "}")
            case "Product Added":
                product, quantity = _taken(self._products, columns["product"]), _whole(columns["quantity"])
                return _joined("{", product, ',"quantity":', quantity, "}")
            case "Product Reviewed":
                product, rating = _taken(self._products, columns["product"]), _whole(columns["rating"])
                return _joined("{", product, ',"rating":', rating, "}")
            case "Checkout Started":
                return _joined('{"value":', _money(columns["value"]), ',"currency":"EUR"}')
            case "Order Completed":
                return self._order(columns)
            case "Order Refunded":
                order = _numbered_by("o-", columns["number"])
                return _joined('{"order_id":"', order, '","total":', _money(columns["total"]), ',"currency":"EUR"}')
            case "Application Backgrounded":
                return pa.repeat(pa.scalar("{}"), len(events))
            case _:
                return self._message(events)

    def _order(self, columns: Mapping[str, Ints]) -> pa.Array:
        coupons = pa.array([f',"coupon":"{coupon}"' if coupon else "" for coupon in COUPONS])
        revenue = columns["total"] - columns["shipping"]
        return _joined(
            '{"order_id":"', _numbered_by("o-", columns["number"]),
            '","total":', _money(columns["total"]),
            ',"revenue":', _money(revenue),
            ',"shipping":', _money(columns["shipping"]),
            ',"discount":', _money(columns["discount"]),
            ',"currency":"EUR"', _taken(coupons, columns["coupon"]),
            ',"products":[', self._items(columns["first_item"], columns["end_item"]), "]}",
        )  # fmt: skip

    def _items(self, first: Ints, end: Ints) -> pa.Array:
        """The items of each order, separated by commas."""
        lengths = end - first
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        item = np.repeat(first - offsets[:-1], lengths) + np.arange(offsets[-1])
        items = self._shop.shopping.items
        product = _taken(self._products, items.product[item])
        text = _joined("{", product, ',"quantity":', _whole(items.quantity[item]), "}")
        lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), text)
        return pc.binary_join(lists, ",")

    def _message(self, events: Events) -> pa.Array:
        message = _taken(self._messages, events.columns["message"])
        match events.name:
            case "Email Opened":
                machine = _taken(pa.array(["", ',"machine":true']), events.columns["machine"])
                return _joined("{", message, machine, "}")
            case "Email Link Clicked":
                return _joined("{", message, ',"link_url":"https://shop.example.com/offers"}')
            case "Message Sent":
                tests = pa.array(["", ',"test":true'])
                test = np.array([campaign.test for campaign in self._shop.campaigns], dtype=np.int64)
                return _joined("{", message, _taken(tests, test[events.columns["message"]]), "}")
            case _:
                return _joined("{", message, "}")


def _message_text(campaign: Campaign) -> str:
    parts = {
        "message_id": campaign.message,
        "campaign_id": campaign.campaign,
        "campaign_name": campaign.name,
        "channel": campaign.channel,
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _product_texts(goods: Goods) -> pa.Array:
    categories = list(CATEGORIES)
    return pa.array(
        [
            f'"product_id":"p-{number:04}","name":{json.dumps(goods.name[number])},"brand":{json.dumps(goods.brand[number])},'
            f'"category":{json.dumps(categories[goods.category[number]])},"price":{_cents(int(goods.price[number]))}'
            for number in range(len(goods.name))
        ]
    )


def _device_contexts(shop: Shop) -> tuple[pa.Array, pa.Array]:
    """The short and the full context of every (device, app version), at index device × versions + version."""
    devices, people = shop.devices, shop.people
    count = len(devices.person)
    person = devices.person
    app = devices.platform < 2
    ids = _hexadecimal("d", shop.seed, count, 1)
    kind = _taken(pa.array(["ios", "android", "web"]), devices.platform)
    start = _joined('{"device":{"id":"', ids, '","type":"', kind, '"')
    tokens = _joined(',"token":"', _hexadecimal("t", shop.seed, count, 2), '"')
    reachable = _taken(_either(tokens, people.push[person] & app), np.arange(count))
    system = _taken(
        pa.array([f'"os":{{"name":"{name}","version":"{version}"}}' for name, version in all_systems()]), devices.system
    )
    zone = _taken(pa.array(people.zones), people.zone[person])
    locale = _taken(pa.array([country.locale for country in COUNTRIES]), people.country[person])
    model = _taken(pa.array(all_models()), devices.model)
    places = [{"city": c.name, "region": c.region, "country": c.country} for c in CITIES]
    city = pa.array([f',"location":{json.dumps(p, ensure_ascii=False, separators=(",", ":"))}' for p in places])
    full = _joined(
        start, ',"model":"', model, '"', reachable, "},", system, ',"timezone":"', zone, '","locale":"', locale, '"',
        _either(_taken(city, people.city[person]), app),
    )  # fmt: skip
    short = _joined(start, "}")
    versions = pa.array([f',"app":{{"version":"{version}"}}}}' for version in VERSIONS])
    device = np.repeat(np.arange(count), len(VERSIONS))
    # Sites have no app version.
    shown = _taken(
        _either(_taken(versions, np.tile(np.arange(len(VERSIONS)), count)), app[device], "}"), np.arange(len(device))
    )
    return _joined(_taken(short, device), shown), _joined(_taken(full, device), shown)


# --- profiles and tags --------------------------------------------------------------------------------------------


def write_profiles(shop: Shop, rng: np.random.Generator, path: Path) -> int:
    """One row for each sign-up, and later rows where consent, points or the plan changed."""
    people = shop.people
    known = np.flatnonzero(people.known & (people.created < shop.end))
    orders = _events_named(shop.shopping.events, "Order Completed")
    orders = orders.only(orders.time < shop.end)
    points = (np.bincount(orders.person, orders.columns["total"], len(people)) // 100).astype(np.int64)
    last = np.zeros(len(people), dtype=np.int64)
    np.maximum.at(last, orders.person, orders.time)
    old_points = np.where(people.created < shop.start, (rng.gamma(0.7, 180, len(people))).astype(np.int64), 0)
    upgraded = np.flatnonzero(people.known & (rng.random(len(people)) < 0.035) & (people.created < shop.end - 20 * DAY))
    upgrade_time = shop.end - (rng.random(len(upgraded)) * 19 * DAY).astype(np.int64) - DAY
    left = np.flatnonzero((shop.responses.unsubscribed > 0) & (shop.responses.unsubscribed < shop.end))
    bought = np.flatnonzero(last)
    rows = [
        (known, people.created[known], _traits(shop, rng, old_points).take(pa.array(known))),
        (left, shop.responses.unsubscribed[left], pa.repeat(pa.scalar('{"marketingConsent":false}'), len(left))),
        (bought, last[bought] + 2 * SECOND, _joined('{"loyaltyPoints":', _whole((old_points + points)[bought]), "}")),
        (upgraded, upgrade_time, pa.repeat(pa.scalar('{"plan":"plus"}'), len(upgraded))),
    ]
    person = np.concatenate([who for who, _, _ in rows])
    time = np.concatenate([when for _, when, _ in rows])
    traits = pa.concat_arrays([_plain(text) for _, _, text in rows])
    order = np.flatnonzero(time < shop.end)
    order = order[np.argsort(time[order], kind="stable")]
    person, time, traits = person[order], time[order], traits.take(pa.array(order))
    anonymous = people.anonymous[person] & (time == people.created[person])
    columns = [
        _numbered(f"demo{shop.seed}-p", len(person)),
        pa.repeat(pa.scalar("identify"), len(person)),
        _taken(_numbered("u", len(people)), person),
        _taken(anonymous_ids(shop.seed, len(people)), person, anonymous),
        pa.array(time // 1000 * 1000, TIME),
        traits,
        pa.nulls(len(person), pa.string()),
    ]
    pq.write_table(
        pa.Table.from_arrays([_plain(column) for column in columns], schema=PROFILE_SCHEMA), path, compression="zstd"
    )
    return len(person)


def _traits(shop: Shop, rng: np.random.Generator, points: Ints) -> pa.Array:
    """The attributes given at sign-up, as JSON objects; what somebody didn't tell is left out."""
    people, count = shop.people, len(shop.people)
    gender = np.where(rng.random(count) < 0.7, rng.choice(2, count, p=[0.56, 0.44]), 2)
    first, last = first_names(rng, people, gender)
    age = np.clip(rng.gamma(6.5, 3.4, count) + 16, 16, 89)
    birthday = shop.end - (age * 365.2425 * DAY).astype(np.int64)
    tells_birthday = rng.random(count) < 0.62
    tells_age = tells_birthday | (rng.random(count) < 0.2)
    tells_city = rng.random(count) < 0.88
    plan = rng.choice(3, count, p=[0.78, 0.16, 0.06])
    spread = rng.normal(0, 0.045, (2, count))
    city = people.city
    addresses = [{"city": c.name, "country": c.country, "region": c.region} for c in CITIES]
    addresses += [{"country": country.code} for country in COUNTRIES]
    # without the bracket that closes it: a point may follow
    address = pa.array([json.dumps(a, ensure_ascii=False, separators=(",", ":"))[:-1] for a in addresses])
    where = np.where(tells_city, city, len(CITIES) + people.country)
    host = _taken(pa.array(MAIL_HOSTS), rng.integers(0, len(MAIL_HOSTS), count))
    slug = pc.utf8_lower(_joined(_ascii(first), ".", _ascii(last)))
    mail = _joined(',"email":"', slug, _whole(np.arange(count)), "@", host, '"')
    phone = _joined(
        ',"phone":"',
        _taken(pa.array([country.prefix for country in COUNTRIES]), people.country),
        "555",
        _whole(rng.integers(1_000_000, 10_000_000, count)),
        '"',
    )
    genders = _taken(pa.array([',"gender":"female"', ',"gender":"male"', ""]), gender)
    day = _joined(',"birthday":"', _dates(birthday), '"')
    place = _joined(
        ',"latitude":', _degrees(np.array([c.latitude for c in CITIES])[city] + spread[0]),
        ',"longitude":', _degrees(np.array([c.longitude for c in CITIES])[city] + spread[1]),
    )  # fmt: skip
    tells_place = tells_city & (rng.random(count) < 0.7)
    consent = _joined(
        ',"consent":{"marketing":{"email":', _flags(people.consent), ',"push":', _flags(people.push), "}}"
    )
    city_name = _joined(',"city":', _taken(pa.array([json.dumps(c.name, ensure_ascii=False) for c in CITIES]), city))
    return _joined(
        '{"firstName":', _quoted(first), ',"lastName":', _quoted(last),
        _either(mail, people.reachable), _either(phone, rng.random(count) < 0.46), genders,
        _either(day, tells_birthday), _either(_joined(',"age":', _whole(age.astype(np.int64))), tells_age),
        ',"country":"', _taken(pa.array([country.code for country in COUNTRIES]), people.country), '"',
        _either(city_name, tells_city), _either(place, tells_place),
        ',"address":', _taken(address, where), _either(place, tells_place), "}",
        ',"timezone":"', _taken(pa.array(people.zones), people.zone), '"',
        ',"plan":"', _taken(pa.array(PLANS), plan), '","createdAt":"', _instants(people.created), '"',
        _either(_joined(',"marketingConsent":', _flags(people.consent), consent), rng.random(count) < 0.97),
        ',"pushEnabled":', _flags(people.push),
        _either(_favourites(rng, people), rng.random(count) < 0.7),
        _either(_joined(',"loyaltyPoints":', _whole(points)), (points > 0) | (rng.random(count) < 0.5)), "}",
    )  # fmt: skip


def _favourites(rng: np.random.Generator, people: People) -> pa.Array:
    """Up to three categories, the first of them the one bought most; a few people say that they have none."""
    names = [json.dumps(name) for name in CATEGORIES]
    lists = ["[]", *(f"[{a}]" for a in names), *(f"[{a},{b}]" for a in names for b in names)]
    lists += [f"[{a},{b},{c}]" for a in names for b in names for c in names]
    n = len(names)
    a, b, c = people.favourite, *rng.integers(0, n, (2, len(people)))
    two, three = 1 + n + a * n + b, 1 + n + n * n + (a * n + b) * n + c
    size = rng.choice(4, len(people), p=[0.05, 0.45, 0.33, 0.17])
    size = np.minimum(size, np.where(a == b, 1, np.where((c == a) | (c == b), 2, 3)))  # nothing twice
    chosen = np.select([size == 0, size == 1, size == 2], [np.zeros_like(a), 1 + a, two], three)
    return _joined(',"favouriteCategories":', _taken(pa.array(lists), chosen))


def write_tags(shop: Shop, rng: np.random.Generator, path: Path) -> int:
    """userId, tag, timestamp."""
    people = shop.people
    count = len(people)
    spent = shop.people.buying * (people.end > shop.end - 60 * DAY)
    able = people.known & (people.created < shop.end - DAY)
    chance = {
        "vip": (spent > np.quantile(spent, 0.965)) * 0.8,
        "newsletter": people.consent * people.reachable * 0.62,
        "wholesale": np.full(count, 0.012),
        "beta_tester": (shop.devices.platform[shop.devices.start[:-1]] < 2) * 0.035,
        "birthday_club": np.full(count, 0.14),
        "influencer": np.full(count, 0.006),
        "press": np.full(count, 0.002),
    }
    who = [np.flatnonzero(able & (rng.random(count) < share)) for share in chance.values()]
    person = np.concatenate(who)
    tag = np.repeat(np.arange(len(chance)), [len(w) for w in who])
    time = people.created[person] + (rng.random(len(person)) * (shop.end - people.created[person])).astype(np.int64)
    table = pa.table(
        {
            "userId": _plain(_taken(_numbered("u", count), person)),
            "tag": _plain(_taken(pa.array(list(chance)), tag)),
            "timestamp": _plain(_instants(time)),
        }
    )
    pyarrow.csv.write_csv(table, path, pyarrow.csv.WriteOptions(quoting_style="needed"))
    return len(person)


def write_scores(shop: Shop, path: Path) -> int:
    """profile (the user id), score, band: how likely somebody is to order in the next 30 days, as a model may say it.

    A logistic curve over orders, their recency and the basket's worth; the highest fifth is the band high.
    """
    people = shop.people
    known = np.flatnonzero(people.known & (people.created < shop.end))
    orders = _events_named(shop.shopping.events, "Order Completed")
    orders = orders.only(orders.time < shop.end)
    often = np.bincount(orders.person, minlength=len(people))
    last = np.full(len(people), shop.start - 90 * DAY, np.int64)
    np.maximum.at(last, orders.person, orders.time)
    days = (shop.end - last) / DAY
    score = 1 / (1 + np.exp(2.2 - 0.8 * np.log1p(often) - 1.6 * np.exp(-days / 25) * (often > 0)))[known]
    high, medium = np.quantile(score, [0.8, 0.5])
    band = np.where(score > high, "high", np.where(score > medium, "medium", "low"))
    table = pa.table(
        {
            "profile": _plain(_taken(_numbered("u", len(people)), known)),
            "score": pa.array(np.round(score, 4)),
            "band": pa.array(band.tolist()),
        }
    )
    pyarrow.csv.write_csv(table, path, pyarrow.csv.WriteOptions(quoting_style="needed"))
    return len(known)


# --- text, column by column ---------------------------------------------------------------------------------------


def anonymous_ids(seed: int, count: int) -> pa.Array:
    return _hexadecimal("a", seed, count, 3)


def _hexadecimal(prefix: str, seed: int, count: int, stream: int) -> pa.Array:
    """Ids that look random and are all different: 64-bit mixes of row numbers (a bijection)."""
    mixed = np.arange(count, dtype=np.uint64) + np.uint64((seed * 8 + stream) % 2**31) * np.uint64(2**33)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    digits = np.char.mod(f"{prefix}%016x", mixed) if count else np.array([], dtype=str)
    return pa.array(digits.tolist(), pa.string())


def _numbered(prefix: str, count: int, first: int = 0) -> pa.Array:
    return _numbered_by(prefix, np.arange(first, first + count))


def _numbered_by(prefix: str, numbers: Ints) -> pa.Array:
    return _joined(prefix, _whole(numbers + 1_000_000))


def _taken(texts: pa.Array, index: Ints, keep: Flags | None = None) -> pa.Array:
    """`texts` at `index`; null where `keep` is false."""
    mask = None if keep is None else ~keep
    return texts.take(pa.array(index, mask=mask))


def _either(texts: pa.Array, keep: Flags, otherwise: str = "") -> pa.Array:
    return pc.if_else(pa.array(keep), texts, pa.scalar(otherwise, texts.type))


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*[pa.scalar(p) if isinstance(p, str) else p for p in parts], "")


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _whole(values: Ints) -> pa.Array:
    return pc.cast(pa.array(values), pa.string())


def _flags(values: Flags) -> pa.Array:
    return _taken(pa.array(["false", "true"]), values.astype(np.int64))


def _money(cents: Ints) -> pa.Array:
    values, index = np.unique(cents, return_inverse=True)
    return _taken(pa.array([_cents(int(value)) for value in values], pa.string()), index)


def _cents(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _degrees(values: Floats) -> pa.Array:
    return pc.cast(pa.array(np.round(values, 5)), pa.string())


def _dates(times: Ints) -> pa.Array:
    return pc.strftime(pa.array(times, TIME), format="%Y-%m-%d")


def _instants(times: Ints) -> pa.Array:
    whole = times // SECOND * SECOND
    return pc.cast(
        pc.strftime(pc.cast(pa.array(whole, TIME), pa.timestamp("s", tz="UTC")), format="%Y-%m-%dT%H:%M:%SZ"),
        pa.string(),
    )


def _quoted(names: list[str]) -> pa.Array:
    return _each(names, lambda name: json.dumps(name, ensure_ascii=False))


_FOLDED = str.maketrans(
    "çğıöşüÇĞİÖŞÜáéíóúñäëïßêèôàâîłąćęńśźżŁÁÉÍÓÚàâÎòù ", "cgiosuCGIOSUaeiounaeiseeoaailacenszzLAEIOUaaIou-"
)


def _ascii(names: list[str]) -> pa.Array:
    return _each(
        names, lambda name: "".join(c for c in name.translate(_FOLDED) if c.isascii() and (c.isalnum() or c == "-"))
    )


def _each(texts: list[str], change: Callable[[str], str]) -> pa.Array:
    """`change` applied once to each different text."""
    encoded = pa.array(texts).dictionary_encode()
    return pa.array([change(text) for text in encoded.dictionary.to_pylist()]).take(encoded.indices)


def _events_named(events: Sequence[Events], name: str) -> Events:
    return next(e for e in events if e.name == name)
