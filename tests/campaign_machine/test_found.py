"""What the machine found, each told once in plain words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.diaries.models import Availability
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.services import Declined
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
TEAM = Actor.system("test")


@pytest.fixture
def convened(at: Any) -> Case:
    """Somebody without a mobile, convened in person by letter in Guadeloupe on 15 December."""
    at("2026-12-01T12:00:00+00:00")
    world = World()
    world.caisse("971", fuseau="America/Guadeloupe", calendrier="guadeloupe")
    world.hours(world.medecin("971"), "2026-12-15", site=world.site("971-1", "971"))
    case = world.case(
        insured=world.insured("971", mobile="", adresse="1 rue du Port"), caisse="971"
    )
    planning_services.place_all(actor=PLANNER, now=clock.now())
    return case


def test_a_plan_after_the_last_day_of_the_diaries_places_nobody_and_says_so(at: Any) -> None:
    at("2026-12-01T12:00:00+00:00")
    world = World()
    world.hours(world.medecin(), "2026-12-03")
    at("2027-01-05T12:00:00+00:00")
    case = world.case()
    made = planning_services.place_all(actor=PLANNER, now=clock.now())
    assert not isinstance(made, Refusal)
    assert [reference for reference, _ in made.unplaced] == [case.reference]
    assert Task.objects.filter(subject=f"case:{case.id}", done_at__isnull=True).count() == 1


def test_after_the_last_day_of_the_diaries_a_refusal_is_heard_and_a_place_is_said_to_be_missing(
    at: Any,
) -> None:
    at("2026-12-01T12:00:00+00:00")
    world = World()
    world.hours(world.medecin(), "2026-12-15")
    case, late = world.case(), world.case()
    planning_services.place_all(actor=PLANNER, now=clock.now())
    Availability.objects.update(date=date(2026, 12, 2))
    at("2026-12-08T12:00:00+00:00")
    for one in (planning.current(case.id), planning.current(late.id)):
        assert one is not None
        said = planning_services.decline(
            appointment_id=one.id, reason=AppointmentState.REFUSE, actor=TEAM, now=clock.now()
        )
        assert isinstance(said, Declined)
        assert (said.next, said.why_not) == (None, "no_site")
    refused = planning_services.place_now(case_id=late.id, actor=TEAM, now=clock.now())
    assert refused == Refusal("no_place", {"reason": "no_site"})
    assert Task.objects.filter(kind="sans_place", done_at__isnull=True).count() == 2


def post(day: date) -> list[Any]:
    ids = list(Notice.objects.filter(channel="lettre").values_list("id", flat=True))
    posted = notices.post_letters(notice_ids=ids, posted_on=day, actor=TEAM)
    assert isinstance(posted, list)
    return posted


def test_a_letter_posted_in_the_morning_is_not_dated_later_that_day(convened: Case) -> None:
    assert len(post(clock.today())) == 1
    letter = Notice.objects.get(channel="lettre")
    assert letter.handed_at == clock.now()


def test_a_letter_of_yesterday_is_dated_at_noon_there(convened: Case, at: Any) -> None:
    at.advance(days=1)
    assert len(post(date(2026, 12, 1))) == 1
    letter = Notice.objects.get(channel="lettre")
    assert letter.handed_at is not None
    assert letter.handed_at.isoformat() == "2026-12-01T16:00:00+00:00"


def test_a_letter_posted_after_the_hour_that_it_announces_does_not_count(
    convened: Case, at: Any
) -> None:
    one = planning.current(convened.id)
    assert one is not None
    at(one.starts_at + timedelta(hours=4))
    assert post(clock.today()) == []
