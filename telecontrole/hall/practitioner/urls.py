"""Addresses of the practitioner's pages; `/medecin/` stands in our letters and never changes."""

from __future__ import annotations

from django.urls import path

from telecontrole.hall.practitioner import exchanging, views

app_name = "practitioner"

urlpatterns = [
    path("", views.home, name="home"),
    path("code/", views.code, name="code"),
    path("code/autre/", views.another_code, name="another_code"),
    path("avis/", views.avis, name="avis"),
    path("echange/", exchanging.exchange, name="exchange"),
    path("echange/ouvrir/", exchanging.open_exchange, name="open_exchange"),
    path("echange/appel/", exchanging.ask_call, name="ask_call"),
    path("quitter/", views.leave, name="leave"),
]
