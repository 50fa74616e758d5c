"""Forms of the changes. Dates and hours are typed; every error stands beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any, Final

from django import forms

from telecontrole.foundations.web.forms import DateField, HourField, KitForm
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
WHOLE_DAY: Final = "Comme 9 h 30. Sans heure : toute la journée."
Choices = Sequence[tuple[str, str]]


class ClosingForm(KitForm):
    """From a day and an hour to a day and an hour; without hours, whole days."""

    du = DateField(label="Premier jour")
    de = HourField(label="À partir de", required=False, help_text=WHOLE_DAY)
    au = DateField(label="Dernier jour")
    a = HourField(label="Jusqu’à", required=False, help_text=WHOLE_DAY)

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
    commence = forms.BooleanField(required=False)
    field_order = ("nature", "motif")

    def __init__(self, *args: Any, begun: str = "", **kwargs: Any) -> None:
        """`begun`: the hour of an appointment that should be going on now, in words."""
        super().__init__(*args, **kwargs)
        self.fields["commence"].label = f"Le rendez-vous de {begun} n’a pas lieu non plus"
        if not begun:
            del self.fields["commence"]


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
    debut = HourField(label="De", help_text="Comme 9 h 30")
    fin = HourField(label="À")
    lieu = forms.ChoiceField(label="Où ?")
    du = DateField(label="Premier jour")
    au = DateField(label="Dernier jour")

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


#: What is done to a weekly rule, before the day it is done on.
ACTS: Final = {"sauf": "Heures retirées le", "arreter": "Ces heures valent jusqu’au"}


class RuleForm(KitForm):
    """End a weekly rule, or take one day out of it."""

    acte = forms.ChoiceField(
        label="Que faire ?",
        choices=[("sauf", "Retirer un seul jour"), ("arreter", "Arrêter ces heures")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui change."},
    )
    jour = DateField(
        label="Quel jour ?",
        help_text="Le jour à retirer, ou le dernier jour où ces heures valent encore.",
    )


class MoveForm(KitForm):
    """Another slot for an appointment."""

    jour = DateField(label="Nouvelle date")
    heure = HourField(
        label="Heure", help_text="Comme 9 h 30, à l’heure de la personne, ou du site."
    )
    medecin = forms.ChoiceField(label="Médecin-conseil")
    lieu = forms.ChoiceField(label="Où ?", required=False)

    def __init__(self, *args: Any, doctors: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["medecin"].choices = doctors  # type: ignore[attr-defined]
        self.fields["lieu"].choices = [("", "En visio"), *places]  # type: ignore[attr-defined]


class Searching(KitForm):
    """Slots of another day."""

    jour = DateField(label="Autre jour", required=False)


def hidden(form: forms.Form) -> list[tuple[str, str]]:
    """What was posted, to be posted again with the confirmation."""
    getter = getattr(form.data, "getlist", lambda name: [form.data[name]])
    names = [name for bound in form for name in _controls(bound)]
    return [(name, value) for name in names if name in form.data for value in getter(name)]


def _controls(bound: forms.BoundField) -> list[str]:
    """The names under which a field is posted: a date has three."""
    parts = getattr(bound.field.widget, "widgets_names", [""])
    return [bound.html_name + part for part in parts]


def hour_in(text: str) -> time | None:
    """The hour that an address proposes; None for nonsense."""
    try:
        return HourField(required=False).to_python(text)
    except forms.ValidationError:
        return None
