"""``/api/v1/`` when the law stands alone: ``law/<verb>``, ``openapi.json``, ``docs``."""

from __future__ import annotations

from django.urls import path

from telecontrole.hall.law.api import site

urlpatterns = [path("", site().urls)]
