"""What the generated shop sells, and the campaigns it sends."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

BRANDS = ("Harbour", "Northlight", "Kelp & Co", "Tidal", "Marlin", "Oak & Salt", "Lumen", "Petrel")
ADJECTIVES = (
    "Classic",
    "Soft",
    "Light",
    "Bold",
    "Everyday",
    "Slim",
    "Warm",
    "Bright",
    "Quiet",
    "Wild",
    "Fresh",
    "Mini",
)

# Category: median price in whole euros, and the nouns of its products.
CATEGORIES: dict[str, tuple[float, tuple[str, ...]]] = {
    "Shoes": (64, ("Trainer", "Boot", "Sandal", "Loafer", "Runner")),
    "Dresses": (48, ("Midi Dress", "Summer Dress", "Wrap Dress", "Maxi Dress")),
    "Shirts": (29, ("Linen Shirt", "Tee", "Polo", "Oxford Shirt")),
    "Coats": (95, ("Raincoat", "Parka", "Trench", "Down Jacket")),
    "Bags": (42, ("Tote", "Backpack", "Crossbody", "Weekender")),
    "Beauty": (16, ("Face Cream", "Serum", "Lip Balm", "Shampoo", "Sun Cream")),
    "Electronics": (119, ("Headphones", "Speaker", "Smart Watch", "Tablet", "Charger")),
    "Home": (27, ("Cushion", "Lamp", "Throw", "Candle", "Mug Set")),
    "Kitchen": (34, ("Pan", "Knife", "Kettle", "Coffee Grinder")),
    "Toys": (19, ("Puzzle", "Building Blocks", "Plush Whale", "Board Game")),
    "Sports": (38, ("Yoga Mat", "Dumbbell", "Cycling Jersey", "Swim Goggles")),
    "Books": (13, ("Novel", "Cookbook", "Travel Guide", "Picture Book")),
}


@dataclass(frozen=True, slots=True)
class Goods:
    """The products, one row each. Prices are cents; `popularity` adds up to 1 over all products."""

    name: list[str]
    brand: list[str]
    category: npt.NDArray[np.int64]  # index into CATEGORIES
    price: npt.NDArray[np.int64]
    popularity: npt.NDArray[np.float64]


def make_goods(rng: np.random.Generator, products: int = 600) -> Goods:
    """A catalogue with a few best-sellers and a long tail, prices ending in .99, .95, .50 or .00."""
    nouns = [kind[1] for kind in CATEGORIES.values()]
    medians = np.array([kind[0] for kind in CATEGORIES.values()])
    category = rng.integers(0, len(CATEGORIES), products)
    name = [
        f"{ADJECTIVES[a]} {nouns[c][n % len(nouns[c])]}"
        for a, c, n in zip(
            rng.integers(0, len(ADJECTIVES), products), category, rng.integers(0, 60, products), strict=True
        )
    ]
    euros = np.maximum(2, medians[category] * rng.lognormal(0, 0.45, products)).astype(np.int64)
    price = euros * 100 - rng.choice([1, 5, 50, 0], products, p=[0.5, 0.2, 0.15, 0.15])
    popularity = 1 / np.arange(1, products + 1) ** 0.75
    return Goods(
        name=name,
        brand=[BRANDS[b] for b in rng.integers(0, len(BRANDS), products)],
        category=category,
        price=price,
        popularity=rng.permutation(popularity / popularity.sum()),
    )


Audience = Literal["everyone", "active", "lapsed", "buyers", "turkish", "spanish", "new", "staff"]


@dataclass(frozen=True, slots=True)
class Campaign:
    """One message of a campaign: sent `day` days before the end at `hour` local shop time to a share of an audience."""

    message: str
    campaign: str
    name: str
    channel: Literal["email", "push"]
    day: int
    hour: int
    audience: Audience
    share: float
    appeal: float  # multiplies everybody's inclination to respond
    test: bool = False


def make_campaigns(days: int) -> tuple[Campaign, ...]:
    """A weekly newsletter, two pushes a week, and campaigns for special audiences, over the last `days` days."""
    sent: list[Campaign] = []
    for week in range(-(-days // 7)):
        day = week * 7 + 4
        number = -(-days // 7) - week
        sent.append(
            Campaign(
                f"newsletter_{number:02}",
                "weekly_newsletter",
                f"Weekly newsletter {number}",
                "email",
                day,
                9,
                "everyone",
                0.33,
                1.0,
            )
        )
        sent.append(
            Campaign(
                f"flash_{number:02}",
                "flash_friday",
                f"Flash Friday {number}",
                "push",
                week * 7 + 2,
                17,
                "active",
                0.5,
                1.1,
            )
        )
    sent += [
        Campaign("big_sale_1", "big_sale", "Big sale: it starts", "email", 33, 8, "everyone", 0.8, 1.5),
        Campaign("big_sale_2", "big_sale", "Big sale: last hours", "email", 30, 18, "everyone", 0.5, 1.2),
        Campaign("big_sale_push", "big_sale", "Big sale: now in the app", "push", 33, 12, "everyone", 0.7, 1.6),
        Campaign("winback_1", "winback", "We miss you", "email", 47, 10, "lapsed", 0.5, 0.5),
        Campaign("winback_2", "winback", "Ten percent for you", "email", 19, 10, "lapsed", 0.5, 0.7),
        Campaign("thanks_buyers", "thank_you", "Thank you for your order", "email", 12, 11, "buyers", 0.8, 1.9),
        Campaign("istanbul_store", "istanbul_store", "Our new shop in Istanbul", "push", 9, 13, "turkish", 0.9, 1.4),
        Campaign("madrid_weekend", "madrid_weekend", "A weekend in Madrid", "email", 16, 13, "spanish", 0.9, 1.1),
        Campaign("welcome", "welcome", "Welcome aboard", "email", 5, 10, "new", 0.9, 2.2),
        Campaign("app_update", "app_update", "Version 6 is here", "push", 1, 16, "active", 0.6, 1.0),
        Campaign("draft_check", "big_sale", "Big sale: test send", "email", 34, 15, "staff", 1.0, 1.0, test=True),
    ]
    return tuple(sorted((c for c in sent if c.day <= days), key=lambda c: -c.day))
