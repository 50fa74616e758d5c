"""Acts at a distance: who pays, what they may prescribe, how many a doctor may bill."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django import forms

from telecontrole.foundations.web.forms import DateField
from telecontrole.hall.law.forms.base import CountField, EurosField, Question


class TeleconsultationForm(Question):
    """One act."""

    verb, title = "teleconsultation", "Téléconsultation : qui paie"
    places = MappingProxyType({"": "date"})
    rare = (
        "pathway_exception", "without_video", "elsewhere", "zip_patient", "ald", "maternity",
        "work_accident", "pension", "c2s", "ame", "alsace_moselle", "participation_used",
        "participation_today",
    )  # fmt: skip
    act = forms.ChoiceField(
        label="Acte",
        choices=(
            ("TCG", "TCG, généraliste secteur 1"),
            ("TC", "TC, secteur 2"),
            ("TCS", "TCS, autre spécialiste"),
        ),
    )
    specialty = forms.ChoiceField(
        label="Spécialité, pour un acte TCS",
        required=False,
        choices=(
            ("", "Autre"),
            ("psychiatre", "Psychiatre"),
            ("neurologue", "Neurologue"),
            ("gynecologue", "Gynécologue"),
        ),
    )
    date = DateField(label="Date de l'acte")
    fee = EurosField(label="Prix de l'acte (euros)")
    age = CountField(label="Âge du patient")
    in_pathway = forms.BooleanField(
        label="Dans le parcours de soins coordonnés", required=False, initial=True
    )
    pathway_exception = forms.ChoiceField(
        label="Hors du parcours : ce qui en dispense",
        required=False,
        choices=(
            ("", "Rien"),
            ("acces_direct", "Spécialité d'accès direct"),
            ("urgence", "Urgence"),
            ("sans_medecin_traitant", "Pas de médecin traitant, ou indisponible à temps"),
            ("detenu", "Personne détenue"),
            ("etablissement", "Résident d'un Ehpad ou d'un établissement pour handicap"),
        ),
    )
    without_video = forms.BooleanField(label="Sans vidéo, par téléphone", required=False)
    elsewhere = forms.BooleanField(
        label="Le médecin n'est pas du territoire du patient", required=False
    )
    zip_patient = forms.BooleanField(
        label="Le patient habite une zone d'intervention prioritaire", required=False
    )
    ald = forms.BooleanField(label="Soin d'une affection de longue durée", required=False)
    maternity = forms.BooleanField(label="Maternité, à partir du sixième mois", required=False)
    work_accident = forms.BooleanField(
        label="Soin d'un accident du travail ou d'une maladie professionnelle", required=False
    )
    pension = forms.BooleanField(label="Pensionné exonéré du ticket modérateur", required=False)
    c2s = forms.BooleanField(label="Complémentaire santé solidaire", required=False)
    ame = forms.BooleanField(label="Aide médicale de l'État", required=False)
    alsace_moselle = forms.BooleanField(label="Régime d'Alsace-Moselle", required=False)
    participation_used = EurosField(
        label="Participations forfaitaires déjà retenues dans l'année de l'acte (euros)",
        required=False,
    )
    participation_today = EurosField(
        label="Dont le même jour, chez le même médecin (euros)", required=False
    )

    def asked(self) -> dict[str, Any]:
        """Unticked boxes are the ordinary case: by video, by a doctor of the territory."""
        data = super().asked()
        without_video, elsewhere = data.pop("without_video"), data.pop("elsewhere")
        return data | {"video": not without_video, "territorial": not elsewhere}


class TeleconsultationLeaveForm(Question):
    """A leave prescribed by video."""

    verb, title = "teleconsultation-leave", "Arrêt prescrit en téléconsultation"
    places = MappingProxyType({"": "date"})
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
    prescriber_mainly_abroad = forms.BooleanField(
        label="Le prescripteur exerce principalement à l'étranger", required=False
    )


class ActivityForm(Question):
    """A doctor's year."""

    verb, title = "activity-cap", "Part annuelle des téléconsultations d'un médecin"
    year = CountField(label="Année", min_value=1000, max_value=9999)
    specialty = forms.ChoiceField(
        label="Spécialité",
        choices=(
            ("generaliste", "Médecine générale"),
            ("psychiatre", "Psychiatrie"),
            ("autre", "Autre"),
        ),
    )
    teleconsultations = CountField(label="Téléconsultations de l'année")
    own_patients = CountField(
        label="Dont celles du médecin traitant avec ses patients", required=False
    )
    all_acts = CountField(label="Tous les actes de l'année, sur place et à distance")

    def clean_all_acts(self) -> int:
        """None at all beside some by video is a field that was forgotten, not a share of nothing."""
        acts: int = self.cleaned_data["all_acts"]
        if not acts and self.cleaned_data.get("teleconsultations"):
            raise forms.ValidationError(
                "Comptez aussi les téléconsultations : ce sont des actes de l'année."
            )
        return acts


class TeleexpertiseForm(Question):
    """One act of télé-expertise."""

    verb, title = "teleexpertise", "Télé-expertise : montant d'un acte"
    labels = MappingProxyType({"amount": "Montant payé"})
    places = MappingProxyType({"": "date"})
    act = forms.ChoiceField(
        label="Acte", choices=(("TE2", "TE2, médecin requis"), ("RQD", "RQD, médecin requérant"))
    )
    date = DateField(label="Date de l'acte")
    already_this_year = CountField(
        label="Actes déjà payés à ce médecin pour ce patient, dans l'année de l'acte",
        required=False,
    )
