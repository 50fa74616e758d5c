"""Several workers, servers that misbehave, kills at random moments."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime

import pytest

from telecontrole.foundations import clock
from telecontrole.rooms.notices import services
from telecontrole.rooms.notices.models import Attempt, Notice

from .conftest import Field, plan

pytestmark = pytest.mark.slow

MAIL = "ok=10,late=2,temporary=2,refused=1,refused_rcpt=1,hangup_before=1,hangup_after=1"
SHORT = "ok=20,late=2,throttled=1,refused=1,hangup_before=0.3,hangup_after=0.3,silent=0.3"
RECEIPTS = "normal=6,twice=2,early=2,failed=1"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_workers_and_servers_that_fail_at_random_send_nothing_twice(
    field: Callable[..., Field], seed: int
) -> None:
    place = field(smtp=MAIL, smsc=SHORT, receipts=RECEIPTS, seed=seed)
    plan(100)
    draw = random.Random(seed)
    workers = [place.worker() for _ in range(3)]
    for _ in range(6):
        time.sleep(draw.uniform(0.2, 1.5))
        victim = draw.randrange(len(workers))
        workers[victim].kill()
        workers[victim].wait()
        workers[victim] = place.worker()
    assert set(place.finish(*workers)) == {0}
    states = place.judge()
    assert states["handed"] + states["delivered"] > 50
    assert sum(states.values()) == 200


def test_several_workers_at_once_share_the_work_without_a_double(
    field: Callable[..., Field],
) -> None:
    place = field(receipts="normal=1,twice=1,early=1")
    plan(150)
    assert place.finish(*(place.worker(patient=True) for _ in range(4))) == [0] * 4
    assert place.judge() == {"handed": 150, "delivered": 150}


def test_a_silent_server_does_not_stop_the_other_messages(field: Callable[..., Field]) -> None:
    place = field(smtp="ok=8,silent=1", smsc="ok=8,silent=1", seed=5)
    plan(30)
    assert place.finish(place.worker()) == [0]
    states = place.judge()
    assert states["unknown"] > 0
    assert states["handed"] + states["delivered"] + states["unknown"] == 60


def test_a_subject_that_moves_while_workers_send_never_gets_an_old_message(
    field: Callable[..., Field],
) -> None:
    place = field(smtp="ok=3,late=1", smsc="ok=3,late=1")
    plan(80)
    workers = [place.worker(patient=True), place.worker(patient=True)]
    moved: dict[str, datetime] = {}
    draw = random.Random(7)
    while len(moved) < 60:
        subject = f"case:{draw.randrange(80)}"
        if subject not in moved:
            services.set_head(subject=subject, version=2, open_=True)
            moved[subject] = clock.now()
        time.sleep(0.03)
    assert place.finish(*workers) == [0, 0]
    accepted, fallen = place.accepted(), 0
    for notice in Notice.objects.all():
        times = accepted[str(notice.id)]
        assert times == (0 if notice.state == "superseded" else 1)
        fallen += notice.state == "superseded"
    assert fallen > 0
    for attempt in Attempt.objects.filter(sending_at__isnull=False).select_related("notice"):
        subject = attempt.notice.subject
        sent_at = attempt.sending_at
        assert subject not in moved or (sent_at is not None and sent_at <= moved[subject])
