"""From JSON text to values, and the limits on both. Nothing here recurses, whatever it is given."""

import json
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from shoal.model.errors import Problem, RuleError
from shoal.model.rule import MAX_DEPTH, MAX_LIST, MAX_NODES
from shoal.rules.literals import Refused, read_number, shown

MAX_BYTES = 1_000_000
_MAX_CONTAINERS = 2 * MAX_DEPTH + 16  # JSON objects and lists inside each other; every node takes at most two


class _DuplicateKeyError(ValueError):
    pass


def decode(source: str | bytes) -> object:
    """JSON text as Python values, numbers as Decimal. Raises RuleError for text that is too long or is no JSON."""
    text = as_text(source)
    try:
        return json.loads(
            text,
            parse_float=_decimal,
            parse_int=_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_pairs,
        )
    except json.JSONDecodeError as error:
        line = text.splitlines()[error.lineno - 1] if error.lineno <= len(text.splitlines()) else ""
        problem = Problem(
            "",
            "bad_json",
            f"this is no JSON: {error.msg}, line {error.lineno}, column {error.colno}",
            shown(line.strip()),
        )
    except _DuplicateKeyError as error:
        problem = Problem("", "duplicate_key", str(error), 'put conditions side by side in {"all": [...]}')
    except Refused as refused:
        problem = Problem("", refused.code, refused.message, refused.hint)
    except RecursionError:
        problem = _too_deep()
    raise RuleError([problem])


def as_text(source: str | bytes) -> str:
    """The source as text, at most MAX_BYTES of UTF-8. Raises RuleError."""
    if isinstance(source, bytes):
        size = len(source)
    else:
        size = len(source) if len(source) > MAX_BYTES else len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise RuleError(
            [
                Problem(
                    "",
                    "too_large",
                    f"the rule has {size:,} bytes; at most {MAX_BYTES:,} are allowed",
                    "upload long lists of people as a static segment and refer to it",
                )
            ]
        )
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RuleError(
                [Problem("", "bad_text", f"the rule is no UTF-8 text: byte {error.start} is wrong")]
            ) from None
    return source.removeprefix("\ufeff")


def _decimal(text: str) -> Decimal:
    return read_number(text)


def _refuse_constant(text: str) -> object:
    raise Refused("bad_number", f"{text} is no number of JSON", "NaN and infinities are refused")


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    out = dict(pairs)
    if len(out) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _DuplicateKeyError(f"the key {twice!r} stands twice in one object")
    return out


def _too_deep() -> Problem:
    return Problem(
        "",
        "too_deep",
        f"the rule is nested more than {MAX_DEPTH} deep",
        "make a part of it a segment and refer to that",
    )


def _too_many() -> Problem:
    return Problem(
        "",
        "too_many_nodes",
        f"the rule has more than {MAX_NODES} conditions and groups",
        "use is_any_of for many values of one attribute, or split the rule into segments",
    )


def limits(value: object, node_keys: Collection[str]) -> Iterator[Problem]:
    """What is too big or no text at all. Nothing after this check can recurse too far."""
    nodes = 0
    waiting: list[tuple[object, int, int, str]] = [(value, 0, 0, "")]
    while waiting:
        current, containers, depth, path = waiting.pop()
        if isinstance(current, str):
            if not current.isascii() and any("\ud800" <= c <= "\udfff" for c in current):
                yield Problem(path, "bad_text", "half a character (an unpaired surrogate) in a text")
            continue
        if not isinstance(current, Mapping | list | tuple):
            continue
        if isinstance(current, Mapping):
            is_node = any(key in current for key in node_keys)
            nodes += is_node
            depth += is_node
            children: list[tuple[object, str]] = [(v, f"{path}.{k}" if path else str(k)) for k, v in current.items()]
        else:
            if len(current) > MAX_LIST and isinstance(current[0], Mapping):
                yield _too_many()
                return
            if len(current) > MAX_LIST:
                yield Problem(
                    path,
                    "list_too_long",
                    f"the list has {len(current):,} values; at most {MAX_LIST:,} are allowed",
                    "upload them as a static segment or a tag and refer to that",
                )
                continue
            children = [(v, f"{path}[{i}]") for i, v in enumerate(current)]
        if containers >= _MAX_CONTAINERS or depth > MAX_DEPTH:
            yield _too_deep()
            return
        if nodes > MAX_NODES:
            yield _too_many()
            return
        waiting.extend((child, containers + 1, depth, place) for child, place in children)
