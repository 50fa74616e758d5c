"""What those who wait are told is true: who is before them, and about how long."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from telecontrole.rooms.examinations import calls, waiting
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import opening, tickets
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.facts import Entry

pytestmark = pytest.mark.django_db


def later(one: AppointmentInfo, minutes: int) -> AppointmentInfo:
    by = timedelta(minutes=minutes)
    return replace(one, id=uuid.uuid4(), starts_at=one.starts_at + by, ends_at=one.ends_at + by)


def test_nobody_before_and_in_time_means_until_the_hour(scene: Scene) -> None:
    own = scene.appointment
    for early, minutes in ((12, 15), (10, 10), (3, 5), (0, 0)):
        now = own.starts_at - timedelta(minutes=early)
        assert waiting.estimate(own=own, others=[own], begun={}, now=now) == (0, minutes)


def test_an_interview_that_runs_late_is_waited_for(scene: Scene) -> None:
    first = scene.appointment
    own, after = later(first, 30), later(first, 60)
    now = own.starts_at
    said = waiting.estimate(
        own=own, others=[first, own, after], begun={first.id: now - timedelta(minutes=12)}, now=now
    )
    assert said == (1, 10)
    overlong = {first.id: now - timedelta(minutes=40)}
    assert waiting.estimate(own=own, others=[first, own], begun=overlong, now=now) == (1, 5)


def test_two_before_who_have_not_begun_take_their_usual_time(scene: Scene) -> None:
    first = scene.appointment
    second, own = later(first, 30), later(first, 60)
    others = [first, second, own]
    assert waiting.estimate(own=own, others=others, begun={}, now=own.starts_at) == (2, 40)


def test_the_person_who_waits_is_told_and_nobody_once_let_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(opening, "to_signalling", lambda session, **body: heard.append(body))
    appointment = scene.appointment
    now = scene.at(appointment.starts_at - timedelta(minutes=9))
    calls.prepare_call(appointment_id=appointment.id)
    seat = calls.seat_of(appointment.id, calls.insured_key(scene.case.insured_id))
    assert seat is not None
    heard.clear()
    assert waiting.tell(now) == 0, "nobody is there"
    token = tickets.write(
        seat=str(seat), browser_session="b", expires_at=now + timedelta(seconds=60)
    )
    assert isinstance(visio.enter(token=token, browser_session="b"), Entry)
    assert waiting.tell(now) == 1
    assert heard == [{"k": "rank", "rank": 0, "minutes": 10}]
    visio.admit_as(actor=scene.actor, seat_id=seat)
    assert waiting.tell(now) == 0
