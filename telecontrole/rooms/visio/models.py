"""Tables of the calls: who may meet whom, who was let in, and how well it worked. No content."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from telecontrole.rooms.visio.enums import GuestRole, SeatRole, SessionState
from telecontrole.rooms.visio.rules import GUESTS_AT_MOST, SEATS_AT_MOST


class Session(models.Model):
    """One call that may take place, about a subject that only the caller understands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=80)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=SessionState.OPEN.value)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "visio_session"
        indexes = [
            models.Index(fields=["subject"], name="visio_session_subject"),
            models.Index(
                fields=["ended_at"],
                condition=Q(ended_at__isnull=False),
                name="visio_session_ended",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="visio_session_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
            ),
            models.UniqueConstraint(
                name="visio_session_one_open_per_subject",
                fields=["subject"],
                condition=Q(state=SessionState.OPEN.value),
            ),
            models.CheckConstraint(
                name="visio_session_ended_with_instant",
                condition=Q(state=SessionState.OPEN.value, ended_at__isnull=True)
                | Q(state=SessionState.ENDED.value, ended_at__isnull=False),
            ),
        ]


class Seat(models.Model):
    """One person's place in a session; `key` says who it is in the caller's words.

    `position` is one of four; who was shown out has none any more, so that somebody else may come.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey("visio.Session", on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField(null=True)
    role = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    name_shown = models.CharField(max_length=120)
    detail = models.CharField(max_length=160, blank=True, default="")
    created_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    excluded_at = models.DateTimeField(null=True)
    first_joined_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    connections = models.IntegerField(default=0)

    class Meta:
        db_table = "visio_seat"
        constraints = [
            models.UniqueConstraint(name="visio_seat_one_per_key", fields=["session", "key"]),
            models.UniqueConstraint(
                name="visio_seat_one_per_position", fields=["session", "position"]
            ),
            models.CheckConstraint(
                name="visio_seat_at_most_four",
                condition=Q(position__isnull=False, position__gte=1, position__lte=SEATS_AT_MOST)
                | Q(position__isnull=True, excluded_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="visio_seat_one_medecin_conseil",
                fields=["session"],
                condition=Q(role=SeatRole.MEDECIN_CONSEIL.value),
            ),
            models.CheckConstraint(
                name="visio_seat_role_known",
                condition=Q(role__in=[role.value for role in SeatRole]),
            ),
        ]


class Join(models.Model):
    """Which browser session came into a seat, and when: a seat may be taken over by another browser.

    `browser` is a digest (`tickets.browser_digest`), never the session's key.
    """

    id = models.BigAutoField(primary_key=True)
    seat = models.ForeignKey("visio.Seat", on_delete=models.CASCADE, related_name="+")
    browser = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        db_table = "visio_join"
        indexes = [models.Index(fields=["seat", "-at"], name="visio_join_seat")]


class Guest(models.Model):
    """A third person invited by name to the call about something of the caller's (`about`).

    The link outlives the sessions: a call that is moved keeps its guests. Its token is derived from
    `id` with the site's key; the table holds a fingerprint of it, and the sealed address. `place` is
    one of two while the invitation stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(max_length=80)
    place = models.SmallIntegerField(null=True)
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, blank=True, default="")
    address_sealed = models.BinaryField(blank=True, default=b"")
    token_hash = models.BinaryField(unique=True)
    # Who asked: a person of the caller's, as the journal names them.
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "visio_guest"
        indexes = [models.Index(fields=["about"], name="visio_guest_about")]
        constraints = [
            models.UniqueConstraint(name="visio_guest_one_per_place", fields=["about", "place"]),
            models.CheckConstraint(
                name="visio_guest_two_at_most",
                condition=Q(
                    place__isnull=False,
                    place__gte=1,
                    place__lte=GUESTS_AT_MOST,
                    withdrawn_at__isnull=True,
                )
                | Q(place__isnull=True, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visio_guest_role_known",
                condition=Q(role__in=[role.value for role in GuestRole]),
            ),
        ]


class Exchange(models.Model):
    """The written words of a call, which the médecin-conseil chose to keep; when, not what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey("visio.Session", on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        db_table = "visio_exchange"


class ExchangeContent(models.Model):
    """What was written: medical secret (CSP art. R4127-104), sealed, behind `access.medical`."""

    id = models.UUIDField(primary_key=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        db_table = '"medical"."visio_exchange_content"'


class UsedTicket(models.Model):
    """A ticket that has been used: what makes it good for one connection only."""

    nonce = models.CharField(max_length=32, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "visio_used_ticket"


class Relay(models.Model):
    """A message too long for NOTIFY, on its way between two processes. Unlogged, gone in a minute."""

    id = models.BigAutoField(primary_key=True)
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "visio_relay"


class Report(models.Model):
    """How well one browser was connected: figures, no content, no address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seat = models.ForeignKey("visio.Seat", on_delete=models.CASCADE, related_name="+")
    instance = models.CharField(max_length=32)
    at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        db_table = "visio_report"
        constraints = [
            models.UniqueConstraint(
                name="visio_report_one_per_instance", fields=["seat", "instance"]
            )
        ]


class EquipmentTest(models.Model):
    """A test of camera, microphone, loudspeaker and network, kept with the subject it prepares."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()
    passed = models.BooleanField()
    results = models.JSONField()

    class Meta:
        db_table = "visio_equipment_test"
        indexes = [models.Index(fields=["subject", "-at"], name="visio_equipment_test_subject")]


class CallFigure(models.Model):
    """How one person's call went: figures, no content, nobody's name. `grouping` is the caller's word."""

    seat = models.OneToOneField("visio.Seat", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    grouping = models.CharField(max_length=20, blank=True)
    browser = models.CharField(max_length=12)
    system = models.CharField(max_length=12)
    transport = models.CharField(max_length=12)
    succeeded = models.BooleanField()
    first_frame_ms = models.IntegerField(null=True)
    rtt_ms = models.IntegerField(null=True)
    loss = models.FloatField(null=True)
    frozen_ms = models.BigIntegerField()
    seconds = models.IntegerField()
    restarts = models.IntegerField()

    class Meta:
        db_table = "visio_call_figure"
        indexes = [models.Index(fields=["at"], name="visio_call_figure_at")]
        constraints = [
            models.CheckConstraint(
                name="visio_call_figure_loss_is_a_share",
                condition=Q(loss__isnull=True) | Q(loss__gte=0, loss__lte=1),
            )
        ]


class QualityAlarm(models.Model):
    """From when to when too few calls succeeded; at most one is open."""

    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    calls = models.IntegerField()
    succeeded = models.IntegerField()

    class Meta:
        db_table = "visio_quality_alarm"
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="visio_quality_alarm_one_open",
                condition=Q(closed_at__isnull=True),
            )
        ]
