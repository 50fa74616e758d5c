"""What a person decides about one notice: a corrected address, an unknown outcome."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.database.keys import ordered_key
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import drafting, failures, keepers, readers
from telecontrole.rooms.notices.enums import WAITING, Channel, Outcome, State
from telecontrole.rooms.notices.models import Attempt, Notice, PastAddress
from telecontrole.rooms.notices.standing import cannot_leave

# A message corrected after its window still has that long when nothing starts.
_SECOND_CHANCE = timedelta(hours=2)


@transaction.atomic
def correct_address(*, notice_id: UUID, address: str, source: str, actor: Actor) -> UUID | Refusal:
    """Give a notice another address; one that failed leaves again at once.

    Refuses `unknown_notice`, `not_standing` (its subject moved or closed), `already_handed` (it may
    have arrived), `too_late` (the appointment has begun), `reader_gone` (a mandate that ended), and what
    the keeper of the recipient's addresses refuses (`keepers`): it keeps the address for all that follows.
    """
    notice = Notice.objects.select_for_update().filter(id=notice_id).first()
    if notice is None:
        return Refusal("unknown_notice")
    if notice.state == State.UNKNOWN:
        return Refusal("resolve_first")
    now = clock.now()
    refusal = cannot_leave(notice, now, hold=True)
    refusal = refusal or keepers.keep(notice, address=address, source=source, actor=actor)
    if refusal is not None:
        return refusal
    if notice.state not in WAITING:
        _again(notice, now)
    _keep_past(notice, now)
    notice.address_sealed = vault.seal(address.encode(), row=drafting.address_row(notice.id))
    if notice.channel == Channel.LETTRE:
        _readdress(notice, address)
    notice.address_source = source
    # A claim holds the old address: whoever holds it loses it.
    notice.state, notice.claim = State.PLANNED.value, None
    notice.save()
    _journal("address_corrected", notice, actor, source=source)
    return notice.id


@transaction.atomic
def let_fall(*, notice_id: UUID, actor: Actor) -> None:
    """Nobody has the notice's address any more and there is no other: what waits does not leave, its task closes."""
    notice = Notice.objects.select_for_update().filter(id=notice_id).first()
    if notice is None or notice.state == State.UNKNOWN:
        return
    failures.close_task(notice.task_key, "sans_objet", actor)
    notice.task_key = ""
    if notice.state in WAITING:
        notice.state, notice.claim = State.CANCELLED.value, None
    notice.save(update_fields=["task_key", "state", "claim"])
    _journal("let_fall", notice, actor)


@transaction.atomic
def resolve_unknown(*, notice_id: UUID, handed: bool, actor: Actor) -> UUID | Refusal:
    """Settle a notice whose answer never came: it was handed over, or it leaves again.

    Refuses `unknown_notice`, `not_unknown`, and for a new sending what `correct_address` refuses.
    """
    notice = Notice.objects.select_for_update().filter(id=notice_id).first()
    if notice is None:
        return Refusal("unknown_notice")
    if notice.state != State.UNKNOWN:
        return Refusal("not_unknown", {"state": notice.state})
    now, task = clock.now(), notice.task_key
    outcome = Outcome.ACCEPTED if handed else Outcome.LOST
    if not handed and (refusal := cannot_leave(notice, now, hold=True)) is not None:
        return refusal
    Attempt.objects.filter(notice=notice, outcome__in=[Outcome.UNKNOWN, Outcome.SENDING]).update(
        outcome=outcome.value, answered_at=now
    )
    if handed:
        notice.state, notice.handed_at = State.HANDED.value, notice.handed_at or notice.sending_at
        notice.failure, notice.failed_at, notice.claim = "", None, None
        failures.close_task(task, "remis", actor)
    else:
        _again(notice, now)
        notice.state, notice.claim = State.PLANNED.value, None
    notice.save()
    _journal("unknown_resolved", notice, actor, outcome=outcome.value)
    return notice.id


def _keep_past(notice: Notice, now: datetime) -> None:
    """What the notice bore until now stays readable: where a message went is part of its proof."""
    key = ordered_key()
    old = vault.unseal(notice.address_sealed, row=drafting.address_row(notice.id))
    PastAddress.objects.create(
        id=key,
        notice=notice,
        address_sealed=vault.seal(old, row=drafting.past_address_row(key)),
        source=notice.address_source,
        until=now,
    )


def _readdress(notice: Notice, address: str) -> None:
    """A letter bears its address among its words."""
    params = drafting.opened_params(notice.id, bytes(notice.params_sealed))
    kept = json.dumps({**params, "adresse_postale": address}, ensure_ascii=False).encode()
    notice.params_sealed = vault.seal(kept, row=drafting.params_row(notice.id))


def _again(notice: Notice, now: datetime) -> None:
    """Ready for a new attempt, at once, even after its window."""
    failures.close_task(notice.task_key, "corrige")
    notice.task_key, notice.failure, notice.failed_at = "", "", None
    notice.due_at, notice.receipt_due_at = now, None
    notice.opens_at = min(notice.opens_at, now)
    if notice.closes_at <= now:
        notice.retry_until = min(
            notice.starts_at or now + _SECOND_CHANCE, readers.until(notice) or now
        )


def _journal(verb: str, notice: Notice, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"notices:notice:{verb}",
        actor=actor,
        subject=notice.subject,
        data={"notice": str(notice.id), **data},
    )
