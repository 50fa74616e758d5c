"""Who may still read what a notice says: recipients whose right ends ask the room that knows.

The messages know nobody. A room above says for one kind of recipient until when a person may be written to, and is
asked each time before a message that failed leaves again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Protocol

from telecontrole.rooms.notices.enums import Recipient
from telecontrole.rooms.notices.models import Notice

#: No end is known.
ALWAYS: Final = datetime.max.replace(tzinfo=UTC)


class MayRead(Protocol):
    """Until when a person may be written to (UTC); None: no longer, or never.

    `hold`: the answer has to stay true until the caller's transaction ends.
    """

    def __call__(self, person_key: str, *, hold: bool) -> datetime | None: ...


_ASKED: dict[str, MayRead] = {}


def register(recipient: Recipient, may_read: MayRead) -> None:
    """The room that knows a kind of recipient says who of them may still read."""
    _ASKED[recipient.value] = may_read


def until(notice: Notice, *, hold: bool = False) -> datetime | None:
    """Until when the notice's recipient may be written to; None: no longer."""
    asked = _ASKED.get(notice.recipient)
    return asked(notice.person_key, hold=hold) if asked else ALWAYS
