"""A small world for the command line, and what a command left."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shoal.model.instant import parse_instant

NOW = parse_instant("2026-03-08T12:00:00Z", "UTC")


@dataclass(frozen=True)
class Done:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """Stderr without the frame and line ends of a panel."""
        return " ".join(self.err.replace("│", " ").split())


Shoal = Callable[..., Done]


def track(user: str, event: str, at: str, **properties: object) -> dict[str, object]:
    return {
        "type": "track",
        "userId": user,
        "event": event,
        "timestamp": at,
        "messageId": f"{user}-{event}-{at}",
        "properties": properties,
    }


def identify(user: str, **traits: object) -> dict[str, object]:
    return {"type": "identify", "userId": user, "messageId": f"{user}-identify", "traits": traits}


# Twelve people: the even ones live in Türkiye. u0 … u5 ordered for 0, 50, … 250; u0 … u7 put something into the cart.
RECORDS = [
    *(identify(f"u{i}", country="TR" if i % 2 == 0 else "ES", note="=1+1", age=20 + i) for i in range(12)),
    *(track(f"u{i}", "Order Completed", f"2026-03-0{1 + i}T10:00:00Z", total=50 * i) for i in range(6)),
    *(track(f"u{i}", "Product Added", f"2026-03-07T0{i}:30:00Z", product_id=f"p{i}") for i in range(8)),
]


def write_lines(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path
