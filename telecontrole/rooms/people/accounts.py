"""Accounts of the staff: invited, never self-made; password, then TOTP."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people.models import Account, Invitation, MedecinConseil

INVITATION_VALID_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation: the account and the token of its link, shown once."""

    account_id: UUID
    token: str


@transaction.atomic
def invite(
    *,
    email: str,
    roles: frozenset[Role],
    actor: Actor,
    caisse: str = "",
    nom: str = "",
    prenoms: str = "",
    rpps: str = "",
) -> Invited | Refusal:
    """Create the account (or take the known one, with these roles) and an invitation valid for 7 days.

    Refusals: `email_invalid`, `no_role`, `medecin_unknown` (a médecin-conseil is named by an RPPS number
    of the reference data, whose caisse and name the account takes).
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return Refusal("email_invalid")
    if not roles:
        return Refusal("no_role")
    medecin = MedecinConseil.objects.filter(rpps=rpps).first() if rpps else None
    if Role.MEDECIN_CONSEIL in roles and medecin is None:
        return Refusal("medecin_unknown", {"rpps": rpps})
    if medecin is not None:
        caisse, nom, prenoms = medecin.caisse_id, medecin.nom, medecin.prenoms
    account, created = Account.objects.select_for_update().get_or_create(
        email=address,
        defaults={"created_at": clock.now(), "medecin_conseil": medecin, "roles": sorted(roles)},
    )
    account.roles, account.caisse, account.medecin_conseil = sorted(roles), caisse, medecin
    account.nom, account.prenoms = nom or account.nom, prenoms or account.prenoms
    if created:
        account.set_unusable_password()
    account.save()
    token = _new_invitation(account)
    journal.record(
        action="people:account:invited",
        actor=actor,
        subject=f"account:{account.id}",
        data={"roles": sorted(roles), "caisse": caisse},
    )
    return Invited(account_id=account.id, token=token)


def invited_account(token: str) -> Account | None:
    """The account an open invitation is for; None when the token is unknown, used or expired."""
    invitation = _open_invitations(token).select_related("account").first()
    return invitation.account if invitation else None


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> Account | Refusal:
    """Choose the password and use the invitation up.

    Refusals: `invitation_closed`, `password_weak` (with the reasons, in French, in `reasons`).
    """
    invitation = _open_invitations(token).select_for_update(of=("self",)).first()
    if invitation is None:
        return Refusal("invitation_closed")
    account = invitation.account
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        return Refusal("password_weak", {"reasons": list(error.messages)})
    account.set_password(password)
    account.is_active = True
    account.save(update_fields=["password", "is_active"])
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    journal.record(
        action="people:account:opened",
        actor=actor_of(account),
        subject=f"account:{account.id}",
    )
    return account


def actor_of(user: Account | AnonymousUser) -> Actor:
    """The actor that an account is. Raises `PermissionError` for a visitor without one."""
    if not isinstance(user, Account):
        raise PermissionError("not signed in")
    return Actor(
        kind=ActorKind.STAFF,
        id=str(user.id),
        roles=frozenset(Role(role) for role in user.roles),
        caisse=user.caisse or None,
        label=f"{user.prenoms} {user.nom}".strip() or user.email,
    )


def medecin_of(user: Account | AnonymousUser) -> UUID | None:
    """The médecin-conseil that an account is, when it is one."""
    return user.medecin_conseil_id if isinstance(user, Account) else None


@dataclass(frozen=True, slots=True)
class Holder:
    """A member of the staff, for whoever must name one."""

    id: UUID
    name: str
    caisse: str


def holders(*, roles: Collection[Role], caisse: str | None) -> list[Holder]:
    """Active accounts that hold one of these roles and serve a caisse (None: any), by name; at most 500."""
    rows = Account.objects.filter(is_active=True, roles__overlap=[role.value for role in roles])
    if caisse is not None:
        rows = rows.filter(caisse__in=[caisse, ""])
    return [
        Holder(row.id, f"{row.prenoms} {row.nom}".strip() or row.email, row.caisse)
        for row in rows.order_by("nom", "prenoms", "id")[:500]
    ]


def holder(account_id: UUID) -> Holder | None:
    """One account by its identifier, whatever its state: somebody who left has signed all the same."""
    row = Account.objects.filter(id=account_id).first()
    return (
        Holder(row.id, f"{row.prenoms} {row.nom}".strip() or row.email, row.caisse) if row else None
    )


def roles_of(ids: Collection[UUID]) -> dict[UUID, frozenset[Role]]:
    """The roles of several accounts, in one query: a function may be told where a name may not."""
    rows = Account.objects.filter(id__in=list(ids)).values_list("id", "roles")
    return {key: frozenset(Role(role) for role in held) for key, held in rows}


def _new_invitation(account: Account) -> str:
    now = clock.now()
    Invitation.objects.filter(account=account, used_at__isnull=True).update(expires_at=now)
    token = base64.b32encode(secrets.token_bytes(20)).decode("ascii")
    Invitation.objects.create(
        account=account,
        token_hash=_hashed(token),
        created_at=now,
        expires_at=now + INVITATION_VALID_FOR,
    )
    return token


def _open_invitations(token: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        token_hash=_hashed(token), used_at__isnull=True, expires_at__gt=clock.now()
    )


def _hashed(token: str) -> bytes:
    return vault.fingerprint(token.strip().upper(), purpose="invitation")
