"""Links that open one page for one person: issued per channel, found by fingerprint, never stored in clear."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Collection, Iterable, Sequence
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
    representative_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """A link to issue. Exactly one holder: an insured person, a legal representative or a practitioner."""

    subject: str
    channel: Channel
    insured_id: UUID | None = None
    practitioner_id: UUID | None = None
    representative_id: UUID | None = None

    def __post_init__(self) -> None:
        holders = (self.insured_id, self.practitioner_id, self.representative_id)
        if sum(one is not None for one in holders) != 1:
            raise ValueError("a link has one holder: a person, a representative or a practitioner")


def issue_link(*, wanted: LinkWanted, valid_for: timedelta, actor: Actor) -> str:
    """`issue_links` for one."""
    return issue_links(wanted=[wanted], valid_for=valid_for, actor=actor)[wanted]


@transaction.atomic(savepoint=False)
def issue_links(
    *, wanted: Sequence[LinkWanted], valid_for: timedelta, actor: Actor
) -> dict[LinkWanted, str]:
    """The token (12 base32 characters, 60 bits) of the link of each holder, subject and channel.

    A link that is still open is prolonged and given again, so that the messages of one appointment carry
    one address per channel. The token is derived from the link's identifier with the site's key: the
    database holds its fingerprint only. A constant number of queries, whatever the number of links.
    """
    until = clock.now() + valid_for
    known = _known_links({one.subject for one in wanted})
    kept = [known[one] for one in wanted if one in known]
    AccessLink.objects.filter(id__in=[link.id for link in kept], expires_at__lt=until).update(
        expires_at=until
    )
    fresh = {one: _new_link(one, until) for one in dict.fromkeys(wanted) if one not in known}
    AccessLink.objects.bulk_create(fresh.values(), batch_size=1_000)
    journal.record_many(
        journal.Entry(
            action="people:link:issued",
            actor=actor,
            subject=one.subject,
            data={"channel": one.channel},
        )
        for one in fresh
    )
    return {one: _token((known.get(one) or fresh[one]).id) for one in wanted}


def shared_code(subject: str) -> str:
    """The four digits that every message about `subject` and its page show, so that a forgery is noticed."""
    digest = vault.fingerprint(subject, purpose="shared-code")
    return f"{int.from_bytes(digest[:4]) % 10_000:04d}"


def resolve_link(token: str) -> LinkInfo | None:
    """What the token opens now; None when it is unknown, expired or revoked. Case and spaces do not matter."""
    cleaned = "".join(token.split()).upper()
    if len(cleaned) != TOKEN_LENGTH or not _ALPHABET.issuperset(cleaned):
        return None
    link = AccessLink.objects.filter(token_hash=_hashed(cleaned)).first()
    return _usable(link)


def link_is_closed(token: str) -> bool:
    """Whether the token was a link of ours that has expired or was revoked: its page says so."""
    cleaned = "".join(token.split()).upper()
    return (
        len(cleaned) == TOKEN_LENGTH
        and _ALPHABET.issuperset(cleaned)
        and AccessLink.objects.filter(token_hash=_hashed(cleaned)).exists()
        and resolve_link(cleaned) is None
    )


def find_link(link_id: UUID) -> LinkInfo | None:
    """The link of an open session; None once it has expired or was revoked."""
    return _usable(AccessLink.objects.filter(id=link_id).first())


def proved_link(link_id: UUID) -> LinkInfo | None:
    """The link of a session that proved more than the link: until it expires, even if it was closed since."""
    row = AccessLink.objects.filter(id=link_id, expires_at__gt=clock.now()).first()
    return _info(row) if row else None


@transaction.atomic
def close_links(
    *, channel: Channel, actor: Actor, holders: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """Close every link that went to these persons, or representatives, by one channel; answers which, by holder.

    What an address was sent is worth nothing once the address is no longer theirs. The next message gets
    another link.
    """
    theirs = Q(insured__in=holders) | Q(representative__in=holders)
    rows = list(
        AccessLink.objects.select_for_update()
        .filter(theirs, channel=channel, revoked_at__isnull=True)
        .order_by("id")
    )
    AccessLink.objects.filter(id__in=[row.id for row in rows]).update(revoked_at=clock.now())
    journal.record_many(
        journal.Entry(
            action="people:link:revoked",
            actor=actor,
            subject=row.subject,
            data={"channel": channel, "link": str(row.id)},
        )
        for row in rows
    )
    closed: dict[UUID, list[UUID]] = {}
    for row in rows:
        holder = row.insured_id or row.representative_id
        assert holder is not None  # asked for above
        closed.setdefault(holder, []).append(row.id)
    return closed


@transaction.atomic
def renewed(token: str, *, actor: Actor) -> str:
    """The token to write instead of one that was closed: the same matter, holder and end; else the token itself."""
    row = AccessLink.objects.filter(token_hash=_hashed(token)).first()
    if row is None or row.revoked_at is None or row.expires_at <= clock.now():
        return token
    left = row.expires_at - clock.now()
    return issue_link(wanted=_wanted(row), valid_for=left, actor=actor)


def _usable(link: AccessLink | None) -> LinkInfo | None:
    if link is None or link.revoked_at is not None or link.expires_at <= clock.now():
        return None
    return _info(link)


def _info(link: AccessLink) -> LinkInfo:
    return LinkInfo(
        id=link.id,
        insured_id=link.insured_id,
        practitioner_id=link.practitioner_id,
        subject=link.subject,
        channel=cast(Channel, link.channel),
        expires_at=link.expires_at,
        representative_id=link.representative_id,
    )


def _known_links(subjects: Iterable[str]) -> dict[LinkWanted, AccessLink]:
    rows = AccessLink.objects.select_for_update().filter(
        subject__in=subjects, revoked_at__isnull=True
    )
    return {_wanted(row): row for row in rows}


def _wanted(row: AccessLink) -> LinkWanted:
    return LinkWanted(
        subject=row.subject,
        channel=cast(Channel, row.channel),
        insured_id=row.insured_id,
        practitioner_id=row.practitioner_id,
        representative_id=row.representative_id,
    )


def _new_link(wanted: LinkWanted, until: datetime) -> AccessLink:
    key = uuid.uuid4()
    return AccessLink(
        id=key,
        token_hash=_hashed(_token(key)),
        insured_id=wanted.insured_id,
        practitioner_id=wanted.practitioner_id,
        representative_id=wanted.representative_id,
        subject=wanted.subject,
        channel=wanted.channel,
        created_at=clock.now(),
        expires_at=until,
    )


def _token(link_id: UUID) -> str:
    digest = vault.fingerprint(str(link_id), purpose="access-link")
    return base64.b32encode(digest)[:TOKEN_LENGTH].decode("ascii")


def _hashed(token: str) -> bytes:
    return vault.fingerprint(token, purpose="access-link-lookup")
