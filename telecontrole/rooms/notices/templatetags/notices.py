"""`{% load notices %}`: the French words of a notice's codes, and a page's words in another language."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django import template
from django.conf import settings

from telecontrole.rooms.notices import words
from telecontrole.rooms.notices.texts import dates
from telecontrole.rooms.notices.texts.languages import LANGUAGES, place

register = template.Library()


@register.filter
def kind_fr(code: str) -> str:
    """`j2` → `Annonce, deux jours avant`."""
    return words.KINDS.get(code, code)


@register.filter
def channel_fr(code: str) -> str:
    """`lettre` → `lettre`, `mssante` → `messagerie de santé`."""
    return words.CHANNELS.get(code, code)


@register.filter
def recipient_fr(code: str) -> str:
    """`medecin_traitant` → `médecin traitant`."""
    return words.RECIPIENTS.get(code, code)


@register.filter
def addressed_fr(code: str) -> str:
    """`à l’assuré`."""
    return words.ADDRESSED.get(code, code)


@register.filter
def state_fr(code: str) -> str:
    """`superseded` → `Remplacé`."""
    return words.STATES.get(code, (code, ""))[0]


@register.filter
def outcome_fr(code: str) -> str:
    """`lost` → `Pas remis`."""
    return words.OUTCOMES.get(code, code)


@register.filter
def failure_fr(code: str) -> str:
    """`bounced` → `Revenu non distribué`."""
    return words.FAILURES.get(code, code)


class _Appointment(Protocol):
    @property
    def starts_at(self) -> datetime: ...


class Here(Protocol):
    """What the person's page knows: the situation (`visio`, `on_site`, …), the appointment and its clock."""

    @property
    def situation(self) -> str: ...
    @property
    def appointment(self) -> _Appointment | None: ...
    @property
    def zone(self) -> str: ...


@register.inclusion_tag("notices/pages/in_language.html")
def in_language(langue: str, here: Here) -> dict[str, object]:
    """The appointment and the buttons of the page, in the person's language; nothing for French."""
    language = LANGUAGES.get(langue)
    if language is None:
        return {}
    said: dict[str, object] = {"language": language, "situation": here.situation}
    if here.appointment is not None:
        said |= dates.spoken_in(language, here.appointment.starts_at, here.zone)
    return {
        **said,
        "template": place("notices/page.html", language.code),
        "telephone": settings.PHONE.replace(" ", "\u00a0"),
    }
