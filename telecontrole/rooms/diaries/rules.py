"""Names of what can be booked. Whoever books writes them the same way, or the constraint sees nothing."""

from __future__ import annotations

from uuid import UUID


def agent(person: UUID) -> str:
    """A member of the staff, of any kind."""
    return f"agent:{person}"


def insured(person: UUID) -> str:
    """An insured person."""
    return f"insured:{person}"


def room(site: UUID, number: int) -> str:
    """A room of a site; rooms are numbered from 1 to `salles`."""
    return f"room:{site}:{number}"
