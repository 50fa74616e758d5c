from __future__ import annotations

from django.urls import path

from telecontrole.rooms.observatory import views

app_name = "observatory"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>.csv", views.table, name="table"),
]
