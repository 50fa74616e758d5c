"""The life of a notice, with gateways that accept everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import drafting, rules, services
from telecontrole.rooms.notices.enums import Channel, Kind, State, Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer
from telecontrole.rooms.notices.gateways.twins import Recording
from telecontrole.rooms.notices.ledger import answers, claims, plans, rows, starts
from telecontrole.rooms.notices.ledger.answers import Settled
from telecontrole.rooms.notices.models import Attempt, Notice, Quota
from telecontrole.rooms.notices.sending import Sender
from telecontrole.rooms.worklist.models import Task

from .conftest import START, TWO_DAYS_BEFORE, Twins, new_notice

Plan = Callable[..., UUID]


def as_in_a_large_table(plan_cache_mode: str) -> None:
    """A table of a few rows is read from end to end: until the end of the transaction, not here."""
    settings = {"plan_cache_mode": plan_cache_mode, "enable_seqscan": "off"}
    for name, value in settings.items():
        rows.fetch("SELECT set_config(%s, %s, true)", [name, value])


def state(notice: UUID) -> str:
    return str(Notice.objects.get(id=notice).state)


def test_a_due_notice_is_handed_over_once(at: Any, plan: Plan, twins: Twins) -> None:
    at(TWO_DAYS_BEFORE)
    sms, email = plan(), plan(channel=Channel.EMAIL)
    assert services.run_due(clock.now()).handed == 2
    assert services.run_due(clock.now()).handed == 0
    assert (state(sms), state(email)) == (State.DELIVERED, State.HANDED)
    assert [m.address for m in twins.sms.sent] == ["+33612345678"]
    assert [m.address for m in twins.email.sent] == ["anne@exemple.test"]


def test_planning_the_same_message_again_gives_the_same_notice(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    assert plan() == plan()
    assert Notice.objects.count() == 1


def test_the_database_refuses_a_second_row_of_the_same_message(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    notice = Notice.objects.get(id=plan())
    notice.pk = None
    with pytest.raises(IntegrityError, match="notices_notice_once"), transaction.atomic():
        notice.save(force_insert=True)


def test_nothing_leaves_before_the_window_opens(at: Any, plan: Plan, twins: Twins) -> None:
    at("2026-12-08T06:59:59+00:00")
    notice = plan()
    services.tick(clock.now())
    assert state(notice) == State.PLANNED
    at("2026-12-08T07:00:00+00:00")
    services.tick(clock.now())
    assert state(notice) == State.DELIVERED
    assert len(twins.sms.sent) == 1


def test_a_closed_window_opens_a_task_and_sends_nothing(at: Any, plan: Plan, twins: Twins) -> None:
    at("2026-12-08T19:00:00+00:00")
    notice = plan()
    services.tick(clock.now())
    assert state(notice) == State.EXPIRED
    assert not twins.sms.sent
    task = Task.objects.get(queue="notices")
    # In the evening: a quarter of an hour after the caisse opens.
    assert (task.kind, task.due_at) == ("notice_expired", datetime(2026, 12, 9, 7, 15, tzinfo=UTC))


def test_a_notice_of_an_old_version_falls_at_once(at: Any, plan: Plan, twins: Twins) -> None:
    at(TWO_DAYS_BEFORE)
    old = plan()
    services.set_head(subject="case:1", version=2, open_=True)
    assert state(old) == State.SUPERSEDED
    services.tick(clock.now())
    assert not twins.sms.sent


def test_a_notice_of_a_closed_subject_falls_at_once(at: Any, plan: Plan, twins: Twins) -> None:
    at(TWO_DAYS_BEFORE)
    notice = plan()
    services.set_head(subject="case:1", version=1, open_=False)
    assert state(notice) == State.CANCELLED
    services.tick(clock.now())
    assert not twins.sms.sent


def test_a_notice_of_another_version_than_the_head_is_not_planned(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    services.set_head(subject="case:1", version=2, open_=True)
    new = new_notice()
    assert services.plan_notices([new]) == {}
    assert services.set_head(subject="case:1", version=1, open_=True) == Refusal(
        "stale_version", {"version": 1}
    )


def test_a_text_that_may_not_leave_is_refused_and_stops_nobody(
    at: Any, plan: Plan, twins: Twins
) -> None:
    at(TWO_DAYS_BEFORE)
    bad = plan(subject="case:bad", params={})
    missing = plan(subject="case:dates", params={**new_notice().params, "starts_at": "tomorrow"})
    address = plan(subject="case:address", channel=Channel.EMAIL, address="a@b\r\nBcc: x@y.fr")
    good = plan()
    services.tick(clock.now())
    assert [state(n) for n in (bad, missing, address)] == [State.REFUSED] * 3
    assert state(good) == State.DELIVERED
    assert set(Task.objects.values_list("kind", flat=True)) == {"notice_text", "notice_address"}


def test_the_quota_of_a_person_is_kept_and_codes_are_exempt(
    at: Any, plan: Plan, twins: Twins
) -> None:
    at(TWO_DAYS_BEFORE)
    allowed = rules.number("daily_quota", clock.today())
    for index in range(allowed + 2):
        plan(subject=f"case:{index}")
    code = plan(
        subject="code:1",
        kind=Kind.CODE,
        template="notices/code/sms.txt",
        params={"code": "482193", "minutes": 10},
        exempt=True,
    )
    services.tick(clock.now())
    assert len(twins.sms.sent) == allowed + 1
    assert state(code) == State.DELIVERED
    assert Notice.objects.filter(failure="quota", state=State.REFUSED).count() == 2
    assert Task.objects.filter(kind="notice_quota").count() == 2
    at("2026-12-09T09:00:00+00:00")
    assert Quota.objects.get().used == allowed


def test_the_database_refuses_more_than_the_quota(db: None) -> None:
    quota = Quota(person_key="p", day=START.date(), used=3, allowed=2)
    with pytest.raises(IntegrityError, match="notices_quota_not_exceeded"), transaction.atomic():
        quota.save()


def test_one_attempt_at_most_is_alive(at: Any, plan: Plan, twins: Twins) -> None:
    at(TWO_DAYS_BEFORE)
    plan()
    services.tick(clock.now())
    attempt = Attempt.objects.get()
    attempt.pk, attempt.number = None, 2
    with pytest.raises(IntegrityError, match="notices_attempt_one_live"), transaction.atomic():
        attempt.save(force_insert=True)


def test_twice_the_notices_cost_the_same_number_of_queries(
    at: Any, plan: Plan, twins: Twins
) -> None:
    at(TWO_DAYS_BEFORE)

    def queries(count: int, first: int) -> int:
        for index in range(first, first + count):
            plan(subject=f"case:{index}", person_key=f"person:{index}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.tick(clock.now())
        return len(captured)

    queries(1, 0)
    assert queries(10, 10) == queries(20, 30)


def test_a_claim_takes_no_more_than_its_limit(at: Any, plan: Plan) -> None:
    now = at(TWO_DAYS_BEFORE)
    for index in range(30):
        plan(subject=f"case:{index}", person_key=f"person:{index}")
    taken = claims.claim(token=uuid4(), channels=["sms"], limit=7, now=now)
    assert len(taken) == 7
    assert Notice.objects.filter(state=State.CLAIMED).count() == 7


def test_a_claim_of_two_channels_takes_what_is_exempt_first_then_what_waits_longest(
    at: Any, plan: Plan
) -> None:
    now = at(TWO_DAYS_BEFORE)

    def since(hours: int) -> rules.Window:
        return rules.Window(now - timedelta(hours=hours), now + timedelta(hours=2))

    plan(subject="case:1", window=since(1))
    wanted = {
        plan(subject="case:2", channel=Channel.EMAIL, window=since(1), exempt=True),
        plan(subject="case:3", window=since(3)),
        plan(subject="case:4", channel=Channel.EMAIL, window=since(2)),
    }
    taken = claims.claim(token=uuid4(), channels=["sms", "email"], limit=3, now=now)
    assert {one.id for one in taken} == wanted


def test_a_subject_that_has_moved_on_is_not_claimed_and_holds_nobody_up(
    at: Any, plan: Plan
) -> None:
    now = at(TWO_DAYS_BEFORE)
    stale, standing = plan(subject="case:1"), plan(subject="case:2")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_subjecthead SET version = 2 WHERE subject = 'case:1'")
    taken = claims.claim(token=uuid4(), channels=["sms"], limit=1, now=now)
    assert [one.id for one in taken] == [standing]
    assert state(stale) == State.PLANNED


def test_the_rows_of_a_start_are_found_by_their_keys(at: Any, plan: Plan) -> None:
    """An index of what is in hand keeps a trace of every message that left: to read it takes longer and longer."""
    now = at(TWO_DAYS_BEFORE)
    for index in range(40):
        plan(subject=f"case:{index}", person_key=f"person:{index}")
    token = uuid4()
    claims.claim(token=token, channels=["sms"], limit=40, now=now)
    empty: list[list[object]] = [[] for _ in range(9)]
    for mode in ("force_custom_plan", "force_generic_plan"):
        as_in_a_large_table(mode)
        given = [*empty, [token], now, now, now, "twin", now]
        steps = "\n".join(row[0] for row in rows.fetch(f"EXPLAIN {starts._START}", given))
        assert "notices_notice_in_hand" not in steps
        assert "notices_notice_closing" not in steps


def test_a_claim_follows_the_index_of_what_is_due_and_marks_rows_where_it_found_them(
    at: Any, plan: Plan
) -> None:
    """Statistics of a calm night say that nothing waits: a join would then read all of it for each row."""
    now = at(TWO_DAYS_BEFORE)
    plan()
    for mode in ("force_custom_plan", "force_generic_plan"):
        as_in_a_large_table(mode)
        rows.fetch(claims._IN_ORDER, [])
        given = [["sms"], now, "", "", "", "", now, 7, 7, uuid4(), now]
        steps = "\n".join(row[0] for row in rows.fetch(f"EXPLAIN {claims._CLAIM}", given))
        assert "Index Scan using notices_notice_due on notices_notice waiting" in steps
        assert "due.id" not in steps
        assert "(ctid = ANY (" in steps


def test_answers_of_every_kind_in_one_turn_are_each_written(at: Any, plan: Plan) -> None:
    now = at(TWO_DAYS_BEFORE)
    verdicts = [*Verdict, Verdict.ACCEPTED]
    for index in range(len(verdicts)):
        plan(subject=f"case:{index}", person_key=f"person:{index}")
    taken = claims.claim(token=uuid4(), channels=["sms"], limit=9, now=now)
    made = [drafting.draft(claimed, gateway="twin", now=now) for claimed in taken]
    drafts = [one[0] for one in made if isinstance(one, tuple)]
    assert len(starts.start(drafts, now).allowed) == len(verdicts)
    answered = [
        Settled(draft, Answer(draft.key, verdict, "code", f"id{place}"), True, True)
        for place, (draft, verdict) in enumerate(zip(drafts, verdicts, strict=True))
    ]
    needed = answers.settle(answered, now)
    found = {draft.notice: verdict for draft, verdict in zip(drafts, verdicts, strict=True)}
    states = {
        Verdict.ACCEPTED: State.HANDED,
        Verdict.TEMPORARY: State.PLANNED,
        Verdict.REFUSED: State.REFUSED,
        Verdict.UNKNOWN: State.UNKNOWN,
    }
    for row in Notice.objects.all():
        verdict = found[row.id]
        assert row.state == states[verdict]
        assert (row.handed_at == now) == (verdict is Verdict.ACCEPTED)
        assert (row.receipt_due_at is not None) == (verdict is Verdict.ACCEPTED)
        assert (row.due_at > now) == (verdict is Verdict.TEMPORARY)
        assert row.avoids == ("twin" if verdict is Verdict.TEMPORARY else "")
        assert (row.id in needed) == (verdict in (Verdict.REFUSED, Verdict.UNKNOWN))
    assert {a.outcome for a in Attempt.objects.all()} == {verdict.value for verdict in Verdict}


def test_many_notices_are_planned_once_whether_old_or_new(
    at: Any, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(TWO_DAYS_BEFORE)
    monkeypatch.setattr(plans, "_BATCH", 2)
    services.set_heads([(f"case:{number}", 1, True) for number in range(5)])
    wanted = [new_notice(subject=f"case:{number}") for number in range(5)]
    first = services.plan_notices(wanted[:3])
    every = services.plan_notices([*wanted, new_notice(subject="case:9"), wanted[0]])
    assert len(first) == 3
    assert {key: every[key] for key in first} == first
    assert set(every) == {new.key for new in wanted}
    assert set(every.values()) == set(Notice.objects.values_list("id", flat=True))
    row = Notice.objects.get(subject="case:4")
    assert (row.state, row.due_at, row.attempts) == ("planned", row.opens_at, 0)
    assert (row.starts_at, row.zone, row.exempt) == (START, "Europe/Paris", False)


def test_while_the_database_works_something_else_is_done_until_it_speaks(db: None) -> None:
    done = []

    def write() -> bool:
        done.append(1)
        return len(done) < 5

    with rows.meanwhile(write):
        assert rows.fetch("SELECT pg_sleep(0.05), %s::int", [7])[0][1] == 7
    assert len(done) >= 5
    count = len(done)
    assert rows.fetch("SELECT %s::text[]", [["a", "é"]]) == [(["a", "é"],)]
    assert len(done) == count


def test_a_fault_of_a_statement_is_djangos_and_breaks_the_transaction(db: None) -> None:
    with pytest.raises(DataError), transaction.atomic():
        rows.run("SELECT 1 / %s::int", [0])
    assert rows.fetch("SELECT 1", []) == [(1,)]


def test_the_next_messages_are_written_while_a_commit_is_on_its_way(
    at: Any, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(TWO_DAYS_BEFORE)
    for number in range(6):
        plan(subject=f"case:{number}", person_key=f"p:{number}")
    gateway = Recording("record:narrow")
    monkeypatch.setattr(gateway, "room", lambda: 2 - len(gateway._held))
    sender, written = Sender(gateway, [Channel.SMS]), []
    sender.wake()
    plain = answers.settling

    def slow(*given: Any) -> Any:
        rows.fetch("SELECT pg_sleep(0.05)", [])
        written.append(len(sender._queue))
        return plain(*given)

    monkeypatch.setattr(answers, "settling", slow)
    while sender.busy:
        sender.turn(0.0)
    assert sender.handed == 6
    assert max(written) > 0


def test_columns_without_rows_or_without_values_are_understood(db: None) -> None:
    assert rows.fetch("SELECT 1 WHERE gen_random_uuid() = ANY(%s)", [[]]) == []
    columns = "SELECT * FROM unnest(%s::timestamptz[], %s::uuid[]) AS given (at, id)"
    assert rows.fetch(columns, [[None], [None]]) == [(None, None)]


def test_statements_asked_together_are_answered_each_and_fail_as_one(db: None) -> None:
    with transaction.atomic(), rows.together():
        one, two = rows.ask("SELECT %s::int", [1]), rows.ask("SELECT %s::text", ["deux"])
        assert two() == [("deux",)]
    assert one() == [(1,)]
    with pytest.raises(DataError):
        _ask_for_two(dividing_by=0)
    assert rows.fetch("SELECT 1", []) == [(1,)]


def _ask_for_two(*, dividing_by: int) -> None:
    with transaction.atomic(), rows.together():
        rows.ask("SELECT 1 / %s::int", [dividing_by])
        rows.ask("SELECT 1", [])
