"""Addresses of the insured person's pages. Those that messages carry (`/r/…`, `/rdv/`) never change."""

from __future__ import annotations

from django.urls import path

from telecontrole.hall.person import joining
from telecontrole.hall.person.views import (
    appointment,
    call,
    documents,
    guests,
    identity,
    link,
    outcome,
)
from telecontrole.rooms.visio import access

app_name = "person"

# The visio room knows nobody: the hall says which seat a browser holds. Asked during requests only.
access.register_seat_resolver(joining.resolve_seat)
access.register_subject_resolver(joining.resolve_subject)

urlpatterns = [
    path("r/<str:token>", link.link, name="link"),
    path("r/<str:token>/", link.link),
    path("rdv/", appointment.home, name="home"),
    path("rdv/agenda.ics", appointment.calendar, name="calendar"),
    path("rdv/choix/", appointment.chosen, name="chosen"),
    path("rdv/choix/<str:choice>/", appointment.choose, name="choose"),
    path("rdv/essai/", appointment.test, name="test"),
    path("rdv/documents/", documents.documents, name="documents"),
    path("rdv/accompagnants/", guests.guests, name="guests"),
    path("rdv/identite/sans-code/", identity.without_code, name="without_code"),
    path("rdv/identite/<str:purpose>/", identity.birth, name="birth"),
    path("rdv/identite/<str:purpose>/code/", identity.code, name="code"),
    path("rdv/identite/<str:purpose>/autre-code/", identity.another_code, name="another_code"),
    path("rdv/rejoindre/", call.join, name="join"),
    path("rdv/resultat/", outcome.outcome, name="outcome"),
    path("rdv/resultat/lettre/<uuid:letter_id>/", outcome.letter, name="letter"),
]
