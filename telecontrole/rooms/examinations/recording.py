"""The interview as it goes: opened, mission stated, identity checked, others present, notes."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import access, clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import calls, delays, finding, presence, rules
from telecontrole.rooms.examinations.enums import IdentityMethod, ThirdParty
from telecontrole.rooms.examinations.models import Examination, ExaminationNote
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo

# The text read aloud; a new wording gets a new name, so that the record says which one was read.
MISSION_TEXT = "2025-12"
NOTES_LIMIT = 100_000


@transaction.atomic
def open_examination(
    *, appointment_id: UUID, medecin_id: UUID, actor: Actor
) -> Examination | Refusal:
    """The record of an appointment's interview; the same one when it is already open.

    Refusals: `not_yours` (the appointment is another médecin-conseil's, or unknown), `not_open`
    (it was cancelled, moved, or never became an interview), `too_early` (see `rules.may_open`),
    `conflict` (the files show that this médecin-conseil may not control the person).
    """
    appointment = planning.appointment(appointment_id)
    if appointment is None or appointment.medecin != medecin_id:
        return Refusal("not_yours")
    known = Examination.objects.filter(appointment=appointment_id).first()
    if known is not None:
        return known
    if not appointment.ahead:
        return Refusal("not_open", {"state": appointment.state})
    early = too_early(appointment)
    if early is not None:
        return early
    if _conflict(appointment):
        return Refusal("conflict", references=("code de la santé publique, article R. 4127-101",))
    examination, created = Examination.objects.get_or_create(
        appointment=appointment_id,
        defaults={
            "case_id": appointment.case,
            "medecin_id": medecin_id,
            "modalite": appointment.modalite,
            "opened_at": clock.now(),
        },
    )
    if created:
        note("opened", examination, actor)
    return examination


@transaction.atomic
def state_mission(*, examination_id: UUID, actor: Actor) -> Refusal | None:
    """Record that mission and legal frame were stated (CSP R4127-102). Twice changes nothing."""
    examination = locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    if examination.mission_stated_at is None:
        examination.mission_stated_at = clock.now()
        examination.mission_text = MISSION_TEXT
        examination.save(update_fields=["mission_stated_at", "mission_text"])
        note("mission_stated", examination, actor, text=MISSION_TEXT)
    return None


@transaction.atomic
def check_identity(*, examination_id: UUID, method: IdentityMethod, actor: Actor) -> Refusal | None:
    """Record how the person was identified; no copy of a document is kept."""
    examination = locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    if examination.identity_method != method:
        examination.identity_method = method
        examination.identity_checked_at = clock.now()
        examination.save(update_fields=["identity_method", "identity_checked_at"])
        note("identity_checked", examination, actor, method=method.value)
    return None


@transaction.atomic
def note_third_parties(
    *, examination_id: UUID, roles: Iterable[ThirdParty], accepted: bool, actor: Actor
) -> Refusal | None:
    """Record who else is present, by role only. Refusal `third_party_not_accepted` without the person's consent.

    Who was let into the call with the person's consent stays on the record, whatever a form loaded before says.
    """
    examination = locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    said = {role.value for role in roles}
    known = {role.value for role in presence.admitted_roles(examination.appointment)}
    if said - known and not accepted:
        return Refusal("third_party_not_accepted")
    present = sorted(said | known)
    if present != examination.third_parties:
        examination.third_parties = present
        examination.third_parties_accepted_at = clock.now() if present else None
        examination.save(update_fields=["third_parties", "third_parties_accepted_at"])
        note("third_parties_noted", examination, actor, roles=",".join(present))
    return None


@transaction.atomic
def save_notes(
    *, examination_id: UUID, text: str, base_version: int, actor: Actor
) -> int | Refusal:
    """Save the notes and answer their new version.

    `base_version` is the version the writer started from (0 = none). Refusals: `notes_changed` when another
    tab has saved since (nothing is overwritten; the caller shows both), `notes_too_long`,
    `already_concluded`. Raises `access.MedicalAccessRefused`.
    """
    examination = locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    if len(text) > NOTES_LIMIT:
        return Refusal("notes_too_long", {"limit": NOTES_LIMIT})
    with access.medical(actor, purpose="notes", subject=f"examination:{examination_id}"):
        note = ExaminationNote.objects.filter(examination_id=examination_id).first()
        version = note.version if note else 0
        if version != base_version:
            return Refusal("notes_changed", {"version": version})
        sealed = vault.seal(text.encode(), row=f"examinations.note:{examination_id}")
        ExaminationNote.objects.update_or_create(
            examination_id=examination_id,
            defaults={
                "body_sealed": sealed,
                "version": version + 1,
                "updated_at": clock.now(),
            },
        )
    return version + 1


def _conflict(appointment: AppointmentInfo) -> bool:
    case = cases.case(appointment.case)
    return case is not None and finding.found_in_data(case, appointment.medecin) is not None


def too_early(appointment: AppointmentInfo) -> Refusal | None:
    """None once the waiting room is open, or for a meeting in person once the person may be there."""
    now = clock.now()
    on_site = appointment.modalite is Modalite.PRESENTIEL
    before = delays.opens_before_on_site(now.date()) if on_site else calls.OPENS_BEFORE
    return rules.may_open(starts_at=appointment.starts_at, before=before, now=now)


def locked(examination_id: UUID) -> Examination | Refusal:
    """The record, locked for the caller's transaction. Refusals: `unknown`, `already_concluded`."""
    examination = Examination.objects.select_for_update().filter(id=examination_id).first()
    if examination is None:
        return Refusal("unknown")
    if examination.concluded_at is not None:
        return Refusal("already_concluded")
    return examination


def note(verb: str, examination: Examination, actor: Actor, **data: str) -> None:
    """Journal a step of the interview; `data` holds codes only."""
    journal.record(
        action=f"examinations:interview:{verb}",
        actor=actor,
        subject=f"case:{examination.case_id}",
        data={"examination": str(examination.id), **data},
    )
