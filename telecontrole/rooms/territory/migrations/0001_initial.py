from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Caisse",
            fields=[
                ("code", models.CharField(max_length=9, primary_key=True, serialize=False)),
                ("nom", models.CharField(max_length=200)),
                ("region", models.CharField(max_length=100)),
                ("departement", models.CharField(max_length=3)),
                ("fuseau", models.CharField(max_length=64)),
                ("calendrier", models.CharField(max_length=20)),
            ],
            options={
                "db_table": "territory_caisse",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "calendrier__in",
                                [
                                    "metropole",
                                    "alsace_moselle",
                                    "guadeloupe",
                                    "martinique",
                                    "guyane",
                                    "la_reunion",
                                    "mayotte",
                                ],
                            )
                        ),
                        name="territory_caisse_calendrier_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("nom", models.CharField(max_length=200)),
                ("adresse", models.CharField(max_length=300)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("salles", models.IntegerField()),
                ("acces", models.TextField(blank=True, default="")),
                (
                    "caisse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.caisse",
                    ),
                ),
            ],
            options={
                "db_table": "territory_site",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("salles__gte", 0)),
                        name="territory_site_salles_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (-90, 90)),
                                ("longitude__isnull", False),
                                ("longitude__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="territory_site_position_on_earth",
                    ),
                ],
            },
        ),
    ]
