"""The interview of the moment, and one that has just been concluded: both outside the rules of the planning."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.demonstration import shifting
from telecontrole.rooms.cases import importers
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import selectors as examinations
from telecontrole.rooms.examinations import services as interviews
from telecontrole.rooms.examinations.enums import AvisCode, Ground, IdentityMethod
from telecontrole.rooms.examinations.selectors import AvisInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import Origin
from telecontrole.rooms.planning.selectors import AppointmentInfo

FILES = Path(settings.BASE_DIR) / "demo" / "interview"
MEDECIN_RPPS = "10000000017"
TREATING_RPPS = "10000000025"
_NOW, _PAST = "DEMO-ENTRETIEN", "DEMO-AVIS"
_SYSTEM = Actor.system("demonstration")
# A call that began that long ago is still one to join.
_LASTS = timedelta(minutes=10)


def medecin() -> MedecinInfo:
    """The médecin-conseil of the demonstration. Raises LookupError before the demonstration is loaded."""
    for one in people.medecins().values():
        if one.rpps == MEDECIN_RPPS:
            return one
    raise LookupError(MEDECIN_RPPS)


def current() -> tuple[CaseInfo, AppointmentInfo] | None:
    """The last interview of the moment and its case; None before the demonstration is loaded."""
    found = latest_case(_NOW)
    appointment = planning.current(found.id) if found else None
    return (found, appointment) if found and appointment else None


def is_fresh(appointment: AppointmentInfo, now: datetime) -> bool:
    """Whether one may still join it in peace."""
    made_here = appointment.ahead and appointment.origin is Origin.DEMONSTRATION
    return made_here and now < appointment.starts_at + _LASTS


@transaction.atomic
def begin(*, again: bool = False) -> AppointmentInfo:
    """An interview that begins now: the one that is ready, or a new one. Raises LookupError, RuntimeError.

    A case that was concluded, or that went on in person, makes room for a new one of the same person.
    """
    now = clock.now().replace(second=0, microsecond=0)
    known = current()
    if known and not again and is_fresh(known[1], now):
        return known[1]
    mine = known is not None and known[1].origin is Origin.DEMONSTRATION and known[1].ahead
    case = known[0] if known is not None and mine else new_case(_NOW)
    return place(case, now)


@transaction.atomic
def conclude_one() -> AvisInfo:
    """An avis for the treating doctor to read: given once, at the first loading."""
    case = latest_case(_PAST) or new_case(_PAST)
    known = examinations.latest_avis(case.id)
    if known is not None:
        return known
    appointment = place(case, clock.now() - timedelta(hours=1))
    concluded = hold(
        appointment,
        AvisCode.AT_NON_JUSTIFIE_REPRISE,
        Ground.CAPACITE_RETROUVEE,
        clock.today() + timedelta(days=7),
    )
    avis = examinations.avis(concluded)
    assert avis is not None  # it has just been written
    return avis


def hold(
    appointment: AppointmentInfo, code: AvisCode, ground: Ground, date_effet: date | None = None
) -> UUID:
    """The interview takes place and ends with an avis: its id. Raises RuntimeError."""
    opened = interviews.open_examination(
        appointment_id=appointment.id, medecin_id=appointment.medecin, actor=_SYSTEM
    )
    if isinstance(opened, Refusal):
        raise RuntimeError(opened.code)
    interviews.give_guarantees(
        examination_id=opened.id, identity=IdentityMethod.DOCUMENT_SHOWN, actor=_SYSTEM
    )
    concluded = interviews.conclude(
        examination_id=opened.id,
        code=code,
        grounds=[ground],
        date_effet=date_effet,
        actor=_SYSTEM,
    )
    if isinstance(concluded, Refusal):
        raise RuntimeError(concluded.code)
    return concluded


def latest_avis() -> AvisInfo | None:
    """The last avis of the demonstration: of the interview of the moment if it has one."""
    for prefix in (_NOW, _PAST):
        for case in reversed(_cases(prefix)):
            avis = examinations.latest_avis(case.id)
            if avis is not None:
                return avis
    return None


def place(case: CaseInfo, starts_at: datetime) -> AppointmentInfo:
    """The interview of a case at an instant (aware), with the médecin-conseil of the demonstration."""
    placed = planning_services.place_demonstration(
        case_id=case.id,
        medecin_id=medecin().id,
        starts_at=starts_at.replace(second=0, microsecond=0),
        actor=_SYSTEM,
        now=clock.now(),
    )
    if isinstance(placed, Refusal):
        raise RuntimeError(placed.code)
    return placed


def new_case(prefix: str) -> CaseInfo:
    """One more case of a person of the file, whose leave runs now. Raises RuntimeError."""
    today = clock.today()
    reference = f"{prefix}-{len(_cases(prefix)) + 1:03}"
    line = shifting.with_values(
        FILES / "dossiers.csv",
        prefix,
        {
            "reference": reference,
            "date_debut": (today - timedelta(days=50)).isoformat(),
            "date_fin": (today + timedelta(days=60)).isoformat(),
        },
    )
    importers.run("cases", line)
    case = cases.by_reference(reference)
    if case is None:
        raise RuntimeError("case_refused")
    return case


def latest_case(prefix: str) -> CaseInfo | None:
    """The last case of a person of the file."""
    found = _cases(prefix)
    return found[-1] if found else None


def _cases(prefix: str) -> list[CaseInfo]:
    """Cases of one person of the demonstration, oldest first: counted by asking for each in turn."""
    found: list[CaseInfo] = []
    while True:
        case = cases.by_reference(f"{prefix}-{len(found) + 1:03}")
        if case is None:
            return found
        found.append(case)
