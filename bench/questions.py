"""Random segments in two forms that must mean the same: a rule for Shoal, and SQL as an analyst would write it.

Windows are [as_of − W, as_of). A missing value passes no test, and NOT is everyone else. The kinds of conditions here
are the mix `first`; `language` has the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.world import CATEGORIES, CITIES, COUNTRIES, DAY, EVENTS, MESSAGES, PLANS, PLATFORMS, PRICED, TAGS, falling

Json = dict[str, object]
Sql = Callable[[int], str]  # as_of → a condition on a row of `users`

_ASKED: dict[str, float] = {
    "purchase": 6,
    "add_to_cart": 4,
    "product_view": 4,
    "app_open": 4,
    "session_start": 3,
    "page_view": 2,
}
_ASKED |= {"search": 2, "checkout_start": 2, "wishlist_add": 1.5}
_DAYS = (1, 3, 7, 14, 30, 60, 90, None)
_DAY_SHARES = (0.06, 0.08, 0.2, 0.12, 0.28, 0.08, 0.1, 0.08)


@dataclass(frozen=True, slots=True)
class Question:
    """One segment: its rule, and its SQL at an instant (a condition on `users`, other segments written out).

    `cap` is how many it holds at most: those with the most points.
    """

    id: str
    rule: Json
    condition: Sql
    cap: int | None = None

    def sql(self, as_of: int) -> str:
        rows = f"SELECT uid FROM users WHERE {self.condition(as_of)}"
        return rows if self.cap is None else f"{rows} ORDER BY points DESC LIMIT {self.cap}"


Leaf = tuple[Json, Sql]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of condition: its part in a mix, and how many of these are asked the other way round."""

    name: str
    make: Callable[[np.random.Generator], Leaf]
    share: float
    negated: float = 0.0

    def leaf(self, rng: np.random.Generator) -> Leaf:
        leaf = self.make(rng)
        return negation(leaf) if rng.random() < self.negated else leaf


@dataclass(frozen=True, slots=True)
class Mix:
    """Kinds of conditions whose shares add up to 1, and how many of the segments have a cap."""

    name: str
    kinds: tuple[Kind, ...]
    capped: float = 0.0

    def cap(self, rng: np.random.Generator) -> int | None:
        if not self.capped or rng.random() >= self.capped:
            return None
        return int(rng.choice([10, 100, 1000, 5000]))

    def leaf(self, rng: np.random.Generator) -> Leaf:
        return self.kinds[int(rng.choice(len(self.kinds), p=[kind.share for kind in self.kinds]))].leaf(rng)


def make_questions(count: int, seed: int, mix: Mix | None = None) -> list[Question]:
    """`count` segments of a mix (of `first` when none is given); a few refer to earlier ones."""
    rng = np.random.default_rng(seed)
    mix = mix or FIRST
    questions: list[Question] = []
    for number in range(count):
        size = int(rng.choice([1, 2, 3, 4], p=[0.2, 0.35, 0.27, 0.18]))
        leaves = [_reference(rng, questions) if _refers(rng, number) else mix.leaf(rng) for _ in range(size)]
        rule, condition = _tree(rng, leaves)
        questions.append(Question(f"{mix.name}_{number:04}", rule, condition, mix.cap(rng)))
    return questions


def questions_of(kind: Kind, count: int, seed: int) -> list[Question]:
    """Segments of one condition each, all of one kind."""
    rng = np.random.default_rng(seed)
    return [Question(f"{kind.name} {number}", *kind.leaf(rng)) for number in range(count)]


def _tree(rng: np.random.Generator, leaves: list[Leaf]) -> Leaf:
    shape = rng.random()
    if len(leaves) == 1:
        return leaves[0]
    if shape < 0.68:
        return _all(leaves)
    if shape < 0.85 or len(leaves) == 2:
        return _any(leaves)
    return _all([leaves[0], _any(leaves[1:])])


def _all(leaves: Sequence[Leaf]) -> Leaf:
    return {"all": [rule for rule, _ in leaves]}, lambda t: "(" + " AND ".join(sql(t) for _, sql in leaves) + ")"


def _any(leaves: Sequence[Leaf]) -> Leaf:
    return {"any": [rule for rule, _ in leaves]}, lambda t: "(" + " OR ".join(sql(t) for _, sql in leaves) + ")"


def negation(leaf: Leaf) -> Leaf:
    rule, sql = leaf
    return {"not": rule}, lambda t: f"(NOT {sql(t)})"


def _refers(rng: np.random.Generator, number: int) -> bool:
    return number > 20 and bool(rng.random() < 0.03)


def _reference(rng: np.random.Generator, questions: Sequence[Question]) -> Leaf:
    other = questions[int(rng.integers(0, min(len(questions), 200)))]
    rule: Json = {"segment": other.id, "op": "in"}
    return rule, other.condition if other.cap is None else lambda t: f"(uid IN ({other.sql(t)}))"


# --- profiles -----------------------------------------------------------------------------------------------------


def _attribute(rng: np.random.Generator) -> Leaf:
    name = str(
        rng.choice(["country", "city", "plan", "platform", "age", "signup"], p=[0.25, 0.15, 0.2, 0.15, 0.15, 0.1])
    )
    match name:
        case "country":
            chosen = rng.choice(len(COUNTRIES), int(rng.integers(1, 5)), p=falling(len(COUNTRIES), 0.8))
            return _one_of(name, [COUNTRIES[i] for i in sorted(set(chosen))])
        case "city":
            return _one_of(name, [CITIES[i] for i in sorted(set(rng.choice(60, int(rng.integers(1, 6)))))])
        case "plan" | "platform":
            return _one_of(name, [str(rng.choice(PLANS if name == "plan" else PLATFORMS))])
        case "age":
            low = int(rng.choice([18, 21, 25, 30, 35, 40, 50]))
            high = low + int(rng.choice([5, 10, 15, 40]))
            rule: Json = {"attribute": "age", "type": "number", "op": "between", "value": [low, high]}
            return rule, lambda _: f"coalesce(age BETWEEN {low} AND {high}, false)"
        case _:
            return _signup(int(rng.choice([7, 30, 60, 90, 180])), recent=bool(rng.random() < 0.5))


def _one_of(name: str, values: list[str]) -> Leaf:
    quoted = ", ".join(f"'{value}'" for value in values)
    rule: Json = {"attribute": name, "type": "string", "op": "is_any_of", "value": values}
    if len(values) == 1:
        rule = {"attribute": name, "type": "string", "op": "is", "value": values[0]}
    return rule, lambda _: f"({name} IN ({quoted}))"


def _signup(days: int, *, recent: bool) -> Leaf:
    operator = "in_last" if recent else "before_last"
    rule: Json = {"attribute": "signup", "type": "date", "op": operator, "value": f"{days}d"}
    if recent:
        return rule, lambda t: f"(signup >= {at(t - days * DAY)} AND signup < {at(t)})"
    return rule, lambda t: f"(signup < {at(t - days * DAY)})"


def _tag(rng: np.random.Generator) -> Leaf:
    tag = str(rng.choice(TAGS))
    return {"tag": tag, "op": "has"}, lambda _: f"(uid IN (SELECT uid FROM tags WHERE tag = '{tag}'))"


# --- events -------------------------------------------------------------------------------------------------------


def _count(rng: np.random.Generator) -> Leaf:
    least = int(rng.choice([1, 2, 3, 5, 10, 20], p=[0.45, 0.15, 0.18, 0.12, 0.07, 0.03]))
    return _measured(rng, asked_event(rng), 0.35, "count", least)


def _amount(rng: np.random.Generator) -> Leaf:
    kind = "sum" if rng.random() < 0.65 else "avg"
    return _measured(rng, str(rng.choice(PRICED)), 0.25, kind, int(rng.choice([25, 50, 100, 200, 500])))


def _distinct(rng: np.random.Generator) -> Leaf:
    return _measured(rng, str(rng.choice(PRICED)), 0.15, "distinct", int(rng.choice([2, 3, 5, 8])))


def _never(rng: np.random.Generator) -> Leaf:
    return negation(_measured(rng, asked_event(rng), 0.25, "count", 1))


def _message(rng: np.random.Generator) -> Leaf:
    event = str(rng.choice(["message_opened", "message_clicked", "message_sent"], p=[0.5, 0.25, 0.25]))
    return _measured(rng, event, 0.6, "count", 1)


def _recency(rng: np.random.Generator) -> Leaf:
    event, days = asked_event(rng), int(rng.choice([3, 7, 14, 30, 60]))
    last = bool(rng.random() < 0.5)
    measure, operator = ("last_time", "before_last") if last else ("first_time", "in_last")
    rule: Json = {"event": event, "measure": measure, "op": operator, "value": f"{days}d"}

    def sql(t: int) -> str:
        having = f"max(ts) < {at(t - days * DAY)}" if last else f"min(ts) >= {at(t - days * DAY)}"
        return (
            f"(uid IN (SELECT uid FROM events WHERE event = '{event}' AND ts < {at(t)} GROUP BY uid HAVING {having}))"
        )

    return rule, sql


_MEASURES: dict[str, tuple[object, str]] = {  # the rule's measure, and the SQL of it
    "count": ("count", "count(*)"),
    "sum": ({"sum": "price"}, "sum(cents)"),
    "avg": ({"avg": "price"}, "avg(cents)"),
    "distinct": ({"distinct": "item_id"}, "count(DISTINCT item_id)"),
}


def _measured(rng: np.random.Generator, event: str, where_share: float, kind: str, least: int) -> Leaf:
    filters = _where(rng, event) if rng.random() < where_share else []
    days = _DAYS[int(rng.choice(len(_DAYS), p=_DAY_SHARES))]
    measure, aggregate = _MEASURES[kind]
    rule: Json = {"event": event, "measure": measure, "op": "gte", "value": least}
    if filters:
        rule["where"] = {"all": [test for test, _ in filters]}
    if days is not None:
        rule["window"] = {"last": f"{days}d"}
    tests = "".join(f" AND {text}" for _, text in filters)
    threshold = least * 100 if kind in ("sum", "avg") else least

    def sql(t: int) -> str:
        since = "" if days is None else f" AND ts >= {at(t - days * DAY)}"
        rows = f"SELECT uid FROM events WHERE event = '{event}'{since} AND ts < {at(t)}{tests}"
        if kind == "count" and least == 1:
            return f"(uid IN ({rows}))"
        return f"(uid IN ({rows} GROUP BY uid HAVING {aggregate} >= {threshold}))"

    return rule, sql


def _where(rng: np.random.Generator, event: str) -> list[tuple[Json, str]]:
    kind = rng.random()
    if event in MESSAGES:
        return [_equal("campaign", int(rng.integers(0, 40)))]
    if event in PRICED and kind < 0.45:
        return [dearer(int(rng.choice([10, 25, 50, 100, 200])))]
    if event in PRICED and kind < 0.6:
        return [category_is(CATEGORIES[int(rng.integers(0, 10))]), dearer(int(rng.choice([25, 50, 100])))]
    return [category_is(str(rng.choice(CATEGORIES, p=falling(len(CATEGORIES), 0.8))))]


def _equal(name: str, value: int) -> tuple[Json, str]:
    return {"property": name, "type": "number", "op": "eq", "value": value}, f"{name} = {value}"


def dearer(price: int) -> tuple[Json, str]:
    return {"property": "price", "type": "number", "op": "gte", "value": price}, f"cents >= {price * 100}"


def category_is(name: str) -> tuple[Json, str]:
    return {"property": "category", "type": "string", "op": "is", "value": name}, f"category = '{name}'"


def asked_event(rng: np.random.Generator) -> str:
    """Popular events are asked about more, commerce most of all."""
    weights = np.array([_ASKED.get(event, 0.6) for event in EVENTS])
    return str(rng.choice(EVENTS, p=weights / weights.sum()))


def at(time: int) -> str:
    return f"make_timestamp({time})"


# --- the mix --------------------------------------------------------------------------------------------------------

ATTRIBUTE = Kind("attribute", _attribute, 0.28, negated=0.1)
COUNT = Kind("count", _count, 0.28)
AMOUNT = Kind("sum, average", _amount, 0.08)
DISTINCT = Kind("distinct", _distinct, 0.05)
RECENCY = Kind("first, last time", _recency, 0.06)
NEVER = Kind("never", _never, 0.11)
MESSAGE = Kind("message", _message, 0.08, negated=0.35)
TAG = Kind("tag", _tag, 0.06, negated=0.15)
FIRST = Mix("first", (ATTRIBUTE, COUNT, AMOUNT, DISTINCT, RECENCY, NEVER, MESSAGE, TAG))
