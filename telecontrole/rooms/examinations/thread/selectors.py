"""Reads of the exchange: heads for lists, words behind the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from telecontrole.foundations import access, vault
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations.enums import CallState, Side
from telecontrole.rooms.examinations.models import Avis, CallRequest, Thread, ThreadMessage
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import PractitionerInfo

# The page of the médecin-conseil shows that many exchanges, the freshest first.
LISTED = 50
# An exchange longer than that belongs on the telephone.
MESSAGES = 100


@dataclass(frozen=True, slots=True)
class Head:
    """An exchange without its words."""

    avis: UUID
    case: UUID
    medecin: UUID
    doctor: PractitionerInfo
    unread_by_medecin: int
    unread_by_practitioner: int
    last_at: datetime
    call: CallInfo | None


@dataclass(frozen=True, slots=True)
class CallInfo:
    """The latest wish to be called; `preferences` are codes of `thread.texts.MOMENTS`."""

    id: UUID
    state: CallState
    preferences: tuple[str, ...]
    asked_at: datetime
    proposed_for: datetime | None

    @property
    def open(self) -> bool:
        """Whether the médecin-conseil still has to call."""
        return self.state in (CallState.ASKED, CallState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Words:
    """One message."""

    side: Side
    text: str
    sent_at: datetime


def unread(medecin_id: UUID) -> int:
    """How many messages of treating doctors a médecin-conseil has not opened yet."""
    waiting = Thread.objects.filter(medecin_id=medecin_id, unread_by_medecin__gt=0)
    return waiting.aggregate(total=Sum("unread_by_medecin"))["total"] or 0


def heads(medecin_id: UUID) -> list[Head]:
    """The exchanges of a médecin-conseil, those that wait first, then the freshest; four queries."""
    rows = Thread.objects.filter(medecin_id=medecin_id).order_by("-last_at")[:LISTED]
    found = _heads(list(rows))
    return sorted(found, key=lambda head: not head.unread_by_medecin)


def head(avis_id: UUID) -> Head | None:
    """One exchange, or None when nobody wrote yet."""
    row = Thread.objects.filter(avis_id=avis_id).first()
    return _heads([row])[0] if row else None


def messages(avis_id: UUID, *, reader: Actor) -> list[Words]:
    """The words, oldest first. `reader` enters the medical schema: the médecin-conseil, or the room itself on
    behalf of the treating doctor (`thread.services` journals whom for). Raises `access.MedicalAccessRefused`.
    """
    with access.medical(reader, purpose="thread", subject=f"avis:{avis_id}"):
        rows = list(ThreadMessage.objects.filter(thread_id=avis_id).order_by("-sent_at")[:MESSAGES])
    return [
        Words(
            Side(row.side),
            vault.unseal(row.body_sealed, row=f"examinations.message:{row.id}").decode(),
            row.sent_at,
        )
        for row in reversed(rows)
    ]


def number_to_call(request_id: UUID) -> str:
    """The telephone number that the treating doctor left; empty when the request is unknown."""
    row = CallRequest.objects.filter(id=request_id).first()
    if row is None:
        return ""
    return vault.unseal(row.number_sealed, row=f"examinations.call_request:{row.id}").decode()


def _heads(rows: list[Thread]) -> list[Head]:
    ids = [row.avis_id for row in rows]
    cases = dict(Avis.objects.filter(id__in=ids).values_list("id", "case_id"))
    doctors = people.practitioners(row.practitioner_id for row in rows)
    asked = CallRequest.objects.filter(thread_id__in=ids).order_by("thread_id", "-asked_at")
    calls = {row.thread_id: _call(row) for row in asked.distinct("thread_id")}
    return [
        Head(
            avis=row.avis_id,
            case=cases[row.avis_id],
            medecin=row.medecin_id,
            doctor=doctors[row.practitioner_id],
            unread_by_medecin=row.unread_by_medecin,
            unread_by_practitioner=row.unread_by_practitioner,
            last_at=row.last_at,
            call=calls.get(row.avis_id),
        )
        for row in rows
    ]


def _call(row: CallRequest) -> CallInfo:
    return CallInfo(
        row.id, CallState(row.state), tuple(row.preferences), row.asked_at, row.proposed_for
    )
