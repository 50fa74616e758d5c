"""Django application of the web kit: it owns templates, static files and no table."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Label `web`: template names and static paths start with it."""

    name = "telecontrole.foundations.web"
    label = "web"
    verbose_name = "Pages et composants"
