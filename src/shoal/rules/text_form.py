"""The text form: reading what people type, and printing any rule so that reading gives it back.

Reading goes through the JSON form, so that both forms have the same limits, checks and messages; parts remember where
they stood in the text, and problems say so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.lexer import PatternRE, PatternStr, TerminalDef

from shoal.model.errors import Problem, RuleError
from shoal.model.rule import (
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
    DeviceCondition,
    Duration,
    EventCondition,
    ItemCondition,
    Node,
    Not,
    Previous,
    PropertyCondition,
    ResponseCondition,
    Rolling,
    Rule,
    Scalar,
    SegmentCondition,
    TagCondition,
    Test,
    Window,
)
from shoal.rules import later
from shoal.rules import vocabulary as words
from shoal.rules.decoding import as_text
from shoal.rules.json_form import DEFAULT_COUNT, NEVER_MISSING, parse_json
from shoal.rules.literals import UNIT_WORDS, Refused, looks_like_date, number_as_text, read_number

_WRAP = 100


def parse_text(text: str | bytes) -> Rule:
    """A rule from its text form. Raises RuleError with every problem, each with its line and column."""
    source = as_text(text)
    if not source.strip():
        raise RuleError([Problem("", "syntax", "the rule is empty", "write `everyone` for all people")])
    try:
        value = cast(object, _parser().parse(source))
    except UnexpectedInput as error:
        raise RuleError([_syntax_problem(source, error)]) from None
    except _BadToken as bad:
        raise RuleError([_problem_at(source, bad.position, bad.length, "syntax", bad.message, bad.hint)]) from None
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
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
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
        return {"is": f"is_{str(written.value).lower()}"}.get(text, text)
    if written.kind == "number":
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


_WORD = re.compile(r"""[^\W\d][\w.]*|\d[\w.:-]*|"[^"\n]*"?|'[^'\n]*'?|[<>=!]+|\S""")
_OPEN_QUOTE = re.compile(r"[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]")


def _syntax_problem(source: str, error: UnexpectedInput) -> Problem:
    token = getattr(error, "token", None)
    at_end = token is not None and token.type == "$END"
    position = len(source.rstrip()) if at_end else error.pos_in_stream or 0
    word = _WORD.match(source, position)
    found = word[0] if word else ""
    refused = _later(source, position)
    if refused is not None:
        return _problem_at(source, position, len(found), later.CODE, refused)
    accepted: set[str] = error.interactive_parser.accepts()  # type: ignore[no-untyped-call]
    message = f"expected {_expected(accepted)}"
    message += f", not {found}" if found else ", but the rule ends here"
    return _problem_at(source, position, len(found), "syntax", message, _hint(source, position, found, accepted))


def _later(source: str, position: int) -> str | None:
    """What stands here, or just before, when it is known but not supported yet."""
    before = re.search(r"\S+\s*$", source[:position])
    for start in [position] if before is None else [position, before.start()]:
        for pattern, what in later.TEXT_WORDS:
            match = pattern.match(source, start)
            if match and len(source[: match.end()].rstrip()) >= len(source[:position].rstrip()):
                return later.refusal("", what).message
    return None


def _expected(accepted: set[str]) -> str:
    """What could stand here, in human words."""
    names = {words.EXPECTED.get(name, name.lower()) for name in accepted}
    if words.CONDITION in names:
        return 'a condition, such as did "Order Completed" or country = "TR"' if "DID" in accepted else "a comparison"
    if words.COMPARISON in names and "AND" not in accepted:
        return 'a comparison, such as = "x", > 5, in ("a", "b"), contains "x" or is set'
    if {"STRING", "NUMBER", "BOOLEAN"} <= accepted:
        return "a value: a text in quotes, a number, a date, true or false"
    order = [n for n in ("and", "or", "where") if n in names] + sorted(names - {"and", "or", "where", "the end"})
    if "the end" in names:
        order.append("the end")
    return order[0] if len(order) == 1 else f"{', '.join(order[:-1])} or {order[-1]}"


def _hint(source: str, position: int, found: str, accepted: set[str]) -> str | None:
    if _OPEN_QUOTE.match(source, position):
        return 'use straight quotes: "..."'
    if found[:1] in ('"', "'") and (len(found) == 1 or found[0] != found[-1]):
        return "the quote is never closed"
    phrases = [phrase for name in accepted for phrase in _phrases(name)]
    near = _nearest(source[position:], phrases)
    if near is None and "OP_WORD" in accepted:
        before = re.search(r"\S+\s*$", source[:position])
        starters = [
            p
            for name in (
                "DID",
                "HAS_TAG",
                "HAS_TAGS",
                "TAGGED",
                "IN_SEGMENT",
                "EVERYONE",
                "NO_ONE",
                "MEASURE",
                "TIME_MEASURE",
                "RESPONSE",
                "DEVICE",
            )
            for p in _phrases(name)
        ]
        near = None if before is None else _nearest(source[before.start() :], starters)
    if near is not None:
        return f"did you mean `{near}`?"
    if accepted == {"STRING"} and found[:1].isalpha():
        return f'names of events, tags and messages stand in quotes: "{found}"'
    if {"STRING", "BOOLEAN"} <= accepted and found[:1].isalpha():
        return f'quote text: "{found}"'
    return None


def _phrases(name: str) -> Sequence[str]:
    terminal = words.TERMINALS.get(name)
    return terminal.phrases if terminal is not None else [name.lower()] if name.isalpha() else []


def _nearest(rest: str, phrases: Sequence[str]) -> str | None:
    """The phrase most like the beginning of the text, when one is near."""
    ahead = re.findall(r"[^\s()\"',]+", rest[:80])[:4]
    best, score = None, 0.74
    for phrase in phrases:
        count = phrase.count(" ") + 1
        ratio = SequenceMatcher(None, " ".join(ahead[:count]).lower(), phrase).ratio()
        if ratio > score and len(ahead) >= count:
            best, score = phrase, ratio
    return best


def _problem_at(
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
    word = _WORD.match(source, position)
    length = len(word[0]) if word else 1
    return _problem_at(source, position, length, problem.code, problem.message, problem.hint, problem.path)


# --- printing ---------------------------------------------------------------------------------------------------------

_BARE_PATH = re.compile(r"(?:[^\W\d]|\$)[\w$]*(?:\.[\w$]+|\[\])*")
_BARE_SEGMENT = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_BARE_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2}))?", re.ASCII
)
_SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "is": "is", "is_not": "is not"}


def format_text(rule: Rule) -> str:
    """The text form of any rule that a parser returned; `parse_text` gives the same tree back."""
    if isinstance(rule, AllOf | AnyOf) and len(rule.children) > 1:
        line = _tree(rule, "attribute")
        word = "and" if isinstance(rule, AllOf) else "or"
        return line if len(line) <= _WRAP else f"\n{word} ".join(_factor(c, "attribute") for c in rule.children)
    return _tree(rule, "attribute")


def _tree(node: Node, noun: str) -> str:
    """`noun` is what an unadorned name stands for here: an attribute, a property or an item."""
    match node:
        case AllOf(()) if noun == "attribute":
            return "everyone"
        case AnyOf(()) if noun == "attribute":
            return "no one"
        case AllOf(children) | AnyOf(children) if len(children) > 1:
            return (" and " if isinstance(node, AllOf) else " or ").join(_factor(child, noun) for child in children)
        case AllOf(children):
            return _group("all", children, noun)
        case AnyOf(children):
            return _group("any", children, noun)
        case Not(AnyOf(children)):
            return _group("none", children, noun)
        case Not(child):
            text = _factor(child, noun)
            ambiguous = isinstance(child, SegmentCondition | ResponseCondition)
            return f"not ({text})" if ambiguous else f"not {text}"
        case _:
            return _condition(node)


def _factor(node: Node, noun: str) -> str:
    text = _tree(node, noun)
    return f"({text})" if isinstance(node, AllOf | AnyOf) and len(node.children) > 1 else text


def _group(word: str, children: Sequence[Node], noun: str) -> str:
    return f"{word} ({', '.join(_tree(child, noun) for child in children)})"


def _condition(node: Node) -> str:
    match node:
        case AttributeCondition(path, test):
            return f"{_name_text('attribute', path)} {_test_text(test)}"
        case PropertyCondition(path, test):
            return f"{_name_text('property', path)} {_test_text(test)}"
        case ItemCondition(path, test):
            return f"{_name_text('item', path)} {_test_text(test)}"
        case DeviceCondition(device_field, test):
            return f"device {device_field} {_test_text(test)}"
        case EventCondition():
            return _event_text(node)
        case TagCondition(tags, op, within):
            if within is not None:
                return f"tagged {quoted(tags[0])} in last {duration_text(within)}"
            if op == "has":
                return f"has tag {quoted(tags[0])}"
            return f"{words.TAG_WORDS[op][0]} ({', '.join(map(quoted, tags))})"
        case SegmentCondition(segment, op):
            name = segment if _BARE_SEGMENT.fullmatch(segment) else quoted(segment)
            return f"{words.SEGMENTS[op][0]} {name}"
        case ResponseCondition():
            return _response_text(node)
        case _:
            return _tree(node, "attribute")


def _event_text(node: EventCondition) -> str:
    name, measure, test = quoted(node.event), node.measure, node.test
    clauses = "" if node.where is None else f" where {_factor(node.where, 'property')}"
    window = "" if node.window is None else f" {window_text(node.window)}"
    if measure.property is not None:
        path = _name_text("property", measure.property)
        return f"{words.MEASURES[measure.kind][0]} {path} over {name}{clauses}{window} {_test_text(test, 'number')}"
    if measure.kind == "count":
        count = _count_text(test)
        if count is not None:
            return f"did {name}{clauses}{count}{window}"
    known = "number" if measure.kind in NEVER_MISSING else "date"
    return f"{words.TIME_MEASURES[measure.kind][0]} {name}{clauses}{window} {_test_text(test, known)}"


def _count_text(test: Test) -> str | None:
    """The words between event and window, or None for the few tests that have none."""
    if test == DEFAULT_COUNT:
        return ""
    if test.missing != "include":
        return None
    if test.op in words.COUNTS and isinstance(test.value, Decimal):
        return f" {words.COUNTS[test.op][0]} {number_as_text(test.value)} times"
    if test.op == "between" and isinstance(test.value, tuple):
        low, high = map(_literal, test.value)
        return f" between {low} and {high} times"
    return None


def _response_text(node: ResponseCondition) -> str:
    channel = node.channel or "message"
    if node.message in words.WHICH:
        selector = f"{words.WHICH[node.message][0]} {words.CHANNELS[channel][0]}"
    else:
        selector = f"{words.CHANNELS[channel][0]} {quoted(node.message)}"
    campaign = "" if node.campaign is None else f" of campaign {quoted(node.campaign)}"
    window = "" if node.window is None else f" {window_text(node.window)}"
    return f"{words.RESPONSES[node.response][0]} {selector}{campaign}{window}"


def _name_text(noun: str, path: str) -> str:
    if noun == "item" and not path:
        return "item"
    first = re.split(r"[.\[]", path, maxsplit=1)[0]
    if _BARE_PATH.fullmatch(path) and first.lower() not in words.RESERVED:
        return path
    return f"{noun} {quoted(path)}"


def _test_text(test: Test, known: str | None = None) -> str:
    """Operator, right side and options; a type is left out where the measure says it."""
    text = _operation_text(test)
    if test.type is not None and known is None:
        text += f" {words.TYPES[test.type][0]}"
    if test.ignore_case:
        text += f" {words.IGNORING_CASE[0]}"
    return text + (f" {words.EXCLUDING_MISSING[0]}" if test.missing != "include" else "")


def _operation_text(test: Test) -> str:
    op, value = test.op, test.value
    if op in words.PLAIN:
        return words.PLAIN[op][0]
    if op in ("is_true", "is_false"):
        return op.replace("_", " ")
    if op in ("between", "not_between") and isinstance(value, tuple):
        phrase = words.BETWEEN[0] if op == "between" else words.NOT_BETWEEN[0]
        low, high = (_literal(end, bare_date=True) for end in value)
        return f"{phrase} {low} and {high}"
    if isinstance(value, tuple):
        return f"{words.MANY_VALUES[op][0]} ({', '.join(map(_literal, value))})"
    if isinstance(value, Duration):
        phrase = words.IN_LAST[0] if op == "in_last" else words.LENGTHS[op][0]
        return f"{phrase} {duration_text(value)}"
    if op in words.RANKS:
        return f"{words.RANKS[op][0]} {_literal(cast(Scalar, value))}%"
    if op == "weekday_is":
        return f"{words.WEEKDAY[0]} {words.WEEKDAYS[str(value)][0]}"
    if isinstance(value, Test):
        return f"size {_operation_text(value)}"
    if op in words.ITEMS:
        return f"{words.ITEMS[op][0]} ({_tree(cast(Node, value), 'item')})"
    return f"{_phrase(op, value)} {_literal(cast(Scalar, value), bare_date=op not in _SIGNS)}"


def _phrase(op: str, value: object) -> str:
    spelled = op in ("eq", "ne") and isinstance(value, str)  # `=` with a text would mean `is`
    if op in _SIGNS and not spelled:
        return _SIGNS[op]
    return words.ONE_VALUE[op][0]


def _literal(value: Scalar, *, bare_date: bool = False) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return number_as_text(value)
    return value if bare_date and _BARE_DATE.fullmatch(value) else quoted(value)


_HIDDEN = re.compile(r"""["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]""")


def quoted(text: str) -> str:
    """A text in double quotes, with escapes for quotes, backslashes and characters that don't show."""

    def escape(match: re.Match[str]) -> str:
        char = match[0]
        return {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or f"\\u{ord(char):04x}"

    return f'"{_HIDDEN.sub(escape, text)}"'


def duration_text(duration: Duration) -> str:
    return units_text(duration.count, duration.unit)


def units_text(count: int, unit: str) -> str:
    return f"{count} {UNIT_WORDS[unit]}{'' if count == 1 else 's'}"


def window_text(window: Window) -> str:
    match window:
        case Rolling(last):
            return f"in last {duration_text(last)}"
        case Calendar(count, unit) | Previous(count, unit):
            kind = "calendar" if isinstance(window, Calendar) else "previous"
            named = [phrase for phrase, meant in words.WINDOW_WORDS.items() if meant == (kind, unit)]
            if count == 1 and named:
                return named[0]
            length = units_text(count, unit)
            return f"in previous {length}" if kind == "previous" else f"in last {length.replace(' ', ' calendar ')}"
        case Between(older, newer):
            first = str(older.count) if older.unit == newer.unit else duration_text(older)
            return f"between {first} and {duration_text(newer)} ago"
        case Absolute(start, end) if start is None:
            return f"until {_literal(cast(str, end), bare_date=True)}"
        case Absolute(start, end):
            until = "" if end is None else f" to {_literal(end, bare_date=True)}"
            return f"from {_literal(cast(str, start), bare_date=True)}{until}"
