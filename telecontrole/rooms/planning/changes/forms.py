"""Forms of the changes. Dates and hours are typed or picked; every error stands beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, Final

from django import forms

from telecontrole.foundations.web.addresses import day_in
from telecontrole.foundations.web.forms import KitForm
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason
from telecontrole.rooms.planning.texts import WEEKDAYS

#: Nobody closes a diary for longer: a doctor who has left is withdrawn by the file of the doctors.
LONGEST: Final = timedelta(days=366)
DOCTOR_REASONS: Final = {
    ClosureReason.IMPREVU: "Absence imprévue",
    ClosureReason.CONGE: "Congé",
    ClosureReason.FORMATION: "Formation",
    ClosureReason.REUNION: "Réunion",
    ClosureReason.RESERVE: "Réservé (urgences, travail sur dossier)",
    ClosureReason.AUTRE: "Autre",
}
SITE_REASONS: Final = {
    ClosureReason.FERMETURE: "Fermeture",
    ClosureReason.TRAVAUX: "Travaux ou panne",
    ClosureReason.AUTRE: "Autre",
}
Choices = Sequence[tuple[str, str]]


def day(label: str, **given: Any) -> forms.DateField:
    """A date picked or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    messages = {"required": f"Indiquez une date : {label}.", "invalid": "Cette date n’existe pas."}
    return forms.DateField(label=label, widget=widget, error_messages=messages, **given)


def hour(label: str, **given: Any) -> forms.TimeField:
    """An hour picked or typed."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    messages = {"required": f"Indiquez une heure : {label}.", "invalid": "Écrivez 09:30."}
    return forms.TimeField(label=label, widget=widget, error_messages=messages, **given)


class ClosingForm(KitForm):
    """From a day and an hour to a day and an hour; without hours, whole days."""

    du = day("Premier jour")
    de = hour("À partir de", required=False, help_text="Sans heure : toute la journée.")
    au = day("Dernier jour")
    a = hour("Jusqu’à", required=False)

    def clean(self) -> dict[str, Any]:
        """The end after the start, and not a year later."""
        data = super().clean() or {}
        first, last = data.get("du"), data.get("au")
        if first and last:
            start = (first, data.get("de") or time.min)
            end = (last, data.get("a") or time.max)
            if last < first:
                self.add_error("au", "Le dernier jour vient avant le premier.")
            elif end <= start:
                self.add_error("a", "La fin vient avant le début.")
            elif last - first > LONGEST:
                self.add_error("au", "Un an au plus.")
        return data


class DoctorClosingForm(ClosingForm):
    """An absence, or time kept for something."""

    nature = forms.ChoiceField(
        label="Quoi ?",
        choices=[
            (ClosureKind.ABSENCE.value, "Une absence"),
            (ClosureKind.BLOCAGE.value, "Du temps à bloquer"),
        ],
        widget=forms.RadioSelect,
        initial=ClosureKind.ABSENCE.value,
    )
    motif = forms.ChoiceField(
        label="Pourquoi ?", choices=[(code.value, text) for code, text in DOCTOR_REASONS.items()]
    )
    field_order = ("nature", "motif")


class SiteClosingForm(ClosingForm):
    """A site, or one of its rooms."""

    salle = forms.ChoiceField(label="Quoi ?", required=False)
    motif = forms.ChoiceField(
        label="Pourquoi ?", choices=[(code.value, text) for code, text in SITE_REASONS.items()]
    )
    field_order = ("salle", "motif")

    def __init__(self, *args: Any, rooms: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Tout le site"), *((str(n), f"La salle {n}") for n in range(1, rooms + 1))]
        self.fields["salle"].choices = choices  # type: ignore[attr-defined]


class HoursForm(KitForm):
    """Hours that come back every week."""

    jours = forms.TypedMultipleChoiceField(
        label="Jours de la semaine",
        coerce=int,
        choices=[(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS[:5])],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un jour."},
    )
    debut = hour("De")
    fin = hour("À")
    lieu = forms.ChoiceField(label="Où ?")
    du = day("Premier jour")
    au = day("Dernier jour")

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lieu"].choices = [("", "En visio"), *places]  # type: ignore[attr-defined]
        self.fields["lieu"].required = False

    def clean(self) -> dict[str, Any]:
        """Ends after starts."""
        data = super().clean() or {}
        if data.get("debut") and data.get("fin") and data["fin"] <= data["debut"]:
            self.add_error("fin", "La fin vient avant le début.")
        if data.get("du") and data.get("au") and data["au"] < data["du"]:
            self.add_error("au", "Le dernier jour vient avant le premier.")
        return data


class RuleForm(KitForm):
    """End a weekly rule, or take one day out of it."""

    acte = forms.ChoiceField(
        label="Que faire ?",
        choices=[("sauf", "Retirer un seul jour"), ("arreter", "Arrêter ces heures")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui change."},
    )
    jour = day(
        "Quel jour ?",
        help_text="Le jour à retirer, ou le dernier jour où ces heures valent encore.",
    )


class MoveForm(KitForm):
    """Another slot for an appointment."""

    jour = day("Jour")
    heure = hour("Heure", help_text="À l’heure de la personne, ou du site.")
    medecin = forms.ChoiceField(label="Médecin-conseil")
    lieu = forms.ChoiceField(label="Où ?", required=False)

    def __init__(self, *args: Any, doctors: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["medecin"].choices = doctors  # type: ignore[attr-defined]
        self.fields["lieu"].choices = [("", "En visio"), *places]  # type: ignore[attr-defined]


def hidden(data: Mapping[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    """What was posted, to be posted again with the confirmation."""
    getter = getattr(data, "getlist", lambda name: [data[name]] if name in data else [])
    return [(name, value) for name in names for value in getter(name)]


def starts_on(text: str, today: date) -> date:
    """The day that an address proposes, or today."""
    return day_in(text) or today
