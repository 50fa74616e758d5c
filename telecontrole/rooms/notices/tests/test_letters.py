"""A registered letter: its number, its reception or its return, written where the proof is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import selectors, services
from telecontrole.rooms.notices.forms import ReceptionForm
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.worklist.models import Task

from .conftest import CLERK
from .test_people import letter

Plan = Callable[..., UUID]
NUMBER = "1A23456789012"


@pytest.fixture
def posted(at: Any, plan: Plan) -> UUID:
    """A letter posted on the first of December, looked at on the fifth."""
    at("2026-12-01T08:00:00+00:00")
    notice = letter(plan)
    services.post_letters(notice_ids=[notice], posted_on=date(2026, 12, 1), actor=CLERK)
    at("2026-12-05T08:00:00+00:00")
    return notice


def note(notice: UUID, on: date | None, *, returned: bool = False) -> UUID | Refusal:
    return services.note_reception(
        notice_id=notice, number=NUMBER, on=on, returned=returned, actor=CLERK
    )


def test_a_reception_is_dated_and_proved(posted: UUID) -> None:
    assert note(posted, None) == posted
    assert Notice.objects.get().state == "handed"
    assert note(posted, date(2026, 12, 3)) == posted
    row = Notice.objects.get()
    assert (row.state, row.failure) == ("delivered", "")
    (attempt,) = selectors.proof(row.subject)[0].attempts
    assert (attempt.provider_id, attempt.outcome, attempt.intact) == (NUMBER, "delivered", True)
    assert attempt.receipt_at is not None
    assert attempt.receipt_at.date() == date(2026, 12, 3)
    assert JournalEntry.objects.filter(action="notices:letter:received").count() == 2


def test_a_letter_that_came_back_is_a_task(posted: UUID) -> None:
    note(posted, date(2026, 12, 4), returned=True)
    assert Notice.objects.get().state == "bounced"
    assert Task.objects.get().kind == "notice_bounced"
    note(posted, date(2026, 12, 4))
    assert Task.objects.get().done_at is not None
    assert Notice.objects.get().state == "delivered"


@pytest.mark.parametrize(
    ("day", "code"), [("2026-12-06", "received_later"), ("2026-11-30", "received_before")]
)
def test_a_reception_is_between_the_posting_and_today(posted: UUID, day: str, code: str) -> None:
    refused = note(posted, date.fromisoformat(day))
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_a_letter_that_waits_cannot_be_received(at: Any, plan: Plan) -> None:
    at("2026-12-01T08:00:00+00:00")
    refused = note(letter(plan), date(2026, 12, 1))
    assert isinstance(refused, Refusal)
    assert refused.code == "not_posted"


def test_the_form_wants_a_plain_number_and_the_day() -> None:
    assert ReceptionForm({"number": "1a 234 567 8901 2", "outcome": "parti"}).is_valid()
    assert "number" in ReceptionForm({"number": "12-34", "outcome": "parti"}).errors
    assert "on" in ReceptionForm({"number": NUMBER, "outcome": "recu"}).errors
