"""Letters wait for a person: printed in batches, handed on the day they are posted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.database.keys import ordered_key
from telecontrole.foundations.letters import LetterFault
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import drafting, failures, rules
from telecontrole.rooms.notices.enums import Channel, Failure, Outcome, State
from telecontrole.rooms.notices.models import Attempt, Notice
from telecontrole.rooms.notices.services.batch import Batch, Printed
from telecontrole.rooms.notices.standing import of_caisse, only_standing
from telecontrole.rooms.notices.texts.letter import render

_POST = "post"


def print_letters(
    *, caisse: str | None, limit: int = 500, notice_ids: Sequence[UUID] | None = None
) -> Batch:
    """The letters of a caisse (None: of every caisse) that wait to be posted, or these among them.

    By caisse and site, the oldest first. Changes nothing. A letter that cannot be made does not stop the others.
    """
    waiting = of_caisse(Notice.objects.filter(channel=Channel.LETTRE, state=State.PLANNED), caisse)
    if notice_ids is not None:
        waiting = waiting.filter(id__in=notice_ids)
    made, faulty = [], []
    for notice in _standing(waiting)[:limit]:
        try:
            made.append(_printed(notice, clock.today()))
        except LetterFault:
            faulty.append(notice.id)
    return Batch(tuple(sorted(made, key=lambda one: one.section)), tuple(faulty))


def note_printed(*, batch: Batch, actor: Actor) -> None:
    """Write in the journal who printed which letters, on how many pages, in which batch."""
    journal.record_many(
        journal.Entry(
            action="notices:letter:printed",
            actor=actor,
            subject=letter.subject,
            data={
                "notice": str(letter.notice),
                "batch": batch.reference,
                "pages": letter.pages,
            },
        )
        for letter in batch.letters
    )


def _printed(notice: Notice, on: date) -> Printed:
    params = drafting.opened_params(notice.id, bytes(notice.params_sealed))
    name, caisse, place = (str(params.get(key) or "") for key in ("nom", "caisse", "lieu"))
    pdf = render(notice.template, params, on=on)
    return Printed(notice.id, notice.subject, pdf, name, caisse or notice.caisse, place)


def render_letter(notice: Notice, on: date) -> bytes:
    """The PDF of one letter, dated."""
    params = drafting.opened_params(notice.id, bytes(notice.params_sealed))
    return render(notice.template, params, on=on)


@transaction.atomic
def post_letters(
    *, notice_ids: Sequence[UUID], posted_on: date, actor: Actor, caisse: str | None = None
) -> list[UUID] | Refusal:
    """Letters put in the post on a day, entered by a person: handed over, with their proof.

    Refuses `posted_later` for a day to come. Letters that no longer stand, or were posted once the hour
    they announce had passed, are left out: the answer lists those that count. ``caisse`` narrows to one (None: every caisse).
    """
    now = clock.now()
    if posted_on > clock.today():
        return Refusal("posted_later", {"day": posted_on.isoformat()})
    rows = Notice.objects.select_for_update().filter(
        id__in=notice_ids, channel=Channel.LETTRE, state__in=[State.PLANNED, State.EXPIRED]
    )
    standing = _standing(of_caisse(rows, caisse))
    posted = [notice for notice in standing if _in_time(notice, posted_on, now)]
    for notice in posted:
        _post(notice, posted_on, now)
    journal.record_many(
        journal.Entry(
            action="notices:letter:posted",
            actor=actor,
            subject=notice.subject,
            data={"notice": str(notice.id), "posted_on": posted_on.isoformat()},
        )
        for notice in posted
    )
    return [notice.id for notice in posted]


@transaction.atomic
def note_reception(
    *, notice_id: UUID, number: str, on: date | None, returned: bool, actor: Actor
) -> UUID | Refusal:
    """What the post says of a letter that it registered: its number, then the day of reception or return.

    ``on`` None: only the number is known. A return opens the task of a message that came back. Refuses
    `unknown_notice`, `not_posted`, `received_later` (a day to come), `received_before` (before it was posted).
    """
    now = clock.now()
    notice = Notice.objects.select_for_update().filter(id=notice_id).first()
    if notice is None or notice.channel != Channel.LETTRE:
        return Refusal("unknown_notice")
    attempt = Attempt.objects.filter(notice=notice, gateway=_POST).order_by("-number").first()
    if notice.handed_at is None or attempt is None:
        return Refusal("not_posted")
    if on is not None and on > clock.today():
        return Refusal("received_later", {"day": on.isoformat()})
    if on is not None and on < rules.local_day(notice.handed_at, notice.zone):
        return Refusal("received_before", {"day": on.isoformat()})
    attempt.provider_id = number
    if on is not None:
        _received(notice, attempt, on, returned=returned)
    attempt.save()
    notice.save()
    if returned and on is not None:
        failures.to_people([notice.id], now)
    journal.record(
        action="notices:letter:returned" if returned and on else "notices:letter:received",
        actor=actor,
        subject=notice.subject,
        data={"notice": str(notice.id), "on": on.isoformat() if on else ""},
    )
    return notice.id


def _received(notice: Notice, attempt: Attempt, on: date, *, returned: bool) -> None:
    noon = datetime.combine(on, time(12), ZoneInfo(notice.zone))
    attempt.receipt_at = noon
    attempt.outcome = (Outcome.BOUNCED if returned else Outcome.DELIVERED).value
    if returned:
        notice.state, notice.delivered_at = State.BOUNCED.value, None
        notice.failure, notice.failed_at = Failure.BOUNCED.value, clock.now()
        return
    failures.close_task(notice.task_key, "recu")
    notice.state, notice.delivered_at = State.DELIVERED.value, noon
    notice.failure, notice.failed_at, notice.task_key = "", None, ""


def _post(notice: Notice, posted_on: date, now: datetime) -> None:
    noon = _instant(notice, posted_on, now)
    pdf, key = render_letter(notice, posted_on), ordered_key()
    Attempt.objects.create(
        id=key,
        notice=notice,
        number=notice.attempts + 1,
        gateway=_POST,
        outcome=Outcome.ACCEPTED.value,
        proof_sealed=vault.seal(pdf, row=drafting.proof_row(key)),
        digest=drafting.digest(pdf),
        sending_at=noon,
        answered_at=now,
    )
    failures.close_task(notice.task_key, "poste")
    notice.attempts += 1
    notice.state, notice.handed_at, notice.sending_at = State.HANDED.value, noon, noon
    notice.failure, notice.failed_at, notice.task_key = "", None, ""
    notice.save()


def _instant(notice: Notice, posted_on: date, now: datetime) -> datetime:
    """Noon of the day, on the person's clock; never later than the instant at which it is said."""
    return min(datetime.combine(posted_on, time(12), ZoneInfo(notice.zone)), now)


def _in_time(notice: Notice, posted_on: date, now: datetime) -> bool:
    return notice.starts_at is None or _instant(notice, posted_on, now) < notice.starts_at


def _standing(rows: QuerySet[Notice]) -> list[Notice]:
    """Those whose subject still stands open on their version."""
    return list(only_standing(rows).order_by("caisse", "created_at", "id"))
