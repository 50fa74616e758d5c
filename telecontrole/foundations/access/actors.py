"""The person or program that acts: carried through every service, written in every journal entry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of actor: decides where its identifier points."""

    STAFF = "staff"
    INSURED = "insured"
    PRACTITIONER = "practitioner"
    SYSTEM = "system"


class Role(StrEnum):
    """Roles of the staff of a caisse. The values are the words of docs/glossary.md."""

    MEDECIN_CONSEIL = "medecin_conseil"
    TECHNICIEN = "technicien"
    GESTIONNAIRE = "gestionnaire"
    CHEF = "chef"
    ADMINISTRATEUR = "administrateur"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor: kind, opaque identifier, roles, and the caisse it is bound to (None = the whole country)."""

    kind: ActorKind
    id: str
    roles: frozenset[Role] = frozenset()
    caisse: str | None = None
    label: str = ""

    @staticmethod
    def system(name: str) -> Actor:
        """A program of ours, named: `planner`, `sealer`, `rehearsal`…"""
        return Actor(kind=ActorKind.SYSTEM, id=name, label=name)

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of these roles."""
        return not self.roles.isdisjoint(roles)

    def serves(self, caisse: str) -> bool:
        """Whether the actor may act for `caisse` (its own, or any when bound to none)."""
        return self.kind is ActorKind.SYSTEM or self.caisse is None or self.caisse == caisse
