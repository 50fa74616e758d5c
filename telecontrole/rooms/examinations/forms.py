"""The record's form: one page, one submission; what was typed stays whatever is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from telecontrole.foundations.web.forms import DateField, KitForm
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations import guarantees, rules, texts
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import (
    Ground,
    Guarantee,
    IdentityMethod,
    Presence,
    ThirdParty,
)
from telecontrole.rooms.examinations.recording import NOTES_LIMIT
from telecontrole.rooms.examinations.records import forms as structured
from telecontrole.rooms.examinations.records.catalogue import SECTIONS


class RecordForm(KitForm):
    """The guarantees, the structured record, notes, conclusion."""

    # What another window saved meanwhile, shown beside the notes.
    other_notes: str = ""

    mission = forms.BooleanField(
        label="Ma mission et son cadre légal sont énoncés",
        required=False,
    )
    rights = forms.BooleanField(
        label="Droit d’arrêter et d’être reçu sur place : dit",
        required=False,
    )
    identity = forms.ChoiceField(
        label="Identité vérifiée",
        choices=[(method.value, label) for method, label in texts.IDENTITIES.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    presence = forms.ChoiceField(
        label="Qui est présent",
        choices=[
            (Presence.ALONE.value, "La personne est seule"),
            (Presence.WITH_OTHERS.value, "Quelqu’un l’accompagne"),
        ],
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
    language = forms.ChoiceField(label="Langue de l’entretien", required=False)
    notes = forms.CharField(
        label="Notes médicales",
        help_text="Secret médical : vous seul et le service médical les lisez.",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=NOTES_LIMIT,
        strip=False,
        required=False,
    )
    # The boxes that have been ticked on this page: one that is empty again was unticked, not left alone.
    ticked = forms.CharField(widget=forms.HiddenInput, max_length=50, required=False)
    notes_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    code = forms.ChoiceField(label="Conclusion", widget=forms.RadioSelect, required=False)
    ground = forms.ChoiceField(label="Motif en droit", widget=forms.RadioSelect, required=False)
    date_effet = DateField(label="Date d’effet", required=False)

    def __init__(self, *args: Any, motif: Motif, language: str = "fr", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.motif = motif
        codes = rules.codes_for(motif)
        self._choices("code", [(code.value, texts.CONCLUSIONS[code]) for code in codes])
        grounds = dict.fromkeys(ground for code in codes for ground in CATALOGUE[code].grounds)
        self._choices("ground", [(ground.value, texts.GROUNDS[ground]) for ground in grounds])
        self._choices("language", list(texts.languages(language).items()))
        self.fields.update(structured.form_fields(motif))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[tuple[str, list[BoundField], bool]]:
        """The structured record: title, fields, and whether something stands in it or is wrong."""
        return [
            (section.title, bound, any(one.errors or one.value() for one in bound))
            for section in SECTIONS[self.motif]
            for bound in [[self[structured.PREFIX + field.name] for field in section.fields]]
        ]

    @property
    def answers(self) -> dict[str, str]:
        """The structured answers to keep."""
        return structured.answers(self.motif, self.cleaned_data)

    @property
    def unticked(self) -> list[Guarantee]:
        """The boxes that were ticked on this page, and no longer are."""
        known = str(self.cleaned_data.get("ticked", "")).split()
        return [one for one in Guarantee if one in known and not self.cleaned_data.get(one)]

    def restart_from(self, version: int) -> None:
        """Make the next submission of these notes start from another version than this one did."""
        self._resend("notes_version", str(version))

    def keep_ticked(self) -> None:
        """Make the next submission know what this one ticked."""
        self._resend(
            "ticked", guarantees.ticked(one for one in Guarantee if self.cleaned_data.get(one))
        )

    def _resend(self, field: str, value: str) -> None:
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, self.data.getlist(name))  # type: ignore[attr-defined]
        data[field] = value
        self.data = data

    @property
    def identity_method(self) -> IdentityMethod | None:
        """How the person was identified, once chosen."""
        value = self.cleaned_data.get("identity")
        return IdentityMethod(value) if value else None

    @property
    def present(self) -> list[ThirdParty] | None:
        """Who else is there, none for a person alone; None as long as nobody was asked."""
        chosen = [ThirdParty(value) for value in self.cleaned_data.get("third_parties", [])]
        answer = self.cleaned_data.get("presence")
        if answer == Presence.ALONE:
            return []
        return chosen or None

    @property
    def grounds(self) -> list[Ground]:
        """The ground of the avis, as the list that the services take."""
        value = self.cleaned_data.get("ground")
        return [Ground(value)] if value else []
