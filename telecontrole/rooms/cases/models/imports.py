"""A file brought in: its content until it is read, its counts, and the lines that a person must look at."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ImportRun(models.Model):
    """One file. `actor_*` is who gave it: lines are judged with that person's rights, whoever runs the job."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=20)
    dry_run = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64)
    caisse = models.CharField(max_length=9, blank=True, default="")
    # Why the whole file was refused: code and parameters.
    refusal = models.CharField(max_length=40, blank=True, default="")
    refusal_params = models.JSONField(default=dict)
    bytes_total = models.BigIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    accepted = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    # A run whose beat stops was cut short: it is started again, and changes nothing twice.
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_import_run"
        indexes = [
            models.Index(fields=["state", "received_at"], name="cases_import_run_due"),
            models.Index(fields=["received_at", "id"], name="cases_import_run_received"),
        ]
        constraints = [
            models.CheckConstraint(
                name="cases_import_run_state_known",
                condition=Q(state__in=["recu", "en_cours", "termine", "refuse"]),
            ),
        ]


class ImportChunk(models.Model):
    """A piece of an uploaded file, sealed; deleted once the file is read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("cases.ImportRun", on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    body_sealed = models.BinaryField()

    class Meta:
        db_table = "cases_import_chunk"
        constraints = [
            models.UniqueConstraint(name="cases_import_chunk_in_order", fields=["run", "number"]),
        ]


class ImportLine(models.Model):
    """A line not plainly accepted: its cells are sealed, so that a person can correct it and try again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("cases.ImportRun", on_delete=models.CASCADE, related_name="+")
    line = models.IntegerField()
    reference = models.CharField(max_length=60, blank=True, default="")
    verdict = models.CharField(max_length=20)
    codes = ArrayField(models.CharField(max_length=80), default=list)
    cells_sealed = models.BinaryField()
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "cases_import_line"
        constraints = [
            models.UniqueConstraint(name="cases_import_line_once", fields=["run", "line"]),
            models.CheckConstraint(
                name="cases_import_line_verdict_known",
                condition=Q(verdict__in=["avertissement", "rejet"]),
            ),
        ]
