"""What a person says is wrong: a task for a technician, an answer within a month (RGPD art. 12-3, 16).

Names, dates and addresses come from the caisse's own files: they are corrected there, and the next file brings
them. Contacts are the person's own affair: see `telecontrole.hall.person.rights_contacts`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.protection.models import CorrectionRequest
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people.representatives import RepresentativeInfo
from telecontrole.rooms.worklist import services as worklist

ANSWER_WITHIN = timedelta(days=30)
SETTLERS = (Role.TECHNICIEN,)
_A_DAY = 5
_TO_CHECK = "Mon représentant légal : à vérifier (jugement, acte ou livret)."


class Topic(StrEnum):
    """What the request is about."""

    IDENTITE = "identite"
    ADRESSE = "adresse"
    DOSSIER = "dossier"
    REPRESENTANT = "representant"


class Outcome(StrEnum):
    """The answer."""

    CORRIGE = "corrige"
    EXACT = "exact"
    AILLEURS = "ailleurs"


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """A request; `wanted` is what the person wrote. Instants are UTC."""

    id: UUID
    insured: UUID
    case: UUID
    topic: Topic
    wanted: str
    asked_at: datetime
    settled_at: datetime | None
    outcome: Outcome | None


@transaction.atomic
def ask(*, case: CaseInfo, topic: Topic, wanted: str, actor: Actor) -> UUID | Refusal:
    """Keep the request and open its task. Refuses `correction_too_often` (five a day)."""
    if not attempt(f"correction:{case.insured}", limit=_A_DAY, window=timedelta(days=1)):
        return Refusal("correction_too_often")
    key, now = uuid.uuid4(), clock.now()
    CorrectionRequest.objects.create(
        id=key,
        insured_id=case.insured,
        case_id=case.id,
        topic=topic.value,
        wanted_sealed=vault.seal(wanted.encode(), row=_row(key)),
        asked_at=now,
    )
    worklist.open_task(
        queue="planification",
        kind="correction_demandee",
        caisse=case.caisse,
        subject=f"correction:{key}",
        due_at=now + ANSWER_WITHIN,
        hard=True,
        params={"reference": case.reference, "demande": str(key)},
        key=f"correction:{key}",
    )
    journal.record(
        action="hall:correction:asked",
        actor=actor,
        subject=f"case:{case.id}",
        data={"request": str(key), "topic": topic.value},
    )
    return key


@transaction.atomic
def declare_representative(*, case: CaseInfo, actor: Actor, **given: Any) -> UUID | Refusal:
    """Declare a legal representative and ask for the check of the deed: both, or nothing at all.

    `given` is what `representatives.declare` takes. Refusals: its own, and `correction_too_often`.
    """
    with transaction.atomic():
        made = representatives.declare(insured_id=case.insured, actor=actor, **given)
        if isinstance(made, Refusal):
            return made
        asked = ask(case=case, topic=Topic.REPRESENTANT, wanted=_TO_CHECK, actor=actor)
        if isinstance(asked, Refusal):
            # Nobody would look at the deed: who was declared before stays.
            transaction.set_rollback(True)
            return asked
    return made


@transaction.atomic
def settle(*, request_id: UUID, outcome: Outcome, actor: Actor) -> Refusal | None:
    """Answer; the first answer stands. Refuses `correction_unknown`, `correction_settled`."""
    row = CorrectionRequest.objects.select_for_update().filter(id=request_id).first()
    if row is None:
        return Refusal("correction_unknown")
    if row.settled_at is not None:
        return Refusal("correction_settled")
    row.settled_at, row.settled_by, row.outcome = clock.now(), UUID(actor.id), outcome.value
    row.save(update_fields=["settled_at", "settled_by", "outcome"])
    worklist.close_task(key=f"correction:{request_id}", actor=actor, done=outcome.value)
    journal.record(
        action="hall:correction:settled",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"request": str(request_id), "outcome": outcome.value},
    )
    return None


def declared_by(request: RequestInfo) -> RepresentativeInfo | None:
    """The representative that a request declared; None once ended, or once another was declared since.

    The deed that is seen is that of the one declared, and of nobody else.
    """
    found = representatives.standing(request.insured)
    return found if found is not None and found.declared_at <= request.asked_at else None


def request_of(request_id: UUID) -> RequestInfo | None:
    """One request, or None."""
    row = CorrectionRequest.objects.filter(id=request_id).first()
    return _info(row) if row else None


def requests_of(insured_id: UUID) -> list[RequestInfo]:
    """The latest requests of a person, newest first."""
    rows = CorrectionRequest.objects.filter(insured_id=insured_id).order_by("-asked_at", "id")
    return [_info(row) for row in rows[:20]]


def _info(row: CorrectionRequest) -> RequestInfo:
    return RequestInfo(
        row.id,
        row.insured_id,
        row.case_id,
        Topic(row.topic),
        vault.unseal(row.wanted_sealed, row=_row(row.id)).decode(),
        row.asked_at,
        row.settled_at,
        Outcome(row.outcome) if row.outcome else None,
    )


def _row(key: UUID) -> str:
    return f"hall.correction:{key}:wanted"
