"""The words of the text form: one table per kind of word, read by the parser and by the printer.

The first phrase of each is the one that is printed.
"""

import re
from collections.abc import Iterable, Mapping

from shoal.model.rule import CalendarUnit, ResponseWord, ValueType
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
    "month_is": ("month is",),
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

TAG_WORDS: Mapping[str, tuple[str, ...]] = {
    "has_any_of": ("has any tag", "has any of tags"),
    "has_all_of": ("has all tags", "has all of tags"),
    "has_none_of": ("has no tag", "has none of tags"),
}
RESPONSES: Mapping[ResponseWord, tuple[str, ...]] = {
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
DEVICE_FIELDS = ("platform", "os_version", "app_version", "model")
TYPES: Mapping[ValueType, tuple[str, ...]] = {
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
UNITS: Mapping[str, str] = {
    spelling: unit for unit, word in UNIT_WORDS.items() for spelling in (word, f"{word}s")
}

# Names that stand for something else at the start of a condition, so that a path must be quoted.
RESERVED = frozenset({"did", "not", "and", "or", "everyone", "item", "tagged", "no", "all", "any", "none"})


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
    words = "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in ordered)
    return f"(?:{words})" if not ordered[0][-1].isalpha() else f"(?:{words}){end}"


def _phrases(table: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [phrase for phrases in table.values() for phrase in phrases]


_WORD_COMPARISONS = [phrase for phrase in COMPARISONS if phrase[0].isalpha()]
_SIGNS = [phrase for phrase in COMPARISONS if not phrase[0].isalpha()]
_SELECTOR = rf"(?=\s+(?:(?:{'|'.join(_phrases(WHICH))})\s+)?(?:{'|'.join(_phrases(CHANNELS))})\b)".replace(" ", r"\s+")

# name → (priority, pattern, what a person is told when it is expected)
TERMINALS: Mapping[str, tuple[int, str, str]] = {
    "OP_NONE": (6, _pattern(_phrases(PLAIN)), "a comparison"),
    "OP_DURATION": (6, _pattern(_phrases(LENGTHS)), "a comparison"),
    "OP_RANK": (6, _pattern(_phrases(RANKS)), "a comparison"),
    "OP_WEEKDAY": (6, _pattern(WEEKDAY), "a comparison"),
    "OP_ITEMS": (6, _pattern(_phrases(ITEMS)), "a comparison"),
    "OP_VALUES": (5, _pattern(_phrases(MANY_VALUES), r"(?=\s*\()"), "a comparison"),
    "OP_VALUE": (
        4,
        f"{_pattern([*_phrases(ONE_VALUE), *_WORD_COMPARISONS])}|{_pattern(_SIGNS)}",
        "a comparison",
    ),
    "IN_LAST": (6, _pattern(IN_LAST), "a window"),
    "IN_PREVIOUS": (6, _pattern(IN_PREVIOUS), "a window"),
    "BETWEEN": (6, _pattern(BETWEEN), "between"),
    "NOT_BETWEEN": (6, _pattern(NOT_BETWEEN), "a comparison"),
    "WINDOW_WORD": (6, _pattern(WINDOW_WORDS), "a window"),
    "WEEKDAY": (5, _pattern(_phrases(WEEKDAYS)), "a weekday"),
    "BOOLEAN": (5, _pattern(["true", "false"]), "a value"),
    "UNIT": (5, _pattern(UNITS), "a unit: minutes, hours, days, weeks (or calendar months, quarters, years)"),
    "MEASURE": (6, _pattern(_phrases(MEASURES), r"(?=\s+(?!over\b)[\w$\"'\[])" + _END), "a condition"),
    "TIME_MEASURE": (7, _pattern(_phrases(TIME_MEASURES)), "a condition"),
    "COUNT": (6, _pattern(_phrases(COUNTS)), "how often, such as at least 3 times"),
    "REPEAT": (5, _pattern(REPEATS), "a number"),
    "DID": (5, _pattern(["did"]), "a condition"),
    "WHERE": (5, _pattern(["where"]), "where"),
    "GROUP": (6, _pattern(["all", "any", "none"], r"(?=\s*\()"), "a condition"),
    "EVERYONE": (5, _pattern(["everyone"]), "a condition"),
    "NO_ONE": (6, _pattern(["no one"]), "a condition"),
    "HAS_TAG": (6, _pattern(["has tag"]), "a condition"),
    "HAS_TAGS": (6, _pattern(_phrases(TAG_WORDS)), "a condition"),
    "TAGGED": (5, _pattern(["tagged"]), "a condition"),
    "IN_SEGMENT": (7, _pattern(_phrases(SEGMENTS)), "a condition"),
    "RESPONSE": (7, _pattern(_phrases(RESPONSES), _SELECTOR), "a condition"),
    "WHICH": (6, _pattern(_phrases(WHICH)), "a message, such as any push, last email or message \"m1\""),
    "CHANNEL": (6, _pattern(_phrases(CHANNELS)), "push, email or message"),
    "DEVICE": (6, _pattern(["device"], rf"(?=\s+(?:{'|'.join(DEVICE_FIELDS)})\b)"), "a condition"),
    "DEVICE_FIELD": (6, _pattern(DEVICE_FIELDS), "platform, os_version, app_version or model"),
    "NAMED_ATTRIBUTE": (6, _pattern(["attribute"], _QUOTE), "a condition"),
    "NAMED_PROPERTY": (6, _pattern(["property"], _QUOTE), "a condition"),
    "ITEM": (5, _pattern(["item"]), "a condition"),
    "AS_TYPE": (6, _pattern(_phrases(TYPES)), "a type, such as as number"),
    "IGNORING_CASE": (6, _pattern(IGNORING_CASE), "ignoring case"),
    "EXCLUDING_MISSING": (6, _pattern(EXCLUDING_MISSING), "excluding missing"),
}
