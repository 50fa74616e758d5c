"""Where a person's case stands, in the few situations that the page knows how to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID

from telecontrole.foundations import clock
from telecontrole.foundations.law.parameters import Table, load
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.rules import PARAMETERS, settings_on
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import CaisseInfo, SiteInfo


class Situation(StrEnum):
    """What the person must know first. Each has its template `person/situations/<value>.html`."""

    VISIO = "visio"
    ON_SITE = "on_site"
    OVER = "over"
    HELD = "held"
    ABSENT = "absent"
    FAILED = "failed"
    WE_WRITE = "we_write"
    CANCELLED = "cancelled"
    WAITING = "waiting"


_CLOSED = {
    AppointmentState.TENU: Situation.HELD,
    AppointmentState.ABSENT: Situation.ABSENT,
    AppointmentState.ECHEC_TECHNIQUE: Situation.FAILED,
    AppointmentState.REFUSE: Situation.WE_WRITE,
    AppointmentState.EMPECHE: Situation.WE_WRITE,
    AppointmentState.ANNULE: Situation.CANCELLED,
    AppointmentState.REMPLACE: Situation.WAITING,
}
DECLINED = (AppointmentState.REFUSE, AppointmentState.EMPECHE)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that the page shows. `zone` is the clock on which the appointment is told."""

    situation: Situation
    appointment: AppointmentInfo | None
    previous: AppointmentInfo | None
    medecin: MedecinInfo | None
    site: SiteInfo | None
    caisse: CaisseInfo | None
    code: str
    outcome: bool
    now: datetime

    @property
    def zone(self) -> str:
        """Of the appointment, else of the person's caisse."""
        if self.appointment is not None:
            return self.appointment.zone
        return territory.zone_in(self.caisse)

    @property
    def declined(self) -> AppointmentInfo | None:
        """The version that the person declined last, if nothing else happened since."""
        latest = (self.appointment, self.previous)
        return next((one for one in latest if one and one.state in DECLINED), None)

    @property
    def moved(self) -> bool:
        """Whether it was moved by us: the messages of before no longer tell the truth."""
        return self.previous is not None and self.previous.state is AppointmentState.REMPLACE


def subject_of(case_id: UUID) -> str:
    """What the messages of an appointment and its page are about: their shared code comes from it."""
    return f"appointment:{case_id}"


def standing(case: CaseInfo) -> Standing:
    """Where the case stands now."""
    now = clock.now()
    versions = planning.versions(case.id)
    current = versions[-1] if versions else None
    outcome = bool(reading.lines([case.id]))
    return Standing(
        situation=_situation(current, outcome, now),
        appointment=current,
        previous=versions[-2] if len(versions) > 1 else None,
        medecin=people.medecin(current.medecin) if current else None,
        site=territory.site(current.site) if current and current.site else None,
        caisse=territory.caisse(case.caisse),
        code=links.shared_code(subject_of(case.id)),
        outcome=outcome,
        now=now,
    )


def _situation(current: AppointmentInfo | None, outcome: bool, now: datetime) -> Situation:
    if current is None:
        return Situation.HELD if outcome else Situation.WAITING
    if not current.ahead:
        return _CLOSED[current.state]
    if outcome:
        return Situation.HELD
    on_site = current.modalite is Modalite.PRESENTIEL
    # The margin after the slot still belongs to the interview.
    if now >= current.ends_at + margin(current):
        return Situation.OVER
    return Situation.ON_SITE if on_site else Situation.VISIO


def margin(appointment: AppointmentInfo) -> timedelta:
    """Time kept free after an interview, which a late one may use."""
    return settings_on(appointment.starts_at.date(), table=_numbers()).margin


@cache
def _numbers() -> Table:
    return load(PARAMETERS)
