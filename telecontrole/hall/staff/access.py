"""Who of the staff sees what of a case. The caisse's managers get code and dates only (CSP R4127-104)."""

from __future__ import annotations

from typing import Final

from telecontrole.foundations.access import Role

READERS: Final = frozenset({Role.MEDECIN_CONSEIL, Role.TECHNICIEN, Role.GESTIONNAIRE, Role.CHEF})
MEDICAL_SERVICE: Final = frozenset({Role.MEDECIN_CONSEIL, Role.TECHNICIEN, Role.CHEF})
PROOF: Final = frozenset({Role.TECHNICIEN, Role.CHEF})
