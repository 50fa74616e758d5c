"""Pages of the messages: those that nobody received, the letters to post, one message."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.errors import refused
from telecontrole.foundations.web.tables import Table
from telecontrole.rooms.notices import addresses, selectors, services, words
from telecontrole.rooms.notices.access import (
    ACTORS,
    CONFIDANTS,
    READERS,
    may_act,
    may_see_addresses,
)
from telecontrole.rooms.notices.enums import Channel, State
from telecontrole.rooms.notices.forms import (
    CorrectionForm,
    PostedForm,
    ReceptionForm,
    ResolutionForm,
)
from telecontrole.rooms.notices.selectors import NoticePage
from telecontrole.rooms.notices.tables import (
    LettersTable,
    letters_table,
    spending_table,
    undelivered_table,
)

_BATCH = LettersTable.page_size
TEXTS = {
    "posted_later": "Cette date est à venir : donnez celle du jour où les lettres ont été postées.",
    "not_posted": "Cette lettre n’a pas encore été postée.",
    "received_later": "Cette date est à venir : donnez celle que dit la poste.",
    "received_before": "Cette date est d’avant le jour où la lettre a été postée.",
    "unknown_notice": "Cette lettre n’existe pas.",
    "resolve_first": "Dites d’abord si ce message a été remis.",
    "not_standing": "Ce message ne vaut plus : ce dont il parle a changé.",
    "already_handed": "Ce message a déjà été remis.",
    "courriel_invalide": "Cette adresse de courriel n’est pas valable.",
    "mobile_invalide": "Ce numéro de mobile n’est pas valable.",
    "too_late": "L’heure du rendez-vous est passée.",
    "reader_gone": "Cette personne ne représente plus l’assuré : plus rien ne lui est envoyé.",
    "not_unknown": "Le sort de ce message est déjà connu.",
}


@require_safe
@for_roles(*READERS)
def undelivered(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Messages that need a person."""
    table = undelivered_table(actor, request)
    export = table.exported(actor=actor, action="notices:list:exported", subject="notices")
    return export or render(request, "notices/pages/undelivered.html", {"table": table})


@require_safe
@for_roles(*READERS)
def spending(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """SMS of the last twelve months, by caisse, beside what they may cost."""
    table = spending_table(actor, request)
    export = table.exported(actor=actor, action="notices:list:exported", subject="sms")
    return export or render(request, "notices/pages/spending.html", {"table": table})


@require_safe
@for_roles(*READERS)
def letters(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Letters to print and post, the most urgent first."""
    table = letters_table(actor, request)
    export = table.exported(actor=actor, action="notices:list:exported", subject="letters")
    return export or _letters_page(request, actor, PostedForm(), table)


@require_POST
@for_roles(*CONFIDANTS)
def print_letters(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The chosen letters in one PDF; who printed what is journalled."""
    batch = services.print_letters(caisse=actor.caisse, limit=_BATCH, notice_ids=_chosen(request))
    if batch.faulty:
        found = (
            f"Lettres qui n’ont pas pu être faites : {len(batch.faulty)}. Prévenez la technique."
        )
        messages.error(request, found)
    if not batch.letters:
        return redirect("notices:letters")
    services.note_printed(batch=batch, actor=actor)
    headers = {"Content-Disposition": 'attachment; filename="lettres.pdf"'}
    return HttpResponse(batch.pdf(), content_type="application/pdf", headers=headers)


@require_POST
@for_roles(*ACTORS)
def post_letters(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The chosen letters were put in the post on a day."""
    form = PostedForm(request.POST)
    if not form.is_valid():
        table = letters_table(actor, request)
        return _letters_page(request, actor, form, table, status=422)
    posted = services.post_letters(
        notice_ids=_chosen(request)[:_BATCH],
        posted_on=form.cleaned_data["posted_on"],
        actor=actor,
        caisse=actor.caisse,
    )
    if isinstance(posted, Refusal):
        return refused(request, posted, texts=TEXTS, back=reverse("notices:letters"))
    messages.success(request, f"Lettres postées : {len(posted)}.")
    return redirect("notices:letters")


@require_safe
@for_roles(*READERS)
def notice(request: HttpRequest, actor: Actor, *, notice_id: UUID) -> HttpResponseBase:
    """One message: where it stands, its attempts, what one may do."""
    return _notice_page(request, actor, _found(notice_id, actor))


@require_POST
@for_roles(*CONFIDANTS)
def correct(request: HttpRequest, actor: Actor, *, notice_id: UUID) -> HttpResponseBase:
    """Give another address; the message leaves at once if it had failed."""
    found = _found(notice_id, actor)
    form = CorrectionForm(found.notice.channel, request.POST)
    if not form.is_valid():
        return _notice_page(request, actor, found, correction=form, status=422)
    done = services.correct_address(
        notice_id=notice_id,
        address=form.cleaned_data["address"],
        source=form.cleaned_data["source"],
        actor=actor,
    )
    return _done(request, notice_id, done, "L’adresse est corrigée.")


@require_POST
@for_roles(*ACTORS)
def resolve(request: HttpRequest, actor: Actor, *, notice_id: UUID) -> HttpResponseBase:
    """Say whether a message whose answer never came was handed over."""
    found = _found(notice_id, actor)
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, actor, found, resolution=form, status=422)
    handed = form.cleaned_data["outcome"] == "remis"
    done = services.resolve_unknown(notice_id=notice_id, handed=handed, actor=actor)
    said = "Le message est remis." if handed else "Le message va partir de nouveau."
    return _done(request, notice_id, done, said)


@require_POST
@for_roles(*ACTORS)
def reception(request: HttpRequest, actor: Actor, *, notice_id: UUID) -> HttpResponseBase:
    """Say what the post says of a registered letter."""
    found = _found(notice_id, actor)
    form = ReceptionForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, actor, found, reception=form, status=422)
    said = form.cleaned_data
    done = services.note_reception(
        notice_id=notice_id,
        number=said["number"],
        on=said["on"] if said["outcome"] != "parti" else None,
        returned=said["outcome"] == "revenu",
        actor=actor,
    )
    return _done(request, notice_id, done, "C’est noté.")


def _found(notice_id: UUID, actor: Actor) -> NoticePage:
    """The notice; one of another caisse does not exist."""
    found = selectors.page(notice_id)
    if found is None or not actor.serves(found.notice.caisse):
        raise Http404
    return found


def _done(
    request: HttpRequest, notice_id: UUID, done: UUID | Refusal, said: str
) -> HttpResponseBase:
    here = reverse("notices:notice", args=[notice_id])
    if isinstance(done, Refusal):
        return refused(request, done, texts=TEXTS, back=here)
    messages.success(request, said)
    return redirect(here)


def _notice_page(
    request: HttpRequest, actor: Actor, found: NoticePage, status: int = 200, **forms: Any
) -> HttpResponse:
    one = found.notice
    unknown = one.state == State.UNKNOWN
    context: dict[str, Any] = {
        "page": found,
        "state": words.STATES.get(one.state, (one.state, "neutral")),
        "crumbs": [("Messages", reverse("notices:undelivered"))],
        "form": forms.get("correction") or forms.get("resolution") or forms.get("reception"),
    }
    if found.stays == "reader_gone":
        context["gone"] = TEXTS[found.stays]
    if may_see_addresses(actor):
        context["addresses"] = _read_addresses(found, actor)
        if one.failure:
            context["call"] = addresses.telephone_of(one.id)
        if not found.stays and not unknown:
            context["correction"] = forms.get("correction") or CorrectionForm(one.channel)
    if unknown and may_act(actor):
        context["resolution"] = forms.get("resolution") or ResolutionForm()
    if one.channel == Channel.LETTRE and one.handed_at and may_act(actor):
        context["reception"] = forms.get("reception") or ReceptionForm()
    return render(request, "notices/pages/notice.html", context, status=status)


def _read_addresses(found: NoticePage, actor: Actor) -> list[addresses.AddressKnown]:
    """The addresses in clear with their sources; the reading is journalled."""
    journal.record(
        action="notices:address:read",
        actor=actor,
        subject=found.notice.subject,
        data={"notice": str(found.notice.id)},
    )
    return addresses.addresses_of(found.notice.id)


def _letters_page(
    request: HttpRequest, actor: Actor, form: PostedForm, table: Table, status: int = 200
) -> HttpResponse:
    context = {
        "table": table,
        "form": form,
        "may_act": may_act(actor),
        "may_print": may_see_addresses(actor),
    }
    return render(request, "notices/pages/letters.html", context, status=status)


def _chosen(request: HttpRequest) -> list[UUID]:
    """The boxes that were ticked; what is no identifier is ignored."""
    found = []
    for text in request.POST.getlist("lettre"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
