"""What the language has but this version doesn't evaluate yet: refused by name until it is removed from here."""

import re
from collections.abc import Mapping

from shoal.model.errors import Problem
from shoal.model.rule import LATER

CODE = "not_supported_yet"

CONDITIONS: Mapping[str, str] = LATER

MEASURES: Mapping[str, str] = {
    "most_frequent": "most frequent values",
    "first": "first values",
    "last": "last values",
}

WINDOW_OPTIONS: Mapping[str, str] = {
    "hours": "hours of the day in windows",
    "weekdays": "weekdays in windows",
    "near": "places in windows",
}

SEGMENT_OPERATORS: Mapping[str, str] = {
    "entered": "conditions on entering a segment",
    "left": "conditions on leaving a segment",
    "was_in": "conditions on past membership",
}

DEVICE_FIELDS: Mapping[str, str] = {
    "count": "device counts",
    "reachable_on": "reachability",
    "where": "conditions that bind one device",
}

RIGHT_SIDES: Mapping[str, str] = {
    "attribute": "comparisons with another attribute",
    "property": "comparisons with another property",
    "property_of": "comparisons with an earlier step",
}

ZONES: Mapping[str, str] = {"person": "each person's own zone"}

# Words of the text form, matched where reading stops or at the start of the condition that stopped it.
TEXT_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE), words)
    for pattern, words in (
        (r"then", CONDITIONS["sequence"]),
        (r"more\s+often", CONDITIONS["compare"]),
        (r"(?:stopped|restarted|regularly)\s+\"?", CONDITIONS["lifecycle"]),
        (r"first\s+ever|for\s+the\s+first\s+time", CONDITIONS["lifecycle"]),
        (r"location|within\s+\d+(?:\.\d+)?\s*km|near|inside", CONDITIONS["location"]),
        (r"consent", CONDITIONS["consent"]),
        (r"value\s+of", CONDITIONS["value_of"]),
        (r"rfm", CONDITIONS["rfm"]),
        (r"score", CONDITIONS["score"]),
        (r"sample", CONDITIONS["sample"]),
        (r"most\s+frequent", MEASURES["most_frequent"]),
        (r"first\s+(?:value\s+)?of", MEASURES["first"]),
        (r"last\s+(?:value\s+)?of", MEASURES["last"]),
        (r"entered", SEGMENT_OPERATORS["entered"]),
        (r"left\s+segment", SEGMENT_OPERATORS["left"]),
        (r"was\s+in", SEGMENT_OPERATORS["was_in"]),
        (r"on\s+weekdays|on\s+weekends", WINDOW_OPTIONS["weekdays"]),
        (r"between\s+\d\d:\d\d|at\s+\d\d:\d\d", WINDOW_OPTIONS["hours"]),
        (r"device\s+count", DEVICE_FIELDS["count"]),
        (r"reachable\s+on|device\s+reachable_on", DEVICE_FIELDS["reachable_on"]),
        (r"device\s+where", DEVICE_FIELDS["where"]),
    )
)


def refusal(path: str, words: str) -> Problem:
    """The problem that refuses something of these tables."""
    singular = words in ("consent", "reachability", "each person's own zone")
    return Problem(path, CODE, f"{words} {'is' if singular else 'are'} not supported yet")
