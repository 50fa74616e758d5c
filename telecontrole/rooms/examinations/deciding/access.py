"""Who sees the décisions: managers and heads of the caisse; delegations: heads and administrators."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations.deciding import selectors
from telecontrole.rooms.examinations.deciding.selectors import DecisionInfo


def own(decision_id: UUID, actor: Actor) -> DecisionInfo:
    """A décision of a caisse that the actor serves. Raises `Http404` for another one's."""
    found = selectors.decision(decision_id, actor)
    if found is None:
        raise Http404
    return found
