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
        table = words.VALUE_MEASURES if phrase.type == "VALUE_MEASURE" else words.MEASURES
        measure = {words.meaning(table, phrase): path.value}
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

    def sequence(self, word: Token, name: Token, *clauses: _Part) -> object:
        steps = [clause for clause in clauses if "event" in clause]
        where = [clause for clause in clauses if "where" in clause and "event" not in clause]
        window = [clause for clause in clauses if "window" in clause]
        at = _position(word)
        return _Part(at, {"sequence": [_Part(at, {"event": _unquoted(name)}, *where), *steps]}, *window)

    def step(self, *pieces: Token | _Part) -> object:
        tokens = [piece for piece in pieces if isinstance(piece, Token)]
        clauses = [piece for piece in pieces if isinstance(piece, _Part)]
        absent = {"absent": True} if tokens[0].type == "NOT" else {}
        return _Part(_position(tokens[0]), {"event": _unquoted(tokens[-1])}, absent, *_once(clauses))

    def same(self, phrase: Token, *names: _Value) -> object:
        return _Part(_position(phrase), same=[name.value for name in names])

    def within(self, word: Token, length: _Value) -> object:
        return _Part(_position(word), within=length.value)

    def compare(self, word: Token, name: Token, *rest: Token | _Part) -> object:
        at = next(i for i, piece in enumerate(rest) if isinstance(piece, Token))
        often, other = cast(Token, rest[at]), cast(Token, rest[at + 1])
        before, after = cast(Sequence[_Part], rest[:at]), cast(Sequence[_Part], rest[at + 2 :])
        first = _Part(_position(word), {"event": _unquoted(name)}, *before)
        second = _Part(_position(other), {"event": _unquoted(other)}, *(part for part in after if "where" in part))
        window = [part for part in after if "window" in part]
        return _Part(_position(word), {"compare": [first, second], "op": words.meaning(words.OFTEN, often)}, *window)

    def lifecycle(self, phrase: Token, name: Token, *rest: _Part | _Value) -> object:
        *where, length = rest
        return _Part(
            _position(phrase),
            {"lifecycle": words.meaning(words.LIFECYCLES, phrase), "event": _unquoted(name)},
            *cast(Sequence[_Part], where),
            {"period": cast(_Value, length).value},
        )

    def first_time(self, phrase: Token, name: Token, *rest: Token | _Part | _Value) -> object:
        return self.lifecycle(phrase, name, *(part for part in rest if not isinstance(part, Token)))

    def regularly(self, phrase: Token, name: Token, *rest: _Part | _Value | Token) -> object:
        *clauses, length, some, of = rest
        times = [part for part in clauses if isinstance(part, _Part) and "op" in part]
        if times and times[0]["op"] != "gte":
            token = Token("COUNT", "at least", start_pos=times[0].at)
            raise _BadToken(token, "regularly counts at least so many times", "write at least 2 times per 7 days")
        where = [part for part in clauses if isinstance(part, _Part) and "where" in part]
        counts: dict[str, object] = {"period": cast(_Value, length).value, "times": times[0]["value"] if times else 1}
        counts |= {"in": _number(cast(Token, some)), "of": _number(cast(Token, of))}
        return _Part(_position(phrase), {"lifecycle": "regularly", "event": _unquoted(name)}, *where, counts)

    def id(self, name: Token) -> object:
        return _Value(_unquoted(name) if name.type == "STRING" else str(name), _position(name), "id")

    past_segment = id

    def segment(self, phrase: Token, name: _Value) -> object:
        return _Part(_position(phrase), segment=name.value, op=words.meaning(words.SEGMENTS, phrase))

    def ledger(self, phrase: Token, name: _Value, *rest: _Part | Token) -> object:
        op = words.meaning(words.LEDGER, phrase)
        causes = {"causes": "all"} if any(isinstance(part, Token) for part in rest) else {}
        windows = [part for part in rest if isinstance(part, _Part)]
        return _Part(_position(phrase), {"segment": name.value, "op": op}, *windows, causes)

    def was_in(self, phrase: Token, name: _Value, day: _Value) -> object:
        return _Part(_position(phrase), segment=name.value, op="was_in", on=day.value)

    def one_device(self, phrase: Token, tree: object) -> object:
        return _Part(_position(phrase), device=_Part(_position(phrase), where=tree))

    def device_field(self, name: Token, test: _Part) -> object:
        return _Part(_position(name), {"device": name.lower()}, test)

    def reachable(self, phrase: Token, channel: Token) -> object:
        return _Part(_position(phrase), device="reachable_on", op="is", value=words.meaning(words.CHANNELS, channel))

    def consent(self, word: Token, purpose: Token, *rest: Token) -> object:
        *channel, op = rest
        on = {"channel": words.meaning(words.CHANNELS, channel[0])} if channel else {}
        return _Part(_position(word), {"consent": _unquoted(purpose)}, on, op=words.meaning(words.CONSENTS, op))

    def located(self, word: Token, place: _Part) -> object:
        return _Part(_position(word), location=place)

    def value_of(self, phrase: Token, name: _Value, test: _Part) -> object:
        return _Part(_position(phrase), {"value_of": name.value}, test)

    def cells(self, part: Token, values: list[_Value]) -> object:
        return _Value((part.lower(), [value.value for value in values]), _position(part), "cells")

    def rfm(self, word: Token, *rest: object) -> object:
        parts = [each.value for each in rest if isinstance(each, _Value) and each.kind == "cells"]
        money = [{"value": each.value} for each in rest if isinstance(each, _Value) and each.kind == "path"]
        event = [{"event": _unquoted(each)} for each in rest if isinstance(each, Token)]
        window = [each for each in rest if isinstance(each, _Part)]
        return _Part(_position(word), {"rfm": dict(cast("list[tuple[str, object]]", parts))}, *event, *money, *window)

    def score(self, word: Token, name: _Value, test: _Part) -> object:
        return _Part(_position(word), {"score": name.value}, test)

    def band(self, word: Token, name: _Value, band: Token) -> object:
        return _Part(_position(word), score=name.value, band=_unquoted(band))

    def sample(self, word: Token, share: Token, seed: Token) -> object:
        return _Part(_position(word), sample=_number(share), seed=_unquoted(seed))

    # places

    def point(self, latitude: Token, longitude: Token) -> object:
        return [_number(latitude), _number(longitude)]

    def within_km(self, word: Token, distance: Token, point: object) -> object:
        return _Part(_position(word), within_km=_number(distance), of=point)

    def inside(self, word: Token, *corners: object) -> object:
        return _Part(_position(word), inside=list(corners))

    def box(self, word: Token, *edges: Token) -> object:
        return _Part(_position(word), box=[_number(edge) for edge in edges])

    def named_place(self, kind: Token, names: Token | list[_Value]) -> object:
        found = _unquoted(names) if isinstance(names, Token) else [name.value for name in names]
        return _Part(_position(kind), {kind.lower(): found})

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

    def limited(self, *parts: _Part) -> object:
        inner = [cast(_Part, part["window"]) for part in parts]
        return _Part(parts[0].at, window=_Part(parts[0].at, *_once(inner)))

    def hours(self, start: Token, end: Token) -> object:
        clocks = [str(clock).zfill(5) for clock in (start, end)]
        return _window(start, hours=clocks)

    def weekdays(self, word: Token, *days: Token) -> object:
        return _window(word, weekdays=[words.meaning(words.WEEKDAYS, day) for day in days])

    def near(self, word: Token, place: _Part) -> object:
        return _window(word, near=place)

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

    def other_attribute(self, word: Token, name: Token) -> object:
        return _Value({"attribute": _unquoted(name)}, _position(word), "other")

    def other_property(self, word: Token, name: Token, step: Token | None = None) -> object:
        if step is None:
            return _Value({"property": _unquoted(name)}, _position(word), "other")
        number = _number(step)
        whole = int(number) if number == int(number) else number
        return _Value({"property_of": whole, "name": _unquoted(name)}, _position(word), "other")

    def literal(self, token: Token) -> object:
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
    if written.kind == "other":
        return day if kind == "date" else number if kind == "number" else text
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
