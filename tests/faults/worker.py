"""A worker of the notices with short leases, which may kill itself at a named step.

Environment: FAULTS_SMTP and FAULTS_SMPP (ports), FAULTS_KEYS (key file), FAULTS_DIE_AT (step:n),
FAULTS_SECONDS (how long it lives at most), FAULTS_PATIENT (keep the leases of production). It ends
when nothing is left to do.
"""

from __future__ import annotations

import functools
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
django.setup()

from datetime import timedelta  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402

from telecontrole.foundations import clock  # noqa: E402
from telecontrole.rooms.notices import sending, services  # noqa: E402
from telecontrole.rooms.notices.enums import Channel  # noqa: E402
from telecontrole.rooms.notices.gateways import smpp, smtp, smtp_lane  # noqa: E402
from telecontrole.rooms.notices.gateways.configured import roads  # noqa: E402
from telecontrole.rooms.notices.ledger import answers, claims, rows, starts, sweeps  # noqa: E402
from telecontrole.rooms.notices.models import Notice  # noqa: E402

_left: dict[str, int] = {}
# A receipt sent to a worker that was killed is lost: nobody waits for it longer than that.
PATIENCE = {"": 1.0, "1": 15.0}


def hurry() -> None:
    """The same protocol at a pace for tests: leases and patience in seconds instead of minutes."""
    claims.CLAIM_LASTS = timedelta(seconds=1.5)
    sweeps.ANSWER_LASTS = timedelta(seconds=2.5)
    smtp_lane.BEFORE_DOT, smtp_lane.AFTER_DOT = 1.5, 1.5
    smpp._ANSWER = 1.5
    sending._CONNECT_PAUSE = timedelta(seconds=1)
    smtp._REST = smpp._REST = 0.5
    rows.SILENCE = 3.0
    answers.pause = lambda number: timedelta(milliseconds=200 * number)


def maybe_die(step: str) -> None:
    """SIGKILL at the n-th passage of the chosen step: nothing is flushed, closed or rolled back."""
    if step in _left:
        _left[step] -= 1
        if _left[step] == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, name: str, *, before: str = "", after: str = "") -> None:
    """Put the steps before and after a function that does something."""
    inner: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(inner)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        something = bool(args and args[0]) or bool(kwargs) or name == "_commit"
        if before and something:
            maybe_die(before)
        result = inner(*args, **kwargs)
        if after and (result if name == "claim" else something):
            maybe_die(after)
        return result

    setattr(owner, name, wrapped)


def around_both(owner: Any, name: str, *, before: str, after: str) -> None:
    """The same around a function in two steps: before it asks, and after its answer is read."""
    inner: Callable[..., Callable[[], Any]] = getattr(owner, name)

    def wrapped(*args: Any) -> Callable[[], Any]:
        if args[0]:
            maybe_die(before)
        rest = inner(*args)

        def read() -> Any:
            result = rest()
            if args[0]:
                maybe_die(after)
            return result

        return read

    setattr(owner, name, wrapped)


def mine_the_road() -> None:
    """Where a worker may die."""
    around(claims, "claim", after="after_claim")
    around_both(starts, "starting", before="before_start", after="in_start")
    around_both(answers, "settling", before="before_settle", after="in_settle")
    around(sending.Sender, "_commit", after="after_commit")
    for channel in (Channel.EMAIL, Channel.SMS):
        gateway = roads()[channel][0]
        around(gateway, "prepare", after="after_prepare")
        around(gateway, "release", before="before_release", after="after_release")


def main() -> None:
    """Tick until nothing is left, or until the time is over."""
    settings.MASTER_KEY_FILE = Path(os.environ["FAULTS_KEYS"])
    settings.EMAIL_URL = f"smtp://127.0.0.1:{os.environ['FAULTS_SMTP']}?lanes=4"
    settings.SMS_URL = f"smpp://user:pass@127.0.0.1:{os.environ['FAULTS_SMPP']}?window=8"
    if not os.environ.get("FAULTS_PATIENT"):
        hurry()
    step, _, count = os.environ.get("FAULTS_DIE_AT", "").partition(":")
    if step:
        _left[step] = int(count or 1)
        mine_the_road()
    end = time.monotonic() + float(os.environ.get("FAULTS_SECONDS", "80"))
    idle_at = time.monotonic()
    patience = PATIENCE[os.environ.get("FAULTS_PATIENT", "")]
    while time.monotonic() < end:
        try:
            services.run_due(clock.now(), longest=2.0)
            with rows.meanwhile(lambda: False):
                if left_to_do():
                    idle_at = time.monotonic() + 0.2
                elif time.monotonic() > idle_at + (patience if unheard() else 0):
                    return
        except DatabaseError:
            connection.close()
            time.sleep(0.1)
        time.sleep(0.05)


def left_to_do() -> bool:
    """Whether a message has not reached its end."""
    return Notice.objects.filter(state__in=["planned", "claimed", "sending"]).exists()


def unheard() -> bool:
    """Whether receipts may still come for what was handed over."""
    return Notice.objects.filter(
        channel="sms", state="handed", receipt_due_at__isnull=False
    ).exists()


if __name__ == "__main__":
    main()
