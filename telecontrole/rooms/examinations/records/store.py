"""The notes and the answers of a record: sealed together, one version for both, one journalled passage each way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import access, clock, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import recording
from telecontrole.rooms.examinations.models import ExaminationNote, RecordAnswers

# All answers of one record together, as JSON.
ANSWERS_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Record:
    """What the médecin-conseil wrote; `version` is what the next save starts from (0 = nothing yet)."""

    notes: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    version: int = 0


def read(examination_id: UUID, actor: Actor, *, purpose: str = "notes") -> Record:
    """Notes and answers. Raises `access.MedicalAccessRefused`; each reading is journalled with its purpose."""
    with access.medical(actor, purpose=purpose, subject=f"examination:{examination_id}"):
        return inside(examination_id)


def inside(examination_id: UUID) -> Record:
    """The same, for a caller that is already inside `access.medical`."""
    note = ExaminationNote.objects.filter(examination_id=examination_id).first()
    row = RecordAnswers.objects.filter(examination_id=examination_id).first()
    text = (
        vault.unseal(note.body_sealed, row=f"examinations.note:{examination_id}") if note else b""
    )
    sealed = vault.unseal(row.answers_sealed, row=_row(examination_id)) if row else b"{}"
    return Record(text.decode(), json.loads(sealed), note.version if note else 0)


@transaction.atomic
def save(
    *,
    examination_id: UUID,
    notes: str,
    answers: Mapping[str, str],
    base_version: int,
    actor: Actor,
) -> int | Refusal:
    """Save both and answer their new version; the same text again is the same version.

    Refusals: those of `recording.save_notes`, `answers_too_long`: nothing is overwritten. Raises `access.MedicalAccessRefused`.
    """
    examination = recording.locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    written = {name: value for name, value in sorted(answers.items()) if value}
    body = json.dumps(written, ensure_ascii=False)
    if len(notes) > recording.NOTES_LIMIT:
        return Refusal("notes_too_long", {"limit": recording.NOTES_LIMIT})
    if len(body) > ANSWERS_LIMIT:
        return Refusal("answers_too_long", {"limit": ANSWERS_LIMIT})
    with access.medical(actor, purpose="notes", subject=f"examination:{examination_id}"):
        known = inside(examination_id)
        if known.notes == notes and dict(known.answers) == written:
            return known.version
        if known.version != base_version:
            return Refusal("notes_changed", {"version": known.version})
        _write(examination_id, notes, body, known.version + 1)
    return known.version + 1


def _write(examination_id: UUID, notes: str, body: str, version: int) -> None:
    now = clock.now()
    RecordAnswers.objects.update_or_create(
        examination_id=examination_id,
        defaults={
            "answers_sealed": vault.seal(body.encode(), row=_row(examination_id)),
            "updated_at": now,
        },
    )
    ExaminationNote.objects.update_or_create(
        examination_id=examination_id,
        defaults={
            "body_sealed": vault.seal(notes.encode(), row=f"examinations.note:{examination_id}"),
            "version": version,
            "updated_at": now,
        },
    )


def _row(examination_id: UUID) -> str:
    return f"examinations.answers:{examination_id}"
