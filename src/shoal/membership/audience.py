"""On what people are, and how they can be reached: sets by platform and channel, made once and counted often."""

from collections.abc import Container, Mapping
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.program import DeviceColumn, Source
from shoal.columns.values import BOOLEAN

# Attributes by which apps say whether somebody allows notifications.
PUSH_ALLOWED = ("pushEnabled", "push_enabled")


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

    E-mail: they have an address. Push: they allow notifications, as the attribute `pushEnabled` or `push_enabled` says.
    Tokens of devices, consent and unsubscribing are not taken into account.
    """
    found = {}
    if "email" in attributes:
        found["email"] = int((members & (source.attribute("email", as_of).codes >= 0)).sum())
    allowed = [path for path in PUSH_ALLOWED if path in attributes]
    if allowed:
        masks = [_true(source, path, as_of) for path in allowed]
        found["push"] = int((members & np.logical_or.reduce(masks)).sum())
    return found


def _true(source: Source, path: str, as_of: int) -> npt.NDArray[np.bool_]:
    column = source.attribute(path, as_of)
    is_true = pc.equal(column.values.text, "true").to_numpy(zero_copy_only=False) & (column.values.kinds == BOOLEAN)
    mask: npt.NDArray[np.bool_] = np.append(is_true, False)[column.codes]
    return mask
