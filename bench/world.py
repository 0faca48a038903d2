"""The benchmark's data: a heavy-tailed crowd and 20 kinds of events, seeded, written as Parquet files to import."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

# By falling frequency.
EVENTS = (
    "page_view", "session_start", "product_view", "message_sent", "search", "app_open", "message_opened",
    "add_to_cart", "category_view", "wishlist_add", "checkout_start", "purchase", "message_clicked", "video_play",
    "review_submit", "coupon_apply", "share", "refund", "support_ticket", "subscription_renew",
)  # fmt: skip
PRICED = ("product_view", "add_to_cart", "checkout_start", "purchase", "refund", "subscription_renew", "wishlist_add")
MESSAGES = ("message_sent", "message_opened", "message_clicked")
PLANS = ("free", "basic", "pro", "enterprise")
PLATFORMS = ("ios", "android", "web")
CATEGORIES = tuple(f"category_{number}" for number in range(30))
COUNTRIES = tuple(f"country_{number}" for number in range(30))
CITIES = tuple(f"city_{number}" for number in range(500))
TAGS = tuple(f"tag_{number}" for number in range(40))
ITEMS, CAMPAIGNS = 20_000, 200

SECOND = 1_000_000
DAY = 86_400 * SECOND
START = 1_735_689_600 * SECOND  # 2025-01-01 UTC
ZONE = "Europe/Berlin"  # the workspace's: local days are no UTC days, and the clock changes in the middle
TIME = pa.timestamp("us", tz="UTC")
FILE_ROWS, ROW_GROUP = 4_000_000, 500_000
SAMPLED = 1 << 20

EVENT_SCHEMA = pa.schema(
    {
        "user_id": pa.string(),
        "event": pa.string(),
        "time": TIME,
        "category": pa.string(),
        "price": pa.decimal128(10, 2),
        "item_id": pa.int32(),
        "campaign": pa.int32(),
    }
)
EVENT_MAPPING = """\
kind: events
event: {column: event}
user_id: user_id
time: time
properties: {category: category, price: price, item_id: item_id, campaign: campaign}
"""
PROFILE_MAPPING = """\
kind: profiles
user_id: user_id
attributes: {country: country, city: city, plan: plan, platform: platform, age: age, points: points,
  signup: signup}
"""
TAG_MAPPING = """\
kind: tags
user_id: user_id
tag: {column: tag}
"""


@dataclass(frozen=True, slots=True)
class Size:
    """`segments` rules over `events` events of `profiles` people in `days` days; `batches` interleaved rounds."""

    name: str
    profiles: int
    events: int
    segments: int = 1000
    days: int = 181
    seed: int = 7

    @property
    def as_of(self) -> int:
        """The last day lies in the future of a refresh."""
        return START + (self.days - 1) * DAY


SIZES = {
    "tiny": Size("tiny", 2_000, 60_000, segments=200),
    "small": Size("small", 50_000, 1_500_000),
    "medium": Size("medium", 400_000, 20_000_000),
    "full": Size("full", 2_000_000, 100_000_000),
}


def write_world(size: Size, directory: Path) -> None:
    """Writes `events/*.parquet` in order of time, `profiles.parquet`, `tags.parquet`, unless they are there already."""
    done = directory / "world.json"
    wanted = asdict(size)
    if done.exists() and json.loads(done.read_text())["size"] == wanted:
        return
    (directory / "events").mkdir(parents=True, exist_ok=True)
    for stale in (directory / "events").glob("*.parquet"):
        stale.unlink()
    rng = np.random.default_rng(size.seed)
    signup = _write_profiles(rng, size, directory / "profiles.parquet")
    _write_tags(rng, size, directory / "tags.parquet")
    events = _write_events(rng, size, signup, directory / "events")
    done.write_text(json.dumps({"size": wanted, "events": events}))


def user_ids(numbers: npt.NDArray[np.int64]) -> pa.Array:
    """`u00000017` and so on: what a company's own ids look like, not dense numbers."""
    return pa.array(np.char.mod("u%08d", numbers).tolist(), pa.string())


def falling(count: int, power: float) -> npt.NDArray[np.float64]:
    """Zipf's law: shares of the first, second, … most frequent."""
    weights = 1 / np.arange(1, count + 1) ** power
    return np.asarray(weights / weights.sum())


def _write_profiles(rng: np.random.Generator, size: Size, path: Path) -> npt.NDArray[np.int64]:
    """Attributes of everybody; one in eight has no age, no two have as many points. Returns the sign-up instants."""
    count, span = size.profiles, size.days * DAY
    signup = START + (span * (1 - rng.random(count) ** 0.7 * 2.2)).astype(np.int64) // SECOND * SECOND
    age = np.clip(rng.normal(36, 12, count), 16, 90).astype(np.int64)
    table = pa.table(
        {
            "user_id": user_ids(np.arange(count)),
            "country": _named(COUNTRIES, rng.choice(len(COUNTRIES), count, p=falling(len(COUNTRIES), 1.1))),
            "city": _named(CITIES, rng.choice(len(CITIES), count, p=falling(len(CITIES), 0.9))),
            "plan": _named(PLANS, rng.choice(4, count, p=[0.7, 0.2, 0.08, 0.02])),
            "platform": _named(PLATFORMS, rng.choice(3, count, p=[0.4, 0.45, 0.15])),
            "age": pa.array(age, mask=rng.random(count) < 0.12),
            "points": pa.array(np.random.default_rng([size.seed, 1]).permutation(count)),
            "signup": pa.array(signup, TIME),
        }
    )
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)
    return signup


def _write_tags(rng: np.random.Generator, size: Size, path: Path) -> None:
    shares = falling(len(TAGS), 1.0) * 0.5
    people = [np.flatnonzero(rng.random(size.profiles) < share) for share in shares]
    tag = np.repeat(np.arange(len(TAGS)), [len(some) for some in people])
    table = pa.table({"user_id": user_ids(np.concatenate(people)), "tag": _named(TAGS, tag)})
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def _write_events(rng: np.random.Generator, size: Size, signup: npt.NDArray[np.int64], folder: Path) -> int:
    """A lognormal number of events a person between sign-up and an exponential end, in order of time."""
    key = _who_when_what(rng, size, signup)
    ids = user_ids(np.arange(size.profiles))
    tables = _Pools(rng)
    for number, first in enumerate(range(0, len(key), FILE_ROWS)):
        part = key[first : first + FILE_ROWS]
        seconds, person, event = part >> 32, (part >> 6) & 0x3FFFFFF, part & 63
        time = START + seconds * SECOND + _places(key, first, seconds)
        columns = [ids.take(pa.array(person)), _named(EVENTS, event), pa.array(time, TIME)]
        table = pa.Table.from_arrays([*columns, *tables.properties(rng, event)], schema=EVENT_SCHEMA)
        pq.write_table(
            table,
            folder / f"{number:04}.parquet",
            compression="zstd",
            row_group_size=ROW_GROUP,
            use_dictionary=["event"],
        )
    return len(key)


def _places(key: npt.NDArray[np.int64], first: int, seconds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The number of each event among those of its second, as microseconds: no two events are at one instant.

    Which of two is earlier would else be up to ids of messages, which SQL doesn't have.
    """
    return np.arange(first, first + len(seconds)) - np.searchsorted(key, seconds << 32)


def _who_when_what(rng: np.random.Generator, size: Size, signup: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sorted keys: seconds since the start, person (26 bits), event (6 bits)."""
    span = size.days * 86_400
    start = np.clip((signup - START) // SECOND, 0, span - 1)
    end = np.minimum(span, start + rng.exponential(span * 0.6, size.profiles)).astype(np.int64)
    weight = rng.lognormal(0, 1.6, size.profiles) * np.maximum(end - start, 3600) / span
    count = rng.poisson(np.minimum(weight / weight.sum() * size.events, 20_000))
    person = np.repeat(np.arange(size.profiles), count)
    seconds = start[person] + (rng.random(len(person), dtype=np.float32) * (end - start)[person]).astype(np.int64)
    np.minimum(seconds, span - 1, out=seconds)
    event = np.searchsorted(np.cumsum(falling(len(EVENTS), 1.0)), rng.random(len(person), dtype=np.float32))
    key = np.asarray((seconds << 32) | (person << 6) | np.minimum(event, len(EVENTS) - 1))
    key.sort()
    return key


class _Pools:
    """Values drawn once, from which each event takes some: drawing 100 million from a distribution takes minutes."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._category = rng.choice(len(CATEGORIES), SAMPLED, p=falling(len(CATEGORIES), 1.0))
        self._cents = np.clip(rng.lognormal(3.2, 1.0, SAMPLED) * 100, 50, 500_000).astype(np.int64)
        self._free = rng.random(SAMPLED) < 0.04  # no price known
        self._item = rng.choice(ITEMS, SAMPLED, p=falling(ITEMS, 0.8))
        self._campaign = rng.choice(CAMPAIGNS, SAMPLED, p=falling(CAMPAIGNS, 0.6))
        self._priced = np.isin(EVENTS, PRICED)
        self._message = np.isin(EVENTS, MESSAGES)

    def properties(self, rng: np.random.Generator, event: npt.NDArray[np.int64]) -> list[pa.Array]:
        """category, price, item_id, campaign."""
        category, price, thing = rng.integers(0, SAMPLED, (3, len(event)), dtype=np.int32)
        message = self._message[event]
        cents = pa.array(self._cents[price], mask=~self._priced[event] | self._free[price])
        return [
            _named(CATEGORIES, self._category[category]),
            _cents(cents),
            pa.array(self._item[thing].astype(np.int32), mask=message),
            pa.array(self._campaign[thing].astype(np.int32), mask=~message),
        ]


def _cents(cents: pa.Array) -> pa.Array:
    """Whole cents as decimals with two places, by relabelling the bits."""
    whole = cents.cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(pa.decimal128(10, 2), len(whole), whole.buffers(), whole.null_count)


def _named(names: tuple[str, ...], index: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(names).take(pa.array(index))
