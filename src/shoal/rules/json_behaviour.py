"""Reading conditions on what people did: events and their measures, sequences, lifecycle, comparisons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast, get_args

from shoal.model.errors import did_you_mean
from shoal.model.rule import (
    ANY_OPERATORS,
    Behaviour,
    CompareCondition,
    Duration,
    EventCondition,
    LifecycleCondition,
    LifecycleWord,
    Measure,
    Node,
    SequenceCondition,
    SequenceStep,
    Test,
    ValueType,
)
from shoal.rules.collector import Json, at, did_you_mean_key
from shoal.rules.json_parts import (
    MEASURES,
    PROPERTY_MEASURES,
    TIME_MEASURES,
    ConditionReader,
)
from shoal.rules.json_writing import VALUE_MEASURES
from shoal.rules.literals import shown
from shoal.rules.operands import TEST_KEYS, Subject

MAX_STEPS = 10
MAX_PERIODS = 100
MAX_TIMES = 1_000_000

_LIFECYCLES: tuple[LifecycleWord, ...] = get_args(LifecycleWord)
_COMPARISONS = ("eq", "ne", "gt", "gte", "lt", "lte")
_SCALAR_TYPES: tuple[ValueType, ...] = ("string", "number", "boolean", "date", "version")


@dataclass(slots=True)
class BehaviourReader(ConditionReader):
    """Conditions whose data are events."""

    def read_event(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("event", "where", "measure", "window", *TEST_KEYS))
        found = len(self.problems)
        name = self.name(value["event"], at(path, "event"), "an event")
        where = self.where(value, path)
        measure = self._measure(value.get("measure", "count"), at(path, "measure"))
        window = self.window(value, path)
        test = None if measure is None else self._measure_test(value, path, measure)
        if name is None or measure is None or test is None or len(self.problems) > found:
            return None
        return EventCondition(name, where, measure, test, window)

    def _measure_test(self, value: Json, path: str, measure: Measure) -> Test | None:
        if measure.kind == "count" and "op" not in value and "value" not in value:
            return Test("gte", Decimal(1), "number")
        if "op" not in value:
            self.refuse(
                path,
                "missing_op",
                f"the measure {measure.kind} needs op and value",
                'for example "op": "before_last", "value": "14d"'
                if measure.kind in TIME_MEASURES
                else 'for example "op": "gte", "value": 3',
            )
            return None
        noun = f"the measure {measure.kind}"
        if measure.kind in VALUE_MEASURES:
            return self.test(value, path, Subject(noun, types=_SCALAR_TYPES))
        kind: ValueType = "date" if measure.kind in TIME_MEASURES else "number"
        test = self.test(value, path, Subject(noun, types=(kind,)))
        if test is None or test.op in ANY_OPERATORS:
            return test
        return Test(test.op, test.value, kind, test.ignore_case, test.missing)

    def _measure(self, value: object, path: str) -> Measure | None:
        if isinstance(value, str):
            if value in PROPERTY_MEASURES:
                self.refuse(path, "bad_measure", f"{value} needs a property", f'write {{"{value}": "total"}}')
            elif value in MEASURES:
                return Measure(value)
            else:
                hint = did_you_mean(value, MEASURES) or f"measures: {', '.join(MEASURES)}"
                self.refuse(path, "unknown_measure", f"there is no measure {shown(value)}", hint)
            return None
        if not isinstance(value, Mapping) or len(value) != 1:
            message = f"a measure is a word or one key, not {shown(value)}"
            self.refuse(path, "bad_measure", message, 'write "count" or {"sum": "total"}')
            return None
        kind, name = next(iter(value.items()))
        if kind not in PROPERTY_MEASURES:
            known = f"measures of a property: {', '.join(PROPERTY_MEASURES)}"
            hint = did_you_mean(str(kind), PROPERTY_MEASURES) or known
            message = f"there is no measure {shown(kind)} of a property"
            self.refuse(at(path, str(kind)), "unknown_measure", message, hint)
            return None
        read = self.path(name, at(path, kind), "a property")
        return None if read is None else Measure(kind, read)

    # --- sequences ---

    def read_sequence(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("sequence", "window"))
        steps, where = value["sequence"], at(path, "sequence")
        if not isinstance(steps, list | tuple) or not 2 <= len(steps) <= MAX_STEPS:
            given = f"a list of {len(steps)}" if isinstance(steps, list | tuple) else shown(steps)
            message = f"a sequence is a list of 2 to {MAX_STEPS} steps, not {given}"
            self.refuse(where, "bad_sequence", message, 'write [{"event": "A"}, {"event": "B", "within": "24h"}]')
            return None
        found = len(self.problems)
        read = [self._step(step, f"{where}[{i}]", i, steps) for i, step in enumerate(steps)]
        window = self.window(value, path)
        if len(self.problems) > found:
            return None
        return SequenceCondition(tuple(step for step in read if step is not None), window)

    def _step(self, value: object, path: str, number: int, steps: Sequence[object]) -> SequenceStep | None:
        if not isinstance(value, Mapping) or "event" not in value:
            hint = (did_you_mean_key(value, "event") if isinstance(value, Mapping) else None) or 'write {"event": "A"}'
            self.refuse(path, "bad_step", f"a step names an event, which {shown(value)} doesn't", hint)
            return None
        self.known_keys(value, path, ("event", "where", "within", "absent", "same"))
        name = self.name(value["event"], at(path, "event"), "an event")
        if number == 0:
            for key in ("within", "absent", "same"):
                if key in value:
                    message = f"the first step has no {key}: it stands on later steps"
                    self.refuse(at(path, key), "first_step", message, f"leave {key} out, or put it on the next step")
            return SequenceStep(name or "", self.where(value, path))
        within = self.duration(value["within"], at(path, "within")) if "within" in value else None
        absent = self.flag(value, path, "absent")
        same = self._same(value["same"], at(path, "same")) if "same" in value else ()
        self.earlier = tuple(i for i, step in enumerate(steps[:number], 1) if not _is_absent(step))
        where = self.where(value, path)
        self.earlier = ()
        return SequenceStep(name or "", where, within, absent, same)

    def _same(self, value: object, path: str) -> tuple[str, ...]:
        names = self.names(value, path, "a property")
        read = [self.path(name, path, "a property") for name in names or ()]
        return tuple(name for name in read if name is not None)

    # --- lifecycle and comparisons ---

    def read_lifecycle(self, value: Json, path: str) -> Node | None:
        regularly = value["lifecycle"] == "regularly"
        counts = ("times", "in", "of") if regularly else ()
        self.known_keys(value, path, ("lifecycle", "event", "where", "period", *counts))
        found = len(self.problems)
        word = self.word(value["lifecycle"], at(path, "lifecycle"), "lifecycle", _LIFECYCLES)
        name = self._event_of(value, path)
        where = self.where(value, path)
        period = self.required_duration(value, path, "period", "7d")
        times, some, of = (
            self.whole(value, path, key, most)
            for key, most in (("times", MAX_TIMES), ("in", MAX_PERIODS), ("of", MAX_PERIODS))
        )
        if regularly and "of" not in value:
            of = some
        if some > of:
            self.refuse(at(path, "in"), "wrong_operand", f"{some} of {of} periods can't be", f"write at most {of}")
        if regularly and "of" in value and "in" not in value:
            self.refuse(path, "missing_in", "of says how many periods are looked at", 'add "in": how many must have it')
        if len(self.problems) > found:
            return None
        return LifecycleCondition(cast(LifecycleWord, word), name, where, cast(Duration, period), times, some, of)

    def _event_of(self, value: Json, path: str) -> str:
        if "event" not in value:
            hint = did_you_mean_key(value, "event") or 'add "event": the name of one'
            self.refuse(path, "missing_event", "the condition names no event", hint)
            return ""
        return self.name(value["event"], at(path, "event"), "an event") or ""

    def read_compare(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("compare", "op", "window"))
        found = len(self.problems)
        sides, where = value["compare"], at(path, "compare")
        if not isinstance(sides, list | tuple) or len(sides) != 2:
            message = f"compare takes a list of two behaviours, not {shown(sides)}"
            self.refuse(where, "bad_compare", message, 'write [{"event": "A"}, {"event": "B"}]')
            return None
        first, second = (self._side(side, f"{where}[{i}]") for i, side in enumerate(sides))
        op = self.word(value.get("op", "gt"), at(path, "op"), "operator", _COMPARISONS)
        window = self.window(value, path)
        if first is None or second is None or op is None or len(self.problems) > found:
            return None
        return CompareCondition(first, second, op, window)  # type: ignore[arg-type]  # one of the words

    def _side(self, value: object, path: str) -> Behaviour | None:
        if not isinstance(value, Mapping):
            self.refuse(
                path, "not_an_object", f"a behaviour names an event, not {shown(value)}", 'write {"event": "A"}'
            )
            return None
        self.known_keys(value, path, ("event", "where"))
        return Behaviour(self._event_of(value, path), self.where(value, path))


def _is_absent(step: object) -> bool:
    return isinstance(step, Mapping) and step.get("absent") is True
