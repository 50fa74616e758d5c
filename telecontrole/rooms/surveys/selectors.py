"""Reads of the surveys: what is asked, and counts of what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db.models import Count

from telecontrole.foundations import clock, vault
from telecontrole.rooms.surveys import rules
from telecontrole.rooms.surveys.models import Invitation, Sheet


def open_questionnaire(token: str) -> rules.Questionnaire | None:
    """What the holder of a token is asked; None when the token is used, over or was never made."""
    fingerprint = vault.fingerprint(token.strip().upper(), purpose="surveys.invitation")
    found = Invitation.objects.filter(token=fingerprint, last_day__gte=clock.today()).first()
    return rules.questionnaire(found.questionnaire) if found else None


def counts(
    *, questionnaire: str, since: date, until: date
) -> Mapping[tuple[str, str], Mapping[int, int]]:
    """How many gave each value, by question and facet, for the weeks from ``since`` to ``until``.

    One query for each question. Numbers are raw: what may be shown is for `rules.share` and `figures.shown`.
    """
    sheets = Sheet.objects.filter(questionnaire=questionnaire, week__range=(since, until))
    found: dict[tuple[str, str], Counter[int]] = {}
    for question in rules.questionnaire(questionnaire).questions:
        rows = sheets.values_list("facet", f"answers__{question.key}").annotate(n=Count("id"))
        for facet, value, number in rows.order_by():
            found.setdefault((question.key, facet), Counter())[value] += number
    return found
