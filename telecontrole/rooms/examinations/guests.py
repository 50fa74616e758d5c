"""Third persons at an interview by video: asked for, invited, told, seated, and kept on the record by role.

A guest is invited to the interview of a case, not to one of its dates: the link follows when it moves.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import calls, inviting_words
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.visio import rules as visio_rules
from telecontrole.rooms.visio import selectors as visio_reads
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import GuestRole, GuestState
from telecontrole.rooms.visio.guests import GuestInfo
from telecontrole.rooms.worklist import services as worklist

_PATIENCE = timedelta(hours=24)
_ANSWER_WITHIN = timedelta(hours=24)
# A third person is to be found that long before the interview.
_FOUND_BEFORE = timedelta(days=3)
_SYSTEM = Actor.system("examination")


def about(case_id: UUID) -> str:
    """What the invitations of a case are about."""
    return f"case:{case_id}"


def case_of(guest: GuestInfo) -> CaseInfo | None:
    """The case at whose interview the guest is invited."""
    return cases.case(UUID(guest.about.removeprefix("case:")))


def appointment_of(guest: GuestInfo) -> AppointmentInfo | None:
    """The appointment that the link opens now: by video, ahead or just held. None otherwise."""
    if guest.state is not GuestState.INVITED:
        return None
    current = planning.current(UUID(guest.about.removeprefix("case:")))
    return current if current is not None and calls.may_sit(current, clock.now()) else None


@transaction.atomic
def invite(
    *,
    case: CaseInfo,
    role: GuestRole,
    name: str,
    actor: Actor,
    channel: str = "",
    address: str = "",
) -> UUID | Refusal:
    """Invite somebody to the interview; the link leaves at once when there is an address.

    Refusals: `not_a_call` (no appointment by video ahead), `visio_guests_full`.
    """
    appointment = _by_video(case)
    if appointment is None:
        return Refusal("not_a_call")
    guest_id = visio.invite_guest(
        about=about(case.id), role=role, name=name, actor=actor, channel=channel, address=address
    )
    if isinstance(guest_id, UUID):
        _tell(guest_id, appointment, case, Kind.INVITATION)
        worklist.close_about(
            subjects=[about(case.id)], kinds=["tiers_a_inviter"], actor=actor, done="invite"
        )
    return guest_id


@transaction.atomic
def ask(
    *, case: CaseInfo, role: GuestRole, name: str, actor: Actor, channel: str, address: str
) -> UUID | Refusal:
    """The insured person asks for a companion or a lawyer: a task asks the team to let the link leave.

    Refusals: those of `invite`.
    """
    if _by_video(case) is None:
        return Refusal("not_a_call")
    guest_id = visio.invite_guest(
        about=about(case.id),
        role=role,
        name=name,
        actor=actor,
        channel=channel,
        address=address,
        only_asked=True,
    )
    if isinstance(guest_id, UUID):
        worklist.open_task(
            queue="planification",
            kind="tiers_demande",
            caisse=case.caisse,
            subject=about(case.id),
            due_at=clock.now() + _ANSWER_WITHIN,
            key=_asked_key(guest_id),
            params={"reference": case.reference},
        )
    return guest_id


@transaction.atomic
def accept(*, guest_id: UUID, case: CaseInfo, actor: Actor) -> Refusal | None:
    """Let the link of somebody who was asked for leave. Refusals: `not_a_call`, `visio_guest_withdrawn`."""
    appointment = _by_video(case)
    if appointment is None:
        return Refusal("not_a_call")
    fresh = visio.accept_guest(guest_id=guest_id, actor=actor)
    if isinstance(fresh, Refusal):
        return fresh
    if fresh:
        _tell(guest_id, appointment, case, Kind.INVITATION)
        worklist.close_task(key=_asked_key(guest_id), actor=actor, done="invite")
    return None


@transaction.atomic
def withdraw(*, guest_id: UUID, actor: Actor) -> None:
    """Close a link; whoever sits behind it leaves the call at once. Twice changes nothing."""
    if visio.withdraw_guest(guest_id=guest_id, actor=actor):
        notices.set_head(subject=subject_of(guest_id), version=_LAST, open_=False)
        worklist.close_task(key=_asked_key(guest_id), actor=actor, done="retire")


def take_seat(*, guest: GuestInfo, actor: Actor) -> UUID | Refusal:
    """The guest's seat in the call that their link opens now.

    Refusals: `not_a_call`, those of `calls.prepare_call` and `visio.seat`.
    """
    appointment = appointment_of(guest)
    if appointment is None:
        return Refusal("not_a_call")
    session = calls.prepare_call(appointment_id=appointment.id)
    if isinstance(session, Refusal):
        held = visio_reads.session_of(calls.subject_of(appointment.id))
        if held is None or held.ended_at is not None:
            return session
        session = held.id
    return visio.seat(
        session_id=session,
        role=visio_rules.seat_role(guest.role),
        name_shown=guest.name,
        key=guest.key,
        detail=inviting_words.ROLES[guest.role],
        actor=actor,
    )


def follow(appointment: AppointmentInfo) -> int:
    """An appointment ended without being held: tell the guests of its case; returns how many were told."""
    case = cases.case(appointment.case)
    told = visio_guests.standing(about(appointment.case))
    if case is None or not told:
        return 0
    following = _by_video(case)
    for guest in told:
        _tell(guest.id, following or appointment, case, Kind.CHANGEMENT, gone=following is None)
    return len(told)


def open_tasks_for_needed() -> int:
    """After a plan: a task for each case by video that needs a third person whom nobody invited yet."""
    now = clock.now()
    needed = cases.third_person_cases(_SYSTEM)
    found = planning.currents(needed)
    listed = cases.cases(found)
    tasks = [
        worklist.NewTask(
            queue="medical",
            kind="tiers_a_inviter",
            caisse=listed[one.case].caisse,
            subject=about(one.case),
            due_at=_found_by(one.starts_at, now),
            hard=True,
            key=f"examinations:third-person:{one.case}",
            params={"reference": listed[one.case].reference},
        )
        for one in found.values()
        if one.ahead and one.modalite is Modalite.VISIO
    ]
    worklist.open_tasks(tasks)
    return len(tasks)


def _found_by(starts_at: datetime, now: datetime) -> datetime:
    """In time for the interview; at half of what is left when that is short: no task is late as it opens."""
    return max(starts_at - _FOUND_BEFORE, now + (starts_at - now) / 2)


# Above any version of an appointment: nothing more leaves for a link that was withdrawn.
_LAST = 1_000_000


def _by_video(case: CaseInfo) -> AppointmentInfo | None:
    current = planning.current(case.id)
    by_video = current is not None and current.ahead and current.modalite is Modalite.VISIO
    return current if by_video else None


def _tell(
    guest_id: UUID, appointment: AppointmentInfo, case: CaseInfo, kind: Kind, *, gone: bool = False
) -> None:
    """Plan the message of a guest who has an address, about this version; others are told by whoever invited."""
    guest = visio_guests.guest(guest_id)
    address = visio_guests.address_of(guest_id)
    caisse = territory.caisse(case.caisse)
    if guest is None or not address or caisse is None:
        return
    notices.set_head(subject=subject_of(guest_id), version=appointment.version, open_=True)
    now = clock.now()
    notices.plan_notice(
        subject=subject_of(guest_id),
        version=appointment.version,
        kind=kind,
        recipient=Recipient.TIERS,
        channel=Channel(guest.channel),
        address=address,
        address_source="invitation",
        locale_zone=caisse.fuseau,
        template=inviting_words.TEMPLATES[kind, Channel(guest.channel)],
        params={
            "lien": visio.token_of_guest(guest_id),
            "starts_at": "" if gone else appointment.starts_at.isoformat(),
            "zone": caisse.fuseau,
            "role": inviting_words.AS[guest.role],
            "lieu_heure": inviting_words.clock_of(caisse.fuseau),
        },
        window=Window(now, now + _PATIENCE),
        person_key=subject_of(guest_id),
        caisse=case.caisse,
        exempt=True,
    )


def subject_of(guest_id: UUID) -> str:
    """The ledger's subject of what a guest is told."""
    return f"guest:{guest_id}"


def _asked_key(guest_id: UUID) -> str:
    return f"examinations:guest-asked:{guest_id}"
