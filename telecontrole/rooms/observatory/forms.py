"""What a head may choose; everything stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from telecontrole.foundations.web.forms import KitForm
from telecontrole.rooms.observatory.enums import WAYS
from telecontrole.rooms.observatory.rules import PERIODS

PERIOD_WORDS = {4: "4 semaines", 12: "12 semaines", 26: "6 mois", 52: "1 an"}
_USUAL = 12


class PeriodForm(KitForm):
    """Period, modality and, for the country, caisse. What cannot be read is the widest choice."""

    semaines = forms.TypedChoiceField(
        label="Période",
        choices=[(weeks, PERIOD_WORDS[weeks]) for weeks in PERIODS],
        coerce=int,
        required=False,
        empty_value=None,
    )
    modalite = forms.ChoiceField(
        label="Modalité", choices=[("", "Visio et présentiel"), *WAYS.items()], required=False
    )
    caisse = forms.ChoiceField(label="Caisse", required=False)

    def __init__(self, caisses: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without a choice in the address, the page shows the one that it made.
        self.data = {"semaines": str(_USUAL), **{k: v for k, v in self.data.items() if v}}
        self.fields["caisse"].choices = [("", "Toutes"), *caisses]  # type: ignore[attr-defined]
        if len(caisses) < 2:
            del self.fields["caisse"]

    @property
    def chosen(self) -> dict[str, Any]:
        """Weeks, modality and caisse, as far as they could be read."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "weeks": found.get("semaines") or _USUAL,
            "modalite": found.get("modalite", ""),
            "caisse": found.get("caisse", ""),
        }
