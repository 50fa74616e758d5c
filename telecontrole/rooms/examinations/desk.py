"""What the médecin-conseil's pages show, read in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import calls, reading, selectors, texts, wording
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.selectors import AvisInfo, ExaminationInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import InsuredInfo, PractitionerInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import screens
from telecontrole.rooms.visio.screens import CallScreen

MOTIFS = {
    Motif.MALADIE: "Arrêt maladie",
    Motif.ACCIDENT_TRAVAIL: "Accident du travail",
    Motif.MALADIE_PROFESSIONNELLE: "Maladie professionnelle",
    Motif.INVALIDITE: "Invalidité",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One appointment of the day list."""

    appointment: AppointmentInfo
    name: str
    motif: str
    place: str
    state: str
    tone: str
    concluded: bool
    url: str


@dataclass(frozen=True, slots=True)
class DayList:
    """The day of a médecin-conseil, in the zone of the caisse."""

    day: date
    zone: str
    lines: list[Line]
    next_start: datetime | None
    today: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything on the desk."""

    appointment: AppointmentInfo
    case: CaseInfo
    motif: str
    person: InsuredInfo
    prescriber: PractitionerInfo | None
    treating: PractitionerInfo | None
    record: ExaminationInfo | None
    call: CallScreen | None
    place: str
    zone: str
    previous: list[tuple[CaseInfo, AvisInfo]]
    avis: AvisInfo | None
    avis_words: dict[str, Any]
    initial: dict[str, Any]
    can_be_absent: bool


def day_list(medecin_id: UUID, asked: date | None) -> DayList:
    """The appointments of one day that take the doctor's time, with names and states."""
    medecin = people.medecin(medecin_id)
    caisse = territory.caisse(medecin.caisse) if medecin else None
    zone = caisse.fuseau if caisse else "Europe/Paris"
    day = asked or clock.today(zone)
    found = planning.day_of(medecin_id, day, zone)
    listed = cases.cases(one.case for one in found)
    persons = people.insured_many(case.insured for case in listed.values())
    records = selectors.examinations_of(one.id for one in found)
    sites = territory.sites()
    lines = [
        _line(one, listed[one.case], persons, records.get(one.id), _place(one, sites))
        for one in found
    ]
    ahead = [line.appointment.starts_at for line in lines if line.appointment.ahead]
    return DayList(day, zone, lines, min(ahead, default=None), day == clock.today(zone))


def screen(appointment: AppointmentInfo, actor: Actor) -> Screen:
    """The desk of one appointment; reading the notes is journalled."""
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    person = people.insured(case.insured)
    assert person is not None
    doctors = people.practitioners_by_rpps([case.prescripteur_rpps, case.medecin_traitant_rpps])
    record = selectors.examination_of(appointment.id)
    caisse = territory.caisse(case.caisse)
    avis = selectors.latest_avis(case.id) if record and record.concluded_at else None
    return Screen(
        appointment=appointment,
        case=case,
        motif=MOTIFS[case.motif],
        person=person,
        prescriber=doctors.get(case.prescripteur_rpps),
        treating=doctors.get(case.medecin_traitant_rpps),
        record=record,
        call=_call(appointment) if record else None,
        place=_place(appointment, territory.sites()),
        zone=caisse.fuseau if caisse else appointment.zone,
        previous=_previous(case),
        avis=avis,
        avis_words=_avis_words(avis),
        initial=_initial(record, actor),
        can_be_absent=appointment.ahead and clock.now() >= appointment.starts_at,
    )


def motif_of(appointment: AppointmentInfo) -> Motif:
    """What the appointment's case is about."""
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    return case.motif


def following(appointment: AppointmentInfo) -> AppointmentInfo | None:
    """The next version of the appointment, when one is ahead."""
    latest = planning.current(appointment.case)
    return latest if latest and latest.ahead and latest.id != appointment.id else None


def _line(
    one: AppointmentInfo,
    case: CaseInfo,
    persons: dict[UUID, InsuredInfo],
    record: ExaminationInfo | None,
    place: str,
) -> Line:
    person = persons[case.insured]
    state, tone = texts.STATES[one.state.value]
    if one.ahead and record is not None:
        state, tone = "En cours", "neutral"
    return Line(
        appointment=one,
        name=f"{person.nom} {person.prenoms}",
        motif=MOTIFS[case.motif],
        place=place,
        state=state,
        tone=tone,
        concluded=record is not None and record.concluded_at is not None,
        url=reverse("examinations:interview", args=[one.id]),
    )


def _place(one: AppointmentInfo, sites: dict[UUID, Any]) -> str:
    if one.modalite is Modalite.VISIO or one.site is None:
        return "Visio"
    return f"{sites[one.site].nom}, salle {one.salle}"


def _call(appointment: AppointmentInfo) -> CallScreen | None:
    if appointment.modalite is not Modalite.VISIO:
        return None
    seat = calls.seat_of(appointment.id, calls.medecin_key(appointment.medecin))
    if seat is None or not calls.is_open(appointment.id):
        return None
    return screens.call(seat_id=seat, leave_url=reverse("examinations:day"))


def _previous(case: CaseInfo) -> list[tuple[CaseInfo, AvisInfo]]:
    earlier = {one.id: one for one in cases.of_insured(case.insured) if one.id != case.id}
    found = selectors.latest_avis_of(earlier)
    return [(earlier[key], avis) for key, avis in found.items()]


def _avis_words(avis: AvisInfo | None) -> dict[str, Any]:
    if avis is None:
        return {}
    conclusion = CATALOGUE[avis.code]
    return {
        "label": texts.CONCLUSIONS[avis.code],
        "sentence": wording.conclusion(avis.code),
        "effect": wording.effect(avis.code, wording.long_day(avis.date_effet)),
        "tells_doctor": conclusion.tells_doctor,
        "doctor_told": reading.doctor_told(avis.id),
        "letters": selectors.letters_of(avis.id),
    }


def _initial(record: ExaminationInfo | None, actor: Actor) -> dict[str, Any]:
    if record is None:
        return {"notes_version": 0}
    notes = selectors.notes(record.id, actor)
    return {
        "mission": record.mission_stated_at is not None,
        "identity": record.identity_method,
        "third_parties": list(record.third_parties),
        "third_parties_accepted": bool(record.third_parties),
        "notes": notes.text,
        "notes_version": notes.version,
    }
