"""Words of the worklist in templates."""

from __future__ import annotations

from django import template

from telecontrole.rooms.worklist.enums import DONE_LABELS, Done

register = template.Library()


@register.filter
def done_label(code: str) -> str:
    """The French words for what was done; a program's code has none of its own."""
    return DONE_LABELS[Done(code)] if code in set(Done) else "réglée automatiquement"
