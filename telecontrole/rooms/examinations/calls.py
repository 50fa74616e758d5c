"""The call of a visio appointment: a session with two seats, ready before the hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import selectors as calls
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import EndReason, SeatRole
from telecontrole.rooms.visio.selectors import SessionInfo

# The waiting room opens a quarter of an hour before; a late start may still end in peace.
OPENS_BEFORE = timedelta(minutes=15)
CLOSES_AFTER = timedelta(minutes=60)
# After the conclusion: time to tell it aloud, and to come back from a lost connection.
TELLS_FOR = timedelta(hours=1)
_PREPARED_BEFORE = timedelta(minutes=30)
_SUBJECT = "appointment:"
_SYSTEM = Actor.system("examination")


def subject_of(appointment_id: UUID) -> str:
    """The call's subject: one version of an appointment."""
    return f"{_SUBJECT}{appointment_id}"


def medecin_key(medecin_id: UUID) -> str:
    """The médecin-conseil's seat."""
    return f"agent:{medecin_id}"


def insured_key(insured_id: UUID) -> str:
    """The insured person's seat."""
    return f"insured:{insured_id}"


def appointment_of(session: SessionInfo | None) -> AppointmentInfo | None:
    """The appointment that a call is about."""
    if session is None or not session.subject.startswith(_SUBJECT):
        return None
    return planning.appointment(UUID(session.subject.removeprefix(_SUBJECT)))


def may_sit(appointment: AppointmentInfo, now: datetime) -> bool:
    """Whether its people may come into the call at `now` (aware): while it is ahead, and for a while after
    the interview ended, since the outcome is told aloud and shown on screen.
    """
    if appointment.modalite is not Modalite.VISIO:
        return False
    if appointment.ahead:
        return True
    record = Examination.objects.filter(appointment=appointment.id).first()
    ended = record.concluded_at if record else None
    held = appointment.state is AppointmentState.TENU
    return held and ended is not None and now < ended + TELLS_FOR


def end_call(*, appointment_id: UUID, state: AppointmentState) -> None:
    """End the call of an appointment that no longer stands; one that was held goes on until its people leave."""
    session = calls.session_of(subject_of(appointment_id))
    if state in (AppointmentState.PREVU, AppointmentState.TENU) or session is None:
        return
    failed = state is AppointmentState.ECHEC_TECHNIQUE
    reason = EndReason.IN_PERSON if failed else EndReason.CANCELLED
    visio.end(session_id=session.id, actor=_SYSTEM, reason=reason)


def prepare_call(*, appointment_id: UUID) -> UUID | Refusal:
    """Open the call of a visio appointment with its two seats; asking again gives the same session.

    Refusals: `not_a_call` (unknown, in person, or no longer ahead).
    """
    appointment = planning.appointment(appointment_id)
    if appointment is None or not appointment.ahead or appointment.modalite is not Modalite.VISIO:
        return Refusal("not_a_call")
    session = visio.open_session(
        subject=subject_of(appointment.id),
        opens_at=appointment.starts_at - OPENS_BEFORE,
        closes_at=appointment.ends_at + CLOSES_AFTER,
        actor=_SYSTEM,
    )
    _seat_both(session, appointment)
    return session


def prepare_due(now: datetime) -> int:
    """Prepare the calls that begin soon; returns how many were not there yet."""
    soon = planning.between(
        now - CLOSES_AFTER, now + _PREPARED_BEFORE, states=[AppointmentState.PREVU]
    )
    wanted = {subject_of(one.id): one for one in soon if one.modalite is Modalite.VISIO}
    known = calls.subjects_known(wanted)
    missing = [one for subject, one in wanted.items() if subject not in known]
    for appointment in missing:
        prepare_call(appointment_id=appointment.id)
    return len(missing)


def seat_of(appointment_id: UUID, key: str) -> UUID | None:
    """The seat of a person in the call of an appointment, once it is prepared."""
    session = calls.session_of(subject_of(appointment_id))
    return _seat_in(session, key) if session is not None else None


def open_seat(appointment_id: UUID, key: str) -> UUID | None:
    """The same, unless somebody has ended the call."""
    session = calls.session_of(subject_of(appointment_id))
    if session is None or session.ended_at is not None:
        return None
    return _seat_in(session, key)


def insured_was_seen(appointment: AppointmentInfo) -> bool:
    """Whether the insured person ever came to the waiting room: then there is no absence."""
    session = calls.session_of(subject_of(appointment.id))
    if session is None:
        return False
    return any(
        seat.first_joined_at is not None and seat.role is SeatRole.ASSURE
        for seat in calls.seats(session.id)
    )


def equipment_failed(appointment: AppointmentInfo) -> bool:
    """Whether the last equipment test of this person failed: then neither. One made before a move counts as well."""
    versions = planning.versions(appointment.case)
    tests = calls.equipment_tests(*(subject_of(one.id) for one in versions))
    return bool(tests) and not tests[0]["passed"]


def pass_call(*, appointment_id: UUID) -> Refusal | None:
    """The appointment went to a colleague: so does its call, when it was prepared and nobody hosted it yet."""
    appointment = planning.appointment(appointment_id)
    session = calls.session_of(subject_of(appointment_id))
    if appointment is None or session is None or session.ended_at is not None:
        return None
    medecin = people.medecin(appointment.medecin)
    assert medecin is not None  # a foreign key holds it
    shown = _host(medecin)
    return visio.pass_host(
        session_id=session.id,
        key=medecin_key(medecin.id),
        name_shown=shown["name_shown"],
        detail=shown["detail"],
    )


def _seat_in(session: SessionInfo, key: str) -> UUID | None:
    return next((seat.id for seat in calls.seats(session.id) if seat.key == key), None)


def _host(medecin: MedecinInfo) -> dict[str, str]:
    """How a médecin-conseil is shown."""
    caisse = territory.caisse(medecin.caisse)
    return {
        "name_shown": f"Dr {medecin.prenoms} {medecin.nom}",
        "detail": f"médecin-conseil, {caisse.nom}" if caisse else "médecin-conseil",
    }


def _seat_both(session: UUID, appointment: AppointmentInfo) -> None:
    case = cases.case(appointment.case)
    medecin = people.medecin(appointment.medecin)
    assert case is not None  # foreign keys hold both
    assert medecin is not None
    person = people.insured(case.insured)
    assert person is not None
    visio.seat(
        session_id=session,
        role=SeatRole.MEDECIN_CONSEIL,
        key=medecin_key(medecin.id),
        actor=_SYSTEM,
        **_host(medecin),
    )
    if any(seat.role is SeatRole.ASSURE for seat in calls.seats(session)):
        # Whoever came first wrote on the seat that identity is to be checked: it must stay.
        return
    visio.seat(
        session_id=session,
        role=SeatRole.ASSURE,
        name_shown=f"{person.prenoms} {person.nom}",
        key=insured_key(person.id),
        actor=_SYSTEM,
    )
