from __future__ import annotations

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Letters: data in, a tagged and archivable PDF out."""

    name = "telecontrole.foundations.letters"
    label = "letters"
