"""The values that rules compare, and what the oracle refuses."""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

from shoal.model.history import JsonValue

Number = Fraction | float  # a float only where a sum had to be rounded


def refuse(what: object) -> NoReturn:
    raise ValueError(f"the meaning of {what!r} is not defined here")


SCALARS = (str, bool, int, Decimal)


def as_number(value: JsonValue) -> Fraction | None:
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a float; numbers in a world are int or Decimal")
    return Fraction(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def identity(value: JsonValue) -> tuple[type, object]:
    """Equal for equal values of the same type: 1 and 1.0 are, 1 and "1" and true are not."""
    number = as_number(value)
    return (type(value), value) if number is None else (Fraction, number)


def literal_number(value: object) -> Fraction:
    number = as_number(value)
    return refuse(value) if number is None else number


def literal_text(value: object) -> str:
    return value if isinstance(value, str) else refuse(value)


def literals(value: object, count: int | None = None) -> tuple[object, ...]:
    """The right side of an operator that takes several values."""
    if not isinstance(value, tuple) or not value or count not in (None, len(value)):
        refuse(value)
    return value


ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "on": operator.eq,
    "before": operator.lt,
    "after": operator.gt,
    "on_or_before": operator.le,
    "on_or_after": operator.ge,
}


def deep_identity(value: JsonValue) -> object:
    """Equal for equal values, lists and objects included."""
    if isinstance(value, Mapping):
        return dict, frozenset((name, deep_identity(part)) for name, part in value.items())
    if isinstance(value, list):
        return list, tuple(map(deep_identity, value))
    return identity(value)
