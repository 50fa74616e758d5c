"""Reusable paragraphs of the record: one's own, and those shared by the medical service of a caisse. Sealed."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from telecontrole.foundations import access, clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.models import Paragraph

# Of one médecin-conseil, and as many shared by a service: a list that the eye can hold.
LIMIT = 60
TITLE_LIMIT = 80
BODY_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class ParagraphInfo:
    """A paragraph that a médecin-conseil may insert; `shared` = of the service."""

    id: UUID
    title: str
    body: str
    shared: bool


def usable(medecin_id: UUID, caisse: str, actor: Actor) -> list[ParagraphInfo]:
    """One's own and the shared ones, by title; one journalled passage."""
    with access.medical(actor, purpose="paragraphs", subject=f"medecin:{medecin_id}"):
        return inside(medecin_id, caisse)


def inside(medecin_id: UUID, caisse: str) -> list[ParagraphInfo]:
    """The same, for a caller that is already inside `access.medical`."""
    rows = Paragraph.objects.filter(Q(owner_id=medecin_id) | Q(caisse_id=caisse))
    found = [_info(row) for row in rows[: 2 * LIMIT]]
    return sorted(found, key=lambda one: (one.title.casefold(), str(one.id)))


@transaction.atomic
def keep(
    *, medecin_id: UUID, caisse: str, title: str, body: str, shared: bool, actor: Actor
) -> UUID | Refusal:
    """Keep a paragraph for oneself, or share it with the service. Raises `access.MedicalAccessRefused`.

    Refusals: `paragraph_empty`, `paragraph_too_long`, `paragraphs_too_many` (sixty of one's own, sixty shared).
    """
    title, body = title.strip(), body.strip()
    if not title or not body:
        return Refusal("paragraph_empty")
    if len(title) > TITLE_LIMIT or len(body) > BODY_LIMIT:
        return Refusal("paragraph_too_long", {"limit": BODY_LIMIT})
    key = uuid.uuid4()
    holder = {"caisse_id": caisse} if shared else {"owner_id": medecin_id}
    with access.medical(actor, purpose="paragraphs", subject=f"medecin:{medecin_id}"):
        if Paragraph.objects.filter(**holder).count() >= LIMIT:
            return Refusal("paragraphs_too_many", {"limit": LIMIT})
        text = json.dumps({"title": title, "body": body}, ensure_ascii=False)
        sealed = vault.seal(text.encode(), row=_row(key))
        Paragraph.objects.create(id=key, text_sealed=sealed, created_at=clock.now(), **holder)
    journal.record(
        action="examinations:paragraph:kept",
        actor=actor,
        subject=f"medecin:{medecin_id}",
        data={"paragraph": str(key), "shared": shared},
    )
    return key


@transaction.atomic
def remove(*, paragraph_id: UUID, medecin_id: UUID, caisse: str, actor: Actor) -> Refusal | None:
    """Remove one's own paragraph, or a shared one of one's service. Refuses `paragraph_unknown`."""
    with access.medical(actor, purpose="paragraphs", subject=f"medecin:{medecin_id}"):
        mine = Q(owner_id=medecin_id) | Q(caisse_id=caisse)
        gone, _ = Paragraph.objects.filter(mine, id=paragraph_id).delete()
    if not gone:
        return Refusal("paragraph_unknown")
    journal.record(
        action="examinations:paragraph:removed",
        actor=actor,
        subject=f"medecin:{medecin_id}",
        data={"paragraph": str(paragraph_id)},
    )
    return None


def _info(row: Paragraph) -> ParagraphInfo:
    text = json.loads(vault.unseal(row.text_sealed, row=_row(row.id)))
    return ParagraphInfo(row.id, text["title"], text["body"], row.caisse_id is not None)


def _row(paragraph_id: UUID) -> str:
    return f"examinations.paragraph:{paragraph_id}"
