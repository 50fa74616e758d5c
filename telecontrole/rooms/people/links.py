"""Links that open one page for one person: issued per channel, found by fingerprint, never stored in clear."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.rooms.people.models import AccessLink

Channel = Literal["email", "sms", "lettre", "mssante"]
TOKEN_LENGTH = 12
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """What a link opens, for whom, and by which channel it was sent."""

    id: UUID
    insured_id: UUID | None
    practitioner_id: UUID | None
    subject: str
    channel: Channel
    expires_at: datetime


@transaction.atomic
def issue_link(
    *,
    subject: str,
    channel: Channel,
    valid_for: timedelta,
    insured_id: UUID | None = None,
    practitioner_id: UUID | None = None,
    actor: Actor,
) -> str:
    """The token (12 base32 characters, 60 bits) of the link of this holder, subject and channel.

    A link that is still open is prolonged and given again, so that the messages of one appointment carry
    one address per channel. The token is derived from the link's identifier with the site's key: the
    database holds its fingerprint only. Raises `ValueError` unless exactly one holder is named.
    """
    if (insured_id is None) == (practitioner_id is None):
        raise ValueError("a link has one holder: an insured person or a practitioner")
    now = clock.now()
    holder = Q(insured_id=insured_id) if insured_id else Q(practitioner_id=practitioner_id)
    known = (
        AccessLink.objects.select_for_update()
        .filter(holder, subject=subject, channel=channel, revoked_at__isnull=True)
        .first()
    )
    if known is not None:
        known.expires_at = max(known.expires_at, now + valid_for)
        known.save(update_fields=["expires_at"])
        return _token(known.id)
    key = uuid.uuid4()
    token = _token(key)
    AccessLink.objects.create(
        id=key,
        token_hash=_hashed(token),
        insured_id=insured_id,
        practitioner_id=practitioner_id,
        subject=subject,
        channel=channel,
        created_at=now,
        expires_at=now + valid_for,
    )
    journal.record(
        action="people:link:issued", actor=actor, subject=subject, data={"channel": channel}
    )
    return token


def resolve_link(token: str) -> LinkInfo | None:
    """What the token opens now; None when it is unknown, expired or revoked. Case and spaces do not matter."""
    cleaned = "".join(token.split()).upper()
    if len(cleaned) != TOKEN_LENGTH or not _ALPHABET.issuperset(cleaned):
        return None
    link = AccessLink.objects.filter(token_hash=_hashed(cleaned)).first()
    return _usable(link)


def find_link(link_id: UUID) -> LinkInfo | None:
    """The link of an open session; None once it has expired or was revoked."""
    return _usable(AccessLink.objects.filter(id=link_id).first())


@transaction.atomic
def revoke_links(*, subject: str, actor: Actor) -> int:
    """Close every link of a subject; returns how many."""
    closed = AccessLink.objects.filter(subject=subject, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )
    if closed:
        journal.record(action="people:link:revoked", actor=actor, subject=subject)
    return closed


def _usable(link: AccessLink | None) -> LinkInfo | None:
    if link is None or link.revoked_at is not None or link.expires_at <= clock.now():
        return None
    return LinkInfo(
        id=link.id,
        insured_id=link.insured_id,
        practitioner_id=link.practitioner_id,
        subject=link.subject,
        channel=cast(Channel, link.channel),
        expires_at=link.expires_at,
    )


def _token(link_id: UUID) -> str:
    digest = vault.fingerprint(str(link_id), purpose="access-link")
    return base64.b32encode(digest)[:TOKEN_LENGTH].decode("ascii")


def _hashed(token: str) -> bytes:
    return vault.fingerprint(token, purpose="access-link-lookup")
