"""The reading of somebody's file, in the journal once an hour: a page that is looked at ten times was read once."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from telecontrole.foundations import journal
from telecontrole.foundations.access.actors import Actor
from telecontrole.foundations.access.throttling import attempt

ONE_ENTRY_PER: Final = timedelta(hours=1)


@transaction.atomic
def note_reading(*, action: str, subject: str, actor: Actor) -> None:
    """One entry an hour for each act, reader and subject (`case:<uuid>`)."""
    if attempt(f"{action}:{actor.id}:{subject}", limit=1, window=ONE_ENTRY_PER):
        journal.record(action=action, actor=actor, subject=subject)
