"""Addresses of the insured person's pages. Those that messages carry (`/r/…`, `/rdv/`) never change."""

from __future__ import annotations

from django.urls import path

from telecontrole.hall.person import joining, rights, rights_contacts
from telecontrole.hall.person.views import (
    absence,
    appointment,
    call,
    decision,
    documents,
    guests,
    identity,
    leaving,
    link,
    not_mine,
    outcome,
    pieces,
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
    path("rdv/pieces/", pieces.pieces, name="pieces"),
    path("rdv/absence/", absence.absence, name="absence"),
    path("rdv/decisions/", decision.decisions, name="decisions"),
    path("rdv/decisions/<uuid:decision_id>/ouvrir/", decision.open_decision, name="open_decision"),
    path("rdv/decisions/<uuid:decision_id>/contester/", decision.appeal, name="appeal"),
    path(
        "rdv/decisions/courrier/<uuid:decision_letter_id>/",
        decision.letter,
        name="decision_letter",
    ),
    path("rdv/rejoindre/", call.join, name="join"),
    path("rdv/mes-donnees/", rights.home, name="rights"),
    path("rdv/mes-donnees/lectures/", rights.read_by, name="rights_readers"),
    path("rdv/mes-donnees/telecharger/", rights.download, name="rights_download"),
    path("rdv/mes-donnees/telecharger/archive/", rights.archive, name="rights_archive"),
    path("rdv/mes-donnees/corriger/", rights.correct, name="rights_correct"),
    path("rdv/mes-donnees/contact/", rights_contacts.change, name="rights_contact"),
    path("rdv/mes-donnees/contact/code/", rights_contacts.confirm, name="rights_contact_code"),
    path("rdv/mes-donnees/representant/", rights.representative, name="rights_representative"),
    path(
        "rdv/mes-donnees/representant/fin/",
        rights.end_representative,
        name="rights_representative_end",
    ),
    path("rdv/pas-pour-moi/", not_mine.not_mine, name="not_mine"),
    path("rdv/quitter/", leaving.leave, name="leave"),
    path("rdv/resultat/", outcome.outcome, name="outcome"),
    path("rdv/resultat/lettre/<uuid:letter_id>/", outcome.letter, name="letter"),
]
