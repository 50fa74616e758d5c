"""From the catalogue of fields to a form and back. In the form a field is named `r_<name>`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from telecontrole.foundations.web.forms import DateField
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations.records.catalogue import Answer, Field, fields_of

PREFIX = "r_"
_LINE_LIMIT = 300
_TEXT_LIMIT = 20_000
_YES = "oui"


def form_fields(motif: Motif) -> dict[str, forms.Field]:
    """The form's fields for a kind of case, by name in the form."""
    return {PREFIX + field.name: _form_field(field) for field in fields_of(motif)}


def initial(motif: Motif, answers: Mapping[str, str]) -> dict[str, Any]:
    """What the form shows of the answers kept."""
    known = {field.name: field for field in fields_of(motif)}
    return {
        PREFIX + name: _shown(known[name], value)
        for name, value in answers.items()
        if name in known
    }


def answers(motif: Motif, cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What to keep of a cleaned form: texts, codes and ISO dates; nothing for what is empty."""
    values = {field.name: cleaned.get(PREFIX + field.name) for field in fields_of(motif)}
    return {name: _kept(value) for name, value in values.items() if value}


def told(motif: Motif, kept: Mapping[str, str]) -> list[tuple[str, str]]:
    """The answers as label and French text, for whoever reads a finished record."""
    return [
        (field.label, _words(field, kept[field.name]))
        for field in fields_of(motif)
        if field.name in kept
    ]


def _form_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.label,
        "help_text": field.hint,
        "required": False,
    }
    if field.answer is Answer.DATE:
        return DateField(**common)
    if field.answer is Answer.YES:
        return forms.BooleanField(**common)
    if field.answer is Answer.CHOICE:
        return forms.ChoiceField(choices=[("", "Non précisé"), *field.choices], **common)
    if field.answer is Answer.TEXT:
        return forms.CharField(
            max_length=_TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3}), **common
        )
    return forms.CharField(
        max_length=_LINE_LIMIT, widget=forms.TextInput(attrs={"autocomplete": "off"}), **common
    )


def _shown(field: Field, value: str) -> Any:
    if field.answer is Answer.DATE:
        return date.fromisoformat(value)
    return value == _YES if field.answer is Answer.YES else value


def _kept(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return _YES if value is True else str(value).replace("\r\n", "\n")


def _words(field: Field, value: str) -> str:
    if field.answer is Answer.CHOICE:
        return dict(field.choices).get(value, value)
    if field.answer is Answer.DATE:
        day = date.fromisoformat(value)
        return f"{day:%d/%m/%Y}"
    return "Oui" if field.answer is Answer.YES else value
