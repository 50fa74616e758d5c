"""On the desk: who is invited, who was there, what was shown and kept of the call."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.urls import NoReverseMatch, reverse

from telecontrole.foundations.vault.enums import DocumentState
from telecontrole.rooms.examinations import call_documents, calls, guests, inviting_words
from telecontrole.rooms.visio import filing
from telecontrole.rooms.visio import guests as visio_guests

register = template.Library()


@register.inclusion_tag("examinations/_participants.html")
def participants(appointment_id: UUID, case_id: UUID, reference: str, zone: str) -> dict[str, Any]:
    """Guests, presences, documents and exchanges of a call: five queries, whatever their number."""
    return {
        "guests": [
            (one, inviting_words.ROLES[one.role])
            for one in visio_guests.standing(guests.about(case_id))
        ],
        "present": [
            (one, inviting_words.ROLES[one.role])
            for one in visio_guests.presences(calls.subject_of(appointment_id))
        ],
        "documents": [
            (
                call_documents.url_of(appointment_id, one.id),
                one,
                one.state is DocumentState.QUARANTAINE,
            )
            for one in call_documents.shown(case_id)
            if one.shown or one.state is DocumentState.QUARANTAINE
        ],
        "exchanges": filing.exchanges(calls.subject_of(appointment_id)),
        "exchange_url": reverse("call_papers:exchange", args=[appointment_id]),
        "url": _url(reference),
        "zone": zone,
    }


def _url(reference: str) -> str:
    """The page of the entrance that invites; this room does not know it otherwise."""
    try:
        return reverse("hall:guests", args=[reference])
    except NoReverseMatch:
        return ""
