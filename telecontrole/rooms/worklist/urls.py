from __future__ import annotations

from django.urls import path

from . import views

app_name = "worklist"
urlpatterns = [
    path("", views.index, name="index"),
    path("suivante/", views.take_next, name="next"),
    path("<uuid:task_id>/", views.task, name="task"),
    path("<uuid:task_id>/prendre/", views.claim, name="claim"),
    path("<uuid:task_id>/rendre/", views.release, name="release"),
    path("<uuid:task_id>/faire/", views.finish, name="finish"),
]
