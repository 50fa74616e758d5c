"""On the desk: who is invited, who was there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.urls import NoReverseMatch, reverse

from telecontrole.rooms.examinations import calls, guests, inviting_words
from telecontrole.rooms.visio import guests as visio_guests

register = template.Library()


@register.inclusion_tag("examinations/_participants.html")
def participants(appointment_id: UUID, case_id: UUID, reference: str, zone: str) -> dict[str, Any]:
    """Guests of an interview by video, and those who were let in: three queries, whatever their number."""
    return {
        "guests": [
            (one, inviting_words.ROLES[one.role])
            for one in visio_guests.standing(guests.about(case_id))
        ],
        "present": [
            (one, inviting_words.ROLES[one.role])
            for one in visio_guests.presences(calls.subject_of(appointment_id))
        ],
        "url": _url(reference),
        "zone": zone,
    }


def _url(reference: str) -> str:
    """The page of the entrance that invites; this room does not know it otherwise."""
    try:
        return reverse("hall:guests", args=[reference])
    except NoReverseMatch:
        return ""
