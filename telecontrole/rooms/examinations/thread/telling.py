"""Who is told that something waits in the exchange, and how. Never what it says, never about whom."""

from __future__ import annotations

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import addressing
from telecontrole.rooms.examinations.addressing import Matter
from telecontrole.rooms.examinations.delays import call_back_delay
from telecontrole.rooms.examinations.models import Avis, CallRequest, Thread
from telecontrole.rooms.examinations.thread import notices as messages
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.worklist import services as worklist

MESSAGE_TASK, CALL_TASK, TELL_TASK = "message_confrere", "rappel_confrere", "prevenir_confrere"


def tell_medecin(thread: Thread) -> None:
    """A task of the medical service; the desk counts the message as well. One task until it is read."""
    _open_task(_case(thread), MESSAGE_TASK, f"{thread.avis_id}:{clock.now().isoformat()}")


def settle(thread: Thread, actor: Actor, done: str) -> None:
    """The médecin-conseil has read: no task says any more that something waits."""
    worklist.close_about(
        subjects=[f"case:{_case(thread).id}"], kinds=[MESSAGE_TASK], actor=actor, done=done
    )


def tell_doctor(thread: Thread, subject: str, actor: Actor) -> None:
    """A message by secure health mail, else by email; without either, a task: somebody calls the practice."""
    doctor = people.practitioners([thread.practitioner_id])[thread.practitioner_id]
    case = _case(thread)
    if not (doctor.mssante or doctor.courriel):
        _open_task(case, TELL_TASK, subject)
        return
    to = addressing.parties_of(case)
    token = addressing.doctor_link(subject=f"avis:{thread.avis_id}", doctor=doctor, actor=actor)
    notices.set_head(subject=subject, version=1, open_=True)
    told = addressing.to_doctor(
        Matter(subject, 1),
        to,
        doctor,
        template=messages.DOCTOR_THREAD,
        params={"lien": token, "caisse": to.caisse.nom},
    )
    notices.plan_notices([told])


def open_call_task(thread: Thread, request: CallRequest) -> None:
    """The médecin-conseil, or a colleague, calls back within the delay of the parameters."""
    _open_task(_case(thread), CALL_TASK, str(request.id))


def close_call_task(request: CallRequest, actor: Actor) -> None:
    """The call was made, or tried: its task is done."""
    worklist.close_task(
        key=f"examinations:{CALL_TASK}:{request.id}", actor=actor, done=f"appel_{request.state}"
    )


def _open_task(case: CaseInfo, kind: str, about: str) -> None:
    now = clock.now()
    worklist.open_task(
        queue="medical",
        kind=kind,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=now + call_back_delay(now.date()),
        key=f"examinations:{kind}:{about}",
        params={"reference": case.reference},
    )


def _case(thread: Thread) -> CaseInfo:
    case = cases.case(Avis.objects.get(id=thread.avis_id).case_id)
    assert case is not None  # a foreign key holds it
    return case
