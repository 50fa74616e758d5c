from __future__ import annotations

from django.urls import path

from telecontrole.rooms.visio import views

app_name = "visio"

urlpatterns = [
    path("essai/relais/", views.test_servers, name="test-servers"),
    path("essai/resultat/", views.test_results, name="test-results"),
    path("<uuid:session_id>/ticket/", views.ticket, name="ticket"),
]
