"""Messages that rooms send: each is declared once, with the longest value of each parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from telecontrole.rooms.notices.enums import Channel, Kind


@dataclass(frozen=True, slots=True)
class Message:
    """A kind of message by one channel.

    ``template`` is the path of its template and its name in the ledger. ``longest`` gives, for
    each parameter, its longest value: the check renders the message with them. ``calendar`` is
    the method of the calendar entry that an email carries.
    """

    kind: Kind
    channel: Channel
    template: str
    longest: Mapping[str, str] = field(default_factory=dict)
    calendar: Literal["", "REQUEST", "CANCEL"] = ""


class UnknownMessage(LookupError):
    """No room has declared this template."""


_messages: dict[str, Message] = {}


def register(message: Message) -> None:
    """Declare a message; raises ValueError when another one has taken its template."""
    known = _messages.setdefault(message.template, message)
    if known != message:
        raise ValueError(f"two messages for {message.template}")


def message(template: str) -> Message:
    """The message declared under this template; raises UnknownMessage."""
    try:
        return _messages[template]
    except KeyError as error:
        raise UnknownMessage(template) from error


def messages() -> Iterator[Message]:
    """Every declared message, in the order of their templates."""
    for template in sorted(_messages):
        yield _messages[template]
