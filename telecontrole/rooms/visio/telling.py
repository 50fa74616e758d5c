"""What every write of the room has in common: journal, event, and word to the signalling."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from telecontrole.foundations import events, journal
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.facts import CHANNEL
from telecontrole.rooms.visio.models import Seat, Session

_KINDS = {
    SeatRole.MEDECIN_CONSEIL: ActorKind.STAFF,
    SeatRole.CONFRERE: ActorKind.PRACTITIONER,
    SeatRole.ASSURE: ActorKind.INSURED,
    SeatRole.TIERS: ActorKind.INSURED,
}


def actor_of(seat: Seat) -> Actor:
    """The person in a seat, as the journal names it: by the caller's key."""
    return Actor(kind=_KINDS[SeatRole(seat.role)], id=seat.key)


def note(
    verb: str, *, session: Session, actor: Actor, seat: Seat | None = None, **data: str
) -> None:
    """One line of the journal; ids and codes only."""
    journal.record(
        action=f"visio:{'seat' if seat else 'session'}:{verb}",
        actor=actor,
        subject=session.subject,
        data={"session": str(session.id), **({"seat": str(seat.id)} if seat else {}), **data},
    )


def publish(name: str, *, session: Session, seat: Seat | None = None, **data: str) -> None:
    """The event that upper rooms may handle."""
    payload: dict[str, Any] = {"session": str(session.id), "subject": session.subject, **data}
    if seat is not None:
        payload |= {"seat": str(seat.id), "role": seat.role}
    events.publish(name=f"visio.{name}", payload=payload)


def to_signalling(session: Session, **body: str | int) -> None:
    """Tell every signalling process, once the transaction is committed."""
    text = json.dumps({"session": str(session.id), **body})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, text])
