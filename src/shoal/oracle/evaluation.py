"""One rule in its setting: the world, the instant, the zone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, TypeVar

from shoal.model.errors import InvalidInput
from shoal.model.history import JsonValue, ScoreSet, World
from shoal.model.instant import zone_info
from shoal.model.paths import parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    NEGATIVE_OPERATORS,
    AttributeCondition,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    Duration,
    EventCondition,
    LedgerCondition,
    LifecycleCondition,
    LocationCondition,
    Measure,
    Node,
    OtherValue,
    ReachableCondition,
    ResponseCondition,
    RfmCondition,
    Rolling,
    Rule,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    StepValue,
    TagCondition,
    ValueOfCondition,
)
from shoal.model.segment import PERSON_ZONE, Cap, CapBy
from shoal.oracle.behaviour import follows, lives, matching, measured, more_often
from shoal.oracle.comparisons import judge, passes, twin, typed
from shoal.oracle.dates import Moment
from shoal.oracle.known import Person, combine, look_up
from shoal.oracle.people import best, consent, drawn, fits_device, last_known_place, reachable
from shoal.oracle.places import lies_in
from shoal.oracle.responses import messages_sent, responses, text_of
from shoal.oracle.values import as_number, refuse

_RANKS = ("top_percent", "bottom_percent")
T = TypeVar("T")


class Evaluation:
    """One rule's setting: the world, the instant, the zone, and the segments on the way here."""

    def __init__(self, world: World, as_of: int, zone: str | None, trail: tuple[str, ...] = ()) -> None:
        self.world, self.trail = world, trail
        self.asked: dict[object, Any] = {}
        self.by_person = zone == PERSON_ZONE
        own = world.zone if zone is None or self.by_person else zone
        self.moment = Moment(as_of, zone_info(own), zone_info(world.zone))

    @cached_property
    def everyone(self) -> list[Person]:
        people = (Person(profile, self.moment.as_of) for profile in self.world.profiles)
        return [person for person in people if person.is_known]

    def once(self, question: object, answer: Callable[[], T]) -> T:
        """What is the same for everybody is worked out once."""
        if question not in self.asked:
            self.asked[question] = answer()
        found: T = self.asked[question]
        return found

    def holds(self, rule: Rule, person: Person) -> bool:
        if self.by_person:
            return self.in_zone(self.zone_of(person)).holds(rule, person)
        return combine(rule, lambda condition: self.condition(condition, person))

    def in_zone(self, zone: str) -> "Evaluation":
        return self.once(("zone", zone), lambda: Evaluation(self.world, self.moment.as_of, zone, self.trail))

    def zone_of(self, person: Person) -> str:
        """The person's own zone, as their attribute `timezone` names it, else the workspace's."""
        named = person.attributes.get("timezone")
        try:
            return named if isinstance(named, str) and zone_info(named) else self.world.zone
        except InvalidInput:
            return self.world.zone

    def condition(self, condition: Node, person: Person) -> bool:
        match condition:
            case AttributeCondition(path, test) if test.op in _RANKS:
                return person.id in self.once(condition, lambda: best(test, self.numbers(path)))
            case AttributeCondition(path, test):
                return passes(test, self.attribute(person, path), self.moment, partial(self.other, person))
            case SequenceCondition():
                return follows(condition, person.events, self.moment)
            case LifecycleCondition():
                return lives(condition, person.events, self.moment)
            case CompareCondition():
                return more_often(condition, person.events, self.moment)
            case ValueOfCondition():
                return self.named_measure(condition, person)
            case RfmCondition():
                return self.cell(condition, person)
            case ScoreCondition():
                return self.scored(condition, person)
            case SampleCondition(percent, seed):
                return drawn(percent, seed, person.id)
            case ConsentCondition(purpose, channel, op):
                return consent(person, purpose, channel) == op
            case ReachableCondition(channel):
                return reachable(person, channel)
            case LocationCondition(place, "last_known"):
                return lies_in(place, last_known_place(person))
            case LedgerCondition():
                return self.remembered(condition, person)
            case SameDevice(where):
                return any(fits_device(where, device, self.moment) for device in person.devices.values())
            case DeviceCondition("count", test):
                return passes(test, len(person.devices), self.moment)
            case EventCondition():
                return self.behaviour(condition, person)
            case TagCondition():
                return self.tagged(condition, person)
            case DeviceCondition():
                return self.device(condition, person)
            case SegmentCondition():
                return self.in_segment(condition.segment, person) == (condition.op == "in")
            case ResponseCondition():
                return self.response(condition, person)
            case _:
                refuse(condition)

    # Attributes, tags, devices, segments

    def attribute(self, person: Person, path: str) -> JsonValue:
        return look_up(person.attributes, parse_path(path))

    def other(self, person: Person, other: OtherValue | StepValue) -> JsonValue:
        return refuse(other) if isinstance(other, StepValue) else self.attribute(person, other.path)

    def numbers(self, path: str) -> dict[str, Fraction]:
        """The number at a path of everyone who has one, by id."""
        found = ((person.id, as_number(self.attribute(person, path))) for person in self.everyone)
        return {person: number for person, number in found if number is not None}

    def tagged(self, condition: TagCondition, person: Person) -> bool:
        has = {tag: tag in person.tags and person.tags[tag].present for tag in condition.tags}
        match condition:
            case TagCondition(tags=(tag,), op="has"):
                return has[tag]
            case TagCondition(op="has_any_of"):
                return any(has.values())
            case TagCondition(op="has_all_of"):
                return all(has.values())
            case TagCondition(op="has_none_of"):
                return not any(has.values())
            case TagCondition(tags=(tag,), op="tagged_within", within=Duration() as within):
                since = person.tags[tag].time if has[tag] else None
                return since is not None and self.moment.is_in(Rolling(within), since)
            case _:
                refuse(condition)

    def device(self, condition: DeviceCondition, person: Person) -> bool:
        """Some device passes the test; for a negative operator, no device passes its twin."""
        test = condition.test
        values = [device.get(condition.field) for device in person.devices.values()] or [None]
        if test.op not in NEGATIVE_OPERATORS:
            return any(passes(test, value, self.moment) for value in values)
        if any(passes(twin(test), value, self.moment) for value in values):
            return False
        return test.missing == "include" or any(typed(test, value, self.moment) is not None for value in values)

    def in_segment(self, segment_id: str, person: Person) -> bool:
        if segment_id in self.trail:
            raise ValueError(f"segments form a cycle: {' → '.join((*self.trail, segment_id))}")
        if segment_id not in self.world.segments:
            raise ValueError(f"there is no segment {segment_id!r}")
        segment = self.world.segments[segment_id]
        if not segment.active:
            return False
        if segment.rule is None:
            return person.id in segment.members
        if segment.waterfall is None and segment.cap is None:
            return self.chosen(segment_id, person)
        return person.id in self.once(("members", segment_id), lambda: self.members_of(segment_id))

    def chosen(self, segment_id: str, person: Person) -> bool:
        """By the segment's rule, or by name; never those who are left out by name."""
        segment = self.world.segments[segment_id]
        trail = (*self.trail, segment_id)
        if segment.rule is None:
            return person.id in segment.members
        if person.id in segment.exclude or person.id in segment.include:
            return person.id not in segment.exclude
        inner = self.once(trail, lambda: Evaluation(self.world, self.moment.as_of, segment.zone, trail))
        return inner.holds(segment.rule, person)

    def members_of(self, segment_id: str) -> frozenset[str]:
        """The whole definition: rule, include, exclude, waterfall, cap."""
        segment = self.world.segments[segment_id]
        earlier = [other for other in self.world.segments if self.is_earlier(other, segment_id)]
        left = [
            person
            for person in self.everyone
            if self.chosen(segment_id, person) and not any(self.chosen(other, person) for other in earlier)
        ]
        if segment.cap is None:
            return frozenset(person.id for person in left)
        numbers = self.numbers_to_cap_by(segment_id, segment.cap)
        sign = -1 if segment.cap.order == "highest" else 1

        def place(person: Person) -> tuple[bool, Fraction, bytes]:
            number = numbers.get(person.id)
            return number is None, Fraction(0) if number is None else sign * number, person.id.encode()

        return frozenset(person.id for person in sorted(left, key=place)[: segment.cap.n])

    def is_earlier(self, other_id: str, segment_id: str) -> bool:
        """Whether the other segment takes its people before this one does."""
        other, mine = self.world.segments[other_id].waterfall, self.world.segments[segment_id].waterfall
        if other is None or mine is None or other.set != mine.set or not self.world.segments[other_id].active:
            return False
        return (other.priority, other_id) < (mine.priority, segment_id)

    def numbers_to_cap_by(self, segment_id: str, cap: Cap) -> dict[str, Fraction]:
        match cap.by:
            case CapBy("attribute", path):
                return self.numbers(path)
            case CapBy("score", name):
                return self.scores(name)
            case CapBy(_, name):
                zone = self.world.segments[segment_id].zone
                inner = Evaluation(self.world, self.moment.as_of, zone, self.trail)
                if self.world.measures[name].measure.kind in ("most_frequent", "first", "last"):
                    return {}  # a value of the data, no number of the measure's own
                found = {person.id: inner.value_of(name, person) for person in self.everyone}
                return {who: Fraction(n) for who, n in found.items() if isinstance(n, int | float | Fraction)}

    # Scores, ranks, changes

    def scores(self, name: str) -> dict[str, Fraction]:
        found = self.latest_scores(name)
        known = {person.id for person in self.everyone}
        return {} if found is None else {p: Fraction(value) for p, value in found.values.items() if p in known}

    def latest_scores(self, name: str) -> ScoreSet | None:
        """The scores of the last run before as_of."""
        known = [one for one in self.world.scores.get(name, ()) if one.time < self.moment.as_of]
        return max(known, key=lambda one: one.time, default=None)

    def scored(self, condition: ScoreCondition, person: Person) -> bool:
        found = self.latest_scores(condition.score)
        if condition.test is None:
            return found is not None and condition.band is not None and found.bands.get(person.id) == condition.band
        if condition.test.op in _RANKS:
            test = condition.test
            return person.id in self.once(condition, lambda: best(test, self.scores(condition.score)))
        value = None if found is None else found.values.get(person.id)
        return passes(condition.test, value, self.moment)

    def cell(self, condition: RfmCondition, person: Person) -> bool:
        cells = self.once(replace(condition, recency=(), frequency=(), money=()), lambda: self.cells(condition))
        if person.id not in cells:
            return False
        wanted = (condition.recency, condition.frequency, condition.money)
        return all(not each or cell in each for each, cell in zip(wanted, cells[person.id], strict=True))

    def cells(self, condition: RfmCondition) -> dict[str, tuple[int, ...]]:
        """The cells of everyone with an event in the window."""
        behaved: dict[str, tuple[Any, ...]] = {}
        for person in self.everyone:
            events = matching(person.events, condition.event, None, condition.window, self.moment)
            if events:
                money = measured(Measure("sum", condition.value), events, self.moment)
                behaved[person.id] = (max(event.time for event in events), len(events), money)
        cells: dict[str, list[int]] = {person: [] for person in behaved}
        for part in range(3):
            ascending = sorted(behaved, key=lambda person: person.encode(), reverse=True)
            ascending.sort(key=lambda person: behaved[person][part])  # used at once
            for position, person_id in enumerate(ascending):
                cells[person_id].append(1 + 5 * position // len(ascending))
        return {person_id: tuple(found) for person_id, found in cells.items()}

    def remembered(self, condition: LedgerCondition, person: Person) -> bool:
        """What the ledger has of the person and the segment."""
        entries = sorted(
            (
                entry
                for entry in self.world.ledger.get(condition.segment, ())
                if entry.profile_id == person.id and entry.time < self.moment.as_of
            ),
            key=lambda entry: entry.time,
        )
        if condition.op == "was_in":
            day = self.moment.literal(condition.on)
            if isinstance(day, int):
                known = [entry for entry in entries if entry.time <= day]
            else:
                midnight = self.moment.instant(date.fromordinal(day.toordinal() + 1))
                known = [entry for entry in entries if entry.time < midnight]
            return bool(known) and known[-1].direction == "entered"
        return any(
            entry.direction == condition.op
            and self.moment.is_in(condition.window, entry.time)
            and (condition.causes == "all" or entry.cause in ("data", "clock", "identity"))
            for entry in entries
        )

    # Behaviour

    def behaviour(self, condition: EventCondition, person: Person) -> bool:
        """A test on what is measured over the matching events."""
        test, kind = condition.test, condition.measure.kind
        events = matching(person.events, condition.event, condition.where, condition.window, self.moment)
        value = measured(condition.measure, events, self.moment)
        if kind in ("most_frequent", "first", "last"):
            return passes(test, value, self.moment)
        if test.op not in ANY_OPERATORS and test.type != ("date" if kind in ("first_time", "last_time") else "number"):
            refuse(condition)
        return judge(test, value, self.moment)

    def named_measure(self, condition: ValueOfCondition, person: Person) -> bool:
        known = self.world.measures.get(condition.measure)
        if known is None:
            raise ValueError(f"there is no measure {condition.measure!r}")
        meant = EventCondition(known.event, known.where, known.measure, condition.test, known.window)
        return self.behaviour(meant, person)

    def value_of(self, name: str, person: Person) -> JsonValue:
        if self.by_person:
            return self.in_zone(self.zone_of(person)).value_of(name, person)
        known = self.world.measures[name]
        events = matching(person.events, known.event, known.where, known.window, self.moment)
        return measured(known.measure, events, self.moment)

    # Responses to messages

    def response(self, condition: ResponseCondition, person: Person) -> bool:
        if condition.response in ("not_opened", "not_clicked"):
            return self.left_unanswered(condition, person)
        wanted = self.wanted_message(condition, person)
        return any(
            (condition.channel is None or channel == condition.channel)
            and (condition.campaign is None or text_of(event, "campaign_id") == condition.campaign)
            and (condition.message == "any" or (wanted is not None and text_of(event, "message_id") == wanted))
            and self.moment.is_in(condition.window, event.time)
            for event, channel in responses(person, condition.response)
        )

    def left_unanswered(self, condition: ResponseCondition, person: Person) -> bool:
        """Something was sent in the window, and nothing of that was ever opened (clicked) by a human."""
        word = condition.response.removeprefix("not_")
        answered = {(text_of(event, "message_id"), channel) for event, channel in responses(person, word)}
        wanted = self.wanted_message(condition, person)
        sends = [
            event
            for event in messages_sent(person, condition)
            if self.moment.is_in(condition.window, event.time)
            and (condition.message == "any" or text_of(event, "message_id") == wanted)
        ]
        keys = {(text_of(event, "message_id"), text_of(event, "channel")) for event in sends}
        return bool(sends) and not keys & answered

    def wanted_message(self, condition: ResponseCondition, person: Person) -> str | None:
        """The id of the message that is asked about; None when any will do, or when there is no last one."""
        if condition.message == "any":
            return None
        if condition.message == "last_sent_to_person":
            own = [(send.time, text_of(send, "message_id") or "") for send in messages_sent(person, condition)]
            return max(own)[1] if own else None
        if condition.message == "last":
            return self.once(condition, lambda: self.last_message(condition))
        return condition.message

    def last_message(self, condition: ResponseCondition) -> str | None:
        """The message whose first send, to anybody, is the latest; of two the one with the greater id."""
        starts: dict[str, int] = {}
        for send in (send for anyone in self.everyone for send in messages_sent(anyone, condition)):
            message = text_of(send, "message_id") or ""
            starts[message] = min(send.time, starts.get(message, send.time))
        return max(starts, key=lambda message: (starts[message], message)) if starts else None
