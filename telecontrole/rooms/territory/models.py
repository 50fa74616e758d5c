"""Tables of the territory: what is a caisse, and where does it receive people."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Caisse(models.Model):
    """A health insurance body: its zone decides the hours of its people, its calendar the closed days."""

    code = models.CharField(primary_key=True, max_length=9)
    nom = models.CharField(max_length=200)
    region = models.CharField(max_length=100)
    departement = models.CharField(max_length=3)
    fuseau = models.CharField(max_length=64)
    calendrier = models.CharField(max_length=20)

    class Meta:
        db_table = "territory_caisse"
        constraints = [
            models.CheckConstraint(
                name="territory_caisse_calendrier_known",
                condition=Q(
                    calendrier__in=[
                        "metropole",
                        "alsace_moselle",
                        "guadeloupe",
                        "martinique",
                        "guyane",
                        "la_reunion",
                        "mayotte",
                    ]
                ),
            ),
        ]


class Site(models.Model):
    """A place where a caisse examines people; `salles` rooms can be used at the same time (0 = none)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20, unique=True)
    nom = models.CharField(max_length=200)
    caisse = models.ForeignKey("territory.Caisse", on_delete=models.PROTECT, related_name="+")
    adresse = models.CharField(max_length=300)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    salles = models.IntegerField()
    # Whether a wheelchair gets in and about; nothing is known until a file says so.
    accessible = models.BooleanField(null=True)
    # How to come in: lift, bus, level access. Printed on letters that convene in person.
    acces = models.TextField(blank=True, default="")

    class Meta:
        db_table = "territory_site"
        constraints = [
            models.CheckConstraint(
                name="territory_site_salles_positive", condition=Q(salles__gte=0)
            ),
            models.CheckConstraint(
                name="territory_site_position_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    # A comparison with nothing is neither true nor false, and would pass.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
        ]
