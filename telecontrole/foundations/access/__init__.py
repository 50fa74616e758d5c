"""Who acts, what for: actors, roles, the guard of staff pages, and the one door to the medical schema."""

from __future__ import annotations

from telecontrole.foundations.access.actors import Actor, ActorKind, Role
from telecontrole.foundations.access.guards import for_roles, for_staff, for_staff_who
from telecontrole.foundations.access.medical import (
    MedicalAccessRefused,
    may_enter_medical,
    medical,
)

__all__ = [
    "Actor",
    "ActorKind",
    "MedicalAccessRefused",
    "Role",
    "for_roles",
    "for_staff",
    "for_staff_who",
    "may_enter_medical",
    "medical",
]
