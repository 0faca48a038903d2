"""Pages with opaque cursors: the place of the last row, not a count of rows, so that nothing is skipped or repeated."""

import base64
import binascii
import json
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel

from shoal.model.errors import InvalidInput

T = TypeVar("T")

MOST = 200

Cursor = Annotated[
    str | None, Query(description="`next` of the page before; leave it out for the first", max_length=2000)
]
Number = Annotated[int, Path(ge=0, le=2**62, description="as the records can hold it")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="rows of a page at most")]


class Page(BaseModel, Generic[T]):
    """`next` is the cursor of the following page, null on the last."""

    items: list[T]
    next: str | None = None


def encode(place: Any) -> str:
    """A cursor for a place, anything that JSON can write."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str) -> Any:
    """The place in a cursor. Raises InvalidInput for one that Shoal didn't give out."""
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise InvalidInput("the cursor is none that was given out", hint="start again without it") from None


def number(cursor: str | None) -> int | None:
    """The place in a cursor that is a number; None without a cursor. Raises InvalidInput."""
    if cursor is None:
        return None
    place = decode(cursor)
    if not isinstance(place, int) or isinstance(place, bool) or abs(place) > 2**62:
        raise InvalidInput("the cursor is none that was given out", hint="start again without it")
    return place


def text(cursor: str | None) -> str | None:
    """The place in a cursor that is a text; None without a cursor. Raises InvalidInput."""
    if cursor is None:
        return None
    place = decode(cursor)
    if not isinstance(place, str):
        raise InvalidInput("the cursor is none that was given out", hint="start again without it")
    return place
