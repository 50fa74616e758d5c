"""Filters of the planning's templates."""

from __future__ import annotations

from datetime import datetime

from django import template

from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.texts import REASONS

register = template.Library()
_OTHERS = {
    "second_empechement": "la personne a été empêchée deux fois",
    "diary_busy": "les créneaux étaient pris au fur et à mesure",
}


@register.filter
def reason_fr(code: str) -> str:
    """Why there is no appointment, in French."""
    if code in set(Reason):
        return REASONS[Reason(code)]
    return _OTHERS.get(code, "motif inconnu")


@register.filter
def instant(text: str) -> datetime:
    """The aware instant that a task's parameter holds in ISO form."""
    return datetime.fromisoformat(text)
