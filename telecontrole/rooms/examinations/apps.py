from __future__ import annotations

from django.apps import AppConfig


class ExaminationsConfig(AppConfig):
    """Examinations: interview, avis, information of the insured person and the treating doctor."""

    name = "telecontrole.rooms.examinations"
    label = "examinations"
