"""What providers report after the hand-over: receipts by their gateways, bounces by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import mailbox, receiving
from telecontrole.rooms.notices.enums import ReceiptStatus
from telecontrole.rooms.notices.gateways.protocol import Receipt
from telecontrole.rooms.notices.models import Attempt
from telecontrole.rooms.notices.texts import bounces


@transaction.atomic
def receipts(*, gateway: str, given: Sequence[Receipt], now: datetime) -> int:
    """Keep receipts and apply those whose message is known; the others wait for it.

    The same receipt again changes nothing. Returns how many were applied.
    """
    return receiving.hear(gateway, given, now)


def read_mailbox() -> int:
    """Hear what came to the mailbox of `TELECONTROLE_BOUNCES_URL`, if there is one; returns how many messages.

    Raises BadMailbox.
    """
    if not settings.BOUNCES_URL:
        return 0
    return mailbox.read(mailbox.mailbox(settings.BOUNCES_URL), email_report)


def email_report(raw: bytes) -> UUID | Refusal:
    """A message that came to one of our bounce addresses (RFC 3464 report, or any other mail).

    Returns the notice. Refuses `not_a_report` (an answer of a person, a vacation message) and
    `unknown_message`. A report of a delay changes nothing.
    """
    report = bounces.read(raw)
    if report is None:
        return Refusal("not_a_report")
    attempt = Attempt.objects.filter(id=report.attempt).first()
    if attempt is None:
        return Refusal("unknown_message")
    if report.status is not ReceiptStatus.PENDING:
        told = Receipt(attempt.provider_id or report.attempt.hex, report.status, report.code)
        if not attempt.provider_id:
            # The answer to DATA was lost, and yet the relay speaks of the message: it has it.
            Attempt.objects.filter(id=attempt.id).update(provider_id=told.provider_id)
        receipts(gateway=attempt.gateway, given=[told], now=clock.now())
    return attempt.notice_id
