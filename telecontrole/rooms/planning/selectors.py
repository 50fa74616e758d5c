"""Reads of the planning. Instants are UTC; `zone` says on which clock an appointment is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.planning import rules
from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Origin, Reason
from telecontrole.rooms.planning.listing import appointments_listed as appointments_listed
from telecontrole.rooms.planning.listing import overdue_rows
from telecontrole.rooms.planning.listing import unplaced_for as unplaced_for
from telecontrole.rooms.planning.listing import unplaced_listed as unplaced_listed
from telecontrole.rooms.planning.models import Appointment, Unplaced
from telecontrole.rooms.planning.solver.problem import Busy
from telecontrole.rooms.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class AppointmentInfo:
    """One version of an appointment; `ends_at` is without the margin that the diary keeps."""

    id: UUID
    case: UUID
    version: int
    modalite: Modalite
    medecin: UUID
    site: UUID | None
    salle: int | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    state: AppointmentState
    origin: Origin
    created_at: datetime

    @property
    def ahead(self) -> bool:
        """Whether it is still to come, as far as anybody has said."""
        return self.state is AppointmentState.PREVU


@dataclass(frozen=True, slots=True)
class WithoutPlace:
    """A case that the last plan could not place."""

    reference: str
    caisse: str
    priorite: int
    reason: Reason
    since: datetime


def appointment(appointment_id: UUID) -> AppointmentInfo | None:
    """One version, or None."""
    row = Appointment.objects.filter(id=appointment_id).first()
    return info_of(row) if row else None


def appointments(ids: Iterable[UUID]) -> dict[UUID, AppointmentInfo]:
    """Several versions, in one query."""
    return {row.id: info_of(row) for row in Appointment.objects.filter(id__in=list(ids))}


def current(case_id: UUID) -> AppointmentInfo | None:
    """The latest version of a case, whatever its state; None when it never had one."""
    row = Appointment.objects.filter(case_id=case_id).order_by("-version").first()
    return info_of(row) if row else None


def currents(case_ids: Iterable[UUID]) -> dict[UUID, AppointmentInfo]:
    """The latest version of each case, in one query."""
    rows = Appointment.objects.filter(case_id__in=list(case_ids))
    latest = rows.order_by("case_id", "-version").distinct("case_id")
    return {row.case_id: info_of(row) for row in latest}


def versions(case_id: UUID) -> list[AppointmentInfo]:
    """Every version of a case, the first one first."""
    return _infos(Appointment.objects.filter(case_id=case_id).order_by("version"))


def every_version() -> Iterator[AppointmentInfo]:
    """Every version of every case, by case and version, streamed: for exports."""
    rows = Appointment.objects.order_by("case_id", "version")
    return (info_of(row) for row in rows.iterator(chunk_size=2_000))


def day_of(medecin_id: UUID, day: date, zone: str = territory.PARIS) -> list[AppointmentInfo]:
    """Versions of a doctor that start on a calendar day of `zone`, replaced ones left out, by hour."""
    start = rules.instant(day, time(), zone)
    end = rules.instant(day + timedelta(days=1), time(), zone)
    return between(start, end, medecins=[medecin_id])


def between(
    start: datetime,
    end: datetime,
    *,
    medecins: Iterable[UUID] | None = None,
    sites: Iterable[UUID] | None = None,
    states: Iterable[AppointmentState] | None = None,
) -> list[AppointmentInfo]:
    """Versions that start in `[start, end[`, by start; without `states`, those that still count.

    Replaced, declined and cancelled versions took nobody's time, so they do not count.
    """
    wanted = list(COUNTING if states is None else states)
    rows = Appointment.objects.filter(starts_at__gte=start, starts_at__lt=end, state__in=wanted)
    if medecins is not None:
        rows = rows.filter(medecin_id__in=list(medecins))
    if sites is not None:
        rows = rows.filter(site_id__in=list(sites))
    return _infos(rows.order_by("starts_at", "medecin_id", "id"))


#: Ends after which the next meeting is in person: declined, prevented, failed, missed; or held without an avis,
#: when only a clinical examination is missing.
NO_VIDEO = (
    AppointmentState.REFUSE,
    AppointmentState.EMPECHE,
    AppointmentState.ECHEC_TECHNIQUE,
    AppointmentState.ABSENT,
    AppointmentState.TENU,
)
#: States of versions that took, or will take, a doctor's time.
COUNTING = (
    AppointmentState.PREVU,
    AppointmentState.TENU,
    AppointmentState.ABSENT,
    AppointmentState.ECHEC_TECHNIQUE,
)


def impediments(case_id: UUID) -> int:
    """How many versions of the case ended by an impediment."""
    state = str(AppointmentState.EMPECHE)
    return Appointment.objects.filter(case_id=case_id, state=state).count()


def overdue(before: datetime, limit: int) -> list[AppointmentInfo]:
    """Versions that ended before an instant and of which nobody wrote what became of them."""
    return _infos(overdue_rows(before, limit))


def waits(case: cases.CaseInfo) -> bool:
    """Whether nothing goes on by itself: the case is open and has no appointment ahead."""
    if case.state is CaseState.CLOS:
        return False
    latest = current(case.id)
    return latest is None or not latest.ahead


def is_missed(case: cases.CaseInfo) -> bool:
    """Whether the latest version ended by an absence: the medical service may choose what follows."""
    latest = current(case.id)
    return latest is not None and latest.state is AppointmentState.ABSENT


def in_person_only(case_ids: Iterable[UUID]) -> set[UUID]:
    """Cases that no plan may place by video: what their latest meeting became excludes it; one query.

    Cancelled and replaced versions say nothing of the person, so the one before them is asked.
    """
    silent = [str(AppointmentState.ANNULE), str(AppointmentState.REMPLACE)]
    rows = Appointment.objects.filter(case_id__in=list(case_ids)).exclude(state__in=silent)
    latest = rows.order_by("case_id", "-version").distinct("case_id")
    return {key for key, state in latest.values_list("case_id", "state") if state in NO_VIDEO}


def prevented(case_infos: Iterable[cases.CaseInfo]) -> list[Busy]:
    """The hours at which people have said that they cannot come: never offered again; one query."""
    insured = {case.id: str(case.insured) for case in case_infos}
    rows = Appointment.objects.filter(
        case_id__in=list(insured), state=str(AppointmentState.EMPECHE)
    )
    times = rows.values_list("case_id", "starts_at", "ends_at")
    return [Busy("insured", insured[key], start, end) for key, start, end in times]


def unplaced_reason(case_id: UUID) -> Reason | None:
    """Why the last plan found no place for the case; None when it did, or has not seen it."""
    row = Unplaced.objects.filter(case_id=case_id).first()
    return Reason(row.reason) if row else None


def unplaced() -> dict[UUID, Reason]:
    """Every case without a place since the last plan, and why."""
    return {row.case_id: Reason(row.reason) for row in Unplaced.objects.all()}


def without_place() -> list[WithoutPlace]:
    """Cases without a place since the last plan, by reference; two queries."""
    rows = {row.case_id: row for row in Unplaced.objects.all()}
    known = cases.cases(rows)
    found = [
        WithoutPlace(
            reference=info.reference,
            caisse=info.caisse,
            priorite=info.priorite,
            reason=Reason(rows[case_id].reason),
            since=rows[case_id].since,
        )
        for case_id, info in known.items()
        if info.state is CaseState.A_PLANIFIER
    ]
    return sorted(found, key=lambda one: one.reference)


def info_of(row: Appointment) -> AppointmentInfo:
    """The value of a row."""
    return AppointmentInfo(
        id=row.id,
        case=row.case_id,
        version=row.version,
        modalite=Modalite(row.modalite),
        medecin=row.medecin_id,
        site=row.site_id,
        salle=row.salle,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        state=AppointmentState(row.state),
        origin=Origin(row.origin),
        created_at=row.created_at,
    )


def _infos(rows: QuerySet[Appointment]) -> list[AppointmentInfo]:
    return [info_of(row) for row in rows]
