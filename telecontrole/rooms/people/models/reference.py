"""People whom the files name: insured persons, médecins-conseils, practitioners."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Insured(models.Model):
    """An insured person (assuré). The NIR is sealed; its keyed fingerprint serves to find the person again.

    `email` and `mobile` hold valid values only (`mobile` in E.164), or nothing: who lacks one of them
    is convened in person, by letter. `email_source`, `mobile_source` say who gave the value.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nir_fingerprint = models.BinaryField(unique=True)
    nir_sealed = models.BinaryField()
    nom_naissance = models.CharField(max_length=100)
    nom_usage = models.CharField(max_length=100, blank=True, default="")
    prenoms = models.CharField(max_length=100)
    sexe = models.CharField(max_length=1)
    date_naissance = models.DateField()
    caisse = models.ForeignKey("territory.Caisse", on_delete=models.PROTECT, related_name="+")
    langue = models.CharField(max_length=8, default="fr")
    adresse = models.CharField(max_length=300, blank=True, default="")
    code_postal = models.CharField(max_length=10, blank=True, default="")
    commune = models.CharField(max_length=150, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    email = models.CharField(max_length=254, blank=True, default="")
    email_source = models.CharField(max_length=20, blank=True, default="")
    mobile = models.CharField(max_length=16, blank=True, default="")
    mobile_source = models.CharField(max_length=20, blank=True, default="")
    contact_updated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_insured"
        constraints = [
            models.CheckConstraint(
                name="people_insured_sexe_known", condition=Q(sexe__in=["F", "M"])
            ),
            models.CheckConstraint(
                name="people_insured_mobile_e164",
                condition=Q(mobile="") | Q(mobile__regex=r"^\+[1-9][0-9]{6,14}$"),
            ),
        ]


class ContactHistory(models.Model):
    """A contact value that was replaced: proof of where a notice went is worth nothing without it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    insured = models.ForeignKey("people.Insured", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    value_sealed = models.BinaryField()
    source = models.CharField(max_length=20, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "people_contact_history"
        indexes = [models.Index(fields=["insured", "at"], name="people_contact_insured_at")]
        constraints = [
            models.CheckConstraint(
                name="people_contact_channel_known", condition=Q(channel__in=["email", "mobile"])
            ),
        ]


class MedecinConseil(models.Model):
    """A médecin-conseil of a caisse's medical service, and what they are competent for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rpps = models.CharField(max_length=11, unique=True)
    nom = models.CharField(max_length=100)
    prenoms = models.CharField(max_length=100)
    caisse = models.ForeignKey("territory.Caisse", on_delete=models.PROTECT, related_name="+")
    competences = ArrayField(models.CharField(max_length=40), default=list)
    courriel = models.CharField(max_length=254, blank=True, default="")
    actif = models.BooleanField(default=True)

    class Meta:
        db_table = "people_medecin_conseil"
        constraints = [
            models.CheckConstraint(
                name="people_medecin_rpps_digits", condition=Q(rpps__regex=r"^[0-9]{11}$")
            ),
        ]


class Practitioner(models.Model):
    """A treating or prescribing doctor outside the caisse, and where they can be written to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rpps = models.CharField(max_length=11, unique=True)
    nom = models.CharField(max_length=100)
    prenoms = models.CharField(max_length=100)
    specialite = models.CharField(max_length=100, blank=True, default="")
    departement = models.CharField(max_length=3, blank=True, default="")
    mssante = models.CharField(max_length=254, blank=True, default="")
    courriel = models.CharField(max_length=254, blank=True, default="")
    adresse = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "people_practitioner"
        constraints = [
            models.CheckConstraint(
                name="people_practitioner_rpps_digits", condition=Q(rpps__regex=r"^[0-9]{11}$")
            ),
        ]


class Representative(models.Model):
    """Who acts for an insured person by law. Counts once a technician has checked the judgment or the deed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    insured = models.ForeignKey("people.Insured", on_delete=models.CASCADE, related_name="+")
    quality = models.CharField(max_length=20)
    nom = models.CharField(max_length=100)
    prenoms = models.CharField(max_length=100)
    email = models.CharField(max_length=254)
    mobile = models.CharField(max_length=16)
    # Lines of the postal address; empty when only messages reach this person.
    adresse = models.CharField(max_length=300, blank=True, default="")
    declared_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_by = models.UUIDField(null=True)
    # Last day of the mandate; None: no end is known.
    valid_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_representative"
        constraints = [
            models.UniqueConstraint(
                name="people_representative_one_at_a_time",
                fields=["insured"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="people_representative_checked_by_somebody",
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="people_representative_quality_known",
                condition=Q(quality__in=["tuteur", "curateur", "parent", "habilite", "mandataire"]),
            ),
        ]
