"""Reads of the calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from telecontrole.rooms.visio import tickets
from telecontrole.rooms.visio.enums import SeatRole, SessionState
from telecontrole.rooms.visio.facts import SeatFacts, SessionFacts
from telecontrole.rooms.visio.models import EquipmentTest, Join, Report, Seat, Session


@dataclass(frozen=True)
class SessionInfo:
    """A session as other rooms may know it. Instants in UTC."""

    id: UUID
    subject: str
    state: SessionState
    opens_at: datetime
    closes_at: datetime
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True)
class SeatInfo:
    """A seat as other rooms may know it: when its person came, was let in, went."""

    id: UUID
    session: UUID
    role: SeatRole
    key: str
    name_shown: str
    detail: str
    admitted_at: datetime | None
    first_joined_at: datetime | None
    joined_at: datetime | None
    left_at: datetime | None
    excluded_at: datetime | None


def session(session_id: UUID) -> SessionInfo | None:
    """One session."""
    row = Session.objects.filter(id=session_id).first()
    return _session_info(row) if row else None


def session_of(subject: str) -> SessionInfo | None:
    """The open session of a subject, else its last one."""
    rows = Session.objects.filter(subject=subject).order_by("-created_at")
    found = next((r for r in rows if r.state == SessionState.OPEN), None) or rows.first()
    return _session_info(found) if found else None


def subjects_known(subjects: Iterable[str]) -> set[str]:
    """Those of these subjects that have a session, open or ended; one query."""
    rows = Session.objects.filter(subject__in=list(subjects))
    return set(rows.values_list("subject", flat=True))


def seats(session_id: UUID) -> list[SeatInfo]:
    """Seats of a session, in the order they were given."""
    rows = Seat.objects.filter(session_id=session_id).order_by("position")
    return [_seat_info(row) for row in rows]


def seats_beside(seat_id: UUID) -> list[SeatInfo]:
    """Every seat of a seat's session, itself among them, in the order they were given; one query."""
    session = Seat.objects.filter(id=seat_id).values("session_id")
    rows = Seat.objects.filter(session_id__in=session).order_by("position")
    return [_seat_info(row) for row in rows]


def seat(seat_id: UUID) -> SeatInfo | None:
    """One seat."""
    row = Seat.objects.filter(id=seat_id).first()
    return _seat_info(row) if row else None


def browser(browser_session: str) -> str:
    """What the record keeps of a browser session: a digest, never its key."""
    return tickets.browser_digest(browser_session)


def browser_at(*, subject: str, key: str, at: datetime) -> str | None:
    """The browser (see `browser`) that sat in the seat of `key` at an aware instant: the last that had come in."""
    rows = Join.objects.filter(seat__session__subject=subject, seat__key=key, at__lte=at)
    found = rows.order_by("-at", "-id").first()
    return found.browser if found else None


def facts(session_id: str) -> SessionFacts | None:
    """A session and its seats, as the signalling wants them."""
    row = Session.objects.filter(id=session_id).first()
    if row is None:
        return None
    chairs = Seat.objects.filter(session=row).order_by("position")
    return SessionFacts(
        session=str(row.id),
        state=SessionState(row.state),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        seats=tuple(
            SeatFacts(
                seat=str(s.id),
                role=SeatRole(s.role),
                name=s.name_shown,
                detail=s.detail,
                admitted=s.admitted_at is not None,
                excluded=s.excluded_at is not None,
            )
            for s in chairs
        ),
        end_reason=row.end_reason,
    )


def reports(session_id: UUID) -> list[dict[str, Any]]:
    """Quality figures of a session's browsers, oldest first."""
    rows = Report.objects.filter(seat__session_id=session_id).order_by("at")
    return [dict(row.figures) for row in rows]


def equipment_tests(*subjects: str) -> list[dict[str, Any]]:
    """Equipment tests made for any of the subjects, latest first: instant, verdict and results."""
    rows = EquipmentTest.objects.filter(subject__in=subjects).order_by("-at")
    return [{"at": row.at, "passed": row.passed, "results": row.results} for row in rows]


def waiting(now: datetime) -> list[tuple[UUID, str]]:
    """Sessions, with their subjects, in which the insured person waits to be let in. One query."""
    rows = Seat.objects.filter(
        role=SeatRole.ASSURE,
        joined_at__isnull=False,
        left_at__isnull=True,
        admitted_at__isnull=True,
        excluded_at__isnull=True,
        session__state=SessionState.OPEN,
        session__closes_at__gt=now,
    )
    return list(rows.order_by("joined_at").values_list("session_id", "session__subject")[:1_000])


def _session_info(row: Session) -> SessionInfo:
    return SessionInfo(
        id=row.id,
        subject=row.subject,
        state=SessionState(row.state),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )


def _seat_info(row: Seat) -> SeatInfo:
    return SeatInfo(
        id=row.id,
        session=row.session_id,
        role=SeatRole(row.role),
        key=row.key,
        name_shown=row.name_shown,
        detail=row.detail,
        admitted_at=row.admitted_at,
        first_joined_at=row.first_joined_at,
        joined_at=row.joined_at,
        left_at=row.left_at,
        excluded_at=row.excluded_at,
    )
