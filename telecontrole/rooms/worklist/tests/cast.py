"""The people of the stories: a technician of each of two caisses, a head, a benefit manager."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.rooms.worklist import services

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 12, tzinfo=UTC)


def staff(name: str, role: Role, caisse: str | None = "141") -> Actor:
    """A member of staff."""
    return Actor(ActorKind.STAFF, f"id-{name}", frozenset({role}), caisse, name.capitalize())


ALICE = staff("alice", Role.TECHNICIEN)
BOB = staff("bob", Role.TECHNICIEN)
CHARLIE = staff("charlie", Role.TECHNICIEN, "761")
HEAD = staff("head", Role.CHEF)
NATIONAL = staff("national", Role.CHEF, None)
MANAGER = staff("manager", Role.GESTIONNAIRE)
DOCTOR = staff("doctor", Role.MEDECIN_CONSEIL)


def a_task(
    key: str = "k1", queue: str = "notices", caisse: str = "141", due_at: datetime = DUE
) -> UUID:
    """An open task."""
    return services.open_task(
        queue=queue,
        kind="notice_failed",
        caisse=caisse,
        subject=f"case:{key}",
        due_at=due_at,
        params={"channel": "email"},
        key=key,
    )
