"""Addresses of the questionnaires. `/q/…` is in messages: it never changes."""

from __future__ import annotations

from django.urls import path

from telecontrole.rooms.surveys import views

app_name = "surveys"
urlpatterns = [
    path("<str:token>", views.questionnaire, name="questionnaire"),
    path("<str:token>/", views.questionnaire),
]
