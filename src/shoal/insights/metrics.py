"""The five status metrics of a segment, each beside that of all profiles, over the last 30 days.

Numbers by profile are worked out once for everybody and an hour, and kept with the source: a segment's average is then
a sum over its members.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
from pyroaring import BitMap

from shoal.columns import bits
from shoal.columns.program import Source
from shoal.columns.responses import RESPONSE_EVENTS, SENT
from shoal.columns.values import BOOLEAN, LIST, STRING, ValueColumn
from shoal.insights.audience import hour_of, numbers_of
from shoal.model.instant import format_instant
from shoal.storage import Store

DAYS = 30
_DAY = 86_400_000_000
_LONGEST_VISIT = 30 * 60_000_000  # microseconds: an app that wasn't seen to close counts no longer than that
OPENED, CLOSED, TAPPED = "Application Opened", "Application Backgrounded", RESPONSE_EVENTS["clicked"]["push"]
ORDERED, REFUNDED = "Order Completed", "Order Refunded"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Metric:
    """`value` is of the members, `all` of all profiles. `reason` says why one of them is None, or what is left out."""

    value: float | None
    all: float | None
    reason: str | None = None
    unit: str | None = None
    currency: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "value": self.value,
            "all": self.all,
            "reason": self.reason,
            "unit": self.unit,
            "currency": self.currency,
        }


@dataclass(frozen=True, slots=True)
class Metrics:
    """Over [as_of − 30 days, as_of): messages sent to the segment, clicks by push sent, and per member: app opens, time
    in the app (seconds) and revenue. A member with none counts 0, except in the click average."""

    as_of: int
    messages_sent: Metric
    push_click_average: Metric
    app_opens: Metric
    time_in_app: Metric
    revenue: Metric

    def as_json(self) -> dict[str, object]:
        names = ("messages_sent", "push_click_average", "app_opens", "time_in_app", "revenue")
        return {"as_of": format_instant(self.as_of)} | {name: getattr(self, name).as_json() for name in names}


@dataclass(frozen=True, slots=True)
class _ByProfile:
    """What each profile did in the 30 days before `end`; None where the data has no such event at all."""

    end: int
    opens: Floats | None
    seconds: Floats | None
    revenue: Floats | None
    currency: str | None
    other_currencies: int
    pushes: Floats | None
    clicked: Floats | None


def status_metrics(store: Store, segment: str, profiles: BitMap, *, as_of: int) -> Metrics:
    """The metrics of a segment with these members (dense numbers), as of the last full hour."""
    source, end = store.source(), hour_of(as_of)
    members = numbers_of(source, profiles)
    everyone = bits.numbers(source.everyone(end))
    known = {name for file in store.snapshot().of("events") for name in file.events}
    of = _by_profile(source, known, end)
    return Metrics(
        as_of=end,
        messages_sent=_messages_sent(source, known, segment, end),
        push_click_average=_click_average(of, members, everyone),
        app_opens=_average(of.opens, members, everyone, lacking=OPENED),
        time_in_app=_average(of.seconds, members, everyone, lacking=CLOSED, unit="s"),
        revenue=_revenue_metric(of, members, everyone),
    )


def _average(
    by_profile: Floats | None, members: Ints, everyone: Ints, *, lacking: str, unit: str | None = None
) -> Metric:
    """The mean over people; no members have no mean."""
    if by_profile is None:
        return Metric(None, None, f'the data has no event "{lacking}"', unit)
    whole = float(by_profile[everyone].mean()) if everyone.size else None
    if members.size == 0:
        return Metric(None, whole, "the segment has no members", unit)
    return Metric(float(by_profile[members].mean()), whole, None, unit)


def _revenue_metric(of: _ByProfile, members: Ints, everyone: Ints) -> Metric:
    metric = _average(of.revenue, members, everyone, lacking=ORDERED)
    reason = metric.reason
    if of.other_currencies:
        left_out = f"{of.other_currencies:,} orders in other currencies than {of.currency} are left out"
        reason = left_out if reason is None else f"{reason}; {left_out}"
    return Metric(metric.value, metric.all, reason, None, of.currency)


def _click_average(of: _ByProfile, members: Ints, everyone: Ints) -> Metric:
    """Messages clicked by messages sent; where nothing was sent there is nothing to be averaged."""
    if of.pushes is None or of.clicked is None:
        return Metric(None, None, f'the data has no event "{SENT}"')

    def average(people: Ints) -> float | None:
        assert of.pushes is not None
        assert of.clicked is not None
        sent = float(of.pushes[people].sum())
        return float(of.clicked[people].sum()) / sent if sent else None

    value = average(members)
    reason = f"no push message was sent to these people in {DAYS} days" if value is None else None
    return Metric(value, average(everyone), reason)


def _messages_sent(source: Source, known: Container[str], segment: str, end: int) -> Metric:
    """How many sends name the segment, as `segment` or `segment_id`, beside all sends."""
    if SENT not in known:
        return Metric(None, None, f'the data has no event "{SENT}"')
    source.prepare(SENT, ("segment", "segment_id", "test"))
    sent = _in_window(source, SENT, end)
    real = ~_is_true(source.event_values(SENT, "test"))[sent]
    columns = [source.event_values(SENT, path) for path in ("segment", "segment_id")]
    total = float(real.sum())
    if all((column.codes < 0).all() for column in columns):
        return Metric(None, total, "the data doesn't say to which segments messages were sent")
    named = np.logical_or.reduce([_is(column, segment)[sent] for column in columns])
    return Metric(float((named & real).sum()), total)


# --- by profile -------------------------------------------------------------------------------------------------------


def _by_profile(source: Source, known: Container[str], end: int) -> _ByProfile:
    """Kept with the source for the last hour that was asked for."""
    kept = cast("_ByProfile | None", source.memo.get("status metrics"))
    if kept is not None and kept.end == end:
        return kept
    revenue, currency, others = _revenue(source, known, end) if ORDERED in known else (None, None, 0)
    made = _ByProfile(
        end=end,
        opens=_counts(source, OPENED, end) if OPENED in known else None,
        seconds=_seconds_in_app(source, end) if OPENED in known and CLOSED in known else None,
        revenue=revenue,
        currency=currency,
        other_currencies=others,
        pushes=_pushes(source, end) if SENT in known else None,
        clicked=_clicked(source, end) if SENT in known else None,
    )
    source.memo["status metrics"] = made
    return made


def _in_window(source: Source, event: str, end: int) -> slice:
    low, high = np.searchsorted(source.events(event).time, np.array([end - DAYS * _DAY, end], np.int64)).tolist()
    return slice(low, high)


def _summed(source: Source, profile: npt.NDArray[np.integer], weights: Floats | None = None) -> Floats:
    return np.bincount(profile, weights=weights, minlength=source.profiles).astype(np.float64)


def _counts(source: Source, event: str, end: int) -> Floats:
    return _summed(source, source.events(event).profile[_in_window(source, event, end)])


def _seconds_in_app(source: Source, end: int) -> Floats:
    """From each opening to the person's next backgrounding, 30 minutes at most; no stretch of time counts twice, so an
    opening ends where the next one begins."""
    opened, closed = source.events(OPENED), source.events(CLOSED)
    o, c = _in_window(source, OPENED, end), _in_window(source, CLOSED, end)
    profile = np.concatenate([opened.profile[o], closed.profile[c]])
    time = np.concatenate([opened.time[o], closed.time[c]])
    closes = np.zeros(profile.size, np.bool_)
    closes[o.stop - o.start :] = True
    order = np.lexsort((closes, time, profile))
    profile, time, closes = profile[order], time[order], closes[order]
    # An opening counts when some backgrounding of the person follows.
    last_close = np.full(source.profiles, -1, np.int64)
    last_close[profile[closes]] = np.flatnonzero(closes)  # ascending by profile and time: the last one stays
    counts = np.flatnonzero(~closes & (np.arange(profile.size) < last_close[profile]))
    length = np.minimum(time[counts + 1] - time[counts], _LONGEST_VISIT)
    return _summed(source, profile[counts], length / 1e6)


def _pushes(source: Source, end: int) -> Floats:
    source.prepare(SENT, ("channel", "test"))
    sent = _in_window(source, SENT, end)
    real = _is(source.event_values(SENT, "channel"), "push") & ~_is_true(source.event_values(SENT, "test"))
    return _summed(source, source.events(SENT).profile[sent][real[sent]])


def _clicked(source: Source, end: int) -> Floats:
    """Messages tapped: the same one by the same person once, machines not at all."""
    source.prepare(TAPPED, ("message_id", "machine"))
    tapped = _in_window(source, TAPPED, end)
    person = ~_is_true(source.event_values(TAPPED, "machine"))[tapped]
    profile = source.events(TAPPED).profile[tapped][person].astype(np.int64)
    message = source.event_values(TAPPED, "message_id")
    codes = message.codes[tapped][person].astype(np.int64)
    width = len(message.values) + 1
    once = np.unique(profile[codes >= 0] * width + codes[codes >= 0]) // width
    return _summed(source, np.concatenate([once, profile[codes < 0]]))


# --- revenue ----------------------------------------------------------------------------------------------------------


def _revenue(source: Source, known: Container[str], end: int) -> tuple[Floats, str | None, int]:
    """By profile what was ordered less what was refunded, the currency that most orders are in, and how many orders are
    in others, which are left out. An order that was sent twice counts once, when it was sent first."""
    paths = ("revenue", "total", "order_id", "currency")
    source.prepare(ORDERED, paths)
    window = _in_window(source, ORDERED, end)
    first = _first_of_each(source.event_values(ORDERED, "order_id"))[window]
    column = source.event_values(ORDERED, "currency")
    codes = column.codes[window][first]
    counts = np.bincount(codes[codes >= 0], minlength=1)
    main = int(counts.argmax()) if counts.any() else -1
    currency = None if main < 0 else str(column.values.text[main].as_py())
    mine = first & ((column.codes[window] == main) | (column.codes[window] < 0))
    out = _summed(source, source.events(ORDERED).profile[window][mine], _amounts(source, ORDERED, window)[mine])
    if REFUNDED in known:
        source.prepare(REFUNDED, paths)
        window = _in_window(source, REFUNDED, end)
        back = np.ones(window.stop - window.start, np.bool_)
        if currency is not None:
            column = source.event_values(REFUNDED, "currency")
            back = (_is(column, currency) | (column.codes < 0))[window]
        amounts = _told(_amounts(source, REFUNDED, window), _ordered_before(source, window))
        out -= _summed(source, source.events(REFUNDED).profile[window][back], amounts[back])
    return out, currency, int(first.sum() - mine.sum())


def _told(amounts: Floats, otherwise: Floats) -> Floats:
    """A refund that names no amount takes the whole order back."""
    return np.nan_to_num(np.where(np.isnan(amounts), otherwise, amounts))


def _ordered_before(source: Source, window: slice) -> Floats:
    """What the order of each refund in the window brought, NaN where it isn't known."""
    refunds, orders = source.event_values(REFUNDED, "order_id"), source.event_values(ORDERED, "order_id")
    used = np.unique(refunds.codes[window])
    used = used[used >= 0]
    found = pc.index_in(refunds.values.text.take(used), value_set=orders.values.text)
    order_of = np.full(len(refunds.values) + 1, -1, np.int64)
    order_of[used] = pc.fill_null(found, -1).to_numpy(zero_copy_only=False)
    place = np.full(len(orders.values) + 1, -1, np.int64)
    held = np.flatnonzero(orders.codes >= 0)[::-1]
    place[orders.codes[held]] = held  # the first one stays
    at = np.append(place, -1)[order_of[refunds.codes[window]]]
    out = np.full(at.size, np.nan)
    if (at >= 0).any():
        whole = slice(0, orders.codes.size)
        out[at >= 0] = _amounts(source, ORDERED, whole)[at[at >= 0]]
    return out


def _amounts(source: Source, event: str, window: slice) -> Floats:
    """`revenue`, else `total`, else the sum of price × quantity of the products; NaN where none is a number."""
    amount = _numbers(source.event_values(event, "revenue"))[window]
    for path, read in (("total", _numbers), ("products", _product_sums)):
        lacking = np.isnan(amount)
        if lacking.any():
            amount = np.where(lacking, read(source.event_values(event, path))[window], amount)
    return amount


def _numbers(column: ValueColumn) -> Floats:
    out: Floats = np.append(column.values.floats, np.nan)[column.codes]
    return out


def _product_sums(column: ValueColumn) -> Floats:
    table = np.full(len(column.values) + 1, np.nan)
    for code in np.unique(column.codes[column.codes >= 0]).tolist():
        if column.values.kinds[code] == LIST:
            worths = [_worth(item) for item in column.values.lists[code] if isinstance(item, dict)]
            known = [worth for worth in worths if worth is not None]
            table[code] = sum(known) if known else np.nan
    out: Floats = table[column.codes]
    return out


def _worth(item: Mapping[str, object]) -> float | None:
    """The price times the quantity, which is 1 where it isn't told; texts are no numbers."""
    price, quantity = item.get("price"), item.get("quantity", 1)
    if isinstance(price, Decimal) and isinstance(quantity, Decimal | int) and not isinstance(quantity, bool):
        return float(price * quantity)
    return None


def _first_of_each(column: ValueColumn) -> Mask:
    """Which events are the first with their value; all those without one."""
    first = column.codes < 0
    first[np.unique(column.codes, return_index=True)[1]] = True
    return first


def _is(column: ValueColumn, text: str) -> Mask:
    return _where(column, text, STRING)


def _is_true(column: ValueColumn) -> Mask:
    return _where(column, "true", BOOLEAN)


def _where(column: ValueColumn, text: str, kind: int) -> Mask:
    equal = pc.equal(column.values.text, text).to_numpy(zero_copy_only=False) & (column.values.kinds == kind)
    found: Mask = np.append(equal, False)[column.codes]
    return found
