"""Writing in the exchange: each message is sealed, and the other side is told that one waits, never what it says."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import phonenumbers
from django.db import transaction

from telecontrole.foundations import access, clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations.enums import CallState, Side
from telecontrole.rooms.examinations.models import Avis, CallRequest, Thread, ThreadMessage
from telecontrole.rooms.examinations.thread import telling
from telecontrole.rooms.examinations.thread.selectors import MESSAGES, Words, messages
from telecontrole.rooms.examinations.thread.texts import MOMENTS
from telecontrole.rooms.people import selectors as people

BODY_LIMIT = 5_000
# Enters the medical schema for a practitioner, who has no right there: to this exchange only.
_ROOM = Actor.system("examination")


@transaction.atomic
def write_as_doctor(
    *, avis_id: UUID, practitioner_id: UUID, text: str, actor: Actor
) -> UUID | Refusal:
    """A message of the treating doctor; a task and the desk tell the médecin-conseil that it waits.

    Refusals: `avis_unknown` (also for an avis that is not this doctor's), `message_empty`, `message_too_long`,
    `too_many_messages`.
    """
    thread = _thread(avis_id)
    if isinstance(thread, Refusal) or thread.practitioner_id != practitioner_id:
        return Refusal("avis_unknown")
    written = _write(thread, Side.MEDECIN_TRAITANT, text, _ROOM)
    if isinstance(written, Refusal):
        return written
    thread.unread_by_medecin += 1
    _touch(thread, "message_received", actor, message=str(written))
    telling.tell_medecin(thread)
    return written


@transaction.atomic
def write_as_medecin(*, avis_id: UUID, medecin_id: UUID, text: str, actor: Actor) -> UUID | Refusal:
    """An answer of the médecin-conseil; the treating doctor gets a message without a name or a word of it.

    Answering is reading: nothing waits unread any more. Refusals: as above, and `practitioner_unknown`.
    Raises `access.MedicalAccessRefused`.
    """
    thread = _thread(avis_id)
    if isinstance(thread, Refusal):
        return thread
    if thread.medecin_id != medecin_id:
        return Refusal("avis_unknown")
    written = _write(thread, Side.MEDECIN_CONSEIL, text, actor)
    if isinstance(written, Refusal):
        return written
    thread.unread_by_practitioner += 1
    thread.unread_by_medecin = 0
    _touch(thread, "message_sent", actor, message=str(written))
    telling.settle(thread, actor, "repondu")
    telling.tell_doctor(thread, f"thread:{written}", actor)
    return written


@transaction.atomic
def open_as_medecin(*, avis_id: UUID, medecin_id: UUID, actor: Actor) -> Refusal | None:
    """Take note of what waits: the count falls, the task is closed. Refuses `avis_unknown`."""
    thread = (
        Thread.objects.select_for_update().filter(avis_id=avis_id, medecin_id=medecin_id).first()
    )
    if thread is None:
        return Refusal("avis_unknown")
    if thread.unread_by_medecin:
        thread.unread_by_medecin = 0
        thread.save(update_fields=["unread_by_medecin"])
        telling.settle(thread, actor, "lu")
    return None


@transaction.atomic
def read_as_doctor(*, avis_id: UUID, practitioner_id: UUID, actor: Actor) -> list[Words]:
    """The words of the doctor's own exchange, journalled in the doctor's name; empty when nobody wrote yet."""
    thread = Thread.objects.filter(avis_id=avis_id, practitioner_id=practitioner_id).first()
    if thread is None:
        return []
    _journal(thread, "read_by_doctor", actor)
    return messages(avis_id, reader=_ROOM)


@transaction.atomic
def open_as_doctor(*, avis_id: UUID, practitioner_id: UUID) -> None:
    """The treating doctor has opened the exchange: nothing is new there any more."""
    Thread.objects.filter(avis_id=avis_id, practitioner_id=practitioner_id).update(
        unread_by_practitioner=0
    )


@transaction.atomic
def ask_call(
    *,
    avis_id: UUID,
    practitioner_id: UUID,
    preferences: Sequence[str],
    number: str,
    actor: Actor,
) -> UUID | Refusal:
    """The treating doctor asks to be called: a task of the medical service, with the moments that suit.

    Refusals: `avis_unknown`, `moment_missing`, `number_wrong`, `call_already_asked`.
    """
    thread = _thread(avis_id)
    if isinstance(thread, Refusal) or thread.practitioner_id != practitioner_id:
        return Refusal("avis_unknown")
    chosen = [moment for moment in MOMENTS if moment in preferences]
    if not chosen:
        return Refusal("moment_missing")
    dialled = _number(number)
    if dialled is None:
        return Refusal("number_wrong")
    if CallRequest.objects.filter(thread=thread, closed_at__isnull=True).exists():
        return Refusal("call_already_asked")
    key = uuid.uuid4()
    request = CallRequest.objects.create(
        id=key,
        thread=thread,
        preferences=chosen,
        number_sealed=vault.seal(dialled.encode(), row=f"examinations.call_request:{key}"),
        asked_at=clock.now(),
    )
    _touch(thread, "call_asked", actor, request=str(key), moments=",".join(chosen))
    telling.open_call_task(thread, request)
    return key


@transaction.atomic
def propose_call(
    *, request_id: UUID, medecin_id: UUID, when: datetime, actor: Actor
) -> Refusal | None:
    """Say when the médecin-conseil will call (aware instant); the treating doctor is told to look.

    Refusals: `call_unknown`, `call_closed`, `hour_past`.
    """
    request = _request(request_id, medecin_id)
    if isinstance(request, Refusal):
        return request
    if when <= clock.now():
        return Refusal("hour_past")
    request.state, request.proposed_for = CallState.PROPOSED.value, when
    request.save(update_fields=["state", "proposed_for"])
    thread = Thread.objects.get(avis_id=request.thread_id)
    _touch(thread, "call_proposed", actor, request=str(request_id), at=when.isoformat())
    telling.tell_doctor(thread, f"call:{request_id}:{when:%Y%m%d%H%M}", actor)
    return None


@transaction.atomic
def log_call(*, request_id: UUID, medecin_id: UUID, reached: bool, actor: Actor) -> Refusal | None:
    """Log what became of the call; its task is done. Refusals: `call_unknown`, `call_closed`."""
    request = _request(request_id, medecin_id)
    if isinstance(request, Refusal):
        return request
    request.state = (CallState.HELD if reached else CallState.NOT_REACHED).value
    request.closed_at = clock.now()
    request.save(update_fields=["state", "closed_at"])
    thread = Thread.objects.get(avis_id=request.thread_id)
    _touch(thread, "call_logged", actor, request=str(request_id), state=request.state)
    telling.close_call_task(request, actor)
    return None


def _thread(avis_id: UUID) -> Thread | Refusal:
    """The exchange of an avis, made with its first message, locked. Refuses an avis or a doctor nobody knows."""
    known = Thread.objects.select_for_update().filter(avis_id=avis_id).first()
    if known is not None:
        return known
    avis = Avis.objects.filter(id=avis_id).first()
    case = cases.case(avis.case_id) if avis else None
    if avis is None or case is None:
        return Refusal("avis_unknown")
    doctor = people.practitioner_by_rpps(case.medecin_traitant_rpps)
    if doctor is None:
        return Refusal("practitioner_unknown")
    Thread.objects.get_or_create(
        avis_id=avis_id,
        defaults={
            "medecin_id": avis.medecin_id,
            "practitioner_id": doctor.id,
            "last_at": clock.now(),
        },
    )
    return Thread.objects.select_for_update().get(avis_id=avis_id)


def _write(thread: Thread, side: Side, text: str, reader: Actor) -> UUID | Refusal:
    body = text.replace("\r\n", "\n").strip()
    if not body:
        return Refusal("message_empty")
    if len(body) > BODY_LIMIT:
        return Refusal("message_too_long", {"limit": BODY_LIMIT})
    key = uuid.uuid4()
    with access.medical(reader, purpose="thread", subject=f"avis:{thread.avis_id}"):
        if ThreadMessage.objects.filter(thread_id=thread.avis_id).count() >= MESSAGES:
            return Refusal("too_many_messages", {"limit": MESSAGES})
        ThreadMessage.objects.create(
            id=key,
            thread_id=thread.avis_id,
            side=side.value,
            body_sealed=vault.seal(body.encode(), row=f"examinations.message:{key}"),
            sent_at=clock.now(),
        )
    return key


def _request(request_id: UUID, medecin_id: UUID) -> CallRequest | Refusal:
    request = (
        CallRequest.objects.select_for_update(of=("self",))
        .filter(id=request_id, thread__medecin_id=medecin_id)
        .first()
    )
    if request is None:
        return Refusal("call_unknown")
    return Refusal("call_closed") if request.closed_at is not None else request


def _touch(thread: Thread, verb: str, actor: Actor, **data: str) -> None:
    thread.last_at = clock.now()
    thread.save()
    _journal(thread, verb, actor, **data)


def _journal(thread: Thread, verb: str, actor: Actor, **data: str) -> None:
    avis = Avis.objects.get(id=thread.avis_id)
    journal.record(
        action=f"examinations:thread:{verb}",
        actor=actor,
        subject=f"case:{avis.case_id}",
        data={"avis": str(thread.avis_id), **data},
    )


def _number(text: str) -> str | None:
    """E.164, of France or of an overseas region; None when it is no telephone number."""
    for region in ("FR", "GP", "MQ", "GF", "RE", "YT"):
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None
