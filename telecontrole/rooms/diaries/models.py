"""Tables of the diaries: when someone can be met, and what is taken."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q


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
