"""A person changes their own email or mobile: a code goes to the new address, and comes back before anything changes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from telecontrole.foundations import vault
from telecontrole.foundations.importing import fields
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import KitForm
from telecontrole.hall.codes import Destination, masked, send_code
from telecontrole.hall.forms import CodeForm
from telecontrole.hall.person import second_factor
from telecontrole.hall.person.entering import Proof, Visitor, prove
from telecontrole.hall.person.rights import for_proved
from telecontrole.hall.person.views.identity import TEXTS
from telecontrole.rooms.notices.enums import Channel, Recipient
from telecontrole.rooms.people import services as people
from telecontrole.rooms.people.contacts import CHANNELS
from telecontrole.rooms.territory import selectors as territory

# What the person typed, sealed: a session is a row of the database like another.
_PENDING = "person_new_contact"
_ROW = "hall.session:{}:contact"
SOURCE = "personne"
_CHANGED = "C’est changé. Nos prochains messages iront là, et les liens envoyés à l’ancienne adresse ne s’ouvrent plus."


class ContactForm(KitForm):
    """A new email or a new mobile."""

    channel = forms.ChoiceField(
        label="Que voulez-vous changer ?",
        choices=[("email", "Mon adresse électronique"), ("mobile", "Mon téléphone mobile")],
        widget=forms.RadioSelect,
    )
    value = forms.CharField(label="La nouvelle adresse ou le nouveau numéro", max_length=254)
    former = forms.ChoiceField(
        label="L’ancienne adresse ou l’ancien numéro",
        choices=[
            ("oui", "C’était bien le mien, j’en ai changé"),
            ("non", "Ce n’était pas le mien : quelqu’un d’autre a pu recevoir vos messages"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si l’ancienne adresse était la vôtre."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_proved
def change(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Type the new value; a code leaves for it."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        channel = form.cleaned_data["channel"]
        read = fields.email if channel == "email" else fields.mobile
        value = read(form.cleaned_data["value"].strip())
        if not value:
            form.add_error("value", "Vérifiez : cette adresse ou ce numéro n’est pas valable.")
        else:
            refused = send_code(link_id=who.link.id, to=_to(who, channel, value), actor=who.actor)
            if refused is None:
                _keep(request, who, f"{channel}:{form.cleaned_data['former']}:{value}")
                return redirect("person:rights_contact_code")
            form.add_error(None, TEXTS.get(refused.code, TEXTS["code_too_often"]))
    return render(
        request, "person/rights_contact.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_proved
def confirm(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """The code that the new address received; then, and only then, the value changes."""
    pending = _kept(request, who)
    if pending is None:
        return redirect("person:rights_contact")
    channel, former, value = pending.split(":", 2)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = second_factor.check_code(who=who, code=form.cleaned_data["code"])
        if refused is None:
            said = people.correct_contact(
                insured_id=who.person.id,
                channel=channel,
                value=value,
                source=SOURCE,
                actor=who.actor,
                wrong=former == "non",
            )
            request.session.pop(_PENDING, None)
            if not isinstance(said, Refusal):
                # The code came to the new address: what it proves outlives the former one.
                prove(request, who, Proof.CODE, channel=CHANNELS[channel])
                messages.success(request, _CHANGED)
            return redirect("person:rights")
        form.add_error("code", TEXTS[refused.code])
    context = {"form": form, "where": masked(_to(who, channel, value))}
    return render(
        request,
        "person/rights_contact_code.html",
        context,
        status=422 if form.errors else 200,
    )


def _to(who: Visitor, channel: str, value: str) -> Destination:
    zone = territory.zone_of(who.case.caisse)
    by = Channel.EMAIL if channel == "email" else Channel.SMS
    key = str(who.person.id)
    case = who.case
    return Destination(by, value, SOURCE, Recipient.ASSURE, key, zone, case.caisse, case.langue)


def _keep(request: HttpRequest, who: Visitor, text: str) -> None:
    request.session[_PENDING] = vault.seal(text.encode(), row=_ROW.format(who.person.id)).hex()


def _kept(request: HttpRequest, who: Visitor) -> str | None:
    kept = request.session.get(_PENDING)
    try:
        row = _ROW.format(who.person.id)
        return vault.unseal(bytes.fromhex(kept), row=row).decode() if kept else None
    except vault.SealBroken:
        # Of somebody else who used this browser before.
        return None
