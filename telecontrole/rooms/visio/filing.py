"""Keeping the written words of a call: only when the médecin-conseil says so, told to everybody, sealed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import access, clock, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import rules
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.models import Exchange, ExchangeContent, Seat, Session
from telecontrole.rooms.visio.telling import note, to_signalling

LINES_AT_MOST = 500
TEXT_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who wrote, as everybody saw them, and what."""

    name: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An exchange that was kept, with its words. The instant is in UTC."""

    filed_at: datetime
    lines: tuple[Line, ...]


@transaction.atomic
def file_exchange(
    *, subject: str, by_seat: UUID, said: Sequence[tuple[str, str]], actor: Actor
) -> UUID | Refusal:
    """Keep what the médecin-conseil's screen shows of the exchange, as (seat, text), and tell every screen.

    The service has kept nothing of it until now: these are the médecin-conseil's words about what was
    written. Names and roles come from the record. Refusals: `visio_not_your_role`, `visio_nothing_written`
    (nothing, or not by people of this call), `visio_frame_too_long`. Raises `access.MedicalAccessRefused`.
    """
    host = Seat.objects.filter(id=by_seat, role=rules.HOST.value, session__subject=subject).first()
    if host is None:
        return Refusal("visio_not_your_role")
    session = Session.objects.select_for_update().get(id=host.session_id)
    if len(said) > LINES_AT_MOST or any(len(text) > TEXT_AT_MOST for _, text in said):
        return Refusal("visio_frame_too_long")
    seats = {str(seat.id): seat for seat in Seat.objects.filter(session=session)}
    if not said or any(seat not in seats for seat, _ in said):
        return Refusal("visio_nothing_written")
    lines = [Line(seats[seat].name_shown, seats[seat].role, text) for seat, text in said]
    kept = Exchange.objects.create(session=session, filed_at=clock.now())
    plain = json.dumps([asdict(line) for line in lines], ensure_ascii=False).encode()
    with access.medical(actor, purpose="exchange", subject=subject):
        sealed = vault.seal(plain, row=_row(kept.id))
        ExchangeContent.objects.create(id=kept.id, sealed=sealed)
    note("exchange_filed", session=session, actor=actor, exchange=str(kept.id))
    for role in SeatRole:
        to_signalling(session, k="notice", role=role.value, kind="chat-filed", url="/")
    return kept.id


def exchanges(subject: str) -> list[datetime]:
    """When exchanges of the calls about something were kept, the oldest first; no content."""
    rows = Exchange.objects.filter(session__subject=subject).order_by("filed_at")
    return list(rows.values_list("filed_at", flat=True)[:50])


def read_exchanges(*, subject: str, actor: Actor) -> list[Kept]:
    """What was kept, the oldest first; the reading is journalled. Raises `access.MedicalAccessRefused`."""
    rows = list(Exchange.objects.filter(session__subject=subject).order_by("filed_at")[:50])
    with access.medical(actor, purpose="exchange", subject=subject):
        sealed = dict(
            ExchangeContent.objects.filter(id__in=[row.id for row in rows]).values_list(
                "id", "sealed"
            )
        )
    return [Kept(row.filed_at, _lines(row.id, bytes(sealed[row.id]))) for row in rows]


def _lines(exchange: UUID, sealed: bytes) -> tuple[Line, ...]:
    return tuple(Line(**one) for one in json.loads(vault.unseal(sealed, row=_row(exchange))))


def _row(exchange: UUID) -> str:
    return f"visio.exchange:{exchange}:content"
