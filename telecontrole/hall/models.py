"""Tables of the hall: what the pages about personal data keep."""

from __future__ import annotations

from telecontrole.hall.protection.models import (
    BrokenGlass,
    CorrectionRequest,
    Hold,
    PersonalExport,
)

__all__ = ["BrokenGlass", "CorrectionRequest", "Hold", "PersonalExport"]
