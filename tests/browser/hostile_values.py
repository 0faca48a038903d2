"""Values that try to be more than text: markup, formulas, marks that turn the direction, control characters."""

import json
from pathlib import Path

from shoal.app.cli import main

MARKUP = "<img src=x onerror=\"window.__hacked=1;alert('hacked')\">"
FORMULA = '=HYPERLINK("http://example.com","Click")'
TURNED = "\u202egnp.exe\u202c"
CONTROLS = "a\x01b\x07c\x1b[31md"
LONG = "W" * 100
EMOJI = "👩🏽‍🚀🦈 balık"

PERSON = "hostile-1"
ATTRIBUTES = {
    "firstName": MARKUP,
    "lastName": TURNED,
    "city": FORMULA,
    "country": "+1+1",
    "note": CONTROLS,
    "company": LONG,
    "motto": EMOJI,
    "plan": "@SUM(1)",
}
# A name that turns the direction of what follows is refused; in data it has to be shown.
NAMES = {
    "markup": MARKUP,
    "formula": FORMULA,
    "long": LONG,
    "emoji": EMOJI,
}


def import_hostile_person(folder: Path) -> None:
    """Somebody with ATTRIBUTES, and an event of a hostile name."""
    records = [
        {"type": "identify", "userId": PERSON, "messageId": "hostile-a", "traits": ATTRIBUTES},
        {
            "type": "track",
            "userId": PERSON,
            "messageId": "hostile-b",
            "event": MARKUP,
            "timestamp": "2026-03-01T12:00:00Z",
            "properties": {"title": MARKUP, "formula": FORMULA, "turned": TURNED},
        },
    ]
    file = folder.parent / "hostile.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert main(["import", "events", str(file), "--data-dir", str(folder), "--source", "hostile"]) == 0
