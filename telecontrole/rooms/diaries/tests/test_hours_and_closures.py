"""Weekly hours, their exceptions, and the time that is taken out of a diary."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries import rules, selectors, services
from telecontrole.rooms.diaries.closures import ClosureInfo
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason, Modalite
from telecontrole.rooms.diaries.models import Availability, Booking, Closure, WeeklyRule
from telecontrole.rooms.diaries.services import NewClosure, NewHours, Taken
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.territory.models import Caisse, Site

ACTOR = Actor.system("test")
MONDAY = date(2026, 12, 7)


@pytest.fixture
def medecin(db: None) -> UUID:
    """A médecin-conseil of a caisse of La Réunion, four hours ahead of UTC, with a site of two rooms."""
    caisse = Caisse.objects.create(
        code="974",
        nom="CGSS de La Réunion",
        region="La Réunion",
        departement="974",
        fuseau="Indian/Reunion",
        calendrier="la_reunion",
    )
    Site.objects.create(code="974-1", nom="Site 1", caisse=caisse, adresse="1 place", salles=2)
    found = MedecinConseil.objects.create(rpps="10400297874", nom="M", prenoms="A", caisse=caisse)
    return found.id


def hours(medecin: UUID, **given: Any) -> NewHours:
    facts: dict[str, Any] = {
        "medecin": medecin,
        "weekdays": {0, 2},
        "first": MONDAY,
        "last": date(2026, 12, 20),
        "debut": time(9),
        "fin": time(12),
        "modalite": Modalite.VISIO,
    }
    return NewHours(**facts | given)


def closure(**given: Any) -> ClosureInfo | Refusal:
    facts: dict[str, Any] = {
        "kind": ClosureKind.ABSENCE,
        "start": at(7, 5),
        "end": at(7, 8),
        "reason": ClosureReason.IMPREVU,
    }
    return services.close(new=NewClosure(**facts | given), actor=ACTOR)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def days(medecin: UUID | None = None) -> list[int]:
    found = selectors.availabilities(MONDAY, date(2026, 12, 31), medecin=medecin)
    return [info.date.day for info in found]


def test_a_weekly_rule_gives_hours_on_its_days_only(medecin: UUID) -> None:
    made = services.add_hours(new=hours(medecin), actor=ACTOR)
    assert not isinstance(made, Refusal)
    assert days() == days(medecin) == [7, 9, 14, 16]
    assert days(uuid4()) == []
    assert selectors.first_and_last_day() == (MONDAY, date(2026, 12, 20))


def test_an_excepted_day_is_left_out_and_a_rule_may_end_early(medecin: UUID) -> None:
    made = services.add_hours(new=hours(medecin), actor=ACTOR)
    assert not isinstance(made, Refusal)
    monday, wednesday = made
    assert services.except_day(rule_id=monday, day=date(2026, 12, 14), actor=ACTOR) is None
    assert services.except_day(rule_id=monday, day=date(2026, 12, 14), actor=ACTOR) is None
    refused = services.except_day(rule_id=monday, day=date(2026, 12, 15), actor=ACTOR)
    assert refused == Refusal("not_a_day_of_the_rule")
    assert days() == [7, 9, 16]
    assert services.end_rule(rule_id=wednesday, last=date(2026, 12, 9), actor=ACTOR) is None
    assert days() == [7, 9]
    assert services.end_rule(rule_id=wednesday, last=date(2026, 12, 1), actor=ACTOR) is None
    assert days() == [7]
    assert WeeklyRule.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"weekdays": {6}, "last": MONDAY}, "hours_never"),
        ({"last": date(2028, 12, 20)}, "hours_too_long"),
        ({"debut": time(11), "fin": time(13)}, "hours_overlap"),
    ],
)
def test_hours_that_cannot_be_given_are_refused(
    medecin: UUID, given: dict[str, Any], code: str
) -> None:
    Availability.objects.create(
        medecin_id=medecin, date=date(2026, 12, 9), debut=time(8), fin=time(12), modalite="visio"
    )
    refused = services.add_hours(new=hours(medecin, **given), actor=ACTOR)
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_hours_of_one_day_are_taken_away(medecin: UUID) -> None:
    row = Availability.objects.create(
        medecin_id=medecin, date=MONDAY, debut=time(8), fin=time(12), modalite="visio"
    )
    assert services.remove_day(availability_id=row.id, actor=ACTOR) is None
    assert services.remove_day(availability_id=row.id, actor=ACTOR) == Refusal("hours_unknown")


def test_nobody_can_be_booked_during_an_absence_until_it_is_lifted(medecin: UUID) -> None:
    made = closure(medecin=medecin)
    assert isinstance(made, ClosureInfo)
    wanted = Taken(rules.agent(medecin), at(7, 6), at(7, 6, 30))
    refused = services.book(appointment=uuid4(), resources=[wanted])
    assert isinstance(refused, Refusal)
    assert services.lift(closure_id=made.id, actor=ACTOR) == made
    assert services.book(appointment=uuid4(), resources=[wanted]) is None
    assert services.lift(closure_id=made.id, actor=ACTOR) == Refusal("closure_unknown")


def test_an_absence_leaves_what_stands_and_holds_the_rest(medecin: UUID) -> None:
    name = rules.agent(medecin)
    assert services.book(appointment=uuid4(), resources=[Taken(name, at(7, 6), at(7, 7))]) is None
    made = closure(medecin=medecin)
    assert isinstance(made, ClosureInfo)
    held = Booking.objects.filter(appointment=made.id).order_by("during")
    assert [(row.during.lower.hour, row.during.upper.hour) for row in held] == [(5, 6), (7, 8)]


def test_lifting_one_of_two_absences_keeps_the_other_closed(medecin: UUID) -> None:
    first, second = closure(medecin=medecin), closure(medecin=medecin, start=at(7, 6), end=at(7, 9))
    assert isinstance(first, ClosureInfo)
    assert isinstance(second, ClosureInfo)
    services.lift(closure_id=first.id, actor=ACTOR)
    held = selectors.busy([rules.agent(medecin)], at(7, 0), at(8, 0))
    assert sorted((one.start.hour, one.end.hour) for one in held) == [(6, 8), (8, 9)]


def test_the_same_absence_twice_is_refused_and_so_is_an_empty_one(medecin: UUID) -> None:
    assert isinstance(closure(medecin=medecin), ClosureInfo)
    again = closure(medecin=medecin, end=at(7, 7))
    assert isinstance(again, Refusal)
    assert again.code == "already_closed"
    assert closure(medecin=medecin, end=at(7, 5)) == Refusal("closure_empty")


def test_hours_covered_whole_are_not_offered(medecin: UUID) -> None:
    services.add_hours(new=hours(medecin), actor=ACTOR)
    # From 9 to 12 there is from 5 to 8 here.
    closure(medecin=medecin)
    closure(medecin=medecin, start=at(9, 6), end=at(9, 8))
    assert days() == [9, 14, 16]
    everything = selectors.availabilities(MONDAY, MONDAY, closed=True)
    assert len(everything) == 1


def test_a_closed_site_offers_nothing_and_holds_every_room(medecin: UUID) -> None:
    site = Site.objects.get()
    way = {"modalite": Modalite.PRESENTIEL, "site": site.id}
    services.add_hours(new=hours(medecin, **way), actor=ACTOR)
    made = closure(kind=ClosureKind.SITE, site=site.id, reason=ClosureReason.FERMETURE)
    assert isinstance(made, ClosureInfo)
    assert days() == [9, 14, 16]
    assert Booking.objects.filter(appointment=made.id).count() == 2
    one = closure(kind=ClosureKind.SALLE, site=site.id, salle=1, start=at(9, 5), end=at(9, 8))
    assert isinstance(one, ClosureInfo)
    assert days() == [9, 14, 16]
    assert Booking.objects.get(appointment=one.id).resource == rules.room(site.id, 1)


def test_reading_closures_takes_the_same_number_of_queries_whatever_their_number(
    medecin: UUID,
) -> None:
    services.add_hours(new=hours(medecin), actor=ACTOR)
    counts = []
    for hour in (1, 3):
        closure(medecin=medecin, start=at(7, hour), end=at(7, hour + 1))
        services.add_hours(
            new=hours(medecin, weekdays={hour}, first=date(2026, 12, 1)), actor=ACTOR
        )
        with CaptureQueriesContext(connection) as queries:
            selectors.availabilities(MONDAY, date(2026, 12, 31))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"kind": "greve"}, "diaries_closure_kind_fits_what_it_closes"),
        ({"medecin_id": None}, "diaries_closure_kind_fits_what_it_closes"),
        ({"reason": "grippe"}, "diaries_closure_reason_known"),
        ({"during": DateTimeTZRange(empty=True)}, "diaries_closure_not_empty"),
        ({"during": DateTimeTZRange(None, at(7, 5))}, "diaries_closure_bounded"),
    ],
)
def test_the_database_refuses_a_closure_of_nothing(
    medecin: UUID, changes: dict[str, Any], constraint: str
) -> None:
    fields: dict[str, Any] = {
        "kind": "absence",
        "medecin_id": medecin,
        "during": DateTimeTZRange(at(7, 5), at(7, 8)),
        "reason": "imprevu",
        "created_at": clock.now(),
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Closure.objects.create(**fields | changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"weekday": 7}, "diaries_weekly_rule_weekday_known"),
        ({"fin": time(9)}, "diaries_weekly_rule_ends_after_start"),
        ({"last": date(2026, 12, 1)}, "diaries_weekly_rule_period_in_order"),
        ({"modalite": "presentiel"}, "diaries_weekly_rule_place_fits_way"),
    ],
)
def test_the_database_refuses_a_rule_without_sense(
    medecin: UUID, changes: dict[str, Any], constraint: str
) -> None:
    fields: dict[str, Any] = {
        "medecin_id": medecin,
        "weekday": 0,
        "debut": time(9),
        "fin": time(12),
        "modalite": "visio",
        "first": MONDAY,
        "last": date(2026, 12, 31),
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WeeklyRule.objects.create(**fields | changes)


def test_gaps_are_what_others_leave() -> None:
    taken = [(at(7, 9), at(7, 12)), (at(7, 3), at(7, 5)), (at(7, 0), at(7, 1))]
    found = list(rules.gaps((at(7, 1), at(7, 10)), taken))
    assert found == [(at(7, 1), at(7, 3)), (at(7, 5), at(7, 9))]
