"""Words of télé-expertise."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Acts of télé-expertise: the doctor who answers (requis) and the one who asks (requérant)."""

    TE2 = "TE2"
    RQD = "RQD"
