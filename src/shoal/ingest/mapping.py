"""How the columns of a file become events, profiles or tags; kept as YAML (docs/guide/import.md has the format)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from shoal.model.errors import InvalidInput, did_you_mean
from shoal.model.instant import zone_info

MappingKind = Literal["events", "profiles", "tags"]
CellType = Literal["string", "number", "boolean", "date", "list", "json"]

EPOCH_FORMATS = ("epoch_s", "epoch_ms", "epoch_us")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value made of a row: a column with a type (None: the column's own), a calculation, or a constant."""

    column: str | None = None
    type: CellType | None = None
    format: str | None = None  # of a date
    zone: str | None = None
    separator: str | None = None  # of a list
    decimal: str | None = None  # of a number: the decimal mark
    compute: str | None = None
    constant: object = None

    def columns(self) -> tuple[str, ...]:
        if self.column is not None:
            return (self.column,)
        return tuple(name for name in _expression_columns(self.compute)) if self.compute is not None else ()


@dataclass(frozen=True, slots=True)
class EventName:
    """A constant, or the text of a column, perhaps by its whole text or its beginning."""

    constant: str | None = None
    column: str | None = None
    equals: Mapping[str, str] = field(default_factory=dict)
    starts_with: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """`format` is strptime's codes, `iso`, or one of EPOCH_FORMATS; `zone` that of times without an offset."""

    column: str
    format: str = "iso"
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping_:  # noqa: N801 - Mapping is taken
    """A mapping. `notes` say what a guess assumed; they aren't part of the YAML."""

    kind: MappingKind
    zone: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    event: EventName | None = None
    user_id: str | None = None
    anonymous_id: str | None = None
    time: TimeColumn | None = None
    message_id: str | None = None
    properties: Mapping[str, Cell] = field(default_factory=dict)
    attributes: Mapping[str, Cell] = field(default_factory=dict)
    tag: Cell | None = None
    present: Cell | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def loads(cls, text: str) -> "Mapping_":
        """Raises InvalidInput with every fault of the YAML."""
        try:
            document = yaml.load(text, Loader=_Loader)
        except yaml.YAMLError as error:
            raise InvalidInput(f"the mapping is no YAML: {error}") from None
        return _Reading().mapping(document)

    @classmethod
    def load(cls, path: Path) -> "Mapping_":
        try:
            return cls.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"can't read the mapping {path}: {error}") from None

    def dumps(self) -> str:
        return str(yaml.safe_dump(_document(self), sort_keys=False, allow_unicode=True))

    def columns(self) -> tuple[str, ...]:
        """The columns of the file that the mapping needs, each once."""
        names = [self.user_id, self.anonymous_id, self.message_id]
        names += [self.event.column if self.event else None, self.time.column if self.time else None]
        cells = [*self.properties.values(), *self.attributes.values(), self.tag, self.present]
        names += [name for cell in cells if cell is not None for name in cell.columns()]
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def check(self, available: Iterable[str]) -> None:
        """Raises InvalidInput naming every column that the file doesn't have."""
        available = tuple(available)
        unknown = [name for name in self.columns() if name not in available]
        if unknown:
            hints = [hint for name in unknown if (hint := did_you_mean(name, available)) is not None]
            raise InvalidInput(
                f"the file has no column {', '.join(map(repr, unknown))}",
                hint=(f"{'; '.join(hints)}; " if hints else "") + f"its columns are {', '.join(map(repr, available))}",
            )


class _Loader(yaml.SafeLoader):
    """Only true and false are boolean: `no` may be a column, or Norway."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


class _Reading:
    """Reads a decoded YAML document, collecting what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def mapping(self, document: object) -> Mapping_:
        if not isinstance(document, dict):
            raise InvalidInput("the mapping is no YAML mapping", hint="it begins with `kind: events`")
        kind = document.get("kind", "events")
        if kind not in get_args(MappingKind):
            self.faults.append(f"kind is {kind!r} instead of events, profiles or tags")
            kind = "events"
        known = {"kind", "zone", "csv", "user_id", "anonymous_id", "time", "message_id"}
        known |= {"events": {"event", "properties", "attributes"}, "profiles": {"attributes"}}.get(
            kind, {"tag", "present"}
        )
        self._known_keys(document, known, f"a mapping of {kind}")
        csv = self._part(document, "csv")
        self._known_keys(csv, {"delimiter", "encoding"}, "csv")
        result = Mapping_(
            kind=kind,
            zone=self._zone(document.get("zone"), "zone"),
            delimiter=self._text(csv.get("delimiter"), "csv.delimiter"),
            encoding=self._text(csv.get("encoding"), "csv.encoding"),
            event=self._event(document.get("event")) if kind == "events" else None,
            user_id=self._column(document.get("user_id"), "user_id"),
            anonymous_id=self._column(document.get("anonymous_id"), "anonymous_id"),
            time=self._time(document.get("time")),
            message_id=self._column(document.get("message_id"), "message_id"),
            properties=self._cells(document, "properties"),
            attributes=self._cells(document, "attributes"),
            tag=self._tag(document.get("tag")) if kind == "tags" else None,
            present=self._cell(document["present"], "present") if document.get("present") is not None else None,
        )
        self._complete(result)
        if self.faults:
            raise InvalidInput("the mapping is wrong: " + "; ".join(self.faults))
        return result

    def _complete(self, mapping: Mapping_) -> None:
        if mapping.user_id is None and mapping.anonymous_id is None:
            self.faults.append("user_id or anonymous_id is missing")
        if mapping.kind == "events" and mapping.event is None:
            self.faults.append("event is missing")
        if mapping.kind == "events" and mapping.time is None:
            self.faults.append("time is missing")
        if mapping.kind == "tags" and mapping.tag is None:
            self.faults.append("tag is missing")
        if mapping.kind == "profiles" and not mapping.attributes:
            self.faults.append("attributes is missing")

    def _known_keys(self, part: Mapping[Any, Any], known: set[str], where: str) -> None:
        for key in part:
            if key not in known:
                hint = did_you_mean(str(key), known)
                self.faults.append(f"{where} has no {key!r}" + (f", {hint}" if hint else ""))

    def _part(self, document: Mapping[Any, Any], key: str) -> Mapping[Any, Any]:
        part = document.get(key)
        if part is None:
            return {}
        if not isinstance(part, dict):
            self.faults.append(f"{key} is {part!r} instead of names with values")
            return {}
        return part

    def _text(self, value: object, where: str) -> str | None:
        if value is None or isinstance(value, str):
            return value
        self.faults.append(f"{where} is {value!r} instead of a text")
        return None

    def _column(self, value: object, where: str) -> str | None:
        if isinstance(value, dict) and set(value) == {"column"}:
            value = value["column"]
        return self._text(value, where)

    def _zone(self, value: object, where: str) -> str | None:
        zone = self._text(value, where)
        if zone is not None:
            try:
                zone_info(zone)
            except InvalidInput as error:
                self.faults.append(error.message)
        return zone

    def _event(self, value: object) -> EventName | None:
        if value is None or isinstance(value, str):
            return EventName(constant=value) if value else None
        if not isinstance(value, dict):
            self.faults.append(f"event is {value!r} instead of a name or a column")
            return None
        self._known_keys(value, {"column", "equals", "starts_with", "default"}, "event")
        column = self._text(value.get("column"), "event.column")
        if column is None:
            self.faults.append("event.column is missing")
        return EventName(
            column=column,
            equals=self._names(value, "equals"),
            starts_with=self._names(value, "starts_with"),
            default=self._text(value.get("default"), "event.default"),
        )

    def _names(self, value: Mapping[Any, Any], key: str) -> dict[str, str]:
        part = self._part(value, key)
        return {str(k): self._text(v, f"event.{key}.{k}") or "" for k, v in part.items()}

    def _time(self, value: object) -> TimeColumn | None:
        if value is None or isinstance(value, str):
            return TimeColumn(value) if value else None
        if not isinstance(value, dict):
            self.faults.append(f"time is {value!r} instead of a column")
            return None
        self._known_keys(value, {"column", "format", "zone"}, "time")
        column = self._text(value.get("column"), "time.column")
        if column is None:
            self.faults.append("time.column is missing")
            return None
        form = self._format(value.get("format"), "time.format") or "iso"
        return TimeColumn(column, form, self._zone(value.get("zone"), "time.zone"))

    def _format(self, value: object, where: str) -> str | None:
        form = self._text(value, where)
        if form is not None and form != "iso" and form not in EPOCH_FORMATS and "%" not in form:
            self.faults.append(f"{where} is {form!r} instead of strptime codes, iso or {', '.join(EPOCH_FORMATS)}")
        return form

    def _cells(self, document: Mapping[Any, Any], key: str) -> dict[str, Cell]:
        return {str(name): self._cell(value, f"{key}.{name}") for name, value in self._part(document, key).items()}

    def _tag(self, value: object) -> Cell | None:
        if value is None:
            return None
        return Cell(constant=value) if isinstance(value, str) else self._cell(value, "tag")

    def _cell(self, value: object, where: str) -> Cell:
        if isinstance(value, str):
            return Cell(column=value)
        if not isinstance(value, dict) or len({"column", "compute", "constant"} & set(value)) != 1:
            self.faults.append(f"{where} needs one of column, compute and constant")
            return Cell(constant=None)
        if "constant" in value:
            self._known_keys(value, {"constant"}, where)
            if not isinstance(value["constant"], (str, bool, int, float)):
                self.faults.append(f"{where}.constant is no text, number, true or false")
            return Cell(constant=value["constant"])
        if "compute" in value:
            self._known_keys(value, {"compute"}, where)
            try:
                expression = str(value["compute"])
                parse_expression(expression)
                return Cell(compute=expression)
            except InvalidInput as error:
                self.faults.append(f"{where}: {error.message}")
                return Cell(constant=None)
        self._known_keys(value, {"column", "type", "format", "zone", "separator", "decimal"}, where)
        kind = value.get("type")
        if kind is not None and kind not in get_args(CellType):
            self.faults.append(f"{where}.type is {kind!r} instead of {', '.join(get_args(CellType))}")
            kind = None
        for key, owner in (("format", "date"), ("zone", "date"), ("separator", "list"), ("decimal", "number")):
            if key in value and kind != owner:
                self.faults.append(f"{where}.{key} goes with type {owner}")
        decimal = self._text(value.get("decimal"), f"{where}.decimal")
        if decimal not in (None, ".", ","):
            self.faults.append(f"{where}.decimal is {decimal!r} instead of a point or a comma")
        return Cell(
            column=self._text(value["column"], f"{where}.column"),
            type=kind,
            format=self._format(value.get("format"), f"{where}.format"),
            zone=self._zone(value.get("zone"), f"{where}.zone"),
            separator=self._text(value.get("separator"), f"{where}.separator"),
            decimal=decimal,
        )


# --- calculations ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operation:
    """`left op right` with op one of + - *; a leaf is a column name or a number."""

    op: str
    left: "Operation | str | Decimal"
    right: "Operation | str | Decimal"


Expression = Operation | str | Decimal

_TOKEN = re.compile(r'\s*(?:(\d+(?:\.\d+)?)|([^\W\d]\w*)|"((?:[^"]|"")+)"|([-+*()]))')


def parse_expression(text: str) -> Expression:
    """Sums and products of columns (plain names, others in double quotes) and numbers, with brackets.

    Raises InvalidInput.
    """
    tokens: list[tuple[str, str]] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise InvalidInput(f"can't read {text[position:].strip()!r} in the calculation {text!r}")
        number, name, quoted, sign = match.groups()
        tokens.append(
            ("number", number)
            if number
            else ("column", name)
            if name
            else ("column", quoted.replace('""', '"'))
            if quoted
            else ("sign", sign)
        )
        position = match.end()
    tree, rest = _sum(tokens, text)
    if rest:
        raise InvalidInput(f"{rest[0][1]!r} isn't expected in the calculation {text!r}")
    return tree


_Tokens = list[tuple[str, str]]


def _sum(tokens: _Tokens, text: str) -> tuple[Expression, _Tokens]:
    tree, tokens = _product(tokens, text)
    while tokens and tokens[0] in (("sign", "+"), ("sign", "-")):
        op = tokens[0][1]
        right, tokens = _product(tokens[1:], text)
        tree = Operation(op, tree, right)
    return tree, tokens


def _product(tokens: _Tokens, text: str) -> tuple[Expression, _Tokens]:
    tree, tokens = _factor(tokens, text)
    while tokens and tokens[0] == ("sign", "*"):
        right, tokens = _factor(tokens[1:], text)
        tree = Operation("*", tree, right)
    return tree, tokens


def _factor(tokens: _Tokens, text: str) -> tuple[Expression, _Tokens]:
    if not tokens:
        raise InvalidInput(f"the calculation {text!r} ends too early", hint="for example Quantity * UnitPrice")
    (kind, value), rest = tokens[0], tokens[1:]
    if kind == "number":
        return Decimal(value), rest
    if kind == "column":
        return value, rest
    if value == "-":
        tree, rest = _factor(rest, text)
        return Operation("-", Decimal(0), tree), rest
    if value == "(":
        tree, rest = _sum(rest, text)
        if not rest or rest[0] != ("sign", ")"):
            raise InvalidInput(f"a bracket isn't closed in the calculation {text!r}")
        return tree, rest[1:]
    raise InvalidInput(f"{value!r} isn't expected in the calculation {text!r}")


def _expression_columns(text: str | None) -> list[str]:
    def leaves(tree: Expression) -> list[str]:
        if isinstance(tree, Operation):
            return leaves(tree.left) + leaves(tree.right)
        return [tree] if isinstance(tree, str) else []

    return leaves(parse_expression(text)) if text is not None else []


# --- writing ---------------------------------------------------------------------------------------------------------


def _document(mapping: Mapping_) -> dict[str, object]:
    csv = {"delimiter": mapping.delimiter, "encoding": mapping.encoding}
    parts: dict[str, object] = {
        "kind": mapping.kind,
        "zone": mapping.zone,
        "csv": _set(csv) or None,
        "event": _event_document(mapping.event),
        "user_id": mapping.user_id,
        "anonymous_id": mapping.anonymous_id,
        "time": _time_document(mapping.time),
        "message_id": mapping.message_id,
        "tag": _tag_document(mapping.tag),
        "present": _cell_document(mapping.present),
        "properties": {name: _cell_document(cell) for name, cell in mapping.properties.items()} or None,
        "attributes": {name: _cell_document(cell) for name, cell in mapping.attributes.items()} or None,
    }
    return _set(parts)


def _event_document(event: EventName | None) -> object:
    if event is None or event.constant is not None:
        return event.constant if event else None
    return _set(
        {
            "column": event.column,
            "equals": dict(event.equals) or None,
            "starts_with": dict(event.starts_with) or None,
            "default": event.default,
        }
    )


def _time_document(time: TimeColumn | None) -> object:
    if time is None or (time.format == "iso" and time.zone is None):
        return time.column if time else None
    return _set({"column": time.column, "format": time.format, "zone": time.zone})


def _tag_document(tag: Cell | None) -> object:
    if tag is None or isinstance(tag.constant, str):
        return tag.constant if tag else None
    return {"column": tag.column} if tag == Cell(column=tag.column) else _cell_document(tag)


def _cell_document(cell: Cell | None) -> object:
    if cell is None:
        return None
    if cell == Cell(column=cell.column) and cell.column is not None:
        return cell.column
    names = ("column", "type", "format", "zone", "separator", "decimal", "compute", "constant")
    return _set({name: getattr(cell, name) for name in names})


def _set(parts: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in parts.items() if value is not None}
