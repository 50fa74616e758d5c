"""Answering once, by nobody in particular."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError

from telecontrole.foundations import clock
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.surveys import selectors, services
from telecontrole.rooms.surveys.models import Invitation, Sheet

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {"satisfaction": 4, "a_refaire": 2, "ecoute": 3, "clarte": 1, "acces": 4}


def ask(facet: str = "visio") -> str:
    return services.invite(questionnaire="entretien", facet=facet)


def test_an_answer_is_kept_once_with_its_week_only(at: Callable[[str], object]) -> None:
    at("2026-12-03T15:42:11+00:00")
    token = ask()
    assert services.answer(token=token, values=GOOD) is None
    assert services.answer(token=token, values=GOOD) == Refusal("unknown_invitation")
    sheet = Sheet.objects.get()
    assert (sheet.week, sheet.facet, sheet.answers) == (date(2026, 11, 30), "visio", GOOD)


def test_nothing_that_a_copy_of_the_database_holds_joins_an_answer_to_its_invitation() -> None:
    others = [ask("presentiel") for _ in range(3)]
    token = ask()
    services.answer(token=token, values=GOOD)
    assert Invitation.objects.count() == len(others)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM surveys_sheet")
        sheets = repr(cursor.fetchall())
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'surveys_sheet'"
        )
        columns = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*) FROM information_schema.table_constraints"
            " WHERE table_name LIKE 'surveys_%' AND constraint_type = 'FOREIGN KEY'"
        )
        (foreign_keys,) = cursor.fetchone()
    assert columns == {"id", "questionnaire", "week", "facet", "answers"}
    assert token not in sheets
    assert foreign_keys == 0
    assert not JournalEntry.objects.filter(action__startswith="surveys").exists()


def test_the_right_goes_and_the_answers_come_in_two_transactions() -> None:
    token = ask()
    services.answer(token=token, values=GOOD)
    with connection.cursor() as cursor:
        # The transaction that wrote the sheet wrote nothing else of this room, or of any other.
        cursor.execute("SELECT xmin::text FROM surveys_sheet")
        (wrote,) = cursor.fetchone()
        for table in connection.introspection.table_names(cursor):
            if table != "surveys_sheet":
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT count(*) FROM {name} WHERE xmin::text = %s", [wrote])
                assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize(
    "values",
    [{}, {**GOOD, "satisfaction": 9}, {**GOOD, "more": 1}, dict.fromkeys(list(GOOD)[1:], 2)],
)
def test_answers_to_other_questions_are_refused_and_the_right_stays(values: dict[str, int]) -> None:
    token = ask()
    assert services.answer(token=token, values=values) == Refusal("bad_answers")
    assert services.answer(token=token, values=GOOD) is None


def test_two_who_answer_at_once_with_one_link_count_for_one() -> None:
    token = ask()

    def one(_: int) -> Refusal | None:
        try:
            return services.answer(token=token, values=GOOD)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(8)))
    assert said.count(None) == 1
    assert Sheet.objects.count() == 1


def test_a_fault_while_keeping_the_answers_gives_the_right_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = ask()

    def broken(**_: object) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(Sheet.objects, "create", broken)
        with pytest.raises(RuntimeError):
            services.answer(token=token, values=GOOD)
    assert services.answer(token=token, values=GOOD) is None


def test_an_invitation_is_over_after_its_last_day_and_then_forgotten(
    at: Callable[[str], object],
) -> None:
    at("2026-12-01T08:00:00+00:00")
    token = ask()
    at("2026-12-22T20:00:00+00:00")
    assert selectors.open_questionnaire(token) is not None
    at("2026-12-23T08:00:00+00:00")
    assert services.answer(token=token, values=GOOD) == Refusal("unknown_invitation")
    assert services.tick(clock.now()) == 1
    assert not Invitation.objects.exists()


def test_the_database_itself_refuses_more_than_the_week() -> None:
    with (
        pytest.raises(IntegrityError, match="surveys_sheet_keeps_the_week_only"),
        transaction.atomic(),
    ):
        Sheet.objects.create(
            questionnaire="entretien", week=date(2026, 12, 2), facet="visio", answers=GOOD
        )


def test_counts_are_by_question_and_facet() -> None:
    for facet, satisfaction in (("visio", 4), ("visio", 1), ("presentiel", 4)):
        services.answer(token=ask(facet), values={**GOOD, "satisfaction": satisfaction})
    week = Sheet.objects.values_list("week", flat=True)[0]
    found = selectors.counts(questionnaire="entretien", since=week, until=week)
    assert found["satisfaction", "visio"] == {4: 1, 1: 1}
    assert found["clarte", "presentiel"] == {1: 1}
