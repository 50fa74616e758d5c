"""Tables of the examinations. What the médecin-conseil writes stands sealed in schema `medical`."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from telecontrole.rooms.examinations.models_decisions import (
    Absence,
    Decision,
    DecisionLetter,
    Delegation,
    Piece,
    Reserve,
)
from telecontrole.rooms.examinations.models_records import (
    Conflict,
    Guarantees,
    GuaranteeTakenBack,
    Paragraph,
    RecordAnswers,
)
from telecontrole.rooms.examinations.models_thread import CallRequest, Thread, ThreadMessage

__all__ = [
    "Absence",
    "Avis",
    "CallRequest",
    "Conflict",
    "Decision",
    "DecisionLetter",
    "Delegation",
    "Examination",
    "ExaminationNote",
    "GuaranteeTakenBack",
    "Guarantees",
    "Letter",
    "Paragraph",
    "Piece",
    "RecordAnswers",
    "Reserve",
    "Thread",
    "ThreadMessage",
]


class Examination(models.Model):
    """One interview, by video or face to face: the same record serves both; the modality is one field.

    `appointment` is the identifier of planning's appointment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.UUIDField(unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.PROTECT, related_name="+")
    modalite = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    mission_stated_at = models.DateTimeField(null=True)
    mission_text = models.CharField(max_length=20, blank=True, default="")
    identity_method = models.CharField(max_length=30, blank=True, default="")
    identity_checked_at = models.DateTimeField(null=True)
    third_parties = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    third_parties_accepted_at = models.DateTimeField(null=True)
    # How it ended without an avis (enums.Ending), or blank.
    ending = models.CharField(max_length=20, blank=True, default="")
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="examinations_identity_has_method",
                condition=Q(identity_checked_at__isnull=True) | ~Q(identity_method=""),
            ),
            models.CheckConstraint(
                name="examinations_mission_has_text",
                condition=Q(mission_stated_at__isnull=True) | ~Q(mission_text=""),
            ),
            models.CheckConstraint(
                name="examinations_third_parties_accepted",
                condition=Q(third_parties=[]) | Q(third_parties_accepted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["case"], name="examinations_by_case")]


class Avis(models.Model):
    """The médecin-conseil's avis: a code and dates. A correction is a new version, never a change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    examination = models.ForeignKey(
        "examinations.Examination", on_delete=models.PROTECT, related_name="+"
    )
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    code = models.CharField(max_length=30)
    grounds = ArrayField(models.CharField(max_length=30))
    date_effet = models.DateField(null=True)
    # The day, in the person's zone, on which they were told: nothing stops before the day after (L315-2).
    informed_on = models.DateField()
    told_at = models.DateTimeField()
    read_by_doctor_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="examinations_avis_version"),
            models.UniqueConstraint(
                fields=["examination"], name="examinations_avis_one_per_interview"
            ),
            models.CheckConstraint(name="examinations_avis_has_grounds", condition=~Q(grounds=[])),
            models.CheckConstraint(
                name="examinations_avis_for_the_future",
                condition=~Q(
                    code__in=[
                        "AT_NON_JUSTIFIE_REPRISE",
                        "REPRISE_TPT",
                        "STABILISE_INVALIDITE",
                        "PROLONG_6M_REFUS",
                    ]
                )
                | Q(date_effet__gt=models.F("informed_on")),
            ),
        ]


class Letter(models.Model):
    """A letter that was issued: dated, sealed, with everything a letter must say (see rules.letter_gate)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    avis = models.ForeignKey("examinations.Avis", on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=20)
    issued_at = models.DateTimeField()
    signatory = models.CharField(max_length=200)
    legal_basis = ArrayField(models.CharField(max_length=120))
    appeal = models.CharField(max_length=40)
    # The sealed document in the vault.
    document = models.UUIDField(unique=True)
    first_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["avis", "kind", "recipient"], name="examinations_letter_once"
            ),
            models.CheckConstraint(
                name="examinations_letter_is_complete",
                condition=~Q(legal_basis=[]) & ~Q(appeal="") & ~Q(signatory=""),
            ),
        ]


class ExaminationNote(models.Model):
    """What the médecin-conseil writes: medical secret (CSP R4127-104), sealed, behind `access.medical`."""

    examination = models.OneToOneField(
        "examinations.Examination", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    body_sealed = models.BinaryField()
    # Grows with each save: a save that starts from an older one is refused, so that nothing is lost.
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = '"medical"."examinations_note"'
