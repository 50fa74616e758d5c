"""The case page, made of panels, and the proof of its messages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor
from telecontrole.hall.staff import case_panels, panels, words
from telecontrole.hall.staff.access import PROOF, READERS, for_staff
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.territory import selectors as territory


@require_safe
@for_staff(*READERS)
def case(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """One case, by panels; a case of another caisse does not exist."""
    found = _found(reference, actor)
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
@for_staff(*PROOF)
def proofs(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """What was sent, word for word, where, when, with the answers: for a judge. The reading is journalled."""
    found = _found(reference, actor)
    subjects = case_panels.subjects_of(found)
    journal.record(action="hall:proof:read", actor=actor, subject=f"case:{found.id}")
    caisse = territory.caisse(found.caisse)
    context = {
        "case": found,
        "zone": caisse.fuseau if caisse else "Europe/Paris",
        "proofs": [_worded(proof) for subject in subjects for proof in notices.proof(subject)],
        "crumbs": [
            ("Dossiers", reverse("hall:cases")),
            (found.reference, reverse("hall:case", args=[found.reference])),
        ],
    }
    return render(request, "staff/proofs.html", context)


def _worded(proof: notices.NoticeProof) -> dict[str, object]:
    notice = proof.notice
    return {
        "proof": proof,
        "kind": words.KINDS.get(notice.kind, notice.kind),  # type: ignore[call-overload]
        "channel": words.CHANNELS.get(notice.channel, notice.channel),  # type: ignore[call-overload]
        "recipient": words.RECIPIENTS.get(notice.recipient, notice.recipient),
    }


def _found(reference: str, actor: Actor) -> CaseInfo:
    found = cases.by_reference(reference)
    if found is None or not actor.serves(found.caisse):
        raise Http404
    return found
