"""Tables of the structured record: guarantees given, answers per kind of case, paragraphs, conflicts of interest."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from telecontrole.rooms.examinations.enums import ConflictKind, FoundBy, Guarantee


class Guarantees(models.Model):
    """What the person was told and asked before the interview, beside mission and identity.

    `rights_told_at`: the right to stop and to be received on a site. `presence_noted_at`: the doctor asked who is
    there and wrote it down (`Examination.third_parties`, empty = nobody else). `language`: the interview's.
    """

    examination = models.OneToOneField(
        "examinations.Examination", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    rights_told_at = models.DateTimeField(null=True)
    presence_noted_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, blank=True, default="")
    language_noted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "examinations_guarantees"
        constraints = [
            models.CheckConstraint(
                name="examinations_guarantees_language_is_told",
                condition=Q(language="", language_noted_at__isnull=True)
                | (~Q(language="") & Q(language_noted_at__isnull=False)),
            )
        ]


class GuaranteeTakenBack(models.Model):
    """A guarantee that was ticked at `told_at` and unticked at `taken_back_at`: it counted between the two, not since."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.ForeignKey(
        "examinations.Examination", on_delete=models.CASCADE, related_name="+"
    )
    guarantee = models.CharField(max_length=10)
    told_at = models.DateTimeField()
    taken_back_at = models.DateTimeField()

    class Meta:
        db_table = "examinations_guarantee_taken_back"
        constraints = [
            models.CheckConstraint(
                name="examinations_taken_back_guarantee_known",
                condition=Q(guarantee__in=[str(one) for one in Guarantee]),
            ),
            models.CheckConstraint(
                name="examinations_taken_back_after_told",
                condition=Q(taken_back_at__gte=F("told_at")),
            ),
        ]


class Conflict(models.Model):
    """A conflict of interest between a médecin-conseil and a case (CSP R4127-101): never this doctor for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.PROTECT, related_name="+")
    # The appointment that it stopped.
    appointment = models.UUIDField()
    kind = models.CharField(max_length=20)
    found_by = models.CharField(max_length=10)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "examinations_conflict"
        constraints = [
            models.UniqueConstraint(fields=["case", "medecin"], name="examinations_conflict_once"),
            models.CheckConstraint(
                name="examinations_conflict_kind_known",
                condition=Q(kind__in=[str(kind) for kind in ConflictKind]),
            ),
            models.CheckConstraint(
                name="examinations_conflict_found_by_known",
                condition=Q(found_by__in=[str(found) for found in FoundBy]),
            ),
        ]


class RecordAnswers(models.Model):
    """The structured part of the record: medical secret, sealed (JSON by field of records.catalogue).

    Saved together with the notes and under their version, so that one save never overwrites another.
    """

    examination = models.OneToOneField(
        "examinations.Examination", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    answers_sealed = models.BinaryField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = '"medical"."examinations_answers"'


class Paragraph(models.Model):
    """A reusable paragraph: of one médecin-conseil, or shared by the medical service of a caisse.

    Sealed like the notes it goes into: nobody can promise that it names no one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        "people.MedecinConseil", null=True, on_delete=models.PROTECT, related_name="+"
    )
    caisse = models.ForeignKey(
        "territory.Caisse", null=True, on_delete=models.PROTECT, related_name="+"
    )
    text_sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = '"medical"."examinations_paragraph"'
        constraints = [
            models.CheckConstraint(
                name="examinations_paragraph_of_one_or_shared",
                condition=Q(owner__isnull=False, caisse__isnull=True)
                | Q(owner__isnull=True, caisse__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["owner"], name="examinations_paragraph_owner"),
            models.Index(fields=["caisse"], name="examinations_paragraph_shared"),
        ]
