"""Answering once, by nobody in particular."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError

from telecontrole.foundations import clock, figures
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.surveys import selectors, services
from telecontrole.rooms.surveys.models import Invitation, Tally

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {"satisfaction": 4, "a_refaire": 2, "ecoute": 3, "clarte": 1, "acces": 4}


def ask(facet: str = "visio") -> str:
    return services.invite(questionnaire="entretien", facet=facet)


def test_an_answer_is_kept_once_with_its_week_only(at: Callable[[str], object]) -> None:
    at("2026-12-03T15:42:11+00:00")
    token = ask()
    assert services.answer(token=token, values=GOOD) is None
    assert services.answer(token=token, values=GOOD) == Refusal("unknown_invitation")
    tally = Tally.objects.get()
    assert (tally.week, tally.facet, tally.total) == (date(2026, 11, 30), "visio", 1)
    assert tally.answers == {question: {str(value): 1} for question, value in GOOD.items()}


def test_nothing_that_a_copy_of_the_database_holds_joins_an_answer_to_its_invitation() -> None:
    others = [ask("presentiel") for _ in range(3)]
    token = ask()
    services.answer(token=token, values=GOOD)
    assert Invitation.objects.count() == len(others)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM surveys_tally")
        kept = repr(cursor.fetchall())
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'surveys_tally'"
        )
        columns = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*) FROM information_schema.table_constraints"
            " WHERE table_name LIKE 'surveys_%' AND constraint_type = 'FOREIGN KEY'"
        )
        (foreign_keys,) = cursor.fetchone()
    assert columns == {"id", "questionnaire", "week", "facet", "answers", "total"}
    assert token not in kept
    assert foreign_keys == 0
    assert not JournalEntry.objects.filter(action__startswith="surveys").exists()


def test_what_the_database_notes_beside_its_rows_orders_nobody_s_answers() -> None:
    """`xmin` gives an order, and beside the journal an instant: there must be no row for each person to carry one."""
    said = [{**GOOD, "satisfaction": value} for value in (4, 1, 3, 4, 1, 2)]
    for values in said:
        services.answer(token=ask(), values=values)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ctid::text, xmin::text, answers -> 'satisfaction' FROM surveys_tally"
        )
        [(_, _, counts)] = cursor.fetchall()
    assert counts in ('{"1": 2, "2": 1, "3": 1, "4": 2}', {"1": 2, "2": 1, "3": 1, "4": 2})


def test_the_right_goes_and_the_answers_come_in_two_transactions() -> None:
    token = ask()
    services.answer(token=token, values=GOOD)
    with connection.cursor() as cursor:
        # The transaction that added the answers wrote nothing else of this room, or of any other.
        cursor.execute("SELECT xmin::text FROM surveys_tally")
        (wrote,) = cursor.fetchone()
        for table in connection.introspection.table_names(cursor):
            if table != "surveys_tally":
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
    assert Tally.objects.get().total == 1


def test_those_who_answer_at_once_are_all_counted() -> None:
    tokens = [ask() for _ in range(8)]

    def one(token: str) -> Refusal | None:
        try:
            return services.answer(token=token, values=GOOD)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, tokens)) == [None] * 8
    tally = Tally.objects.get()
    assert (tally.total, tally.answers["satisfaction"]) == (8, {"4": 8})


def test_a_fault_while_keeping_the_answers_gives_the_right_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = ask()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(Tally, "save", broken)
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
        pytest.raises(IntegrityError, match="surveys_tally_keeps_the_week_only"),
        transaction.atomic(),
    ):
        Tally.objects.create(questionnaire="entretien", week=date(2026, 12, 2), facet="visio")


def give(number: int, facet: str = "visio", **changes: int) -> None:
    for _ in range(number):
        assert services.answer(token=ask(facet), values={**GOOD, **changes}) is None


def told(weeks: int = 4) -> Mapping[tuple[str, str], Mapping[int, int]]:
    monday = figures.week_of(clock.today())
    since = monday - timedelta(weeks=weeks - 1)
    return selectors.counts(questionnaire="entretien", since=since, until=monday)


def test_counts_are_by_question_and_facet(at: Callable[[str], object]) -> None:
    at("2026-12-02T08:00:00+00:00")
    give(4)
    give(2, satisfaction=1)
    give(5, "presentiel")
    at("2026-12-07T08:00:00+00:00")
    found = told()
    assert found["satisfaction", "visio"] == {4: 4, 1: 2}
    assert found["clarte", "presentiel"] == {1: 5}


def test_nobody_sees_a_number_move_with_one_answer(at: Callable[[str], object]) -> None:
    """Neither by looking before and after, nor by asking for a longer period than another."""
    at("2026-11-25T08:00:00+00:00")
    give(1, satisfaction=1)
    at("2026-12-02T08:00:00+00:00")
    give(6)
    assert told() == {}
    at("2026-12-06T22:59:00+00:00")
    assert told() == {}
    at("2026-12-06T23:01:00+00:00")
    both = told(2)
    assert both["satisfaction", "visio"] == {4: 6, 1: 1}
    give(3)
    assert told(2) == told(4) == both
    at("2026-12-14T08:00:00+00:00")
    assert told() == both
    give(2)
    at("2026-12-21T08:00:00+00:00")
    assert told()["satisfaction", "visio"] == {4: 11, 1: 1}


def test_counts_cost_one_query_whatever_the_weeks(
    at: Callable[[str], object], django_assert_num_queries: Callable[[int], Any]
) -> None:
    for day in ("2026-11-04", "2026-11-11", "2026-11-18"):
        at(f"{day}T08:00:00+00:00")
        give(1)
        give(1, "presentiel")
    at("2026-12-07T08:00:00+00:00")
    with django_assert_num_queries(1):
        told(12)
