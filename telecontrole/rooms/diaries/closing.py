"""Take time out of a diary, and give it back. What is closed is held by bookings: nobody can book there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries import rules
from telecontrole.rooms.diaries.booking import Taken, Wanted, book_many, lock, release
from telecontrole.rooms.diaries.closures import ClosureInfo, closures, info_of
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason
from telecontrole.rooms.diaries.models import Booking, Closure
from telecontrole.rooms.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class NewClosure:
    """Time to take out: of a doctor (`medecin`), of a site, or of one room of it (`site` and `salle`)."""

    kind: ClosureKind
    start: datetime
    end: datetime
    reason: ClosureReason
    medecin: UUID | None = None
    site: UUID | None = None
    salle: int | None = None


def held_by(
    kind: ClosureKind, *, medecin: UUID | None, site: UUID | None, salle: int | None
) -> list[str]:
    """The resources (named by `rules`) that a closure of this kind holds; one query for a whole site."""
    if medecin is not None:
        return [rules.agent(medecin)]
    assert site is not None
    if kind is ClosureKind.SALLE and salle is not None:
        return [rules.room(site, salle)]
    info = territory.site(site)
    return [rules.room(site, number) for number in range(1, info.salles + 1)] if info else []


@transaction.atomic
def close(*, new: NewClosure, actor: Actor) -> ClosureInfo | Refusal:
    """Take time out of a diary. Appointments that stand there keep their place: the caller has moved them.

    Alone with the diaries until the end of the transaction. Refusals: `closure_empty` (the end is not after
    the start), `already_closed` (the same is closed from end to end).
    """
    if new.end <= new.start:
        return Refusal("closure_empty")
    lock(shared=False)
    for other in closures(
        new.start,
        new.end,
        medecins=[new.medecin] if new.medecin else [],
        sites=[new.site] if new.site else [],
    ):
        alike = (other.kind, other.salle) == (new.kind, new.salle)
        if alike and other.start <= new.start and new.end <= other.end:
            return Refusal("already_closed", {"closure": str(other.id)})
    row = Closure.objects.create(
        id=uuid.uuid4(),
        kind=new.kind.value,
        medecin_id=new.medecin,
        site_id=new.site,
        salle=new.salle,
        during=DateTimeTZRange(new.start, new.end),
        reason=new.reason.value,
        created_at=clock.now(),
    )
    info = info_of(row)
    _hold(info)
    _tell("made", info, actor)
    return info


@transaction.atomic
def lift(*, closure_id: UUID, actor: Actor) -> ClosureInfo | Refusal:
    """Give the time back; what another closure holds as well stays closed. Refusal: `closure_unknown`."""
    lock(shared=False)
    row = Closure.objects.select_for_update().filter(id=closure_id, lifted_at=None).first()
    if row is None:
        return Refusal("closure_unknown")
    row.lifted_at = clock.now()
    row.save(update_fields=["lifted_at"])
    release(appointment=row.id)
    info = info_of(row)
    medecins, sites = [info.medecin] if info.medecin else [], [info.site] if info.site else []
    for other in closures(info.start, info.end, medecins=medecins, sites=sites):
        _hold(other)
    _tell("lifted", info, actor)
    return info


def _hold(info: ClosureInfo) -> None:
    """Take what nothing else holds yet of the closure's doctor or rooms."""
    names = held_by(info.kind, medecin=info.medecin, site=info.site, salle=info.salle)
    during = DateTimeTZRange(info.start, info.end)
    taken: dict[str, list[rules.Interval]] = {name: [] for name in names}
    for row in Booking.objects.filter(resource__in=names, during__overlap=during, active=True):
        taken[row.resource].append((row.during.lower, row.during.upper))
    free = tuple(
        Taken(name, *gap)
        for name in names
        for gap in rules.gaps((info.start, info.end), taken[name])
    )
    refused = book_many(wanted=[Wanted(info.id, free)]) if free else []
    assert not refused  # the diaries are locked: nobody was quicker


def _tell(verb: str, info: ClosureInfo, actor: Actor) -> None:
    data = {
        "closure": str(info.id),
        "kind": info.kind.value,
        "reason": info.reason.value,
        "from": info.start.isoformat(),
        "until": info.end.isoformat(),
    }
    subject = f"medecin:{info.medecin}" if info.medecin else f"site:{info.site}"
    journal.record(action=f"diaries:closure:{verb}", actor=actor, subject=subject, data=data)
    events.publish(name=f"diaries.closure_{verb}", payload={**data, "subject": subject})
