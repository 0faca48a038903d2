"""Values of attributes and properties: those that the data has, and those that are written as values are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shoal.model.rule import Test
from shoal.rules.sentence.amounts import read_amount
from shoal.rules.sentence.cursor import Cursor
from shoal.rules.sentence.words import stems

_FIRST = ("category", "brand", "name", "title", "type")
_PARTS = ("contains", "contain", "containing", "starts with", "starting with", "ends with", "ending with")
_NEGATED = {"eq": "ne", "between": "not_between", "gt": "lte", "lt": "gte", "gte": "lt", "lte": "gt"}


def value_index(fields: Mapping[str, Mapping[str, str]]) -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Phrases in stems → (path, value); a category or a brand beats another field with the same word."""
    order = sorted(fields, key=lambda path: (_rank(path), path.count("."), path))
    index: dict[tuple[str, ...], tuple[str, str]] = {}
    for path in order:
        for value in fields[path].values():
            if words := stems(value):
                index.setdefault(words, (path, value))
    return index


def _rank(path: str) -> int:
    last = path.rsplit("[].", maxsplit=1)[-1].rsplit(".", maxsplit=1)[-1]
    return _FIRST.index(last) if last in _FIRST else len(_FIRST)


def one_or_any(values: Sequence[str]) -> Test:
    return Test("is", values[0], "string") if len(values) == 1 else Test("is_any_of", tuple(values), "string")


def read_test(cursor: Cursor, types: Sequence[str], known: Mapping[str, str]) -> Test | None:
    """What is said of a value: `is X`, `over 5`, `contains X or Y`, `is set`, `true`."""
    return cursor.attempt(_test, cursor, types, known)


def _test(cursor: Cursor, types: Sequence[str], known: Mapping[str, str]) -> Test | None:
    negated = False
    if cursor.take("is not set", "is missing", "is empty", "is unknown", "missing"):
        return Test("is_missing")
    if cursor.take("is set", "exists", "is known"):
        return Test("is_set")
    cursor.take("is", "are", "was", "of", "as", "equals", "=", ":", "set to", "includes", "include", "in")
    if cursor.take("not", "!=", "other than", "none of", "not in"):
        negated = True
    if "number" in types:
        amount = read_amount(cursor)
        if amount is not None:
            test = amount.test()
            return replace(test, op=_NEGATED[test.op]) if negated else test
    contains = cursor.take(*_PARTS)
    values = _values(cursor, known, contains is not None)
    if not values:
        return None
    if "list" in types:
        op = "contains_none_of" if negated else "contains_any_of"
        return Test(op, tuple(values), "list")
    if contains is not None:
        op = "starts_with" if "start" in contains else "ends_with" if "end" in contains else "contains"
        return Test(op, values[0], "string") if not negated else Test("not_contains", values[0], "string")
    test = one_or_any(values)
    return replace(test, op={"is": "is_not", "is_any_of": "is_none_of"}[test.op]) if negated else test


def _values(cursor: Cursor, known: Mapping[str, str], free: bool) -> list[str]:
    """Values joined by `or`: those that the data has, texts in quotes, and single words in capitals or digits."""
    index = {stems(value): value for value in known.values()}
    values: list[str] = []
    while True:
        before = cursor.at
        if values and not cursor.take(", or", "or", ","):
            break
        cursor.articles()
        token = cursor.peek()
        value = cursor.named(index)
        if value is None and token is not None and (token.kind == "quoted" or _looks_like_value(token.text, free)):
            cursor.at += 1
            value = token.text
        if value is None:
            cursor.at = before
            break
        values.append(value)
    return values


def _looks_like_value(text: str, free: bool) -> bool:
    return text[:1].isupper() or any(c.isdigit() for c in text) or (free and text.isalpha())
