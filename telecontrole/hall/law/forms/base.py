"""Fields typed by people, and the form that asks a verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Final

from django import forms

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.web.forms import KitForm

CALENDARS: Final = (
    ("metropole", "France métropolitaine"),
    ("alsace_moselle", "Alsace-Moselle"),
    ("guadeloupe", "Guadeloupe"),
    ("martinique", "Martinique"),
    ("guyane", "Guyane"),
    ("la_reunion", "La Réunion"),
    ("mayotte", "Mayotte"),
)


class EurosField(forms.DecimalField):
    """An amount typed with a comma or a point."""

    short = True
    example = "Écrivez un montant en euros, par exemple 1 234,56."

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        messages = dict.fromkeys(("invalid", "max_decimal_places"), self.example)
        messages["min_value"] = "Écrivez un nombre qui ne soit pas négatif."
        kwargs |= {"max_digits": 9, "decimal_places": 2, "min_value": 0}
        super().__init__(widget=widget, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Spaces group thousands, a comma marks the cents."""
        typed = "".join(str(value or "").split()).removesuffix("€").replace(",", ".")
        return super().to_python(typed)


class HoursField(EurosField):
    """A number of hours, with a comma or a point."""

    example = "Écrivez un nombre d'heures, par exemple 151,67."


class CountField(forms.IntegerField):
    """A whole number, without arrows that a wheel of the mouse would turn."""

    short = True

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        kwargs = {"min_value": 0, "max_value": 999_999_999} | kwargs
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Spaces group thousands."""
        return super().to_python("".join(str(value).split()) if value else value)


class Question(KitForm):
    """A form that asks a verb. ``asked`` turns clean data into the verb's fields."""

    verb: ClassVar[str]
    title: ClassVar[str]
    #: Where a fault of the verb is told: its field → that of the form, when they differ.
    places: ClassVar[Mapping[str, str]] = MappingProxyType({})
    #: What the answer's fields are called here, when not as everywhere.
    labels: ClassVar[Mapping[str, str]] = MappingProxyType({})

    #: Fields that few cases need: folded away until one of them is filled.
    rare: ClassVar[tuple[str, ...]] = ()
    rare_title: ClassVar[str] = "Situations particulières"

    def usual_fields(self) -> list[forms.BoundField]:
        """What every case asks."""
        return [self[name] for name in self.fields if name not in self.rare]

    def rare_fields(self) -> list[forms.BoundField]:
        """What few cases ask."""
        return [self[name] for name in self.fields if name in self.rare]

    def unfolded(self) -> bool:
        """Whether one of the rare fields was filled, or is in error."""
        return self.is_bound and any(
            bound.errors or _filled(bound.value()) for bound in self.rare_fields()
        )

    def asked(self) -> dict[str, Any]:
        """The verb's fields: dates ISO, amounts as text, empty answers left out."""
        return dict(written(self.cleaned_data))

    def tell(self, fault: LawFault) -> None:
        """Put the fault beside the field that it concerns."""
        self.put(self.places.get(fault.field, fault.field), fault)

    def put(self, name: str, fault: LawFault) -> None:
        """Put the fault beside ``name``; a field that misses says so in its own words."""
        if name not in self.fields:
            self.add_error(None, fault.sentence)
            return
        missing = fault.code == "missing_field"
        self.add_error(
            name, self.fields[name].error_messages["required"] if missing else fault.sentence
        )


def _filled(value: Any) -> bool:
    return any(value) if isinstance(value, list) else bool(value)


def written(data: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Clean values as JSON writes them."""
    for name, value in data.items():
        if isinstance(value, date):
            yield name, value.isoformat()
        elif isinstance(value, Decimal):
            yield name, f"{value:.2f}"
        elif value not in (None, ""):
            yield name, value
