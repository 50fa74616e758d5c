"""Who is told of an avis, and how: the person, the treating doctor, the letter. All at once (CSS L. 315-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import addressing, issuing
from telecontrole.rooms.examinations import notices as messages
from telecontrole.rooms.examinations.addressing import Matter, Parties
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import Avis, Examination
from telecontrole.rooms.examinations.reading import subject_of
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import PractitionerInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory.selectors import CaisseInfo
from telecontrole.rooms.visio import selectors as calls
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.worklist import services as worklist

_TASK_DELAY = timedelta(hours=24)
# Where the hall shows the outcome to the person whose browser is already verified.
OUTCOME_PATH = "/rdv/resultat/"


def tell_everyone(*, avis: Avis, case: CaseInfo, actor: Actor) -> None:
    """Issue the letter and plan the messages, in the caller's transaction."""
    examination = Examination.objects.get(id=avis.examination_id)
    appointment = planning.appointment(examination.appointment)
    matter = Matter(subject_of(avis.id), appointment.version if appointment else 1)
    to = addressing.parties_of(case)
    notices.set_head(subject=matter.subject, version=matter.version, open_=True)
    # First the doctor: what the person reads about it must be what happens.
    if CATALOGUE[AvisCode(avis.code)].tells_doctor:
        notices.plan_notices(list(_to_doctor(avis, matter, to, actor)))
    issuing.issue_avis_letter(avis=avis, case=case, person=to.person, caisse=to.caisse, actor=actor)
    notices.plan_notices(list(_to_person(avis, matter, to, actor)))
    if appointment is not None:
        _show_on_screen(appointment.id)


def _show_on_screen(appointment_id: UUID) -> None:
    """The person who is still in the call reads the outcome at once."""
    session = calls.session_of(f"appointment:{appointment_id}")
    if session is not None:
        visio.tell(session_id=session.id, role=SeatRole.ASSURE, kind="outcome", url=OUTCOME_PATH)


def _to_person(avis: Avis, matter: Matter, to: Parties, actor: Actor) -> Iterator[NewNotice]:
    if not to.person.reachable:
        yield issuing.letter_notice(avis=avis, matter=matter, to=to)
    yield from addressing.by_link(
        matter, to, email=messages.AVIS_EMAIL, sms=messages.AVIS_SMS, quoi="avis", actor=actor
    )


def _to_doctor(avis: Avis, matter: Matter, to: Parties, actor: Actor) -> Iterator[NewNotice]:
    doctor = people.practitioner_by_rpps(to.case.medecin_traitant_rpps)
    if doctor is None or not (doctor.mssante or doctor.courriel or doctor.adresse):
        worklist.open_task(
            queue="medical",
            kind="medecin_traitant_inconnu",
            caisse=to.case.caisse,
            subject=f"case:{to.case.id}",
            due_at=clock.now() + _TASK_DELAY,
            key=f"examinations:doctor-unknown:{avis.id}",
        )
        return
    token = addressing.doctor_link(subject=f"avis:{avis.id}", doctor=doctor, actor=actor)
    by_letter = addressing.channel_of(doctor) is Channel.LETTRE
    yield addressing.to_doctor(
        matter,
        to,
        doctor,
        template=messages.DOCTOR_LETTER if by_letter else messages.DOCTOR,
        params=_letter_words(doctor, to.caisse, token)
        if by_letter
        else {"lien": token, "caisse": to.caisse.nom},
    )


def _letter_words(doctor: PractitionerInfo, caisse: CaisseInfo, token: str) -> dict[str, str | int]:
    spaced = " ".join(token[start : start + 4] for start in range(0, len(token), 4))
    return {
        "nom": f"Docteur {doctor.prenoms} {doctor.nom}",
        "adresse_postale": doctor.adresse,
        "caisse": caisse.nom,
        "page": f"{settings.BASE_URL}/medecin/",
        "code": spaced,
        "objet": "un avis du service médical",
    }
