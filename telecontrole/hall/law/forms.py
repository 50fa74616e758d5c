"""Forms of the page « calculer »: what a person types, as the fields that a verb reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Final

from django import forms

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.web.forms import DateField, KitForm

CALENDARS: Final = (
    ("metropole", "France métropolitaine"),
    ("alsace_moselle", "Alsace-Moselle"),
    ("guadeloupe", "Guadeloupe"),
    ("martinique", "Martinique"),
    ("guyane", "Guyane"),
    ("la_reunion", "La Réunion"),
    ("mayotte", "Mayotte"),
)
_PAYMENTS: Final = 4


class EurosField(forms.DecimalField):
    """An amount typed with a comma or a point."""

    short = True

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        messages = {"invalid": "Écrivez un montant en euros, par exemple 1 234,56."}
        kwargs |= {"max_digits": 9, "decimal_places": 2, "min_value": 0}
        super().__init__(widget=widget, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Spaces group thousands, a comma marks the cents."""
        typed = "".join(str(value or "").split()).removesuffix("€").replace(",", ".")
        return super().to_python(typed)


class CountField(forms.IntegerField):
    """A whole number, without arrows that a wheel of the mouse would turn."""

    short = True

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, min_value=0, max_value=999_999_999, **kwargs)


class Question(KitForm):
    """A form that asks a verb. ``fields_of`` turns clean data into the verb's fields."""

    verb: ClassVar[str]
    title: ClassVar[str]

    def asked(self) -> dict[str, Any]:
        """The verb's fields: dates ISO, amounts as text, empty answers left out."""
        return dict(written(self.cleaned_data))


def written(data: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Clean values as JSON writes them."""
    for name, value in data.items():
        if isinstance(value, date):
            yield name, value.isoformat()
        elif isinstance(value, Decimal):
            yield name, f"{value:.2f}"
        elif value not in (None, ""):
            yield name, value


class SicknessForm(Question):
    """Sickness leave paid by the month."""

    verb, title = "ij", "Indemnités journalières : arrêt maladie"
    start = DateField(label="Premier jour de l'arrêt")
    end = DateField(label="Dernier jour de l'arrêt")
    gross_1 = EurosField(label="Salaire brut du dernier mois avant l'arrêt (euros)")
    gross_2 = EurosField(label="Salaire brut du mois d'avant (euros)")
    gross_3 = EurosField(label="Salaire brut de deux mois plus tôt (euros)")
    initial_start = DateField(
        label="Si c'est une prolongation : début de l'arrêt initial", required=False
    )
    back_48h = forms.BooleanField(
        label="La personne avait repris le travail depuis 48 heures au plus", required=False
    )

    def asked(self) -> dict[str, Any]:
        """Wages of the three months before the (initial) leave."""
        data = dict(self.cleaned_data)
        first = data["initial_start"] or data["start"]
        wages = [data.pop(f"gross_{n}") for n in (1, 2, 3)]
        back = data.pop("back_48h")
        fields = dict(written(data)) | {"risk": "maladie", "wages": _months(first, wages)}
        return fields | ({"hours_back_at_work": 48} if back else {})


class WorkForm(Question):
    """Work accident or occupational disease."""

    verb, title = "ij", "Indemnités journalières : accident du travail, maladie professionnelle"
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

    def asked(self) -> dict[str, Any]:
        """The wage of the month before the leave."""
        data = dict(self.cleaned_data)
        wages = _months(data["start"], [data.pop("gross")])
        return dict(written(data)) | {"wages": wages}


def _months(start: date, grosses: Iterable[Decimal]) -> list[dict[str, str]]:
    """The months before ``start``, the nearest first."""
    found = []
    for back, gross in enumerate(grosses, start=1):
        month = _month_before(start, back)
        found.append({"month": month, "gross": f"{gross:.2f}"})
    return found


def _month_before(start: date, back: int) -> str:
    # Dates of forms start in year 1000: this never leaves the calendar.
    return same_day_later(start.replace(day=1), -back).isoformat()[:7]


class OverpaymentForm(Question):
    """Up to four payments; more are a job for the command line."""

    verb, title = "overpayment", "Indu : somme à réclamer"
    cause = forms.ChoiceField(
        label="Cause",
        choices=(
            ("post_decision_payment", "Paiement après la date d'effet d'une décision"),
            ("l323_6_breach", "Manquement aux obligations de l'assuré (L323-6)"),
        ),
    )
    effective = DateField(label="Date d'effet de la décision, ou jour du manquement")
    established = DateField(label="Jour où l'indu est établi")
    fraud = forms.BooleanField(label="Fraude ou fausse déclaration", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, _PAYMENTS + 1):
            needed = n == 1
            self.fields[f"from_{n}"] = DateField(label=f"Versement {n} : du", required=needed)
            self.fields[f"to_{n}"] = DateField(label=f"Versement {n} : au", required=needed)
            self.fields[f"daily_{n}"] = EurosField(
                label=f"Versement {n} : montant par jour (euros)", required=needed
            )
            self.fields[f"paid_on_{n}"] = DateField(
                label=f"Versement {n} : payé le", required=needed
            )

    def asked(self) -> dict[str, Any]:
        """Payments that were typed, whole or not: the verb says what is missing."""
        data = dict(written(self.cleaned_data))
        payments = []
        for n in range(1, _PAYMENTS + 1):
            typed = {
                name: data.pop(f"{name}_{n}", None) for name in ("from", "to", "daily", "paid_on")
            }
            if any(typed.values()):
                payments.append(typed)
        return data | {"payments": payments}


class DeadlineForm(Question):
    """A delay and where it runs."""

    verb, title = "deadline", "Délai : dernier jour pour agir"
    received = DateField(label="Date de réception")
    length = CountField(label="Durée du délai")
    unit = forms.ChoiceField(
        label="Unité",
        choices=(("days", "jours"), ("months", "mois"), ("jours_francs", "jours francs")),
    )
    calendar = forms.ChoiceField(label="Lieu", choices=CALENDARS)

    def asked(self) -> dict[str, Any]:
        """The length under the name of its unit."""
        data = dict(written(self.cleaned_data))
        return data | {data.pop("unit"): data.pop("length")}


class TeleconsultationForm(Question):
    """One act."""

    verb, title = "teleconsultation", "Téléconsultation : qui paie"
    act = forms.ChoiceField(
        label="Acte",
        choices=(
            ("TCG", "TCG, généraliste secteur 1"),
            ("TC", "TC, secteur 2"),
            ("TCS", "TCS, autre spécialiste"),
        ),
    )
    date = DateField(label="Date de l'acte")
    fee = EurosField(label="Prix de l'acte (euros)")
    age = CountField(label="Âge du patient")
    in_pathway = forms.BooleanField(
        label="Dans le parcours de soins coordonnés", required=False, initial=True
    )
    ald = forms.BooleanField(label="Soin d'une affection de longue durée", required=False)
    maternity = forms.BooleanField(label="Maternité, à partir du sixième mois", required=False)
    c2s = forms.BooleanField(label="Complémentaire santé solidaire", required=False)
    alsace_moselle = forms.BooleanField(label="Régime d'Alsace-Moselle", required=False)
    participation_used = EurosField(
        label="Participations forfaitaires déjà retenues cette année (euros)", required=False
    )


class TeleconsultationLeaveForm(Question):
    """A leave prescribed by video."""

    verb, title = "teleconsultation-leave", "Arrêt prescrit en téléconsultation"
    date = DateField(label="Date de la prescription")
    days = CountField(label="Nombre de jours prescrits")
    running_days = CountField(label="Jours déjà prescrits pour cet arrêt", required=False)
    prescriber_is_treating = forms.BooleanField(
        label="Prescrit par le médecin traitant ou la sage-femme référente", required=False
    )
    renewal = forms.BooleanField(label="C'est une prolongation", required=False)
    in_person_impossible = forms.BooleanField(
        label="Impossibilité prouvée de consulter sur place", required=False
    )


class InvalidityForm(Question):
    """A pension of one category."""

    verb, title = "invalidity", "Pension d'invalidité"
    date = DateField(label="Date")
    category = forms.TypedChoiceField(
        label="Catégorie",
        choices=((1, "Catégorie 1"), (2, "Catégorie 2"), (3, "Catégorie 3")),
        coerce=int,
    )
    average_salary = EurosField(label="Salaire annuel moyen des dix meilleures années (euros)")


#: Addresses of the calculators, in the order of the page.
QUESTIONS: Final = MappingProxyType(
    {
        "arret-maladie": SicknessForm,
        "accident-du-travail": WorkForm,
        "indu": OverpaymentForm,
        "delai": DeadlineForm,
        "teleconsultation": TeleconsultationForm,
        "arret-en-teleconsultation": TeleconsultationLeaveForm,
        "invalidite": InvalidityForm,
    }
)
