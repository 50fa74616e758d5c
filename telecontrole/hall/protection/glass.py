"""Breaking the glass: reading a file outside one's right, with a reason, for an hour, under the eyes of the head.

The medical wall stays what it is: a médecin-conseil of another caisse reads the medical part, an
administrator never does (CSP R4127-104, L1110-4); what opens is the boundary of the caisse.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.protection.models import BrokenGlass
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.worklist import services as worklist

BREAKERS = (Role.MEDECIN_CONSEIL, Role.ADMINISTRATEUR)
OPEN_FOR = timedelta(hours=1)
LEAST_WORDS = 20
_TRIES, _WINDOW = 10, timedelta(hours=1)
_SEEN_WITHIN = timedelta(days=1)
KIND = "lecture_exceptionnelle"


class GlassGround(StrEnum):
    """Why somebody reads outside their right."""

    URGENCE = "urgence"
    REMPLACEMENT = "remplacement"
    REQUISITION = "requisition"
    RECLAMATION = "reclamation"


@dataclass(frozen=True, slots=True)
class GlassInfo:
    """A reading outside one's right; instants are UTC, `reason` is what the reader wrote."""

    id: UUID
    account: UUID
    case: UUID
    caisse: str
    ground: GlassGround
    reason: str
    opened_at: datetime
    closes_at: datetime
    seen_at: datetime | None


@transaction.atomic
def break_glass(
    *, reference: str, ground: GlassGround, reason: str, actor: Actor
) -> UUID | Refusal:
    """Open a file for an hour and tell the head of its caisse at once.

    Refuses `glass_not_yours` (role), `glass_too_often`, `glass_reason_short`, `glass_unknown`. The
    attempt on an unknown reference is counted and journalled: references are not to be guessed here.
    """
    if actor.kind is not ActorKind.STAFF or not actor.has(*BREAKERS):
        return Refusal("glass_not_yours")
    if not attempt(f"glass:{actor.id}", limit=_TRIES, window=_WINDOW):
        return Refusal("glass_too_often")
    if len(reason.strip()) < LEAST_WORDS:
        return Refusal("glass_reason_short", {"least": LEAST_WORDS})
    case = cases.by_reference(reference.strip())
    if case is None:
        journal.record(action="hall:glass:missed", actor=actor, subject="glass")
        return Refusal("glass_unknown")
    return _open(case, ground, reason.strip(), actor)


def _open(case: CaseInfo, ground: GlassGround, reason: str, actor: Actor) -> UUID:
    key, now = uuid.uuid4(), clock.now()
    BrokenGlass.objects.create(
        id=key,
        account=UUID(actor.id),
        case_id=case.id,
        caisse=case.caisse,
        ground=ground.value,
        reason_sealed=vault.seal(reason.encode(), row=_row(key)),
        opened_at=now,
        closes_at=now + OPEN_FOR,
    )
    journal.record(
        action="hall:glass:broken",
        actor=actor,
        subject=f"case:{case.id}",
        data={"glass": str(key), "ground": ground.value},
    )
    worklist.open_task(
        queue="medical",
        kind=KIND,
        caisse=case.caisse,
        subject=f"glass:{key}",
        due_at=now + _SEEN_WITHIN,
        params={"reference": case.reference},
        key=f"glass:{key}",
    )
    return key


@transaction.atomic
def read_through(*, glass_id: UUID, actor: Actor) -> CaseInfo | None:
    """The file, for whoever broke the glass, as long as it is open; each reading is journalled. None otherwise."""
    row = BrokenGlass.objects.filter(id=glass_id, account=actor.id).first()
    if row is None or row.closes_at <= clock.now():
        return None
    journal.record(
        action="hall:glass:read",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"glass": str(glass_id)},
    )
    return cases.case(row.case_id)


@transaction.atomic
def note_seen(*, glass_id: UUID, actor: Actor) -> Refusal | None:
    """The head has looked; the alarm's task is done. Refuses `glass_unknown` outside the head's caisse."""
    row = BrokenGlass.objects.select_for_update().filter(id=glass_id).first()
    if row is None or not actor.has(Role.CHEF) or not actor.serves(row.caisse):
        return Refusal("glass_unknown")
    if row.seen_at is None:
        row.seen_at, row.seen_by = clock.now(), UUID(actor.id)
        row.save(update_fields=["seen_at", "seen_by"])
        worklist.close_task(key=f"glass:{glass_id}", actor=actor, done="vu")
        journal.record(action="hall:glass:seen", actor=actor, subject=f"case:{row.case_id}")
    return None


def glass(glass_id: UUID) -> GlassInfo | None:
    """One reading, or None."""
    row = BrokenGlass.objects.filter(id=glass_id).first()
    return _info(row) if row else None


def latest(actor: Actor, *, page: int, size: int = 25) -> Sequence[GlassInfo]:
    """Readings of the files of the head's caisse, newest first: one page of them, and one more if there is a next."""
    rows = BrokenGlass.objects.order_by("-opened_at", "id")
    if actor.caisse is not None:
        rows = rows.filter(caisse=actor.caisse)
    return [_info(row) for row in rows[page * size : page * size + size + 1]]


def _info(row: BrokenGlass) -> GlassInfo:
    reason = vault.unseal(row.reason_sealed, row=_row(row.id)).decode()
    return GlassInfo(
        row.id,
        row.account,
        row.case_id,
        row.caisse,
        GlassGround(row.ground),
        reason,
        row.opened_at,
        row.closes_at,
        row.seen_at,
    )


def _row(key: UUID) -> str:
    return f"hall.glass:{key}:reason"
