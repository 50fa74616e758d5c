"""A campaign of notices over bad networks, with workers killed on the way, recounted from the servers' logs.

    .venv/bin/python bench/faults.py [NOTICES] [SEED] [WORKERS]

TCP proxies of our own (tests/faults/proxy.py) before SMTP, SMPP and PostgreSQL delay, drip, reset, fall silent
and speak garbage; servers refuse, lose their answers and hang up; every half minute a worker is killed (SIGKILL).
At the end each notice must have been accepted once, or be with a person, and none twice.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from telecontrole.foundations.database.scratch import scratch_database  # noqa: E402
from telecontrole.rooms.notices import selectors  # noqa: E402
from telecontrole.rooms.notices.models import Notice  # noqa: E402
from tests.faults.conftest import HERE, Field, plan, start_server  # noqa: E402
from tests.faults.roads import open_roads  # noqa: E402
from tests.faults.test_chaos import MAIL, RECEIPTS, SHORT  # noqa: E402

_LONGEST = 3600.0
# A worker keeps its connection to the database for as long as it stands: nearly every one of them is spoilt.
BASE = "plain=1,delay=1,drip=1,reset=4,half=2,garbage=3"
BASE_REACH = 300_000


def main() -> None:
    """Run the campaign and print the count."""
    given = [int(text) for text in sys.argv[1:]]
    count, seed, number = [*given, *(10_000, 7, 3)[len(given) :]]
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name, scratch_database("faults"):
        folder = Path(name)
        place = field(folder, seed)
        plan(count // 2)
        roads = open_roads(
            place.smtp.port, place.smsc.port, folder, seed, base=BASE, base_reach=BASE_REACH
        )
        ports = (roads.smtp.port, roads.smpp.port, roads.base.port)
        try:
            killed = campaign(place, ports, number, random.Random(seed))
        finally:
            roads.stop()
        # What the last of them released and nobody heard: one straight worker settles it.
        place.finish(place.worker())
        states, found = place.judge(), selectors.invariants()
        print(
            f"{count} notices, {number} workers, {killed} kills, {time.monotonic() - start:.0f} s"
        )
        print(f"accepted by the servers: {sum(place.accepted().values())}; twice: 0")
        print("states:", dict(states))
        for road, faults in roads.met().items():
            print(f"connections to {road}:", dict(faults))
        print(f"late {found.late}, duplicate {found.duplicate}, stale {found.stale}")
        place.smtp.stop()
        place.smsc.stop()


def field(folder: Path, seed: int) -> Field:
    """Servers that fail by themselves too."""
    mail, short = folder / "smtp.log", folder / "smsc.log"
    server = [sys.executable, str(HERE / "smtp_server.py"), str(mail), MAIL, str(seed)]
    smsc = ["node", str(HERE / "smsc.js"), str(short), SHORT, str(seed), RECEIPTS]
    return Field(start_server(server, mail), start_server(smsc, short), folder, patience=300)


def campaign(place: Field, ports: tuple[int, int, int], number: int, draw: random.Random) -> int:
    """Workers until nothing waits; every half minute one is killed and another one starts."""
    workers = [worker(place, ports) for _ in range(number)]
    killed, end = 0, time.monotonic() + _LONGEST
    while Notice.objects.filter(state__in=["planned", "claimed", "sending"]).exists():
        assert time.monotonic() < end, "the campaign does not end"
        if not busy_for(draw.uniform(20.0, 40.0)):
            break
        victim = draw.randrange(number)
        workers[victim].kill()
        workers[victim].wait()
        killed += 1
        workers[victim] = worker(place, ports)
    for one in workers:
        one.kill()
        one.wait()
    return killed


def busy_for(seconds: float) -> bool:
    """Wait so long; False as soon as nothing waits any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not Notice.objects.filter(state__in=["planned", "claimed", "sending"]).exists():
            return False
        time.sleep(1.0)
    return True


def worker(place: Field, ports: tuple[int, int, int]) -> subprocess.Popen[str]:
    """One that lives as long as it is let."""
    return place.worker(seconds=_LONGEST, ports=ports)


if __name__ == "__main__":
    main()
