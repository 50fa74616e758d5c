"""Forms of the house: errors in plain French, nothing typed is lost, optional fields say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from telecontrole.foundations.web.controls import ControlRenderer
from telecontrole.foundations.web.formats import horaire_fr

_HOUR: Final = re.compile(r"([0-9]{1,2})(?:\s*[h:.]\s*([0-9]{2})?)?", re.IGNORECASE)


class FormError(NamedTuple):
    """One line of the error summary: the text, and the id of the control to go to."""

    message: str
    control: str


class DateParts(forms.MultiWidget):
    """Three short boxes: day, month, year. Easier than a calendar for a known date."""

    template_name = "web/components/date_parts.html"
    parts = (("jour", "Jour", "2"), ("mois", "Mois", "2"), ("annee", "Année", "4"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            for name, _, _ in self.parts
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[str]:
        return (
            ["", "", ""] if value is None else [str(value.day), str(value.month), str(value.year)]
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, (_, label, width) in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            box["label"], box["width"] = label, width
        return context


class DateField(forms.MultiValueField):
    """A date typed in three boxes. Cleans to `date`; says which part is missing or wrong."""

    widget = DateParts

    def __init__(self, *, birth: bool = False, **kwargs: Any) -> None:
        boxes = tuple(forms.CharField(required=False, max_length=4) for _ in range(3))
        super().__init__(boxes, require_all_fields=False, **kwargs)
        if birth:
            for box, part in zip(self.widget.widgets, ("day", "month", "year"), strict=True):
                box.attrs["autocomplete"] = f"bday-{part}"

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list):
            return None
        missing = [
            word
            for word, typed in zip(("le jour", "le mois", "l’année"), data_list, strict=True)
            if not typed
        ]
        if missing:
            raise ValidationError(f"Indiquez aussi {' et '.join(missing)}.", code="incomplete")
        try:
            day, month, year = (int(typed) for typed in data_list)
            if year < 1000:
                raise ValueError
            return date(year, month, day)
        except ValueError as error:
            message = "Cette date n’existe pas. Exemple : 27 3 2026."
            raise ValidationError(message, code="invalid") from error


class HourField(forms.TimeField):
    """An hour of the wall clock typed in one box: `9 h 30`, `9h30`, `09:30`, `9 h`. Cleans to `time`."""

    widget = forms.TextInput
    width = "4"  # of its box, in characters
    default_error_messages = {"invalid": "Écrivez une heure comme 9 h 30."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time):
            return value
        if value in self.empty_values:
            return None
        typed = _HOUR.fullmatch(str(value).strip())
        try:
            if typed is None:
                raise ValueError
            return time(int(typed[1]), int(typed[2] or 0))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return horaire_fr(value) if isinstance(value, time) else value


class KitForm(forms.Form):
    """Base of every form. Render it with `{% error_summary form %}` and `{% field form.x %}`."""

    default_renderer = ControlRenderer
    use_required_attribute = False  # the server's messages, not the browser's bubbles

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        french_messages(self.fields)

    def summary(self) -> Iterator[FormError]:
        """The errors in the order of the fields, each with the control that it concerns."""
        yield from form_errors(self)


def french_messages(fields: dict[str, forms.Field]) -> None:
    """Gives each field the messages of the house, unless its author wrote better ones."""
    for name, field in fields.items():
        label = str(field.label or name.replace("_", " ").capitalize())
        for code, text in _messages(field, label).items():
            if field.error_messages.get(code) == _inherited(field, code):
                field.error_messages[code] = text


def _inherited(field: forms.Field, code: str) -> Any:
    for base in type(field).__mro__:
        messages = base.__dict__.get("default_error_messages", {})
        if code in messages:
            return messages[code]
    return None


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    if isinstance(field, forms.BooleanField):
        return {"required": f"Cochez « {label} » pour continuer."}
    if isinstance(field, forms.ChoiceField):
        wrong = "Choisissez une réponse de la liste."
        return {"required": f"Choisissez une réponse : {_ended(label)}", "invalid_choice": wrong}
    if isinstance(field, forms.FileField):
        return {
            "required": f"Choisissez un fichier : {_ended(label)}",
            "empty": "Ce fichier est vide. Choisissez-en un autre.",
            "missing": "Aucun fichier n’est arrivé. Choisissez-le de nouveau.",
        }
    if isinstance(field, forms.EmailField):
        required = f"Remplissez : {_ended(label)}"
        return {"required": required, "invalid": "Écrivez une adresse comme nom@exemple.fr."}
    if isinstance(field, forms.IntegerField):
        return {"required": f"Remplissez : {_ended(label)}", "invalid": "Écrivez un nombre."}
    return {"required": f"Remplissez : {_ended(label)}"}


def _ended(label: str) -> str:
    return label if label.endswith(("?", ".", "!")) else f"{label}."


def form_errors(form: forms.BaseForm) -> list[FormError]:
    """The lines of the error summary of any form, kit or not."""
    lines = [FormError(str(error), "") for error in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        lines += [FormError(str(error), first_control(bound)) for error in bound.errors]
    return lines


def first_control(bound: forms.BoundField) -> str:
    """The id of the first control of a field: of its first radio, box or date part if several."""
    several = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
    widget = bound.field.widget
    return f"{bound.auto_id}_0" if isinstance(widget, several) else bound.auto_id
