"""Words of the diaries."""

from __future__ import annotations

from enum import StrEnum


class Modalite(StrEnum):
    """How people meet: by video, or on a site."""

    VISIO = "visio"
    PRESENTIEL = "presentiel"
