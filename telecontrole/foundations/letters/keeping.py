"""A letter that is made is kept: sealed in the vault, with its hash, until its last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.vault.documents import keep_produced
from telecontrole.foundations.vault.selectors import DocumentInfo

from .engine import render


def issue(
    *,
    template: Path,
    data: Mapping[str, object],
    subject: str,
    kind: str,
    actor: Actor,
    medical: bool = False,
    retain_until: date | None = None,
) -> DocumentInfo:
    """Make a letter and keep it, in the caller's transaction.

    Raises LetterIncomplete when the letter lacks what it may not leave out (nothing is kept),
    LetterFault, and MedicalAccessRefused for a medical letter of an actor without the right.
    """
    pdf = render(template, data, made_at=clock.now())
    return keep_produced(
        content=pdf,
        subject=subject,
        kind=kind,
        medical=medical,
        actor=actor,
        retain_until=retain_until,
    )
