from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        # The runtime role gets no right here; `access.medical` is the only door.
        migrations.RunSQL("CREATE SCHEMA IF NOT EXISTS medical", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("motif", models.CharField(max_length=30)),
                ("date_debut", models.DateField()),
                ("date_fin", models.DateField(null=True)),
                ("prescripteur_rpps", models.CharField(blank=True, default="", max_length=11)),
                ("medecin_traitant_rpps", models.CharField(blank=True, default="", max_length=11)),
                ("priorite", models.SmallIntegerField()),
                ("langue", models.CharField(default="fr", max_length=8)),
                ("state", models.CharField(max_length=20)),
                ("row_digest", models.BinaryField()),
                ("imported_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "caisse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.caisse",
                    ),
                ),
                (
                    "insured",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.insured",
                    ),
                ),
            ],
            options={
                "db_table": "cases_case",
            },
        ),
        migrations.CreateModel(
            name="CaseNeeds",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("competence", models.CharField(max_length=40)),
                (
                    "besoins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
            ],
            options={
                "db_table": '"medical"."cases_needs"',
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["caisse", "state"], name="cases_case_caisse_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "priorite"], name="cases_case_state_priorite"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["a_planifier", "planifie", "attente_reponse", "a_traiter", "clos"],
                    )
                ),
                name="cases_case_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "motif__in",
                        ["maladie", "accident_travail", "maladie_professionnelle", "invalidite"],
                    )
                ),
                name="cases_case_motif_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("priorite__range", (1, 5))), name="cases_case_priorite_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("date_fin__isnull", True),
                    ("date_fin__gte", models.F("date_debut")),
                    _connector="OR",
                ),
                name="cases_case_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "clos")),
                    models.Q(
                        models.Q(("state", "clos"), _negated=True), ("closed_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="cases_case_closed_has_an_instant",
            ),
        ),
    ]
