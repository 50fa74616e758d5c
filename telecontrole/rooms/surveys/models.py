"""Tables of the surveys. Private to the room. Nothing here joins an answer to a person, a day, an appointment or another answer."""

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


class Tally(models.Model):
    """The answers of one week, questionnaire and facet, added up. One person's answers are kept nowhere.

    Each answer rewrites the whole row: neither the order of rows, nor their numbers, nor the transactions that
    PostgreSQL notes beside them (`xmin`, `ctid`) tell one person's answers from another's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.CharField(max_length=40)
    # The Monday of the week in which they were given.
    week = models.DateField()
    facet = models.CharField(max_length=20)
    # How many gave each value, by question: `{"satisfaction": {"4": 12, "1": 3}}`.
    answers = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "week", "facet"], name="surveys_tally_one_a_week"
            ),
            models.CheckConstraint(
                name="surveys_tally_keeps_the_week_only", condition=Q(week__iso_week_day=1)
            ),
        ]
