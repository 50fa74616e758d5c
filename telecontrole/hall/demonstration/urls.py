"""Addresses of the demonstration."""

from __future__ import annotations

from django.urls import path

from telecontrole.hall.demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("", views.home, name="home"),
    path("entrer/<str:token>/", views.enter, name="enter"),
    path("etre/<slug:key>/", views.be, name="be"),
    path("entretien/", views.again, name="again"),
    path("messages/", views.messages, name="messages"),
    path("lettres/", views.post_letters, name="post_letters"),
    path("lettres/<uuid:notice_id>/", views.letter, name="letter"),
]
