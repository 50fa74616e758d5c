"""What is kept about readings outside one's right, requests of persons, and files that must not be erased yet."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class BrokenGlass(models.Model):
    """A reading outside one's right: who, which file, why in their own words, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.UUIDField()
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    caisse = models.CharField(max_length=9)
    ground = models.CharField(max_length=20)
    reason_sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        db_table = "hall_broken_glass"
        indexes = [models.Index(fields=["caisse", "-opened_at"], name="hall_glass_by_caisse")]
        constraints = [
            models.CheckConstraint(
                name="hall_glass_closes", condition=Q(closes_at__gt=F("opened_at"))
            ),
        ]


class CorrectionRequest(models.Model):
    """What a person says is wrong in their file; what they wrote is sealed, the answer is a code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    insured = models.ForeignKey("people.Insured", on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20)
    wanted_sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "hall_correction_request"
        indexes = [models.Index(fields=["insured", "-asked_at"], name="hall_correction_of_insured")]
        constraints = [
            models.CheckConstraint(
                name="hall_correction_settled_with_an_outcome",
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
            ),
        ]


class PersonalExport(models.Model):
    """Everything about a person, made apart and kept for a day: the archive is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    insured = models.ForeignKey("people.Insured", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    archive_sealed = models.BinaryField(null=True)
    failed = models.BooleanField(default=False)

    class Meta:
        db_table = "hall_personal_export"
        indexes = [models.Index(fields=["insured", "-asked_at"], name="hall_export_of_insured")]


class Hold(models.Model):
    """A file that must outlive its time: an appeal, a judge, a request of the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(max_length=20)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=60)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "hall_hold"
        constraints = [
            models.UniqueConstraint(
                name="hall_hold_once",
                fields=["case", "ground"],
                condition=Q(lifted_at__isnull=True),
            ),
        ]
