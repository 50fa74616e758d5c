"""Tables of the surveys. Private to the room. Nothing here joins an answer to a person, a day or an appointment."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Invitation(models.Model):
    """The right to answer once. It is deleted when it is used: a copy of the database does not say who answered.

    Its key is the fingerprint of the token; there is no number and no instant that would give an order.
    """

    token = models.BinaryField(primary_key=True)
    questionnaire = models.CharField(max_length=40)
    # How the people asked are compared, for instance the modality of their appointment. A code.
    facet = models.CharField(max_length=20)
    last_day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["last_day"], name="surveys_invitation_last_day")]
        constraints = [
            models.CheckConstraint(
                name="surveys_invitation_is_named", condition=~Q(questionnaire="") & ~Q(facet="")
            ),
        ]


class Sheet(models.Model):
    """One person's answers, without the person: questionnaire, week, facet and values."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.CharField(max_length=40)
    # The Monday of the week in which it was given.
    week = models.DateField()
    facet = models.CharField(max_length=20)
    answers = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["questionnaire", "week"], name="surveys_sheet_by_week")]
        constraints = [
            models.CheckConstraint(
                name="surveys_sheet_keeps_the_week_only", condition=Q(week__iso_week_day=1)
            ),
        ]
