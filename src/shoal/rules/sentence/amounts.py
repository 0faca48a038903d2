"""How many and how much: comparisons with a number, and how often something happened."""

from dataclasses import dataclass
from decimal import Decimal

from shoal.model.rule import Test
from shoal.rules.sentence.cursor import Cursor

_COMPARATORS: dict[str, tuple[str, ...]] = {
    "gte": ("at least", "no less than", "not less than", "no fewer than", "a minimum of", "minimum", "min", ">=",
            "not under", "not below"),
    "gt": ("more than", "over", "above", "greater than", "higher than", "bigger than", "exceeding", "beyond", ">",
           "older than", "newer than", "later than", "longer than"),
    "lte": ("at most", "up to", "no more than", "not more than", "a maximum of", "maximum", "max", "<=", "not over",
            "not above"),
    "lt": ("less than", "fewer than", "under", "below", "lower than", "smaller than", "younger than", "<",
           "cheaper than"),
    "eq": ("exactly", "only", "just", "precisely", "equal to", "equals", "="),
    "ne": ("!=", "not exactly", "not equal to"),
}  # fmt: skip
_AFTER = {
    "gte": ("or more", "or above", "or over", "and above", "and over", "and more", "or older", "or higher", "or newer",
            "or later", "+", "plus"),
    "lte": ("or less", "or fewer", "or under", "or below", "and below", "or younger", "or lower", "or older versions",
            "or earlier"),
}  # fmt: skip
_TIMES = ("times", "time", "x", "occasions", "separate times", "different times", "separate occasions")
_WORDS = {"once": 1, "twice": 2, "thrice": 3}


@dataclass(frozen=True, slots=True)
class Amount:
    """A comparison with a number, or `between` two. `said` is False where only the bare number was there."""

    op: str
    value: Decimal | tuple[Decimal, Decimal]
    said: bool = True

    def test(self, *, bare: str = "eq") -> Test:
        return Test(self.op if self.said else bare, self.value)


def read_comparator(cursor: Cursor) -> str | None:
    said = cursor.take(*(phrase for phrases in _COMPARATORS.values() for phrase in phrases))
    return next((op for op, phrases in _COMPARATORS.items() if said in phrases), None)


def read_amount(cursor: Cursor) -> Amount | None:
    """`more than 500 €`, `at least three`, `30 or more`, `between 18 and 25`, `18-25`, `5+`, `100`."""
    return cursor.attempt(_amount, cursor)


def _amount(cursor: Cursor) -> Amount | None:
    if cursor.take("between", "from"):
        low = cursor.number()
        if low is None or not cursor.take("and", "to"):
            return None
        high = cursor.number()
        return None if high is None or high < low else Amount("between", (low, high))
    op = read_comparator(cursor)
    number = cursor.number()
    if number is None:
        return None
    if op is None:
        for after, phrases in _AFTER.items():
            if cursor.take(*phrases):
                return Amount(after, number)
        before = cursor.at
        if cursor.take("to", "-", "–"):
            high = cursor.number()
            if high is not None and high >= number:
                return Amount("between", (number, high))
            cursor.at = before
    return Amount(op or "eq", number, said=op is not None)


def read_frequency(cursor: Cursor) -> Amount | None:
    """`at least twice`, `3 times`, `more than once`, `5+ times`, `between 2 and 4 times`."""
    return cursor.attempt(_frequency, cursor)


def _frequency(cursor: Cursor) -> Amount | None:
    with_words = cursor.attempt(_repeats, cursor)
    if with_words is not None:
        return with_words
    amount = _amount(cursor)
    if amount is None or not cursor.take(*_TIMES):
        return None
    return amount


def _repeats(cursor: Cursor) -> Amount | None:
    op = read_comparator(cursor)
    word = cursor.take(*_WORDS)
    if word is None:
        return None
    if op is None:
        for after, phrases in _AFTER.items():
            if cursor.take(*phrases):
                return Amount(after, Decimal(_WORDS[word]))
    return Amount(op or "eq", Decimal(_WORDS[word]), said=op is not None)
