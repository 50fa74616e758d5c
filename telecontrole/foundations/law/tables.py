"""The parameters that several rooms share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from telecontrole.foundations.law.parameters import Table, load

FOLDER: Final = Path(__file__).parent / "parameters"
SENTENCES: Final = Path(__file__).parent / "sentences.yaml"


def shared() -> Table:
    """Parameters of the allowances, leaves and invalidity, read once."""
    return load(FOLDER)
