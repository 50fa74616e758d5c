"""The exchanges of the médecin-conseil with treating doctors: the list, one exchange, the call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import access
from telecontrole.rooms.examinations import selectors as avis_reads
from telecontrole.rooms.examinations.thread import selectors, services, texts
from telecontrole.rooms.examinations.thread.forms import HourForm, MessageForm
from telecontrole.rooms.examinations.thread.selectors import Head
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.territory import selectors as territory


@require_safe
def exchanges(request: HttpRequest) -> HttpResponse:
    """Every exchange, those that wait first."""
    _, medecin_id = access.medecin_of(request)
    heads = selectors.heads(medecin_id)
    listed = cases.cases(head.case for head in heads)
    rows = [{"head": head, "case": listed[head.case], "call": _call_words(head)} for head in heads]
    return render(request, "examinations/confreres.html", {"rows": rows, "zone": _zone(medecin_id)})


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, avis_id: UUID) -> HttpResponse:
    """One exchange; a submission answers."""
    actor, medecin_id = _own(request, avis_id)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = services.write_as_medecin(
            avis_id=avis_id, medecin_id=medecin_id, text=form.cleaned_data["text"], actor=actor
        )
        if not isinstance(sent, Refusal):
            messages.success(request, "Votre message est envoyé. Votre confrère est prévenu.")
            return redirect("examinations:exchange", avis_id)
        form.add_error("text", texts.sentence(sent))
    return _page(request, avis_id, medecin_id, actor, form, HourForm(zone=_zone(medecin_id)))


@require_POST
def open_exchange(request: HttpRequest, avis_id: UUID) -> HttpResponse:
    """Take note of what waits, then the exchange."""
    actor, medecin_id = _own(request, avis_id)
    services.open_as_medecin(avis_id=avis_id, medecin_id=medecin_id, actor=actor)
    return redirect("examinations:exchange", avis_id)


@require_POST
def call(request: HttpRequest, avis_id: UUID) -> HttpResponse:
    """Propose an hour for the call, or log what became of it."""
    actor, medecin_id = _own(request, avis_id)
    head = selectors.head(avis_id)
    if head is None or head.call is None:
        raise Http404
    form = HourForm(request.POST, zone=_zone(medecin_id))
    done = request.POST.get("done", "")
    if done:
        said = services.log_call(
            request_id=head.call.id, medecin_id=medecin_id, reached=done == "held", actor=actor
        )
    elif form.is_valid():
        said = services.propose_call(
            request_id=head.call.id, medecin_id=medecin_id, when=form.when, actor=actor
        )
        if said is not None:
            form.add_error("hour", texts.sentence(said))
    if not done and form.errors:
        return _page(request, avis_id, medecin_id, actor, MessageForm(), form)
    messages.success(request, "C’est noté.")
    return redirect("examinations:exchange", avis_id)


def _own(request: HttpRequest, avis_id: UUID) -> tuple[Actor, UUID]:
    """An exchange of the médecin-conseil who gave the avis. Raises `Http404` for another one's."""
    actor, medecin_id = access.medecin_of(request)
    avis = avis_reads.avis(avis_id)
    if avis is None or avis.medecin != medecin_id:
        raise Http404
    return actor, medecin_id


def _page(
    request: HttpRequest,
    avis_id: UUID,
    medecin_id: UUID,
    actor: Actor,
    form: MessageForm,
    hour: HourForm,
) -> HttpResponse:
    avis = avis_reads.avis(avis_id)
    assert avis is not None  # `_own` found it
    head, case = selectors.head(avis_id), cases.case(avis.case)
    assert case is not None  # a foreign key holds it
    context = {
        "form": form,
        "hour": hour,
        "head": head,
        "case": case,
        "avis_id": avis_id,
        "doctor": head.doctor if head else people.practitioner_by_rpps(case.medecin_traitant_rpps),
        "words": selectors.messages(avis_id, reader=actor),
        "call": _call_words(head) if head else None,
        "number": selectors.number_to_call(head.call.id) if head and head.call else "",
        "zone": _zone(medecin_id),
    }
    wrong = form.is_bound or hour.is_bound
    return render(request, "examinations/confrere.html", context, status=422 if wrong else 200)


def _call_words(head: Head) -> dict[str, object] | None:
    if head.call is None:
        return None
    moments = [texts.MOMENTS[one] for one in head.call.preferences]
    return {"info": head.call, "state": texts.CALLS[head.call.state.value], "moments": moments}


def _zone(medecin_id: UUID) -> str:
    medecin = people.medecin(medecin_id)
    return territory.zone_of(medecin.caisse if medecin else None)
