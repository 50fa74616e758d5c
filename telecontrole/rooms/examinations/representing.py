"""The legal representative is told of the appointments of the person, and of the case as it stands.

A subject of the ledger of its own per representative and case, with the versions of the appointment: when the
mandate ends, what still waits falls, and what waits for the person stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import addressing, calls, subjects
from telecontrole.rooms.examinations import notices as messages
from telecontrole.rooms.examinations.addressing import Matter, Parties
from telecontrole.rooms.notices import rules as windows
from telecontrole.rooms.notices import selectors as ledger
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Kind
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people.representatives import RepresentativeInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import selectors as visio

_SYSTEM = Actor.system("examination")
_DAYS_BEFORE = ((Kind.J2, 2), (Kind.J1, 1))
_SAID = {Kind.CHANGEMENT: "change", Kind.ANNULATION: "annule"}
#: How the person's seat says that the representative is there too; the record keeps the role.
BESIDE = "avec son représentant légal"


def subject_of(representative: UUID, case_id: UUID) -> str:
    """The ledger's subject of what a representative is told of a case's appointments."""
    return f"representant:{representative}:{case_id}"


def subjects_of(representative: UUID, case_id: UUID) -> list[str]:
    """Every subject of what a representative was told of a case's appointments, called off ones included."""
    versions = planning.versions(case_id)
    return [
        subject_of(representative, case_id),
        *(_off(representative, one.id) for one in versions),
    ]


def announce_all() -> int:
    """After a plan: tell every representative of the appointments that stand; returns how many messages."""
    return sum(
        announce(current)
        for one in representatives.all_acting()
        for case in cases.of_insured(one.insured)
        if (current := planning.current(case.id)) is not None
    )


@transaction.atomic
def announce(appointment: AppointmentInfo) -> int:
    """Tell who acts for the person, or assists, of a version; returns how many messages. Twice plans nothing twice."""
    told = _of(appointment)
    if told is None or not appointment.ahead:
        return 0
    one, to = told
    subject = subject_of(one.id, to.case.id)
    notices.set_head(subject=subject, version=appointment.version, open_=True)
    planned = [
        notice
        for kind, window, exempt in _windows(appointment)
        for notice in _messages(subject, appointment, one, to, kind, window, exempt)
    ]
    return len(notices.plan_notices(planned))


@transaction.atomic
def follow(appointment: AppointmentInfo) -> None:
    """A version ended: the one that follows is told, else that there is none; what waited about it falls."""
    told = _of(appointment)
    if told is None:
        return
    one, to = told
    following = planning.current(to.case.id)
    if following is not None and following.ahead:
        announce(following)
        return
    subject = subject_of(one.id, to.case.id)
    known = bool(ledger.notices_of([subject]))
    notices.set_head(subject=subject, version=appointment.version, open_=False)
    if not known or appointment.starts_at <= clock.now():
        return
    off = _off(one.id, appointment.id)
    window, exempt = windows.change_window(clock.now(), appointment.starts_at, appointment.zone)
    notices.set_head(subject=off, version=appointment.version, open_=True)
    notices.plan_notices(_messages(off, appointment, one, to, Kind.ANNULATION, window, exempt))


@transaction.atomic
def begin(representative_id: UUID) -> None:
    """The deed was checked: the appointments that stand are told."""
    for _, current in _currents(representative_id):
        announce(current)


@transaction.atomic
def stop(representative_id: UUID) -> None:
    """The mandate ended: nothing that still waits leaves any more; what the person gets stands."""
    for case_id, current in _currents(representative_id):
        subject = subject_of(representative_id, case_id)
        notices.set_head(subject=subject, version=current.version, open_=False)
        told = subjects.of_parties(case_id)
        notices.drop_waiting(subjects=told, person_key=str(representative_id))


def _off(representative: UUID, appointment_id: UUID) -> str:
    return f"representant-annule:{representative}:{appointment_id}"


def beside(appointment_id: UUID) -> bool:
    """Whether the representative sat at the person's side, in the seat that the médecin-conseil let in."""
    session = visio.session_of(calls.subject_of(appointment_id))
    seats = visio.seats(session.id) if session else []
    return any(BESIDE in seat.detail and seat.admitted_at is not None for seat in seats)


def _of(appointment: AppointmentInfo) -> tuple[RepresentativeInfo, Parties] | None:
    case = cases.case(appointment.case)
    one = representatives.acting(case.insured) if case else None
    return (one, addressing.parties_of(case)) if case is not None and one is not None else None


def _currents(representative_id: UUID) -> Iterator[tuple[UUID, AppointmentInfo]]:
    one = representatives.known(representative_id)
    for case in cases.of_insured(one.insured) if one else ():
        current = planning.current(case.id)
        if current is not None:
            yield case.id, current


def _windows(appointment: AppointmentInfo) -> Iterator[tuple[Kind, Window, bool]]:
    """A change leaves at once; two days and the day before, as for the person."""
    now = clock.now()
    if appointment.version > 1:
        yield Kind.CHANGEMENT, *windows.change_window(now, appointment.starts_at, appointment.zone)
    for kind, days in _DAYS_BEFORE:
        window = Window(*windows.notice_window(appointment.starts_at, appointment.zone, days))
        if window.closes_at > now:
            yield kind, window, False


def _messages(
    subject: str,
    appointment: AppointmentInfo,
    one: RepresentativeInfo,
    to: Parties,
    kind: Kind,
    window: Window,
    exempt: bool,
) -> list[NewNotice]:
    said = {
        "starts_at": appointment.starts_at.isoformat(),
        "zone": appointment.zone,
        "modalite": appointment.modalite.value,
        "quoi": _SAID.get(kind, "prevu"),
    }
    matter = Matter(subject, appointment.version, kind)
    return [
        replace(notice, exempt=exempt, starts_at=appointment.starts_at)
        for notice in addressing.to_representative(
            matter,
            to,
            one,
            email=messages.REPRESENTATIVE_DAY_EMAIL,
            sms=messages.REPRESENTATIVE_DAY_SMS,
            said=said,
            actor=_SYSTEM,
            window=window,
        )
    ]
