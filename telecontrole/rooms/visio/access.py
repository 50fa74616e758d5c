"""Who may take a seat. This room knows nobody: whoever knows the person registers a resolver.

A resolver reads the request's own session (sign-in, link and second factor) and answers the seat
that this browser holds in a session, or None. An identifier in an address is never a right.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

SeatResolver = Callable[[HttpRequest, UUID], UUID | None]
SubjectResolver = Callable[[HttpRequest], str | None]

_seats: list[SeatResolver] = []
_subjects: list[SubjectResolver] = []


def register_seat_resolver(resolver: SeatResolver) -> None:
    """Let `resolver(request, session_id)` say which seat a browser holds; each answers for its own people."""
    if resolver not in _seats:
        _seats.append(resolver)


def register_subject_resolver(resolver: SubjectResolver) -> None:
    """Let `resolver(request)` say for which subject a browser tests its equipment."""
    if resolver not in _subjects:
        _subjects.append(resolver)


def seats_of(request: HttpRequest, session_id: UUID) -> list[UUID]:
    """The seats that this browser holds in a session: one browser may be signed in and have opened a link."""
    return [seat for r in _seats if (seat := r(request, session_id)) is not None]


def seat_of(request: HttpRequest, session_id: UUID, wanted: str = "") -> UUID | None:
    """The seat `wanted` by the page (its identifier) if this browser holds it; without a wish, the first it holds."""
    held = seats_of(request, session_id)
    return next((seat for seat in held if not wanted or str(seat) == wanted), None)


def subject_of(request: HttpRequest) -> str | None:
    """The subject whose equipment test this browser may make, or None."""
    return next((found for r in _subjects if (found := r(request)) is not None), None)
