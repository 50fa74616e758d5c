"""Allowances and what opens, reduces or follows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django import forms

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.web.forms import DateField
from telecontrole.hall.law.forms.base import (
    CALENDARS,
    CountField,
    EurosField,
    HoursField,
    Question,
    written,
)

_MEANT: Final = MappingProxyType({"oui": True, "non": False})
#: What removes the waiting days, as the verb reads it.
_WAITING: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "reprise": {"hours_back_at_work": 48},
        "ald": {"ald": True, "ald_first_leave": False},
        "fausse_couche": {"waiting_exception": "fausse_couche"},
        "img": {"waiting_exception": "img"},
        "deces_enfant": {"waiting_exception": "deces_enfant"},
    }
)


class SicknessForm(Question):
    """Sickness leave paid by the month."""

    verb, title = "ij", "Indemnités journalières : arrêt maladie"
    places = MappingProxyType({"": "start", "wages": "gross_1", "gross": "gross_1"})
    rare = ("initial_start", "waiting", "ald", "lost_daily")
    start = DateField(label="Premier jour de l'arrêt")
    end = DateField(label="Dernier jour de l'arrêt")
    gross_1 = EurosField(label="Salaire brut du dernier mois avant l'arrêt (euros)")
    gross_2 = EurosField(label="Salaire brut du mois d'avant (euros)")
    gross_3 = EurosField(label="Salaire brut de deux mois plus tôt (euros)")
    initial_start = DateField(
        label="Si c'est une prolongation : début de l'arrêt initial",
        help_text="Les salaires sont alors ceux d'avant l'arrêt initial.",
        required=False,
    )
    waiting = forms.ChoiceField(
        label="Jours de carence",
        required=False,
        choices=(
            ("", "Cas ordinaire"),
            ("reprise", "Reprise du travail de 48 heures au plus depuis l'arrêt précédent"),
            ("ald", "Affection de longue durée, carence déjà faite dans les trois ans"),
            ("fausse_couche", "Fausse couche"),
            ("img", "Interruption médicale de grossesse"),
            ("deces_enfant", "Décès d'un enfant"),
        ),
    )
    ald = forms.ChoiceField(
        label="Arrêt pour une affection de longue durée",
        required=False,
        choices=(("", "Je ne sais pas"), ("non", "Non"), ("oui", "Oui")),
    )
    lost_daily = EurosField(
        label="Temps partiel thérapeutique : salaire perdu par jour (euros)", required=False
    )

    def asked(self) -> dict[str, Any]:
        """Wages of the three months before the (initial) leave."""
        data = dict(self.cleaned_data)
        first = data["initial_start"] or data["start"]
        wages = [data.pop(f"gross_{n}") for n in (1, 2, 3)]
        waiting, ald = data.pop("waiting"), data.pop("ald")
        fields = dict(written(data)) | {"risk": "maladie", "wages": months(first, wages)}
        return fields | ({"ald": _MEANT[ald]} if ald else {}) | _WAITING.get(waiting, {})


class WorkForm(Question):
    """Work accident or occupational disease."""

    verb, title = "ij", "Indemnités journalières : accident du travail, maladie professionnelle"
    places = MappingProxyType({"": "start", "wages": "gross"})
    rare = ("initial_start",)
    risk = forms.ChoiceField(
        label="Risque",
        choices=(
            ("accident_travail", "Accident du travail"),
            ("maladie_professionnelle", "Maladie professionnelle"),
        ),
    )
    accident_date = DateField(label="Date de l'accident ou de la première constatation")
    start = DateField(label="Premier jour de l'arrêt")
    end = DateField(label="Dernier jour de l'arrêt")
    gross = EurosField(label="Salaire brut du dernier mois avant l'arrêt (euros)")
    initial_start = DateField(
        label="Si c'est une prolongation : début de l'arrêt initial",
        help_text="Le salaire est alors celui d'avant l'arrêt initial.",
        required=False,
    )

    def asked(self) -> dict[str, Any]:
        """The wage of the month before the (initial) leave."""
        data = dict(self.cleaned_data)
        wages = months(data["initial_start"] or data["start"], [data.pop("gross")])
        return dict(written(data)) | {"wages": wages}


def months(start: date, grosses: Iterable[Decimal]) -> list[dict[str, str]]:
    """The months before ``start``, the nearest first."""
    found = []
    for back, gross in enumerate(grosses, start=1):
        # Dates of forms start in year 1000: this never leaves the calendar.
        month = same_day_later(start.replace(day=1), -back).isoformat()[:7]
        found.append({"month": month, "gross": f"{gross:.2f}"})
    return found


class RightsForm(Question):
    """Work before a leave."""

    verb, title = "ij-rights", "Droit aux indemnités journalières maladie"
    places = MappingProxyType({"": "start"})
    start = DateField(label="Premier jour de l'arrêt")
    hours_3_months = HoursField(
        label="Heures travaillées en trois mois civils ou 90 jours", required=False
    )
    pay_6_months = EurosField(
        label="Salaires soumis à cotisations en six mois civils (euros)", required=False
    )
    hours_12_months = HoursField(
        label="Heures travaillées en douze mois civils ou 365 jours", required=False
    )
    pay_12_months = EurosField(
        label="Salaires soumis à cotisations en douze mois civils (euros)", required=False
    )
    affiliated_months = CountField(label="Mois d'affiliation", required=False)


class SendingForm(Question):
    """A leave and the day on which it was sent."""

    verb, title = "leave-sending", "Envoi de l'arrêt à la caisse"
    labels = MappingProxyType({"last_day": "Dernier jour pour envoyer"})
    places = MappingProxyType({"": "prescribed"})
    rare = ("late", "excused", "calendar")
    prescribed = DateField(label="Date de la prescription")
    end = DateField(label="Dernier jour de l'arrêt")
    sent = DateField(label="Date d'envoi à la caisse")
    late = DateField(
        label="Dernier envoi tardif dont la caisse a averti, s'il y en a un", required=False
    )
    excused = forms.BooleanField(
        label="La personne était hospitalisée, ou prouve qu'elle ne pouvait pas envoyer l'arrêt",
        required=False,
    )
    calendar = forms.ChoiceField(label="Lieu", choices=CALENDARS, required=False)

    def asked(self) -> dict[str, Any]:
        """One earlier late sending is enough for the rule."""
        data = dict(written(self.cleaned_data))
        late = data.pop("late", None)
        return data | ({"late_before": [late]} if late else {})


class CeilingForm(Question):
    """A prescription and its length."""

    verb, title = "leave-ceiling", "Durée d'une prescription d'arrêt"
    places = MappingProxyType({"": "prescribed"})
    prescribed = DateField(label="Date de la prescription")
    days = CountField(label="Nombre de jours prescrits")
    renewal = forms.BooleanField(label="C'est une prolongation", required=False)
    justified = forms.BooleanField(
        label="Le prescripteur justifie la durée sur la prescription", required=False
    )


class InvalidityForm(Question):
    """A pension of one category."""

    verb, title = "invalidity", "Pension d'invalidité"
    places = MappingProxyType({"": "date"})
    date = DateField(label="Date")
    category = forms.TypedChoiceField(
        label="Catégorie",
        choices=((1, "Catégorie 1"), (2, "Catégorie 2"), (3, "Catégorie 3")),
        coerce=int,
    )
    average_salary = EurosField(label="Salaire annuel moyen des dix meilleures années (euros)")
