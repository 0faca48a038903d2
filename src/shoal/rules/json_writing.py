"""The JSON form of a rule, with defaults left out."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from shoal.model.rule import (
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Behaviour,
    Between,
    Calendar,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    Duration,
    EventCondition,
    InsideBox,
    InsidePolygon,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    Limited,
    LocationCondition,
    NamedPlace,
    Node,
    Not,
    OtherValue,
    Place,
    Previous,
    PropertyCondition,
    ReachableCondition,
    ResponseCondition,
    RfmCondition,
    Rolling,
    Rule,
    SameDevice,
    SampleCondition,
    Scalar,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    StepValue,
    TagCondition,
    Test,
    ValueOfCondition,
    Window,
    WithinKm,
)
from shoal.rules.literals import number_as_json

DEFAULT_COUNT = Test("gte", Decimal(1), "number")
DEFAULT_RFM = RfmCondition()


def to_json(rule: Rule) -> dict[str, object]:
    """The JSON form, ready for `json.dumps`, with defaults left out. `parse_json` gives the same tree back."""
    match rule:
        case AllOf(children):
            return {"all": [to_json(child) for child in children]}
        case AnyOf(children):
            return {"any": [to_json(child) for child in children]}
        case Not(AnyOf(children)):
            return {"none": [to_json(child) for child in children]}
        case Not(child):
            return {"not": to_json(child)}
        case EventCondition() | SequenceCondition() | LifecycleCondition() | CompareCondition():
            return _behaviour(rule)
        case _:
            return _person(rule)


def _person(rule: Node) -> dict[str, object]:
    match rule:
        case AttributeCondition(path, test):
            return {"attribute": path, **operator_as_json(test, other="attribute")}
        case PropertyCondition(path, test):
            return {"property": path, **operator_as_json(test)}
        case ItemCondition(path, test):
            return {"item": path, **operator_as_json(test)}
        case DeviceCondition(name, test):
            return {"device": name, **operator_as_json(replace(test, type=None) if name == "count" else test)}
        case SameDevice(where):
            return {"device": {"where": to_json(where)}}
        case ReachableCondition(channel):
            return {"device": "reachable_on", "op": "is", "value": channel}
        case TagCondition():
            return _tag_as_json(rule)
        case SegmentCondition(segment, op):
            return {"segment": segment, "op": op}
        case LedgerCondition():
            return _ledger_as_json(rule)
        case ResponseCondition():
            return _response_as_json(rule)
        case ConsentCondition(purpose, channel, op):
            return {"consent": purpose, **_set({"channel": channel}), "op": op}
        case LocationCondition(place, at):
            return {"location": place_as_json(place), **({"at": at} if at == "event" else {})}
        case ValueOfCondition(measure, test):
            return {"value_of": measure, **operator_as_json(test)}
        case RfmCondition():
            return _rfm_as_json(rule)
        case ScoreCondition(score, test, band):
            return {"score": score, **({"band": band} if test is None else operator_as_json(replace(test, type=None)))}
        case SampleCondition(percent, seed):
            return {"sample": number_as_json(percent), "seed": seed}
    raise ValueError(f"{type(rule).__name__} has no JSON form")


def _set(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


def operator_as_json(test: Test, *, other: str = "property") -> dict[str, object]:
    """The keys op, value, type, ignore_case and missing of a test, each only where it says something.

    `other` is how another value of the data is called there.
    """
    out: dict[str, object] = {"op": test.op}
    if test.value is not None:
        out["value"] = _operand_as_json(test.value, other)
    if test.type is not None:
        out["type"] = test.type
    if test.ignore_case:
        out["ignore_case"] = True
    if test.missing != "include":
        out["missing"] = test.missing
    return out


def _operand_as_json(
    value: "Scalar | tuple[Scalar, ...] | Duration | Test | OtherValue | StepValue | Node", other: str
) -> object:
    match value:
        case bool() | str():
            return value
        case Decimal():
            return number_as_json(value)
        case tuple():
            return [_operand_as_json(item, other) for item in value]
        case Duration():
            return str(value)
        case Test():
            return {"op": value.op, "value": _operand_as_json(value.value, other) if value.value is not None else None}
        case OtherValue(path):
            return {other: path}
        case StepValue(step, path):
            return {"property_of": step, "name": path}
        case _:
            return to_json(value)


# --- behaviour --------------------------------------------------------------------------------------------------------


def _behaviour(rule: Node) -> dict[str, object]:
    match rule:
        case EventCondition():
            return _event_as_json(rule)
        case SequenceCondition(steps, window):
            return {"sequence": [_step_as_json(step) for step in steps], **_window(window)}
        case LifecycleCondition(word, event, where, period):
            out: dict[str, object] = {"lifecycle": word, "event": event, **_where(where), "period": str(period)}
            if word == "regularly":
                out |= {} if rule.times == 1 else {"times": rule.times}
                out |= {} if rule.periods_of == 1 else {"in": rule.periods_in, "of": rule.periods_of}
            return out
        case CompareCondition(first, second, op, window):
            sides = [_side_as_json(first), _side_as_json(second)]
            return {"compare": sides, **({} if op == "gt" else {"op": op}), **_window(window)}
    raise ValueError(f"{type(rule).__name__} is no behaviour")


def _where(where: Node | None) -> dict[str, object]:
    return {} if where is None else {"where": to_json(where)}


def _window(window: Window | None) -> dict[str, object]:
    return {} if window is None else {"window": window_as_json(window)}


def _side_as_json(side: Behaviour) -> dict[str, object]:
    return {"event": side.event, **_where(side.where)}


def _step_as_json(step: SequenceStep) -> dict[str, object]:
    out: dict[str, object] = {"event": step.event, **_where(step.where)}
    if step.within is not None:
        out["within"] = str(step.within)
    if step.absent:
        out["absent"] = True
    if step.same:
        out["same"] = list(step.same)
    return out


def _event_as_json(rule: EventCondition) -> dict[str, object]:
    out: dict[str, object] = {"event": rule.event, **_where(rule.where)}
    if rule.measure.property is not None:
        out["measure"] = {rule.measure.kind: rule.measure.property}
    elif rule.measure.kind != "count":
        out["measure"] = rule.measure.kind
    if rule.measure.kind != "count" or rule.test != DEFAULT_COUNT:
        test = operator_as_json(rule.test)
        if rule.measure.kind not in VALUE_MEASURES:
            test.pop("type", None)
        out |= test
    return out | _window(rule.window)


VALUE_MEASURES = ("most_frequent", "first", "last")  # their values are of any type

# --- people -----------------------------------------------------------------------------------------------------------


def _tag_as_json(rule: TagCondition) -> dict[str, object]:
    single = rule.op in ("has", "tagged_within")
    out: dict[str, object] = {"tag": rule.tags[0] if single else list(rule.tags), "op": rule.op}
    if rule.within is not None:
        out["value"] = str(rule.within)
    return out


def _ledger_as_json(rule: LedgerCondition) -> dict[str, object]:
    out: dict[str, object] = {"segment": rule.segment, "op": rule.op, **_window(rule.window), **_set({"on": rule.on})}
    return out if rule.causes == "default" else {**out, "causes": rule.causes}


def _response_as_json(rule: ResponseCondition) -> dict[str, object]:
    out: dict[str, object] = {"response": rule.response}
    if rule.message != "any":
        out["message"] = rule.message
    return out | _set({"campaign": rule.campaign, "channel": rule.channel}) | _window(rule.window)


def _rfm_as_json(rule: RfmCondition) -> dict[str, object]:
    cells = {"r": rule.recency, "f": rule.frequency, "m": rule.money}
    out: dict[str, object] = {"rfm": {part: list(wanted) for part, wanted in cells.items() if wanted}}
    if rule.event != DEFAULT_RFM.event:
        out["event"] = rule.event
    if rule.value != DEFAULT_RFM.value:
        out["value"] = rule.value
    return out | _window(rule.window)


# --- windows and places -----------------------------------------------------------------------------------------------


def window_as_json(window: Window) -> dict[str, object]:
    match window:
        case Rolling(last):
            return {"last": str(last)}
        case Between(older, newer):
            return {"between": [str(older), str(newer)]}
        case Calendar(count, unit):
            return {"last": f"{count}{unit}", "calendar": True}
        case Previous(count, unit):
            return {"previous": f"{count}{unit}"}
        case Absolute(start, end):
            return _set({"from": start, "to": end})
        case Limited(span, hours, weekdays, near):
            return {
                **({} if span is None else window_as_json(span)),
                **({} if hours is None else {"hours": list(hours)}),
                **({"weekdays": list(weekdays)} if weekdays else {}),
                **({} if near is None else {"near": place_as_json(near)}),
            }


def place_as_json(place: Place) -> dict[str, object]:
    match place:
        case WithinKm(km, latitude, longitude):
            return {"within_km": number_as_json(km), "of": [number_as_json(latitude), number_as_json(longitude)]}
        case InsidePolygon(corners):
            return {
                "inside": [[number_as_json(latitude), number_as_json(longitude)] for latitude, longitude in corners]
            }
        case InsideBox(south, west, north, east):
            return {"box": [number_as_json(edge) for edge in (south, west, north, east)]}
        case NamedPlace(kind, names):
            return {kind: names[0] if len(names) == 1 else list(names)}
