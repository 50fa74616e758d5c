from __future__ import annotations

from django.urls import path

from telecontrole.rooms.planning import views

app_name = "planning"
urlpatterns = [
    path("", views.index, name="index"),
    path("medecins/<uuid:medecin_id>/", views.doctor, name="doctor"),
    path("sites/<uuid:site_id>/", views.site, name="site"),
    path("sans-place/", views.without_place, name="without_place"),
]
