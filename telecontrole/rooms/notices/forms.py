"""What a person types about messages: a date of posting, a corrected address, what became of a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from telecontrole.foundations.importing.fields import mobile
from telecontrole.foundations.web.forms import DateField, KitForm
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.texts.email import BadAddress, safe_address
from telecontrole.rooms.notices.words import SOURCES

LABELS = {
    Channel.SMS: ("Numéro de mobile", "Exemple : 06 12 34 56 78"),
    Channel.EMAIL: ("Adresse de courriel", "Exemple : nom@exemple.fr"),
    Channel.MSSANTE: ("Adresse MSSanté", "Exemple : nom@domaine.mssante.fr"),
    Channel.LETTRE: (
        "Adresse postale",
        "Une ligne par élément, le code postal et la commune à la fin",
    ),
}
_MOST_LINES = 6


class PostedForm(KitForm):
    """Letters put in the post on a day."""

    posted_on = DateField(label="Postées le")


class CorrectionForm(KitForm):
    """Another address for one notice, in the form of its channel."""

    address = forms.CharField(max_length=400)
    source = forms.ChoiceField(label="Qui vous l’a donnée ?", choices=list(SOURCES.items()))

    def __init__(self, channel: str, *args: Any, **kwargs: Any) -> None:
        self.channel = Channel(channel)
        super().__init__(*args, **kwargs)
        field = self.fields["address"]
        field.label, field.help_text = LABELS[self.channel]
        field.error_messages["required"] = "Écrivez la nouvelle adresse."
        if self.channel is Channel.LETTRE:
            field.widget = forms.Textarea(attrs={"rows": 4})
        field.widget.attrs["autocomplete"] = "off"

    def clean_address(self) -> str:
        """The address as the gateway takes it."""
        typed = str(self.cleaned_data["address"]).strip()
        if self.channel is Channel.SMS:
            return _mobile(typed)
        if self.channel is Channel.LETTRE:
            return _postal(typed)
        try:
            return safe_address(typed)
        except BadAddress as error:
            raise ValidationError("Écrivez une adresse comme nom@exemple.fr.") from error


class ReceptionForm(KitForm):
    """What the post says of a registered letter."""

    number = forms.CharField(
        label="Numéro de recommandé", max_length=20, help_text="Exemple : 1A 234 567 8901 2"
    )
    outcome = forms.ChoiceField(
        label="Qu’en dit la poste ?",
        choices=[
            ("parti", "Pas encore de nouvelle"),
            ("recu", "La lettre est reçue"),
            ("revenu", "La lettre est revenue"),
        ],
        widget=forms.RadioSelect,
    )
    on = DateField(label="Le", required=False)

    def clean_number(self) -> str:
        """Letters and digits, without spaces."""
        number = "".join(str(self.cleaned_data["number"]).split()).upper()
        if not (number.isascii() and number.isalnum() and 8 <= len(number) <= 15):
            raise ValidationError("Recopiez le numéro : de 8 à 15 lettres et chiffres.")
        return number

    def clean(self) -> dict[str, Any]:
        """A reception and a return have a day."""
        found = dict(super().clean() or {})
        if found.get("outcome") in ("recu", "revenu") and "on" in found and not found["on"]:
            self.add_error("on", "Donnez le jour où la lettre a été reçue, ou est revenue.")
        return found


class ResolutionForm(KitForm):
    """What became of a message whose answer never came."""

    outcome = forms.ChoiceField(
        label="Le message a-t-il été remis ?",
        choices=[("remis", "Remis"), ("pas_remis", "Pas remis : l’envoyer de nouveau")],
        widget=forms.RadioSelect,
    )


def _mobile(typed: str) -> str:
    number = mobile(typed)
    if number is None:
        raise ValidationError("Écrivez un numéro de mobile, avec +262 ou +590 hors de métropole.")
    return number


def _postal(typed: str) -> str:
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if not 2 <= len(lines) <= _MOST_LINES:
        raise ValidationError(f"Écrivez de 2 à {_MOST_LINES} lignes.")
    return "\n".join(lines)
