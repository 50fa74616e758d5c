"""Addresses of the médecin-conseil's pages."""

from __future__ import annotations

from django.urls import path

from telecontrole.rooms.examinations import views

app_name = "examinations"

urlpatterns = [
    path("", views.day, name="day"),
    path("<uuid:appointment_id>/", views.interview, name="interview"),
    path("<uuid:appointment_id>/ouvrir/", views.start, name="start"),
    path("<uuid:appointment_id>/notes/", views.notes, name="notes"),
    path("<uuid:appointment_id>/terminer/", views.end, name="end"),
    path("<uuid:appointment_id>/suite/", views.ended, name="ended"),
]
