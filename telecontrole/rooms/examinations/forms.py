"""The record's form: one page, one submission; what was typed stays whatever is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from telecontrole.foundations.web.forms import DateField, KitForm
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations import rules, texts
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import Ground, IdentityMethod, ThirdParty
from telecontrole.rooms.examinations.recording import NOTES_LIMIT


class RecordForm(KitForm):
    """Mission, identity, others present, notes, conclusion."""

    # What another window saved meanwhile, shown beside the notes.
    other_notes: str = ""

    mission = forms.BooleanField(
        label="J'ai énoncé ma mission et son cadre légal",
        required=False,
    )
    identity = forms.ChoiceField(
        label="Identité vérifiée",
        choices=[(method.value, label) for method, label in texts.IDENTITIES.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    third_parties = forms.MultipleChoiceField(
        label="Autres personnes présentes",
        choices=[(role.value, label) for role, label in texts.THIRD_PARTIES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    third_parties_accepted = forms.BooleanField(
        label="La personne assurée accepte leur présence", required=False
    )
    notes = forms.CharField(
        label="Notes médicales",
        help_text="Secret médical : vous seul et le service médical les lisez.",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=NOTES_LIMIT,
        required=False,
    )
    notes_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    code = forms.ChoiceField(label="Conclusion", widget=forms.RadioSelect, required=False)
    ground = forms.ChoiceField(label="Motif en droit", required=False)
    date_effet = DateField(label="Date d'effet", required=False)

    def __init__(self, *args: Any, motif: Motif, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = rules.codes_for(motif)
        self.fields["code"].choices = [(code.value, texts.CONCLUSIONS[code]) for code in codes]  # type: ignore[attr-defined]
        grounds = dict.fromkeys(ground for code in codes for ground in CATALOGUE[code].grounds)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir…"),
            *((ground.value, texts.GROUNDS[ground]) for ground in grounds),
        ]

    def restart_from(self, version: int) -> None:
        """Make the next submission of these notes start from another version than this one did."""
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, self.data.getlist(name))  # type: ignore[attr-defined]
        data["notes_version"] = str(version)
        self.data = data

    @property
    def identity_method(self) -> IdentityMethod | None:
        """How the person was identified, once chosen."""
        value = self.cleaned_data.get("identity")
        return IdentityMethod(value) if value else None

    @property
    def present(self) -> list[ThirdParty]:
        """Who else is there."""
        return [ThirdParty(value) for value in self.cleaned_data.get("third_parties", [])]

    @property
    def grounds(self) -> list[Ground]:
        """The ground of the avis, as the list that the services take."""
        value = self.cleaned_data.get("ground")
        return [Ground(value)] if value else []
