"""What is known of a person at an instant, and logic over conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, JsonValue, TagRecord
from shoal.model.paths import EACH, Step, parse_path
from shoal.model.rule import AllOf, AnyOf, Node, Not


class _Record(Protocol):
    @property
    def time(self) -> int | None: ...
    @property
    def message_id(self) -> str: ...


T = TypeVar("T")
R = TypeVar("R", bound=_Record)


def in_order(records: Iterable[R], as_of: int) -> list[R]:
    """The records that count at `as_of`, weakest first: timeless ones, then by time, ties by message id."""
    known = [record for record in records if record.time is None or record.time < as_of]
    return sorted(known, key=lambda record: (record.time is not None, record.time or 0, record.message_id))


class Person:
    """A profile as of an instant: nothing timed at or after it is known."""

    def __init__(self, profile: History, as_of: int) -> None:
        self.id = profile.profile_id
        self.events: list[Event] = in_order(profile.events, as_of)
        attributes: list[AttributeRecord] = in_order(profile.attributes, as_of)
        tags: list[TagRecord] = in_order(profile.tags, as_of)
        devices: list[DeviceRecord] = in_order(profile.devices, as_of)
        self.is_known = bool(self.events or attributes or tags or devices)

        self.attributes: dict[str, JsonValue] = {}
        for attribute in attributes:
            self.attributes.update(attribute.attributes)
        consents = [record.time for record in attributes if "consent" in record.attributes]
        self.consent_time: int | None = consents[-1] if consents else None  # None also where timeless
        self.tags: dict[str, TagRecord] = {record.tag: record for record in tags}
        self.devices: dict[str, dict[str, str]] = {}
        for record in devices:
            said = {name: getattr(record, name) for name in ("platform", "os_version", "app_version", "model")}
            device = self.devices.setdefault(record.device_id, {})
            device.update({name: value for name, value in said.items() if value is not None})


def look_up(value: JsonValue, steps: Sequence[Step]) -> JsonValue:
    """The value at a path, None when it is missing or null."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        return look_up(value.get(step), rest) if isinstance(value, Mapping) else None
    if not isinstance(value, list):
        return None
    found = [part for part in (look_up(item, rest) for item in value) if part is not None]
    if EACH in rest:  # every part is a list of its own
        return [item for part in found if isinstance(part, list) for item in part]
    return found


def property_of(event: Event, path: str) -> JsonValue:
    steps = parse_path(path)
    if steps[0] == "context" and len(steps) > 1 and isinstance(steps[1], str):
        return look_up(event.context, steps[1:])
    return look_up(event.properties, steps)


def combine(node: Node, leaf: Callable[[Node], bool]) -> bool:
    """Logic over conditions: of persons, of one event's properties, or of one item's parts."""
    match node:
        case AllOf(children):
            return all(combine(child, leaf) for child in children)
        case AnyOf(children):
            return any(combine(child, leaf) for child in children)
        case Not(child):
            return not combine(child, leaf)
        case _:
            return leaf(node)
