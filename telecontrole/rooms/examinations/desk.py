"""What the médecin-conseil's pages show, read in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import (
    calls,
    earlier,
    finding,
    guarantees,
    reading,
    selectors,
    texts,
    wording,
)
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.deciding.effects import EFFECTS
from telecontrole.rooms.examinations.earlier import Earlier
from telecontrole.rooms.examinations.enums import ConflictKind
from telecontrole.rooms.examinations.guarantees import Told
from telecontrole.rooms.examinations.records import showing
from telecontrole.rooms.examinations.records.paragraphs import ParagraphInfo
from telecontrole.rooms.examinations.selectors import AvisInfo, ExaminationInfo
from telecontrole.rooms.examinations.thread import selectors as threads
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.representatives import RepresentativeInfo
from telecontrole.rooms.people.selectors import InsuredInfo, PractitionerInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import texts as planning_texts
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
    following: Line | None
    today: bool
    unread: int

    @property
    def unread_words(self) -> str:
        """How many messages of treating doctors wait."""
        return "1 message non lu" if self.unread == 1 else f"{self.unread} messages non lus"


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything on the desk."""

    appointment: AppointmentInfo
    case: CaseInfo
    motif: str
    person: InsuredInfo
    representative: RepresentativeInfo | None
    prescriber: PractitionerInfo | None
    treating: PractitionerInfo | None
    record: ExaminationInfo | None
    call: CallScreen | None
    place: str
    zone: str
    previous: list[Earlier]
    avis: AvisInfo | None
    avis_words: dict[str, Any]
    initial: dict[str, Any]
    can_be_absent: bool
    same_name: bool
    following: Line | None
    paragraphs: list[ParagraphInfo]
    outcomes: dict[str, Any]
    dates: list[tuple[str, date]]
    draft: dict[str, str]
    told: list[tuple[str, Told]]


def day_list(medecin_id: UUID, asked: date | None) -> DayList:
    """The appointments of one day that take the doctor's time, with names and states."""
    medecin = people.medecin(medecin_id)
    zone = territory.zone_of(medecin.caisse if medecin else None)
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
    following = next((line for line in lines if line.appointment.ahead), None)
    unread = threads.unread(medecin_id)
    return DayList(day, zone, lines, following, day == clock.today(zone), unread)


def screen(appointment: AppointmentInfo, actor: Actor) -> Screen:
    """The desk of one appointment; reading the record is journalled, with the paragraphs that may go into it."""
    case = cases.case(appointment.case)
    assert case is not None  # foreign keys hold all three
    person = people.insured(case.insured)
    medecin = people.medecin(appointment.medecin)
    assert person is not None
    assert medecin is not None
    doctors = people.practitioners_by_rpps([case.prescripteur_rpps, case.medecin_traitant_rpps])
    record = selectors.examination_of(appointment.id)
    caisse = territory.caisse(case.caisse)
    avis = selectors.latest_avis(case.id) if record and record.concluded_at else None
    written, listed = showing.read(None if avis else record, medecin, actor)
    return Screen(
        appointment=appointment,
        case=case,
        motif=MOTIFS[case.motif],
        person=person,
        representative=representatives.acting(person.id),
        prescriber=doctors.get(case.prescripteur_rpps),
        treating=doctors.get(case.medecin_traitant_rpps),
        record=record,
        call=_call(appointment) if record else None,
        place=_place_of(appointment),
        zone=caisse.fuseau if caisse else appointment.zone,
        previous=earlier.controls(case.insured, besides=appointment.id),
        avis=avis,
        avis_words=_avis_words(avis),
        initial=showing.initial(record, case, written),
        can_be_absent=appointment.ahead and clock.now() >= appointment.starts_at,
        same_name=appointment.ahead and finding.same_name(person, medecin),
        following=after(appointment) if avis is not None else None,
        paragraphs=listed,
        outcomes=showing.outcomes(case.motif),
        dates=showing.likely_dates(clock.today(appointment.zone)),
        draft=showing.draft(record),
        told=_told(record) if record and avis else [],
    )


def _told(record: ExaminationInfo) -> list[tuple[str, Told]]:
    return [(texts.GUARANTEES[one.guarantee], one) for one in guarantees.history(record.id)]


def told_of(appointment: AppointmentInfo) -> tuple[Motif, str]:
    """What the appointment's case is about, and the language of the file."""
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    return case.motif, case.langue


def conflict_of(appointment: AppointmentInfo) -> ConflictKind:
    """The conflict of interest that the files show for an appointment; own patient when they no longer do."""
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    return finding.found_in_data(case, appointment.medecin) or ConflictKind.PATIENT


def earlier_record(
    appointment: AppointmentInfo, examination_id: UUID, actor: Actor
) -> earlier.EarlierRecord | None:
    """The record of a previous control of the same person, or None."""
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    return earlier.record(
        insured_id=case.insured,
        besides=appointment.id,
        examination_id=examination_id,
        actor=actor,
    )


def after(appointment: AppointmentInfo) -> Line | None:
    """The next interview of the same day, if any is ahead."""
    listed = day_list(appointment.medecin, None)
    return listed.following if listed.today else None


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
    state, tone = planning_texts.STATES[one.state].capitalize(), planning_texts.TONES[one.state]
    if one.ahead and record is not None:
        state, tone = "En cours", "neutral"
    return Line(
        appointment=one,
        name=f"{person.prenoms} {person.nom}",
        motif=MOTIFS[case.motif],
        place=place,
        state=state,
        tone=tone,
        concluded=record is not None and record.concluded_at is not None,
        url=reverse("examinations:interview", args=[one.id]),
    )


def _place(one: AppointmentInfo, sites: dict[UUID, Any]) -> str:
    if one.modalite is Modalite.VISIO or one.site is None:
        return "En visio"
    return f"{sites[one.site].nom}, salle {one.salle}"


def _place_of(one: AppointmentInfo) -> str:
    return _place(one, {} if one.site is None else territory.sites())


def _call(appointment: AppointmentInfo) -> CallScreen | None:
    if appointment.modalite is not Modalite.VISIO:
        return None
    seat = calls.open_seat(appointment.id, calls.medecin_key(appointment.medecin))
    if seat is None:
        return None
    return screens.call(seat_id=seat, leave_url=reverse("examinations:day"))


def _avis_words(avis: AvisInfo | None) -> dict[str, Any]:
    if avis is None:
        return {}
    conclusion = CATALOGUE[avis.code]
    return {
        "label": texts.CONCLUSIONS[avis.code],
        "sentence": wording.conclusion(avis.code),
        "effect": wording.effect(avis.code, wording.long_day(avis.date_effet)),
        "article": EFFECTS[avis.code].article,
        "tells_doctor": conclusion.tells_doctor,
        "doctor_told": reading.doctor_told(avis.id),
    }
