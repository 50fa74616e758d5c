"""A contact changed: what follows for messages, answers and tasks. The links themselves are closed by `people`.

What waits or failed leaves for the new address with its new link; without a new address it falls, and a person of
the team looks for one. An answer that came by a closed link alone is checked by somebody, when the address was wrong.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.hall.person import answering
from telecontrole.hall.staff.case_panels import subjects_of
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.notices import addresses
from telecontrole.rooms.notices import selectors as ledger
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import FAILED, WAITING, Channel, Failure, Recipient
from telecontrole.rooms.notices.selectors import NoticeInfo
from telecontrole.rooms.people import contacts
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import notices as planning_notices
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import services as worklist
from telecontrole.rooms.worklist.services import NewTask

TO_CHECK: Final = "reponse_a_verifier"
TO_FIND: Final = "contact_a_retrouver"
_ACTOR: Final = Actor.system("contacts")
#: An answer that may not be the person's has changed an appointment: the same half day.
_CHECKED_WITHIN: Final = timedelta(hours=4)
_FOUND_WITHIN: Final = timedelta(hours=4)


@events.handler("people.contact_corrected", consumer="hall.follow_contact")
def follow_contact(payload: dict[str, Any]) -> None:
    """Everything that follows. Twice changes nothing."""
    insured, kind = UUID(payload["insured"]), str(payload["channel"])
    found = [one for one in cases.of_insured(insured) if one.state is not CaseState.CLOS]
    channel = Channel(contacts.CHANNELS[kind])
    known = people.insured_contacts([insured]).get(insured)
    address = getattr(known, kind) if known else ""
    for case in found:
        if address:
            source = getattr(known, f"{kind}_source")
            _readdress(case, channel, address, source, wrong=payload["wrong"])
        else:
            _let_fall(case, channel)
    if payload["wrong"] and payload["links"]:
        worklist.open_tasks(_to_check(insured, set(payload["links"])))
    if address:
        _found(found, kind)
    else:
        worklist.open_tasks(_to_find(found, kind))


def register() -> None:
    """The words for how these tasks end."""
    worklist.labels_of_rooms.update(contact_donne="Contact donné")


def _readdress(case: CaseInfo, channel: Channel, address: str, source: str, *, wrong: bool) -> None:
    told = _told(case, channel)
    for one in told:
        if _may_leave(one) and addresses.addresses_of(one.id)[-1].address != address:
            notices.correct_address(notice_id=one.id, address=address, source=source, actor=_ACTOR)
    current = planning.current(case.id)
    if not wrong or current is None or not current.ahead or current.starts_at <= clock.now():
        return
    about = planning_notices.subject_of(case.id)
    these = [n for n in told if (n.subject, n.version) == (about, current.version)]
    # Who never got what was handed over has it at once, unless a message is about to leave anyway.
    if any(n.handed_at for n in these) and not any(_may_leave(n) for n in these):
        planning_notices.announce_again(appointment=current, channel=channel, actor=_ACTOR)


def _let_fall(case: CaseInfo, channel: Channel) -> None:
    for one in _told(case, channel):
        if _may_leave(one):
            notices.let_fall(notice_id=one.id, actor=_ACTOR)


def _told(case: CaseInfo, channel: Channel) -> list[NoticeInfo]:
    """What the person of a case was, or is to be, told by a channel."""
    return [
        one
        for one in ledger.notices_of(subjects_of(case))
        if (one.recipient, one.channel) == (Recipient.ASSURE, channel)
    ]


def _may_leave(one: NoticeInfo) -> bool:
    return one.state in (*WAITING, *FAILED) or one.failure == Failure.NO_RECEIPT


def _to_check(insured: UUID, link_ids: set[str]) -> list[NewTask]:
    """One task for each kind of answer that the closed links gave."""
    every = {one.id: one for one in cases.of_insured(insured)}
    answers = answering.answered_by(link_ids, cases=list(every))
    return [
        NewTask(
            queue="planification",
            kind=TO_CHECK,
            caisse=every[case].caisse,
            subject=f"case:{case}",
            due_at=clock.now() + _CHECKED_WITHIN,
            key=f"hall:{TO_CHECK}:{case}:{answer.value}:{at.isoformat()}",
            params={
                "reference": every[case].reference,
                "reponse": answer.value,
                "le": at.isoformat(),
                "zone": territory.zone_of(every[case].caisse),
            },
        )
        for case, answer, at in answers
    ]


def _to_find(found: list[CaseInfo], kind: str) -> list[NewTask]:
    """Without both contacts nobody is met by video: somebody asks for another one, or meets the person in person."""
    now = clock.now()
    return [
        NewTask(
            queue="planification",
            kind=TO_FIND,
            caisse=case.caisse,
            subject=f"case:{case.id}",
            due_at=now + _FOUND_WITHIN,
            key=f"hall:{TO_FIND}:{case.id}:{kind}:{now.isoformat()}",
            params={"reference": case.reference, "contact": kind},
        )
        for case in found
        if (current := planning.current(case.id)) is not None and current.ahead
    ]


def _found(found: list[CaseInfo], kind: str) -> None:
    worklist.close_about(
        subjects=[f"case:{case.id}" for case in found],
        kinds=[TO_FIND],
        actor=_ACTOR,
        done="contact_donne",
    )
