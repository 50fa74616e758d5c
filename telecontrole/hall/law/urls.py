"""Addresses of « calculer »."""

from __future__ import annotations

from django.urls import path

from telecontrole.hall.law import views

app_name = "law"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>/", views.calculate, name="calculate"),
]
