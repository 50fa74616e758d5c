"""Tables of the cases; what tells of a person's health stands in schema `medical`."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Case(models.Model):
    """One file to control, as the caisse's export gives it. `reference` is the caisse's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    caisse = models.ForeignKey("territory.Caisse", on_delete=models.PROTECT, related_name="+")
    insured = models.ForeignKey("people.Insured", on_delete=models.PROTECT, related_name="+")
    motif = models.CharField(max_length=30)
    date_debut = models.DateField()
    # None: no known end (invalidity). An examination must come before the last day.
    date_fin = models.DateField(null=True)
    prescripteur_rpps = models.CharField(max_length=11, blank=True, default="")
    medecin_traitant_rpps = models.CharField(max_length=11, blank=True, default="")
    priorite = models.SmallIntegerField()
    langue = models.CharField(max_length=8, default="fr")
    state = models.CharField(max_length=20)
    # Keyed hash of the normalised line: the same line again changes nothing.
    row_digest = models.BinaryField()
    imported_at = models.DateTimeField()
    # The import that created the case: subject `import:<uuid>` of the journal.
    imported_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Why it was closed without an avis; empty when an avis closed it.
    closed_reason = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        db_table = "cases_case"
        indexes = [
            models.Index(fields=["caisse", "state"], name="cases_case_caisse_state"),
            models.Index(fields=["state", "priorite"], name="cases_case_state_priorite"),
            # One for each way in which the lists are narrowed and sorted.
            models.Index(fields=["caisse", "reference"], name="cases_case_caisse_reference"),
            models.Index(fields=["state", "reference"], name="cases_case_state_reference"),
            models.Index(fields=["priorite", "id"], name="cases_case_priorite_id"),
            models.Index(fields=["date_debut", "id"], name="cases_case_date_debut_id"),
            models.Index(fields=["caisse", "id"], name="cases_case_caisse_id"),
            # Cases without an end come last in both directions: one index cannot be read backwards.
            models.Index(
                F("date_fin").asc(nulls_last=True), "id", name="cases_case_date_fin_first"
            ),
            models.Index(
                F("date_fin").desc(nulls_last=True), F("id").desc(), name="cases_case_date_fin_last"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="cases_case_state_known",
                condition=Q(
                    state__in=["a_planifier", "planifie", "attente_reponse", "a_traiter", "clos"]
                ),
            ),
            models.CheckConstraint(
                name="cases_case_motif_known",
                condition=Q(
                    motif__in=[
                        "maladie",
                        "accident_travail",
                        "maladie_professionnelle",
                        "invalidite",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="cases_case_priorite_range", condition=Q(priorite__range=(1, 5))
            ),
            models.CheckConstraint(
                name="cases_case_ends_after_start",
                condition=Q(date_fin__isnull=True) | Q(date_fin__gte=F("date_debut")),
            ),
            models.CheckConstraint(
                name="cases_case_closed_has_an_instant",
                condition=Q(state="clos", closed_at__isnull=False)
                | (~Q(state="clos") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="cases_case_closed_reason_known",
                condition=Q(closed_reason="")
                | Q(
                    state="clos",
                    closed_reason__in=[
                        "arret_termine",
                        "reprise",
                        "autre_caisse",
                        "doublon",
                        "injoignable",
                        "deces",
                        "sans_objet",
                    ],
                ),
            ),
        ]


class CaseNeeds(models.Model):
    """What the examination needs: health data (CSP art. R4127-104), read inside `access.medical` only.

    `besoins`: `presentiel`, `accompagnant`, `lsf`, `interprete:<language>`.
    """

    case = models.OneToOneField(
        "cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    competence = models.CharField(max_length=40)
    besoins = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = '"medical"."cases_needs"'
