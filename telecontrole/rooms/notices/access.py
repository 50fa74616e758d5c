"""Who works on messages. An address, and a letter, are read by the technicians of the medical service only."""

from __future__ import annotations

from typing import Final

from telecontrole.foundations.access import Actor, Role

READERS: Final = (Role.TECHNICIEN, Role.ADMINISTRATEUR, Role.CHEF)
ACTORS: Final = (Role.TECHNICIEN, Role.ADMINISTRATEUR)
# A letter names the person and may say the avis; an administrator has no need of it (RGPD art. 5).
CONFIDANTS: Final = (Role.TECHNICIEN,)


def may_act(actor: Actor) -> bool:
    """Whether the actor settles outcomes and says what was posted."""
    return actor.has(*ACTORS)


def may_see_addresses(actor: Actor) -> bool:
    """Whether the actor reads addresses and letters, and corrects them."""
    return actor.has(*CONFIDANTS)
