"""Tables of the ledger. Private to the room: enter by `services` and `selectors`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from telecontrole.foundations.database.keys import ordered_key
from telecontrole.rooms.notices.enums import LIVE_OUTCOMES, Channel, Kind, Outcome, Recipient, State


def _plain(words: Iterable[StrEnum]) -> list[str]:
    """Words as they stand in the database, so that migrations do not refer to this code."""
    return [str(word.value) for word in words]


class SubjectHead(models.Model):
    """The version of a subject that messages may speak of; its owner moves it, messages obey."""

    subject = models.TextField(primary_key=True)
    version = models.PositiveIntegerField()
    is_open = models.BooleanField()
    changed_at = models.DateTimeField()


class Notice(models.Model):
    """One message to one recipient by one channel about one version of a subject: sent once."""

    id = models.UUIDField(primary_key=True, default=ordered_key, editable=False)
    subject = models.TextField()
    version = models.PositiveIntegerField()
    kind = models.TextField()
    recipient = models.TextField()
    channel = models.TextField()
    state = models.TextField(default=State.PLANNED.value)
    caisse = models.TextField()
    person_key = models.TextField()
    zone = models.TextField()
    exempt = models.BooleanField(default=False)
    template = models.TextField()
    params_sealed = models.BinaryField()
    address_sealed = models.BinaryField()
    address_source = models.TextField()
    starts_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    # Until when a corrected message may still leave, once the window is closed.
    retry_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    # The provider that refused it for now: another one of the channel takes it, if there is one.
    avoids = models.TextField(blank=True, default="", db_default="")
    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sending_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    receipt_due_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")
    failed_at = models.DateTimeField(null=True)
    task_key = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "version", "kind", "recipient", "channel"],
                name="notices_notice_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_plain(State)), name="notices_notice_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_plain(Kind))
                & Q(channel__in=_plain(Channel))
                & Q(recipient__in=_plain(Recipient)),
                name="notices_notice_words_known",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="notices_notice_window_opens_first"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_plain([State.HANDED, State.DELIVERED]))
                | Q(handed_at__isnull=False),
                name="notices_notice_handed_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_plain([State.SENDING, State.UNKNOWN]))
                | Q(sending_at__isnull=False),
                name="notices_notice_only_sending_becomes_unknown",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLAIMED.value)
                | Q(claim__isnull=False, claimed_at__isnull=False),
                name="notices_notice_claim_has_a_holder",
            ),
        ]
        indexes = [
            models.Index(
                F("channel"),
                F("exempt").desc(),
                F("due_at"),
                condition=Q(state=State.PLANNED.value),
                name="notices_notice_due",
            ),
            models.Index(
                fields=["closes_at"],
                condition=Q(state__in=_plain([State.PLANNED, State.CLAIMED])),
                name="notices_notice_closing",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state__in=_plain([State.CLAIMED, State.SENDING])),
                name="notices_notice_in_hand",
            ),
            models.Index(
                fields=["receipt_due_at"],
                condition=Q(receipt_due_at__isnull=False),
                name="notices_notice_receipt_due",
            ),
            models.Index(
                fields=["caisse", "failed_at"],
                condition=~Q(failure=""),
                name="notices_notice_failed",
            ),
            # The list of the whole country, the oldest failure first.
            models.Index(
                fields=["failed_at", "id"],
                condition=~Q(failure=""),
                name="notices_notice_failed_first",
            ),
        ]


class Attempt(models.Model):
    """One try to hand a notice over, with what was said, to which address, and what came back."""

    id = models.UUIDField(primary_key=True, default=ordered_key, editable=False)
    # No index of its own: those of the constraints below begin with it.
    notice = models.ForeignKey(
        "notices.Notice", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    gateway = models.TextField()
    outcome = models.TextField()
    reply = models.TextField(blank=True, default="")
    provider_id = models.TextField(blank=True, default="")
    proof_sealed = models.BinaryField()
    digest = models.BinaryField()
    sending_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="notices_attempt_numbered"),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(outcome__in=_plain(LIVE_OUTCOMES)),
                name="notices_attempt_one_live",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=_plain(Outcome)), name="notices_attempt_outcome_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["gateway", "provider_id"],
                condition=~Q(provider_id=""),
                name="notices_attempt_provider",
            )
        ]


class PastAddress(models.Model):
    """An address that a notice had before a person corrected it."""

    id = models.UUIDField(primary_key=True, default=ordered_key, editable=False)
    notice = models.ForeignKey(
        "notices.Notice", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    address_sealed = models.BinaryField()
    source = models.TextField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["notice", "until"], name="notices_past_address")]


class ReceiptInbox(models.Model):
    """A receipt as the gateway gave it: kept until its attempt is known, since it may come first."""

    gateway = models.TextField()
    provider_id = models.TextField()
    status = models.TextField()
    code = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "provider_id", "status"], name="notices_receipt_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(applied_at__isnull=True), name="notices_receipt_new"
            )
        ]


class Spending(models.Model):
    """Parts of SMS that a caisse has sent in a month, which begins on ``month``."""

    caisse = models.TextField()
    month = models.DateField()
    parts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caisse", "month"], name="notices_spending_per_month"),
            models.CheckConstraint(
                condition=Q(month__day=1), name="notices_spending_of_a_whole_month"
            ),
        ]


class Quota(models.Model):
    """How many messages a person got on a local day. The database refuses one too many."""

    person_key = models.TextField()
    day = models.DateField()
    used = models.PositiveIntegerField()
    allowed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_key", "day"], name="notices_quota_per_day"),
            models.CheckConstraint(
                condition=Q(used__lte=F("allowed")), name="notices_quota_not_exceeded"
            ),
        ]
