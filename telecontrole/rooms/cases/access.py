"""Who may bring files in, and see what became of them."""

from __future__ import annotations

from telecontrole.foundations.access import Actor, Role, for_staff_who


def may_import(actor: Actor) -> bool:
    """Technicians of the medical service and administrators; lines of other caisses are refused one by one."""
    return actor.has(Role.TECHNICIEN, Role.ADMINISTRATEUR)


def may_read_lines(actor: Actor, kind: str) -> bool:
    """A line of a file of cases holds the NIR and the needs: the medical service's technicians only (CSP R4127-104)."""
    return kind != "cases" or actor.has(Role.TECHNICIEN)


# The views of who may import; they get the actor after the request.
importing_staff = for_staff_who(may_import)
