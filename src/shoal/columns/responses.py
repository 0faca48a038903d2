"""Responses joined with what was sent: not opened, not clicked, and responses to the last message sent to a person."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.program import ResponseLeaf, Source
from shoal.columns.values import BOOLEAN, STRING, ValueColumn, Values
from shoal.model.rule import Channel, ResponseWord

SENT = "Message Sent"

# The event that each response is, by channel. Push notifications know no opening apart from the tap.
RESPONSE_EVENTS: Mapping[ResponseWord, Mapping[Channel, str]] = {
    "received": {"push": "Push Notification Received", "email": "Email Delivered"},
    "opened": {"push": "Push Notification Tapped", "email": "Email Opened"},
    "clicked": {"push": "Push Notification Tapped", "email": "Email Link Clicked"},
    "bounced": {"push": "Push Notification Bounced", "email": "Email Bounced"},
    "marked_as_spam": {"email": "Email Marked as Spam"},
    "unsubscribed": {"push": "Unsubscribed", "email": "Unsubscribed"},
}
NEGATED: Mapping[ResponseWord, ResponseWord] = {"not_opened": "opened", "not_clicked": "clicked"}

_CHANNELS: tuple[Channel, ...] = ("push", "email")
_Numbers = npt.NDArray[np.int64]


class _Messages:
    """One number for each message id, over all the events that name messages."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, values: Values, codes: npt.NDArray[np.integer]) -> _Numbers:
        """The message number of each code; -1 where there is no message id."""
        lookup = np.full(len(values) + 1, -1, np.int64)
        for code in np.flatnonzero(values.kinds == STRING).tolist():
            lookup[code] = self._numbers.setdefault(values.text[code].as_py(), len(self._numbers))
        return lookup[codes]

    def find(self, name: str) -> int:
        """The number of a message id; -1 where no event names it."""
        return self._numbers.get(name, -1)

    def name(self, number: int) -> str:
        return list(self._numbers)[number]

    def ranks(self) -> _Numbers:
        """The rank of each message number by message id, in code points."""
        ranks = np.empty(len(self._numbers), np.int64)
        ranks[[self._numbers[name] for name in sorted(self._numbers)]] = np.arange(len(self._numbers))
        return ranks


def _equals(column: ValueColumn, text: str) -> npt.NDArray[np.bool_]:
    return _where(column, (column.values.kinds == STRING) & _texts_are(column, text))


def is_true(column: ValueColumn) -> npt.NDArray[np.bool_]:
    return _where(column, (column.values.kinds == BOOLEAN) & _texts_are(column, "true"))


def _texts_are(column: ValueColumn, text: str) -> npt.NDArray[np.bool_]:
    result: npt.NDArray[np.bool_] = pc.equal(column.values.text, text).to_numpy(zero_copy_only=False)
    return result


def _where(column: ValueColumn, table: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.append(table, False)[column.codes]


def channel_mask(source: Source, event: str, channel: Channel) -> npt.NDArray[np.bool_]:
    """Which events belong to the channel, by their property `channel`; for "Unsubscribed" without one, e-mail."""
    column = source.event_values(event, "channel")
    mask = _equals(column, channel)
    if event == "Unsubscribed" and channel == "email":
        kinds = np.append(column.values.kinds == STRING, False)
        mask |= ~kinds[column.codes]
    return mask


class _Sent:
    """The sends a condition speaks of: profile, time, message number, channel number, ascending by time."""

    def __init__(
        self, source: Source, as_of: int, channel: Channel | None, campaign: str | None, messages: _Messages
    ) -> None:
        events = source.events(SENT)
        keep = (events.time < as_of) & ~is_true(source.event_values(SENT, "test"))
        channels = [channel_mask(source, SENT, known) for known in _CHANNELS]
        number = np.where(channels[0], 0, np.where(channels[1], 1, 2))
        if channel is not None:
            keep &= number == _CHANNELS.index(channel)
        if campaign is not None:
            keep &= _equals(source.event_values(SENT, "campaign_id"), campaign)
        column = source.event_values(SENT, "message_id")
        message = messages.number(column.values, column.codes)
        keep &= message >= 0
        self.profile = events.profile[keep]
        self.time = events.time[keep]
        self.message = message[keep]
        self.channel = number[keep]

    def last_of_all(self, ranks: _Numbers) -> int:
        """The message whose sending began last, -1 for none; equal starts go to the greatest message id."""
        if self.message.size == 0:
            return -1
        messages, first = np.unique(self.message, return_index=True)  # sends ascend by time
        return int(messages[np.lexsort((ranks[messages], self.time[first]))[-1]])

    def last_of_person(self, profiles: int, ranks: _Numbers) -> _Numbers:
        """Each person's own last message, -1 for none; equal times go to the greatest message id."""
        last = np.full(profiles, -1, np.int64)
        order = np.lexsort((ranks[self.message], self.time))
        last[self.profile[order]] = self.message[order]
        return last


def last_message(source: Source, as_of: int, channel: Channel | None, campaign: str | None) -> str | None:
    """The id of the latest message by send start, the same for everybody; None when nothing was sent."""
    messages = _Messages()
    number = _Sent(source, as_of, channel, campaign, messages).last_of_all(messages.ranks())
    return None if number < 0 else messages.name(number)


def responded(leaf: ResponseLeaf, source: Source, as_of: int) -> Words:
    """The profiles for which the response condition holds."""
    messages = _Messages()
    sent = _Sent(source, as_of, leaf.channel, leaf.campaign, messages)
    word = NEGATED.get(leaf.response, leaf.response)
    answers = [
        _answers(leaf, source, as_of, channel, event, messages)
        for channel, event in RESPONSE_EVENTS[word].items()
        if leaf.response in NEGATED or leaf.channel in (None, channel)
    ]
    last = None
    if leaf.message is None and not leaf.any_message:
        last = sent.last_of_person(source.profiles, messages.ranks())
    mask = np.zeros(source.profiles, np.bool_)
    if leaf.response not in NEGATED:
        assert last is not None
        for profile, time, message, _ in answers:
            fits = (time >= leaf.start) & (time < leaf.end) & (message >= 0) & (message == last[profile])
            mask[profile[fits]] = True
        return bits.pack(mask)
    return bits.pack(_unanswered(leaf, sent, answers, last, messages, mask))


_Answers = tuple[npt.NDArray[np.int32], _Numbers, _Numbers, int]


def _answers(
    leaf: ResponseLeaf, source: Source, as_of: int, channel: Channel, event: str, messages: _Messages
) -> _Answers:
    """Profile, time and message of the people's responses of one channel; machines don't count."""
    events = source.events(event)
    keep = (events.time < as_of) & ~is_true(source.event_values(event, "machine"))
    if event == "Unsubscribed" and leaf.channel is not None:
        keep &= channel_mask(source, event, channel)
    if leaf.response not in NEGATED and leaf.campaign is not None:
        keep &= _equals(source.event_values(event, "campaign_id"), leaf.campaign)
    column = source.event_values(event, "message_id")
    message = messages.number(column.values, column.codes)
    return events.profile[keep], events.time[keep], message[keep], _CHANNELS.index(channel)


def _unanswered(
    leaf: ResponseLeaf,
    sent: _Sent,
    answers: list[_Answers],
    last: _Numbers | None,
    messages: _Messages,
    mask: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Some message was sent in the window, and none of those was answered in its channel."""
    asked = (sent.time >= leaf.start) & (sent.time < leaf.end)
    if last is not None:
        asked &= sent.message == last[sent.profile]
    elif leaf.message is not None:
        asked &= sent.message == messages.find(leaf.message)
    profile, message, channel = sent.profile[asked], sent.message[asked], sent.channel[asked]
    size = max(1, len(messages.ranks()))

    def key(p: npt.NDArray[np.int32], m: _Numbers, c: _Numbers | int) -> _Numbers:
        out: _Numbers = (p.astype(np.int64) * size + m) * 3 + c
        return out

    answered = np.concatenate([np.empty(0, np.int64)] + [key(p[m >= 0], m[m >= 0], c) for p, _, m, c in answers])
    hit = np.isin(key(profile, message, channel), answered)
    mask[profile] = True
    mask[profile[hit]] = False
    return mask
