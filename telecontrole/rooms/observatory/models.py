"""Aggregates only: no row is about a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Weekly(models.Model):
    """A number of one week, caisse and modality."""

    week = models.DateField()
    caisse = models.CharField(max_length=10)
    modalite = models.CharField(max_length=10)
    measure = models.CharField(max_length=50)
    number = models.IntegerField()
    # What the measure adds up (hours, minutes, kilometres); 0 for a plain count.
    total = models.FloatField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["week", "caisse", "modalite", "measure"],
                name="observatory_weekly_counted_once",
            ),
            models.CheckConstraint(
                name="observatory_weekly_keeps_weeks", condition=Q(week__iso_week_day=1)
            ),
            models.CheckConstraint(
                name="observatory_weekly_not_negative",
                condition=Q(number__gte=0, total__gte=0),
            ),
        ]
        indexes = [models.Index(fields=["caisse", "week"], name="observatory_weekly_of_caisse")]


class Hidden(models.Model):
    """The numbers of one caisse, or of the country (``""``), that must not be shown: counted with all others at once."""

    caisse = models.CharField(max_length=10, primary_key=True)
    # The Monday of the week in which the periods end.
    week = models.DateField()
    # `period or Monday|modality|measure`; of the caisses beside one another, in the row of the country:
    # `period|caisse|modality|measure`.
    places = models.JSONField(default=list)
    caisses = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observatory_hidden_ends_with_a_week", condition=Q(week__iso_week_day=1)
            ),
        ]
