from __future__ import annotations

from django.urls import path

from telecontrole.rooms.feeds import views

app_name = "feeds"
urlpatterns = [
    path("", views.page, name="page"),
    path("lien/", views.issue, name="issue"),
    path("fermer/", views.revoke, name="revoke"),
    path("<str:secret>.ics", views.feed, name="feed"),
]
