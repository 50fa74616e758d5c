"""Documents: what is known of them, and apart from it their sealed content."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from .enums import DocumentState, Media, Origin


class Document(models.Model):
    """A stored file. Its name is not kept: people write illnesses into file names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    medical = models.BooleanField()
    origin = models.CharField(max_length=10)
    media = models.CharField(max_length=40)
    state = models.CharField(max_length=12)
    # Of the plain content as it is kept: proof that a letter is the letter that was made.
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=80)
    scanned_at = models.DateTimeField(null=True, blank=True)
    # The last day on which it is kept; None until the subject's end is known.
    retain_until = models.DateField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in DocumentState]),
                name="vault_document_state_known",
            ),
            models.CheckConstraint(
                condition=Q(media__in=[str(media) for media in Media]),
                name="vault_document_media_known",
            ),
            models.CheckConstraint(
                condition=Q(origin=str(Origin.PRODUIT))
                | ~Q(state=str(DocumentState.PROPRE))
                | Q(scanned_at__isnull=False),
                name="vault_document_clean_was_scanned",
            ),
            models.CheckConstraint(
                condition=Q(state=str(DocumentState.PURGE), purged_at__isnull=False)
                | (~Q(state=str(DocumentState.PURGE)) & Q(purged_at__isnull=True)),
                name="vault_document_purged_when",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "stored_at"], name="vault_document_by_subject"),
            models.Index(
                fields=["stored_at"],
                condition=Q(state=str(DocumentState.QUARANTAINE)),
                name="vault_document_quarantine",
            ),
            models.Index(
                fields=["retain_until"],
                condition=Q(purged_at__isnull=True, retain_until__isnull=False),
                name="vault_document_to_purge",
            ),
        ]


class Content(models.Model):
    """The sealed content of a document that is not medical."""

    id = models.UUIDField(primary_key=True, editable=False)
    sealed = models.BinaryField()


class MedicalContent(models.Model):
    """The sealed content of a medical document: schema `medical`, for the medical role only."""

    id = models.UUIDField(primary_key=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        db_table = '"medical"."vault_content"'
