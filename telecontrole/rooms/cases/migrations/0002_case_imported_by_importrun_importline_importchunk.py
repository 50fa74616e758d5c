from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="imported_by",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(blank=True, default="", max_length=200)),
                ("state", models.CharField(max_length=20)),
                ("dry_run", models.BooleanField(default=False)),
                ("actor_kind", models.CharField(max_length=20)),
                ("actor_id", models.CharField(max_length=64)),
                ("caisse", models.CharField(blank=True, default="", max_length=9)),
                ("refusal", models.CharField(blank=True, default="", max_length=40)),
                ("refusal_params", models.JSONField(default=dict)),
                ("bytes_total", models.BigIntegerField(default=0)),
                ("bytes_read", models.BigIntegerField(default=0)),
                ("accepted", models.IntegerField(default=0)),
                ("warnings", models.IntegerField(default=0)),
                ("rejected", models.IntegerField(default=0)),
                ("created", models.IntegerField(default=0)),
                ("updated", models.IntegerField(default=0)),
                ("unchanged", models.IntegerField(default=0)),
                ("received_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_import_run",
                "indexes": [
                    models.Index(fields=["state", "received_at"], name="cases_import_run_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["recu", "en_cours", "termine", "refuse"])
                        ),
                        name="cases_import_run_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.IntegerField()),
                ("reference", models.CharField(blank=True, default="", max_length=60)),
                ("verdict", models.CharField(max_length=20)),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("cells_sealed", models.BinaryField()),
                ("corrected_at", models.DateTimeField(null=True)),
                ("corrected_by", models.CharField(blank=True, default="", max_length=64)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.importrun",
                    ),
                ),
            ],
            options={
                "db_table": "cases_import_line",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "line"), name="cases_import_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["avertissement", "rejet"])),
                        name="cases_import_line_verdict_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("body_sealed", models.BinaryField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.importrun",
                    ),
                ),
            ],
            options={
                "db_table": "cases_import_chunk",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "number"), name="cases_import_chunk_in_order"
                    )
                ],
            },
        ),
    ]
