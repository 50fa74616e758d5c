"""The form of the insured person."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import DateField, KitForm


class BirthDateForm(KitForm):
    """The first half of the second factor."""

    birth = DateField(
        label="Votre date de naissance",
        help_text="Par exemple : 27 3 1980",
        birth=True,
        error_messages={"required": "Écrivez votre date de naissance."},
    )


class AbsenceForm(KitForm):
    """Why the appointment did not take place; never a word about health."""

    motif = forms.ChoiceField(
        label="Que s'est-il passé ?",
        choices=[
            ("empechement", "J'ai eu un empêchement"),
            ("message_non_recu", "Je n'ai pas reçu ou pas compris les messages"),
            ("connexion", "La connexion ou mon appareil n'a pas marché"),
            ("autre", "Autre chose"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui s'est passé."},
    )
