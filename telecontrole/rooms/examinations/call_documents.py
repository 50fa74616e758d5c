"""Documents that the insured person shows in the call: through the vault, to the médecin-conseil at once.

They are filed under the case, behind the medical wall. The person sees what was sent and in which state,
never the content again; nobody else of the call sees anything.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import documents
from telecontrole.foundations.vault import selectors as vault
from telecontrole.foundations.vault.enums import DocumentState
from telecontrole.foundations.vault.selectors import DocumentInfo
from telecontrole.rooms.examinations import call_limits, calls
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import selectors as visio_reads
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import SeatRole

KIND = "montre_en_visio"
# Where the hall shows the person what was sent.
SENT_PATH = "/rdv/documents/"
_SYSTEM = Actor.system("examination")


def show(
    *, appointment: AppointmentInfo, content: bytes, filename: str, actor: Actor
) -> DocumentInfo | Refusal:
    """Take a photo or a PDF for the médecin-conseil of an appointment by video.

    Refusals: `not_a_call`, `documents_full`, `too_often`, and those of `documents.store_document`.
    """
    now = clock.now()
    if not calls.may_sit(appointment, now):
        return Refusal("not_a_call")
    limits = call_limits.call_documents(now.date())
    if len(shown(appointment.case)) >= limits.at_most:
        return Refusal("documents_full", {"most": limits.at_most})
    # A refused file costs as much work as one that is taken.
    if not attempt(f"shown:{appointment.case}", limit=3 * limits.at_most, window=limits.window):
        return Refusal("too_often")
    with transaction.atomic():
        stored = documents.store_document(
            content=content,
            filename=filename,
            subject=_subject(appointment.case),
            kind=KIND,
            medical=True,
            actor=_SYSTEM,
            retain_until=limits.kept_until(now.date()),
        )
        # An infected file leaves its trace in the journal: a refusal must not roll it back.
        if isinstance(stored, DocumentInfo):
            _note("shown", stored, actor)
            _tell(appointment, stored)
    return stored


def shown(case_id: UUID) -> list[DocumentInfo]:
    """What was sent for a case, the oldest first, whatever its state."""
    return [one for one in vault.documents_of(_subject(case_id)) if one.kind == KIND]


def read(
    *, appointment: AppointmentInfo, document_id: UUID, actor: Actor
) -> tuple[DocumentInfo, bytes] | Refusal:
    """A shown document of the appointment's case; the reading is journalled.

    Refusals: `document_unknown` (also for another case's), `document_not_shown` (not scanned yet).
    Raises `access.MedicalAccessRefused`.
    """
    found = vault.document(document_id)
    if found is None or found.kind != KIND or found.subject != _subject(appointment.case):
        return Refusal("document_unknown")
    return documents.read_document(document_id=document_id, actor=actor, purpose="examination")


def settled(document_id: UUID) -> None:
    """A document left quarantine: both screens are told. Twice tells twice, which changes nothing."""
    found = vault.document(document_id)
    if found is None or found.kind != KIND:
        return
    current = planning.current(UUID(found.subject.removeprefix("case:")))
    if current is not None:
        _tell(current, found)


def url_of(appointment_id: UUID, document_id: UUID) -> str:
    """Where the médecin-conseil reads it."""
    return reverse("call_papers:document", args=[appointment_id, document_id])


def _tell(appointment: AppointmentInfo, document: DocumentInfo) -> None:
    """An identifier on the médecin-conseil's screen; on the person's, that the list has changed."""
    session = visio_reads.session_of(calls.subject_of(appointment.id))
    if session is None:
        return
    waits = document.state is DocumentState.QUARANTAINE
    if document.shown or waits:
        visio.tell(
            session_id=session.id,
            role=SeatRole.MEDECIN_CONSEIL,
            kind="document-waiting" if waits else "document",
            url=url_of(appointment.id, document.id),
        )
    visio.tell(session_id=session.id, role=SeatRole.ASSURE, kind="document-state", url=SENT_PATH)


def _note(verb: str, document: DocumentInfo, actor: Actor) -> None:
    journal.record(
        action=f"examinations:document:{verb}",
        actor=actor,
        subject=document.subject,
        data={"document": str(document.id), "state": document.state.value},
    )


def _subject(case_id: UUID) -> str:
    return f"case:{case_id}"
