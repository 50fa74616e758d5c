"""Pages on which time is taken out of a diary: absences, blocks, closed sites and rooms."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.formats import date_fr, heure_fr, horaire_fr
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.diaries import services as diary_services
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason
from telecontrole.rooms.diaries.services import NewClosure
from telecontrole.rooms.planning import rules
from telecontrole.rooms.planning.access import for_keepers
from telecontrole.rooms.planning.changes import kinds
from telecontrole.rooms.planning.changes.consulting import Asking
from telecontrole.rooms.planning.changes.forms import (
    ClosingForm,
    DoctorClosingForm,
    SiteClosingForm,
)
from telecontrole.rooms.planning.changes.hitting import going_on
from telecontrole.rooms.planning.changes.pages import (
    AHEAD,
    METHODS,
    crumbs,
    doctor_of,
    form_page,
    proposed_days,
    site_of,
    step,
)
from telecontrole.rooms.planning.changes.proposal import Change
from telecontrole.rooms.planning.forms import day_of
from telecontrole.rooms.planning.texts import CLOSURE_REASONS, CLOSURES

_DONE = (
    "C’est enregistré. Les messages nécessaires partent, les appels à faire sont dans les tâches."
)


@require_http_methods(METHODS)
@for_keepers
def close_doctor(request: HttpRequest, actor: Actor, *, medecin_id: UUID) -> HttpResponseBase:
    """An absence, or time blocked: what it does is shown, then saved."""
    doctor, zone = doctor_of(medecin_id, actor)
    asking = Asking(
        title=f"Dr {doctor.prenoms} {doctor.nom}",
        lead="Absence ou temps bloqué",
        back=_diary("doctor", doctor.id, day_of(request.POST, "du")),
        done=_DONE,
        again=lambda form: _closing_page(request, form, asking, medecin=doctor.id, zone=zone),
        crumbs=crumbs(doctor=doctor),
        words=lambda: _words(form, CLOSURES[ClosureKind(form.cleaned_data["nature"])]),
    )
    form = DoctorClosingForm(
        request.POST or None,
        initial=proposed_days(request, zone),
        begun=_going_on(doctor.id, zone),
    )

    def change() -> Change:
        kind = ClosureKind(form.cleaned_data["nature"])
        closure = _closure(form, kind, zone, medecin=doctor.id)
        return kinds.closing(closure, begun=form.cleaned_data.get("commence", False))

    return step(request, actor, form, change, asking)


@require_http_methods(METHODS)
@for_keepers
def close_site(request: HttpRequest, actor: Actor, *, site_id: UUID) -> HttpResponseBase:
    """A closed site, or a room out of use."""
    site, zone = site_of(site_id, actor)
    asking = Asking(
        title=site.nom,
        lead="Fermer le site ou une salle",
        back=_diary("site", site.id, day_of(request.POST, "du")),
        done=_DONE,
        again=lambda form: _closing_page(request, form, asking, site=site.id, zone=zone),
        crumbs=crumbs(site=site),
        words=lambda: _words(form, _place(form)),
    )
    form = SiteClosingForm(
        request.POST or None, rooms=site.salles, initial=proposed_days(request, zone)
    )

    def change() -> Change:
        room = int(form.cleaned_data["salle"] or 0) or None
        kind = ClosureKind.SALLE if room else ClosureKind.SITE
        return kinds.closing(_closure(form, kind, zone, site=site.id, salle=room))

    return step(request, actor, form, change, asking)


@require_POST
@for_keepers
def lift(request: HttpRequest, actor: Actor, *, closure_id: UUID) -> HttpResponseBase:
    """Give back the time of a closing: nobody has to move for it."""
    found = diaries.closure(closure_id)
    if found is None:
        raise Http404
    if found.medecin:
        doctor_of(found.medecin, actor)
        back = reverse("planning:close_doctor", args=[found.medecin])
    else:
        assert found.site is not None
        site_of(found.site, actor)
        back = reverse("planning:close_site", args=[found.site])
    done = diary_services.lift(closure_id=closure_id, actor=actor)
    if not isinstance(done, Refusal):
        messages.success(request, "Ce temps est rendu à l’agenda.")
    return redirect(back)


def _closing_page(
    request: HttpRequest,
    form: Form,
    asking: Asking,
    *,
    zone: str,
    medecin: UUID | None = None,
    site: UUID | None = None,
) -> HttpResponse:
    now = clock.now()
    found = diaries.closures(
        now, now + AHEAD, medecins=[medecin] if medecin else (), sites=[site] if site else ()
    )
    standing = [
        {"one": one, "kind": CLOSURES[one.kind], "reason": CLOSURE_REASONS[one.reason]}
        for one in found
    ]
    return form_page(request, form, asking, standing=standing, zone=zone)


def _going_on(medecin: UUID, zone: str) -> str:
    """The hour of the appointment that this doctor should be holding now, in words; empty without one."""
    found = going_on(medecin, clock.now())
    return heure_fr(found.starts_at, zone) if found else ""


def _place(form: Form) -> str:
    room = form.cleaned_data["salle"]
    return f"{CLOSURES[ClosureKind.SALLE]} {room}" if room else CLOSURES[ClosureKind.SITE]


def _words(form: Form, what: str) -> str:
    """What is taken out of the diary, and why: `Absence (congé), du … au …`."""
    data = form.cleaned_data
    first, last = date_fr(data["du"]), date_fr(data["au"])
    start = f" à {horaire_fr(data['de'])}" if data["de"] else ""
    end = f" à {horaire_fr(data['a'])}" if data["a"] else ""
    when = f"du {first}{start} au {last}{end}"
    if not start and not end:
        when = f"{first}, toute la journée" if first == last else f"{when}, jours entiers"
    elif first == last and start and end:
        when = f"{first}, de{start[2:]} à{end[2:]}"
    return f"{what} ({CLOSURE_REASONS[ClosureReason(data['motif'])]}), {when}."


def _diary(name: str, key: UUID, day: date | None) -> str:
    query = urlencode({"date": day.isoformat(), "vue": "jour"}) if day else ""
    return f"{reverse(f'planning:{name}', args=[key])}?{query}"


def _closure(
    form: ClosingForm,
    kind: ClosureKind,
    zone: str,
    *,
    medecin: UUID | None = None,
    site: UUID | None = None,
    salle: int | None = None,
) -> NewClosure:
    data = form.cleaned_data
    start, end = kinds.day_span(data["du"], data["au"], zone)
    return NewClosure(
        kind=kind,
        start=rules.instant(data["du"], data["de"], zone) if data["de"] else start,
        end=rules.instant(data["au"], data["a"], zone) if data["a"] else end,
        reason=ClosureReason(data["motif"]),
        medecin=medecin,
        site=site,
        salle=salle,
    )
