"""The whole way in: tracking records in several batches, with merges and repeats, held to the oracle."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random

from tests.properties import stored_world
from tests.properties.worlds import Case, seeded_case

from shoal import ingest, membership, oracle
from shoal.columns import bits
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.membership.compiled import Compiler, Segments
from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, World
from shoal.model.instant import format_instant
from shoal.storage import Store

YEAR = 31_536_000_000_000
Identifier = tuple[str, str]  # kind, value
KINDS = {"userId": "user_id", "anonymousId": "anonymous_id"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it is sent, what it means, and the identifiers that it says are one person's."""

    record: Mapping[str, object]
    means: tuple[Event | AttributeRecord | DeviceRecord, ...]
    identifiers: frozenset[Identifier]


class Senders:
    """The people of a case under user ids and anonymous ids, some of which turn out to be one person's."""

    def __init__(self, case: Case, rng: Random) -> None:
        self._case = case
        self._rng = rng
        self.sent: list[Sent] = []
        for number, person in enumerate(case.world.profiles):
            self._person(f"user-{number}", [f"anon-{number}-{n}" for n in range(rng.choice((0, 0, 1, 2)))], person)
        for number in range(rng.choice((0, 1, 3)) if self.sent else 0):
            (_, known), (kind, other) = (min(rng.choice(self.sent).identifiers) for _ in range(2))
            field = next(field for field, name in KINDS.items() if name == kind)
            self._say(f"link-{number}", {field: other}, {"type": "alias", "previousId": known}, {})
        rng.shuffle(self.sent)

    def _person(self, user: str, anonymous: list[str], person: History) -> None:
        for event in person.events:
            record = {"type": "track", "event": event.name, "properties": event.properties, "context": event.context}
            self._add(event, self._who(user, anonymous), record, (event,))
        for said in person.attributes:
            known = replace(said, time=self._time(said.time))
            self._add(known, self._who(user, anonymous), {"type": "identify", "traits": said.attributes}, (known,))
        for device in person.devices:
            fields = {name: getattr(device, name) or None for name in ("os_version", "app_version", "model")}
            told = replace(device, time=self._time(device.time), **fields)
            means = (told, AttributeRecord(told.time, told.message_id, {}))
            record = {"type": "identify", "context": context_of(told)}
            self._add(told, self._who(user, anonymous), record, means)
        for name in anonymous:
            self._say(f"{user}-{name}", {"userId": user, "anonymousId": name}, {"type": "identify"}, {})

    def _who(self, user: str, anonymous: list[str]) -> dict[str, str]:
        known = {"userId": user} if not anonymous or self._rng.random() < 0.6 else {}
        if anonymous and (not known or self._rng.random() < 0.4):
            known["anonymousId"] = self._rng.choice(anonymous)
        return known

    def _time(self, time: int | None) -> int:
        return self._case.as_of - self._rng.randrange(1, YEAR) if time is None else time

    def _say(self, message: str, who: Mapping[str, str], record: dict[str, object], said: Mapping[str, object]) -> None:
        means = AttributeRecord(self._time(None), message, said)
        self._add(means, who, record, (means,))

    def _add(
        self,
        first: Event | AttributeRecord | DeviceRecord,
        who: Mapping[str, str],
        record: dict[str, object],
        means: tuple[Event | AttributeRecord | DeviceRecord, ...],
    ) -> None:
        assert first.time is not None
        identifiers = {(KINDS[field], value) for field, value in who.items()}
        if "previousId" in record:
            identifiers |= {(kind, str(record["previousId"])) for kind in KINDS.values()}
        envelope = {"messageId": first.message_id, "timestamp": format_instant(first.time)}
        self.sent.append(Sent(record | envelope | who, means, frozenset(identifiers)))


def context_of(device: DeviceRecord) -> dict[str, object]:
    parts: dict[str, object] = {"device": {"id": device.device_id, "model": device.model}}
    parts["os"] = {"version": device.os_version, "name": device.platform if device.platform != "Web" else None}
    parts["app"] = {"version": device.app_version}
    return parts | ({"userAgent": "a browser"} if device.platform == "Web" else {})


def world_of(sent: list[Sent], case: Case, store: Store) -> World:
    """The people that the records sent so far make, under the ids that the store gave them."""
    people: list[tuple[set[Identifier], list[object]]] = []
    for one in sent:
        same = [known for known in people if known[0] & one.identifiers]
        people = [known for known in people if not known[0] & one.identifiers]
        merged = [part for known in same for part in known[1]]
        people.append((set(one.identifiers).union(*(known[0] for known in same)), [*merged, *one.means]))
    with store.sql() as sql:
        numbers = {
            (kind, value): profile
            for kind, value, profile in sql.execute("SELECT kind, value, profile FROM identifiers").fetchall()
        }
    ids = store.profile_ids(store.snapshot()).to_pylist()
    histories = []
    for identifiers, means in people:
        found = {numbers[each] for each in identifiers if each in numbers}
        assert len(found) == 1, f"{identifiers} are one person"
        by_kind: dict[type, list[object]] = defaultdict(list)
        for record in means:
            by_kind[type(record)].append(record)
        events, attributes, devices = (tuple(by_kind[kind]) for kind in (Event, AttributeRecord, DeviceRecord))
        histories.append(History(ids[found.pop()], events, attributes, (), devices))  # type: ignore[arg-type]
    assert len({history.profile_id for history in histories}) == len(histories)
    return replace(case.world, profiles=tuple(histories))


def engine_members(store: Store, case: Case) -> frozenset[str]:
    source = store.source()
    definitions = Segments(stored_world.definitions(case.world), case.world.zone)
    expression = Compiler(definitions, source, case.as_of).rule(case.rule, case.zone)
    result = evaluate(leaves_of([expression]), source, as_of=case.as_of)
    ids = store.profile_ids(store.snapshot())
    return frozenset(ids[int(number)].as_py() for number in bits.numbers(result.members(expression)))


def test_members_follow_every_batch(tmp_path: Path) -> None:
    asked = told_apart = merged = 0
    for seed in range(12):
        case = seeded_case(seed)
        if any(segment.rule is None for segment in case.world.segments.values()):
            continue
        rng = Random(seed)
        sent = Senders(case, rng).sent
        now = case.as_of + 3 * YEAR
        store = Store.open(tmp_path / str(seed), write=True, now=now, zone=case.world.zone)
        cuts = sorted({0, len(sent), *(rng.randrange(len(sent) + 1) for _ in range(2))})
        for start, end in pairwise(cuts):
            again = [sent[rng.randrange(end)].record for _ in range(3)]  # some of them known, some twice in the batch
            records = [one.record for one in sent[start:end]] + again
            receipt = ingest.accept(store, records, source="web", now=now)
            assert (receipt.accepted, dict(receipt.rejected)) == (end - start, {})
            world = world_of(sent[:end], case, store)
            expected = oracle.members(case.rule, world, case.as_of, zone=case.zone)
            assert engine_members(store, case) == expected, f"seed {seed}, {end} records: {case.rule}"
            asked += 1
            told_apart += 0 < len(expected) < len(world.profiles)
        preview = membership.preview(
            store, stored_world.definitions(case.world), case.rule, as_of=case.as_of, zone=case.zone
        )
        assert preview.count == len(expected)
        merged += int((store.canonical(store.snapshot()) != range(store.profile_count())).sum())
        store.close()
    assert asked >= 12
    assert told_apart >= 4
    assert merged >= 10
