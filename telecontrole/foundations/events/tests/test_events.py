"""Events: one effect per consumer, whatever fails."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction

from conftest import At
from telecontrole.foundations import clock, events
from telecontrole.foundations.events import registry, services
from telecontrole.foundations.events.models import Delivery, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    monkeypatch.setattr(registry, "_handlers", defaultdict(dict))
    return []


def test_a_consumer_gets_each_event_once(heard: list[dict[str, Any]]) -> None:
    events.handler("x.happened", consumer="y.note")(heard.append)
    events.publish(name="x.happened", payload={"id": "1"})
    assert events.drain() == 1
    assert events.drain() == 0
    assert heard == [{"id": "1"}]


def test_an_event_that_nobody_wants_is_not_kept(heard: list[dict[str, Any]]) -> None:
    events.publish(name="x.happened", payload={})
    assert Event.objects.count() == 0


def test_a_rolled_back_event_never_happened(heard: list[dict[str, Any]]) -> None:
    events.handler("x.happened", consumer="y.note")(heard.append)

    with transaction.atomic():
        events.publish(name="x.happened", payload={})
        transaction.set_rollback(True)
    assert events.drain() == 0


def test_a_failing_handler_is_tried_again_and_stops_no_other(
    heard: list[dict[str, Any]], at: At
) -> None:
    at("2026-12-01T08:00:00+00:00")
    faults = iter([RuntimeError("first"), None])

    def fragile(payload: dict[str, Any]) -> None:
        if (fault := next(faults)) is not None:
            raise fault
        heard.append(payload)

    events.handler("x.happened", consumer="a.fragile")(fragile)
    events.handler("x.happened", consumer="b.sound")(heard.append)
    events.publish(name="x.happened", payload={"id": "1"})
    assert events.drain() == 1
    at.advance(seconds=5)
    assert events.drain() == 1
    assert heard == [{"id": "1"}, {"id": "1"}]
    assert Delivery.objects.filter(done_at__isnull=True).count() == 0


def test_what_a_failing_handler_wrote_is_undone_and_only_its_fault_is_kept(
    heard: list[dict[str, Any]],
) -> None:
    def half(payload: dict[str, Any]) -> None:
        Event.objects.create(name="y.begun", payload={}, at=clock.now())
        raise RuntimeError

    events.handler("x.happened", consumer="a.half")(half)
    events.publish(name="x.happened", payload={})
    assert events.drain() == 0
    assert not Event.objects.filter(name="y.begun").exists()
    assert Delivery.objects.get().attempts == 1


def test_an_error_is_kept_by_its_type_only(heard: list[dict[str, Any]]) -> None:
    def quoting(payload: dict[str, Any]) -> None:
        raise ValueError("Mme Martin, 2 85 ...")

    events.handler("x.happened", consumer="a.quoting")(quoting)
    events.publish(name="x.happened", payload={})
    events.drain()
    assert Delivery.objects.get().last_error == "ValueError"


def test_what_fails_again_and_again_is_listed_for_a_person(
    heard: list[dict[str, Any]], at: At
) -> None:
    at("2026-12-01T08:00:00+00:00")

    def broken(payload: dict[str, Any]) -> None:
        raise RuntimeError

    events.handler("x.happened", consumer="a.broken")(broken)
    events.publish(name="x.happened", payload={})
    for _ in range(services.STUCK_AFTER):
        events.drain()
        at.advance(hours=1)
    assert [delivery.consumer for delivery in services.stuck()] == ["a.broken"]


def test_two_functions_may_not_claim_one_consumer(heard: list[dict[str, Any]]) -> None:
    events.handler("x.happened", consumer="y.note")(heard.append)
    with pytest.raises(ValueError, match=r"y\.note"):
        events.handler("x.happened", consumer="y.note")(lambda payload: None)
