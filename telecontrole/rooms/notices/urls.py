from __future__ import annotations

from django.urls import path

from telecontrole.rooms.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.undelivered, name="undelivered"),
    path("sms/", views.spending, name="spending"),
    path("lettres/", views.letters, name="letters"),
    path("lettres/imprimer/", views.print_letters, name="print_letters"),
    path("lettres/poster/", views.post_letters, name="post_letters"),
    path("<uuid:notice_id>/", views.notice, name="notice"),
    path("<uuid:notice_id>/adresse/", views.correct, name="correct"),
    path("<uuid:notice_id>/reception/", views.reception, name="reception"),
    path("<uuid:notice_id>/sort/", views.resolve, name="resolve"),
]
