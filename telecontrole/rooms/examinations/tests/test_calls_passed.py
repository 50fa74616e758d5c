"""An interview goes to a colleague or to another day: its prepared call and its equipment test go with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from telecontrole.foundations import clock, events
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason
from telecontrole.rooms.diaries.services import NewClosure
from telecontrole.rooms.examinations import calls
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.changes import kinds
from telecontrole.rooms.planning.changes.applying import apply
from telecontrole.rooms.planning.changes.proposal import Proposal
from telecontrole.rooms.planning.tests.world import PLANNER
from telecontrole.rooms.visio import selectors as visio
from telecontrole.rooms.visio import services
from telecontrole.rooms.visio.enums import SeatRole

pytestmark = pytest.mark.django_db


def falls_ill(scene: Scene) -> None:
    """The doctor of the scene is away for the day; whoever can takes the hour."""
    day = scene.appointment.starts_at.date()
    start, end = kinds.day_span(day, day, "Europe/Paris")
    away = NewClosure(
        ClosureKind.ABSENCE, start, end, ClosureReason.IMPREVU, medecin=scene.medecin.id
    )
    change = kinds.closing(away)
    found = change.find(clock.now())
    assert isinstance(found, Proposal)
    saved = apply(change=change, seen=found.digest, actor=PLANNER, now=clock.now())
    assert isinstance(saved, Proposal)
    events.drain(limit=100)


def host_of(scene: Scene) -> tuple[str, str]:
    """Key and name on the médecin-conseil's seat of the prepared call."""
    session = visio.session_of(calls.subject_of(scene.appointment.id))
    assert session is not None
    (seat,) = (one for one in visio.seats(session.id) if one.role is SeatRole.MEDECIN_CONSEIL)
    return seat.key, seat.name_shown


def test_a_prepared_call_passes_to_the_colleague_and_twice_changes_nothing(scene: Scene) -> None:
    colleague = scene.world.medecin()
    scene.world.hours(colleague, "2026-12-01")
    scene.at(scene.appointment.starts_at - timedelta(minutes=30))
    calls.prepare_call(appointment_id=scene.appointment.id)
    assert host_of(scene)[0] == calls.medecin_key(scene.medecin.id)

    falls_ill(scene)

    now = planning.appointment(scene.appointment.id)
    assert now is not None
    assert now.medecin == colleague.id
    passed = calls.medecin_key(colleague.id), f"Dr {colleague.prenoms} {colleague.nom}"
    assert host_of(scene) == passed
    assert calls.pass_call(appointment_id=scene.appointment.id) is None
    assert host_of(scene) == passed


def test_a_failed_equipment_test_counts_after_the_interview_was_moved(scene: Scene) -> None:
    before = scene.appointment
    scene.world.hours(scene.medecin, "2026-12-08")
    services.record_test(subject=calls.subject_of(before.id), passed=False, results={})
    falls_ill(scene)
    moved = planning.current(scene.case.id)
    assert moved is not None
    assert moved.id != before.id
    assert calls.equipment_failed(moved)
    scene.at(clock.now() + timedelta(hours=1))
    services.record_test(subject=calls.subject_of(moved.id), passed=True, results={})
    assert not calls.equipment_failed(moved)


def test_without_a_prepared_call_there_is_nothing_to_pass(scene: Scene) -> None:
    assert calls.pass_call(appointment_id=scene.appointment.id) is None
