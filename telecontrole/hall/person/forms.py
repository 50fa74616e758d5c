"""The forms of the insured person."""

from __future__ import annotations

from typing import Any

from django import forms

from telecontrole.foundations.web.forms import DateField, KitForm
from telecontrole.rooms.people import representatives


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
        label="Que s’est-il passé ?",
        choices=[
            ("empechement", "J’ai eu un empêchement"),
            ("message_non_recu", "Je n’ai pas reçu ou pas compris les messages"),
            ("connexion", "La connexion ou mon appareil n’a pas marché"),
            ("autre", "Autre chose"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui s’est passé."},
    )


_INVALID = "Vérifiez : cette valeur n’est pas valable."
#: Which field a refusal of a representative is about, and its sentence.
REFUSED = {
    "courriel_invalide": ("email", _INVALID),
    "mobile_invalide": ("mobile", _INVALID),
    "mandate_over": (None, "Ce mandat est terminé : la date est passée, ou l’enfant est majeur."),
    "declared_since": (
        None,
        "Cette déclaration ne vaut plus : la personne y a mis fin, ou une autre la remplace. Choisissez une autre réponse.",
    ),
    "insured_unknown": (None, "Cette personne n’existe plus ici."),
}


class RepresentativeForm(KitForm):
    """Who acts for the person, or assists, by law."""

    quality = forms.ChoiceField(
        label="Cette personne est",
        choices=[(one.value, text) for one, text in representatives.WORDS.items()],
        widget=forms.RadioSelect,
    )
    prenoms = forms.CharField(label="Prénoms", max_length=100)
    nom = forms.CharField(label="Nom", max_length=100)
    adresse = forms.CharField(
        label="Adresse postale",
        help_text="Pour les lettres qui doivent aussi lui être adressées.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(label="Adresse électronique", max_length=254)
    mobile = forms.CharField(label="Téléphone mobile", max_length=20)

    @property
    def given(self) -> dict[str, Any]:
        """What `people.representatives` asks for."""
        data = self.cleaned_data
        texts = {name: data[name] for name in ("nom", "prenoms", "email", "mobile", "adresse")}
        return {"quality": representatives.Quality(data["quality"]), **texts}
