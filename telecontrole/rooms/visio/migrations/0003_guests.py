"""Third persons are invited by name; who was shown out frees a place."""

from __future__ import annotations

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visio", "0002_join"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.CharField(max_length=80)),
                ("place", models.SmallIntegerField(null=True)),
                ("role", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("channel", models.CharField(blank=True, default="", max_length=10)),
                ("address_sealed", models.BinaryField(blank=True, default=b"")),
                ("token_hash", models.BinaryField(unique=True)),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("invited_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "visio_guest",
            },
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="visio_seat_at_most_four",
        ),
        migrations.AlterField(
            model_name="seat",
            name="position",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("position__gte", 1), ("position__isnull", False), ("position__lte", 4)
                    ),
                    models.Q(("excluded_at__isnull", False), ("position__isnull", True)),
                    _connector="OR",
                ),
                name="visio_seat_at_most_four",
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(fields=["about"], name="visio_guest_about"),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.UniqueConstraint(
                fields=("about", "place"), name="visio_guest_one_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("place__gte", 1),
                        ("place__isnull", False),
                        ("place__lte", 2),
                        ("withdrawn_at__isnull", True),
                    ),
                    models.Q(("place__isnull", True), ("withdrawn_at__isnull", False)),
                    _connector="OR",
                ),
                name="visio_guest_two_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["interprete", "interprete_lsf", "proche", "avocat", "medecin"])
                ),
                name="visio_guest_role_known",
            ),
        ),
    ]
