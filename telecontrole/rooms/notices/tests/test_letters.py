"""A registered letter: its number, its reception or its return, written where the proof is."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import selectors, services, views
from telecontrole.rooms.notices.forms import ReceptionForm
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.notices.services import batch as batches
from telecontrole.rooms.worklist.models import Task

from .conftest import CLERK, TWO_DAYS_BEFORE
from .test_pages import ELSEWHERE, HEAD, TECHNICIAN, call, text
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


def _batch(plan: Plan) -> services.Batch:
    """Three letters for two sites, planned in another order."""
    for number, place in enumerate(("Site B", "Site A", "Site B")):
        letter(plan, subject=f"case:{number}", place=place)
    return services.print_letters(caisse=None)


def test_a_batch_begins_with_its_list_and_each_site_with_a_sheet(
    at: Any, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(TWO_DAYS_BEFORE)
    batch = _batch(plan)
    assert [one.place for one in batch.letters] == ["Site A", "Site B", "Site B"]
    given: list[tuple[str, Any]] = []
    plain = batches.letters.render  # type: ignore[attr-defined]

    def render(template: Any, data: Any) -> bytes:
        given.append((template.name, data))
        return bytes(plain(template, data))

    monkeypatch.setattr(batches.letters, "render", render)  # type: ignore[attr-defined]
    pdf = batch.pdf()
    (_, listing), *separators = given
    assert (listing["letters"], listing["pages"], listing["sheets"]) == (3, 3, 6)
    assert [
        (group["place"], group["letters"], [row[3] for row in group["rows"]])
        for group in listing["groups"]
    ] == [("Site A", 1, ["5"]), ("Site B", 2, ["9", "11"])]
    assert [data["place"] for _, data in separators] == ["Site A", "Site B"]
    with pikepdf.open(BytesIO(pdf)) as whole:
        # The list, then for each site a sheet; everything begins on the front, the last has no blank behind it.
        assert len(whole.pages) == 11


def test_a_list_longer_than_a_sheet_still_names_the_right_pages(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    one = services.print_letters(caisse=None, notice_ids=[letter(plan)]).letters[0]
    whole = batches.Batch(tuple([one] * 120))
    with pikepdf.open(BytesIO(whole.pdf())) as found:
        # 120 letters on the front of their sheets, one separator, and a list of four pages.
        assert len(found.pages) == 4 + 2 + 2 * 119 + 1


def test_what_was_printed_is_in_the_journal_with_its_batch_and_pages(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    batch = _batch(plan)
    services.note_printed(batch=batch, actor=CLERK)
    kept = [e.data for e in JournalEntry.objects.filter(action="notices:letter:printed")]
    assert {(data["batch"], data["pages"]) for data in kept} == {(batch.reference, 1)}
    assert len(kept) == 3


def _listed(**asked: str) -> list[dict[str, str]]:
    answer = call(views.letters, TECHNICIAN, get={"format": "csv", **asked})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content), delimiter=";"))


def test_letters_are_filtered_in_the_address_and_exported_without_names(
    at: Any, plan: Plan
) -> None:
    at(TWO_DAYS_BEFORE)
    letter(plan)
    assert [row["Caisse"] for row in _listed()] == ["141"]
    assert "COLIN" not in str(_listed())
    assert _listed(genre="avis") == []
    assert len(_listed(genre="convocation", pour="assure", caisse="141")) == 1
    # 8 December is its last day: two days before, on that day, and when it is late.
    for day, found in (("2026-12-06", [0, 0, 1]), ("2026-12-08", [1] * 3), ("2026-12-09", [1] * 3)):
        at(f"{day}T08:00:00+00:00")
        assert [len(_listed(avant=days)) for days in ("0", "1", "7")] == found
    assert len(_listed(avant="nonsense")) == 1
    assert JournalEntry.objects.filter(action="notices:list:exported").exists()
    shown = call(views.letters, TECHNICIAN, get={"genre": "avis"})
    assert "Rien ne correspond à ce choix." in text(shown)
    assert "Aucune lettre" not in text(shown), "one waits"
    answer = call(views.letters, HEAD, get={"format": "xlsx"})
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_what_is_typed_in_the_address_as_a_caisse_does_not_reach_the_journal(
    at: Any, plan: Plan
) -> None:
    at(TWO_DAYS_BEFORE)
    letter(plan)
    national = replace(TECHNICIAN, caisse=None)
    for view in (views.letters, views.spending):
        for caisse in ("141", "2 69 05 49 588 157 80"):
            b"".join(
                call(view, national, get={"format": "csv", "caisse": caisse}).streaming_content
            )
    kept = [one.data for one in JournalEntry.objects.filter(action="notices:list:exported")]
    assert len(kept) == 4
    assert "588" not in str(kept)
    assert {"caisse": "141"} in kept


def test_who_neither_prints_nor_posts_has_no_box_to_tick(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    notice = letter(plan)
    box = f'name="lettre" value="{notice}"'
    assert box in call(views.letters, TECHNICIAN).content.decode()
    shown = call(views.letters, HEAD).content.decode()
    assert box not in shown
    assert str(notice) in shown, "the list and the page of each letter stay"
    assert "les techniciens du service médical" in text(call(views.letters, HEAD))


def test_a_letter_of_another_caisse_is_neither_listed_nor_exported(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    notice = letter(plan)
    assert str(notice) not in call(views.letters, ELSEWHERE).content.decode()
    answer = call(views.letters, ELSEWHERE, get={"format": "csv"})
    assert b"141" not in b"".join(answer.streaming_content)


def test_the_list_of_letters_asks_as_much_for_twice_as_many(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    asked = []
    for number in range(4):
        letter(plan, subject=f"case:{number}")
        with CaptureQueriesContext(connection) as queries:
            call(views.letters, TECHNICIAN)
        asked.append(len(queries))
    assert asked[1] == asked[3]
