"""Forms of the décisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from telecontrole.foundations.web.forms import DateField, KitForm
from telecontrole.rooms.examinations.deciding import texts
from telecontrole.rooms.examinations.deciding.enums import DecisionKind
from telecontrole.rooms.examinations.deciding.words import Employer


class ValidationForm(KitForm):
    """Checked by the manager; the employer only where the law has it told."""

    checked = forms.BooleanField(
        label="Le code et les dates correspondent au dossier",
        error_messages={"required": "Cochez que vous avez vérifié le code et les dates."},
    )
    employer_name = forms.CharField(label="Nom de l’employeur", max_length=120, required=False)
    employer_address = forms.CharField(
        label="Adresse de l’employeur",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_employer = forms.BooleanField(
        label="La personne n’a pas d’employeur à informer", required=False
    )

    def __init__(self, *args: Any, tells_employer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tells_employer = tells_employer
        if not tells_employer:
            for name in ("employer_name", "employer_address", "no_employer"):
                del self.fields[name]

    @property
    def employer(self) -> Employer | None:
        """The employer when both name and address are given."""
        name = str(self.cleaned_data.get("employer_name") or "").strip()
        address = str(self.cleaned_data.get("employer_address") or "").strip()
        return Employer(name, address) if name and address else None


class ReceiptForm(KitForm):
    """When and how the person received the décision."""

    received_on = DateField(label="Jour de réception", help_text="Comme sur l’avis de réception.")
    means = forms.ChoiceField(
        label="Comment le sait-on ?",
        choices=[(key.value, text) for key, text in texts.MEANS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites comment on le sait."},
    )


class WithdrawalForm(KitForm):
    """Why a décision is withdrawn."""

    motive = forms.ChoiceField(
        label="Pourquoi retirer cette décision ?",
        choices=[(key.value, text) for key, text in texts.WITHDRAWALS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif du retrait."},
    )


class LiftForm(KitForm):
    """Why a suspension ends, and the day of it."""

    motive = forms.ChoiceField(
        label="Pourquoi lever la suspension ?",
        choices=[(key.value, text) for key, text in texts.LIFTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif de la levée."},
    )
    on = DateField(
        label="Jour du contrôle ou de la justification",
        help_text="Le jour de reprise du versement s’en déduit.",
        error_messages={"required": "Donnez le jour."},
    )


class SetAsideForm(KitForm):
    """Why a proposal is not followed."""

    motive = forms.ChoiceField(
        label="Pourquoi ne pas suspendre ?",
        choices=[(key.value, text) for key, text in texts.SET_ASIDE.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif."},
    )


class DelegationForm(KitForm):
    """The director's deed: who, for what, where, from when to when."""

    delegate = forms.ChoiceField(label="Délégataire")
    caisse = forms.ChoiceField(label="Caisse")
    kinds = forms.MultipleChoiceField(
        label="Types de décision",
        # Whoever may suspend may lift: no delegation of its own is asked for.
        choices=[
            (key.value, text) for key, text in texts.KINDS.items() if key is not DecisionKind.LEVEE
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un type de décision."},
    )
    title = forms.CharField(
        label="Titre du délégataire",
        max_length=120,
        help_text="Comme il paraît sous la signature.",
        error_messages={"required": "Donnez le titre."},
    )
    deed = forms.CharField(
        label="Acte de délégation",
        max_length=200,
        help_text="Par exemple : décision du directeur du 2 janvier 2026.",
        error_messages={"required": "Citez l’acte du directeur."},
    )
    starts_on = DateField(label="Premier jour")
    ends_on = DateField(label="Dernier jour", required=False)

    def __init__(
        self,
        *args: Any,
        delegates: list[tuple[str, str]],
        caisses: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("delegate", delegates), ("caisse", caisses)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def chosen(self) -> list[DecisionKind]:
        """The kinds."""
        return [DecisionKind(code) for code in self.cleaned_data["kinds"]]

    @property
    def days(self) -> tuple[date, date | None]:
        """First and last day."""
        return self.cleaned_data["starts_on"], self.cleaned_data.get("ends_on")
