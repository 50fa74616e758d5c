"""Inviting third persons by name: each has a link of their own, for as long as the call stands."""

from __future__ import annotations

import base64
import uuid
from uuid import UUID

from django.db import connection, transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import rules
from telecontrole.rooms.visio.enums import GuestRole, SessionState
from telecontrole.rooms.visio.models import Guest, Seat, Session
from telecontrole.rooms.visio.moving import shown_out

TOKEN_LENGTH = 12
# What the keys of guests' seats begin with.
GUEST_KEY = "guest:"


@transaction.atomic
def invite_guest(
    *,
    about: str,
    role: GuestRole,
    name: str,
    actor: Actor,
    channel: str = "",
    address: str = "",
    only_asked: bool = False,
) -> UUID | Refusal:
    """Invite somebody to the calls `about` something; with `only_asked`, wait for `accept_guest`.

    Answers `Refusal("visio_guests_full")` when two invitations stand already.
    """
    # Two at once must not take the same place: whoever invites for the same call waits here.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [about])
    taken = set(
        Guest.objects.filter(about=about, place__isnull=False).values_list("place", flat=True)
    )
    free = [place for place in range(1, rules.GUESTS_AT_MOST + 1) if place not in taken]
    if not free:
        return Refusal("visio_guests_full", {"most": rules.GUESTS_AT_MOST})
    key, now = uuid.uuid4(), clock.now()
    guest = Guest.objects.create(
        id=key,
        about=about,
        place=free[0],
        role=role.value,
        name=name,
        channel=channel if address else "",
        address_sealed=vault.seal(address.encode(), row=address_row(key)) if address else b"",
        token_hash=hashed(token_of(key)),
        asked_by=f"{actor.kind}:{actor.id}",
        asked_at=now,
        invited_at=None if only_asked else now,
    )
    _note("asked" if only_asked else "invited", guest, actor, role=role.value)
    return guest.id


@transaction.atomic
def accept_guest(*, guest_id: UUID, actor: Actor) -> bool | Refusal:
    """Give the invitation that was asked for; False when it had been given already.

    Answers `Refusal("visio_guest_withdrawn")`.
    """
    guest = Guest.objects.select_for_update().filter(id=guest_id).first()
    if guest is None or guest.withdrawn_at is not None:
        return Refusal("visio_guest_withdrawn")
    if guest.invited_at is not None:
        return False
    guest.invited_at = clock.now()
    guest.save(update_fields=["invited_at"])
    _note("invited", guest, actor, role=guest.role)
    return True


@transaction.atomic
def withdraw_guest(*, guest_id: UUID, actor: Actor) -> bool:
    """Close a link at once, and show its holder out of any open call; False when it was closed already."""
    guest = Guest.objects.select_for_update().filter(id=guest_id).first()
    if guest is None or guest.withdrawn_at is not None:
        return False
    guest.withdrawn_at, guest.place, guest.address_sealed = clock.now(), None, b""
    guest.save(update_fields=["withdrawn_at", "place", "address_sealed"])
    _note("withdrawn", guest, actor)
    held = Seat.objects.filter(key=seat_key(guest.id), excluded_at__isnull=True)
    for session_id in held.filter(session__state=SessionState.OPEN).values_list(
        "session", flat=True
    ):
        session = Session.objects.select_for_update().get(id=session_id)
        shown_out(session, held.get(session=session), actor)
    return True


@transaction.atomic
def show_link(*, guest_id: UUID, actor: Actor) -> str:
    """The token of a link, to hand it over oneself; journalled, since whoever has it may come."""
    _note("link_shown", Guest.objects.get(id=guest_id), actor)
    return token_of(guest_id)


@transaction.atomic
def forget_addresses(*, about: str) -> int:
    """Where guests were written to, once nothing more will be sent; returns how many."""
    return Guest.objects.filter(about=about).exclude(address_sealed=b"").update(address_sealed=b"")


def token_of(guest_id: UUID) -> str:
    """Twelve base32 characters (60 bits), derived with the site's key: never stored."""
    digest = vault.fingerprint(str(guest_id), purpose="visio-guest")
    return base64.b32encode(digest)[:TOKEN_LENGTH].decode("ascii")


def hashed(token: str) -> bytes:
    """What the table holds of a token."""
    return vault.fingerprint(token, purpose="visio-guest-lookup")


def address_row(guest_id: UUID) -> str:
    """The row to which a sealed address is bound."""
    return f"visio.guest:{guest_id}:address"


def seat_key(guest_id: UUID) -> str:
    """How the seats of a guest are found."""
    return f"{GUEST_KEY}{guest_id}"


def _note(verb: str, guest: Guest, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"visio:guest:{verb}",
        actor=actor,
        subject=guest.about,
        data={"guest": str(guest.id), **data},
    )
