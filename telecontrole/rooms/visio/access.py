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
    """Let `resolver(request, session_id)` say which seat a browser holds; the first answer counts."""
    if resolver not in _seats:
        _seats.append(resolver)


def register_subject_resolver(resolver: SubjectResolver) -> None:
    """Let `resolver(request)` say for which subject a browser tests its equipment."""
    if resolver not in _subjects:
        _subjects.append(resolver)


def seat_of(request: HttpRequest, session_id: UUID) -> UUID | None:
    """The seat that this browser holds in a session, or None."""
    return next((seat for r in _seats if (seat := r(request, session_id)) is not None), None)


def subject_of(request: HttpRequest) -> str | None:
    """The subject whose equipment test this browser may make, or None."""
    return next((found for r in _subjects if (found := r(request)) is not None), None)
