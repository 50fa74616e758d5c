"""Addresses of the kit: the style guide and the accessibility declaration."""

from __future__ import annotations

from django.urls import path

from telecontrole.foundations.web import views

app_name = "web"
urlpatterns = [
    path("", views.styleguide, name="styleguide"),
    path("accessibilite/", views.accessibility, name="accessibility"),
]
