"""Addresses of the site. Each room brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from telecontrole.hall import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.page, name="metrics"),
    path("", include("telecontrole.hall.urls")),
    path("", include("telecontrole.hall.person.urls")),
    path("medecin/", include("telecontrole.hall.practitioner.urls")),
    path("invite/", include("telecontrole.hall.guest.urls")),
    path("", include("telecontrole.rooms.people.urls")),
    path("demonstration/", include("telecontrole.hall.demonstration.urls")),
    path("kit/", include("telecontrole.foundations.web.urls")),
    path("agendas/", include("telecontrole.rooms.planning.urls")),
    path("mon-agenda/", include("telecontrole.rooms.feeds.urls")),
    path("import/", include("telecontrole.rooms.cases.urls")),
    path("taches/", include("telecontrole.rooms.worklist.urls")),
    path("messages/", include("telecontrole.rooms.notices.urls")),
    path("visio/", include("telecontrole.rooms.visio.urls")),
    path("pilotage/", include("telecontrole.rooms.observatory.urls")),
    path("q/", include("telecontrole.rooms.surveys.urls")),
    path("entretiens/", include("telecontrole.rooms.examinations.call_urls")),
    path("entretiens/", include("telecontrole.rooms.examinations.urls")),
    path("decisions/", include("telecontrole.rooms.examinations.deciding.urls")),
    path("droits/", include("telecontrole.hall.law.urls")),
    path("api/v1/", include("telecontrole.hall.law.api_urls")),
]

handler400 = "telecontrole.foundations.web.errors.bad_request"
handler403 = "telecontrole.foundations.web.errors.forbidden"
handler404 = "telecontrole.foundations.web.errors.not_found"
handler500 = "telecontrole.foundations.web.errors.server_error"
