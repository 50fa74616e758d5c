"""Writing down what comes back: receipts, bounces, texts that may not leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from telecontrole.rooms.notices import failures, rules
from telecontrole.rooms.notices.drafting import Unsendable
from telecontrole.rooms.notices.enums import Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer, Receipt
from telecontrole.rooms.notices.ledger import answers, quotas, receipts
from telecontrole.rooms.notices.ledger.answers import Settled
from telecontrole.rooms.notices.ledger.receipts import Heard
from telecontrole.rooms.notices.models import Notice


def hear(gateway: str, given: Sequence[Receipt], now: datetime) -> int:
    """Apply receipts of known messages, and say how many; keep the others. In the caller's transaction."""
    return apply(receipts.hear(gateway, given, now), now)


def apply(heard: Heard, now: datetime) -> int:
    """What follows from receipts that are written; says how many were of known messages."""
    for key in heard.tasks:
        failures.close_task(key, "remis")
    if heard.failed:
        fallen = receipts.failed(heard.failed, now)
        quotas.give_back(
            (person, rules.local_day(handed_at, zone))
            for _, person, zone, exempt, handed_at in fallen
            if not exempt and handed_at is not None
        )
        failures.to_people([row[0] for row in fallen], now)
    return heard.known


def apply_kept(now: datetime) -> int:
    """Apply receipts that came before their answer, each once; says how many. In the caller's transaction."""
    return sum(hear(gateway, given, now) for gateway, given in receipts.match(now).items())


@transaction.atomic
def refuse_unsendable(unsendable: Sequence[Unsendable], now: datetime) -> None:
    """Texts and addresses that may not leave: refused here, each with its task. One transaction."""
    settled = [
        Settled(u.draft, Answer(u.draft.key, Verdict.REFUSED, u.failure.value), False, False)
        for u in unsendable
    ]
    done = answers.settle(settled, now)
    for refused in unsendable:
        Notice.objects.filter(id=refused.draft.notice, id__in=done).update(
            failure=refused.failure.value
        )
    failures.to_people(done, now)
