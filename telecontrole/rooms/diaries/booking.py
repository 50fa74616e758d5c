"""Taking and giving back: the only writes of bookings, for every room."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, connection, transaction

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries.models import Booking

# A plan books alone; single bookings only wait for a plan, not for one another. Without it, a plan and a
# booking that take the same resources in another order would wait for each other for ever.
_LOCK = 0x64696172
_BATCH = 2_000
# What PostgreSQL says of a deadlock, and of a wait longer than lock_timeout.
_REFUSALS = {"40P01": "double_booking", "55P03": "diary_busy"}

_INSERT = """
    INSERT INTO diaries_booking (id, appointment, resource, during, active)
    SELECT id, appointment, resource, tstzrange(start_at, end_at), true
      FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[])
           AS wanted (id, appointment, resource, start_at, end_at)
    ON CONFLICT DO NOTHING
    RETURNING appointment
"""


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """One resource (named by `rules`) over `[start, end)`, aware instants."""

    resource: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one appointment wants to take."""

    appointment: UUID
    resources: tuple[Taken, ...]


def book(
    *,
    appointment: UUID,
    resources: Sequence[str | Taken],
    during: tuple[datetime, datetime] | None = None,
) -> Refusal | None:
    """Take every resource for an appointment, or none.

    A bare name is taken over `during`; a `Taken` has hours of its own (the insured person is free ten
    minutes before the agent). Answers `Refusal("double_booking")` when one of them is taken, and
    `Refusal("diary_busy")` when a plan is being written for too long. Raises ValueError when a bare
    name comes without `during`.
    """
    wanted = Wanted(appointment, tuple(_taken(resource, during) for resource in resources))
    params = {"appointment": str(appointment)}
    try:
        with transaction.atomic():
            lock(shared=True)
            if _insert([wanted]):
                transaction.set_rollback(True)
                return Refusal("double_booking", params)
    except OperationalError as error:
        code = _REFUSALS.get(getattr(error.__cause__, "sqlstate", ""))
        if code is None:
            raise
        return Refusal(code, params)
    return None


@transaction.atomic
def book_many(*, wanted: Iterable[Wanted]) -> list[UUID]:
    """Take what a plan wants, appointment by appointment all or nothing; returns those refused.

    A refused appointment keeps nothing. Nothing taken before is ever moved.
    """
    lock(shared=False)
    refused: list[UUID] = []
    for batch in _batches(wanted):
        rejected = _insert(batch)
        if rejected:
            Booking.objects.filter(appointment__in=rejected, active=True).delete()
        refused += rejected
    return refused


@transaction.atomic
def release(*, appointment: UUID) -> int:
    """Give back what an appointment took; returns how many resources. Again changes nothing."""
    return Booking.objects.filter(appointment=appointment, active=True).update(active=False)


def _taken(resource: str | Taken, during: tuple[datetime, datetime] | None) -> Taken:
    if isinstance(resource, Taken):
        return resource
    if during is None:
        raise ValueError("a resource without hours of its own needs `during`")
    return Taken(resource, *during)


def _insert(batch: Sequence[Wanted]) -> list[UUID]:
    """Insert the bookings of a batch; the appointments that did not get everything."""
    # Always in the same order: two bookings of the same resources wait in line instead of face to face.
    rows = sorted(
        (taken.resource, taken.start, taken.end, want.appointment)
        for want in batch
        for taken in want.resources
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                [uuid.uuid4() for _ in rows],
                [row[3] for row in rows],
                [row[0] for row in rows],
                [row[1] for row in rows],
                [row[2] for row in rows],
            ],
        )
        got = Counter(appointment for (appointment,) in cursor.fetchall())
    return [want.appointment for want in batch if got[want.appointment] < len(want.resources)]


def _batches(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    batch: list[Wanted] = []
    for want in wanted:
        batch.append(want)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def lock(*, shared: bool) -> None:
    """Wait for a plan (shared), or book alone, until the end of the transaction."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_LOCK])
