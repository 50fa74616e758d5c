"""Forms that several entrances share."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import KitForm


class CodeForm(KitForm):
    """A one-time code that was sent. Spaces do not matter."""

    code = forms.CharField(
        label="Le code reçu",
        help_text="6 chiffres",
        max_length=20,
        error_messages={"required": "Écrivez le code à 6 chiffres."},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
