"""`{% load notices %}`: the French words of a notice's codes."""

from __future__ import annotations

from django import template

from telecontrole.rooms.notices import words

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
def outcome_fr(code: str) -> str:
    """`lost` → `Pas remis`."""
    return words.OUTCOMES.get(code, code)


@register.filter
def failure_fr(code: str) -> str:
    """`bounced` → `Revenu non distribué`."""
    return words.FAILURES.get(code, code)
