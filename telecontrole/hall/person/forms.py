"""The form of the insured person."""

from __future__ import annotations

from telecontrole.foundations.web.forms import DateField, KitForm


class BirthDateForm(KitForm):
    """The first half of the second factor."""

    birth = DateField(
        label="Votre date de naissance",
        help_text="Par exemple : 27 3 1980",
        birth=True,
        error_messages={"required": "Écrivez votre date de naissance."},
    )
