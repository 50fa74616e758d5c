from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import telecontrole.foundations.clock.service


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Insured",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nir_fingerprint", models.BinaryField(unique=True)),
                ("nir_sealed", models.BinaryField()),
                ("nom_naissance", models.CharField(max_length=100)),
                ("nom_usage", models.CharField(blank=True, default="", max_length=100)),
                ("prenoms", models.CharField(max_length=100)),
                ("sexe", models.CharField(max_length=1)),
                ("date_naissance", models.DateField()),
                ("langue", models.CharField(default="fr", max_length=8)),
                ("adresse", models.CharField(blank=True, default="", max_length=300)),
                ("code_postal", models.CharField(blank=True, default="", max_length=10)),
                ("commune", models.CharField(blank=True, default="", max_length=150)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("email_source", models.CharField(blank=True, default="", max_length=20)),
                ("mobile", models.CharField(blank=True, default="", max_length=16)),
                ("mobile_source", models.CharField(blank=True, default="", max_length=20)),
                ("contact_updated_at", models.DateTimeField(null=True)),
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
                "db_table": "people_insured",
            },
        ),
        migrations.CreateModel(
            name="ContactHistory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("value_sealed", models.BinaryField()),
                ("source", models.CharField(blank=True, default="", max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "insured",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.insured",
                    ),
                ),
            ],
            options={
                "db_table": "people_contact_history",
            },
        ),
        migrations.CreateModel(
            name="MedecinConseil",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rpps", models.CharField(max_length=11, unique=True)),
                ("nom", models.CharField(max_length=100)),
                ("prenoms", models.CharField(max_length=100)),
                (
                    "competences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("courriel", models.CharField(blank=True, default="", max_length=254)),
                ("actif", models.BooleanField(default=True)),
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
                "db_table": "people_medecin_conseil",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("nom", models.CharField(blank=True, default="", max_length=100)),
                ("prenoms", models.CharField(blank=True, default="", max_length=100)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("caisse", models.CharField(blank=True, default="", max_length=9)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(default=telecontrole.foundations.clock.service.now),
                ),
                (
                    "medecin_conseil",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.medecinconseil",
                    ),
                ),
            ],
            options={
                "db_table": "people_account",
            },
        ),
        migrations.CreateModel(
            name="Practitioner",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rpps", models.CharField(max_length=11, unique=True)),
                ("nom", models.CharField(max_length=100)),
                ("prenoms", models.CharField(max_length=100)),
                ("specialite", models.CharField(blank=True, default="", max_length=100)),
                ("departement", models.CharField(blank=True, default="", max_length=3)),
                ("mssante", models.CharField(blank=True, default="", max_length=254)),
                ("courriel", models.CharField(blank=True, default="", max_length=254)),
                ("adresse", models.CharField(blank=True, default="", max_length=300)),
            ],
            options={
                "db_table": "people_practitioner",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rpps__regex", "^[0-9]{11}$")),
                        name="people_practitioner_rpps_digits",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="insured",
            constraint=models.CheckConstraint(
                condition=models.Q(("sexe__in", ["F", "M"])), name="people_insured_sexe_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="insured",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mobile", ""), ("mobile__regex", "^\\+[1-9][0-9]{6,14}$"), _connector="OR"
                ),
                name="people_insured_mobile_e164",
            ),
        ),
        migrations.AddIndex(
            model_name="contacthistory",
            index=models.Index(fields=["insured", "at"], name="people_contact_insured_at"),
        ),
        migrations.AddConstraint(
            model_name="contacthistory",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "mobile"])),
                name="people_contact_channel_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="medecinconseil",
            constraint=models.CheckConstraint(
                condition=models.Q(("rpps__regex", "^[0-9]{11}$")),
                name="people_medecin_rpps_digits",
            ),
        ),
    ]
