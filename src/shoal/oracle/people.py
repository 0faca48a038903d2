"""What is known of people beside their attributes and events: devices, consent, places, ranks, samples."""

import hashlib
import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from shoal.model.history import Event, JsonValue
from shoal.model.rule import Channel, DeviceCondition, Node, Test
from shoal.oracle.comparisons import passes
from shoal.oracle.dates import Moment
from shoal.oracle.known import Person, combine
from shoal.oracle.responses import responses
from shoal.oracle.values import literal_number, refuse


def best(test: Test, numbers: Mapping[str, Fraction]) -> set[str]:
    """The ids of the highest (lowest) p percent of those with a number, rounded up; ties go to the smaller ids."""
    percent = literal_number(test.value)
    if test.type != "number" or not 0 < percent <= 100:
        refuse(test)
    sign = -1 if test.op == "top_percent" else 1
    ranked = sorted((sign * number, person.encode(), person) for person, number in numbers.items())
    return {person for _, _, person in ranked[: math.ceil(percent * len(ranked) / 100)]}


def drawn(percent: Decimal, seed: str, profile_id: str) -> bool:
    digest = hashlib.sha256(seed.encode() + b"\x00" + profile_id.encode()).digest()
    return int.from_bytes(digest[:8], "big") < math.floor(Fraction(percent) * 2**64 / 100)


def fits_device(where: Node, device: Mapping[str, str], moment: Moment) -> bool:
    """Whether one device fits the whole tree."""

    def leaf(node: Node) -> bool:
        if not isinstance(node, DeviceCondition) or node.field == "count":
            refuse(node)
        return passes(node.test, device.get(node.field), moment)

    return combine(where, leaf)


# --- consent ----------------------------------------------------------------------------------------------------------

_SAID = {True: "granted", "granted": "granted", False: "denied", "denied": "denied"}


def consent(person: Person, purpose: str, channel: Channel | None) -> str:
    """granted, denied or unknown."""
    said = person.attributes.get("consent")
    about = said.get(purpose) if isinstance(said, Mapping) else None
    if channel is None:
        return _word(about) or _of_channels(about) or "unknown"
    if purpose == "marketing" and _unsubscribed_since(person, channel):
        return "denied"
    own = about.get(channel) if isinstance(about, Mapping) else None
    return _word(own) or _word(about) or "unknown"


def _word(value: JsonValue) -> str | None:
    return _SAID.get(value) if isinstance(value, bool | str) else None


def _of_channels(about: JsonValue) -> str | None:
    """The word on all channels together: any that is granted counts."""
    words = {_word(value) for value in about.values()} if isinstance(about, Mapping) else set()
    return "granted" if "granted" in words else "denied" if "denied" in words else None


def _unsubscribed_since(person: Person, channel: Channel) -> bool:
    """An unsubscription from the channel, not earlier than what was last said of consent."""
    times = [event.time for event, of in responses(person, "unsubscribed") if of == channel]
    return bool(times) and (person.consent_time is None or max(times) >= person.consent_time)


def reachable(person: Person, channel: Channel) -> bool:
    if consent(person, "marketing", channel) == "denied":
        return False
    if channel == "email":
        address = person.attributes.get("email")
        return isinstance(address, str) and address != ""
    for name in ("pushEnabled", "push_enabled"):
        allowed = person.attributes.get(name)
        if isinstance(allowed, bool):
            return allowed
    return any(_token(event) for event in person.events)


def _token(event: Event) -> bool:
    """Whether the event came from a device with a push token: a text that isn't empty."""
    device = event.context.get("device")
    token = device.get("token") if isinstance(device, Mapping) else None
    return isinstance(token, str) and token != ""


# --- places -----------------------------------------------------------------------------------------------------------


def last_known_place(person: Person) -> JsonValue:
    """Where the last event with a location happened, else the address.

    Of events at one instant the greatest name counts, of those the greatest message id.
    """
    located = [event for event in person.events if isinstance(event.context.get("location"), Mapping)]
    if located:
        return max(located, key=lambda event: (event.time, event.name, event.message_id)).context["location"]
    return person.attributes.get("address")
