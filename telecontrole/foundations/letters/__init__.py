"""Letters: `render(template, data)` gives a PDF that is tagged (PDF/UA-1) and archivable (PDF/A)."""

from __future__ import annotations

from .engine import PLAIN, ROOT, LetterFault, LetterIncomplete, render

__all__ = ["PLAIN", "ROOT", "LetterFault", "LetterIncomplete", "render"]
