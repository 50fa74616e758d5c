"""Reading a file outside one's right: the form, the file for an hour, and the head's register of such readings."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from telecontrole.foundations.access import Actor, Role, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import KitForm
from telecontrole.hall import words
from telecontrole.hall.protection import glass
from telecontrole.hall.protection.glass import GlassGround, GlassInfo
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.examinations import selectors as examinations
from telecontrole.rooms.examinations.texts import CONCLUSIONS
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import selectors as planning

GROUNDS = {
    GlassGround.URGENCE: "Urgence pour la personne",
    GlassGround.REMPLACEMENT: "Remplacement d’un confrère absent",
    GlassGround.REQUISITION: "Réquisition ou décision d’un juge",
    GlassGround.RECLAMATION: "Réclamation de la personne elle-même",
}
_TEXTS = {
    "glass_reason_short": "Expliquez en une phrase complète pourquoi vous devez lire ce dossier.",
    "glass_too_often": "Trop de demandes. Attendez une heure, ou appelez le responsable de la caisse.",
    "glass_unknown": "Aucun dossier ne porte cette référence.",
    "glass_not_yours": "Votre rôle ne permet pas cette lecture.",
}
_FIELDS = {"glass_reason_short": "reason", "glass_unknown": "reference"}
_PAGES = 400


class GlassForm(KitForm):
    """Which file, and why."""

    reference = forms.CharField(label="Référence du dossier", max_length=40)
    ground = forms.ChoiceField(
        label="Pourquoi",
        choices=[(one.value, GROUNDS[one]) for one in GlassGround],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Expliquez en quelques mots",
        help_text="Le responsable de la caisse lira cette phrase.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*glass.BREAKERS)
def ask(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The form; a POST opens the file and tells the head."""
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = glass.break_glass(
            reference=given["reference"],
            ground=GlassGround(given["ground"]),
            reason=given["reason"],
            actor=actor,
        )
        if not isinstance(made, Refusal):
            return redirect("hall:glass", made)
        form.add_error(_FIELDS.get(made.code), _TEXTS[made.code])
    status = 422 if form.errors else 200
    return render(request, "protection/glass_ask.html", {"form": form}, status=status)


@require_safe
@for_roles(*glass.BREAKERS)
def show(request: HttpRequest, actor: Actor, *, glass_id: UUID) -> HttpResponseBase:
    """The file, to who broke the glass and while it is open; to anybody else it does not exist."""
    case = glass.read_through(glass_id=glass_id, actor=actor)
    if case is None:
        raise Http404
    line = reading.lines([case.id]).get(case.id)
    context = {
        "glass": glass.glass(glass_id),
        "case": case,
        "motif": words.MOTIFS[case.motif],
        "state": words.CASE_STATES[case.state],
        "person": people.insured(case.insured),
        "line": line,
        "conclusion": CONCLUSIONS[line.code] if line else "",
        "appointments": planning.versions(case.id),
        "medical": _medical(case, actor),
    }
    return render(request, "protection/glass.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.CHEF)
def register(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Every such reading of the caisse's files, newest first; a POST says that one was looked at."""
    if request.method == "POST":
        try:
            seen = glass.note_seen(glass_id=UUID(request.POST.get("glass", "")), actor=actor)
        except ValueError as error:
            raise Http404 from error
        if isinstance(seen, Refusal):
            raise Http404
        return redirect("hall:glass_register")
    asked = request.GET.get("page", "0")
    page = min(int(asked), _PAGES) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    found = glass.latest(actor, page=page)
    context = {"lines": [_line(one) for one in found[:25]], "page": page, "more": len(found) > 25}
    return render(request, "protection/glass_register.html", context)


def _line(one: GlassInfo) -> dict[str, object]:
    case, reader = cases.case(one.case), accounts.holder(one.account)
    return {
        "one": one,
        "reference": case.reference if case else "",
        "reader": reader,
        "ground": GROUNDS[one.ground],
    }


def _medical(case: CaseInfo, actor: Actor) -> dict[str, object] | None:
    """What is behind the wall: for a médecin-conseil only."""
    if not actor.has(Role.MEDECIN_CONSEIL):
        return None
    notes = []
    for one in planning.versions(case.id):
        record = examinations.examination_of(one.id)
        if record is not None:
            notes.append(examinations.notes(record.id, actor).text)
    return {"needs": cases.needs(case.id, actor), "notes": [text for text in notes if text]}
