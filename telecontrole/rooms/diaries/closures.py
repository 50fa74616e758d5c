"""Time taken out of the diaries: reads, and what it leaves of the hours offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason, Modalite
from telecontrole.rooms.diaries.models import Closure
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.territory import selectors as territory

_AROUND = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ClosureInfo:
    """Time taken out of a diary, `[start, end[` in UTC; `salle` is None when the whole site is closed."""

    id: UUID
    kind: ClosureKind
    medecin: UUID | None
    site: UUID | None
    salle: int | None
    start: datetime
    end: datetime
    reason: ClosureReason


class Hours(Protocol):
    """Local hours of a doctor on one day, by video or on a site."""

    @property
    def medecin(self) -> UUID: ...
    @property
    def site(self) -> UUID | None: ...
    @property
    def modalite(self) -> Modalite: ...
    @property
    def date(self) -> date: ...
    @property
    def debut(self) -> time: ...
    @property
    def fin(self) -> time: ...


T = TypeVar("T", bound=Hours)


def closures(
    from_: datetime,
    until: datetime,
    *,
    medecins: Iterable[UUID] | None = None,
    sites: Iterable[UUID] | None = None,
) -> list[ClosureInfo]:
    """Closures that stand and touch `[from_, until[`, by start: of all, or of these doctors and sites."""
    rows = Closure.objects.filter(lifted_at=None, during__overlap=DateTimeTZRange(from_, until))
    if medecins is not None or sites is not None:
        rows = rows.filter(Q(medecin__in=list(medecins or ())) | Q(site__in=list(sites or ())))
    return [info_of(row) for row in rows.order_by("during", "id")]


def closure(closure_id: UUID) -> ClosureInfo | None:
    """One closure that stands, or None."""
    row = Closure.objects.filter(id=closure_id, lifted_at=None).first()
    return info_of(row) if row else None


def info_of(row: Closure) -> ClosureInfo:
    """The value of a row."""
    return ClosureInfo(
        id=row.id,
        kind=ClosureKind(row.kind),
        medecin=row.medecin_id,
        site=row.site_id,
        salle=row.salle,
        start=row.during.lower,
        end=row.during.upper,
        reason=ClosureReason(row.reason),
    )


def uncovered(offered: Sequence[T], from_: date, until: date) -> list[T]:
    """The hours that no closure covers from end to end; three more queries when there are closures."""
    start = datetime.combine(from_, time(), UTC) - _AROUND
    standing = closures(start, datetime.combine(until, time(), UTC) + _AROUND)
    if not standing:
        return list(offered)
    zones = {code: ZoneInfo(info.fuseau) for code, info in territory.caisses().items()}
    of_site = {key: zones[info.caisse] for key, info in territory.sites().items()}
    of_doctor = {key: zones[info.caisse] for key, info in people.medecins().items()}

    def zone(one: Hours) -> ZoneInfo:
        on_site = one.modalite is Modalite.PRESENTIEL and one.site is not None
        return of_site[one.site] if on_site and one.site else of_doctor[one.medecin]

    of: dict[UUID, list[ClosureInfo]] = defaultdict(list)
    for closure in standing:
        whole_site = closure.site if closure.kind is ClosureKind.SITE else None
        for key in (closure.medecin, whole_site):
            if key is not None:
                of[key].append(closure)

    def covered(one: T) -> bool:
        near = [*of.get(one.medecin, ()), *(of.get(one.site, ()) if one.site else ())]
        return bool(near) and _covered(one, zone(one), near)

    return [one for one in offered if not covered(one)]


def _covered(one: Hours, zone: ZoneInfo, standing: Iterable[ClosureInfo]) -> bool:
    start = datetime.combine(one.date, one.debut, zone)
    end = datetime.combine(one.date, one.fin, zone)
    return any(closure.start <= start and end <= closure.end for closure in standing)
