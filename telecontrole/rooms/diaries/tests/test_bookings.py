"""Nothing is ever taken twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries import rules, selectors, services
from telecontrole.rooms.diaries.models import Booking
from telecontrole.rooms.diaries.services import Taken, Wanted

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
SLOT = (NINE, NINE + HALF_HOUR)
DOCTOR, PERSON, SITE = uuid4(), uuid4(), uuid4()


def _together(number: int, action: Callable[[int], object]) -> list[object]:
    """Run an action in that many threads, each with its own connection, all starting at once."""
    start = threading.Barrier(number)
    results: list[object] = []

    def one(index: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            results.append(action(index))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_32_bookings_of_one_slot_one_succeeds_and_31_are_refused_cleanly() -> None:
    def book(index: int) -> object:
        resources = [rules.agent(DOCTOR), rules.room(SITE, 1), rules.insured(uuid4())]
        # Some in another order: nobody may wait for somebody who waits for them.
        return services.book(
            appointment=uuid4(), resources=resources[:: 1 if index % 2 else -1], during=SLOT
        )

    results = _together(32, book)
    assert len(results) == 32
    assert results.count(None) == 1
    refusals = [result for result in results if isinstance(result, Refusal)]
    assert {refusal.code for refusal in refusals} == {"double_booking"}
    assert Booking.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_plan_and_single_bookings_at_the_same_time_never_overlap() -> None:
    def act(index: int) -> object:
        starts = [NINE + HALF_HOUR * k for k in range(20)]
        if index == 0:
            wanted = [
                Wanted(uuid4(), (Taken(rules.agent(DOCTOR), start, start + HALF_HOUR),))
                for start in reversed(starts)
            ]
            return services.book_many(wanted=wanted)
        slot = (starts[index], starts[index] + HALF_HOUR)
        return services.book(appointment=uuid4(), resources=[rules.agent(DOCTOR)], during=slot)

    assert len(_together(8, act)) == 8
    taken = selectors.busy([rules.agent(DOCTOR)], NINE, NINE + timedelta(days=1))
    assert [booking.start for booking in taken] == [NINE + HALF_HOUR * k for k in range(20)]


@pytest.mark.django_db
def test_a_booking_takes_everything_or_nothing() -> None:
    services.book(appointment=uuid4(), resources=[rules.agent(DOCTOR)], during=SLOT)
    resources = [rules.insured(PERSON), rules.agent(DOCTOR)]
    refusal = services.book(appointment=uuid4(), resources=resources, during=SLOT)
    assert isinstance(refusal, Refusal)
    assert selectors.busy([rules.insured(PERSON)], *SLOT) == []


@pytest.mark.django_db
def test_the_insured_person_is_free_ten_minutes_before_the_agent() -> None:
    person = Taken(rules.insured(PERSON), NINE, NINE + timedelta(minutes=20))
    done = services.book(appointment=uuid4(), resources=[rules.agent(DOCTOR), person], during=SLOT)
    assert done is None
    ends = {one.resource: one.end for one in selectors.held(*SLOT)}
    assert ends[rules.insured(PERSON)] == NINE + timedelta(minutes=20)
    assert ends[rules.agent(DOCTOR)] == NINE + HALF_HOUR


@pytest.mark.django_db
def test_what_is_taken_of_everybody_is_told_as_few_intervals_without_those_looked_for_a_place() -> (
    None
):
    moved, person = uuid4(), rules.insured(PERSON)
    for k, appointment in enumerate((uuid4(), uuid4(), moved)):
        slot = (NINE + HALF_HOUR * k, NINE + HALF_HOUR * (k + 1))
        names = [rules.agent(DOCTOR), rules.insured(uuid4()) if k else person]
        assert services.book(appointment=appointment, resources=names, during=slot) is None
    held = selectors.held(NINE, NINE + timedelta(minutes=10), persons=[PERSON])
    assert sorted(held) == [
        (rules.agent(DOCTOR), NINE, NINE + HALF_HOUR),
        (person, NINE, NINE + HALF_HOUR),
    ]
    day = (NINE, NINE + timedelta(days=1))
    assert (rules.agent(DOCTOR), NINE, NINE + HALF_HOUR * 3) in selectors.held(*day, persons=[])
    without = selectors.held(*day, persons=[], without=[moved])
    assert without == [(rules.agent(DOCTOR), NINE, NINE + HALF_HOUR * 2)]


@pytest.mark.django_db
def test_one_slot_after_the_other_is_no_overlap() -> None:
    for k in range(3):
        slot = (NINE + HALF_HOUR * k, NINE + HALF_HOUR * (k + 1))
        taken = services.book(appointment=uuid4(), resources=[rules.agent(DOCTOR)], during=slot)
        assert taken is None


@pytest.mark.django_db
def test_what_is_released_can_be_taken_again_and_releasing_twice_changes_nothing() -> None:
    first = uuid4()
    services.book(appointment=first, resources=[rules.agent(DOCTOR)], during=SLOT)
    assert services.release(appointment=first) == 1
    assert services.release(appointment=first) == 0
    again = services.book(appointment=uuid4(), resources=[rules.agent(DOCTOR)], during=SLOT)
    assert again is None


@pytest.mark.django_db
def test_a_plan_is_told_which_appointments_were_refused_and_they_keep_nothing() -> None:
    services.book(appointment=uuid4(), resources=[rules.agent(DOCTOR)], during=SLOT)
    clash, free = uuid4(), uuid4()
    other = uuid4()

    def want(appointment: UUID, doctor: UUID) -> Wanted:
        taken = (Taken(rules.agent(doctor), *SLOT), Taken(rules.insured(appointment), *SLOT))
        return Wanted(appointment, taken)

    assert services.book_many(wanted=[want(clash, DOCTOR), want(free, other)]) == [clash]
    assert selectors.busy([rules.insured(clash)], *SLOT) == []
    assert len(selectors.busy([rules.insured(free)], *SLOT)) == 1


@pytest.mark.django_db
def test_a_name_without_hours_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="during"):
        services.book(appointment=uuid4(), resources=["agent:x"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("during", "constraint"),
    [
        (SLOT, "diaries_booking_no_overlap"),
        ((NINE, NINE), "diaries_booking_not_empty"),
        ((NINE, None), "diaries_booking_bounded"),
    ],
)
def test_the_database_itself_refuses(
    during: tuple[datetime, datetime | None], constraint: str
) -> None:
    Booking.objects.create(appointment=uuid4(), resource="agent:x", during=DateTimeTZRange(*SLOT))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Booking.objects.create(
            appointment=uuid4(), resource="agent:x", during=DateTimeTZRange(*during)
        )
