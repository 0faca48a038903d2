"""What is wrong with a text that is no rule: where, what was expected there, and what was probably meant."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from lark import UnexpectedInput

from shoal.model.errors import Problem
from shoal.rules import vocabulary as words

WORD = re.compile(r"""[^\W\d][\w.]*|\d[\w.:-]*|"[^"\n]*"?|'[^'\n]*'?|[<>=!]+|\S""")
_OPEN_QUOTE = re.compile(r"[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]")


def syntax_problem(source: str, error: UnexpectedInput) -> Problem:
    token = getattr(error, "token", None)
    at_end = token is not None and token.type == "$END"
    position = len(source.rstrip()) if at_end else error.pos_in_stream or 0
    word = WORD.match(source, position)
    found = word[0] if word else ""
    accepted: set[str] = error.interactive_parser.accepts()  # type: ignore[no-untyped-call]
    message = f"expected {_expected(accepted)}"
    message += f", not {found}" if found else ", but the rule ends here"
    return problem_at(source, position, len(found), "syntax", message, _hint(source, position, found, accepted))


def _expected(accepted: set[str]) -> str:
    """What could stand here, in human words."""
    names = {words.EXPECTED.get(name, name.lower()) for name in accepted}
    if {"STRING", "NUMBER", "BOOLEAN"} <= accepted:
        return "a value: a text in quotes, a number, a date, true or false"
    if words.CONDITION in names:
        return 'a condition, such as did "Order Completed" or country = "TR"' if "DID" in accepted else "a comparison"
    if words.COMPARISON in names and "AND" not in accepted:
        return 'a comparison, such as = "x", > 5, in ("a", "b"), contains "x" or is set'
    order = [n for n in ("and", "or", "where") if n in names] + sorted(names - {"and", "or", "where", "the end"})
    if "the end" in names:
        order.append("the end")
    return order[0] if len(order) == 1 else f"{', '.join(order[:-1])} or {order[-1]}"


_STARTERS = ("DID", "HAS_TAG", "HAS_TAGS", "TAGGED", "IN_SEGMENT", "EVERYONE", "NO_ONE", "MEASURE", "TIME_MEASURE",
             "RESPONSE", "DEVICE", "LIFE_FIRST", "LIFE_STOPPED", "LIFE_RESTARTED", "LIFE_REGULARLY", "LEDGER", "WAS_IN",
             "ONE_DEVICE", "REACHABLE", "CONSENT", "LOCATED", "VALUE_OF", "RFM", "SCORE", "SAMPLE")  # fmt: skip


def _hint(source: str, position: int, found: str, accepted: set[str]) -> str | None:
    if _OPEN_QUOTE.match(source, position):
        return 'use straight quotes: "..."'
    if found[:1] in ('"', "'") and (len(found) == 1 or found[0] != found[-1]):
        return "the quote is never closed"
    if {"STRING", "BOOLEAN"} <= accepted and found[:1].isalpha():
        return f'quote text: "{found}"'
    if accepted == {"STRING"} and found[:1].isalpha():
        return f'names of events, tags and messages stand in quotes: "{found}"'
    before = re.search(r"\S+\s*$", source[:position])
    near = None
    if "OP_WORD" in accepted and before is not None:  # a name stands before: it may be meant as the word of a condition
        near = _nearest(source[before.start() :], [phrase for name in _STARTERS for phrase in _phrases(name)])
    if near is None and found[:1].isalpha():
        near = _nearest(source[position:], [phrase for name in accepted for phrase in _phrases(name)])
    return None if near is None else f"did you mean `{near}`?"


def _phrases(name: str) -> Sequence[str]:
    terminal = words.TERMINALS.get(name)
    return terminal.phrases if terminal is not None else [name.lower()] if name.isalpha() else []


def _nearest(rest: str, phrases: Sequence[str]) -> str | None:
    """The phrase most like the beginning of the text, when one is near."""
    ahead = re.findall(r"[^\s()\"',]+", rest[:80])[:4]
    best, score = None, 0.65
    for phrase in (phrase for phrase in phrases if len(phrase) > 2):
        count = phrase.count(" ") + 1
        ratio = SequenceMatcher(None, " ".join(ahead[:count]).lower(), phrase).ratio()
        if ratio > score and len(ahead) >= count:
            best, score = phrase, ratio
    return best


def problem_at(
    source: str, position: int, length: int, code: str, message: str, hint: str | None = None, path: str = ""
) -> Problem:
    """A problem with its line and column, the line itself and a caret under the place."""
    before = source[:position]
    line_number = before.count("\n") + 1
    column = position - (before.rfind("\n") + 1)
    line = source[position - column :].split("\n", 1)[0].expandtabs(1)
    start = max(0, column - 50)
    shown = line[start : start + 100]
    caret = " " * (column - start) + "^" * max(1, min(length, len(shown) - (column - start)))
    text = f"line {line_number}, column {column + 1}: {message}\n  {shown.rstrip()}\n  {caret}"
    return Problem(path, code, text, hint)
