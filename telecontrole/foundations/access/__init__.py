"""Who acts, what for: actors, roles, and the one door to the medical schema."""

from __future__ import annotations

from telecontrole.foundations.access.actors import Actor, ActorKind, Role
from telecontrole.foundations.access.medical import (
    MedicalAccessRefused,
    may_enter_medical,
    medical,
)

__all__ = ["Actor", "ActorKind", "MedicalAccessRefused", "Role", "may_enter_medical", "medical"]
