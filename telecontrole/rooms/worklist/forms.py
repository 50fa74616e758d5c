"""Saying what was done."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import KitForm

from . import rules
from .enums import DONE_LABELS

NOTE_FAULTS = {
    "note_too_long": f"Écrivez {rules.NOTE_LIMIT} caractères au plus.",
    "note_has_nir": "N’écrivez pas de numéro de sécurité sociale ici.",
}


class DoneForm(KitForm):
    """What was done: a word of a closed list, and a few words if they help who reads the task later."""

    done = forms.ChoiceField(
        label="Qu’avez-vous fait ?",
        choices=[(str(code), label) for code, label in DONE_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous avez fait."},
    )
    note = forms.CharField(
        label="Précision",
        required=False,
        strip=True,
        widget=forms.Textarea,
        help_text="Ni nom, ni numéro de sécurité sociale, ni information de santé.",
    )

    def clean_note(self) -> str:
        """Refuse what the rules refuse."""
        note: str = self.cleaned_data["note"]
        if fault := rules.note_fault(note):
            raise forms.ValidationError(NOTE_FAULTS[fault], code=fault)
        return note
