"""Forms of the staff: posted, since a name or a NIR never stands in an address."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import KitForm
from telecontrole.hall import words


class SearchForm(KitForm):
    """A reference, or a name."""

    text = forms.CharField(
        label="Référence du dossier ou nom de la personne",
        max_length=100,
        error_messages={"required": "Écrivez une référence ou un nom."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ClosingForm(KitForm):
    """Why a case is closed without an avis: a word of a closed list."""

    raison = forms.ChoiceField(
        label="Pourquoi ?",
        choices=[(code.value, label) for code, label in words.CLOSE_REASONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez pourquoi le dossier est clos."},
    )


class AbsenceForm(KitForm):
    """What the person said, and what the team finds of it; never a word about health."""

    motif = forms.ChoiceField(
        label="Pourquoi la personne n’est-elle pas venue ?",
        choices=[(code.value, label) for code, label in words.ABSENCE_REASONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif donné."},
    )
    justifiee = forms.ChoiceField(
        label="L’absence est-elle justifiée ?",
        choices=[("oui", "Oui"), ("non", "Non, le service médical doit examiner le dossier")],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si l’absence est justifiée."},
    )
