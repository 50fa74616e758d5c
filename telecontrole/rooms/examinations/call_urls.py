"""Addresses of what the médecin-conseil reads and keeps of a call."""

from __future__ import annotations

from django.urls import path

from telecontrole.rooms.examinations import call_views

app_name = "call_papers"

urlpatterns = [
    path(
        "<uuid:appointment_id>/documents/<uuid:document_id>/",
        call_views.document,
        name="document",
    ),
    path("<uuid:appointment_id>/echange/", call_views.exchange, name="exchange"),
]
