"""Tables of the cases, and of the files that bring them."""

from __future__ import annotations

from telecontrole.rooms.cases.models.case import Case, CaseNeeds
from telecontrole.rooms.cases.models.imports import ImportChunk, ImportLine, ImportRun

__all__ = ["Case", "CaseNeeds", "ImportChunk", "ImportLine", "ImportRun"]
