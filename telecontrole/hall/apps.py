from __future__ import annotations

from django.apps import AppConfig


class HallConfig(AppConfig):
    """The entrance hall."""

    name = "telecontrole.hall"
    label = "hall"
