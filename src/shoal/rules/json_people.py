"""Reading conditions on what people are: tags, segments, devices, consent, places, scores and samples."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast, get_args

from shoal.model.rule import (
    ANY_OPERATORS,
    Channel,
    ConsentCondition,
    DeviceCondition,
    DeviceField,
    LedgerCondition,
    LocationCondition,
    Node,
    Not,
    ReachableCondition,
    ResponseCondition,
    ResponseWord,
    RfmCondition,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    TagCondition,
    TagOperator,
    ValueOfCondition,
    ValueType,
)
from shoal.rules.collector import Json, at
from shoal.rules.json_parts import CHANNELS, ConditionReader, Place
from shoal.rules.json_writing import DEFAULT_RFM
from shoal.rules.literals import Refused, read_date, read_number, shown
from shoal.rules.operands import TEST_KEYS, Subject
from shoal.rules.windows import read_place

DEVICE_FIELDS: tuple[DeviceField, ...] = get_args(DeviceField)
DEVICE_TYPES: Mapping[DeviceField, tuple[ValueType, ...]] = {
    "platform": ("string",),
    "os_version": ("version", "string"),
    "app_version": ("version", "string"),
    "model": ("string",),
    "count": ("number",),
}
_RESPONSES: tuple[ResponseWord, ...] = get_args(ResponseWord)
_TAG_OPERATORS: tuple[TagOperator, ...] = get_args(TagOperator)
_SEGMENT_OPERATORS = ("in", "not_in", "entered", "left", "was_in")
_CONSENTS = ("granted", "denied", "unknown")
_MEASURED_TYPES: tuple[ValueType, ...] = ("number", "string", "boolean", "date", "version")


@dataclass(slots=True)
class PeopleReader(ConditionReader):
    """Conditions whose data are profiles."""

    def read_tag(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("tag", "op", "value"))
        tags = self.names(value["tag"], at(path, "tag"), "a tag")
        op = value.get("op")
        if op is None:
            self.refuse(path, "missing_op", "the tag condition has no op", f"operators: {', '.join(_TAG_OPERATORS)}")
            return None
        if op not in _TAG_OPERATORS:
            self.refuse_word(op, at(path, "op"), "operator of tags", _TAG_OPERATORS)
            return None
        within = None
        if op == "tagged_within":
            within = self.duration(value.get("value"), at(path, "value"))
        elif "value" in value:
            self.refuse(at(path, "value"), "unexpected_value", f"{op} takes no value", "the tags stand under tag")
        if tags is not None and op in ("has", "tagged_within") and len(tags) != 1:
            hint = "use has_any_of or has_all_of for several"
            self.refuse(at(path, "tag"), "wrong_operand", f"{op} takes one tag", hint)
            return None
        if tags is None or (op == "tagged_within" and within is None):
            return None
        return TagCondition(tags, op, within)

    def read_segment(self, value: Json, path: str) -> Node | None:
        name = self.name(value["segment"], at(path, "segment"), "a segment")
        op = value.get("op")
        if op is None:
            known = ", ".join(_SEGMENT_OPERATORS)
            self.refuse(path, "missing_op", "the segment condition has no op", f"operators: {known}")
            return None
        if op not in _SEGMENT_OPERATORS:
            self.refuse_word(op, at(path, "op"), "operator of segments", _SEGMENT_OPERATORS)
            return None
        if op in ("in", "not_in"):
            self.known_keys(value, path, ("segment", "op"))
            return None if name is None else SegmentCondition(name, op)  # type: ignore[arg-type]  # one of the words
        found = len(self.problems)
        on, span = None, None
        if op == "was_in":
            self.known_keys(value, path, ("segment", "op", "on"))
            on = self._day(value, path)
        else:
            self.known_keys(value, path, ("segment", "op", "window", "causes"))
            span = self.span(value, path, "changes of a segment")
        causes = self.word(value.get("causes", "default"), at(path, "causes"), "choice of causes", ("default", "all"))
        if name is None or len(self.problems) > found:
            return None
        return LedgerCondition(name, op, span, on, causes)  # type: ignore[arg-type]  # one of the words

    def _day(self, value: Json, path: str) -> str | None:
        if "on" not in value:
            self.refuse(path, "missing_on", "was_in asks about a day", 'add "on": "2026-03-08"')
            return None
        try:
            return read_date(value["on"])
        except Refused as refused:
            self.pass_on(at(path, "on"), refused)
            return None

    def read_response(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("response", "message", "campaign", "channel", "window"))
        found = len(self.problems)
        word = self.word(value["response"], at(path, "response"), "response", _RESPONSES)
        message = self.name(value.get("message", "any"), at(path, "message"), "a message")
        campaign = None
        if "campaign" in value:
            campaign = self.name(value["campaign"], at(path, "campaign"), "a campaign")
        channel = self._channel(value, path)
        window = self.span(value, path, "responses")
        if message is None or len(self.problems) > found:
            return None
        return ResponseCondition(cast(ResponseWord, word), message, campaign, channel, window)

    def _channel(self, value: Json, path: str) -> Channel | None:
        if "channel" not in value:
            return None
        return cast("Channel | None", self.word(value["channel"], at(path, "channel"), "channel", CHANNELS))

    # --- devices ---

    def read_device(self, value: Json, path: str, place: Place) -> Node | None:
        field = value["device"]
        if isinstance(field, Mapping):
            return self._same_device(field, path, place)
        known = ("device", *TEST_KEYS)
        if field == "reachable_on":
            return self._reachable(value, path, place)
        self.known_keys(value, path, known)
        fields = DEVICE_FIELDS if place == "rule" else DEVICE_FIELDS[:-1]
        if field not in fields:
            choices = (*fields, "reachable_on") if place == "rule" else fields
            self.refuse_word(field, at(path, "device"), "field of devices", choices)
            return None
        read: DeviceField = field
        noun = "the count of devices" if read == "count" else f"a device's {read}"
        test = self.test(value, path, Subject(noun, types=DEVICE_TYPES[read]))
        if test is not None and read == "count":
            if test.op in ANY_OPERATORS:
                message = f"a count of devices is never missing; {test.op} says nothing"
                self.refuse(at(path, "op"), "wrong_operator", message, 'write "op": "gte", "value": 1')
                return None
            test = replace(test, type="number")
        return None if test is None else DeviceCondition(read, test)

    def _same_device(self, field: Json, path: str, place: Place) -> Node | None:
        where = at(path, "device")
        if place != "rule" or "where" not in field:
            message = "a device is named by a field, or by a tree that one device fits"
            self.refuse(where, "bad_device", message, 'write {"device": {"where": {"all": […]}}}')
            return None
        self.known_keys(field, where, ("where",))
        tree = self.node(field["where"], at(where, "where"), "device")
        return None if tree is None else SameDevice(tree)

    def _reachable(self, value: Json, path: str, place: Place) -> Node | None:
        self.known_keys(value, path, ("device", "op", "value"))
        found = len(self.problems)
        if place != "rule":
            message = "reachable_on is about the person, not about one device"
            self.refuse(at(path, "device"), "misplaced", message, "put it beside the device with all")
        op = self.word(value.get("op", "is"), at(path, "op"), "operator", ("is", "is_not"))
        channel = self.word(value.get("value"), at(path, "value"), "channel", CHANNELS)
        if len(self.problems) > found:
            return None
        reachable = ReachableCondition(cast(Channel, channel))
        return reachable if op == "is" else Not(reachable)

    # --- consent, places, measures, scores, samples ---

    def read_consent(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("consent", "channel", "op"))
        found = len(self.problems)
        purpose = self.name(value["consent"], at(path, "consent"), "a purpose")
        channel = self._channel(value, path)
        if "op" not in value:
            self.refuse(path, "missing_op", "the consent condition has no op", f"operators: {', '.join(_CONSENTS)}")
            return None
        op = self.word(value["op"], at(path, "op"), "operator of consent", _CONSENTS)
        if purpose is None or len(self.problems) > found:
            return None
        return ConsentCondition(purpose, channel, op)  # type: ignore[arg-type]  # one of the words

    def read_location(self, value: Json, path: str, where: Place) -> Node | None:
        self.known_keys(value, path, ("location", "at"))
        place = read_place(value["location"], at(path, "location"), self)
        meant = "event" if where == "where" else "last_known"
        said = self.word(value.get("at", meant), at(path, "at"), "choice of place", ("last_known", "event"))
        if said is not None and said != meant:
            hint = "put it inside the where of an event" if said == "event" else "put it beside the event with all"
            self.refuse(at(path, "at"), "misplaced", f'"at": "{said}" has no meaning here', hint)
            return None
        return None if place is None or said is None else LocationCondition(place, meant)  # type: ignore[arg-type]

    def read_value_of(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("value_of", *TEST_KEYS))
        name = self.name(value["value_of"], at(path, "value_of"), "a measure")
        test = self.test(value, path, Subject("a measure", types=_MEASURED_TYPES))
        return None if name is None or test is None else ValueOfCondition(name, test)

    def read_rfm(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("rfm", "event", "value", "window"))
        found = len(self.problems)
        parts, where = value["rfm"], at(path, "rfm")
        if not isinstance(parts, Mapping) or not parts:
            message = f"rfm names the cells of r, f and m, not {shown(parts)}"
            self.refuse(where, "bad_cells", message, 'write {"r": [4, 5], "m": [5]}')
            return None
        self.known_keys(parts, where, ("r", "f", "m"))
        cells = {part: self._cells(parts[part], at(where, part)) for part in ("r", "f", "m") if part in parts}
        event, money = value.get("event", DEFAULT_RFM.event), value.get("value", DEFAULT_RFM.value)
        name = self.name(event, at(path, "event"), "an event")
        of = self.path(money, at(path, "value"), "a property")
        window = self.span(value, path, "rfm")
        if name is None or of is None or len(self.problems) > found:
            return None
        return RfmCondition(cells.get("r", ()), cells.get("f", ()), cells.get("m", ()), name, of, window)

    def _cells(self, value: object, path: str) -> tuple[int, ...]:
        cells = value if isinstance(value, list | tuple) else [value]
        if not cells or any(isinstance(c, bool) or c not in (1, 2, 3, 4, 5) for c in cells):
            self.refuse(path, "bad_cells", f"cells are whole numbers from 1 to 5, not {shown(value)}", "write [4, 5]")
            return ()
        return tuple(int(cast(int, cell)) for cell in cells)

    def read_score(self, value: Json, path: str) -> Node | None:
        name = self.name(value["score"], at(path, "score"), "a score")
        if "band" in value:
            self.known_keys(value, path, ("score", "band"))
            band = self.name(value["band"], at(path, "band"), "a band")
            return None if name is None or band is None else ScoreCondition(name, None, band)
        self.known_keys(value, path, ("score", *TEST_KEYS))
        test = self.test(value, path, Subject("a score", types=("number",), ranks=True))
        if name is None or test is None:
            return None
        return ScoreCondition(name, test if test.op in ANY_OPERATORS else replace(test, type="number"))

    def read_sample(self, value: Json, path: str) -> Node | None:
        self.known_keys(value, path, ("sample", "seed"))
        found = len(self.problems)
        percent, share = Decimal(0), value["sample"]
        if isinstance(share, bool) or not isinstance(share, int | float | Decimal):
            self.refuse(
                at(path, "sample"), "wrong_operand", f"a sample is a share of people, not {shown(share)}", "write 10"
            )
        else:
            try:
                percent = read_number(share)
                if not 0 < percent <= 100:
                    raise Refused("wrong_operand", f"{percent} is no share of people", "write a number up to 100")
            except Refused as refused:
                self.pass_on(at(path, "sample"), refused)
        if "seed" not in value:
            hint = 'add a text, such as "seed": "holdout-2026": the same one draws the same people'
            self.refuse(path, "missing_seed", "the sample has no seed", hint)
            return None
        seed = self.name(value["seed"], at(path, "seed"), "a seed")
        return None if seed is None or len(self.problems) > found else SampleCondition(percent, seed)
