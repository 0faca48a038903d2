"""A generated shop with an app: believable people, 90 days of what they did, and example segments about them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import yaml

from shoal.demo.behaviour import make_orders, make_responses, make_shopping, make_sign_ups, make_visits
from shoal.demo.files import Shop, write_events, write_profiles, write_scores, write_tags
from shoal.demo.goods import make_campaigns, make_goods
from shoal.demo.people import DAY, Rhythm, make_devices, make_people
from shoal.model.errors import InvalidInput

SALE = (33, 29)  # days before the end

__all__ = ["MEASURES", "SCORE", "DemoFiles", "example_segments", "generate"]


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of a generated shop. `events`, `profiles` and `tags` go to `shoal import` of the same name, `scores` to
    `shoal scores import likely_to_order_30d`.

    `people` counts everybody, `event_counts` the events by name, `profile_rows` and `tag_rows` the rows of the files.
    """

    events: Path
    profiles: Path
    tags: Path
    scores: Path
    people: int
    event_counts: dict[str, int]
    profile_rows: int
    tag_rows: int


def generate(
    directory: Path,
    *,
    profiles: int = 20_000,
    seed: int = 1,
    end: int,
    days: int = 90,
    progress: Callable[[int, int, str], None] | None = None,
) -> DemoFiles:
    """Writes a shop of `profiles` people and the `days` days before `end` (µs since 1970 UTC) into `directory`.

    The same arguments give the same rows. `progress` is called with (done, total, what). Raises InvalidInput for sizes
    that make no shop.
    """
    if not 1 <= profiles <= 1_000_000 or not 1 <= days <= 365:
        raise InvalidInput(
            f"a demo shop of {profiles} profiles over {days} days can't be made",
            hint="use 1 to 1,000,000 profiles and 1 to 365 days",
        )
    directory.mkdir(parents=True, exist_ok=True)
    tell = progress or _silent
    tell(0, 1, "drawing people")
    shop, rng = _draw(profiles, seed, end, days)
    files = {name: directory / name for name in ("events.parquet", "profiles.parquet", "tags.csv", "scores.csv")}
    profile_rows = write_profiles(shop, rng, files["profiles.parquet"])
    tag_rows = write_tags(shop, rng, files["tags.csv"])
    write_scores(shop, files["scores.csv"])
    counts = write_events(shop, files["events.parquet"], lambda done, total: tell(done, total, "writing events"))
    return DemoFiles(
        files["events.parquet"],
        files["profiles.parquet"],
        files["tags.csv"],
        files["scores.csv"],
        profiles,
        counts,
        profile_rows,
        tag_rows,
    )


def _draw(profiles: int, seed: int, end: int, days: int) -> tuple[Shop, np.random.Generator]:
    rng = np.random.default_rng([seed, profiles, days])
    start = end - days * DAY
    people = make_people(rng, profiles, start, end)
    devices = make_devices(rng, people, end)
    goods = make_goods(rng)
    sale_days = np.ones(days + 4)
    sale_days[SALE[1] : SALE[0] + 1] = 1.7
    rhythm = Rhythm.make(people.zones, start, end, sale_days)
    orders, people = make_orders(rng, people, rhythm)
    campaigns = make_campaigns(days)
    responses = make_responses(rng, people, devices, orders=orders, campaigns=campaigns, end=end)
    visits = make_visits(rng, people, devices, orders=orders, responses=responses, rhythm=rhythm)
    sale = (end - SALE[0] * DAY, end - SALE[1] * DAY)
    shopping = make_shopping(rng, people, devices, goods=goods, visits=visits, sale=sale)
    other = make_sign_ups(rng, people, devices)
    return Shop(seed, start, end, people, devices, goods, campaigns, responses, shopping, other), rng


def _silent(done: int, total: int, what: str) -> None:
    """Nobody watches."""


# Named measures of the shop: id, name, text.
MEASURES = (
    ("lifetime_value", "Lifetime value", 'sum of total over "Order Completed"'),
    ("orders_90d", "Orders, 90 days", 'count of "Order Completed" in last 90 days'),
    ("favourite_category", "Category looked at most", 'most frequent category over "Product Viewed"'),
)
SCORE = "likely_to_order_30d"


def example_segments() -> list[dict[str, object]]:
    """The example segments as their YAML says, each with its `id` (the file's name), by id."""
    folder = resources.files("shoal.demo") / "segments"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return [{"id": file.name.removesuffix(".yaml")} | yaml.safe_load(file.read_text("utf-8")) for file in found]
