"""Tables of the diaries: when someone can be met, and what is taken."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason

_OF_DOCTOR = Q(medecin__isnull=False, site__isnull=True, salle__isnull=True)
_OF_SITE = Q(medecin__isnull=True, site__isnull=False, salle__isnull=True)
_OF_ROOM = Q(medecin__isnull=True, site__isnull=False, salle__gte=1)


class Availability(models.Model):
    """Hours in which a médecin-conseil receives: local time of the site, for video of the doctor's caisse."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    debut = models.TimeField()
    fin = models.TimeField()
    modalite = models.CharField(max_length=10)
    site = models.ForeignKey(
        "territory.Site", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "diaries_availability"
        indexes = [models.Index(fields=["date", "medecin"], name="diaries_availability_day")]
        constraints = [
            models.UniqueConstraint(
                name="diaries_availability_one_start", fields=["medecin", "date", "debut"]
            ),
            models.CheckConstraint(
                name="diaries_availability_ends_after_start", condition=Q(fin__gt=F("debut"))
            ),
            models.CheckConstraint(
                name="diaries_availability_modalite_known",
                condition=Q(modalite__in=["visio", "presentiel"]),
            ),
            models.CheckConstraint(
                name="diaries_availability_in_person_on_a_site",
                condition=~Q(modalite="presentiel") | Q(site__isnull=False),
            ),
        ]


class Booking(models.Model):
    """One resource taken by one appointment of any room: an agent, an insured person, a room of a site.

    The exclusion constraint is the whole promise: nothing active of one resource overlaps.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.UUIDField()
    resource = models.CharField(max_length=80)
    during = DateTimeRangeField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "diaries_booking"
        indexes = [
            models.Index(fields=["appointment"], name="diaries_booking_appointment"),
        ]
        constraints = [
            ExclusionConstraint(
                name="diaries_booking_no_overlap",
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True),
            ),
            models.CheckConstraint(
                name="diaries_booking_not_empty", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="diaries_booking_bounded",
                condition=Q(during__lower_inf=False, during__upper_inf=False),
            ),
        ]


class WeeklyRule(models.Model):
    """Hours that come back every week, from one day to another, both included; local time as for `Availability`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    debut = models.TimeField()
    fin = models.TimeField()
    modalite = models.CharField(max_length=10)
    site = models.ForeignKey(
        "territory.Site", null=True, on_delete=models.PROTECT, related_name="+"
    )
    first = models.DateField()
    last = models.DateField()

    class Meta:
        db_table = "diaries_weekly_rule"
        indexes = [
            models.Index(fields=["medecin", "weekday"], name="diaries_weekly_rule_doctor"),
            models.Index(fields=["last", "first"], name="diaries_weekly_rule_period"),
        ]
        constraints = [
            models.CheckConstraint(
                name="diaries_weekly_rule_weekday_known", condition=Q(weekday__lte=6)
            ),
            models.CheckConstraint(
                name="diaries_weekly_rule_ends_after_start", condition=Q(fin__gt=F("debut"))
            ),
            models.CheckConstraint(
                name="diaries_weekly_rule_period_in_order", condition=Q(last__gte=F("first"))
            ),
            models.CheckConstraint(
                name="diaries_weekly_rule_place_fits_way",
                condition=Q(modalite="visio", site__isnull=True)
                | Q(modalite="presentiel", site__isnull=False),
            ),
        ]


class RuleException(models.Model):
    """A day on which a weekly rule does not hold."""

    rule = models.ForeignKey("diaries.WeeklyRule", on_delete=models.CASCADE, related_name="+")
    date = models.DateField()

    class Meta:
        db_table = "diaries_rule_exception"
        constraints = [
            models.UniqueConstraint(
                name="diaries_rule_exception_once_a_day", fields=["rule", "date"]
            ),
        ]


class Closure(models.Model):
    """Time taken out of a diary: an absence, a block, a closed site, a room out of use.

    It holds its doctor or rooms by bookings of its own id, so that nothing can be booked there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    medecin = models.ForeignKey(
        "people.MedecinConseil", null=True, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        "territory.Site", null=True, on_delete=models.PROTECT, related_name="+"
    )
    salle = models.PositiveSmallIntegerField(null=True)
    during = DateTimeRangeField()
    reason = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "diaries_closure"
        indexes = [
            models.Index(
                fields=["medecin"], name="diaries_closure_doctor", condition=Q(lifted_at=None)
            ),
            models.Index(fields=["site"], name="diaries_closure_site", condition=Q(lifted_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="diaries_closure_kind_fits_what_it_closes",
                condition=(
                    Q(kind__in=[ClosureKind.ABSENCE.value, ClosureKind.BLOCAGE.value]) & _OF_DOCTOR
                )
                | (Q(kind=ClosureKind.SITE.value) & _OF_SITE)
                | (Q(kind=ClosureKind.SALLE.value) & _OF_ROOM),
            ),
            models.CheckConstraint(
                name="diaries_closure_reason_known",
                condition=Q(reason__in=[reason.value for reason in ClosureReason]),
            ),
            models.CheckConstraint(
                name="diaries_closure_not_empty", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="diaries_closure_bounded",
                condition=Q(during__lower_inf=False, during__upper_inf=False),
            ),
        ]
