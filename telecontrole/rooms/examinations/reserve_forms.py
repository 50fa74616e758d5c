"""Forms of a suspended avis."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import KitForm
from telecontrole.rooms.examinations.reserve_kinds import LABELS

CHOICES = [(kind.value, label) for kind, label in LABELS.items()]


class PiecesForm(KitForm):
    """Which documents are asked for: their kind only, the person reads it in messages and letters."""

    pieces = forms.MultipleChoiceField(
        label="Documents à demander",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un document."},
    )


class PostForm(KitForm):
    """A document that came on paper."""

    piece = forms.ChoiceField(
        label="Document reçu par la poste",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le document reçu."},
    )
