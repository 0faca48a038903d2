"""On what people are, and how they can be reached: sets by platform and channel, made once and counted often."""

from collections.abc import Container, Mapping
from typing import cast

import numpy as np
import numpy.typing as npt

from shoal.columns import bits, people
from shoal.columns.bits import Words
from shoal.columns.people import PUSH_ALLOWED
from shoal.columns.program import DeviceColumn, ReachableLeaf, Source
from shoal.model.rule import Channel


def device_sets(source: Source, field: str, as_of: int, *, most: int = 40) -> Mapping[str, Words]:
    """The profiles with a device of each value, for the `most` frequent values, most devices first.

    Kept with the source for the next time that the field is asked for, while it says the same.
    """
    devices = source.device_field(field, as_of)
    key = ("device sets", field, most)
    kept = cast("tuple[DeviceColumn, Mapping[str, Words]] | None", source.memo.get(key))
    if kept is not None and kept[0] is devices:
        return kept[1]
    codes = devices.column.codes
    counts = np.bincount(codes[codes >= 0], minlength=len(devices.column.values))
    frequent = [code for code in np.argsort(-counts, kind="stable")[:most].tolist() if counts[code]]
    texts = devices.column.values.text
    sets = {
        str(texts[code].as_py()): bits.from_numbers(devices.profile[codes == code], source.profiles)
        for code in frequent
    }
    source.memo[key] = (devices, sets)
    return sets


def platforms(source: Source, as_of: int, members: npt.NDArray[np.bool_]) -> dict[str, int]:
    """Members by the platforms of their devices, most first. `members` is bool by profile."""
    words = bits.pack(members)
    counts = {name: bits.count(words & held) for name, held in device_sets(source, "platform", as_of).items()}
    return {name: count for name, count in sorted(counts.items(), key=lambda item: -item[1]) if count}


def reachable(source: Source, as_of: int, members: npt.NDArray[np.bool_], attributes: Container[str]) -> dict[str, int]:
    """Members by channel, for the channels of which the data says something; `attributes` are those it has.

    Who can be reached is what the condition `reachable on` means.
    """
    words = bits.pack(members)
    says = {"email": "email" in attributes, "push": any(path in attributes for path in PUSH_ALLOWED)}
    says["push"] = says["push"] or bool(source.events_with("context.device.token"))
    channels: tuple[Channel, ...] = ("email", "push")
    return {
        channel: bits.count(words & _reachable_words(source, channel, as_of)) for channel in channels if says[channel]
    }


def _reachable_words(source: Source, channel: Channel, as_of: int) -> Words:
    """Kept with the source for the next question about the instant."""
    key = ("reachable", channel)
    kept = cast("tuple[int, Words] | None", source.memo.get(key))
    if kept is not None and kept[0] == as_of:
        return kept[1]
    words = people.reachable(ReachableLeaf(channel), source, as_of)
    source.memo[key] = (as_of, words)
    return words
