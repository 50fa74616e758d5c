"""The search of a case: posted, since a name or a NIR never stands in an address."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import KitForm


class SearchForm(KitForm):
    """A reference, or a name."""

    text = forms.CharField(
        label="Référence du dossier ou nom de la personne",
        max_length=100,
        error_messages={"required": "Écrivez une référence ou un nom."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
