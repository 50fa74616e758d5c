"""Figures of calls: what counts as a success, what may be shown, when the alarm is raised and over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.visio import quality_figures, quality_keeping, quality_rules, services
from telecontrole.rooms.visio.enums import EndReason, SeatRole
from telecontrole.rooms.visio.models import CallFigure, QualityAlarm, Seat
from telecontrole.rooms.visio.quality_figures import Rate
from telecontrole.rooms.visio.quality_rules import Settings, Share
from telecontrole.rooms.worklist.models import Task

START = "2026-12-01T09:00:00+00:00"
TEST = Actor.system("test")
GOOD = {
    "browser": "firefox",
    "system": "linux",
    "transport": "tls",
    "connect_ms": 0,
    "first_frame_ms": 400,
    "loss": 0.02,
    "frozen_ms": 500,
    "seconds": 60,
    "restarts": 1,
}
SETTINGS = Settings(Decimal("0.90"), Decimal("0.95"), timedelta(hours=2), 20)


@pytest.fixture
def groups() -> Iterator[None]:
    """Every call belongs to the same group."""

    def group(subjects: Any) -> dict[str, str]:
        return dict.fromkeys(subjects, "141")

    quality_keeping.register_grouping(group)
    yield
    quality_keeping._groupings.remove(group)


def call(
    report: dict[str, Any] | None = None,
    *,
    host: dict[str, Any] | None = None,
    reason: EndReason = EndReason.CONCLUDED,
    admitted: bool = True,
) -> uuid.UUID:
    """A call that ends now; answers the person's seat."""
    now = clock.now()
    session = services.open_session(
        subject=f"appointment:{uuid.uuid4()}",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
    )
    seats = []
    for role, figures in ((SeatRole.MEDECIN_CONSEIL, host), (SeatRole.ASSURE, report)):
        seat = services.seat(session_id=session, role=role, name_shown="X", key=role.value)
        assert isinstance(seat, uuid.UUID)
        seats.append(seat)
        if figures is not None:
            services.keep_report(seat_id=seat, instance="a" * 16, report=figures)
    joined = Seat.objects.filter(session=session)
    joined.update(first_joined_at=now, admitted_at=now if admitted else None)
    services.end(session_id=session, actor=TEST, reason=reason)
    return seats[1]


def settled() -> list[CallFigure]:
    quality_keeping.settle(clock.now() + timedelta(minutes=3))
    return list(CallFigure.objects.order_by("seat__session__ended_at", "id"))


@pytest.mark.django_db
def test_a_call_is_settled_once_with_the_figures_of_both_ends(at: Any, groups: None) -> None:
    at(START)
    seat = call(GOOD, host={**GOOD, "loss": 0.04, "browser": "chrome", "first_frame_ms": 90_000})
    assert quality_keeping.settle(clock.now()) == 0, "its last reports may still be on their way"
    (found,) = settled()
    assert (found.seat_id, found.grouping, found.browser) == (seat, "141", "firefox")
    assert (found.transport, found.succeeded, found.first_frame_ms) == ("tls", True, 400)
    assert found.loss == pytest.approx(0.03)
    assert (found.frozen_ms, found.restarts) == (1000, 1)
    assert len(settled()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (None, EndReason.CONCLUDED),
        ({"browser": "safari", "transport": "none"}, EndReason.EXPIRED),
        (GOOD, EndReason.PHONE),
        (GOOD, EndReason.IN_PERSON),
    ],
)
def test_a_call_failed_when_nobody_was_connected_or_it_went_on_otherwise(
    at: Any, report: dict[str, Any] | None, reason: EndReason
) -> None:
    at(START)
    call(report, reason=reason)
    assert [one.succeeded for one in settled()] == [False]


@pytest.mark.django_db
def test_whoever_was_never_let_in_made_no_call(at: Any) -> None:
    at(START)
    call(GOOD, admitted=False)
    assert settled() == []


@pytest.mark.django_db
def test_twice_as_many_calls_are_settled_with_as_many_queries(at: Any) -> None:
    at(START)
    counts = []
    for calls in (2, 4):
        for _ in range(calls):
            call(GOOD)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            quality_keeping.settle(clock.now() + timedelta(minutes=3))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_rates_are_given_by_browser_transport_and_name_of_the_group(at: Any, groups: None) -> None:
    at(START)
    for _ in range(3):
        call(GOOD)
    call({**GOOD, "browser": "chrome", "first_frame_ms": 800})
    call(None)
    settled()
    day, names = timedelta(days=1), {"141": "Normandie"}

    def rates(by: str, groups: list[str] | None = None) -> list[Rate]:
        since, until = clock.now() - day, clock.now() + day
        return quality_figures.rates(since=since, until=until, by=by, names=names, groups=groups)

    by = rates("browser")
    assert [(one.label, one.calls, one.succeeded) for one in by] == [
        ("firefox", 3, 3),
        ("chrome", 1, 1),
        ("other", 1, 0),
    ]
    assert (by[0].first_frame_ms, by[0].restarts_per_call) == (400, 1)
    (region,) = rates("group")
    assert (region.label, region.calls, region.first_frame_ms) == ("Normandie", 5, 400)
    ways = rates("transport")
    assert {one.label: one.calls for one in ways} == {"tls": 4, "none": 1}
    assert rates("day", ["999"]) == []


@pytest.mark.django_db
def test_the_alarm_is_raised_once_and_closes_its_task_when_calls_succeed_again(at: Any) -> None:
    at(START)
    for good in [True] * 17 + [False] * 3:
        call(GOOD if good else None)
    at.advance(minutes=3)
    for _ in range(3):
        services.tick_quality(clock.now())
    (task,) = Task.objects.filter(kind="qualite_visio")
    assert (task.queue, task.caisse, task.done_at) == ("technique", "", None)
    assert task.params == {"calls": 20, "succeeded": 17}
    at.advance(hours=3)
    services.tick_quality(clock.now())
    assert Task.objects.get().done_at is None, "an empty window says nothing"
    for _ in range(20):
        call(GOOD)
    at.advance(minutes=3)
    services.tick_quality(clock.now())
    assert Task.objects.get().done == "visio_retablie"
    assert QualityAlarm.objects.get().closed_at == clock.now()
    at.advance(hours=3)
    for _ in range(20):
        call(None)
    at.advance(minutes=3)
    services.tick_quality(clock.now())
    assert Task.objects.filter(kind="qualite_visio").count() == 2


@pytest.mark.django_db
def test_the_database_knows_one_open_alarm_at_most(at: Any) -> None:
    now = at(START)
    QualityAlarm.objects.create(opened_at=now, calls=20, succeeded=1)
    with pytest.raises(IntegrityError, match="visio_quality_alarm_one_open"), transaction.atomic():
        QualityAlarm.objects.create(opened_at=now, calls=20, succeeded=1)


@pytest.mark.django_db
def test_the_database_takes_a_share_for_a_loss_only(at: Any) -> None:
    at(START)
    seat = Seat.objects.get(id=call(None))
    with pytest.raises(IntegrityError, match="loss_is_a_share"), transaction.atomic():
        CallFigure.objects.create(
            seat=seat, at=clock.now(), succeeded=True, loss=1.5, frozen_ms=0, seconds=0, restarts=0
        )


@pytest.mark.parametrize(
    ("calls", "succeeded", "alarming", "recovered"),
    [
        (19, 0, False, False),
        (20, 17, True, False),
        (20, 18, False, False),
        (20, 19, False, True),
        (0, 0, False, False),
    ],
)
def test_few_calls_say_nothing_and_between_the_two_limits_nothing_changes(
    calls: int, succeeded: int, alarming: bool, recovered: bool
) -> None:
    share = Share(calls, succeeded)
    assert quality_rules.alarming(share, SETTINGS) is alarming
    assert quality_rules.recovered(share, SETTINGS) is recovered


def test_the_parameters_are_dated() -> None:
    assert quality_rules.settings(date(2026, 12, 1)) == SETTINGS
