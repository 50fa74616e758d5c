"""Forms of the practitioner: RPPS number, code of a letter, one-time code."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.identifiers import check_rpps
from telecontrole.foundations.web.forms import KitForm

# Letters of the code that are mistaken for digits it never holds.
_MISREAD = str.maketrans("018", "OIB")


class RppsForm(KitForm):
    """Who reads."""

    rpps = forms.CharField(
        label="Votre numéro RPPS",
        help_text="11 chiffres",
        max_length=20,
        error_messages={"required": "Écrivez votre numéro RPPS."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_rpps(self) -> str:
        """The eleven digits, without spaces."""
        number = "".join(str(self.cleaned_data["rpps"]).split())
        if check_rpps(number) is not None:
            raise forms.ValidationError(
                "Ce numéro n’est pas un numéro RPPS : vérifiez les 11 chiffres."
            )
        return number


class LetterCodeForm(RppsForm):
    """Who reads, and the code of the letter."""

    code = forms.CharField(
        label="Le code de notre courrier",
        help_text="12 lettres et chiffres, comme ABCD EFGH IJKL",
        max_length=40,
        error_messages={"required": "Écrivez le code de notre courrier."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """Without spaces and dashes, as our links are written."""
        typed = str(self.cleaned_data["code"]).upper().replace("-", "")
        return "".join(typed.split()).translate(_MISREAD)
