"""Sending a one-time code: each request is a message of its own, outside hours and quota."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.people import codes


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a code goes, and for whom. `zone`, `caisse` and `langue` are the person's."""

    channel: Channel
    address: str
    source: str
    recipient: Recipient
    person_key: str
    zone: str
    caisse: str
    langue: str = "fr"


@transaction.atomic
def send_code(*, link_id: UUID, to: Destination, actor: Actor) -> Refusal | None:
    """Issue a code for a link and plan its message, to leave at once. Refuses `code_too_often`."""
    issued = codes.issue_code(link_id=link_id, channel=to.channel.value, actor=actor)
    if isinstance(issued, Refusal):
        return issued
    subject = f"code:{issued.id}"
    notices.set_head(subject=subject, version=1, open_=True)
    now = clock.now()
    planned = notices.plan_notice(
        subject=subject,
        version=1,
        kind=Kind.CODE,
        recipient=to.recipient,
        channel=to.channel,
        address=to.address,
        address_source=to.source,
        locale_zone=to.zone,
        template=f"notices/code/{'sms' if to.channel is Channel.SMS else 'email'}.txt",
        params={
            "code": issued.code,
            "minutes": str(int(issued.expires_in.total_seconds() // 60)),
            "langue": to.langue,
        },
        window=Window(now, now + issued.expires_in),
        person_key=to.person_key,
        caisse=to.caisse,
        exempt=True,
    )
    return planned if isinstance(planned, Refusal) else None


def masked(to: Destination) -> str:
    """Enough of an address to recognise it, too little to learn it."""
    if to.channel is Channel.SMS:
        return f"le numéro qui finit par {to.address[-2:]}"
    name, _, domain = to.address.partition("@")
    return f"l’adresse {name[:1]}…@{domain}"
