"""Addresses of the médecin-conseil's pages."""

from __future__ import annotations

from django.urls import path

from telecontrole.rooms.examinations import reserve_views, views
from telecontrole.rooms.examinations.records import views as record_views
from telecontrole.rooms.examinations.thread import views as thread_views

app_name = "examinations"

urlpatterns = [
    path("", views.day, name="day"),
    path("<uuid:appointment_id>/", views.interview, name="interview"),
    path("<uuid:appointment_id>/ouvrir/", views.start, name="start"),
    path("<uuid:appointment_id>/notes/", views.notes, name="notes"),
    path("<uuid:appointment_id>/terminer/", views.end, name="end"),
    path("<uuid:appointment_id>/suite/", views.ended, name="ended"),
    path("<uuid:appointment_id>/conflit/", views.conflict, name="conflict"),
    path("<uuid:appointment_id>/avant/<uuid:examination_id>/", views.previous, name="previous"),
    path("<uuid:appointment_id>/pieces/", reserve_views.reserve, name="reserve"),
    path("<uuid:appointment_id>/pieces/<uuid:piece_id>/", reserve_views.piece, name="piece"),
    path("paragraphes/", record_views.paragraphs_page, name="paragraphs"),
    path(
        "paragraphes/<uuid:paragraph_id>/retirer/",
        record_views.remove_paragraph,
        name="remove_paragraph",
    ),
    path("echanges/", thread_views.exchanges, name="exchanges"),
    path("echanges/<uuid:avis_id>/", thread_views.exchange, name="exchange"),
    path("echanges/<uuid:avis_id>/ouvrir/", thread_views.open_exchange, name="open_exchange"),
    path("echanges/<uuid:avis_id>/appel/", thread_views.call, name="call"),
]
