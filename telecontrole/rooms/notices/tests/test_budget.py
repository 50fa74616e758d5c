"""The SMS of a month: counted, told, and never a reason to leave a person without notice."""

from __future__ import annotations

from typing import Any

import pytest

from telecontrole.rooms.notices import rules, services, spending
from telecontrole.rooms.notices.enums import Kind
from telecontrole.rooms.notices.models import Notice
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
