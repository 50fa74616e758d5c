"""Addresses of a guest's pages, behind the link `/r/…` of the invitation."""

from __future__ import annotations

from django.urls import path

from telecontrole.hall.guest import entering, views
from telecontrole.rooms.visio import access

app_name = "guest"

# The visio room knows nobody: the hall says which seat a browser holds.
access.register_seat_resolver(entering.resolve_seat)
access.register_subject_resolver(entering.resolve_subject)

urlpatterns = [
    path("", views.home, name="home"),
    path("essai/", views.test, name="test"),
    path("salle/", views.room, name="room"),
]
