"""Forms of the exchange: a message, a wish to be called, an hour for the call."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from telecontrole.foundations.web.forms import DateField, HourField, KitForm
from telecontrole.rooms.examinations.thread.services import BODY_LIMIT
from telecontrole.rooms.examinations.thread.texts import MOMENTS


class MessageForm(KitForm):
    """One message."""

    text = forms.CharField(
        label="Votre message",
        help_text="Couvert par le secret médical : lu par votre confrère seulement.",
        widget=forms.Textarea,
        max_length=BODY_LIMIT,
        error_messages={"required": "Écrivez votre message."},
    )


class CallForm(KitForm):
    """When it suits the treating doctor, and at which number."""

    preferences = forms.MultipleChoiceField(
        label="Quand vous appeler",
        choices=list(MOMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un moment."},
    )
    number = forms.CharField(
        label="Votre numéro de téléphone",
        help_text="Une ligne directe, comme 02 31 00 00 00",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": "Écrivez le numéro auquel vous appeler."},
    )


class HourForm(KitForm):
    """When the médecin-conseil will call, on the clock of `zone`."""

    day = DateField(label="Jour de l’appel")
    hour = HourField(label="Heure", help_text="Comme 14 h 30")

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    @property
    def when(self) -> datetime:
        """The instant, aware."""
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return datetime.combine(day, hour, ZoneInfo(self.zone))
