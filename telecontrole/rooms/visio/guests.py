"""Reads about invited third persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telecontrole.foundations import vault
from telecontrole.rooms.visio.enums import GuestRole, GuestState
from telecontrole.rooms.visio.inviting import (
    GUEST_KEY,
    TOKEN_LENGTH,
    address_row,
    hashed,
    seat_key,
)
from telecontrole.rooms.visio.models import Guest, Seat

_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
# Withdrawn ones included, for the record; a case never has so many.
_SHOWN_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class GuestInfo:
    """An invitation as other rooms may know it. Instants in UTC."""

    id: UUID
    about: str
    role: GuestRole
    name: str
    channel: str
    asked_by: str
    asked_at: datetime
    invited_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def state(self) -> GuestState:
        """Asked, invited or withdrawn."""
        if self.withdrawn_at is not None:
            return GuestState.WITHDRAWN
        return GuestState.ASKED if self.invited_at is None else GuestState.INVITED

    @property
    def key(self) -> str:
        """The key of their seats."""
        return seat_key(self.id)


@dataclass(frozen=True, slots=True)
class Presence:
    """A third person who was let into a call: who, as what, from when to when (None: still there)."""

    name: str
    role: GuestRole
    admitted_at: datetime
    left_at: datetime | None


def guest(guest_id: UUID) -> GuestInfo | None:
    """One invitation, whatever its state."""
    row = Guest.objects.filter(id=guest_id).first()
    return _info(row) if row else None


def guests(about: str) -> list[GuestInfo]:
    """Invitations to a call, in the order in which they were asked for; those that were withdrawn last."""
    rows = Guest.objects.filter(about=about).order_by("place", "asked_at", "id")
    return [_info(row) for row in rows[:_SHOWN_AT_MOST]]


def standing(about: str) -> list[GuestInfo]:
    """Those who are invited now."""
    return [one for one in guests(about) if one.state is GuestState.INVITED]


def guest_by_token(token: str) -> GuestInfo | None:
    """Whose link this is, whatever its state; None when it is no link of ours. Case and spaces do not matter."""
    cleaned = "".join(token.split()).upper()
    if len(cleaned) != TOKEN_LENGTH or not _ALPHABET.issuperset(cleaned):
        return None
    row = Guest.objects.filter(token_hash=hashed(cleaned)).first()
    return _info(row) if row else None


def address_of(guest_id: UUID) -> str:
    """Where to write to a guest; empty when the link is handed over by somebody."""
    sealed = Guest.objects.values_list("address_sealed", flat=True).get(id=guest_id)
    return vault.unseal(bytes(sealed), row=address_row(guest_id)).decode() if sealed else ""


def presences(subject: str) -> list[Presence]:
    """The third persons who were let into the calls of a subject, in order of admission. Two queries."""
    seats = list(
        Seat.objects.filter(
            session__subject=subject, key__startswith=GUEST_KEY, admitted_at__isnull=False
        ).order_by("admitted_at")
    )
    ids = [UUID(seat.key.partition(":")[2]) for seat in seats]
    roles = dict(Guest.objects.filter(id__in=ids).values_list("id", "role"))
    return [
        Presence(seat.name_shown, GuestRole(roles[one]), seat.admitted_at, seat.left_at)
        for seat, one in zip(seats, ids, strict=True)
        if seat.admitted_at is not None
    ]


def _info(row: Guest) -> GuestInfo:
    return GuestInfo(
        id=row.id,
        about=row.about,
        role=GuestRole(row.role),
        name=row.name,
        channel=row.channel,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        invited_at=row.invited_at,
        withdrawn_at=row.withdrawn_at,
    )
