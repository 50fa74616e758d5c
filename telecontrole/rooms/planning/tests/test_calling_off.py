"""The control has no object any more while an appointment is still to come."""

from __future__ import annotations

from typing import Any

import pytest

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.enums import CaseState, CloseReason
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.diaries.models import Booking
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning import placing, selectors, services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.tests.test_resuming import TEAM, declined
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist import titles
from telecontrole.rooms.worklist.models import Task
from telecontrole.rooms.worklist.selectors import every_task

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"


def planned(world: World, **person: Any) -> Case:
    doctor = world.medecin()
    world.hours(doctor, "2026-12-03")
    world.hours(doctor, "2026-12-16", site=world.site())
    case = world.case(insured=world.insured(**person))
    services.place_all(actor=PLANNER, now=clock.now())
    return case


def end(case: Case, reason: CloseReason = CloseReason.REPRISE) -> AppointmentInfo | Refusal:
    return services.call_off(case_id=case.id, reason=reason, actor=TEAM, now=clock.now())


def told() -> set[tuple[str, str]]:
    waiting = Notice.objects.filter(state="planned", subject__startswith="cancellation:")
    return set(waiting.values_list("kind", "channel"))


def test_the_person_is_told_and_nothing_of_the_diary_stays_taken(at: Any, world: World) -> None:
    at(NOW)
    case = planned(world)
    done = end(case)
    assert isinstance(done, AppointmentInfo)
    assert done.state is AppointmentState.ANNULE
    case.refresh_from_db()
    assert (case.state, case.closed_reason) == (CaseState.CLOS, CloseReason.REPRISE)
    assert told() == {("annulation", "email"), ("annulation", "sms")}
    assert not Booking.objects.filter(active=True).exists()
    assert not Task.objects.exists()


def test_who_was_convened_by_letter_is_called_before_the_hour(at: Any, world: World) -> None:
    at(NOW)
    done = end(planned(world, mobile="", adresse="1 rue du Port"))
    assert isinstance(done, AppointmentInfo)
    assert told() == set()
    (task,) = every_task()
    assert (task.kind, task.due_at) == ("telephoner", done.starts_at)
    assert "n’a pas à venir" in titles.advice(task)


@pytest.mark.parametrize("mobile", ["+33612345678", ""])
def test_after_a_death_nobody_is_written_to_nor_called(at: Any, world: World, mobile: str) -> None:
    at(NOW)
    end(planned(world, mobile=mobile, adresse="1 rue du Port"), CloseReason.DECES)
    assert told() == set()
    assert not Task.objects.exists()
    assert not Notice.objects.filter(subject__startswith="cancellation:").exists()


def test_what_may_not_be_called_off(at: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    at(NOW)
    waits = declined(world)
    assert end(waits) == Refusal("nothing_ahead")
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    one = selectors.current(case.id)
    assert one is not None
    at(one.starts_at)
    assert end(case) == Refusal("has_begun")
    at(NOW)
    end(case)
    refused = end(case)
    assert isinstance(refused, Refusal)
    assert refused.code == "case_closed"
    assert placing.alone()
