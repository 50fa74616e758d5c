"""Saying what was done."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import KitForm

from .enums import DONE_LABELS


class DoneForm(KitForm):
    """What was done, in one word of a closed list: no free text, so no health data."""

    done = forms.ChoiceField(
        label="Qu’avez-vous fait ?",
        choices=[(str(code), label) for code, label in DONE_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous avez fait."},
    )
