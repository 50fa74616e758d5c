"""Addresses of the site. Each room brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
for _prefix, _module in (
    ("", "telecontrole.hall.urls"),
    ("", "telecontrole.hall.person.urls"),
    ("medecin/", "telecontrole.hall.practitioner.urls"),
    ("", "telecontrole.rooms.people.urls"),
    ("demonstration/", "telecontrole.hall.demonstration.urls"),
    ("kit/", "telecontrole.foundations.web.urls"),
    ("agendas/", "telecontrole.rooms.planning.urls"),
    ("import/", "telecontrole.rooms.cases.urls"),
    ("taches/", "telecontrole.rooms.worklist.urls"),
    ("visio/", "telecontrole.rooms.visio.urls"),
    ("entretiens/", "telecontrole.rooms.examinations.urls"),
    ("droits/", "telecontrole.hall.law.urls"),
):
    try:
        _found = find_spec(_module) is not None
    except ModuleNotFoundError:
        _found = False
    if _found:
        urlpatterns.append(path(_prefix, include(_module)))

handler400 = "telecontrole.foundations.web.errors.bad_request"
handler403 = "telecontrole.foundations.web.errors.forbidden"
handler404 = "telecontrole.foundations.web.errors.not_found"
handler500 = "telecontrole.foundations.web.errors.server_error"
