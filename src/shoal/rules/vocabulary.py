"""The words of the text form: one table per kind of word, read by the parser and by the printer.

The first phrase of each is the one that is printed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shoal.model.rule import CalendarUnit
from shoal.rules.literals import UNIT_WORDS

# Operators whose phrase means one thing. `is`, `=`, `<` and their kin depend on the value; see COMPARISONS.
PLAIN: Mapping[str, tuple[str, ...]] = {
    "is_set": ("is set", "exists"),
    "is_missing": ("is missing", "is not set"),
    "is_empty": ("is empty",),
    "today": ("is today",),
    "this_week": ("is this week",),
    "this_month": ("is this month",),
    "this_year": ("is this year",),
}
ONE_VALUE: Mapping[str, tuple[str, ...]] = {
    "contains": ("contains",),
    "not_contains": ("does not contain", "not contains"),
    "starts_with": ("starts with",),
    "ends_with": ("ends with",),
    "matches": ("matches",),
    "not_matches": ("does not match", "not matches"),
    "on": ("on", "is on"),
    "not_on": ("not on", "is not on"),
    "before": ("before", "is before"),
    "after": ("after", "is after"),
    "on_or_before": ("on or before", "is on or before"),
    "on_or_after": ("on or after", "is on or after"),
    "month_is": ("in month",),
    "eq": ("equals",),
    "ne": ("does not equal",),
}
# phrase → operator for text, for a number, for a date written without quotes
COMPARISONS: Mapping[str, tuple[str, str, str]] = {
    "is": ("is", "eq", "on"),
    "=": ("is", "eq", "on"),
    "is not": ("is_not", "ne", "not_on"),
    "!=": ("is_not", "ne", "not_on"),
    ">": ("gt", "gt", "after"),
    "is more than": ("gt", "gt", "after"),
    ">=": ("gte", "gte", "on_or_after"),
    "is at least": ("gte", "gte", "on_or_after"),
    "<": ("lt", "lt", "before"),
    "is less than": ("lt", "lt", "before"),
    "<=": ("lte", "lte", "on_or_before"),
    "is at most": ("lte", "lte", "on_or_before"),
}
MANY_VALUES: Mapping[str, tuple[str, ...]] = {
    "is_any_of": ("in", "is any of", "is one of", "is in"),
    "is_none_of": ("not in", "is none of", "is not in", "is not any of"),
    "contains_any_of": ("contains any of",),
    "contains_all_of": ("contains all of",),
    "contains_none_of": ("contains none of",),
}
LENGTHS: Mapping[str, tuple[str, ...]] = {
    "not_in_last": ("not in last", "not in the last"),
    "in_next": ("in next", "in the next"),
    "before_last": ("before last", "before the last"),
    "after_next": ("after next", "after the next"),
    "anniversary_in_next": ("anniversary in next", "anniversary in the next"),
    "anniversary_in_last": ("anniversary in last", "anniversary in the last"),
}
IN_LAST = ("in last", "in the last")
IN_PREVIOUS = ("in previous", "in the previous")
BETWEEN = ("between", "is between")
NOT_BETWEEN = ("not between", "is not between")
RANKS: Mapping[str, tuple[str, ...]] = {
    "top_percent": ("in top", "in the top"),
    "bottom_percent": ("in bottom", "in the bottom"),
}
ITEMS: Mapping[str, tuple[str, ...]] = {"any_item": ("any item",), "all_items": ("all items",)}
WEEKDAY = ("weekday is",)
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "mon": ("monday", "mon"),
    "tue": ("tuesday", "tue"),
    "wed": ("wednesday", "wed"),
    "thu": ("thursday", "thu"),
    "fri": ("friday", "fri"),
    "sat": ("saturday", "sat"),
    "sun": ("sunday", "sun"),
}

MEASURES: Mapping[str, tuple[str, ...]] = {
    "sum": ("sum of", "total of"),
    "avg": ("average of", "avg of", "mean of"),
    "min": ("minimum of", "min of", "lowest"),
    "max": ("maximum of", "max of", "highest"),
    "distinct": ("distinct", "distinct values of"),
}
VALUE_MEASURES: Mapping[str, tuple[str, ...]] = {
    "most_frequent": ("most frequent",),
    "first": ("first", "first value of"),
    "last": ("last", "last value of"),
}
TIME_MEASURES: Mapping[str, tuple[str, ...]] = {
    "count": ("count of", "number of"),
    "first_time": ("first time of",),
    "last_time": ("last time of",),
    "active_days": ("active days of",),
}
COUNTS: Mapping[str, tuple[str, ...]] = {
    "gte": ("at least",),
    "lte": ("at most",),
    "eq": ("exactly",),
    "ne": ("not exactly",),
    "gt": ("more than",),
    "lt": ("fewer than", "less than"),
}
REPEATS = {"once": 1, "twice": 2}

OFTEN: Mapping[str, tuple[str, ...]] = {
    "gt": ("more often than",),
    "gte": ("at least as often as",),
    "lt": ("less often than",),
    "lte": ("at most as often as",),
    "eq": ("as often as", "exactly as often as"),
    "ne": ("not as often as",),
}
LIFECYCLES: Mapping[str, tuple[str, ...]] = {
    "first_time": ("first time",),
    "stopped": ("stopped",),
    "restarted": ("restarted",),
    "regularly": ("regularly",),
}
LEDGER: Mapping[str, tuple[str, ...]] = {"entered": ("entered segment",), "left": ("left segment",)}
WAS_IN = ("was in segment",)
ANY_CAUSE = ("for any cause",)
LOCATED = ("located",)
REACHABLE = ("reachable on", "reachable by")
CONSENTS: Mapping[str, tuple[str, ...]] = {
    "granted": ("granted", "is granted"),
    "denied": ("denied", "is denied"),
    "unknown": ("unknown", "is unknown"),
}
PLACE_KINDS = ("country", "region", "city")

TAG_WORDS: Mapping[str, tuple[str, ...]] = {
    "has_any_of": ("has any tag", "has any of tags"),
    "has_all_of": ("has all tags", "has all of tags"),
    "has_none_of": ("has no tag", "has none of tags"),
}
RESPONSES: Mapping[str, tuple[str, ...]] = {
    "received": ("received",),
    "opened": ("opened",),
    "clicked": ("clicked",),
    "bounced": ("bounced",),
    "marked_as_spam": ("marked as spam",),
    "unsubscribed": ("unsubscribed from", "unsubscribed"),
    "not_opened": ("not opened",),
    "not_clicked": ("not clicked",),
}
WHICH: Mapping[str, tuple[str, ...]] = {
    "any": ("any",),
    "last": ("last", "the last"),
    "last_sent_to_person": ("their last", "own last"),
}
CHANNELS: Mapping[str, tuple[str, ...]] = {
    "message": ("message", "messages"),
    "push": ("push", "pushes"),
    "email": ("email", "emails"),
}
SEGMENTS: Mapping[str, tuple[str, ...]] = {"in": ("in segment",), "not_in": ("not in segment",)}
DEVICE_FIELDS = ("platform", "os_version", "app_version", "model", "count")
TYPES: Mapping[str, tuple[str, ...]] = {
    "string": ("as string", "as text"),
    "number": ("as number",),
    "boolean": ("as boolean",),
    "date": ("as date",),
    "version": ("as version",),
    "list": ("as list",),
}
IGNORING_CASE = ("ignoring case", "ignore case")
EXCLUDING_MISSING = ("excluding missing", "exclude missing")

# (kind, unit) of a named window: the current unit, or the one before it
WINDOW_WORDS: Mapping[str, tuple[str, CalendarUnit]] = {
    "today": ("calendar", "d"),
    "this week": ("calendar", "w"),
    "this month": ("calendar", "mo"),
    "this quarter": ("calendar", "q"),
    "this year": ("calendar", "y"),
    "yesterday": ("previous", "d"),
    "last week": ("previous", "w"),
    "last month": ("previous", "mo"),
    "last quarter": ("previous", "q"),
    "last year": ("previous", "y"),
}
UNITS: Mapping[str, str] = {spelling: unit for unit, word in UNIT_WORDS.items() for spelling in (word, f"{word}s")}

# Names that stand for something else at the start of a condition, so that a path must be quoted.
RESERVED = frozenset(
    "did not and or everyone item tagged no all any none distinct lowest highest".split()  # noqa: SIM905
)


def meaning(table: Mapping[str, tuple[str, ...]], phrase: str) -> str:
    """The key whose phrases hold this one, in any case and spacing."""
    wanted = squeezed(phrase)
    return next(key for key, phrases in table.items() if wanted in phrases)


def squeezed(phrase: str) -> str:
    return " ".join(phrase.lower().split())


# --- terminals --------------------------------------------------------------------------------------------------------

_END = r"(?!\w|\.\w|\[)"  # a whole word, and no first step of a longer path
_QUOTE = r"(?=\s*[\"'])"


def _pattern(phrases: Iterable[str], end: str = _END) -> str:
    """Longest phrase first, any spacing between words."""
    ordered = sorted(phrases, key=len, reverse=True)
    spaced = [r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in ordered]
    return f"(?:{'|'.join(spaced)}){end}"


def _phrases(table: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [phrase for phrases in table.values() for phrase in phrases]


_WORD_COMPARISONS = [phrase for phrase in COMPARISONS if phrase[0].isalpha()]
_SIGNS = [phrase for phrase in COMPARISONS if not phrase[0].isalpha()]
_SELECTOR = rf"(?=\s+(?:(?:{'|'.join(_phrases(WHICH))})\s+)?(?:{'|'.join(_phrases(CHANNELS))})\b)".replace(" ", r"\s+")
_STRING = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
_PLACE = rf"(?=\s+(?:within\s|inside\s*\(|box\s*\(|(?:{'|'.join(PLACE_KINDS)})\s*[(\"']))"
_LENGTH = rf"\d+\s*(?:{'|'.join(UNITS)}|[mhdw])\b"
_OPENING = r"(?=\s*\()"
# The first words of what may follow a name in a comparison: `score is set` is about an attribute called score.
OPERATOR_WORDS = sorted(
    {
        phrase.split()[0]
        for phrase in (
            *_phrases(PLAIN),
            *_phrases(ONE_VALUE),
            *_WORD_COMPARISONS,
            *_phrases(MANY_VALUES),
            *_phrases(LENGTHS),
            *_phrases(RANKS),
            *_phrases(ITEMS),
            *IN_LAST,
            *BETWEEN,
            *NOT_BETWEEN,
            *WEEKDAY,
            "size",
        )
    }
)
_NAMED = rf"(?=\s+(?!(?:{'|'.join(OPERATOR_WORDS)})\b)[\w\"'])"


@dataclass(frozen=True, slots=True)
class Terminal:
    """A set of phrases the grammar takes as one; the higher priority wins where several fit."""

    priority: int
    phrases: Sequence[str]
    expected: str  # what a person is told when it is missing
    end: str = _END

    @property
    def pattern(self) -> str:
        return _pattern(self.phrases, self.end)


CONDITION = "a condition"
COMPARISON = "a comparison"
WINDOW = "a window, such as in last 30 days"

TERMINALS: Mapping[str, Terminal] = {
    "OP_NONE": Terminal(6, _phrases(PLAIN), COMPARISON),
    "OP_DURATION": Terminal(6, _phrases(LENGTHS), COMPARISON),
    "OP_RANK": Terminal(6, _phrases(RANKS), COMPARISON),
    "OP_WEEKDAY": Terminal(6, WEEKDAY, COMPARISON),
    "OP_ITEMS": Terminal(6, _phrases(ITEMS), COMPARISON),
    "OP_VALUES": Terminal(5, _phrases(MANY_VALUES), COMPARISON, r"(?=\s*\()"),
    "OP_WORD": Terminal(4, [*_phrases(ONE_VALUE), *_WORD_COMPARISONS], COMPARISON),
    "OP_SIGN": Terminal(4, _SIGNS, COMPARISON, ""),
    "IN_LAST": Terminal(6, IN_LAST, WINDOW),
    "IN_PREVIOUS": Terminal(6, IN_PREVIOUS, WINDOW),
    "BETWEEN": Terminal(6, BETWEEN, "between"),
    "NOT_BETWEEN": Terminal(6, NOT_BETWEEN, COMPARISON),
    "WINDOW_WORD": Terminal(6, tuple(WINDOW_WORDS), WINDOW),
    "WEEKDAY": Terminal(5, _phrases(WEEKDAYS), "a weekday, such as monday"),
    "BOOLEAN": Terminal(5, ("true", "false"), "a value"),
    "UNIT": Terminal(5, tuple(UNITS), "a unit of time, such as days"),
    "MEASURE": Terminal(6, _phrases(MEASURES), CONDITION, _END + r"(?=\s+(?!over\b)[\w$\"'\[])"),
    "TIME_MEASURE": Terminal(7, _phrases(TIME_MEASURES), CONDITION),
    "COUNT": Terminal(6, _phrases(COUNTS), "how often, such as at least 3 times"),
    "REPEAT": Terminal(5, tuple(REPEATS), "a number"),
    "DID": Terminal(5, ("did",), CONDITION),
    "WHERE": Terminal(5, ("where",), "where"),
    "NOT": Terminal(5, ("not",), "not"),
    "GROUP": Terminal(6, ("all", "any", "none"), CONDITION, r"(?=\s*\()"),
    "EVERYONE": Terminal(5, ("everyone",), CONDITION),
    "NO_ONE": Terminal(6, ("no one",), CONDITION),
    "HAS_TAG": Terminal(6, ("has tag",), CONDITION),
    "HAS_TAGS": Terminal(6, _phrases(TAG_WORDS), CONDITION),
    "TAGGED": Terminal(5, ("tagged",), CONDITION),
    "IN_SEGMENT": Terminal(7, _phrases(SEGMENTS), CONDITION),
    "RESPONSE": Terminal(7, _phrases(RESPONSES), CONDITION, _END + _SELECTOR),
    "WHICH": Terminal(6, _phrases(WHICH), 'a message, such as any push, last email or message "m1"'),
    "CHANNEL": Terminal(6, _phrases(CHANNELS), "push, email or message"),
    "VALUE_MEASURE": Terminal(
        7, _phrases(VALUE_MEASURES), CONDITION, rf"(?=\s+(?:[^\s\"'()]+|(?:property\s+)?{_STRING})\s+over\s*[\"'])"
    ),
    "OFTEN": Terminal(8, _phrases(OFTEN), "how often, such as more often than", _QUOTE),
    "LIFE_FIRST": Terminal(7, LIFECYCLES["first_time"], CONDITION, _QUOTE),
    "LIFE_STOPPED": Terminal(7, LIFECYCLES["stopped"], CONDITION, _QUOTE),
    "LIFE_RESTARTED": Terminal(7, LIFECYCLES["restarted"], CONDITION, _QUOTE),
    "LIFE_REGULARLY": Terminal(7, LIFECYCLES["regularly"], CONDITION, _QUOTE),
    "_AFTER_PAUSE": Terminal(7, ("after",), "after and a length of time", rf"(?=\s+{_LENGTH})"),
    "_IN_PERIODS": Terminal(7, ("in",), "in … of last …", r"(?=\s+\d+\s+of\s+last\b)"),
    "SAME": Terminal(6, ("with same", "with the same"), "with same"),
    "WITHIN": Terminal(6, ("within",), "within"),
    "LEDGER": Terminal(7, _phrases(LEDGER), CONDITION),
    "WAS_IN": Terminal(8, WAS_IN, CONDITION),
    "ANY_CAUSE": Terminal(6, ANY_CAUSE, "for any cause"),
    "ON_DAYS": Terminal(
        7, ("on",), "weekdays, such as on (saturday, sunday)", rf"(?=\s*\(?\s*(?:{'|'.join(_phrases(WEEKDAYS))})\b)"
    ),
    "NEAR": Terminal(6, ("near",), "near and a place", _PLACE),
    "INSIDE": Terminal(6, ("inside",), "a place", _OPENING),
    "BOX": Terminal(6, ("box",), "a place", _OPENING),
    "PLACE_KIND": Terminal(6, PLACE_KINDS, "a place", r"(?=\s*[(\"'])"),
    "LOCATED": Terminal(7, LOCATED, CONDITION, _PLACE),
    "ONE_DEVICE": Terminal(7, ("one device",), CONDITION, _OPENING),
    "REACHABLE": Terminal(7, REACHABLE, CONDITION, r"(?=\s+(?:push|email)\b)"),
    "CONSENT": Terminal(7, ("consent",), CONDITION, _QUOTE),
    "CONSENT_WORD": Terminal(6, _phrases(CONSENTS), "granted, denied or unknown"),
    "VALUE_OF": Terminal(7, ("value of",), CONDITION),
    "RFM": Terminal(7, ("rfm",), CONDITION, r"(?=\s+[rfm]\s*\()"),
    "CELL": Terminal(7, ("r", "f", "m"), "r, f or m and cells, such as r (4, 5)", _OPENING),
    "SCORE": Terminal(7, ("score",), CONDITION, _NAMED),
    "SAMPLE": Terminal(7, ("sample",), CONDITION, r"(?=\s+\d)"),
    "DEVICE": Terminal(6, ("device",), CONDITION, rf"(?=\s+(?:{'|'.join(DEVICE_FIELDS)})\b)"),
    "DEVICE_FIELD": Terminal(6, DEVICE_FIELDS, "platform, os_version, app_version or model"),
    "NAMED_ATTRIBUTE": Terminal(6, ("attribute",), CONDITION, _QUOTE),
    "NAMED_PROPERTY": Terminal(6, ("property",), CONDITION, _QUOTE),
    "ITEM": Terminal(5, ("item",), CONDITION),
    "AS_TYPE": Terminal(6, _phrases(TYPES), "as and a type"),
    "IGNORING_CASE": Terminal(6, IGNORING_CASE, "ignoring case"),
    "EXCLUDING_MISSING": Terminal(6, EXCLUDING_MISSING, "excluding missing"),
}

# What a person is told of the terminals that the grammar defines itself.
EXPECTED: Mapping[str, str] = {
    **{name: terminal.expected for name, terminal in TERMINALS.items()},
    "STRING": "a text in quotes",
    "NUMBER": "a number",
    "CLOCK": "a time of day, such as 09:00",
    "DURATION": "a length of time, such as 30 days",
    "DATE": "a date",
    "SEGMENT": "the id of a segment",
    "PATH": "a name",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "PERCENT": "%",
    "$END": "the end",
}


def whole_word(keyword: str) -> str:
    """The pattern of a keyword of the grammar; `time` is as good as `times`."""
    return _pattern([keyword, keyword.removesuffix("s")] if keyword == "times" else [keyword])
