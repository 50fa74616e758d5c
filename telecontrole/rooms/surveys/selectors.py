"""Reads of the surveys: what is asked, and counts of what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter

from telecontrole.foundations import clock, figures, vault
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
    """How many gave each value, by question and facet, for the batches that end in the weeks from ``since`` to ``until``.

    The running week is left out, and few answers wait for others (`rules.batches`): whoever reads the numbers before
    and after an answer, or of a longer and of a shorter period, would find that answer in the difference. One query.
    What may be shown of the numbers is for `rules.share` and `figures.shown`.
    """
    today = clock.today()
    rows = Tally.objects.filter(questionnaire=questionnaire, week__lt=figures.week_of(today))
    ordered = rows.order_by("facet", "week").values_list("facet", "week", "total", "answers")
    found: dict[tuple[str, str], Counter[int]] = {}
    for facet, weeks in groupby(ordered, key=itemgetter(0)):
        told = rules.batches((row[1:] for row in weeks), floor=figures.smallest_cell(today))
        for last, sheets in told:
            if since <= last <= until:
                _add(found, facet, sheets)
    return found


def _add(
    found: dict[tuple[str, str], Counter[int]],
    facet: str,
    sheets: Iterable[Mapping[str, Mapping[str, int]]],
) -> None:
    for answers in sheets:
        for question, given in answers.items():
            known = found.setdefault((question, facet), Counter())
            known.update({int(value): number for value, number in given.items()})
