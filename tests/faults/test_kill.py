"""A worker killed at each step of sending: nobody gets a message twice, nobody is forgotten."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from telecontrole.rooms.notices.models import Notice

from .conftest import Field, plan
from .steps import BEFORE_COMMIT, STEPS

pytestmark = pytest.mark.slow


def test_without_a_fault_every_message_arrives_once(field: Callable[..., Field]) -> None:
    place = field()
    plan(40)
    assert place.finish(place.worker(patient=True)) == [0]
    assert place.judge() == {"handed": 40, "delivered": 40}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_sends_nothing_twice(
    field: Callable[..., Field], step: str, count: int
) -> None:
    place = field(smtp="ok=4,late=1", smsc="ok=4,late=1")
    plan(25)
    assert place.finish(place.worker(f"{step}:{count}")) == [-signal.SIGKILL]
    # Only what had passed the point of no return may become unknown: four connections and a window
    # of eight; nothing at all when the first commit was still to come.
    released = Notice.objects.filter(state="sending").count()
    assert released <= (0 if count == 1 and step in BEFORE_COMMIT else 12)
    assert place.finish(place.worker()) == [0]
    place.judge()
