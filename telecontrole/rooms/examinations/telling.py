"""Who is told of an avis, and how: the person, the treating doctor, the letter. All at once (CSS L. 315-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import issuing
from telecontrole.rooms.examinations import notices as messages
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import Avis, Examination
from telecontrole.rooms.examinations.reading import subject_of
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import InsuredInfo, PractitionerInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import CaisseInfo
from telecontrole.rooms.visio import selectors as calls
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.worklist import services as worklist

# A conclusion leaves at any hour; after that long without success a person takes over.
_PATIENCE = timedelta(hours=48)
# A letter waits for a person to post it.
_POSTING = timedelta(days=7)
_TASK_DELAY = timedelta(hours=24)
# Where the hall shows the outcome to the person whose browser is already verified.
OUTCOME_PATH = "/rdv/resultat/"
LINKS_VALID_FOR = timedelta(days=92)


def tell_everyone(*, avis: Avis, case: CaseInfo, actor: Actor) -> None:
    """Issue the letter and plan the messages, in the caller's transaction."""
    examination = Examination.objects.get(id=avis.examination_id)
    appointment = planning.appointment(examination.appointment)
    version = appointment.version if appointment else 1
    person = people.insured(case.insured)
    caisse = territory.caisse(case.caisse)
    assert person is not None
    assert caisse is not None
    notices.set_head(subject=subject_of(avis.id), version=version, open_=True)
    # First the doctor: what the person reads about it must be what happens.
    if CATALOGUE[AvisCode(avis.code)].tells_doctor:
        notices.plan_notices(list(_to_doctor(avis, case, caisse, version, actor)))
    issuing.issue_avis_letter(avis=avis, case=case, person=person, caisse=caisse, actor=actor)
    notices.plan_notices(list(_to_person(avis, case, person, caisse, version, actor)))
    if appointment is not None:
        _show_on_screen(appointment.id)


def _show_on_screen(appointment_id: UUID) -> None:
    """The person who is still in the call reads the outcome at once."""
    session = calls.session_of(f"appointment:{appointment_id}")
    if session is not None:
        visio.tell(session_id=session.id, role=SeatRole.ASSURE, kind="outcome", url=OUTCOME_PATH)


def _to_person(
    avis: Avis,
    case: CaseInfo,
    person: InsuredInfo,
    caisse: CaisseInfo,
    version: int,
    actor: Actor,
) -> Iterator[NewNotice]:
    if not person.reachable:
        yield issuing.letter_notice(
            avis=avis, case=case, person=person, caisse=caisse, version=version
        )
        return
    for channel, address, source, template in (
        (Channel.EMAIL, person.email, person.email_source, messages.AVIS_EMAIL),
        (Channel.SMS, person.mobile, person.mobile_source, messages.AVIS_SMS),
    ):
        wanted = links.LinkWanted(f"case:{case.id}", channel.value, insured_id=person.id)
        token = links.issue_link(wanted=wanted, valid_for=LINKS_VALID_FOR, actor=actor)
        yield NewNotice(
            subject=subject_of(avis.id),
            version=version,
            kind=Kind.AVIS,
            recipient=Recipient.ASSURE,
            channel=channel,
            address=address,
            address_source=source,
            locale_zone=caisse.fuseau,
            template=template,
            params={"lien": token, "code": links.shared_code(f"appointment:{case.id}")},
            window=Window(clock.now(), clock.now() + _PATIENCE),
            person_key=str(person.id),
            caisse=case.caisse,
            exempt=True,
        )


def _to_doctor(
    avis: Avis, case: CaseInfo, caisse: CaisseInfo, version: int, actor: Actor
) -> Iterator[NewNotice]:
    doctor = people.practitioner_by_rpps(case.medecin_traitant_rpps)
    if doctor is None or not (doctor.mssante or doctor.courriel or doctor.adresse):
        worklist.open_task(
            queue="medical",
            kind="medecin_traitant_inconnu",
            caisse=case.caisse,
            subject=f"case:{case.id}",
            due_at=clock.now() + _TASK_DELAY,
            key=f"examinations:doctor-unknown:{avis.id}",
        )
        return
    channel = _channel_of(doctor)
    wanted = links.LinkWanted(f"avis:{avis.id}", channel.value, practitioner_id=doctor.id)
    token = links.issue_link(wanted=wanted, valid_for=LINKS_VALID_FOR, actor=actor)
    by_letter = channel is Channel.LETTRE
    yield NewNotice(
        subject=subject_of(avis.id),
        version=version,
        kind=Kind.AVIS,
        recipient=Recipient.MEDECIN_TRAITANT,
        channel=channel,
        address=doctor.adresse if by_letter else (doctor.mssante or doctor.courriel),
        address_source="annuaire",
        locale_zone=caisse.fuseau,
        template=messages.DOCTOR_LETTER if by_letter else messages.DOCTOR,
        params=_letter_words(doctor, caisse, token)
        if by_letter
        else {"lien": token, "caisse": caisse.nom},
        window=Window(clock.now(), clock.now() + (_POSTING if by_letter else _PATIENCE)),
        person_key=str(doctor.id),
        caisse=case.caisse,
        exempt=True,
    )


def _channel_of(doctor: PractitionerInfo) -> Channel:
    if doctor.mssante:
        return Channel.MSSANTE
    return Channel.EMAIL if doctor.courriel else Channel.LETTRE


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
