"""Inviting, and taking an answer without keeping whose it is."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from telecontrole.foundations import clock, figures, vault
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.surveys import rules
from telecontrole.rooms.surveys.models import Invitation, Tally

_TOKEN_BYTES = 10
TOKEN_LENGTH = 16


def invite(*, questionnaire: str, facet: str) -> str:
    """A new right to answer, as the token of its link (16 base32 characters, 80 bits).

    The token is drawn at random and kept nowhere in clear here: whoever asks puts it in a message at once.
    """
    rules.questionnaire(questionnaire)
    token = base64.b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode()
    today = clock.today()
    Invitation.objects.create(
        token=_fingerprint(token),
        questionnaire=questionnaire,
        facet=facet,
        last_day=today + timedelta(days=rules.open_days(today)),
    )
    return token


def answer(*, token: str, values: Mapping[str, int]) -> Refusal | None:
    """Add one person's answers to those of the week. Refusals: `unknown_invitation` (used, over, never made), `bad_answers`.

    Two transactions, on purpose: the right to answer goes in the first, the answers are added in the second, so
    that nothing that the database keeps of a transaction joins them. A fault of the second gives the right
    back; a machine that stops between the two loses one anonymous answer, and counts none twice.
    """
    spent = _spend(token, values)
    if isinstance(spent, Refusal):
        return spent
    try:
        _add_up(spent, values)
    except Exception:
        spent.save(force_insert=True)
        raise
    return None


@transaction.atomic
def _add_up(spent: Invitation, values: Mapping[str, int]) -> None:
    """In one row for the week and the facet, locked: whoever answers at the same time waits, and is counted too."""
    row, _ = Tally.objects.select_for_update().get_or_create(
        questionnaire=spent.questionnaire,
        week=figures.week_of(clock.today()),
        facet=spent.facet,
    )
    for question, value in values.items():
        counts = row.answers.setdefault(question, {})
        counts[str(value)] = counts.get(str(value), 0) + 1
    row.total += 1
    row.save(update_fields=["answers", "total"])


def _spend(token: str, values: Mapping[str, int]) -> Invitation | Refusal:
    with transaction.atomic():
        found = Invitation.objects.select_for_update().filter(token=_fingerprint(token)).first()
        if found is None or found.last_day < clock.today():
            return Refusal("unknown_invitation")
        asked = {q.key: q.answers for q in rules.questionnaire(found.questionnaire).questions}
        if values.keys() != asked.keys() or any(v not in asked[k] for k, v in values.items()):
            return Refusal("bad_answers")
        Invitation.objects.filter(token=found.token).delete()
    return found


def tick(now: datetime) -> int:
    """Forget the invitations that nobody used in time; returns how many."""
    today = now.date()
    return Invitation.objects.filter(last_day__lt=today).delete()[0]


def _fingerprint(token: str) -> bytes:
    return vault.fingerprint(token.strip().upper(), purpose="surveys.invitation")
