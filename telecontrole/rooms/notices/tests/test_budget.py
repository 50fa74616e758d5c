"""The SMS of a month: counted, told, and never a reason to leave a person without notice."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory

from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.notices import rules, services, spending, tables
from telecontrole.rooms.notices.enums import Kind
from telecontrole.rooms.notices.models import Notice, Spending
from telecontrole.rooms.worklist.models import Task

from .conftest import TWO_DAYS_BEFORE, Twins, new_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rules.number
    monkeypatch.setattr(
        rules, "number", lambda key, on: 3 if key == "sms_monthly_parts" else real(key, on)
    )


def send(count: int, first: int, at: Any, **changed: Any) -> None:
    now = at(TWO_DAYS_BEFORE)
    for index in range(first, first + count):
        subject = f"case:{index}"
        services.set_head(subject=subject, version=1, open_=True)
        services.plan_notices([new_notice(subject=subject, person_key=subject, **changed)])
    services.tick(now)


def test_sms_are_counted_by_caisse_and_month(at: Any, twins: Twins) -> None:
    send(2, 0, at)
    (month,) = spending.spending("141")
    assert (month.parts, month.month.isoformat()) == (2, "2026-12-01")
    assert str(month.euros) == "0.09"
    assert spending.spending("999") == []


def test_the_sms_of_every_caisse_are_listed_filtered_and_exported(
    at: Any, twins: Twins, three_a_month: None, rf: RequestFactory
) -> None:
    send(2, 0, at)
    Spending.objects.bulk_create(
        Spending(caisse=f"{number:03}", month=date(2026, 11, 1), parts=number + 1)
        for number in range(500)
    )
    head = Actor(ActorKind.STAFF, str(uuid4()), frozenset({Role.ADMINISTRATEUR}))
    whole = tables.spending_table(head, rf.get("/messages/sms/"))
    # Nothing is cut: the country has a hundred caisses and twelve months.
    assert whole.page.total == 501
    own = tables.spending_table(head, rf.get("/messages/sms/", {"caisse": "141", "format": "csv"}))
    answer = own.exported(actor=head, action="notices:list:exported", subject="sms")
    assert answer is not None
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "Mois;Caisse;SMS;Prix hors taxe;Part du budget, en %"
    assert lines[1].startswith("2026-12-01;141;2;0,09;66")
    assert len(lines) == 3
    assert JournalEntry.objects.get(action="notices:list:exported").data == {"caisse": "141"}
    mine = Actor(ActorKind.STAFF, str(uuid4()), frozenset({Role.CHEF}), caisse="141")
    seen = tables.spending_table(mine, rf.get("/messages/sms/", {"caisse": "002"}))
    assert {row.caisse for row in seen.page.rows} == {"141"}
    assert next(seen.rows)[0].text == "décembre 2026"


def test_a_spent_budget_is_told_once_and_legal_notices_go_on_leaving(
    at: Any, twins: Twins, three_a_month: None
) -> None:
    send(2, 0, at)
    assert not Task.objects.filter(kind="sms_budget").exists()
    send(3, 10, at)
    send(1, 20, at)
    assert Task.objects.filter(kind="sms_budget", queue="notices", caisse="141").count() == 1
    assert Notice.objects.filter(state="delivered").count() == 6


def test_a_questionnaire_stays_behind_when_the_budget_is_spent(
    at: Any, twins: Twins, three_a_month: None
) -> None:
    send(3, 0, at)
    send(1, 10, at, kind=Kind.QUESTIONNAIRE, template="notices/j2/sms.txt")
    (left,) = Notice.objects.filter(kind="questionnaire")
    assert (left.state, left.failure, left.attempts) == ("cancelled", "", 1)
    assert len(twins.sms.sent) == 3
