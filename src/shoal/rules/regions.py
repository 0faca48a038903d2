"""Which values a test lets through, as exact sets: intervals of numbers and times, finite or cofinite sets of texts.

A region is one set for each part that a value can be of: missing, text, number, boolean, anything else. Where two tests
are on one operand, their regions can be intersected, united and compared; what can't be told exactly (patterns, other
values of the data) is an operand of its own with two values, true and false.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from shoal.model.rule import (
    NEGATIVE_OPERATORS,
    Duration,
    OtherValue,
    StepValue,
    Test,
)
from shoal.rules.json_writing import operator_as_json
from shoal.rules.literals import WEEKDAYS, date_order, is_bare_date
from shoal.rules.types import canonical_path

# --- sets -------------------------------------------------------------------------------------------------------------

Cut = tuple[Fraction, bool]  # before (False) or after (True) a number


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers, as the cuts at which membership changes, ascending; `low` is membership at minus infinity."""

    low: bool
    cuts: tuple[Cut, ...] = ()

    def __and__(self, other: "Line") -> "Line":
        low, mine, theirs = self.low and other.low, self.low, other.low
        inside, cuts = low, []
        for cut in sorted({*self.cuts, *other.cuts}):
            mine ^= cut in self.cuts
            theirs ^= cut in other.cuts
            if (mine and theirs) != inside:
                inside = not inside
                cuts.append(cut)
        return Line(low, tuple(cuts))

    def __invert__(self) -> "Line":
        return Line(not self.low, self.cuts)

    def __bool__(self) -> bool:
        return self.low or bool(self.cuts)

    @property
    def whole(self) -> "Line":
        """The same whole numbers, with every cut before one, so that equal sets of whole numbers are equal."""
        out = Line(self.low)
        for number, after in self.cuts:
            up = Fraction(number.__floor__() + 1) if after or number.denominator > 1 else number
            cuts = out.cuts[:-1] if out.cuts and out.cuts[-1][0] == up else (*out.cuts, (up, False))
            out = Line(self.low, cuts)
        return out

    @property
    def least(self) -> Fraction | None:
        """The smallest member of a set of whole numbers ≥ 0; None where it is empty."""
        return None if not self else Fraction(0) if self.low else self.cuts[0][0]

    @property
    def most(self) -> Fraction | None:
        """The greatest member of a set of whole numbers; None where there is none."""
        endless = self.low ^ (len(self.cuts) % 2 == 1)
        return None if endless or not self.cuts else self.cuts[-1][0] - 1


@dataclass(frozen=True, slots=True)
class Choice:
    """Some values, or with `others` all but some."""

    values: frozenset[str]
    others: bool = False

    def __and__(self, other: "Choice") -> "Choice":
        if self.others and other.others:
            return Choice(self.values | other.values, True)
        if self.others:
            return Choice(other.values - self.values)
        return Choice(self.values - other.values if other.others else self.values & other.values)

    def __invert__(self) -> "Choice":
        return Choice(self.values, not self.others)

    def __bool__(self) -> bool:
        return self.others or bool(self.values)


ALL = Line(True)
ANY_TEXT = Choice(frozenset(), True)


def only(*values: str) -> Choice:
    return Choice(frozenset(values))


_HERE = only("yes")
_TRUTH = only("true", "false")


def below(number: Fraction, *, included: bool) -> Line:
    return Line(True, ((number, included),))


def interval(low: Fraction, high: Fraction, *, open_low: bool = False, open_high: bool = False) -> Line:
    return below(high, included=not open_high) & ~below(low, included=open_low)


# --- operands and regions ---------------------------------------------------------------------------------------------

Set = Line | Choice
Part = Literal["missing", "text", "number", "boolean", "other", "day"]
Universe = tuple[tuple[Part, Set], ...]

# What a value can be, by kind of operand.
VALUE: Universe = (("missing", _HERE), ("text", ANY_TEXT), ("number", ALL), ("boolean", _TRUTH), ("other", _HERE))
NUMBER: Universe = (("missing", _HERE), ("number", ALL))
CERTAIN_NUMBER: Universe = (("number", ALL),)
COUNT: Universe = (("number", Line(False, ((Fraction(0), False),))),)
SIZE: Universe = (("missing", _HERE), *COUNT)
INSTANT: Universe = (("missing", _HERE), ("number", ALL))
MOMENT: Universe = (("missing", _HERE), ("number", ALL), ("day", ALL))  # an instant or a day, counted from now
ATOM: Universe = (("boolean", _TRUTH),)


def choices(*values: str, missing: bool = False) -> Universe:
    """The universe of an operand with these values only."""
    known: Universe = (("text", only(*values)),)
    return (("missing", _HERE), *known) if missing else known


@dataclass(frozen=True, slots=True)
class Operand:
    """Something that has one value for each person (event, item, device); equal keys mean the same thing."""

    key: str
    universe: Universe
    whole: bool = False  # numbers are whole


@dataclass(frozen=True, slots=True)
class Region:
    """The values of an operand that pass: a set for each part of its universe."""

    operand: Operand
    sets: tuple[Set, ...]

    @classmethod
    def of(cls, operand: Operand, **parts: Set) -> "Region":
        """The parts given, cut to the universe; nothing of the others."""
        sets = (_both(u, parts[part]) if part in parts else _both(u, _nothing(u)) for part, u in operand.universe)
        return cls(operand, tuple(sets))._tidy()

    @classmethod
    def full(cls, operand: Operand) -> "Region":
        return cls(operand, tuple(u for _, u in operand.universe))

    def _tidy(self) -> "Region":
        if not self.operand.whole:
            return self
        return Region(self.operand, tuple(s.whole if isinstance(s, Line) else s for s in self.sets))

    def __and__(self, other: "Region") -> "Region":
        return Region(self.operand, tuple(map(_both, self.sets, other.sets)))

    def __or__(self, other: "Region") -> "Region":
        return ~(~self & ~other)

    def __invert__(self) -> "Region":
        universe = (u for _, u in self.operand.universe)
        return Region(self.operand, tuple(_both(u, _inverse(s)) for u, s in zip(universe, self.sets, strict=True)))

    def __bool__(self) -> bool:
        return any(self.sets)

    @property
    def is_full(self) -> bool:
        return not ~self

    def within(self, other: "Region") -> bool:
        """Every value of this region is one of the other's."""
        return not (self & ~other)

    def part(self, name: Part) -> Set:
        return next(s for (part, _), s in zip(self.operand.universe, self.sets, strict=True) if part == name)


def _both(first: Set, second: Set) -> Set:
    if isinstance(first, Line) and isinstance(second, Line):
        return first & second
    assert isinstance(first, Choice)
    assert isinstance(second, Choice)
    return first & second


def _inverse(values: Set) -> Set:
    return ~values


def _nothing(universe: Set) -> Set:
    return Line(False) if isinstance(universe, Line) else only()


def atom(*key: object) -> Region:
    """A statement that is known by its wording only: two are the same where the wording is."""
    return Region.of(Operand(json.dumps(["atom", *key], sort_keys=True, default=str), ATOM), boolean=only("true"))


# --- the region of a test ---------------------------------------------------------------------------------------------


def named(kind: str, *key: object) -> str:
    return json.dumps([kind, *key], sort_keys=True, default=str)


def region_of(test: Test, kind: str, path: str, *, time: bool = False) -> Region:
    """The values at `path` that pass a test on one value (not on list items; see `logic`).

    `kind` says whose path it is; `time` that the value is an instant or missing. The test is typed.
    """
    positive = NEGATIVE_OPERATORS.get(test.op, test.op)
    region, typed = _positive(test, positive, kind, canonical_path(path), time=time)
    if positive == test.op:
        return region
    return ~region if test.missing == "include" or typed is None else typed & ~region


def _positive(test: Test, op: str, kind: str, path: str, *, time: bool) -> tuple[Region, Region | None]:
    """The region of the positive operator, and that of all values of the test's type; None where it isn't known."""
    value = Operand(named(kind, path), VALUE)
    if op == "is_set":
        operand = Operand(named(kind, path, "instant"), INSTANT) if time else value
        return ~Region.of(operand, missing=_HERE), None
    exact = not isinstance(test.value, OtherValue | StepValue)
    if test.type == "string" and exact and op in ("is", "is_any_of"):
        texts = [str(v) for v in (test.value if isinstance(test.value, tuple) else (test.value,))]
        if not test.ignore_case:
            return Region.of(value, text=only(*texts)), Region.of(value, text=ANY_TEXT)
        folded = Operand(named(kind, path, "folded"), (("other", _HERE), ("text", ANY_TEXT)))
        return Region.of(folded, text=only(*(t.casefold() for t in texts))), Region.of(folded, text=ANY_TEXT)
    if test.type == "number" and exact and op in ("top_percent", "bottom_percent"):
        ranked = Operand(named(kind, path, op), NUMBER)
        assert isinstance(test.value, Decimal)
        return Region.of(ranked, number=below(Fraction(test.value), included=True)), None
    if test.type == "number" and exact:
        return Region.of(value, number=number_line(op, test.value)), Region.of(value, number=ALL)
    if test.type == "boolean":
        truth = only("true" if op == "is_true" else "false")
        return Region.of(value, boolean=truth), Region.of(value, boolean=_TRUTH)
    if test.type == "date" and exact:
        return _date(test, op, kind, path, time=time)
    return _opaque(test, op, kind, path)


def _opaque(test: Test, op: str, kind: str, path: str) -> tuple[Region, Region | None]:
    # What has the type is part of what `missing` asks, so that it belongs to the wording.
    return atom(kind, path, operator_as_json(replace(test, op=op))), None


def number_line(op: str, value: object) -> Line:
    """The numbers that pass a positive operator."""
    numbers = [Fraction(v) for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, Decimal)]
    match op:
        case "eq" | "is_any_of":
            return _points(numbers)
        case "between":
            return interval(numbers[0], numbers[1])
        case "lt" | "lte":
            return below(numbers[0], included=op == "lte")
        case "gt" | "gte":
            return ~below(numbers[0], included=op == "gt")
    raise ValueError(f"{op} compares no numbers")


def _points(numbers: Iterable[Fraction]) -> Line:
    out = ALL
    for number in numbers:
        out &= ~interval(number, number)
    return ~out


_ORDER = {"on": "eq", "before": "lt", "after": "gt", "on_or_before": "lte", "on_or_after": "gte", "between": "between"}


def _date(test: Test, op: str, kind: str, path: str, *, time: bool) -> tuple[Region, Region | None]:
    """Local days, instants and times counted from now are operands apart: how they lie depends on zone and clock."""
    if op in _ORDER:
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        bare = {is_bare_date(str(v)) for v in values}
        if len(bare) == 1:
            operand = Operand(named(kind, path, "day" if bare.pop() else "instant"), INSTANT)
            numbers = tuple(_place(str(v)) for v in values)
            return Region.of(operand, number=number_line(_ORDER[op], numbers)), Region.of(operand, number=ALL)
    if isinstance(test.value, Duration) and op in ("in_last", "in_next", "before_last", "after_next"):
        operand = Operand(named(kind, path, "from now"), INSTANT if time else MOMENT)
        exact = _from_now(op, Fraction(test.value.microseconds), day=False)
        days = _from_now(op, Fraction(max(1, test.value.microseconds // 86_400_000_000)), day=True)
        parts: dict[str, Set] = {"number": exact} if time else {"number": exact, "day": days}
        return Region.of(operand, **parts), Region.of(operand, number=ALL, day=ALL)
    if op == "month_is":
        operand = Operand(named(kind, path, "month"), choices(*map(str, range(1, 13)), missing=True))
        return Region.of(operand, text=only(str(test.value))), None
    if op == "weekday_is":
        operand = Operand(named(kind, path, "weekday"), choices(*WEEKDAYS, missing=True))
        return Region.of(operand, text=only(str(test.value))), None
    return _opaque(test, op, kind, path)


def _from_now(op: str, length: Fraction, *, day: bool) -> Line:
    """The distances from now, negative in the past, as docs/guide/rules.md has them for instants and for days."""
    zero = Fraction(0)
    if op == "in_last":
        return interval(-length, zero, open_low=day, open_high=not day)
    if op == "in_next":
        return interval(zero, length, open_high=True)
    return below(-length, included=day) if op == "before_last" else ~below(length, included=False)


def _place(text: str) -> Decimal:
    """A bare date as its day's number, an instant in microseconds."""
    if is_bare_date(text):
        return Decimal(date_order(text).toordinal())
    moment = date_order(text)
    assert isinstance(moment, datetime)
    epoch = datetime(1970, 1, 1, tzinfo=moment.tzinfo)
    between = moment - epoch
    return Decimal((between.days * 86_400 + between.seconds) * 1_000_000 + between.microseconds)
