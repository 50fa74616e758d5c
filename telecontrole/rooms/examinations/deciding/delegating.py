"""Delegations of signature: given by the director's deed, for one kind, one caisse, from a day to a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import opening
from telecontrole.rooms.examinations.deciding.enums import DecisionKind
from telecontrole.rooms.examinations.deciding.rules import Mandate
from telecontrole.rooms.examinations.models import Delegation
from telecontrole.rooms.people import accounts

GRANTERS = (Role.CHEF, Role.ADMINISTRATEUR)
SIGNERS = (Role.GESTIONNAIRE, Role.CHEF)


@transaction.atomic
def grant(
    *,
    delegate_id: UUID,
    kinds: Collection[DecisionKind],
    caisse: str,
    starts_on: date,
    ends_on: date | None,
    deed: str,
    title: str,
    actor: Actor,
) -> list[UUID] | Refusal:
    """Write the director's delegation down, one row per kind.

    Refusals: `not_granter`, `unknown_delegate` (not a manager or head of that caisse), `ends_before_start`,
    `already_delegated` (the days overlap a delegation that the same person holds).
    """
    if not actor.has(*GRANTERS) or not actor.serves(caisse):
        return Refusal("not_granter")
    if delegate_id not in {one.id for one in accounts.holders(roles=SIGNERS, caisse=caisse)}:
        return Refusal("unknown_delegate")
    if ends_on is not None and ends_on < starts_on:
        return Refusal("ends_before_start")
    rows = [
        Delegation(
            delegate_id=delegate_id,
            kind=kind.value,
            caisse_id=caisse,
            starts_on=starts_on,
            ends_on=ends_on,
            deed=deed,
            title=title,
            granted_at=clock.now(),
            granted_by=actor.id,
        )
        for kind in kinds
    ]
    try:
        with transaction.atomic():
            Delegation.objects.bulk_create(rows)
    except IntegrityError:
        return Refusal("already_delegated")
    for row in rows:
        _note("granted", row, actor)
    return [row.id for row in rows]


@transaction.atomic
def end(*, delegation_id: UUID, actor: Actor) -> Refusal | None:
    """End a delegation today: it serves until this evening; one that has not begun is taken away.

    Refusals: `unknown`, `not_granter`, `already_ended`.
    """
    row = Delegation.objects.select_for_update().filter(id=delegation_id).first()
    if row is None:
        return Refusal("unknown")
    if not actor.has(*GRANTERS) or not actor.serves(row.caisse_id):
        return Refusal("not_granter")
    today = opening.today_at(row.caisse_id)
    if row.ends_on is not None and row.ends_on <= today:
        return Refusal("already_ended")
    if row.starts_on > today:
        # It never began, so nothing was signed by it; the journal keeps that it was given.
        _note("ended", row, actor)
        row.delete()
        return None
    row.ends_on = today
    row.save(update_fields=["ends_on"])
    _note("ended", row, actor)
    return None


def mandates_of(account_id: UUID) -> list[tuple[UUID, Mandate]]:
    """What an account may sign, by delegation."""
    rows = Delegation.objects.filter(delegate_id=account_id)
    return [
        (row.id, Mandate(DecisionKind(row.kind), row.caisse_id, row.starts_on, row.ends_on))
        for row in rows
    ]


def _note(verb: str, row: Delegation, actor: Actor) -> None:
    journal.record(
        action=f"examinations:delegation:{verb}",
        actor=actor,
        subject=f"delegation:{row.id}",
        data={
            "delegate": str(row.delegate_id),
            "kind": row.kind,
            "caisse": row.caisse_id,
            "from": row.starts_on.isoformat(),
            "to": row.ends_on.isoformat() if row.ends_on else "",
        },
    )
