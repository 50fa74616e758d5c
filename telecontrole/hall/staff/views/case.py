"""The case page, made of panels, and the proof of its messages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor, for_roles
from telecontrole.hall import words
from telecontrole.hall.protection import readers
from telecontrole.hall.staff import case_panels, finding, panels, proof_file
from telecontrole.hall.staff.access import PROOF, READERS
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.territory import selectors as territory


@require_safe
@for_roles(*READERS)
def case(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """One case, by panels; a case of another caisse does not exist. The reading is journalled."""
    found = finding.own_case(reference, actor)
    readers.note_reading(case_id=found.id, actor=actor)
    context = {
        "case": found,
        "caisse": territory.caisse(found.caisse),
        "state": words.CASE_STATES[found.state],
        "tone": words.CASE_TONES[found.state],
        "motif": words.MOTIFS[found.motif],
        "panels": panels.show(found, actor),
        "crumbs": [("Dossiers", reverse("hall:cases"))],
    }
    return render(request, "staff/case.html", context)


@require_safe
@for_roles(*PROOF)
def proofs(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """What was sent, word for word, where, when, with the answers: for a judge. The reading is journalled."""
    found = finding.own_case(reference, actor)
    journal.record(action="hall:proof:read", actor=actor, subject=f"case:{found.id}")
    context = {
        "case": found,
        "zone": territory.zone_of(found.caisse),
        "proofs": [(proof_file.title(proof), proof) for proof in _proofs(found)],
        "crumbs": [
            ("Dossiers", reverse("hall:cases")),
            (found.reference, reverse("hall:case", args=[found.reference])),
        ],
    }
    return render(request, "staff/proofs.html", context)


@require_safe
@for_roles(*PROOF)
def proofs_pdf(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """The same as a PDF/A, with what it takes to compute its hashes again. The reading is journalled."""
    found = finding.own_case(reference, actor)
    journal.record(action="hall:proof:exported", actor=actor, subject=f"case:{found.id}")
    pdf = proof_file.render(
        reference=found.reference,
        zone=territory.zone_of(found.caisse),
        proofs=_proofs(found),
        subjects=[f"case:{found.id}", *case_panels.subjects_of(found)],
        actor=actor,
    )
    return _file(pdf, "preuve.pdf")


@require_safe
@for_roles(*PROOF)
def proof_letter(
    request: HttpRequest, actor: Actor, *, reference: str, digest: str
) -> HttpResponseBase:
    """One letter as it was posted, by its hash. The reading is journalled."""
    found = finding.own_case(reference, actor)
    tries = [attempt for proof in _proofs(found) for attempt in proof.attempts]
    pdf = next((one.pdf for one in tries if one.pdf and one.digest == digest), None)
    if pdf is None:
        raise Http404
    journal.record(action="hall:proof:exported", actor=actor, subject=f"case:{found.id}")
    return _file(pdf, "lettre.pdf")


def _file(pdf: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _proofs(found: CaseInfo) -> list[notices.NoticeProof]:
    return [proof for subject in case_panels.subjects_of(found) for proof in notices.proof(subject)]
