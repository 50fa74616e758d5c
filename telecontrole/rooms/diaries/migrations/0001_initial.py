from __future__ import annotations

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("appointment", models.UUIDField()),
                ("resource", models.CharField(max_length=80)),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "diaries_booking",
                "indexes": [
                    models.Index(fields=["appointment"], name="diaries_booking_appointment")
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("active", True)),
                        expressions=[("resource", "="), ("during", "&&")],
                        name="diaries_booking_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False)),
                        name="diaries_booking_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__lower_inf", False), ("during__upper_inf", False)
                        ),
                        name="diaries_booking_bounded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Availability",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField()),
                ("debut", models.TimeField()),
                ("fin", models.TimeField()),
                ("modalite", models.CharField(max_length=10)),
                (
                    "medecin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.medecinconseil",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.site",
                    ),
                ),
            ],
            options={
                "db_table": "diaries_availability",
                "indexes": [
                    models.Index(fields=["date", "medecin"], name="diaries_availability_day")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("medecin", "date", "debut"), name="diaries_availability_one_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fin__gt", models.F("debut"))),
                        name="diaries_availability_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("modalite__in", ["visio", "presentiel"])),
                        name="diaries_availability_modalite_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("modalite", "presentiel"), _negated=True),
                            ("site__isnull", False),
                            _connector="OR",
                        ),
                        name="diaries_availability_in_person_on_a_site",
                    ),
                ],
            },
        ),
    ]
