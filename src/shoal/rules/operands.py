"""Tests: an operator and its right side, read from the JSON form."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast, get_args

from shoal.model.errors import InvalidInput, did_you_mean
from shoal.model.paths import parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    NEGATIVE_OPERATORS,
    OPERATORS,
    REFERENCE_OPERATORS,
    Duration,
    Node,
    OperandKind,
    OtherValue,
    Scalar,
    StepValue,
    Test,
    ValueType,
)
from shoal.rules.collector import Collector, Json, at, did_you_mean_key
from shoal.rules.literals import (
    WEEKDAYS,
    Refused,
    is_later,
    looks_like_date,
    read_date,
    read_duration,
    read_number,
    read_pattern,
    read_version,
    shown,
)

TEST_KEYS = ("op", "value", "type", "ignore_case", "missing")
Operand = Scalar | tuple[Scalar, ...] | Duration | Test | OtherValue | StepValue | Node

_TYPES: tuple[ValueType, ...] = get_args(ValueType)
_NEVER_EMPTY = ("contains", "not_contains", "starts_with", "ends_with", "matches", "not_matches")
_SYMBOLS: Mapping[str, str] = {
    "=": "is for text, eq for numbers",
    "==": "is for text, eq for numbers",
    "equals": "is for text, eq for numbers",
    "!=": "is_not for text, ne for numbers",
    "<>": "is_not for text, ne for numbers",
    ">": "gt",
    ">=": "gte",
    "<": "lt",
    "<=": "lte",
    "in": "is_any_of",
    "not_in": "is_none_of",
    "exists": "is_set",
    "like": "contains or matches",
    "regex": "matches",
}
_FOR_DATES = {
    "eq": "on",
    "ne": "not_on",
    "gt": "after",
    "gte": "on_or_after",
    "lt": "before",
    "lte": "on_or_before",
}
_OPERAND_EXAMPLES: Mapping[OperandKind, str] = {
    "scalar": '"TR"',
    "scalars": '["TR", "ES"]',
    "pair": "[1, 5]",
    "duration": '"30d"',
    "days": '"7d"',
    "test": '{"op": "gte", "value": 2}',
    "tree": '{"item": "price", "op": "gt", "value": 100}',
    "month": "3",
    "weekday": '"mon"',
    "percent": "20",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a test is applied to: how messages call it, and the types it can have there."""

    name: str
    types: tuple[ValueType, ...] = _TYPES
    ranks: bool = False  # top_percent and bottom_percent make sense
    other: str | None = None  # the key of another value that the right side may be


@dataclass(frozen=True, slots=True)
class _Operator:
    """An operator with the types it can have here, narrowed by what is written beside it."""

    name: str
    types: tuple[ValueType, ...]
    explicit: bool = False
    ignore_case: bool = False

    @property
    def operand(self) -> OperandKind:
        return OPERATORS[self.types[0]][self.name]


@dataclass(slots=True)
class TestReader(Collector, ABC):
    """Reads tests; a subclass says how the item trees inside them are read.

    `earlier` are the numbers of the present steps before the one of a sequence whose `where` is being read.
    """

    earlier: tuple[int, ...] = ()

    __test__ = False  # not a pytest class

    @abstractmethod
    def items(self, value: object, path: str) -> Node | None:
        """The tree of an any_item or all_items; None when it has problems."""

    def test(self, value: Json, path: str, subject: Subject) -> Test | None:
        found = len(self.problems)
        name = self._name_of(value, path, subject)
        if name is None:
            return None
        missing = self._missing(value, path, name)
        if name in ANY_OPERATORS:
            for key in ("value", "type", "ignore_case"):
                if key in value:
                    self.refuse(at(path, key), "unexpected_value", f"{name} takes no {key}", f"leave {key} out")
            return Test(name) if len(self.problems) == found else None
        op = self._operator(value, path, name, subject)
        if op is None:
            return None
        operand = self._operand(value, path, op, subject)
        explicit = op.types[0] if op.explicit else None
        return Test(name, operand, explicit, op.ignore_case, missing) if len(self.problems) == found else None

    # --- the operator and what stands beside it ---

    def _name_of(self, value: Json, path: str, subject: Subject) -> str | None:
        if "op" not in value:
            hint = did_you_mean_key(value, "op") or 'add an operator, such as "op": "is_set"'
            self.refuse(path, "missing_op", f"a condition on {subject.name} has no op", hint)
            return None
        op = value["op"]
        available = list(dict.fromkeys([*ANY_OPERATORS, *(name for t in subject.types for name in OPERATORS[t])]))
        if not isinstance(op, str) or (not any(op in OPERATORS[t] for t in _TYPES) and op not in ANY_OPERATORS):
            if isinstance(op, str) and op in _SYMBOLS:
                hint = f"write {_SYMBOLS[op]}"
                self.refuse(at(path, "op"), "unknown_operator", f"there is no operator {shown(op)}", hint)
            else:
                self.refuse_word(op, at(path, "op"), "operator", available)
            return None
        if op in ("top_percent", "bottom_percent") and not subject.ranks:
            message = f"{op} ranks people by an attribute; it doesn't apply to {subject.name}"
            self.refuse(at(path, "op"), "misplaced", message)
            return None
        if op not in available:
            owners = " or ".join(t for t in _TYPES if op in OPERATORS[t])
            message = f"{op} compares a {owners}; {subject.name} is a {' or '.join(subject.types)}"
            self.refuse(at(path, "op"), "wrong_operator", message, f"operators here: {', '.join(available)}")
            return None
        return op

    def _operator(self, value: Json, path: str, name: str, subject: Subject) -> _Operator | None:
        types = self._types(value, path, name, subject)
        ignore_case = self.flag(value, path, "ignore_case")
        if ignore_case and types:
            types = tuple(t for t in types if t == "string")
            if not types:
                message = f"ignore_case means nothing for {name}"
                self.refuse(at(path, "ignore_case"), "unexpected_key", message, "it is for text")
        return _Operator(name, types, "type" in value, ignore_case) if types else None

    def _types(self, value: Json, path: str, op: str, subject: Subject) -> tuple[ValueType, ...]:
        """The types the operator can have here: the one written, or all that know the operator."""
        if "type" not in value:
            return tuple(t for t in subject.types if op in OPERATORS[t])
        written = value["type"]
        if written not in _TYPES:
            self.refuse_word(written, at(path, "type"), "type", _TYPES)
            return ()
        kind: ValueType = written
        if kind not in subject.types:
            message = f"{subject.name} is a {' or '.join(subject.types)}, never a {kind}"
            self.refuse(at(path, "type"), "wrong_type", message, "leave type out")
            return ()
        if op not in OPERATORS[kind]:
            hint = f"operators of a {kind}: {', '.join(OPERATORS[kind])}"
            self.refuse(at(path, "op"), "wrong_operator", f"{op} doesn't compare a {kind}", hint)
            return ()
        return (kind,)

    def flag(self, value: Json, path: str, key: str) -> bool:
        flag = value.get(key, False)
        if isinstance(flag, bool):
            return flag
        self.refuse(at(path, key), "wrong_operand", f"{key} is true or false, not {shown(flag)}")
        return False

    def _missing(self, value: Json, path: str, op: str) -> Literal["include", "exclude"]:
        missing = value.get("missing", "include")
        if missing not in ("include", "exclude"):
            self.refuse_word(missing, at(path, "missing"), "choice for missing values", ("include", "exclude"))
            return "include"
        if missing == "exclude" and (op not in NEGATIVE_OPERATORS or op == "is_missing"):
            self.refuse(
                at(path, "missing"),
                "unexpected_key",
                f'"missing": "exclude" means nothing for {op}',
                "only negative operators such as is_not are true for missing values",
            )
            return "include"
        return missing

    # --- the right side ---

    def _operand(self, value: Json, path: str, op: _Operator, subject: Subject) -> Operand | None:
        where = at(path, "value")
        if op.operand == "none":
            if "value" in value:
                self.refuse(where, "unexpected_value", f"{op.name} takes no value", "leave value out")
            return None
        if "value" not in value:
            hint = did_you_mean_key(value, "value") or f'for example "value": {_OPERAND_EXAMPLES[op.operand]}'
            self.refuse(path, "missing_value", f"{op.name} needs a value", hint)
            return None
        operand = value["value"]
        if op.operand == "tree":
            return self.items(operand, where)
        if op.operand == "test":
            return self._size(operand, where)
        if isinstance(operand, Mapping):
            return self._reference(operand, where, op, subject)
        try:
            if op.operand == "scalars":
                return self._scalars(operand, where, op)
            return _READERS[op.operand](operand, op)
        except Refused as refused:
            self.pass_on(where, refused)
            return None

    def _reference(self, operand: Json, path: str, op: _Operator, subject: Subject) -> Operand | None:
        """Another value of the data on the right."""
        known = [kind for kind in op.types if op.name in REFERENCE_OPERATORS.get(kind, ())]
        if not known:
            hint = f'for example "value": {_OPERAND_EXAMPLES[op.operand]}'
            self.refuse(path, "wrong_operand", f"{op.name} doesn't take another value of the data", hint)
            return None
        if "property_of" in operand:
            return self._of_step(operand, path)
        if subject.other is None or subject.other not in operand:
            other = f'write {{"{subject.other}": "name"}}' if subject.other else "write a value"
            wanted = f"another {subject.other}" if subject.other else "no other value"
            self.refuse(path, "wrong_operand", f"{subject.name} can be compared with {wanted}", other)
            return None
        self.known_keys(operand, path, (subject.other,))
        name = self._path_of(operand[subject.other], at(path, subject.other))
        return None if name is None else OtherValue(name)

    def _of_step(self, operand: Json, path: str) -> Operand | None:
        self.known_keys(operand, path, ("property_of", "name"))
        step = operand["property_of"]
        if isinstance(step, bool) or step not in self.earlier:
            known = (
                f"steps: {', '.join(map(str, self.earlier))}" if self.earlier else "it is for later steps of sequences"
            )
            message = f"{shown(step)} is no earlier step that happened"
            self.refuse(at(path, "property_of"), "bad_step", message, known)
            return None
        name = self._path_of(operand.get("name"), at(path, "name"))
        return None if name is None else StepValue(int(step), name)

    def _path_of(self, value: object, path: str) -> str | None:
        try:
            if not isinstance(value, str):
                raise Refused("bad_name", f"a value is named by a text, not {shown(value)}")
            parse_path(value)
            return value
        except Refused as refused:
            self.pass_on(path, refused)
        except InvalidInput as error:
            self.refuse(path, "bad_path", error.message, error.hint)
        return None

    def _scalars(self, operand: object, path: str, op: _Operator) -> tuple[Scalar, ...] | None:
        if not isinstance(operand, list | tuple):
            message = f"{op.name} takes a list of values, not {shown(operand)}"
            raise Refused("wrong_operand", message, f"write [{shown(operand)}]")
        if not operand:
            raise Refused("empty_list", f"the list of {op.name} is empty", "name at least one value")
        values: list[Scalar] = []
        fitting = set(op.types)
        for i, item in enumerate(operand):
            try:
                scalar, kinds = _typed_scalar(item, op)
            except Refused as refused:
                self.pass_on(f"{path}[{i}]", refused)
                continue
            values.append(scalar)
            fitting &= set(kinds)
        if len(values) < len(operand):
            return None
        if not fitting:
            message = f"{op.name} takes values of one type, not text and numbers together"
            raise Refused("wrong_operand", message, "split the list in two")
        return tuple(values)

    def _size(self, operand: object, path: str) -> Test | None:
        example = _OPERAND_EXAMPLES["test"]
        if not isinstance(operand, Mapping):
            message = f"size takes a test on a number, not {shown(operand)}"
            self.refuse(path, "wrong_operand", message, f"write {example}")
            return None
        self.known_keys(operand, path, ("op", "value", "type"))
        test = self.test(operand, path, Subject("a size", types=("number",)))
        if test is not None and test.op in ANY_OPERATORS:
            message = f"a size is never missing; {test.op} says nothing"
            self.refuse(at(path, "op"), "wrong_operator", message, f"write {example}")
            return None
        return None if test is None else replace(test, type="number")


def _scalar(value: object, op: _Operator) -> Scalar:
    return _typed_scalar(value, op)[0]


def _typed_scalar(value: object, op: _Operator) -> tuple[Scalar, tuple[ValueType, ...]]:
    """A scalar that suits some of the operator's types, and those."""
    fitting: tuple[ValueType, ...] = ()
    scalar: Scalar = ""
    if isinstance(value, bool):
        fitting, scalar = tuple(t for t in op.types if t == "list"), value
    elif isinstance(value, int | float | Decimal):
        fitting, scalar = tuple(t for t in op.types if t in ("number", "list")), read_number(value)
    elif isinstance(value, str):
        fitting, scalar = tuple(t for t in op.types if t != "number"), value
    if not fitting:
        raise Refused("wrong_operand", f"{op.name} doesn't take {shown(value)}", _scalar_hint(value, op))
    if isinstance(scalar, str):
        scalar = _text(scalar, replace(op, types=fitting))
    return scalar, fitting


def _scalar_hint(value: object, op: _Operator) -> str:
    if isinstance(value, bool):
        return f"use is_{str(value).lower()}, without a value"
    if isinstance(value, list | tuple):
        return "use is_any_of for several values" if op.name == "is" else "write one value"
    if isinstance(value, str):
        return "write the number without quotes"
    if isinstance(value, int | float | Decimal):
        if op.name in ("is", "is_not"):
            return f"write {'eq' if op.name == 'is' else 'ne'} for a number, or quote it to compare text"
        return f'quote it: "{value}"'
    if value is None:
        return "use is_set or is_missing"
    return f"it compares a {' or '.join(op.types)}"


def _text(text: str, op: _Operator) -> str:
    if op.types == ("version",):
        if looks_like_date(text) and not op.explicit:
            raise Refused(
                "wrong_operand", f"{op.name} compares versions, and {text} is a date", f"write {_FOR_DATES[op.name]}"
            )
        return read_version(text)
    if op.types == ("date",):
        return read_date(text)
    if "string" in op.types and op.name in _NEVER_EMPTY and not text:
        raise Refused("empty_pattern", f"{op.name} with an empty text fits everything", 'use is_set, or is ""')
    if op.name in ("matches", "not_matches"):
        return read_pattern(text, ignore_case=op.ignore_case)
    return text


def _pair(operand: object, op: _Operator) -> tuple[Scalar, ...]:
    example = '["2026-01-01", "2026-02-01"]' if op.types == ("date",) else "[1, 5]"
    if not isinstance(operand, list | tuple) or len(operand) != 2:
        message = f"{op.name} takes a list of two values, not {shown(operand)}"
        raise Refused("wrong_operand", message, f"write {example}")
    (low, low_types), (high, high_types) = (_typed_scalar(end, op) for end in operand)
    types = tuple(t for t in low_types if t in high_types)
    if not types:
        raise Refused("wrong_operand", f"{op.name} takes two values of one type", f"write {example}")
    if isinstance(low, str) and isinstance(high, str):
        low, high = read_date(low), read_date(high)
        swapped = is_later(low, high)
    else:
        swapped = cast(Decimal, low) > cast(Decimal, high)
    if swapped:
        first, second = shown(operand[0]), shown(operand[1])
        raise Refused(
            "between_order", f"{first} is after {second}, so nothing is between", f"write [{second}, {first}]"
        )
    return (low, high)


def _duration(operand: object, op: _Operator) -> Duration:
    duration = read_duration(operand)
    if op.operand == "days" and duration.unit not in ("d", "w"):
        raise Refused("bad_duration", f"{op.name} counts whole days, not {shown(operand)}", 'write "7d" or "1w"')
    return duration


def _weekday(operand: object, op: _Operator) -> str:
    if isinstance(operand, str) and operand in WEEKDAYS:
        return operand
    hint = did_you_mean(operand, WEEKDAYS) if isinstance(operand, str) else None
    raise Refused(
        "wrong_operand", f"{op.name} doesn't take {shown(operand)}", hint or f"weekdays: {', '.join(WEEKDAYS)}"
    )


def _ranged(operand: object, op: _Operator) -> Decimal:
    if isinstance(operand, bool) or not isinstance(operand, int | float | Decimal):
        message = f"{op.name} takes a number, not {shown(operand)}"
        raise Refused("wrong_operand", message, f"for example {_OPERAND_EXAMPLES[op.operand]}")
    number = read_number(operand)
    if op.operand == "month" and (number != number.to_integral_value() or not 1 <= number <= 12):
        raise Refused("wrong_operand", f"there is no month {number}", "write 1 for January to 12 for December")
    if op.operand == "percent" and not 0 < number <= 100:
        raise Refused("wrong_operand", f"{number} is no share of people", "write a number above 0 and up to 100")
    return number


_READERS: Mapping[OperandKind, Callable[[object, _Operator], Scalar | tuple[Scalar, ...] | Duration]] = {
    "scalar": _scalar,
    "pair": _pair,
    "duration": _duration,
    "days": _duration,
    "weekday": _weekday,
    "month": _ranged,
    "percent": _ranged,
}
