"""Who may look at the diaries: they say when and where, never why."""

from __future__ import annotations

from typing import Final

from telecontrole.foundations.access import Actor, ActorKind, Role, for_staff_who

_READERS: Final = (Role.TECHNICIEN, Role.CHEF, Role.MEDECIN_CONSEIL)
_KEEPERS: Final = (Role.TECHNICIEN, Role.CHEF)


def may_read_diaries(actor: Actor) -> bool:
    """Those who fill the diaries, keep them, or stand in them."""
    return actor.kind is ActorKind.STAFF and actor.has(*_READERS)


def may_keep_diaries(actor: Actor) -> bool:
    """Those who change diaries and move appointments."""
    return actor.kind is ActorKind.STAFF and actor.has(*_KEEPERS)


# The views of who may look, and of who may change; they get the actor after the request.
for_readers = for_staff_who(may_read_diaries)
for_keepers = for_staff_who(may_keep_diaries)
