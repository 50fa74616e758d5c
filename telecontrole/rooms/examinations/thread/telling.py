"""Who is told that something waits in the exchange, and how. Never what it says, never about whom."""

from __future__ import annotations

from datetime import timedelta

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations.delays import call_back_delay
from telecontrole.rooms.examinations.models import Avis, CallRequest, Thread
from telecontrole.rooms.examinations.thread import notices as messages
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import PractitionerInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import services as worklist

_PATIENCE = timedelta(hours=48)
_LINKS_VALID_FOR = timedelta(days=92)
MESSAGE_TASK, CALL_TASK, TELL_TASK = "message_confrere", "rappel_confrere", "prevenir_confrere"


def tell_medecin(thread: Thread) -> None:
    """A task of the medical service; the desk counts the message as well. One task until it is read."""
    case, now = _case(thread), clock.now()
    worklist.open_task(
        queue="medical",
        kind=MESSAGE_TASK,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=now + call_back_delay(now.date()),
        key=f"examinations:{MESSAGE_TASK}:{thread.avis_id}:{now.isoformat()}",
        params={"reference": case.reference},
    )


def settle(thread: Thread, actor: Actor, done: str) -> None:
    """The médecin-conseil has read: no task says any more that something waits."""
    worklist.close_about(
        subjects=[f"case:{_case(thread).id}"], kinds=[MESSAGE_TASK], actor=actor, done=done
    )


def tell_doctor(thread: Thread, subject: str, actor: Actor) -> None:
    """A message by secure health mail, else by email; without either, a task: somebody calls the practice."""
    doctor = people.practitioners([thread.practitioner_id])[thread.practitioner_id]
    case = _case(thread)
    caisse = territory.caisse(case.caisse)
    assert caisse is not None  # a foreign key holds it
    if not (doctor.mssante or doctor.courriel):
        _tell_by_hand(case, subject)
        return
    channel = Channel.MSSANTE if doctor.mssante else Channel.EMAIL
    notices.set_head(subject=subject, version=1, open_=True)
    notices.plan_notices(
        [
            NewNotice(
                subject=subject,
                version=1,
                kind=Kind.AVIS,
                recipient=Recipient.MEDECIN_TRAITANT,
                channel=channel,
                address=doctor.mssante or doctor.courriel,
                address_source="annuaire",
                locale_zone=caisse.fuseau,
                template=messages.DOCTOR_THREAD,
                params={"lien": _link(thread, doctor, channel, actor), "caisse": caisse.nom},
                window=Window(clock.now(), clock.now() + _PATIENCE),
                person_key=str(doctor.id),
                caisse=case.caisse,
                exempt=True,
            )
        ]
    )


def open_call_task(thread: Thread, request: CallRequest) -> None:
    """The médecin-conseil, or a colleague, calls back within the delay of the parameters."""
    case, now = _case(thread), clock.now()
    worklist.open_task(
        queue="medical",
        kind=CALL_TASK,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=now + call_back_delay(now.date()),
        key=f"examinations:{CALL_TASK}:{request.id}",
        params={"reference": case.reference},
    )


def close_call_task(request: CallRequest, actor: Actor) -> None:
    """The call was made, or tried: its task is done."""
    worklist.close_task(
        key=f"examinations:{CALL_TASK}:{request.id}", actor=actor, done=f"appel_{request.state}"
    )


def _tell_by_hand(case: CaseInfo, subject: str) -> None:
    now = clock.now()
    worklist.open_task(
        queue="medical",
        kind=TELL_TASK,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=now + call_back_delay(now.date()),
        key=f"examinations:{TELL_TASK}:{subject}",
        params={"reference": case.reference},
    )


def _link(thread: Thread, doctor: PractitionerInfo, channel: Channel, actor: Actor) -> str:
    wanted = links.LinkWanted(f"avis:{thread.avis_id}", channel.value, practitioner_id=doctor.id)
    return links.issue_link(wanted=wanted, valid_for=_LINKS_VALID_FOR, actor=actor)


def _case(thread: Thread) -> CaseInfo:
    case = cases.case(Avis.objects.get(id=thread.avis_id).case_id)
    assert case is not None  # a foreign key holds it
    return case
