"""Paths into JSON values: `a.b` walks objects, `["a.b"]` is a literal name, `products[].price` visits every item."""

import re
from typing import Final

from shoal.model.errors import InvalidInput


class _Each:
    def __repr__(self) -> str:
        return "EACH"


EACH: Final = _Each()
Step = str | _Each

_TOKEN = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|(\[\])|\.?([^.\[\]"]+)')


def parse_path(path: str) -> tuple[Step, ...]:
    """The steps of a path; `products[].price` is `("products", EACH, "price")`.

    Raises InvalidInput for an empty or malformed path.
    """
    steps: list[Step] = []
    position = 0
    while position < len(path):
        match = _TOKEN.match(path, position)
        if match is None:
            break
        literal, each, name = match.groups()
        if name is not None and (position > 0) != path[position : position + 1].startswith("."):
            break
        if each:
            steps.append(EACH)
        else:
            steps.append(re.sub(r"\\(.)", r"\1", literal) if literal is not None else name)
        position = match.end()
    if position < len(path) or not steps or steps[0] is EACH:
        raise InvalidInput(
            f"{path!r} is no path", hint='write a.b for a part, ["a.b"] for a name with a dot, items[].price for a list'
        )
    return tuple(steps)


def format_path(steps: tuple[Step, ...]) -> str:
    """The inverse of `parse_path`; names that hold `.`, `[`, `]` or `"` are quoted."""
    out = ""
    for step in steps:
        if isinstance(step, _Each):
            out += "[]"
        elif not step or re.search(r'[.\[\]"\\]', step):
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            out += f'["{escaped}"]'
        else:
            out += f".{step}" if out else step
    return out


def is_list_path(path: str) -> bool:
    """True when the path visits list items, so that it stands for a list of values."""
    return EACH in parse_path(path)
