"""Opening a session, giving it seats, telling its screens something."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import rules
from telecontrole.rooms.visio.enums import SeatRole, SessionState
from telecontrole.rooms.visio.models import Seat, Session
from telecontrole.rooms.visio.telling import note, to_signalling

_SYSTEM = Actor.system("visio")


@transaction.atomic
def open_session(
    *, subject: str, opens_at: datetime, closes_at: datetime, actor: Actor = _SYSTEM
) -> UUID:
    """The open session of `subject`: a new one, or the one there is with its new hours.

    `subject` is the caller's (`appointment:<uuid>`); hours are aware instants.
    Raises `ValueError` when it would close before it opens.
    """
    if closes_at <= opens_at:
        raise ValueError("a session closes after it opens")
    fresh = Session(subject=subject, opens_at=opens_at, closes_at=closes_at, created_at=clock.now())
    Session.objects.bulk_create([fresh], ignore_conflicts=True)
    found = Session.objects.select_for_update().get(subject=subject, state=SessionState.OPEN)
    if found.id == fresh.id:
        note("opened", session=found, actor=actor)
    elif (found.opens_at, found.closes_at) != (opens_at, closes_at):
        found.opens_at, found.closes_at = opens_at, closes_at
        found.save(update_fields=["opens_at", "closes_at"])
        note("moved", session=found, actor=actor)
        to_signalling(found, k="facts")
    return found.id


@transaction.atomic
def seat(
    *,
    session_id: UUID,
    role: SeatRole,
    name_shown: str,
    key: str,
    detail: str = "",
    actor: Actor = _SYSTEM,
) -> UUID | Refusal:
    """The seat of `key` in a session; asking again gives the same seat, with the name of today.

    The médecin-conseil needs nobody's admission. Answers `Refusal("visio_session_closed")`,
    `Refusal("visio_session_full")` (four people), `Refusal("visio_seat_taken")` (a second
    médecin-conseil).
    """
    session = Session.objects.select_for_update().filter(id=session_id).first()
    if session is None or session.state != SessionState.OPEN:
        return Refusal("visio_session_closed")
    seats = list(Seat.objects.filter(session=session))
    existing = next((s for s in seats if s.key == key), None)
    if existing is not None:
        return _renamed(session, existing, name_shown, detail)
    taken = {s.position for s in seats if s.position is not None}
    if len(taken) >= rules.SEATS_AT_MOST:
        return Refusal("visio_session_full", {"most": rules.SEATS_AT_MOST})
    if role is rules.HOST and any(s.role == role for s in seats):
        return Refusal("visio_seat_taken")
    now = clock.now()
    created = Seat.objects.create(
        session=session,
        position=next(n for n in range(1, rules.SEATS_AT_MOST + 1) if n not in taken),
        role=role.value,
        key=key,
        name_shown=name_shown,
        detail=detail,
        created_at=now,
        admitted_at=now if role is rules.HOST else None,
    )
    note("given", session=session, seat=created, actor=actor, role=role.value)
    to_signalling(session, k="facts")
    return created.id


@transaction.atomic
def pass_host(
    *, session_id: UUID, key: str, name_shown: str, detail: str, actor: Actor = _SYSTEM
) -> Refusal | None:
    """Another médecin-conseil takes the call over before anybody hosted it; twice changes nothing.

    Answers `visio_session_closed`, and `visio_seat_taken` once the first one has come in.
    """
    session = Session.objects.select_for_update().filter(id=session_id).first()
    if session is None or session.state != SessionState.OPEN:
        return Refusal("visio_session_closed")
    host = Seat.objects.filter(session=session, role=rules.HOST.value).first()
    if host is None or host.key == key:
        return None
    if host.first_joined_at is not None:
        return Refusal("visio_seat_taken")
    host.key, host.name_shown, host.detail = key, name_shown, detail
    host.save(update_fields=["key", "name_shown", "detail"])
    note("passed", session=session, seat=host, actor=actor)
    to_signalling(session, k="facts")
    return None


def tell(*, session_id: UUID, role: SeatRole, kind: str, url: str) -> None:
    """Show a panel on the screens of one role: `kind` chooses its text, `url` is its link.

    `url` is a path of this site. Raises `ValueError` for anything else.
    """
    if not url.startswith("/") or url.startswith(("//", "/\\")):
        raise ValueError("a notice leads to a path of this site")
    session = Session.objects.filter(id=session_id).first()
    if session is not None:
        to_signalling(session, k="notice", role=role.value, kind=kind, url=url)


def tell_rank(*, session_id: UUID, rank: int, minutes: int) -> None:
    """Tell those who wait how many people are before them, and about how many minutes it takes.

    Only what is known is told: the caller leaves it out when it cannot say.
    """
    session = Session.objects.filter(id=session_id).first()
    if session is not None:
        to_signalling(session, k="rank", rank=rank, minutes=minutes)


def _renamed(session: Session, existing: Seat, name_shown: str, detail: str) -> UUID:
    if (existing.name_shown, existing.detail) != (name_shown, detail):
        existing.name_shown, existing.detail = name_shown, detail
        existing.save(update_fields=["name_shown", "detail"])
        to_signalling(session, k="facts")
    return existing.id
