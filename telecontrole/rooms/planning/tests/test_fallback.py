""" "Not by video" and "I cannot": accepted, placed in person on the spot, never a loop."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.diaries.models import Booking
from telecontrole.rooms.planning import selectors, services
from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Origin
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.services import Declined
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"
REFUSE, EMPECHE = AppointmentState.REFUSE, AppointmentState.EMPECHE


def placed(case: Case) -> AppointmentInfo:
    """The case's appointment, planned now."""
    services.place_all(actor=PLANNER, now=clock.now())
    found = selectors.current(case.id)
    assert found is not None
    return found


def decline(one: AppointmentInfo, reason: AppointmentState) -> Declined:
    """The person declines."""
    actor = Actor(kind=ActorKind.INSURED, id="someone")
    said = services.decline(appointment_id=one.id, reason=reason, actor=actor, now=clock.now())
    assert isinstance(said, Declined)
    return said


def state_of(case: Case) -> CaseState:
    info = cases.case(case.id)
    assert info is not None
    return info.state


def test_not_by_video_gives_the_first_place_on_a_site(at: Any, world: World) -> None:
    at(NOW)
    site, doctor = world.site(), world.medecin()
    world.hours(doctor, "2026-12-03")
    world.hours(world.medecin(), "2026-12-02", site=site)
    world.hours(world.medecin(), "2026-12-09", site=site)
    case = world.case()
    first = placed(case)
    said = decline(first, REFUSE)
    assert said.closed.state is REFUSE
    assert said.next is not None
    # 2 December is too near to be notified.
    assert said.next.starts_at.date() == date(2026, 12, 9)
    assert (said.next.modalite, said.next.version) == (Modalite.PRESENTIEL, 2)
    assert (said.next.origin, said.next.salle) == (Origin.REPLI, 1)
    assert not Booking.objects.filter(appointment=first.id, active=True).exists()
    assert Booking.objects.filter(appointment=said.next.id, active=True).count() == 3
    assert state_of(case) is CaseState.PLANIFIE


def test_said_twice_the_first_answer_stands(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    world.hours(world.medecin(), "2026-12-09", site=world.site())
    case = world.case()
    first = placed(case)
    said = decline(first, REFUSE)
    assert decline(first, EMPECHE) == said
    assert len(selectors.versions(case.id)) == 2


def test_without_any_place_we_will_write_and_a_task_is_open(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    said = decline(placed(case), REFUSE)
    assert (said.next, said.why_not) == (None, "no_site")
    task = Task.objects.get()
    assert (task.subject, task.params["reason"]) == (f"case:{case.id}", "no_site")
    assert state_of(case) is CaseState.A_TRAITER


def test_a_second_impediment_becomes_a_task_and_never_a_loop(at: Any, world: World) -> None:
    at(NOW)
    site = world.site()
    world.hours(world.medecin(), "2026-12-03")
    for day in ("2026-12-09", "2026-12-10", "2026-12-11"):
        world.hours(world.medecin(), day, site=site)
    case = world.case()
    following = decline(placed(case), EMPECHE).next
    assert following is not None
    said = decline(following, EMPECHE)
    assert (said.next, said.why_not) == (None, "second_empechement")
    assert state_of(case) is CaseState.A_TRAITER
    assert Task.objects.filter(done_at__isnull=True).count() == 1


def test_refusing_the_video_first_leaves_one_impediment(at: Any, world: World) -> None:
    at(NOW)
    site = world.site()
    world.hours(world.medecin(), "2026-12-03")
    world.hours(world.medecin(), "2026-12-09", "09:00", "10:30", site)
    one: AppointmentInfo | None = placed(world.case())
    for reason, expected in ((REFUSE, True), (REFUSE, True), (EMPECHE, False)):
        assert one is not None
        said = decline(one, reason)
        assert (said.next is not None) is expected
        one = said.next
    assert said.why_not == "second_empechement"


@pytest.mark.parametrize("minutes", [0, 19, 29])
def test_once_it_has_begun_not_by_video_is_an_impediment(
    at: Any, world: World, minutes: int
) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    world.hours(world.medecin(), "2026-12-16", site=world.site())
    one = placed(world.case())
    at(one.starts_at + timedelta(minutes=minutes))
    said = decline(one, REFUSE)
    assert said.closed.state is EMPECHE
    assert said.next is not None
    assert said.next.modalite is Modalite.PRESENTIEL


def test_it_is_too_late_once_the_margin_after_the_interview_is_over(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    one = placed(world.case())
    at(one.ends_at + timedelta(minutes=10))
    said = services.decline(appointment_id=one.id, reason=REFUSE, actor=PLANNER, now=clock.now())
    assert isinstance(said, Refusal)
    assert said.code == "too_late"


def test_a_held_appointment_cannot_be_declined(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    one = placed(world.case())
    services.close_appointment(appointment_id=one.id, state=AppointmentState.TENU, actor=PLANNER)
    said = services.decline(appointment_id=one.id, reason=REFUSE, actor=PLANNER, now=clock.now())
    assert isinstance(said, Refusal)
    assert said.code == "appointment_closed"


def test_an_own_doctor_and_a_full_room_are_passed_over(at: Any, world: World) -> None:
    at(NOW)
    site, own, other = world.site(salles=1), world.medecin(), world.medecin()
    world.hours(own, "2026-12-08", "09:00", "12:00", site)
    world.hours(other, "2026-12-09", "09:00", "10:00", site)
    world.hours(world.medecin(), "2026-12-09", "09:15", "10:45", site)
    found = []
    for _ in range(3):
        case = world.case(medecin_traitant_rpps=own.rpps)
        one = services.place_one_in_person(
            case_id=case.id, actor=PLANNER, reason="absence_justifiee", now=clock.now()
        )
        found.append(one.starts_at if isinstance(one, AppointmentInfo) else one.code)
    hours = [at_.isoformat()[11:16] if isinstance(at_, datetime) else at_ for at_ in found]
    # 09:00, 09:30 and 10:15 in Paris: the room is taken 30 minutes each time.
    assert hours == ["08:00", "08:30", "09:15"]


def test_a_case_with_an_appointment_ahead_gets_no_second_one(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    placed(case)
    said = services.place_one_in_person(
        case_id=case.id, actor=PLANNER, reason="manuel", now=clock.now()
    )
    assert isinstance(said, Refusal)
    assert said.code == "appointment_exists"


def test_an_hour_at_which_the_person_cannot_come_is_not_offered_again(
    at: Any, world: World
) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-08", "09:00", "10:00", world.site())
    first = placed(world.case(besoins=("presentiel",)))
    said = decline(first, EMPECHE)
    assert said.next is not None
    assert said.next.starts_at == first.starts_at + timedelta(minutes=30)
