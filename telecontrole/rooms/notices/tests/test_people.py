"""Failures, corrections, unknown outcomes, letters and proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import addresses, rules, selectors, services
from telecontrole.rooms.notices.enums import Channel, Kind, ReceiptStatus, State, Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer, Event, Receipt
from telecontrole.rooms.notices.gateways.twins import Recording
from telecontrole.rooms.notices.ledger import sweeps
from telecontrole.rooms.notices.models import Attempt, Notice, Quota
from telecontrole.rooms.worklist.models import Task

from .conftest import CLERK, START, TWO_DAYS_BEFORE, Twins, params

Plan = Callable[..., UUID]


class Moody(Recording):
    """A recording gateway that gives the verdict it is told."""

    verdict = Verdict.ACCEPTED

    def release(self, keys: Any) -> None:
        wanted = list(keys)
        if self.verdict is Verdict.ACCEPTED:
            super().release(wanted)
            return
        for key in wanted:
            self._held.pop(key)
            self._events.append(Answer(key, self.verdict, "said"))


def row(notice: UUID) -> Notice:
    return Notice.objects.get(id=notice)


def send(gateway: Recording) -> None:
    with services.using_gateways(Recording("record:email"), gateway):
        services.tick(clock.now())


def test_a_temporary_refusal_is_tried_again_after_a_pause(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    gateway, notice = Moody("moody"), plan()
    gateway.verdict = Verdict.TEMPORARY
    send(gateway)
    assert row(notice).state == State.PLANNED
    assert Quota.objects.get().used == 0
    gateway.verdict = Verdict.ACCEPTED
    send(gateway)
    assert row(notice).state == State.PLANNED
    at.advance(minutes=1)
    send(gateway)
    assert row(notice).state == State.DELIVERED
    outcomes = Attempt.objects.order_by("number").values_list("outcome", flat=True)
    assert list(outcomes) == ["temporary", "delivered"]
    assert not Task.objects.exists()


def test_a_refusal_is_a_task_and_a_corrected_address_leaves_at_once_even_late(
    at: Any, plan: Plan
) -> None:
    at(TWO_DAYS_BEFORE)
    gateway, notice = Moody("moody"), plan()
    gateway.verdict = Verdict.REFUSED
    send(gateway)
    task = Task.objects.get()
    assert (row(notice).state, task.kind, task.done_at) == (State.REFUSED, "notice_refused", None)
    at("2026-12-09T06:00:00+00:00")
    done = services.correct_address(
        notice_id=notice, address="+33700000001", source="telephone", actor=CLERK
    )
    assert done == notice
    task.refresh_from_db()
    assert task.done_at is not None
    gateway.verdict = Verdict.ACCEPTED
    send(gateway)
    assert row(notice).state == State.DELIVERED
    assert [m.address for m in gateway.sent] == ["+33700000001"]
    again = services.correct_address(
        notice_id=notice, address="+33700000002", source="telephone", actor=CLERK
    )
    assert again == Refusal("already_handed", {"state": "delivered"})


def test_an_unknown_outcome_is_never_sent_again_by_itself(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    gateway, notice = Moody("moody"), plan()
    gateway.verdict = Verdict.UNKNOWN
    send(gateway)
    gateway.verdict = Verdict.ACCEPTED
    at.advance(hours=2)
    send(gateway)
    assert row(notice).state == State.UNKNOWN
    assert Task.objects.get().kind == "notice_unknown"
    corrected = services.correct_address(
        notice_id=notice, address="+33700000001", source="telephone", actor=CLERK
    )
    assert corrected == Refusal("resolve_first")
    assert services.resolve_unknown(notice_id=notice, handed=False, actor=CLERK) == notice
    send(gateway)
    assert row(notice).state == State.DELIVERED
    assert len(gateway.sent) == 1


def test_an_unknown_outcome_may_be_found_to_have_arrived(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    gateway, notice = Moody("moody"), plan()
    gateway.verdict = Verdict.UNKNOWN
    send(gateway)
    assert services.resolve_unknown(notice_id=notice, handed=True, actor=CLERK) == notice
    assert row(notice).state == State.HANDED
    assert Task.objects.get().done_at is not None
    assert services.resolve_unknown(notice_id=notice, handed=True, actor=CLERK) == Refusal(
        "not_unknown", {"state": "handed"}
    )


def test_what_a_dead_worker_released_becomes_unknown_after_two_minutes(at: Any, plan: Plan) -> None:
    now = at(TWO_DAYS_BEFORE)
    notice = plan()
    Notice.objects.filter(id=notice).update(
        state="sending", sending_at=now, claim=uuid4(), claimed_at=now
    )
    at.advance(seconds=119)
    assert sweeps.strand(clock.now()) == []
    at.advance(seconds=2)
    send(Moody("moody"))
    assert row(notice).state == State.UNKNOWN
    assert Task.objects.get().kind == "notice_unknown"


def test_what_a_dead_worker_only_claimed_leaves_after_a_minute(at: Any, plan: Plan) -> None:
    now = at(TWO_DAYS_BEFORE)
    notice = plan()
    Notice.objects.filter(id=notice).update(state="claimed", claim=uuid4(), claimed_at=now)
    gateway = Moody("moody")
    at.advance(seconds=59)
    send(gateway)
    assert row(notice).state == State.CLAIMED
    at.advance(seconds=2)
    send(gateway)
    assert row(notice).state == State.DELIVERED


class Mute(Recording):
    """A provider that promises receipts and gives none."""

    def poll(self, timeout: float) -> Sequence[Event]:
        return [e for e in super().poll(timeout) if not isinstance(e, Receipt)]


@pytest.mark.parametrize(
    ("zone", "noon"),
    [
        ("Europe/Paris", "2026-12-09T11:00:00+00:00"),
        ("Indian/Reunion", "2026-12-09T08:00:00+00:00"),
        ("America/Martinique", "2026-12-09T16:00:00+00:00"),
    ],
)
def test_an_sms_without_receipt_by_noon_of_the_eve_is_a_task_and_a_late_receipt_closes_it(
    at: Any, plan: Plan, zone: str, noon: str
) -> None:
    at("2026-12-08T13:00:00+00:00")
    window = rules.Window(*rules.notice_window(START, zone, 2))
    gateway, notice = Mute("mute"), plan(locale_zone=zone, window=window)
    send(gateway)
    at(noon)
    at.advance(seconds=-1)
    send(gateway)
    assert (row(notice).state, Task.objects.count()) == (State.HANDED, 0)
    at(noon)
    send(gateway)
    assert Task.objects.get().kind == "notice_no_receipt"
    number = addresses.telephone_of(notice)
    assert number is not None
    assert (number.address, number.source) == ("+33612345678", "compte")
    late = Receipt(Attempt.objects.get().provider_id, ReceiptStatus.DELIVERED)
    for _ in range(2):
        services.receipts(gateway="mute", given=[late], now=clock.now())
    assert row(notice).state == State.DELIVERED
    assert Task.objects.get().done_at is not None


def test_a_receipt_may_come_before_its_answer(at: Any, plan: Plan) -> None:
    now = at(TWO_DAYS_BEFORE)
    gateway, notice = Moody("moody"), plan()
    gateway.verdict = Verdict.UNKNOWN
    send(gateway)
    early = Receipt("p-1", ReceiptStatus.DELIVERED)
    services.receipts(gateway="moody", given=[early], now=now)
    assert row(notice).state == State.UNKNOWN
    Attempt.objects.update(provider_id="p-1")
    send(gateway)
    assert row(notice).state == State.DELIVERED


def test_a_bounce_frees_the_quota_and_opens_a_task(at: Any, plan: Plan, twins: Twins) -> None:
    at(TWO_DAYS_BEFORE)
    notice = plan(channel=Channel.EMAIL)
    services.tick(clock.now())
    assert Quota.objects.get().used == 1
    sender = twins.email.sent[0].envelope_sender
    assert services.email_report(report(sender, "failed")) == notice
    assert row(notice).state == State.BOUNCED
    assert Quota.objects.get().used == 0
    assert Task.objects.get().kind == "notice_bounced"
    assert services.email_report(report(sender, "failed")) == notice
    assert Task.objects.count() == 1


def test_a_delay_or_a_vacation_message_changes_nothing(at: Any, plan: Plan, twins: Twins) -> None:
    at(TWO_DAYS_BEFORE)
    notice = plan(channel=Channel.EMAIL)
    services.tick(clock.now())
    sender = twins.email.sent[0].envelope_sender
    assert services.email_report(report(sender, "delayed")) == notice
    assert row(notice).state == State.HANDED
    assert services.email_report(b"Subject: vacances\n\nbonjour") == Refusal("not_a_report")
    assert services.email_report(b"\xff\x00") == Refusal("not_a_report")
    unknown = report(f"bounce+{uuid4().hex}@localhost", "failed")
    assert services.email_report(unknown) == Refusal("unknown_message")


def report(to: str, action: str) -> bytes:
    return (
        f"To: {to}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; relay.exemple.test\r\n\r\n"
        f"Final-Recipient: rfc822; anne@exemple.test\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "--b--\r\n"
    ).encode()


def letter(plan: Plan, broken: str = "", place: str = "Site 1", **changed: Any) -> UUID:
    words: dict[str, Any] = {
        "nom": "Anne COLIN",
        "adresse_postale": "1 rue de l’École\n14000 Caen",
        "caisse": "CPAM du Calvados",
        "telephone": "3646",
        "modalite": "presentiel",
        "lieu": place,
        "adresse": "1 place du Marché",
    }
    if broken:
        words[broken] = ""
    return plan(
        channel=Channel.LETTRE,
        kind=Kind.CONVOCATION,
        template="notices/letters/convocation.typ",
        address="1 rue de l’École\n14000 Caen",
        params=params(**words),
        **changed,
    )


def test_a_letter_waits_for_a_person_who_posts_it(at: Any, plan: Plan, twins: Twins) -> None:
    at(TWO_DAYS_BEFORE)
    notice = letter(plan)
    services.tick(clock.now())
    assert row(notice).state == State.PLANNED
    batch = services.print_letters(caisse="141")
    assert [sheet.notice for sheet in batch.letters] == [notice]
    assert batch.letters[0].pdf.startswith(b"%PDF")
    tomorrow = clock.today() + timedelta(days=1)
    refused = services.post_letters(notice_ids=[notice], posted_on=tomorrow, actor=CLERK)
    assert refused == Refusal("posted_later", {"day": tomorrow.isoformat()})
    posted = services.post_letters(notice_ids=[notice], posted_on=date(2026, 12, 8), actor=CLERK)
    assert posted == [notice]
    assert row(notice).state == State.HANDED
    (proof,) = selectors.proof("case:1")
    assert proof.attempts[0].pdf.startswith(b"%PDF")
    assert proof.attempts[0].intact


def test_a_letter_of_an_old_version_cannot_be_posted(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    notice = letter(plan)
    services.set_head(subject="case:1", version=2, open_=True)
    assert services.post_letters(notice_ids=[notice], posted_on=clock.today(), actor=CLERK) == []


def test_moving_the_subject_closes_the_tasks_of_its_old_notices(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    gateway = Moody("moody")
    gateway.verdict = Verdict.REFUSED
    plan()
    send(gateway)
    services.set_head(subject="case:1", version=2, open_=True)
    assert Task.objects.get().done_at is not None


def test_a_temporary_refusal_after_the_subject_moved_is_nobodys_task(at: Any, plan: Plan) -> None:
    now = at(TWO_DAYS_BEFORE)
    notice = plan()
    services.set_head(subject="case:1", version=2, open_=True)
    Notice.objects.filter(id=notice).update(state="planned", due_at=now)
    at("2026-12-09T00:00:00+00:00")
    send(Moody("moody"))
    assert row(notice).state == State.SUPERSEDED
    assert not Task.objects.exists()


def test_the_proof_tells_words_address_source_times_and_hash(
    at: Any, plan: Plan, twins: Twins
) -> None:
    now = at(TWO_DAYS_BEFORE)
    plan()
    services.tick(now)
    (proof,) = selectors.proof("case:1")
    (attempt,) = proof.attempts
    assert (attempt.address, attempt.source) == ("+33612345678", "compte")
    assert "4821" in attempt.text
    assert (attempt.sending_at, attempt.intact) == (now, True)
    assert proof.notice.handed_at == now
    stored = bytes(Attempt.objects.get().proof_sealed)
    assert b"4821" not in stored
    assert b"336123" not in stored


def test_the_ledger_tells_each_key_and_the_invariants_hold(
    at: Any, plan: Plan, twins: Twins
) -> None:
    now = at(TWO_DAYS_BEFORE)
    plan()
    plan(channel=Channel.EMAIL)
    services.tick(now)
    rows = list(selectors.ledger_rows())
    assert [(r.kind, r.channel, r.recipient, r.handed_at) for r in rows] == [
        ("j2", "email", "assure", now),
        ("j2", "sms", "assure", now),
    ]
    assert selectors.invariants() == selectors.Invariants(late=0, duplicate=0, stale=0)


def test_twice_the_notices_read_in_the_same_number_of_queries(
    at: Any, plan: Plan, twins: Twins
) -> None:
    at(TWO_DAYS_BEFORE)

    def queries(count: int) -> int:
        for index in range(count):
            plan(subject=f"case:{index}", person_key=f"person:{index}")
        services.tick(clock.now())
        with CaptureQueriesContext(connection) as captured:
            selectors.sent_messages()
            list(selectors.ledger_rows())
            selectors.failed()
            selectors.notices_of([f"case:{index}" for index in range(count)])
        return len(captured)

    assert queries(3) == queries(6)
    assert clock.now() < START


def test_a_relay_at_rest_gives_its_notices_back_at_once(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)

    class Resting(Recording):
        """Says at the first message that it needs a rest."""

        resting = False

        def room(self) -> int:
            return 0 if self.resting else 1

        def prepare(self, message: Any) -> None:
            self.resting = True
            self._events.append(Answer(message.key, Verdict.TEMPORARY, "connect"))

    notices = [plan(subject=f"case:{index}", person_key=f"p:{index}") for index in range(3)]
    began = time.monotonic()
    send(Resting("resting"))
    # A tick that waited for the relay would last its twenty seconds.
    assert time.monotonic() - began < 15
    assert {(row(n).state, row(n).attempts) for n in notices} == {("planned", 0)}
    assert not Attempt.objects.exists()
    at.advance(minutes=1)
    send(Moody("moody"))
    assert {row(n).state for n in notices} == {"delivered"}
