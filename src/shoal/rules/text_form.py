"""Reading the text form: what people type.

It goes through the JSON form, so that both forms have the same limits, checks and messages; parts remember where
they stood in the text, and problems say so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.lexer import PatternRE, PatternStr, TerminalDef

from shoal.model.errors import Problem, RuleError
from shoal.model.rule import Rule
from shoal.rules import vocabulary as words
from shoal.rules.decoding import as_text
from shoal.rules.json_form import parse_json
from shoal.rules.literals import (
    DURATION_UNITS,
    UNIT_WORDS,
    Refused,
    looks_like_date,
    number_as_text,
    read_length,
    read_number,
)
from shoal.rules.text_errors import WORD, problem_at, syntax_problem


def parse_text(text: str | bytes) -> Rule:
    """A rule from its text form. Raises RuleError with every problem, each with its line and column."""
    source = as_text(text)
    if not source.strip():
        raise RuleError([Problem("", "syntax", "the rule is empty", "write `everyone` for all people")])
    try:
        value = cast(object, _parser().parse(source))
    except UnexpectedInput as error:
        raise RuleError([syntax_problem(source, error)]) from None
    except _BadToken as bad:
        raise RuleError([problem_at(source, bad.position, bad.length, "syntax", bad.message, bad.hint)]) from None
    try:
        return parse_json(value)
    except RuleError as error:
        raise RuleError([_placed(problem, value, source) for problem in error.problems]) from None


# --- reading: from tokens to the JSON form ----------------------------------------------------------------------------


class _Part(dict[str, object]):
    """A piece of the JSON form and where its keys stood in the text."""

    def __init__(self, at: int, *pieces: Mapping[str, object], **keys: object) -> None:
        super().__init__()
        self.at = at
        self.marks: dict[str, int] = {}
        for piece in (*pieces, keys):
            self.update(piece)
            if isinstance(piece, _Part):
                self.marks.update(dict.fromkeys(piece, piece.at) | piece.marks)


@dataclass(frozen=True, slots=True)
class _Value:
    """A literal: what it means in JSON, and whether it was written as a date without quotes."""

    value: object
    at: int
    kind: str


class _BadToken(Exception):  # noqa: N818 (it is no error of ours, but of the text)
    def __init__(self, token: Token, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.position = token.start_pos or 0
        self.length = len(token)
        self.message = message
        self.hint = hint


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "/": "/"}


def _unquoted(token: Token) -> str:
    def escape(match: re.Match[str]) -> str:
        code, letter = match.groups()
        if code:
            return chr(int(code, 16))
        if letter not in _ESCAPES:
            shown = match[0]
            raise _BadToken(token, f"{shown} means nothing in a text", f"write \\{shown} for a backslash")
        return _ESCAPES[letter]

    text = re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", escape, str(token)[1:-1], flags=re.DOTALL)
    if any("\ud800" <= c <= "\udfff" for c in text):
        try:
            text = text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise _BadToken(token, "half a character (an unpaired surrogate) in a text") from None
    return text


def _position(token: Token) -> int:
    return token.start_pos or 0


@v_args(inline=True)
class _Builder(Transformer[Token, object]):
    """Called for each construct as it is recognised; never recurses, whatever the depth of the text."""

    def start(self, rule: object) -> object:
        return rule

    # logic

    def any_of(self, *children: object) -> object:
        return _Part(_start(children[0]), any=list(children))

    def all_of(self, *children: object) -> object:
        return _Part(_start(children[0]), all=list(children))

    def negation(self, word: Token, child: object) -> object:
        return _Part(_position(word), {"not": child})

    def group(self, word: Token, *children: object) -> object:
        return _Part(_position(word), {word.lower(): list(children)})

    def everyone(self, word: Token) -> object:
        return _Part(_position(word), all=[])

    def no_one(self, word: Token) -> object:
        return _Part(_position(word), any=[])

    # conditions

    def did(self, word: Token, name: Token, *clauses: _Part) -> object:
        return _Part(_position(word), {"event": _unquoted(name)}, *_once(clauses))

    def measured_property(self, phrase: Token, path: _Value, name: Token, *rest: _Part) -> object:
        measure = {words.meaning(words.MEASURES, phrase): path.value}
        return _Part(_position(phrase), {"event": _unquoted(name), "measure": measure}, *_once(rest))

    def measured(self, phrase: Token, name: Token, *rest: _Part) -> object:
        measure = words.meaning(words.TIME_MEASURES, phrase)
        return _Part(_position(phrase), {"event": _unquoted(name), "measure": measure}, *_once(rest))

    def has_tag(self, word: Token, name: Token) -> object:
        return _Part(_position(word), tag=_unquoted(name), op="has")

    def has_tags(self, phrase: Token, names: list[_Value]) -> object:
        op = words.meaning(words.TAG_WORDS, phrase)
        return _Part(_position(phrase), tag=[name.value for name in names], op=op)

    def tagged(self, word: Token, name: Token, _in_last: Token, length: _Value) -> object:
        return _Part(_position(word), tag=_unquoted(name), op="tagged_within", value=length.value)

    def segment(self, phrase: Token, name: Token) -> object:
        segment = _unquoted(name) if name.type == "STRING" else str(name)
        return _Part(_position(phrase), segment=segment, op=words.meaning(words.SEGMENTS, phrase))

    def response(self, phrase: Token, selector: _Part, *rest: object) -> object:
        pieces = [{"campaign": _unquoted(part)} if isinstance(part, Token) else part for part in rest]
        word = words.meaning(words.RESPONSES, phrase)
        return _Part(_position(phrase), {"response": word}, selector, *cast(Sequence[_Part], pieces))

    def selector(self, which: Token, channel: Token) -> object:
        return _Part(_position(which), {"message": words.meaning(words.WHICH, which)}, _channel(channel))

    def one_message(self, channel: Token, name: Token) -> object:
        return _Part(_position(channel), {"message": _unquoted(name)}, _channel(channel))

    def device(self, word: Token, name: Token, test: _Part) -> object:
        return _Part(_position(word), {"device": name.lower()}, test)

    def attribute(self, name: _Value, test: _Part) -> object:
        return _Part(name.at, {"attribute": name.value}, test)

    def property(self, name: _Value, test: _Part) -> object:
        return _Part(name.at, {"property": name.value}, test)

    def item(self, name: _Value, test: _Part) -> object:
        return _Part(name.at, {"item": name.value}, test)

    def attribute_name(self, *tokens: Token) -> object:
        return _name(tokens)

    def property_name(self, *tokens: Token) -> object:
        return _name(tokens)

    def item_name(self, *tokens: Token) -> object:
        if tokens[-1].type == "ITEM":
            return _Value("", _position(tokens[0]), "path")
        return _name(tokens)

    # clauses

    def where(self, word: Token, tree: object) -> object:
        return _Part(_position(word), where=tree)

    def count(self, phrase: Token, amount: _Value | Token) -> object:
        number = Decimal(words.REPEATS[amount.lower()]) if isinstance(amount, Token) else amount.value
        return _Part(_position(phrase), op=words.meaning(words.COUNTS, phrase), value=number)

    def count_between(self, word: Token, low: _Value, high: _Value) -> object:
        return _Part(_position(word), op="between", value=[low.value, high.value])

    def rolling(self, word: Token, length: _Value) -> object:
        return _window(word, last=length.value)

    def calendar(self, word: Token, count: Token, unit: Token) -> object:
        return _window(word, last=f"{count}{_unit(unit)}", calendar=True)

    def previous(self, word: Token, count: Token, unit: Token) -> object:
        return _window(word, previous=f"{count}{_unit(unit)}")

    def named_window(self, phrase: Token) -> object:
        kind, unit = words.WINDOW_WORDS[words.squeezed(phrase)]
        if kind == "previous":
            return _window(phrase, previous=f"1{unit}")
        return _window(phrase, last=f"1{unit}", calendar=True)

    def ago(self, word: Token, older: _Value, *rest: Token | _Value) -> object:
        *first_unit, newer, unit = rest
        newer_unit = _unit(cast(Token, unit))
        older_unit = _unit(cast(Token, first_unit[0])) if first_unit else newer_unit
        ends = [f"{_plain(older)}{older_unit}", f"{_plain(cast(_Value, newer))}{newer_unit}"]
        return _window(word, between=ends)

    def ago_short(self, word: Token, older: Token, newer: Token) -> object:
        return _window(word, between=[older.lower(), newer.lower()])

    def since(self, start: _Value, end: _Value | None = None) -> object:
        ends = {"from": start.value} | ({} if end is None else {"to": end.value})
        return _Part(start.at, window=_Part(start.at, ends))

    def until(self, end: _Value) -> object:
        return _Part(end.at, window=_Part(end.at, to=end.value))

    def duration(self, *tokens: Token) -> object:
        text = tokens[0].lower() if len(tokens) == 1 else f"{tokens[0]}{_unit(tokens[1])}"
        if not text.endswith(DURATION_UNITS):
            count, unit = read_length(text)
            hint = f"write days, or whole units: in last {count} calendar {UNIT_WORDS[unit]}s"
            raise _BadToken(tokens[-1], f"a {UNIT_WORDS[unit]} has no fixed length", hint)
        return _Value(text, _position(tokens[0]), "duration")

    # tests

    def test(self, operation: _Part, *options: _Part) -> object:
        test = _Part(operation.at, operation, *_once(options))
        written = test.pop("written", None)  # the kind of the literal that decides what =, < and their kin mean
        if written is not None:
            test["op"] = _comparison(str(test["op"]), cast(_Value, written), test.get("type"))
            if test["op"] in ("is_true", "is_false"):
                del test["value"]
        return test

    def option(self, phrase: Token) -> object:
        at = _position(phrase)
        if phrase.type == "AS_TYPE":
            return _Part(at, type=words.meaning(words.TYPES, phrase))
        return _Part(at, ignore_case=True) if phrase.type == "IGNORING_CASE" else _Part(at, missing="exclude")

    def plain(self, phrase: Token) -> object:
        return _Part(_position(phrase), op=words.meaning(words.PLAIN, phrase))

    def one_value(self, phrase: Token, value: _Value) -> object:
        squeezed = words.squeezed(phrase)
        part = _Part(_position(phrase), op=squeezed, value=value.value)
        part.marks["value"] = value.at
        if squeezed in words.COMPARISONS:
            part["written"] = value
        else:
            part["op"] = words.meaning(words.ONE_VALUE, phrase)
        return part

    def many_values(self, phrase: Token, values: list[_Value]) -> object:
        return _Part(_position(phrase), op=words.meaning(words.MANY_VALUES, phrase), value=[v.value for v in values])

    def pair(self, phrase: Token, low: _Value, high: _Value) -> object:
        op = "between" if phrase.type == "BETWEEN" else "not_between"
        return _Part(_position(phrase), op=op, value=[low.value, high.value])

    def length(self, phrase: Token, length: _Value) -> object:
        op = "in_last" if phrase.type == "IN_LAST" else words.meaning(words.LENGTHS, phrase)
        return _Part(_position(phrase), op=op, value=length.value)

    def weekday(self, phrase: Token, day: Token) -> object:
        name = _unquoted(day) if day.type == "STRING" else words.meaning(words.WEEKDAYS, day)
        return _Part(_position(phrase), op="weekday_is", value=name)

    def rank(self, phrase: Token, share: Token) -> object:
        return _Part(_position(phrase), op=words.meaning(words.RANKS, phrase), value=_number(share))

    def size(self, test: _Part) -> object:
        return _Part(test.at, op="size", value=self.test(test))

    def items(self, phrase: Token, tree: object) -> object:
        return _Part(_position(phrase), op=words.meaning(words.ITEMS, phrase), value=tree)

    def value(self, token: Token) -> object:
        at = _position(token)
        if token.type == "NUMBER":
            return _Value(_number(token), at, "number")
        if token.type == "BOOLEAN":
            return _Value(token.lower() == "true", at, "boolean")
        if token.type == "DATE":
            return _Value(token.upper(), at, "date")
        return _Value(_unquoted(token), at, "text")

    def values(self, *values: _Value) -> object:
        return list(values)


def _start(part: object) -> int:
    return part.at if isinstance(part, _Part) else 0


def _once(pieces: Sequence[_Part]) -> Sequence[_Part]:
    """The clauses or options of one condition, unless one stands there twice."""
    seen: set[str] = set()
    for piece in pieces:
        twice = seen & set(piece)
        if twice:
            noun = {"op": "count", "value": "count"}.get(min(twice), min(twice))
            token = Token("CLAUSE", " ", start_pos=piece.at)
            raise _BadToken(token, f"a second {noun} in one condition", "each condition takes one; join two with and")
        seen |= set(piece)
    return pieces


def _window(token: Token, **keys: object) -> _Part:
    return _Part(_position(token), window=_Part(_position(token), keys))


def _channel(token: Token) -> dict[str, object]:
    channel = words.meaning(words.CHANNELS, token)
    return {} if channel == "message" else {"channel": channel}


def _name(tokens: Sequence[Token]) -> _Value:
    last = tokens[-1]
    return _Value(_unquoted(last) if last.type == "STRING" else str(last), _position(tokens[0]), "path")


def _unit(token: Token) -> str:
    return words.UNITS[words.squeezed(token)]


def _plain(value: _Value) -> str:
    return number_as_text(value.value) if isinstance(value.value, Decimal) else str(value.value)


def _number(token: Token) -> Decimal:
    try:
        return read_number(str(token))
    except Refused as refused:
        raise _BadToken(token, refused.message, refused.hint) from None


def _comparison(phrase: str, written: _Value, kind: object) -> str:
    text, number, day = words.COMPARISONS[phrase]
    if written.kind == "boolean":
        return f"is_{str(written.value).lower()}" if text == "is" else text
    if written.kind == "number":
        return number
    if kind == "version" and text in ("is", "is_not"):
        return number
    dated = written.kind == "date" or (text in ("gt", "gte", "lt", "lte") and looks_like_date(str(written.value)))
    return day if dated and kind in (None, "date") else text


# --- the parser, and what it expected ---------------------------------------------------------------------------------


@cache
def _parser() -> Lark:
    grammar = files("shoal.rules").joinpath("grammar.lark").read_text(encoding="utf-8")
    terminals = "\n".join(f"{name}.{t.priority}: /{t.pattern}/" for name, t in words.TERMINALS.items())
    return Lark(
        f"{grammar}\n{terminals}\n",
        parser="lalr",
        transformer=_Builder(),
        g_regex_flags=re.IGNORECASE,
        edit_terminals=_whole_words,
        maybe_placeholders=False,
    )


def _whole_words(terminal: TerminalDef) -> None:
    """A keyword of the grammar matches whole words only, so that `android = 1` doesn't begin with `and`."""
    if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha():
        terminal.pattern = PatternRE(words.whole_word(terminal.pattern.value))
        terminal.priority = 5


def _placed(problem: Problem, value: object, source: str) -> Problem:
    """A problem of the JSON form, with the place in the text that it came from."""
    position = _start(value)
    current = value
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", problem.path):
        if isinstance(current, _Part):
            position = current.marks.get(key, current.at)
            current = current.get(key)
        elif isinstance(current, list) and index and int(index) < len(current):
            current = current[int(index)]
        if isinstance(current, _Part):
            position = current.at
    word = WORD.match(source, position)
    length = len(word[0]) if word else 1
    return problem_at(source, position, length, problem.code, problem.message, problem.hint, problem.path)
