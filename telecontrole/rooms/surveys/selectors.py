"""Reads of the surveys: what is asked, and counts of what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from telecontrole.foundations import clock, vault
from telecontrole.rooms.surveys import rules
from telecontrole.rooms.surveys.models import Invitation, Tally


def open_questionnaire(token: str) -> rules.Questionnaire | None:
    """What the holder of a token is asked; None when the token is used, over or was never made."""
    fingerprint = vault.fingerprint(token.strip().upper(), purpose="surveys.invitation")
    found = Invitation.objects.filter(token=fingerprint, last_day__gte=clock.today()).first()
    return rules.questionnaire(found.questionnaire) if found else None


def counts(
    *, questionnaire: str, since: date, until: date
) -> Mapping[tuple[str, str], Mapping[int, int]]:
    """How many gave each value, by question and facet, for the weeks from ``since`` to ``until``. One query.

    Numbers are raw: what may be shown is for `rules.share` and `figures.shown`.
    """
    rows = Tally.objects.filter(questionnaire=questionnaire, week__range=(since, until))
    found: dict[tuple[str, str], Counter[int]] = {}
    for facet, answers in rows.values_list("facet", "answers"):
        for question, given in answers.items():
            known = found.setdefault((question, facet), Counter())
            known.update({int(value): number for value, number in given.items()})
    return found
