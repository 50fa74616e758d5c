"""A closed case leaves nothing ahead."""

from __future__ import annotations

from typing import Any

import pytest

from telecontrole.foundations import clock
from telecontrole.rooms.diaries.models import Booking
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.planning import selectors, services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.tests.world import PLANNER, World

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"


def test_cancelling_what_is_ahead_frees_the_hour_and_tells_the_person(
    at: Any, world: World
) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    said = services.cancel_ahead(case_id=case.id, actor=PLANNER)
    assert said is not None
    assert said.state is AppointmentState.ANNULE
    assert not Booking.objects.filter(appointment=said.id, active=True).exists()
    told = notices.notices_of([f"cancellation:{said.id}"])
    assert sorted(one.channel for one in told) == ["email", "sms"]
    latest = selectors.current(case.id)
    assert latest is not None
    assert not latest.ahead


def test_a_case_with_nothing_ahead_is_left_alone(at: Any, world: World) -> None:
    at(NOW)
    assert services.cancel_ahead(case_id=world.case().id, actor=PLANNER) is None
