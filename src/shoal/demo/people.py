"""The people of the generated shop: who they are, which devices they use, when they come and when they stop coming."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoal.demo.goods import CATEGORIES
from shoal.demo.places import CITIES, COUNTRIES, NAMES
from shoal.model.instant import from_microseconds, to_microseconds, zone_info

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

# How busy a shop is by local weekday (from Monday) and hour.
_WEEKDAYS = np.array([0.92, 0.88, 0.93, 0.98, 1.06, 1.18, 1.20])
_NIGHT_AND_MORNING = (0.35, 0.18, 0.10, 0.07, 0.07, 0.13, 0.32, 0.62, 0.85, 0.95, 1.00, 1.05)
_NOON_AND_EVENING = (1.22, 1.15, 1.00, 0.98, 1.02, 1.12, 1.30, 1.55, 1.80, 1.85, 1.50, 0.85)
_HOURS = np.array([*_NIGHT_AND_MORNING, *_NOON_AND_EVENING])

_MODELS = (  # by platform: iOS, Android, Web
    ("iPhone 13", "iPhone 14", "iPhone 15", "iPhone 15 Pro", "iPhone 16", "iPad Air"),
    ("Galaxy S22", "Galaxy S24", "Galaxy A54", "Pixel 8", "Redmi Note 13", "OnePlus 12"),
    ("Chrome", "Safari", "Firefox", "Edge"),
)
_SYSTEMS = (
    (("iOS", "16.7.8"), ("iOS", "17.5.1"), ("iOS", "17.6"), ("iOS", "18.1")),
    (("Android", "12"), ("Android", "13"), ("Android", "14"), ("Android", "15")),
    (("Windows", "10"), ("Windows", "11"), ("Mac OS X", "14.5")),
)

# App versions and the days before the end on which each came out; devices take a while to update.
VERSIONS = ("4.9.2", "5.0.0", "5.1.0", "5.1.1", "5.2.0", "5.3.0", "5.10.0", "6.0.0-beta", "6.0.0")
PRE_RELEASE = VERSIONS.index("6.0.0-beta")
_RELEASED = np.array([10_000, 140, 95, 88, 64, 41, 20, 12, 5])

PLANS = ("free", "plus", "premium")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Turns the busyness of local hours into instants, for every zone of the shop's people."""

    start: int  # first local hour, µs as if local time were UTC
    busy: Floats  # accumulated busyness up to each local hour, one longer than the hours
    offsets: Ints  # [zone, hour] → µs to take off local time to get UTC

    @classmethod
    def make(cls, zones: list[str], begin: int, end: int, sale_days: Floats) -> "Rhythm":
        """`sale_days` multiplies the busyness of each day counted back from the end, 0 being the last."""
        start = (begin // DAY - 2) * DAY
        hours = (end // DAY + 3) * 24 - start // HOUR
        day = np.arange(hours) // 24
        back = np.clip(end // DAY - (start // DAY + day), 0, len(sale_days) - 1)
        weekday = (start // DAY + day + 3) % 7  # 1970-01-01 was a Thursday
        weight = _WEEKDAYS[weekday] * _HOURS[np.arange(hours) % 24] * sale_days[back]
        offsets = np.array([[_zone_offset(zone, start + h * HOUR) for h in range(hours)] for zone in zones])
        return cls(start, np.concatenate([[0.0], np.cumsum(weight / weight.mean() / 24)]), offsets)

    def busyness(self, local: Ints) -> Floats:
        """Accumulated busyness, in average days, up to a local time."""
        hours = np.arange(len(self.busy))
        return np.interp((local - self.start) / HOUR, hours, self.busy)

    def sample(self, rng: np.random.Generator, begin: Ints, end: Ints, zone: Ints) -> Ints:
        """One instant (UTC) in each [begin, end), likelier in busy local hours."""
        low, high = self.busyness(self.local(begin, zone)), self.busyness(self.local(end, zone))
        hours = np.interp(low + (high - low) * rng.random(len(begin)), self.busy, np.arange(len(self.busy)))
        instant = self.instant((self.start + hours * HOUR).astype(np.int64), zone)
        return np.clip(instant, begin, np.maximum(begin, end - 1))

    def local(self, instant: Ints, zone: Ints) -> Ints:
        """Local times of instants, right but for the hours beside a clock change."""
        return instant + self._offset(instant, zone)

    def instant(self, local: Ints, zone: Ints) -> Ints:
        return local - self._offset(local, zone)

    def _offset(self, time: Ints, zone: Ints) -> Ints:
        hour = np.clip((time - self.start) // HOUR, 0, self.offsets.shape[1] - 1)
        offset: Ints = self.offsets[zone, hour]
        return offset


def _zone_offset(zone: str, local: int) -> int:
    moment = from_microseconds(local).replace(tzinfo=zone_info(zone))
    return local - to_microseconds(moment)


@dataclass(frozen=True, slots=True)
class People:
    """One row a person; times are microseconds since 1970 UTC. Indices point into the lists of `places`."""

    known: Flags  # signed up; the others are visitors without an account
    city: Ints
    country: Ints
    zone: Ints  # index into `zones`
    zones: list[str]
    created: Ints  # sign-up
    first: Ints  # first visit, not after sign-up
    begin: Ints  # first possible visit inside the window
    end: Ints  # no visit from here on
    anonymous: Flags  # has an anonymous id: came inside the window
    buying: Floats  # orders a day while active
    loyalty: Floats  # chance to drop out after an order
    visiting: Floats  # visits without an order, a day
    cart: Floats  # chance that such a visit fills a cart
    keen: Floats  # inclination to open messages, 0–1
    consent: Flags
    reachable: Flags  # has an e-mail address
    bad_address: Flags
    push: Flags
    favourite: Ints  # category bought most

    def __len__(self) -> int:
        return len(self.known)


@dataclass(frozen=True, slots=True)
class Devices:
    """One row a device; those of one person lie together, from `start[person]` to `start[person + 1]`."""

    person: Ints
    start: Ints
    platform: Ints
    model: Ints  # index into all models in order
    system: Ints  # index into all systems in order
    lag: Ints  # µs between a release and this device's update; huge: never updates
    beta: Flags  # takes pre-releases
    released: Ints  # instants of VERSIONS

    def version(self, device: Ints, time: Ints) -> Ints:
        """The app version (index into VERSIONS) on a device at an instant."""
        version = np.maximum(np.searchsorted(self.released, time - self.lag[device], side="right") - 1, 0)
        return np.asarray(np.where((version == PRE_RELEASE) & ~self.beta[device], PRE_RELEASE - 1, version))


def all_models() -> list[str]:
    return [model for models in _MODELS for model in models]


def all_systems() -> list[tuple[str, str]]:
    return [system for systems in _SYSTEMS for system in systems]


def make_people(rng: np.random.Generator, count: int, start: int, end: int) -> People:
    """`count` people as of `end`, a third of whom came after `start`."""
    code = {country.code: number for number, country in enumerate(COUNTRIES)}
    weights = np.array([city.weight for city in CITIES])
    city = rng.choice(len(CITIES), count, p=weights / weights.sum())
    country = np.array([code[c.country] for c in CITIES])[city]
    city_zones = [c.zone or COUNTRIES[code[c.country]].zone for c in CITIES]
    zones = sorted(set(city_zones))
    known = rng.random(count) < 0.93
    recent = (rng.random(count) < 0.32) | ~known
    # Growth: newer weeks bring more people.
    created = np.where(
        recent,
        start + ((end - start) * rng.random(count) ** 0.85).astype(np.int64),
        start - (760 * DAY * rng.random(count) ** 1.4).astype(np.int64) - HOUR,
    )
    created = created // 1000 * 1000  # clients send milliseconds
    browsed_first = recent & (rng.random(count) < 0.6)
    first = np.where(
        browsed_first, np.maximum(start, created - (rng.exponential(4, count) * DAY).astype(np.int64)), created
    )
    begin = np.maximum(first, start)
    gone_before = ~recent & (rng.random(count) > np.exp(-(start - created) / (620 * DAY)))
    stays = (rng.exponential(210, count) * DAY).astype(np.int64)
    stays[~known] //= 40
    active_until = np.where(gone_before, begin, np.minimum(end, np.where(recent, created, begin) + stays))
    buying = rng.gamma(0.6, 1.25 / 0.6 / 90, count) * known
    return People(
        known=known,
        city=city,
        country=country,
        zone=np.array([zones.index(zone) for zone in city_zones])[city],
        zones=zones,
        created=created,
        first=first,
        begin=begin,
        end=np.maximum(active_until, begin),
        anonymous=recent,
        buying=buying,
        loyalty=rng.beta(1.1, 7.0, count),
        visiting=np.minimum(rng.lognormal(-0.6, 1.1, count) * 5.2 / 90 + 1.6 * buying, 1.6),
        cart=rng.beta(1.3, 3.7, count),
        keen=rng.beta(1.6, 3.2, count),
        consent=known & (rng.random(count) < 0.71),
        reachable=known & (rng.random(count) < 0.96),
        bad_address=rng.random(count) < 0.013,
        push=rng.random(count) < 0.58,
        favourite=rng.choice(len(CATEGORIES), count, p=_falling(len(CATEGORIES), 0.6)),
    )


def make_devices(rng: np.random.Generator, people: People, end: int) -> Devices:
    """One device a person, two for one in six."""
    count = 1 + (rng.random(len(people)) < 0.17).astype(np.int64)
    person = np.repeat(np.arange(len(people)), count)
    # iPhones are commoner in some countries; visitors without an account mostly come by browser.
    shares = np.tile([0.33, 0.44, 0.23], (len(COUNTRIES), 1))
    for number, country in enumerate(COUNTRIES):
        if country.code in ("US", "GB", "SE", "AE"):
            shares[number] = [0.49, 0.27, 0.24]
    accumulated = np.cumsum(shares, axis=1)[people.country[person]]
    drawn = rng.random(len(person))
    platform = (drawn[:, None] > accumulated).sum(axis=1)
    platform[~people.known[person] & (rng.random(len(person)) < 0.6)] = 2
    lag = (rng.exponential(8, len(person)) * DAY).astype(np.int64)
    lag[rng.random(len(person)) < 0.09] = 9_000 * DAY
    return Devices(
        person=person,
        start=np.concatenate([[0], np.cumsum(count)]),
        platform=platform,
        model=_one_of(rng, [len(m) for m in _MODELS], platform),
        system=_one_of(rng, [len(s) for s in _SYSTEMS], platform),
        lag=lag,
        beta=rng.random(len(person)) < 0.06,
        released=end - _RELEASED * DAY,
    )


def first_names(rng: np.random.Generator, people: People, gender: Ints) -> tuple[list[str], list[str]]:
    """First and family names that fit country and gender (0 woman, 1 man, 2 neither said)."""
    first = np.empty(len(people), dtype=object)
    last = np.empty(len(people), dtype=object)
    column = np.where(gender == 2, rng.integers(0, 2, len(people)), gender)
    for number, country in enumerate(COUNTRIES):
        names = NAMES[country.names]
        here = people.country == number
        last[here] = rng.choice(np.array(names[2], dtype=object), int(here.sum()))
        for side in (0, 1):
            some = here & (column == side)
            first[some] = rng.choice(np.array(names[side], dtype=object), int(some.sum()))
    return first.tolist(), last.tolist()


def _one_of(rng: np.random.Generator, sizes: list[int], kind: Ints) -> Ints:
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.asarray(starts[kind] + (rng.random(len(kind)) * np.array(sizes)[kind]).astype(np.int64))


def _falling(count: int, power: float) -> Floats:
    weights: Floats = 1 / np.arange(1, count + 1) ** power
    return np.asarray(weights / weights.sum())
