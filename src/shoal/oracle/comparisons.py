"""A test on one value that has been looked up."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from shoal.model.history import JsonValue
from shoal.model.paths import parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    NEGATIVE_OPERATORS,
    OPERATORS,
    REFERENCE_OPERATORS,
    Duration,
    ItemCondition,
    Node,
    OtherValue,
    StepValue,
    Test,
)
from shoal.oracle.dates import Moment, date_test, read_date
from shoal.oracle.known import combine, look_up
from shoal.oracle.values import (
    ORDER,
    SCALARS,
    Number,
    as_number,
    identity,
    literal_number,
    literal_text,
    literals,
    refuse,
)

Look = Callable[[OtherValue | StepValue], JsonValue]


def passes(test: Test, value: JsonValue, moment: Moment, look: Look | None = None) -> bool:
    """The test on a value; `look` finds the other value of the data where the right side is one."""
    if isinstance(test.value, OtherValue | StepValue):
        return _compared(test, value, refuse(test) if look is None else look(test.value), moment)
    return judge(test, typed(test, value, moment), moment)


def _compared(test: Test, value: JsonValue, right: JsonValue, moment: Moment) -> bool:
    """Two values of the data. One that is missing or of another type makes the positive operator false."""
    if test.type is None or test.op not in REFERENCE_OPERATORS.get(test.type, ()):
        refuse(test)
    left, other = typed(test, value, moment), typed(test, right, moment)
    known = left is not None and other is not None
    if test.op in NEGATIVE_OPERATORS:
        return not _compared(twin(test), value, right, moment) and (test.missing == "include" or known)
    if not known:
        return False
    if test.type == "date":
        assert isinstance(left, date | int)
        assert isinstance(other, date | int)
        return ORDER[test.op](moment.difference(left, other), 0)
    return judge(replace(test, value=right), left, moment)  # type: ignore[arg-type]  # a value of the test's type


def twin(test: Test) -> Test:
    return replace(test, op=NEGATIVE_OPERATORS[test.op])


def judge(test: Test, value: object, moment: Moment) -> bool:
    """The test on a value that has its type already; None is missing or of another type."""
    if test.op in NEGATIVE_OPERATORS:
        return not judge(twin(test), value, moment) and (test.missing == "include" or value is not None)
    if test.op == "is_set":
        return value is not None
    if test.type is None or test.op not in OPERATORS[test.type] or (test.ignore_case and test.type != "string"):
        refuse(test)
    if test.type == "list" and test.op == "size":
        if not isinstance(test.value, Test) or test.value.type != "number":
            refuse(test)
        return judge(test.value, Fraction(len(value)) if isinstance(value, list) else None, moment)
    match test.type, value:
        case _, None:
            return False
        case "string", str():
            return _string_test(test, value)
        case "number", Fraction() | float():
            return _number_test(test, value)
        case "boolean", bool():
            return value == (test.op == "is_true")
        case "version", list():
            return _version_test(test, value)
        case "date", date() | int():
            return date_test(test, value, moment)
        case "list", list():
            return _list_test(test, value, moment)
        case _:
            refuse(test)


def typed(test: Test, value: JsonValue, moment: Moment) -> object:
    """The value as the test's type reads it; None when it is missing or of another type."""
    if test.op in ANY_OPERATORS:
        return value
    match test.type:
        case "string":
            return value if isinstance(value, str) else None
        case "number":
            return as_number(value)
        case "boolean":
            return value if isinstance(value, bool) else None
        case "version":
            return _version(value) if isinstance(value, str) else None
        case "date":
            return read_date(value, moment.data_zone) if isinstance(value, str) else None
        case "list":
            return value if isinstance(value, list) else None
        case _:
            refuse(test)


def _string_test(test: Test, value: str) -> bool:
    fold: Callable[[str], str] = str.casefold if test.ignore_case else str
    if test.op == "is_any_of":
        return fold(value) in [fold(literal_text(each)) for each in literals(test.value)]
    wanted = literal_text(test.value)
    match test.op:
        case "is":
            return fold(value) == fold(wanted)
        case "contains":
            return fold(wanted) in fold(value)
        case "starts_with":
            return fold(value).startswith(fold(wanted))
        case "ends_with":
            return fold(value).endswith(fold(wanted))
        case "matches":
            return _matches(wanted, value, test.ignore_case)
        case _:
            refuse(test)


def _matches(pattern: str, value: str, ignore_case: bool) -> bool:
    """RE2's reading: $ is the end of the text only; \\d \\w \\s \\b know ASCII only (not \\D \\W \\S in a class)."""
    plain = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\t\n\f\r "}

    def translate(match: re.Match[str]) -> str:
        token = match[0]
        if token == "$":
            return r"\Z"
        if token.startswith("["):
            return re.sub(r"\\([\s\S])", lambda escape: plain.get(escape[1], escape[0]), token)
        letter = token[1]
        if letter.lower() in plain:
            return f"[{'^' if letter.isupper() else ''}{plain[letter.lower()]}]"
        return {"b": r"(?a:\b)", "B": r"(?a:\B)", "z": r"\Z"}.get(letter, token)

    translated = re.sub(r"\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\$", translate, pattern)
    try:
        if not ignore_case:
            return re.search(translated, value) is not None
        other_i = {0x130: 0xE000, 0x131: 0xE001}  # dotted İ and dotless ı are no i, as in full case folding
        return re.search(translated.translate(other_i), value.translate(other_i), re.IGNORECASE) is not None
    except re.error as error:
        raise ValueError(f"{pattern!r} is no pattern: {error}") from error


def _number_test(test: Test, value: Number) -> bool:
    """Exact, except that a rounded sum is compared with the literal rounded likewise."""

    def literal(each: object) -> Number:
        number = literal_number(each)
        return float(number) if isinstance(value, float) else number

    if test.op == "between":
        low, high = literals(test.value, 2)
        return literal(low) <= value <= literal(high)
    if test.op == "is_any_of":
        return value in [literal(each) for each in literals(test.value)]
    return ORDER[test.op](value, literal(test.value))


VersionPart = tuple[int, int, str]


def _version(text: str) -> list[VersionPart] | None:
    """The parts of a version, letters before numbers; None without a leading digit."""
    plain = re.sub(r"^[vV]", "", text).partition("+")[0]
    if not re.match(r"[0-9]", plain):
        return None
    parts = re.findall(r"[0-9]+|[^0-9.\-]+", plain)
    return [(1, int(part), "") if re.match(r"[0-9]", part) else (0, 0, part) for part in parts]


def _version_test(test: Test, value: list[VersionPart]) -> bool:
    other = _version(literal_text(test.value))
    if other is None:
        refuse(test)
    pairs = list(zip_longest(value, other, fillvalue=(1, 0, "")))  # a missing part is the number 0
    return ORDER[test.op]([left for left, _ in pairs], [right for _, right in pairs])


def _list_test(test: Test, items: list[JsonValue], moment: Moment) -> bool:
    known = {identity(item) for item in items if isinstance(item, SCALARS)}

    match test.op:
        case "contains":
            return identity(test.value) in known
        case "contains_any_of":
            return any(identity(wanted) in known for wanted in literals(test.value))
        case "contains_all_of":
            return all(identity(wanted) in known for wanted in literals(test.value))
        case "is_empty":
            return not items
        case "any_item":
            return any(_item_fits(test.value, item, moment) for item in items)
        case "all_items":
            return all(_item_fits(test.value, item, moment) for item in items)
        case _:
            refuse(test)


def _item_fits(tree: object, item: JsonValue, moment: Moment) -> bool:
    def leaf(node: Node) -> bool:
        if not isinstance(node, ItemCondition):
            refuse(node)
        return passes(node.test, look_up(item, parse_path(node.path)) if node.path else item, moment)

    if tree is None or isinstance(tree, (str, bool, Decimal, tuple, Duration, Test)):
        refuse(tree)
    return combine(tree, leaf)  # type: ignore[arg-type]  # what is left of Test.value is a Node
