"""One-time codes: the second factor of those who come by a link (birth date or RPPS being the first)."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people.models import OneTimeCode

VALID_FOR = timedelta(minutes=10)
MAX_ATTEMPTS = 5
# Per link: enough for a person whose message is late, too few for a flood.
REQUESTS_PER_HOUR = 5


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code to be sent, in clear for the sender only. `id` names the request (each is a notice of its own)."""

    id: UUID
    code: str
    expires_in: timedelta


@transaction.atomic
def issue_code(*, link_id: UUID, channel: str, actor: Actor) -> IssuedCode | Refusal:
    """A fresh six-digit code for the holder of a link; earlier ones lose their force.

    Refusals: `code_too_often` (more than five requests an hour).
    """
    if not attempt(f"code-request:{link_id}", limit=REQUESTS_PER_HOUR, window=timedelta(hours=1)):
        return Refusal("code_too_often")
    now = clock.now()
    OneTimeCode.objects.filter(link_id=link_id, used_at__isnull=True, expires_at__gt=now).update(
        expires_at=now
    )
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = OneTimeCode(link_id=link_id, channel=channel, created_at=now, expires_at=now + VALID_FOR)
    row.code_hash = _hashed(row.id, code)
    row.save(force_insert=True)
    journal.record(
        action="people:code:issued",
        actor=actor,
        subject=f"link:{link_id}",
        data={"channel": channel},
    )
    return IssuedCode(id=row.id, code=code, expires_in=VALID_FOR)


@transaction.atomic
def check_code(*, link_id: UUID, code: str, actor: Actor) -> Refusal | None:
    """Use up the latest code of a link. None = right.

    Refusals: `code_missing` (none asked for, or expired), `code_wrong` (with `left` tries), `code_exhausted`.
    The row is locked, so that tries made at the same time are all counted.
    """
    row = (
        OneTimeCode.objects.select_for_update()
        .filter(link_id=link_id, used_at__isnull=True, expires_at__gt=clock.now())
        .order_by("-created_at")
        .first()
    )
    if row is None:
        return Refusal("code_missing")
    if row.attempts >= MAX_ATTEMPTS:
        return Refusal("code_exhausted")
    digits = "".join(character for character in code if character.isdigit())
    if secrets.compare_digest(bytes(row.code_hash), _hashed(row.id, digits)):
        row.used_at = clock.now()
        row.save(update_fields=["used_at"])
        journal.record(action="people:code:accepted", actor=actor, subject=f"link:{link_id}")
        return None
    row.attempts += 1
    row.save(update_fields=["attempts"])
    journal.record(action="people:code:refused", actor=actor, subject=f"link:{link_id}")
    left = MAX_ATTEMPTS - row.attempts
    return Refusal("code_wrong", {"left": left}) if left else Refusal("code_exhausted")


def _hashed(row_id: UUID, code: str) -> bytes:
    return vault.fingerprint(f"{row_id}:{code}", purpose="one-time-code")


def forget_codes(*, channel: str, holders: Collection[UUID]) -> None:
    """Codes on their way by one channel to persons, or representatives, lose their force: the address was not theirs."""
    theirs = Q(link__insured__in=holders) | Q(link__representative__in=holders)
    now = clock.now()
    OneTimeCode.objects.filter(
        theirs, channel=channel, used_at__isnull=True, expires_at__gt=now
    ).update(expires_at=now)
