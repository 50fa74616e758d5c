"""Tasks. Private to the room: enter by selectors and services."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from .enums import Queue


class Task(models.Model):
    """Something that a person must do, by a time. Holds ids and codes, nothing medical."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    queue = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    # A plain code: this room stands below territory. Empty = the whole country.
    caisse = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=100)
    params = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_label = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    done = models.CharField(max_length=40, blank=True)
    # Words about what was done, encrypted: a list, an export, a log never hold them.
    said_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="worklist_task_key_once"),
            models.CheckConstraint(
                condition=Q(queue__in=[str(queue) for queue in Queue]),
                name="worklist_task_queue_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(key="") & ~Q(subject=""),
                name="worklist_task_is_named",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by="", claimed_at__isnull=True)
                | (~Q(claimed_by="") & Q(claimed_at__isnull=False)),
                name="worklist_task_claim_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(done="", done_by="", done_at__isnull=True)
                | (~Q(done="") & ~Q(done_by="") & Q(done_at__isnull=False)),
                name="worklist_task_done_says_what",
            ),
            models.CheckConstraint(
                condition=Q(said_sealed__isnull=True) | Q(done_at__isnull=False),
                name="worklist_task_note_is_of_a_done_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(done_at__isnull=True),
                name="worklist_task_waiting",
            ),
            models.Index(
                fields=["queue", "caisse", "due_at", "id"],
                condition=Q(done_at__isnull=True),
                name="worklist_task_by_queue",
            ),
            # One for each way in which the list is narrowed: nobody waits for a hundred thousand rows.
            models.Index(
                fields=["queue", "due_at", "id"],
                condition=Q(done_at__isnull=True),
                name="worklist_task_of_queue",
            ),
            models.Index(
                fields=["caisse", "due_at", "id"],
                condition=Q(done_at__isnull=True),
                name="worklist_task_of_caisse",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(done_at__isnull=True) & ~Q(claimed_by=""),
                name="worklist_task_held",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(done_at__isnull=False),
                name="worklist_task_over",
            ),
            models.Index(fields=["subject"], name="worklist_task_by_subject"),
        ]
