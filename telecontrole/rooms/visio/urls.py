from __future__ import annotations

from django.urls import path

from telecontrole.rooms.visio import views

app_name = "visio"

urlpatterns = [
    path("<uuid:session_id>/ticket/", views.ticket, name="ticket"),
]
