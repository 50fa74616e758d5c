"""An address that is no longer somebody's: what was sent there opens nothing more.

Whoever says it, in one transaction: links sent to it are closed, codes on their way to it lose their force, and
`people.contact_corrected` tells the rooms above what to write again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import events
from telecontrole.foundations.access import Actor
from telecontrole.rooms.people import links
from telecontrole.rooms.people.codes import forget_codes
from telecontrole.rooms.people.models import ContactHistory

#: By which channel a kind of contact is written to.
CHANNELS: dict[str, links.Channel] = {"email": "email", "mobile": "sms"}
KINDS: dict[str, str] = {channel: kind for kind, channel in CHANNELS.items()}


@dataclass(frozen=True, slots=True)
class Left:
    """A contact of a person that was replaced, or removed (`removed`).

    `wrong`: as far as we know it was not theirs when we wrote there; False when the person says it was.
    """

    insured: UUID
    kind: str
    removed: bool
    wrong: bool = True


@transaction.atomic
def leave(left: Sequence[Left], *, actor: Actor) -> None:
    """Close what these addresses were sent, and tell it. A constant number of queries."""
    for kind, channel in CHANNELS.items():
        these = [one for one in left if one.kind == kind]
        if not these:
            continue
        holders = [one.insured for one in these]
        closed = links.close_links(channel=channel, holders=holders, actor=actor)
        forget_codes(channel=channel, holders=holders)
        events.publish_many(
            name="people.contact_corrected",
            payloads=[
                {
                    "insured": str(one.insured),
                    "channel": kind,
                    "links": [str(link) for link in closed.get(one.insured, [])],
                    "removed": one.removed,
                    "wrong": one.wrong,
                }
                for one in these
            ],
        )


def left_since(insured_id: UUID, *, channel: str, since: datetime) -> bool:
    """Whether the person's address of a channel was replaced after an aware instant: a code sent there proves nothing."""
    rows = ContactHistory.objects.filter(insured_id=insured_id, at__gt=since)
    return rows.filter(channel=KINDS.get(channel, "")).exists()
