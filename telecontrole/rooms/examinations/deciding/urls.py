"""Addresses of the managers' pages."""

from __future__ import annotations

from django.urls import path

from telecontrole.rooms.examinations.deciding import delegation_views, views

app_name = "decisions"

urlpatterns = [
    path("", views.index, name="index"),
    path("delegations/", delegation_views.delegations, name="delegations"),
    path("delegations/<uuid:delegation_id>/fin/", delegation_views.end, name="end_delegation"),
    path("<uuid:decision_id>/", views.decision, name="decision"),
    path("<uuid:decision_id>/signer/", views.sign, name="sign"),
    path("lettres/<uuid:decision_letter_id>/", views.letter, name="letter"),
]
