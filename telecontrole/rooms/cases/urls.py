"""Addresses of the imports."""

from __future__ import annotations

from django.urls import path

from telecontrole.rooms.cases import views

app_name = "cases"

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<uuid:run_id>/", views.import_report, name="import_report"),
    path("<uuid:run_id>/ligne/<int:number>/", views.import_line, name="import_line"),
]
