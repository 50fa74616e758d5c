"""The director of the demonstration's caisse lets the head sign, so that a décision can be followed to its letter."""

from __future__ import annotations

from datetime import timedelta

from telecontrole.foundations import clock
from telecontrole.hall.demonstration import cast
from telecontrole.rooms.examinations.deciding import delegating
from telecontrole.rooms.examinations.deciding.enums import DecisionKind
from telecontrole.rooms.people import accounts

_SINCE = timedelta(days=30)


def delegate(caisse: str) -> None:
    """One delegation for every kind of décision. Loaded again, what stands is refused and stays."""
    head = cast.part("chef")
    account = cast.account(head) if head else None
    if account is None:
        return
    delegating.grant(
        delegate_id=account.id,
        kinds=list(DecisionKind),
        caisse=caisse,
        starts_on=clock.today() - _SINCE,
        ends_on=None,
        deed="acte fictif du directeur",
        title="Responsable du service des prestations",
        actor=accounts.actor_of(account),
    )
