"""Tables of the people: reference data from the files, those who sign in, links and codes."""

from __future__ import annotations

from telecontrole.rooms.people.models.access import (
    AccessLink,
    Account,
    Invitation,
    OneTimeCode,
)
from telecontrole.rooms.people.models.reference import (
    ContactHistory,
    Insured,
    MedecinConseil,
    Practitioner,
    Representative,
)

__all__ = [
    "AccessLink",
    "Account",
    "ContactHistory",
    "Insured",
    "Invitation",
    "MedecinConseil",
    "OneTimeCode",
    "Practitioner",
    "Representative",
]
