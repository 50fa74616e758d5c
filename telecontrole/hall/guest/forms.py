"""Inviting somebody: a name, a role, and where the link goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from telecontrole.foundations.importing.fields import mobile
from telecontrole.foundations.web.forms import KitForm
from telecontrole.rooms.examinations.inviting_words import ROLES
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.texts.email import BadAddress, safe_address
from telecontrole.rooms.visio.enums import GuestRole

BY_HAND = "lien"
ASKED_ROLES = (GuestRole.PROCHE, GuestRole.AVOCAT)


class AskForm(KitForm):
    """A companion or a lawyer, asked for by the insured person."""

    role = forms.ChoiceField(
        label="Qui est-ce ?",
        choices=[(GuestRole.PROCHE.value, "Un proche"), (GuestRole.AVOCAT.value, "Un avocat")],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites qui est cette personne."},
    )
    name = forms.CharField(
        label="Son prénom et son nom",
        help_text="Ils seront affichés pendant l’entretien.",
        max_length=120,
        error_messages={"required": "Écrivez son prénom et son nom."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    by = forms.ChoiceField(
        label="Comment lui envoyer son lien ?",
        choices=[(Channel.EMAIL.value, "Par courriel"), (Channel.SMS.value, "Par SMS")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez comment le lien lui parvient."},
    )
    address = forms.CharField(
        label="Son adresse de courriel ou son numéro de mobile",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """Letters of a name, on one line: it is shown on everybody's screen."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if any(not (c.isalpha() or c in " '’-.") for c in name):
            raise ValidationError("Écrivez seulement le prénom et le nom.")
        return name

    def clean(self) -> dict[str, Any]:
        """The address as the gateway takes it."""
        by, typed = self.cleaned_data.get("by"), str(self.cleaned_data.get("address", "")).strip()
        if by == Channel.SMS:
            number = mobile(typed)
            if number is None:
                self.add_error(
                    "address", "Écrivez un numéro de mobile, par exemple 06 12 34 56 78."
                )
            self.cleaned_data["address"] = number or ""
        elif by == Channel.EMAIL:
            try:
                self.cleaned_data["address"] = safe_address(typed)
            except BadAddress:
                self.add_error("address", "Écrivez une adresse comme nom@exemple.fr.")
        else:
            self.cleaned_data["address"] = ""
        return self.cleaned_data

    @property
    def given(self) -> dict[str, Any]:
        """What the services want; `channel` is empty when the link is handed over."""
        by = self.cleaned_data["by"]
        return {
            "role": GuestRole(self.cleaned_data["role"]),
            "name": self.cleaned_data["name"],
            "channel": "" if by == BY_HAND else by,
            "address": self.cleaned_data["address"],
        }


class InviteForm(AskForm):
    """Anybody, invited by the team."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, by = self.fields["role"], self.fields["by"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(by, forms.ChoiceField)
        role.label = "Comme quoi vient cette personne ?"
        role.choices = [(one.value, ROLES[one].capitalize()) for one in GuestRole]
        by.choices = [
            (Channel.EMAIL.value, "Par courriel"),
            (Channel.SMS.value, "Par SMS"),
            (BY_HAND, "Je lui donne le lien moi-même"),
        ]
        self.fields["address"].help_text = "Vide si vous donnez le lien vous-même."
