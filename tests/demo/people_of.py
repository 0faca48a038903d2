"""The generated files as the world the oracle reads, put together without any of Shoal's storage."""

import csv
import json
from collections import defaultdict
from decimal import Decimal
from functools import cache

import pyarrow.parquet as pq

from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, TagRecord, World
from shoal.model.instant import parse_instant, to_microseconds

PLATFORMS = {"ios": "iOS", "android": "Android", "web": "Web"}


@cache
def decoded(text: str | None) -> dict:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal) if text else {}


def world_of(files) -> World:
    events = pq.read_table(files.events).to_pylist()
    identified = pq.read_table(files.profiles).to_pylist()
    signed_up = {
        row["anonymousId"]: row["userId"] for row in [*events, *identified] if row["userId"] and row["anonymousId"]
    }
    kept = defaultdict(lambda: ([], [], [], []))
    for row in events:
        person = row["userId"] or signed_up.get(row["anonymousId"], row["anonymousId"])
        time, context = to_microseconds(row["timestamp"]), decoded(row["context"])
        kept[person][0].append(Event(row["event"], time, row["messageId"], decoded(row["properties"]), context))
        if "device" in context:
            kept[person][3].append(device_record(time, row["messageId"], context))
    for row in identified:
        record = AttributeRecord(to_microseconds(row["timestamp"]), row["messageId"], decoded(row["traits"]))
        kept[row["userId"]][1].append(record)
    with files.tags.open(newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            kept[row["userId"]][2].append(TagRecord(parse_instant(row["timestamp"], "UTC"), f"t{number}", row["tag"]))
    return World(tuple(History(person, *map(tuple, records)) for person, records in kept.items()))


def device_record(time: int, message_id: str, context: dict) -> DeviceRecord:
    device = context["device"]
    return DeviceRecord(
        time,
        message_id,
        device["id"],
        platform=PLATFORMS[device["type"]],
        os_version=context.get("os", {}).get("version"),
        app_version=context.get("app", {}).get("version"),
        model=device.get("model"),
    )
