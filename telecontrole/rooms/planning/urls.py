from __future__ import annotations

from django.urls import path

from telecontrole.rooms.planning import views
from telecontrole.rooms.planning.changes import hours_views, move_views
from telecontrole.rooms.planning.changes import views as changes
from telecontrole.rooms.planning.whatif import views as whatif

app_name = "planning"
urlpatterns = [
    path("", views.index, name="index"),
    path("medecins/<uuid:medecin_id>/", views.doctor, name="doctor"),
    path("sites/<uuid:site_id>/", views.site, name="site"),
    path("medecins/<uuid:medecin_id>/absence/", changes.close_doctor, name="close_doctor"),
    path("medecins/<uuid:medecin_id>/horaires/", hours_views.hours, name="hours"),
    path("medecins/<uuid:medecin_id>/horaires/<uuid:hours_id>/", hours_views.remove, name="remove"),
    path("horaires/<uuid:rule_id>/", hours_views.rule, name="rule"),
    path("sites/<uuid:site_id>/fermer/", changes.close_site, name="close_site"),
    path("fermetures/<uuid:closure_id>/lever/", changes.lift, name="lift"),
    path("rendez-vous/<uuid:appointment_id>/deplacer/", move_views.move, name="move"),
    path("dossiers/<str:reference>/pourquoi/", views.why, name="why"),
    path("capacite/", whatif.load, name="capacity"),
    path("et-si/", whatif.imagine, name="imagine"),
    path("et-si/<uuid:simulation_id>/", whatif.imagined, name="imagined"),
    path("sans-place/", views.without_place, name="without_place"),
    path("sans-place/planifier/", views.plan_now, name="plan_now"),
]
