"""Figures of calls settled once each, and the alarm when too few succeed."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visio", "0004_exchanges"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("grouping", models.CharField(blank=True, max_length=20)),
                ("browser", models.CharField(max_length=12)),
                ("system", models.CharField(max_length=12)),
                ("transport", models.CharField(max_length=12)),
                ("succeeded", models.BooleanField()),
                ("first_frame_ms", models.IntegerField(null=True)),
                ("rtt_ms", models.IntegerField(null=True)),
                ("loss", models.FloatField(null=True)),
                ("frozen_ms", models.BigIntegerField()),
                ("seconds", models.IntegerField()),
                ("restarts", models.IntegerField()),
            ],
            options={
                "db_table": "visio_call_figure",
            },
        ),
        migrations.CreateModel(
            name="QualityAlarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("calls", models.IntegerField()),
                ("succeeded", models.IntegerField()),
            ],
            options={
                "db_table": "visio_quality_alarm",
            },
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["ended_at"],
                name="visio_session_ended",
            ),
        ),
        migrations.AddField(
            model_name="callfigure",
            name="seat",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="visio.seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualityalarm",
            constraint=models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(("closed_at__isnull", True)),
                name="visio_quality_alarm_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="callfigure",
            index=models.Index(fields=["at"], name="visio_call_figure_at"),
        ),
        migrations.AddConstraint(
            model_name="callfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("loss__isnull", True),
                    models.Q(("loss__gte", 0), ("loss__lte", 1)),
                    _connector="OR",
                ),
                name="visio_call_figure_loss_is_a_share",
            ),
        ),
    ]
