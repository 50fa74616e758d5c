"""Sums wrongly paid, and delays."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from django import forms

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.web.forms import DateField, french_messages
from telecontrole.hall.law.dispatch import attempt
from telecontrole.hall.law.forms.base import (
    CALENDARS,
    CountField,
    EurosField,
    Question,
    written,
)
from telecontrole.hall.law.verbs import verb

_PAYMENTS: Final = 4
_ERROR: Final = "admin_error"
_PARTS: Final = ("from", "to", "daily", "paid_on", "due")
_TWO_DUES: Final = "Les mêmes jours ont deux montants dus différents : lequel est le bon ?"


class OverpaymentForm(Question):
    """Up to four payments; more are a job for the command line."""

    verb, title = "overpayment", "Indu : somme à réclamer"
    labels = MappingProxyType({"amount": "Somme à réclamer"})
    places = MappingProxyType({"": "established", "payments": "from_1"})
    rare = tuple(f"{part}_{n}" for n in range(2, _PAYMENTS + 1) for part in _PARTS)
    rare_title = "Autres versements"
    cause = forms.ChoiceField(
        label="Cause",
        choices=(
            ("post_decision_payment", "Paiement après la date d'effet d'une décision"),
            ("l323_6_breach", "Manquement aux obligations de l'assuré (L323-6)"),
            (_ERROR, "Erreur de la caisse"),
        ),
    )
    effective = DateField(
        label="Date d'effet de la décision, ou jour du manquement",
        help_text="À laisser vide pour une erreur de la caisse.",
        required=False,
    )
    established = DateField(label="Jour où l'indu est établi")
    fraud = forms.BooleanField(label="Fraude ou fausse déclaration", required=False)
    discovered = DateField(label="Jour où la fraude a été découverte", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, _PAYMENTS + 1):
            needed = n == 1
            head = f"Versement {n}"
            fields: dict[str, forms.Field] = {
                "from": DateField(label=f"{head} : du", required=needed),
                "to": DateField(label=f"{head} : au", required=needed),
                "daily": EurosField(label=f"{head} : montant par jour (euros)", required=needed),
                "paid_on": DateField(label=f"{head} : payé le", required=needed),
                "due": EurosField(
                    label=f"{head} : pour une erreur, montant qui était dû par jour (euros)",
                    help_text="0 si rien n'était dû ces jours-là.",
                    required=False,
                ),
            }
            for part, field in fields.items():
                self.fields[f"{part}_{n}"] = field
        french_messages(self.fields)

    def clean(self) -> dict[str, Any]:
        """What was due is never guessed: with nothing due, all that was paid would be claimed."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("cause") == _ERROR:
            for n in range(1, _PAYMENTS + 1):
                typed = any(data.get(f"{part}_{n}") is not None for part in _PARTS)
                if typed and data.get(f"due_{n}") is None and f"due_{n}" not in self.errors:
                    self.add_error(f"due_{n}", self.fields[f"due_{n}"].error_messages["required"])
        return data

    def asked(self) -> dict[str, Any]:
        """Payments that were typed, whole or not: the verb says what is missing."""
        data = dict(written(self.cleaned_data))
        payments = [self._payment(data, n) for n in range(1, _PAYMENTS + 1)]
        typed = [payment for payment in payments if payment]
        return data | _lists(data["cause"], typed)

    @staticmethod
    def _payment(data: dict[str, Any], n: int) -> dict[str, Any]:
        parts = {part: data.pop(f"{part}_{n}", None) for part in _PARTS}
        return parts if any(parts.values()) else {}

    def tell(self, fault: LawFault) -> None:
        """A fault of one payment stands beside it: the first that, alone, has the same fault."""
        if fault.field not in _PARTS:
            super().tell(fault)
            return
        data = dict(written(self.cleaned_data))
        payments = {n: self._payment(data, n) for n in range(1, _PAYMENTS + 1)}
        for n, payment in payments.items():
            alone = _lists(data["cause"], [payment]) if payment else None
            found = attempt(verb(self.verb), data | alone) if alone else None
            if isinstance(found, LawFault) and found.field == fault.field:
                self.put(f"{fault.field}_{n}", fault)
                return
        if fault.field == "due":
            last = max(n for n, payment in payments.items() if payment)
            self.put(f"due_{last}", LawFault(fault.code, _TWO_DUES, fault.field))
        else:
            super().tell(fault)


def _lists(cause: str, payments: list[dict[str, Any]]) -> dict[str, Any]:
    """The lists of the verb; an error tells what was due on the days of each payment."""
    told = [{part: value for part, value in one.items() if part != "due"} for one in payments]
    if cause != _ERROR:
        return {"payments": told}
    return {"payments": told, "due": _due_once(payments)}


def _due_once(payments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was due; days that were paid twice were due once, and are told with each payment."""
    found: list[dict[str, Any]] = []
    for one in sorted(payments, key=_first_day):
        first, last, daily = (one[part] or "" for part in ("from", "to", "due"))
        before = found[-1] if found else None
        if before and before["daily"] == daily and first <= before["to"]:
            before["to"] = max(before["to"], last)
        else:
            found.append({"from": first, "to": last, "daily": daily})
    return found


def _first_day(one: dict[str, Any]) -> str:
    return one["from"] or ""


class DeadlineForm(Question):
    """A delay and where it runs."""

    verb, title = "deadline", "Délai : dernier jour pour agir"
    places = MappingProxyType(
        {"": "received"} | dict.fromkeys(("days", "months", "jours_francs"), "length")
    )
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
