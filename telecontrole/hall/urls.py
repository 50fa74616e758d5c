"""Addresses of the entrance: pages for everybody, and pages of the staff made of several rooms."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from telecontrole.hall.public import views as public
from telecontrole.hall.staff.views import (
    case,
    cases,
    contacts,
    corrections,
    desk,
    following,
    glass,
    guests,
    lists,
    quality,
    representing,
)

app_name = "hall"

urlpatterns = [
    path("", public.home, name="home"),
    path("mentions-legales/", public.mentions, name="mentions"),
    # The address that our emails give for personal data.
    path("donnees", RedirectView.as_view(pattern_name="hall:mentions"), name="data"),
    path("contact/", public.contact, name="contact"),
    path("ce-message-vient-il-de-vous/", public.genuine, name="genuine"),
    path("accueil/", desk.desk, name="desk"),
    path("suivi/", lists.today, name="today"),
    path("suivi/semaine/", lists.week, name="week"),
    path("lecture-exceptionnelle/", glass.ask, name="glass_ask"),
    path("lecture-exceptionnelle/registre/", glass.register, name="glass_register"),
    path("lecture-exceptionnelle/<uuid:glass_id>/", glass.show, name="glass"),
    path("corrections/<uuid:request_id>/", corrections.correction, name="correction"),
    path("dossiers/", cases.index, name="cases"),
    path("qualite-visio/", quality.index, name="quality"),
    path("dossiers/rechercher/", cases.search, name="search"),
    path("dossiers/<str:reference>/", case.case, name="case"),
    path("dossiers/<str:reference>/suite/", following.following, name="next"),
    path("dossiers/<str:reference>/contacts/", contacts.contacts, name="contacts"),
    path("dossiers/<str:reference>/participants/", guests.guests, name="guests"),
    path(
        "dossiers/<str:reference>/representant/",
        representing.representative,
        name="representative",
    ),
    path("dossiers/<str:reference>/messages/", case.proofs, name="proofs"),
    path("dossiers/<str:reference>/messages/preuve.pdf", case.proofs_pdf, name="proofs_pdf"),
    path(
        "dossiers/<str:reference>/messages/<str:digest>.pdf", case.proof_letter, name="proof_letter"
    ),
]
