"""Tables of the exchange with the treating doctor: heads for everybody, words in schema `medical`."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from telecontrole.rooms.examinations.enums import CallState, Side


class Thread(models.Model):
    """The exchange about one avis. No word of it: only who, and how many messages wait unread."""

    avis = models.OneToOneField(
        "examinations.Avis", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        "people.Practitioner", on_delete=models.PROTECT, related_name="+"
    )
    unread_by_medecin = models.PositiveIntegerField(default=0)
    unread_by_practitioner = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "examinations_thread"
        indexes = [
            models.Index(fields=["medecin", "-last_at"], name="examinations_thread_medecin"),
            models.Index(
                fields=["medecin"],
                name="examinations_thread_unread",
                condition=Q(unread_by_medecin__gt=0),
            ),
        ]


class ThreadMessage(models.Model):
    """What one of the two doctors wrote to the other: medical secret, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("examinations.Thread", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=20)
    body_sealed = models.BinaryField()
    sent_at = models.DateTimeField()

    class Meta:
        db_table = '"medical"."examinations_message"'
        constraints = [
            models.CheckConstraint(
                name="examinations_message_side_known",
                condition=Q(side__in=[str(side) for side in Side]),
            )
        ]
        indexes = [models.Index(fields=["thread", "sent_at"], name="examinations_message_thread")]


class CallRequest(models.Model):
    """The treating doctor asks to be called: when it suits, and what became of it. No medical word.

    `number_sealed`: the telephone number to call. One open request per avis.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("examinations.Thread", on_delete=models.PROTECT, related_name="+")
    preferences = ArrayField(models.CharField(max_length=20))
    number_sealed = models.BinaryField()
    state = models.CharField(max_length=12, default=CallState.ASKED.value)
    asked_at = models.DateTimeField()
    proposed_for = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "examinations_call_request"
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                name="examinations_call_request_one_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="examinations_call_request_state_known",
                condition=Q(state__in=[str(state) for state in CallState]),
            ),
            models.CheckConstraint(
                name="examinations_call_request_proposed_has_hour",
                condition=~Q(state=CallState.PROPOSED.value) | Q(proposed_for__isnull=False),
            ),
            models.CheckConstraint(
                name="examinations_call_request_has_preference", condition=~Q(preferences=[])
            ),
        ]
