"""Tables of the planning. Private to the room: enter by selectors and services."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Origin, Reason

ON_SITE = Q(modalite=str(Modalite.PRESENTIEL), site__isnull=False, salle__gte=1)
BY_VIDEO = Q(modalite=str(Modalite.VISIO), site__isnull=True, salle__isnull=True)


class Appointment(models.Model):
    """One version of the appointment of a case; a change of time, way or place is a new version.

    `starts_at`, `ends_at` are UTC, without the margin that the diary keeps. `zone` is the person's
    for visio, the site's in person: the clock on which the appointment is shown and announced.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    modalite = models.CharField(max_length=10)
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(
        "territory.Site", null=True, on_delete=models.PROTECT, related_name="+"
    )
    salle = models.PositiveSmallIntegerField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    state = models.CharField(max_length=20)
    origin = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_appointment"
        indexes = [
            models.Index(fields=["medecin", "starts_at"], name="planning_appointment_medecin"),
            models.Index(fields=["site", "starts_at"], name="planning_appointment_site"),
            models.Index(fields=["starts_at", "id"], name="planning_appointment_start"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="planning_appointment_one_per_version", fields=["case", "version"]
            ),
            models.UniqueConstraint(
                name="planning_appointment_one_ahead",
                fields=["case"],
                condition=Q(state=str(AppointmentState.PREVU)),
            ),
            models.CheckConstraint(
                name="planning_appointment_version_from_one", condition=Q(version__gte=1)
            ),
            models.CheckConstraint(
                name="planning_appointment_place_fits_way", condition=ON_SITE | BY_VIDEO
            ),
            models.CheckConstraint(
                name="planning_appointment_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="planning_appointment_state_known",
                condition=Q(state__in=[str(state) for state in AppointmentState]),
            ),
            models.CheckConstraint(
                name="planning_appointment_origin_known",
                condition=Q(origin__in=[str(origin) for origin in Origin]),
            ),
            models.CheckConstraint(
                name="planning_appointment_closed_has_an_instant",
                condition=Q(state=str(AppointmentState.PREVU), closed_at__isnull=True)
                | (~Q(state=str(AppointmentState.PREVU)) & Q(closed_at__isnull=False)),
            ),
        ]


class Unplaced(models.Model):
    """Why a case has no appointment since the last plan, and the task that tells a person."""

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField(max_length=20)
    since = models.DateTimeField()
    task_key = models.CharField(max_length=200)

    class Meta:
        db_table = "planning_unplaced"
        constraints = [
            models.CheckConstraint(
                name="planning_unplaced_reason_known",
                condition=Q(reason__in=[str(reason) for reason in Reason]),
            ),
        ]


class Simulation(models.Model):
    """A plan imagined: what was asked, how far it is, and counts by caisse. Nothing of a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    caisse = models.CharField(max_length=9, blank=True, default="")
    asked = models.JSONField()
    step = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "planning_simulation"
        indexes = [models.Index(fields=["created_at"], name="planning_simulation_created")]
        constraints = [
            models.CheckConstraint(name="planning_simulation_step_known", condition=Q(step__lte=3)),
            models.CheckConstraint(
                name="planning_simulation_done_has_a_result",
                condition=Q(step=3, result__isnull=False) | Q(step__lt=3, result__isnull=True),
            ),
        ]


class PlanRun(models.Model):
    """A plan that is due, or one that was made: counts of the whole country, nothing of a person.

    One waits at most. `asked_by`: who wanted it before its hour; empty for the plan of the night.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    waiting = models.BooleanField(default=True)
    due_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80, blank=True, default="")
    made_at = models.DateTimeField(null=True)
    placed = models.PositiveIntegerField(default=0)
    visio = models.PositiveIntegerField(default=0)
    unplaced = models.PositiveIntegerField(default=0)
    best = models.BooleanField(default=False)

    class Meta:
        db_table = "planning_plan_run"
        indexes = [models.Index(fields=["-made_at"], name="planning_plan_run_made")]
        constraints = [
            models.UniqueConstraint(
                name="planning_plan_run_one_waiting", fields=["waiting"], condition=Q(waiting=True)
            ),
            models.CheckConstraint(
                name="planning_plan_run_made_has_an_instant",
                condition=Q(waiting=True, made_at__isnull=True)
                | Q(waiting=False, made_at__isnull=False),
            ),
        ]
