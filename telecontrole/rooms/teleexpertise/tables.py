"""Parameters and sentences of this room."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from telecontrole.foundations.law.parameters import Table, load

FOLDER: Final = Path(__file__).parent / "parameters"
SENTENCES: Final = Path(__file__).parent / "sentences.yaml"


def table() -> Table:
    """The room's dated parameters, read once."""
    return load(FOLDER)
