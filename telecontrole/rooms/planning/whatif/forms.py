"""What to imagine. Nothing chosen = the next plan as it stands."""

from __future__ import annotations

from typing import Any

from django import forms

from telecontrole.foundations.web.forms import DateField, HourField, KitForm
from telecontrole.rooms.planning.changes.forms import Choices
from telecontrole.rooms.planning.whatif.imagining import Asked


class WhatIfForm(KitForm):
    """Doctors or hours more, a site less, other lengths; every part may stay empty."""

    doctors = forms.IntegerField(
        label="Médecins-conseils en plus", min_value=0, max_value=50, required=False
    )
    caisse = forms.ChoiceField(label="De quelle caisse ?", required=False)
    competences = forms.MultipleChoiceField(
        label="Avec quelles compétences ?", required=False, widget=forms.CheckboxSelectMultiple
    )
    medecin = forms.ChoiceField(
        label="Des heures en plus pour un médecin-conseil déjà là", required=False
    )
    first = DateField(label="Premier jour de ces heures", required=False)
    last = DateField(label="Dernier jour de ces heures", required=False)
    debut = HourField(label="De", required=False, help_text="Comme 9 h 30")
    fin = HourField(
        label="À", required=False, help_text="Du lundi au vendredi. Sans heure : 9 h à 17 h."
    )
    site = forms.ChoiceField(label="Où ?", required=False)
    closed = forms.ChoiceField(label="Un site qui ferme", required=False)
    interview = forms.IntegerField(
        label="Durée d’un entretien, en minutes", min_value=5, max_value=120, required=False
    )
    margin = forms.IntegerField(
        label="Marge après l’entretien, en minutes", min_value=0, max_value=60, required=False
    )
    everything = forms.BooleanField(
        label="Comme si aucun rendez-vous à venir n’était encore fixé", required=False
    )

    def __init__(
        self,
        *args: Any,
        caisses: Choices,
        skills: Choices,
        doctors: Choices,
        sites: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "caisse": [("", "Choisir"), *caisses],
            "competences": skills,
            "medecin": [("", "Aucun"), *doctors],
            "site": [("", "En visio"), *sites],
            "closed": [("", "Aucun"), *sites],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """New doctors have a caisse and a competence; hours have days."""
        data = super().clean() or {}
        if data.get("doctors"):
            if not data.get("caisse"):
                self.add_error("caisse", "Choisissez la caisse de ces médecins-conseils.")
            if not data.get("competences"):
                self.add_error("competences", "Cochez au moins une compétence.")
        if data.get("doctors") or data.get("medecin"):
            for name in ("first", "last"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Indiquez les jours de ces heures.")
        first, last = data.get("first"), data.get("last")
        if first and last and not 0 <= (last - first).days <= 100:
            self.add_error("last", "De un à cent jours après le premier.")
        if data.get("debut") and data.get("fin") and data["fin"] <= data["debut"]:
            self.add_error("fin", "La fin vient avant le début.")
        return data

    def asked(self) -> Asked:
        """What the form asks."""
        data, usual = self.cleaned_data, Asked()
        return Asked(
            doctors=data["doctors"] or 0,
            caisse=data["caisse"],
            competences=tuple(data["competences"]),
            medecin=data["medecin"],
            first=data["first"],
            last=data["last"],
            debut=data["debut"] or usual.debut,
            fin=data["fin"] or usual.fin,
            site=data["site"],
            closed=data["closed"],
            interview=data["interview"],
            margin=data["margin"],
            everything=data["everything"],
        )
