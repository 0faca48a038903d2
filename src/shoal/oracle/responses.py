"""Messages and what people did with them."""

from collections.abc import Iterator

from shoal.model.history import Event
from shoal.model.rule import ResponseCondition
from shoal.oracle.known import Person
from shoal.oracle.values import refuse

_RESPONSE_EVENTS = {
    "received": {"Push Notification Received": "push", "Email Delivered": "email"},
    "opened": {"Push Notification Tapped": "push", "Email Opened": "email"},
    "clicked": {"Push Notification Tapped": "push", "Email Link Clicked": "email"},
    "bounced": {"Push Notification Bounced": "push", "Email Bounced": "email"},
    "marked_as_spam": {"Email Marked as Spam": "email"},
    "unsubscribed": {"Unsubscribed": "email"},  # unless its property says another channel
}


def text_of(event: Event, name: str) -> str | None:
    value = event.properties.get(name)
    return value if isinstance(value, str) else None


def responses(person: Person, word: str) -> Iterator[tuple[Event, str]]:
    """The person's own responses of a kind with their channels, without those of machines."""
    if word not in _RESPONSE_EVENTS:
        refuse(word)
    for event in person.events:
        channel = _RESPONSE_EVENTS[word].get(event.name)
        if channel is not None and event.properties.get("machine") is not True:
            said = text_of(event, "channel") if word == "unsubscribed" else None
            yield event, channel if said is None else said


def messages_sent(person: Person, condition: ResponseCondition) -> list[Event]:
    """The messages sent to the person that fit the condition's channel and campaign; tests are no messages."""
    return [
        event
        for event in person.events
        if event.name == "Message Sent"
        and event.properties.get("test") is not True
        and text_of(event, "message_id") is not None
        and (condition.channel is None or text_of(event, "channel") == condition.channel)
        and (condition.campaign is None or text_of(event, "campaign_id") == condition.campaign)
    ]
