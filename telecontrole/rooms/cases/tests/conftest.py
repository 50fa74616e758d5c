"""The sample export, imported up to the file that a test is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from telecontrole.rooms.cases import importers

DATA = Path(settings.BASE_DIR) / "demo" / "data"


@pytest.fixture
def data() -> Path:
    """Folder of the sample export."""
    return DATA


@pytest.fixture
def caisses(db: None) -> None:
    """The caisses of the sample are known."""
    importers.run("caisses", DATA / "caisses.csv")


@pytest.fixture
def territory(caisses: None) -> None:
    """Caisses, sites, médecins-conseils and practitioners of the sample are known."""
    for kind in ("sites", "medecins", "praticiens"):
        importers.run(kind, DATA / f"{kind}.csv")
