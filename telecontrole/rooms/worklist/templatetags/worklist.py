"""Words of the worklist in templates."""

from __future__ import annotations

from django import template

from telecontrole.rooms.worklist.enums import DONE_LABELS, Done
from telecontrole.rooms.worklist.services import labels_of_rooms

register = template.Library()


@register.filter
def done_label(code: str) -> str:
    """The French words for what was done; a room may have words for its codes."""
    if code in set(Done):
        return DONE_LABELS[Done(code)]
    return labels_of_rooms.get(code, "réglée automatiquement")
