"""Small random worlds, full of coincidences, and rules over the conditions that `worlds` doesn't make.

Few names, few values and few instants, so that steps tie, values repeat and edges are met: every constant of a rule is
one of the world's own, or lies one step beside it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from tests.properties.worlds import Case

from shoal.model.history import (
    AttributeRecord,
    DeviceRecord,
    Event,
    History,
    LedgerEntry,
    ScoreSet,
    SegmentRule,
    TagRecord,
    World,
)
from shoal.model.instant import to_microseconds
from shoal.model.measure import MeasureDefinition
from shoal.model.rule import (
    NEGATIVE_OPERATORS,
    REFERENCE_OPERATORS,
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
    LedgerCondition,
    LifecycleCondition,
    Limited,
    LocationCondition,
    Measure,
    NamedPlace,
    Node,
    Not,
    OtherValue,
    Place,
    Previous,
    PropertyCondition,
    ReachableCondition,
    RfmCondition,
    Rolling,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    Span,
    StepValue,
    TagCondition,
    Test,
    ValueOfCondition,
    WithinKm,
)
from shoal.model.segment import Cap, CapBy, Waterfall

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
EVENTS = ("A", "B", "C")
ZONES = ("UTC", "Europe/Istanbul", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati")
INSTANTS = (  # clocks change around some of them
    to_microseconds(datetime(2026, 3, 29, 12, tzinfo=UTC)),
    to_microseconds(datetime(2025, 11, 2, 6, 30, tzinfo=UTC)),
    to_microseconds(datetime(2026, 6, 15, 0, 0, tzinfo=UTC)),
)
COUNTRIES = ("TR", "ES", "tr")
POINTS = ((41, 29), (41, 28), (0, 0), (0, 180), (0, -180), (10, 10), (5, 5), (90, 0), (-33, 151))
CHANNELS = ("push", "email")
TEXTS = ("x", "X", "y", "", "é")
DATES = ("2026-03-29", "2026-03-28T23:30:00Z", "2025-11-02T01:30:00-04:00", "2026-03-28T12:00:00")
VERSIONS = ("1.0", "1", "1.0-beta", "2")
SCALARS: tuple[object, ...] = (
    *(1, 1, 2, 2, "x", "x", "x"),  # often, so that people are alike
    *(Decimal("1.0"), "1", True, "X", "", None, *DATES[:2], "2", ["x"], {"a": 1}),
)


class Builder:
    """One case; everything that a rule may ask about is drawn from the few values above."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.as_of = self.pick(INSTANTS)
        self.zone = self.pick(ZONES)
        self.number = 0
        self.segments: dict[str, SegmentRule] = {}
        # In some worlds all happens in steps of one length, so that events often come together or just that far apart.
        self.steps = self.pick(((MINUTE, HOUR, 3 * HOUR, DAY, DAY, 7 * DAY), (HOUR,), (DAY,)))
        # In some, all have few properties of few values, so that values are often equal and as frequent as each other.
        self.few = self.chance(0.4)
        self.scalars = ("x", "y", 1, 2) if self.few else SCALARS

    def pick(self, of: Sequence):
        return self.rng.choice(of)

    def some(self, of: Sequence, low: int = 1, high: int = 2) -> tuple:
        return tuple(self.rng.sample(of, min(len(of), self.rng.randint(low, high))))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def id(self) -> str:
        self.number += 1
        return f"m{self.rng.randint(0, 99):02}-{self.number}"

    # --- the world ---

    def time(self) -> int:
        """Mostly on the few instants at which windows and waits begin and end, or one microsecond beside."""
        step = self.pick(self.steps)
        return self.as_of - step * self.rng.randint(-1, 6) + self.pick((-1, 0, 0, 0, 1))

    def location(self) -> object:
        where: dict[str, object] = {}
        if self.chance(0.7):
            latitude, longitude = self.pick(POINTS)
            where |= {"latitude": latitude, "longitude": longitude}
        if self.chance(0.6):
            where["country"] = self.pick((*COUNTRIES, 5))
        if self.chance(0.3):
            where[self.pick(("region", "city"))] = self.pick((*COUNTRIES, None))
        if self.chance(0.1):
            where["latitude"] = self.pick((91, "41", None))
        return self.pick((where, where, where, where, "here", None))

    def event(self, name: str | None = None) -> Event:
        properties = {key: self.pick(self.scalars) for key in ("p", "q") if self.chance(0.8)}
        if self.chance(0.3):
            properties["l"] = [self.pick(SCALARS) for _ in range(self.rng.randint(0, 3))]
        context: dict[str, object] = {}
        if self.chance(0.4):
            context["location"] = self.location()
        if self.chance(0.15):
            context["device"] = {"token": self.pick(("t", "", 5, None))}
        name = name or self.pick(EVENTS)
        if name == "Unsubscribed" and self.chance(0.7):
            properties["channel"] = self.pick((*CHANNELS, "sms"))
        return Event(name, self.time(), self.id(), properties, context)

    def consent(self) -> object:
        word = (True, False, "granted", "denied", "maybe", None)
        purpose = self.pick((self.pick(word), {c: self.pick(word) for c in self.some(CHANNELS)}))
        return self.pick(({"marketing": purpose, "ads": self.pick(word)}, {"marketing": purpose}, True, None))

    def person(self, number: int) -> History:
        events = [self.event() for _ in range(self.rng.randint(0, 12))]
        events += [self.event("Unsubscribed") for _ in range(self.pick((0, 0, 1, 2)))]
        attributes = []
        for _ in range(self.rng.randint(0, 3)):
            known: dict[str, object] = {}
            for key in ("a", "b"):
                if self.chance(0.6):
                    known[key] = self.pick(SCALARS)
            if self.chance(0.6):
                known["consent"] = self.consent()
            if self.chance(0.4):
                known["timezone"] = self.pick((*ZONES, "Mars/Base", 5, None))
            if self.chance(0.3):
                known["address"] = self.location()
            if self.chance(0.4):
                known["email"] = self.pick(("a@b", "", None, 5))
            if self.chance(0.4):
                known[self.pick(("pushEnabled", "push_enabled"))] = self.pick((True, False, None, "yes"))
            if self.chance(0.5):
                known["points"] = self.pick((1, 2, 2, 3, Decimal("2.5"), "2"))
            time = None if self.chance(0.2) else self.time()
            attributes.append(AttributeRecord(time, self.id(), known))
        devices = tuple(
            DeviceRecord(
                self.time(),
                self.id(),
                self.pick(("d1", "d2", "d3")),
                self.pick((None, "iOS", "Android")),
                self.pick((None, *VERSIONS)),
            )
            for _ in range(self.rng.randint(0, 3))
        )
        tags = (TagRecord(self.time(), self.id(), "t"),) if self.chance(0.3) else ()
        return History(f"p{number}", tuple(events), tuple(attributes), tags, devices)

    def ledger(self, ids: Sequence[str]) -> tuple[LedgerEntry, ...]:
        entries = []
        for profile in ids:
            times = sorted({self.time() for _ in range(self.rng.randint(0, 3))})
            for i, time in enumerate(times):
                cause = self.pick(("data", "clock", "identity", "definition", "first"))
                entries.append(LedgerEntry(profile, time, "entered" if i % 2 == 0 else "left", cause))
        return tuple(entries)

    def scores(self, ids: Sequence[str]) -> tuple[ScoreSet, ...]:
        times = {self.as_of - DAY, self.as_of, self.time()}
        return tuple(
            ScoreSet(
                time,
                {profile: Decimal(self.pick(("0.1", "0.5", "0.5", "0.9", "1"))) for profile in self.some(ids, 0, 20)},
                {profile: self.pick(("high", "low")) for profile in self.some(ids, 0, 10)},
            )
            for time in self.some(sorted(times), 0, 3)
        )

    def measure(self) -> MeasureDefinition:
        kind = self.pick(("count", "sum", "avg", "max", "distinct", "first_time", "last", "active_days"))
        path = "p" if kind in ("sum", "avg", "max", "distinct", "last") else None
        return MeasureDefinition(self.pick(EVENTS), self.where(0.3), Measure(kind, path), self.window())

    def case(self, rule: Callable[["Builder"], Node]) -> Case:
        people = tuple(self.person(number) for number in range(self.rng.randint(4, 14)))
        ids = [person.profile_id for person in people]
        self.measures = {"m": self.measure(), "n": self.measure()}
        ledger = {"s": self.ledger(ids)}
        world = World(people, {}, self.zone, self.measures, {"score": self.scores(ids)}, ledger)
        made = rule(self)
        return Case(
            World(people, self.segments, self.zone, self.measures, world.scores, ledger),
            made,
            self.as_of,
            self.pick((None, "person", *ZONES)),
        )

    # --- parts of rules ---

    def duration(self) -> Duration:
        return self.pick((Duration(1, "m"), Duration(1, "h"), Duration(3, "h"), Duration(1, "d"), Duration(2, "d"),
                          Duration(7, "d")))  # fmt: skip

    def span(self) -> Span | None:
        day = self.pick(("2026-03-28", "2025-11-01", "2026-06-14", "2026-03-29T00:00:00+02:00"))
        return self.pick(
            (
                None,
                None,
                None,
                Rolling(self.duration()),
                Rolling(Duration(30, "d")),
                Between(Duration(7, "d"), self.pick((Duration(1, "d"), Duration(0, "d")))),
                Calendar(self.rng.randint(1, 2), self.pick(("d", "w", "mo"))),
                Previous(1, self.pick(("d", "w"))),
                Absolute(day, None),
                Absolute(None, day),
            )
        )

    def window(self) -> Span | Limited | None:
        span = self.span()
        if self.chance(0.7):
            return span
        hours = self.pick((None, ("09:00", "18:00"), ("22:30", "05:30"), ("00:00", "24:00"), ("05:00", "11:00")))
        days = tuple(day for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") if self.chance(0.6))
        days = days if self.chance(0.4) else ()
        near = self.place() if self.chance(0.2) else None
        return Limited(span, hours, days, near) if hours or days or near else span

    def place(self) -> Place:
        latitude, longitude = self.pick(POINTS)
        near = self.pick(
            (
                WithinKm(Decimal(5), Decimal(latitude), Decimal(longitude)),
                WithinKm(Decimal(self.pick((60, 84))), Decimal(41), Decimal(self.pick((28, 29)))),
                InsideBox(Decimal(-5), Decimal(170), Decimal(5), Decimal(-170)),
                InsideBox(Decimal(0), Decimal(0), Decimal(41), Decimal(29)),
                InsidePolygon(((Decimal(0), Decimal(0)), (Decimal(10), Decimal(0)), (Decimal(10), Decimal(10)),
                               (Decimal(0), Decimal(10)))),
                InsidePolygon(((Decimal(40), Decimal(28)), (Decimal(42), Decimal(30)), (Decimal(41), Decimal(29)),
                               (Decimal(0), Decimal(20)))),
            )
        )  # fmt: skip
        kind = self.pick(("country", "country", "region", "city"))
        return near if self.chance(0.6) else NamedPlace(kind, self.some(COUNTRIES))

    def test(self, *, other: object = None) -> Test:
        """A test on a value of the data; `other` is another value on the right."""
        missing = "include"
        if other is not None:
            kind = self.pick(tuple(REFERENCE_OPERATORS))
            op = self.pick(REFERENCE_OPERATORS[kind])
            if op in NEGATIVE_OPERATORS and self.chance(0.4):
                missing = "exclude"
            return Test(op, other, kind, kind == "string" and self.chance(0.3), missing)
        if self.few and self.chance(0.6):
            return self.pick((Test("is", "x", "string"), Test("is", "y", "string"), Test("eq", Decimal(1), "number")))
        return self.pick(
            (
                Test("is", self.pick(TEXTS), "string"),
                Test("is_not", "x", "string", False, self.pick(("include", "exclude"))),
                Test("is_any_of", ("x", "1"), "string"),
                Test("gte", Decimal(2), "number"),
                Test("ne", Decimal(1), "number"),
                Test("between", (Decimal(1), Decimal(2)), "number"),
                Test("is_true", None, "boolean"),
                Test("is_set"),
                Test("is_missing"),
                Test("on", "2026-03-29", "date"),
                Test("lt", "2", "version"),
            )
        )

    def property_condition(self, earlier: tuple[int, ...] = ()) -> Node:
        if self.chance(0.15):
            return LocationCondition(self.place(), "event")
        path = self.pick(("p", "q"))
        if earlier and self.chance(0.5):
            return PropertyCondition(path, self.test(other=StepValue(self.pick(earlier), self.pick(("p", "q")))))
        if self.chance(0.25):
            return PropertyCondition(path, self.test(other=OtherValue("q" if path == "p" else "p")))
        return PropertyCondition(path, self.test())

    def where(self, share: float = 0.5, earlier: tuple[int, ...] = ()) -> Node | None:
        if not self.chance(share):
            return None
        leaves = tuple(self.property_condition(earlier) for _ in range(self.rng.randint(1, 2)))
        if len(leaves) == 1:
            return Not(leaves[0]) if self.chance(0.2) else leaves[0]
        return self.pick((AllOf, AnyOf))(leaves)

    # --- conditions on order and habit ---

    def sequence(self) -> Node:
        if self.few and self.chance(0.8):
            past = Between(Duration(7, "d"), Duration(1, "d"))
            return SequenceCondition(self.three_steps(), self.pick((past, self.span())))
        steps = [SequenceStep(self.pick(EVENTS), self.where(0.3))]
        for _ in range(self.pick((1, 1, 2, 3))):
            earlier = tuple(i for i, step in enumerate(steps, 1) if not step.absent)
            steps.append(
                SequenceStep(
                    self.pick(EVENTS),
                    self.where(0.4, earlier if self.chance(0.4) else ()),
                    self.duration() if self.chance(0.6) else None,
                    self.chance(0.35),
                    self.some(("p", "q")) if self.chance(0.3) else (),
                )
            )
        return SequenceCondition(tuple(steps), self.window())

    def three_steps(self) -> tuple[SequenceStep, ...]:
        """A, something between that must or must not come, and a third with a value of the first one."""
        a, b, c = (self.pick(EVENTS) for _ in range(3))
        path = self.pick(("p", "q"))
        other, same = None, ()
        if self.chance(0.3):
            other = PropertyCondition(path, self.test(other=StepValue(1, path)))
        elif self.chance(0.6):
            same = (path,)
        soon, later = (self.pick((None, Duration(1, "h"), Duration(1, "d"), Duration(2, "d"))) for _ in range(2))
        between = SequenceStep(b, None, self.pick((None, soon)), self.chance(0.5), same if self.chance(0.5) else ())
        return SequenceStep(a), between, SequenceStep(c, other, later, False, same)

    def lifecycle(self) -> Node:
        word = self.pick(("first_time", "stopped", "restarted", "regularly"))
        counts = (1, 1, 1)
        if word == "regularly":
            of = self.rng.randint(1, 4)
            counts = (self.rng.randint(1, 2), self.rng.randint(1, of), of)
        return LifecycleCondition(word, self.pick(EVENTS), self.where(0.3), self.duration(), *counts)

    def compare(self) -> Node:
        sides = (Behaviour(self.pick(EVENTS), self.where(0.3)) for _ in range(2))
        return CompareCondition(*sides, self.pick(("eq", "ne", "gt", "gte", "lt", "lte")), self.window())

    def behaviour(self) -> Node:
        kind = self.pick(
            ("count", "first", "last", "most_frequent", "most_frequent", "sum", "last_time", "active_days", "distinct")
        )
        if kind == "last_time":
            test = self.pick((Test("in_last", self.duration(), "date"), Test("on", "2026-03-28", "date")))
            return EventCondition(self.pick(EVENTS), self.where(), Measure(kind), test, self.window())
        if kind in ("count", "active_days"):
            test = Test(self.pick(("gte", "eq", "lt", "ne")), Decimal(self.rng.randint(0, 3)), "number")
            return EventCondition(self.pick(EVENTS), self.where(), Measure(kind), test, self.window())
        path = self.pick(("p", "q", "l[]"))
        counted = kind in ("sum", "distinct")
        test = Test("gte", Decimal(self.rng.randint(0, 3)), "number") if counted else self.test()
        return EventCondition(self.pick(EVENTS), self.where(0.3), Measure(kind, path), test, self.window())

    def order(self) -> Node:
        return self.pick((self.sequence, self.sequence, self.sequence, self.lifecycle, self.compare))()

    # --- conditions on people ---

    def known(self) -> Node:
        return self.pick(
            (
                lambda: LocationCondition(self.place()),
                lambda: ConsentCondition(
                    self.pick(("marketing", "marketing", "ads")),
                    self.pick((None, *CHANNELS)),
                    self.pick(("granted", "denied", "unknown")),
                ),
                lambda: ReachableCondition(self.pick(CHANNELS)),
                lambda: AttributeCondition(self.pick(("a", "b")), self.test(other=OtherValue(self.pick(("a", "b"))))),
                self.device_count,
                lambda: SameDevice(self.one_device()),
                self.ledger_condition,
                self.rfm,
                self.score,
                lambda: SampleCondition(Decimal(self.pick(("10", "50", "33.3", "100"))), self.pick(("a", "b"))),
                self.value_of,
                lambda: TagCondition(("t",), "tagged_within", self.duration()),
            )
        )()  # fmt: skip

    def device_count(self) -> Node:
        test = Test(self.pick(("eq", "gte", "ne")), Decimal(self.rng.randint(0, 2)), "number")
        return DeviceCondition("count", test)

    def one_device(self) -> Node:
        leaves = (
            DeviceCondition("platform", Test(self.pick(("is", "is_not")), "iOS", "string")),
            DeviceCondition("os_version", Test(self.pick(("gte", "ne", "lt")), self.pick(VERSIONS), "version")),
        )
        return self.pick((AllOf(leaves), AnyOf(leaves), leaves[0], Not(leaves[1])))

    def ledger_condition(self) -> Node:
        if self.chance(0.3):
            on = self.pick(("2026-03-28", "2025-11-01", "2026-06-14", "2026-03-28T12:00:00Z"))
            return LedgerCondition("s", "was_in", None, on)
        return LedgerCondition("s", self.pick(("entered", "left")), self.span(), None, self.pick(("default", "all")))

    def rfm(self) -> Node:
        cells = [self.some((1, 2, 3, 4, 5), 1, 3) if self.chance(0.6) else () for _ in range(3)]
        if not any(cells):
            cells[0] = (4, 5)
        return RfmCondition(*cells, self.pick(EVENTS), "p", self.span())

    def score(self) -> Node:
        if self.chance(0.3):
            return ScoreCondition("score", None, self.pick(("high", "none")))
        test = self.pick(
            (
                Test("gte", Decimal("0.5"), "number"),
                Test("is_missing"),
                Test("top_percent", Decimal(self.pick(("20", "50", "1"))), "number"),
                Test("bottom_percent", Decimal(40), "number"),
                Test("ne", Decimal("0.5"), "number"),
            )
        )
        return ScoreCondition(self.pick(("score", "score", "nothing")), test)

    def value_of(self) -> Node:
        name = self.pick(("m", "n"))
        kind = self.measures[name].measure.kind
        if kind == "first_time":
            return ValueOfCondition(name, Test("in_last", self.duration(), "date"))
        if kind == "last":
            return ValueOfCondition(name, self.test())
        return ValueOfCondition(name, Test(self.pick(("gte", "lt", "ne")), Decimal(self.rng.randint(0, 3)), "number"))

    # --- trees and segments ---

    def tree(self, leaf: Callable[[], Node]) -> Node:
        leaves = tuple(leaf() for _ in range(self.pick((1, 1, 2, 3))))
        if len(leaves) == 1:
            return Not(leaves[0]) if self.chance(0.2) else leaves[0]
        return self.pick((AllOf, AnyOf))(leaves)

    def with_segments(self) -> Node:
        """Segments with limits, and a rule on one of them."""
        ids = tuple(f"p{number}" for number in range(8))
        for name in ("s1", "s2", "s3", "s4"):
            by = CapBy(*self.pick((("attribute", "points"), ("score", "score"), ("value_of", "m"), ("value_of", "n"))))
            if by.kind == "value_of" and self.measures[by.name].measure.kind == "last":
                by = CapBy("attribute", "points")
            before = tuple(self.segments)
            leaf = self.pick((self.known, self.order, self.behaviour))
            inside = SegmentCondition(self.pick(before), "in") if before and self.chance(0.2) else leaf()
            self.segments[name] = SegmentRule(
                rule=AnyOf((inside, self.tree(leaf))) if self.chance(0.8) else AllOf(()),
                zone=self.pick((None, "person", *ZONES)),
                active=self.chance(0.9),
                include=frozenset(self.some((*ids, "unknown"), 0, 2)),
                exclude=frozenset(self.some((*ids, "unknown"), 0, 2)),
                cap=Cap(self.rng.randint(1, 5), by, self.pick(("highest", "lowest"))) if self.chance(0.5) else None,
                waterfall=Waterfall("w", self.rng.randint(1, 2)) if self.chance(0.6) and not before else None,
            )
        names = tuple(self.segments)
        if self.chance(0.7):  # a waterfall over all that don't refer to each other
            plain = [name for name in names if not _refers(self.segments[name].rule)]
            for name in plain:
                one = self.segments[name]
                self.segments[name] = SegmentRule(
                    one.rule, one.zone, one.active, one.members, one.include, one.exclude, one.cap,
                    Waterfall("w", self.rng.randint(1, 3)),
                )  # fmt: skip
        return SegmentCondition(self.pick(names), "in")


def _refers(rule: Node | None) -> bool:
    match rule:
        case AllOf(children) | AnyOf(children):
            return any(map(_refers, children))
        case Not(child):
            return _refers(child)
    return isinstance(rule, SegmentCondition)


KINDS: dict[str, Callable[[Builder], Node]] = {
    "order": lambda builder: builder.tree(builder.order),
    "behaviour": lambda builder: builder.tree(builder.behaviour),
    "people": lambda builder: builder.tree(builder.known),
    "segments": lambda builder: builder.with_segments(),
}


def seeded_case_of(kind: str, seed: int) -> Case:
    return Builder(seed).case(KINDS[kind])
